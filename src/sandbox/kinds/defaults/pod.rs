//! Defaults of pods and pod templates. It knows no workload.

use super::super::edit::Edit;
use crate::model::object::value::{Map, Value};

/// `SetDefaults_PodSpec` and all below it: what a pod template gets.
pub(super) fn spec(spec: &mut Edit) {
    spec.default("dnsPolicy", "ClusterFirst");
    spec.default("restartPolicy", "Always");
    spec.default("securityContext", Value::Map(Map::default()));
    spec.default("terminationGracePeriodSeconds", 30);
    spec.default("schedulerName", "default-scheduler");
    // `serviceAccount` is the old name of the same field.
    if spec.is_unset("serviceAccount") && !spec.is_unset("serviceAccountName") {
        let name = spec.str("serviceAccountName").to_owned();
        spec.set("serviceAccount", name);
    } else if spec.is_unset("serviceAccountName") && !spec.is_unset("serviceAccount") {
        let name = spec.str("serviceAccount").to_owned();
        spec.set("serviceAccountName", name);
    }
    for key in ["containers", "initContainers", "ephemeralContainers"] {
        spec.each(key, container);
    }
    if spec.is_true("hostNetwork") {
        for key in ["containers", "initContainers"] {
            spec.each(key, |container| container.each("ports", host_port));
        }
    }
    spec.each("volumes", volume);
}

/// A pod itself gets more than its template.
pub(super) fn pod(own: &mut Edit) {
    spec(own);
    for key in ["containers", "initContainers"] {
        own.each(key, |container| container.within("resources", requests));
    }
    own.default("enableServiceLinks", true);
}

fn requests(resources: &mut Edit) {
    let Some(limits) = resources.map("limits").cloned() else { return };
    resources.within_new("requests", |requests| {
        let merged = limits.iter().filter(|(key, _)| !requests.has(key.as_str())).cloned().collect::<Vec<_>>();
        let all = std::mem::take(requests).done().to_entries().into_iter().chain(merged).collect();
        *requests = Edit::of(&all);
    });
}

fn host_port(port: &mut Edit) {
    if let Some(number) = port.int("containerPort") {
        port.default_int("hostPort", number);
    }
}

fn container(own: &mut Edit) {
    let policy = if is_latest(own.str("image")) { "Always" } else { "IfNotPresent" };
    own.default("imagePullPolicy", policy);
    own.default("terminationMessagePath", "/dev/termination-log");
    own.default("terminationMessagePolicy", "File");
    own.each("ports", |port| port.default("protocol", "TCP"));
    for key in ["livenessProbe", "readinessProbe", "startupProbe"] {
        own.within(key, probe);
    }
    own.within("lifecycle", |hooks| {
        for key in ["postStart", "preStop"] {
            hooks.within(key, |handler| handler.within("httpGet", http_get));
        }
    });
    own.each("env", |env| env.along(&["valueFrom", "fieldRef"], |field| field.default("apiVersion", "v1")));
}

/// Whether the tag is `latest`, said or not: no tag and no digest (`parsers.ParseImageName`).
fn is_latest(image: &str) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image);
    if last.contains('@') {
        return false;
    }
    last.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

fn probe(own: &mut Edit) {
    own.default_int("timeoutSeconds", 1);
    own.default_int("periodSeconds", 10);
    own.default_int("successThreshold", 1);
    own.default_int("failureThreshold", 3);
    own.within("httpGet", http_get);
    own.within("grpc", |grpc| grpc.default("service", ""));
}

fn http_get(own: &mut Edit) {
    own.default("path", "/");
    own.default("scheme", "HTTP");
}

/// `defaultMode` 0644.
const MODE: i64 = 420;

fn volume(own: &mut Edit) {
    let sources = std::mem::take(own).done();
    *own = Edit::of(&sources);
    if sources.len() <= 1 {
        own.set("emptyDir", Value::Map(Map::default()));
    }
    for key in ["secret", "configMap", "downwardAPI", "projected"] {
        own.within(key, |source| source.default("defaultMode", MODE));
    }
    own.within("hostPath", |path| {
        if !path.has("type") {
            path.set("type", "");
        }
    });
    own.within("downwardAPI", |source| source.each("items", field_ref));
    own.within("projected", |source| {
        source.each("sources", |one| {
            one.within("serviceAccountToken", |token| token.default("expirationSeconds", 3600));
            one.within("downwardAPI", |source| source.each("items", field_ref));
        });
    });
    own.along(&["ephemeral", "volumeClaimTemplate", "spec"], |spec| spec.default("volumeMode", "Filesystem"));
    own.within("image", |image| {
        let policy = if is_latest(image.str("reference")) { "Always" } else { "IfNotPresent" };
        image.default("pullPolicy", policy);
    });
}

fn field_ref(item: &mut Edit) {
    item.within("fieldRef", |field| field.default("apiVersion", "v1"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_image_is_the_latest_when_nothing_says_otherwise() {
        for (image, latest) in [
            ("web", true),
            ("web:latest", true),
            ("web:1", false),
            ("host:5000/web", true),
            ("host:5000/web:1", false),
            ("web@sha256:0", false),
        ] {
            assert_eq!(super::is_latest(image), latest, "{image}");
        }
    }
}
