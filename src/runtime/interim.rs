//! Interim: what the store will answer.

pub(super) mod settings {
    use crate::adapters::cluster::connect::Cluster;
    use crate::adapters::cluster::discover::Kind;
    use crate::adapters::cluster::error::ClusterError;
    use crate::model::settings::Settings;
    use std::sync::Arc;

    pub(crate) async fn control_namespace(_cluster: &Cluster) -> Arc<str> {
        "argocd".into()
    }
    pub(crate) async fn read(_cluster: &Cluster, namespace: &Arc<str>) -> Result<Settings, ClusterError> {
        Ok(Settings { control_namespace: namespace.clone(), ..Settings::default() })
    }
    pub(crate) fn config_map_kind() -> Kind {
        Kind {
            group: "".into(),
            version: "v1".into(),
            kind: "ConfigMap".into(),
            plural: "configmaps".into(),
            singular: "configmap".into(),
            namespaced: true,
            verbs: vec!["list".into(), "watch".into()],
            short_names: Vec::new(),
            subresources: Vec::new(),
        }
    }
    pub(crate) fn is_setting(name: &str) -> bool {
        name.starts_with("argocd-") || name == "tiphys-cm"
    }
}

pub(super) mod guard {
    use crate::adapters::cluster::connect::Cluster;
    use crate::adapters::cluster::error::ClusterError;
    use crate::model::settings::Settings;
    use std::sync::Arc;

    pub(crate) struct Found {
        pub(crate) is_alive: bool,
        pub(crate) evidence: Arc<str>,
    }
    pub(crate) async fn presence(_cluster: &Cluster, _settings: &Settings) -> Result<Found, ClusterError> {
        Ok(Found { is_alive: false, evidence: "".into() })
    }
}

pub(super) mod clusters {
    use crate::adapters::cluster::connect::Cluster;
    use crate::model::application::Destination;
    use crate::model::problem::Problem;
    use crate::model::settings::Settings;
    use std::sync::Arc;

    pub(crate) enum Resolved {
        InCluster,
        #[allow(dead_code)]
        Secret {
            cluster: Box<Cluster>,
            uid: Arc<str>,
            server: Arc<str>,
        },
    }
    pub(crate) async fn resolve(_cluster: &Cluster, _settings: &Settings, _destination: &Destination) -> Result<Resolved, Problem> {
        Ok(Resolved::InCluster)
    }
}

pub(super) mod crds {
    use crate::adapters::cluster::connect::Cluster;
    use crate::adapters::cluster::objects::{self, WriteOptions};
    use crate::adapters::cluster::request::Target;
    use crate::engine::manifest::json::object_from_json;
    use crate::model::problem::Problem;

    pub(crate) async fn install(cluster: &Cluster) -> Result<(), Problem> {
        for (kind, plural, short) in [("Application", "applications", "app"), ("AppProject", "appprojects", "appproj")] {
            let text = format!(
                r#"{{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{{"name":"{plural}.argoproj.io"}},"spec":{{"group":"argoproj.io","scope":"Namespaced","names":{{"kind":"{kind}","plural":"{plural}","singular":"{}","listKind":"{kind}List","shortNames":["{short}"]}},"versions":[{{"name":"v1alpha1","served":true,"storage":true,"schema":{{"openAPIV3Schema":{{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}}]}}}}"#,
                kind.to_lowercase()
            );
            let object = object_from_json(text.as_bytes(), &mut crate::engine::manifest::interner())?;
            let collection = Target::collection("apiextensions.k8s.io", "v1", "customresourcedefinitions");
            objects::create(cluster, &collection, &object, &WriteOptions::by("tiphys")).await.map_err(|error| error.problem())?;
        }
        Ok(())
    }
}
