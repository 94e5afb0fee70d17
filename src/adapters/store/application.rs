//! Applications: where they are, and the patches that ask somebody else to act. Every write is a merge patch, so that
//! nothing unknown is lost; all but refresh annotations carry the resourceVersion that they were made from. Neither
//! Application nor AppProject has a status subresource: status is patched on the object itself.

use std::sync::Arc;

use jiff::Timestamp;

use super::kinds;
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{WriteOptions, Written, get, list, merge_patch, within};
use crate::adapters::cluster::request::Target;
use crate::adapters::cluster::watch::WatchSpec;
use crate::model::application::annotation;
use crate::model::ids::AppKey;
use crate::model::object::Object;
use crate::model::object::build::map;
use crate::model::object::serde_ser::to_value;
use crate::model::object::value::{Map, Value};
use crate::model::operation::Operation;

/// The name under which Tiphys writes.
pub const MANAGER: &str = "tiphys";

/// How thoroughly an application is to be compared again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// Read Git again.
    Normal,
    /// And pass over caches.
    Hard,
}

/// An Application's address.
pub fn target(app: &AppKey) -> Target {
    kinds::application().target().within(app.namespace.clone()).named(app.name.clone())
}

/// The watch of the Applications of a namespace; empty means all.
pub fn watch_spec(namespace: &str) -> WatchSpec {
    WatchSpec::all(kinds::application()).within(namespace)
}

/// Reads one Application.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn read(cluster: &Cluster, app: &AppKey) -> Result<Object, ClusterError> {
    get(cluster, &target(app)).await
}

/// Reads the Applications of a namespace; empty means all.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn read_all(cluster: &Cluster, namespace: &str) -> Result<Vec<Object>, ClusterError> {
    list(cluster, &kinds::application(), &within(namespace)).await
}

/// Writes a merge patch on the version that was read.
///
/// # Errors
/// `Conflict` when somebody wrote in between: read, decide and patch again.
pub async fn patch(cluster: &Cluster, app: &AppKey, patch: &Map, resource_version: &str) -> Result<Written, ClusterError> {
    merge_patch(cluster, &target(app), patch, Some(resource_version), &WriteOptions::by(MANAGER)).await
}

/// Asks whoever drives to compare again. Nothing is lost when two ask at once: the patch carries no version.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn refresh(cluster: &Cluster, app: &AppKey, how: Refresh, now: Timestamp) -> Result<Written, ClusterError> {
    merge_patch(cluster, &target(app), &refresh_patch(how, now), None, &WriteOptions::by(MANAGER)).await
}

/// The annotations that ask for a comparison. The controller takes both away, the first one only if the moment is still
/// the one it saw.
pub fn refresh_patch(how: Refresh, now: Timestamp) -> Map {
    let word = match how {
        Refresh::Normal => "normal",
        Refresh::Hard => "hard",
    };
    annotations([(annotation::REFRESH, word.into()), (annotation::REFRESH_TIMESTAMP, rfc3339_nano(now).into())])
}

/// The patch that takes a request to compare away.
pub fn unrefresh_patch() -> Map {
    annotations([(annotation::REFRESH, Value::Null), (annotation::REFRESH_TIMESTAMP, Value::Null)])
}

fn annotations<const N: usize>(entries: [(&'static str, Value); N]) -> Map {
    map([("metadata", Value::Map(map([("annotations", Value::Map(map(entries)))])))])
}

/// Go's `time.RFC3339Nano`: as many digits as there are, none where there are none.
pub fn rfc3339_nano(time: Timestamp) -> String {
    time.to_string()
}

/// Why an operation cannot be handed to Argo CD.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// One is under way.
    #[error("another operation is already in progress")]
    InProgress,
    /// The server refused.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

/// Hands an operation to the controller that drives: `operation` is set and `status.operationState` cleared, on the version
/// that was read, and again after a conflict. Source: `util/argo/argo.go`, `SetAppOperation`. What Argo CD's API server
/// would check first (windows, RBAC, automatic sync) is the caller's.
///
/// # Errors
/// `InProgress` when an operation is set already.
pub async fn start(cluster: &Cluster, app: &AppKey, operation: &Operation) -> Result<Written, StartError> {
    let operation = to_value(operation).map_err(|error| ClusterError::BadRequest(error.to_string().into()))?;
    loop {
        let live = read(cluster, app).await?;
        if live.root().get("operation").is_some_and(|value| !value.is_null()) {
            return Err(StartError::InProgress);
        }
        let change = map([("operation", operation.clone()), ("status", Value::Map(map([("operationState", Value::Null)])))]);
        match patch(cluster, app, &change, live.resource_version()).await {
            Err(error) if error.is_conflict() => {}
            other => return other.map_err(StartError::Cluster),
        }
    }
}

/// The key of an Application object read from this cluster.
pub fn key(cluster: &Cluster, object: &Object) -> AppKey {
    let (namespace, name): (&Arc<str>, &Arc<str>) = (object.namespace(), object.name());
    AppKey::new(cluster.id.clone(), namespace.clone(), name.clone())
}
