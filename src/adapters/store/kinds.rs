//! Kinds that the store reads by name, whatever discovery says: they have been served in these versions for years.

use crate::adapters::cluster::discover::Kind;
use crate::model::application::{GROUP, VERSION};

fn kind(group: &str, version: &str, kind: &str, plural: &str, short_names: &[&str]) -> Kind {
    Kind {
        group: group.into(),
        version: version.into(),
        kind: kind.into(),
        plural: plural.into(),
        singular: kind.to_lowercase().into(),
        namespaced: true,
        verbs: ["create", "delete", "get", "list", "patch", "update", "watch"].map(Into::into).to_vec(),
        short_names: short_names.iter().map(|name| (*name).into()).collect(),
        subresources: Vec::new(),
    }
}

/// `applications.argoproj.io`.
pub fn application() -> Kind {
    kind(GROUP, VERSION, "Application", "applications", &["app", "apps"])
}

/// `appprojects.argoproj.io`.
pub fn project() -> Kind {
    kind(GROUP, VERSION, "AppProject", "appprojects", &["appproj", "appprojs"])
}

/// `configmaps`.
pub fn config_map() -> Kind {
    kind("", "v1", "ConfigMap", "configmaps", &["cm"])
}

/// `secrets`.
pub fn secret() -> Kind {
    kind("", "v1", "Secret", "secrets", &[])
}

/// `pods`.
pub fn pod() -> Kind {
    kind("", "v1", "Pod", "pods", &["po"])
}

/// `deployments.apps`.
pub fn deployment() -> Kind {
    kind("apps", "v1", "Deployment", "deployments", &["deploy"])
}

/// `statefulsets.apps`.
pub fn stateful_set() -> Kind {
    kind("apps", "v1", "StatefulSet", "statefulsets", &["sts"])
}

/// `customresourcedefinitions.apiextensions.k8s.io`.
pub fn crd() -> Kind {
    let crd = kind("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", &["crd", "crds"]);
    Kind { namespaced: false, ..crd }
}
