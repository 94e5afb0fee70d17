//! Destinations: the API server that the Application was read from, or a cluster Secret of that control plane; never a
//! kubeconfig context. Zero or two matches are Argo CD's InvalidSpecError. Source: `util/argo/argo.go`,
//! `GetDestinationCluster`; `util/db/cluster.go`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::cluster_config::{ClusterConfig, config};
use super::{kinds, secrets};
use crate::adapters::cluster::connect::{Cluster, Connection};
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{Selection, list};
use crate::model::application::{Destination, IN_CLUSTER_NAME, IN_CLUSTER_SERVER};
use crate::model::ids::ClusterId;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;

/// A cluster Secret. The way to authenticate is kept apart and never shown.
#[derive(Debug, Clone)]
pub struct ClusterEntry {
    /// The Secret's name.
    pub secret: Arc<str>,
    /// Its uid: stands for the destination in a plan's digest.
    pub uid: Arc<str>,
    /// Its version: a client made of another one is out of date.
    pub resource_version: Arc<str>,
    /// The cluster's name.
    pub name: Arc<str>,
    /// Its URL, without a slash at the end.
    pub server: Arc<str>,
    /// The namespaces that Argo CD manages there; empty means all.
    pub namespaces: Vec<Arc<str>>,
    /// Whether cluster-scoped resources are managed where namespaces are listed.
    pub has_cluster_resources: bool,
    /// The project it belongs to; empty for all.
    pub project: Arc<str>,
    /// Whether `skip-reconcile` is on it.
    pub is_skipped: bool,
    config: Result<ClusterConfig, Arc<str>>,
}

impl ClusterEntry {
    /// The connection that it describes. Nothing is sent.
    ///
    /// # Errors
    /// When the configuration is broken or names a way that is not supported.
    pub fn connection(&self) -> Result<Connection, Problem> {
        let place = || Place::file(format!("Secret {}", self.secret)).at_field("config");
        let parsed = self.config.as_ref().map_err(|cause| {
            Problem::error(ProblemKind::BadInput, cause.clone()).at(place()).hint("correct the cluster's Secret in the control plane")
        })?;
        let config = config(&self.server, parsed).map_err(|cause| {
            Problem::error(ProblemKind::BadInput, cause).at(place()).hint("correct the cluster's Secret in the control plane")
        })?;
        Ok(Connection::from_config(format!("Secret {}", self.secret), self.name.clone(), config))
    }
}

/// The clusters that a control plane knows.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// One a Secret, in the order of names.
    pub entries: Vec<ClusterEntry>,
    /// `cluster.inClusterEnabled`.
    pub in_cluster_disabled: bool,
}

/// What a destination names.
#[derive(Debug, Clone)]
pub enum Named<'a> {
    /// The API server that the Application was read from.
    InCluster,
    /// A cluster Secret's.
    Secret(&'a ClusterEntry),
}

/// Reads the cluster Secrets of a control plane.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn inventory(plane: &Cluster, settings: &Settings) -> Result<Inventory, ClusterError> {
    let labels = format!("{}=cluster", secrets::TYPE_LABEL);
    let selection = Selection { namespace: settings.control_namespace.clone(), labels: labels.into(), fields: Arc::default() };
    let found = list(plane, &kinds::secret(), &selection).await?;
    let in_cluster_disabled = settings.raw.get("cluster.inClusterEnabled").is_some_and(|value| &**value == "false");
    Ok(Inventory { entries: found.iter().map(entry).collect(), in_cluster_disabled })
}

fn entry(secret: &Object) -> ClusterEntry {
    let text = |key: &str| secrets::text(secret, key);
    let namespaces = text("namespaces");
    let config = match text("config") {
        config if config.is_empty() => Ok(ClusterConfig::default()),
        // serde_json's message may quote the text, which holds tokens.
        config => serde_json::from_str(&config)
            .map_err(|error| format!("no cluster configuration at line {}, column {}", error.line(), error.column()).into()),
    };
    ClusterEntry {
        secret: secret.name().clone(),
        uid: secret.uid().into(),
        resource_version: secret.resource_version().into(),
        name: text("name"),
        server: text("server").trim_end_matches('/').into(),
        namespaces: namespaces.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Into::into).collect(),
        has_cluster_resources: &*text("clusterResources") == "true",
        project: text("project"),
        is_skipped: secret.annotation(crate::model::application::annotation::SKIP_RECONCILE).is_some_and(|value| value == "true"),
        config,
    }
}

fn invalid(cause: String, hint: &str) -> Problem {
    Problem::error(ProblemKind::InvalidSpec, cause).at(Place::file("Application").at_field("spec.destination")).hint(hint.to_owned())
}

impl Inventory {
    /// What a destination names.
    ///
    /// # Errors
    /// `InvalidSpec`: it names none or several, or both a name and a server.
    pub fn resolve(&self, destination: &Destination) -> Result<Named<'_>, Problem> {
        let (server, name) = (destination.server.trim_end_matches('/'), destination.name.as_str());
        match (server, name) {
            ("", "") => Err(invalid("the destination names no cluster".into(), "set server or name")),
            (server, "") => self.by_server(server),
            ("", name) => self.by_name(name),
            (server, name) => Err(invalid(format!("the destination has both a name and a server: {name} {server}"), "keep one of the two")),
        }
    }

    fn by_server(&self, server: &str) -> Result<Named<'_>, Problem> {
        if server == IN_CLUSTER_SERVER {
            return self.in_cluster();
        }
        let found: Vec<&ClusterEntry> = self.entries.iter().filter(|entry| &*entry.server == server).collect();
        self.only(&found, &format!("the server {server}"))
    }

    fn by_name(&self, name: &str) -> Result<Named<'_>, Problem> {
        let is_renamed = self.entries.iter().any(|entry| &*entry.server == IN_CLUSTER_SERVER);
        if name == IN_CLUSTER_NAME && !is_renamed {
            return self.in_cluster();
        }
        let found: Vec<&ClusterEntry> = self.entries.iter().filter(|entry| &*entry.name == name).collect();
        match found.as_slice() {
            [one] if &*one.server == IN_CLUSTER_SERVER => self.in_cluster(),
            found => self.only(found, &format!("the name {name}")),
        }
    }

    fn in_cluster(&self) -> Result<Named<'_>, Problem> {
        if self.in_cluster_disabled {
            return Err(invalid(
                "the control plane's own cluster is disabled as a destination".into(),
                "name another cluster, or set cluster.inClusterEnabled in argocd-cm",
            ));
        }
        Ok(Named::InCluster)
    }

    fn only<'a>(&self, found: &[&'a ClusterEntry], what: &str) -> Result<Named<'a>, Problem> {
        match found {
            [one] => Ok(Named::Secret(one)),
            [] => {
                let known: Vec<&str> = self.entries.iter().map(|entry| &*entry.name).chain([IN_CLUSTER_NAME]).collect();
                Err(invalid(format!("no cluster has {what}"), &format!("known clusters: {}", known.join(", "))))
            }
            several => {
                let secrets: Vec<&str> = several.iter().map(|entry| &*entry.secret).collect();
                Err(invalid(format!("{} clusters have {what}", several.len()), &format!("keep one of the Secrets {}", secrets.join(", "))))
            }
        }
    }
}

/// Where an application's objects go.
#[derive(Debug, Clone)]
pub enum Resolved {
    /// The API server that the Application was read from.
    InCluster,
    /// Another one.
    Secret {
        /// Its connection.
        cluster: Box<Cluster>,
        /// The Secret's uid.
        uid: Arc<str>,
        /// Its name.
        name: Arc<str>,
        /// Its URL.
        server: Arc<str>,
    },
}

/// Clients of cluster Secrets, made once a version of the Secret.
#[derive(Default)]
pub struct OpenClusters(Mutex<BTreeMap<Uid, (Version, Cluster)>>);

type Uid = Arc<str>;
type Version = Arc<str>;

impl OpenClusters {
    /// The cluster that a destination names. The Secrets are read each time; a client is made only for a new version of one.
    /// Making one may run a credential plugin: call it where blocking is allowed, or `tokio::task::block_in_place` it.
    ///
    /// # Errors
    /// `InvalidSpec` as [`Inventory::resolve`], or whatever is wrong with the Secret or with reading it.
    pub async fn resolve(&self, plane: &Cluster, settings: &Settings, destination: &Destination) -> Result<Resolved, Problem> {
        let is_own = destination.name.is_empty() && destination.server.trim_end_matches('/') == IN_CLUSTER_SERVER;
        let is_restricted = settings.raw.contains_key("cluster.inClusterEnabled");
        if is_own && !is_restricted {
            return Ok(Resolved::InCluster);
        }
        let inventory = inventory(plane, settings).await.map_err(|error| error.problem())?;
        match inventory.resolve(destination)? {
            Named::InCluster => Ok(Resolved::InCluster),
            Named::Secret(entry) => {
                let cluster = Box::new(self.open(plane, entry)?);
                Ok(Resolved::Secret { cluster, uid: entry.uid.clone(), name: entry.name.clone(), server: entry.server.clone() })
            }
        }
    }

    /// The client of a Secret. Its id is the control plane's and the Secret's name: two planes may call two clusters alike.
    fn open(&self, plane: &Cluster, entry: &ClusterEntry) -> Result<Cluster, Problem> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&entry.uid).cloned();
        if let Some((_, cluster)) = known.filter(|(version, _)| *version == entry.resource_version) {
            return Ok(cluster);
        }
        let mut cluster = entry.connection()?.open().map_err(|error| error.problem())?;
        cluster.id = ClusterId::new(format!("{}/{}", plane.id, entry.name));
        let kept = (entry.resource_version.clone(), cluster.clone());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(entry.uid.clone(), kept);
        Ok(cluster)
    }
}
