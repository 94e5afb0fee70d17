//! What is served, in the two forms in which clients ask: a document a group and version, and everything at once
//! (aggregated discovery). It knows the registry only.

use bytes::Bytes;

use super::answer::{Answer, Payload};
use crate::engine::manifest::json::to_json;
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::kinds::registry::Registry;
use crate::sandbox::kinds::resource::{Resource, api_version};

fn entries(list: Vec<(&'static str, Value)>) -> Value {
    Value::map(list.into_iter().map(|(key, value)| (Key::field(key), value)).collect())
}

fn texts<'t>(list: impl IntoIterator<Item = &'t str>) -> Value {
    Value::list(list.into_iter().map(Value::str).collect())
}

/// `/version`: the Kubernetes version whose kinds are served.
pub(super) fn version() -> Value {
    entries(vec![
        ("major", "1".into()),
        ("minor", "36".into()),
        ("gitVersion", "v1.36.3+sandbox".into()),
        ("gitCommit", "".into()),
        ("gitTreeState", "clean".into()),
        ("buildDate", "1970-01-01T00:00:00Z".into()),
        ("goVersion", "go1.26".into()),
        ("compiler", "gc".into()),
        ("platform", "linux/amd64".into()),
    ])
}

/// The document at a discovery path; none where the path is none or names what is not served.
pub(super) fn document(registry: &Registry, path: &str, aggregated: Option<&'static str>) -> Option<Answer> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let value = match (parts.as_slice(), aggregated) {
        (["api"], Some(version)) => return Some(all(registry, &[""], version)),
        (["apis"], Some(version)) => {
            let named: Vec<&str> = registry.groups().into_iter().filter(|group| !group.is_empty()).collect();
            return Some(all(registry, &named, version));
        }
        (["api"], None) => {
            let address = [("clientCIDR", "0.0.0.0/0".into()), ("serverAddress", "127.0.0.1:6443".into())];
            entries(vec![
                ("kind", "APIVersions".into()),
                ("versions", texts(["v1"])),
                ("serverAddressByClientCIDRs", Value::list(vec![Value::Map(map(address))])),
            ])
        }
        (["apis"], None) => {
            let groups = registry.groups().into_iter().filter(|group| !group.is_empty()).map(|group| Value::Map(of_group(registry, group)));
            entries(vec![("kind", "APIGroupList".into()), ("apiVersion", "v1".into()), ("groups", Value::list(groups.collect()))])
        }
        (["apis", group], _) if registry.has_group(group) && !group.is_empty() => {
            let own = of_group(registry, group);
            Value::Map(own.with("kind", "APIGroup".into()).with("apiVersion", "v1".into()))
        }
        (["api", version], _) => of_version(registry, "", version)?,
        (["apis", group, version], _) => of_version(registry, group, version)?,
        _ => return None,
    };
    Some(Answer::ok(Payload::Value(value)))
}

fn of_group(registry: &Registry, group: &str) -> Map {
    let one = |version: &&str| Value::Map(map([("groupVersion", api_version(group, version).into()), ("version", Value::str(*version))]));
    let versions: Vec<Value> = registry.versions(group).iter().map(one).collect();
    let preferred = versions.first().cloned().unwrap_or_default();
    map([("name", Value::str(group)), ("versions", Value::list(versions)), ("preferredVersion", preferred)])
}

fn of_version(registry: &Registry, group: &str, version: &str) -> Option<Value> {
    let mut resources: Vec<Value> = Vec::new();
    for resource in registry.resources(group, version) {
        resources.push(legacy(resource));
        resources.extend(resource.subresources().into_iter().map(|own| legacy_sub(resource, own)));
    }
    if resources.is_empty() {
        return None;
    }
    let mut root = vec![
        ("kind", "APIResourceList".into()),
        ("groupVersion", api_version(group, version).into()),
        ("resources", Value::list(resources)),
    ];
    if !group.is_empty() {
        root.push(("apiVersion", "v1".into()));
    }
    Some(entries(root))
}

fn names(resource: &Resource) -> Vec<(&'static str, Value)> {
    let mut own = Vec::new();
    if !resource.short_names.is_empty() {
        own.push(("shortNames", texts(resource.short_names.iter().map(|name| &**name))));
    }
    if !resource.categories.is_empty() {
        own.push(("categories", texts(resource.categories.iter().map(|name| &**name))));
    }
    own
}

fn legacy(resource: &Resource) -> Value {
    let mut own = vec![
        ("name", Value::str(resource.id.plural.clone())),
        ("singularName", Value::str(resource.singular.clone())),
        ("namespaced", Value::Bool(resource.namespaced)),
        ("kind", Value::str(resource.kind.clone())),
        ("verbs", texts(resource.verbs().iter().copied())),
    ];
    own.extend(names(resource));
    entries(own)
}

/// The kind that a sub-resource speaks, and what can be done with it.
fn subresource(resource: &Resource, name: &str) -> ((String, String, String), &'static [&'static str]) {
    let own = |kind: &str| (resource.id.group.to_string(), resource.version.to_string(), kind.to_owned());
    match name {
        "scale" => (("autoscaling".to_owned(), "v1".to_owned(), "Scale".to_owned()), &["get", "patch", "update"]),
        "eviction" => (("policy".to_owned(), "v1".to_owned(), "Eviction".to_owned()), &["create"]),
        "log" => (own(&resource.kind), &["get"]),
        "finalize" => (own(&resource.kind), &["update"]),
        _ => (own(&resource.kind), &["get", "patch", "update"]),
    }
}

fn legacy_sub(resource: &Resource, name: &str) -> Value {
    let ((group, version, kind), verbs) = subresource(resource, name);
    let mut own = vec![
        ("name", Value::str(format!("{}/{name}", resource.id.plural))),
        ("singularName", "".into()),
        ("namespaced", Value::Bool(resource.namespaced)),
        ("kind", Value::str(kind)),
        ("verbs", texts(verbs.iter().copied())),
    ];
    if group != *resource.id.group {
        own.extend([("group", Value::str(group)), ("version", Value::str(version))]);
    }
    entries(own)
}

fn all(registry: &Registry, groups: &[&str], form: &'static str) -> Answer {
    let group = |group: &&str| {
        let version = |version: &&str| {
            let resources = registry.resources(group, version).map(|resource| aggregated(resource)).collect();
            entries(vec![("version", Value::str(*version)), ("resources", Value::list(resources)), ("freshness", "Current".into())])
        };
        let versions = registry.versions(group).iter().map(version).collect();
        let metadata = Value::Map(map([("name", Value::str(*group)), ("creationTimestamp", Value::Null)]));
        entries(vec![("metadata", metadata), ("versions", Value::list(versions))])
    };
    let root = entries(vec![
        ("kind", "APIGroupDiscoveryList".into()),
        ("apiVersion", Value::str(format!("apidiscovery.k8s.io/{form}"))),
        ("metadata", entries(Vec::new())),
        ("items", Value::list(groups.iter().map(group).collect())),
    ]);
    let content_type = match form {
        "v2" => "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        _ => "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
    };
    Answer::ok(Payload::Bytes(content_type, Bytes::from(to_json(&root))))
}

fn response_kind(group: &str, version: &str, kind: &str) -> Value {
    Value::Map(map([("group", group.into()), ("version", version.into()), ("kind", kind.into())]))
}

fn aggregated(resource: &Resource) -> Value {
    let sub = |name: &'static str| {
        let ((group, version, kind), verbs) = subresource(resource, name);
        entries(vec![
            ("subresource", name.into()),
            ("responseKind", response_kind(&group, &version, &kind)),
            ("verbs", texts(verbs.iter().copied())),
        ])
    };
    let mut own = vec![
        ("resource", Value::str(resource.id.plural.clone())),
        ("responseKind", response_kind(&resource.id.group, &resource.version, &resource.kind)),
        ("scope", if resource.namespaced { "Namespaced" } else { "Cluster" }.into()),
        ("singularResource", Value::str(resource.singular.clone())),
        ("verbs", texts(resource.verbs().iter().copied())),
    ];
    own.extend(names(resource));
    let subresources: Vec<Value> = resource.subresources().into_iter().map(sub).collect();
    if !subresources.is_empty() {
        own.push(("subresources", Value::list(subresources)));
    }
    entries(own)
}
