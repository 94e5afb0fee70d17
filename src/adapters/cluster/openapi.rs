//! What an API server publishes of one group and version (OpenAPI v3): merge keys, list types, scopes. The reading is the
//! engine's; here is the request.

use std::sync::Arc;

use super::connect::Cluster;
use super::error::ClusterError;
use super::request::{Call, fetch, segment, value};
use crate::engine::schema::Learnt;

/// The published schema of `apps/v1` or `v1`.
///
/// # Errors
/// `NotFound` where the server publishes none; `BadAnswer` where it cannot be understood.
pub async fn learn(cluster: &Cluster, api_version: &str) -> Result<Arc<Learnt>, ClusterError> {
    let path = match api_version.split_once('/') {
        Some((group, version)) => format!("/openapi/v3/apis/{}/{}", segment(group)?, segment(version)?),
        None => format!("/openapi/v3/api/{}", segment(api_version)?),
    };
    let call = Call::at("get", path, format!("get the schema of {api_version}"));
    let document = value(&fetch(cluster, &call).await?)?;
    Learnt::from_openapi_v3(&document).map(Arc::new).map_err(|problem| ClusterError::BadAnswer(problem.to_string().into()))
}
