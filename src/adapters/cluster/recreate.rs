//! Delete and create: for what the server refuses to change. A state in between is visible to everybody; a process that
//! ends in between leaves the object missing, and the next sync creates it.

use std::sync::Arc;
use std::time::Duration;

use super::apply::{Applied, Outcome, applied, bare};
use super::connect::Cluster;
use super::error::ClusterError;
use super::objects::{DeleteOptions, Propagation, WriteOptions, Written, create, delete, find};
use super::request::Target;
use crate::engine::merge::last_applied;
use crate::model::object::Object;

/// How often is asked whether the old object is gone; kubectl asks once a second.
const POLL: Duration = Duration::from_millis(500);

/// Deletes the live object, waits until it is gone, creates the new one; `None` where there is none or it does not meet the
/// condition. There is no limit of time: the caller drops the future. Where the new one is refused the old one is created
/// again, as kubectl does.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub(super) async fn recreated(
    cluster: &Cluster,
    target: &Target,
    object: &Object,
    options: &WriteOptions,
    is_wanted: impl Fn(&Object) -> bool,
) -> Result<Option<Applied>, ClusterError> {
    let Some(live) = find(cluster, target).await?.filter(is_wanted) else { return Ok(None) };
    let precondition = DeleteOptions {
        propagation: Propagation::Background,
        uid: live.uid().into(),
        dry_run: options.dry_run,
        ..DeleteOptions::default()
    };
    delete(cluster, target, &precondition).await?;
    let configured = |written: Written| applied(written, Outcome::Configured, "configured", options.dry_run);
    if options.dry_run {
        return Ok(Some(configured(Written { object: object.clone(), is_created: false, warnings: Vec::new() })));
    }
    while find(cluster, target).await?.is_some_and(|still| still.uid() == live.uid()) {
        tokio::time::sleep(POLL).await;
    }
    let collection = Target { name: Arc::default(), ..target.clone() };
    let annotated = last_applied::annotated(&bare(object)?).map_err(|error| ClusterError::BadRequest(error.to_string().into()))?;
    match create(cluster, &collection, &annotated, options).await {
        Ok(written) => Ok(Some(configured(written))),
        Err(error) => {
            create(cluster, &collection, &creatable(&live)?, options).await?;
            Err(error)
        }
    }
}

/// A live object without what the server gives: it can be created again.
fn creatable(live: &Object) -> Result<Object, ClusterError> {
    let given = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"];
    let bare = given.iter().try_fold(live.clone(), |object, field| object.unset(&["metadata", field]));
    bare.map_err(|error| ClusterError::BadRequest(error.to_string().into()))
}
