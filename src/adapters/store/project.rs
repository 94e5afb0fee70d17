//! AppProjects: where they are. What they allow is judged by the engine.

use super::kinds;
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{find, list, within};
use crate::adapters::cluster::watch::WatchSpec;
use crate::model::object::Object;

/// The watch of a control plane's projects: they live in its own namespace only.
pub fn watch_spec(control_namespace: &str) -> WatchSpec {
    WatchSpec::all(kinds::project()).within(control_namespace)
}

/// Reads one project; `None` when it is not there.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn read(cluster: &Cluster, control_namespace: &str, name: &str) -> Result<Option<Object>, ClusterError> {
    find(cluster, &kinds::project().target().within(control_namespace).named(name)).await
}

/// Reads all projects.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn read_all(cluster: &Cluster, control_namespace: &str) -> Result<Vec<Object>, ClusterError> {
    list(cluster, &kinds::project(), &within(control_namespace)).await
}
