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
