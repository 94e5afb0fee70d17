//! Defaults of the kinds that have few. It knows no workload and no service.

use super::super::edit::Edit;
use crate::engine::manifest::json::parse_json;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

pub(super) fn namespace(own: &mut Edit) {
    own.within_new("metadata", |metadata| {
        let name = metadata.str("name").to_owned();
        if !name.is_empty() {
            metadata.within_new("labels", |labels| labels.set("kubernetes.io/metadata.name", name));
        }
    });
    own.within_new("status", |status| status.default("phase", "Active"));
}

pub(super) fn volume(own: &mut Edit) {
    own.within_new("status", |status| status.default("phase", "Pending"));
    own.within("spec", |spec| {
        spec.default("persistentVolumeReclaimPolicy", "Retain");
        spec.default("volumeMode", "Filesystem");
        spec.within("hostPath", |path| path.default("type", ""));
    });
}

pub(super) fn claim(own: &mut Edit) {
    own.within_new("status", |status| status.default("phase", "Pending"));
    own.within("spec", |spec| spec.default("volumeMode", "Filesystem"));
}

pub(super) fn limits(item: &mut Edit) {
    if item.str("type") != "Container" {
        return;
    }
    for (from, to) in [("max", "default"), ("default", "defaultRequest"), ("min", "defaultRequest")] {
        let Some(source) = item.map(from).cloned() else { continue };
        let own = item.map(to).cloned().unwrap_or_default();
        let all: Map = source.iter().filter(|(key, _)| !own.has(key.as_str())).chain(own.iter()).cloned().collect();
        item.set(to, Value::Map(all));
    }
}

/// Scaling rules that a behavior says nothing about (`defaultHPAScaleUpRules`, `defaultHPAScaleDownRules`).
const SCALE_UP: &str = r#"{"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]}"#;
const SCALE_DOWN: &str = r#"{"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]}"#;
const CPU_METRIC: &str = r#"[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]"#;

pub(super) fn autoscaler(spec: &mut Edit) {
    spec.default("minReplicas", 1);
    if spec.list("metrics").is_empty() {
        spec.set("metrics", literal(CPU_METRIC));
    }
    spec.within("behavior", |behavior| {
        for (key, text) in [("scaleUp", SCALE_UP), ("scaleDown", SCALE_DOWN)] {
            let rules = literal(text).as_map().cloned().unwrap_or_default();
            let own = behavior.map(key).cloned().unwrap_or_default();
            let all: Map = rules.iter().filter(|(key, _)| !own.has(key.as_str())).chain(own.iter()).cloned().collect();
            behavior.set(key, Value::Map(all));
        }
    });
}

/// The constants above are JSON; a test reads them.
fn literal(text: &str) -> Value {
    parse_json(text.as_bytes()).unwrap_or_default()
}

const RBAC: &str = "rbac.authorization.k8s.io";

pub(super) fn role_binding(own: &mut Edit) {
    own.within("roleRef", |reference| reference.default("apiGroup", RBAC));
    own.each("subjects", |subject| {
        if matches!(subject.str("kind"), "User" | "Group") {
            subject.default("apiGroup", RBAC);
        }
    });
}

pub(super) fn storage_class(own: &mut Edit) {
    own.default("reclaimPolicy", "Delete");
    own.default("volumeBindingMode", "Immediate");
}

pub(super) fn webhook(own: &mut Edit, mutating: bool) {
    own.default("failurePolicy", "Fail");
    own.default("matchPolicy", "Equivalent");
    own.default("namespaceSelector", Value::Map(Map::default()));
    own.default("objectSelector", Value::Map(Map::default()));
    own.default("timeoutSeconds", 10);
    if mutating {
        own.default("reinvocationPolicy", "Never");
    }
    own.each("rules", |rule| rule.default("scope", "*"));
    own.along(&["clientConfig", "service"], |service| service.default("port", 443));
}

pub(super) fn admission_policy(spec: &mut Edit) {
    spec.default("failurePolicy", "Fail");
    spec.within("matchConstraints", match_resources);
}

pub(super) fn match_resources(own: &mut Edit) {
    own.default("matchPolicy", "Equivalent");
    own.default("namespaceSelector", Value::Map(Map::default()));
    own.default("objectSelector", Value::Map(Map::default()));
    for key in ["resourceRules", "excludeResourceRules"] {
        own.each(key, |rule| rule.default("scope", "*"));
    }
}

pub(super) fn definition(own: &mut Edit) {
    let mut stored = None;
    own.within("spec", |spec| {
        spec.within("names", |names| {
            let kind = names.str("kind").to_owned();
            names.default("singular", kind.to_lowercase());
            if !kind.is_empty() {
                names.default("listKind", format!("{kind}List"));
            }
        });
        spec.default("conversion", Value::map(vec![(Key::field("strategy"), Value::str("None"))]));
        spec.along(&["conversion", "webhook", "clientConfig", "service"], |service| service.default("port", 443));
        let storage = spec.list("versions").iter().filter_map(Value::as_map);
        stored = storage.filter(|own| own.get("storage").and_then(Value::as_bool) == Some(true)).find_map(|own| own.get("name").cloned());
    });
    own.within_new("status", |status| {
        // As before any controller of the API server has looked at it.
        status.default("acceptedNames", Value::map(["kind", "plural"].map(|name| (Key::field(name), Value::str(""))).into()));
        if !status.has("conditions") {
            status.set("conditions", Value::Null);
        }
        if status.list("storedVersions").is_empty()
            && let Some(name) = stored
        {
            status.set("storedVersions", Value::list(vec![name]));
        }
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_literals_are_json() {
        for text in [super::SCALE_UP, super::SCALE_DOWN, super::CPU_METRIC] {
            assert!(!super::literal(text).is_null(), "{text}");
        }
    }
}
