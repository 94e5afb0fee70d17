//! Applying one object: server-side, client-side with the last-applied annotation, or as a whole (`Replace=true`). The
//! words are kubectl's. It decides nothing: whether and how stands in the request.
//!
//! Source of the rules: kubectl's `apply` and `replace`, as gitops-engine calls them (`pkg/utils/kube/resource_ops.go`):
//! strict field validation unless switched off, fields taken over from other managers, the three-way patch made again on a
//! conflict; and delete and create (`recreate`) where that is asked for, or for RBAC bindings whose immutable `roleRef`
//! changed, as `kubectl auth reconcile` does.

use std::sync::Arc;

use super::connect::Cluster;
use super::discover::{Kind, target_of};
use super::error::ClusterError;
use super::objects::{Validation, WriteOptions, Written, create, find, patch, replace};
use super::recreate::recreated;
use super::request::{APPLY_PATCH, Call, MERGE_PATCH, STRATEGIC_PATCH, Target, json, send};
use crate::engine::merge::last_applied::{self, ApplyPatch};
use crate::engine::schema::Schema;
use crate::engine::sync::task::ApplyMode;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// How often a client-side patch is made again after a conflict: kubectl's `maxPatchRetry`.
const MAX_PATCH_TRIES: usize = 5;

/// What to apply, and how.
#[derive(Debug, Clone)]
pub struct ApplyRequest {
    /// The object as desired. A namespaced object must carry its namespace.
    pub object: Object,
    /// How it is sent.
    pub mode: ApplyMode,
    /// Whether the server only says what would become of it.
    pub dry_run: bool,
    /// Under which name: Argo CD's is `argocd-controller`.
    pub field_manager: Arc<str>,
    /// `Validate=false`: unknown fields are accepted.
    pub skip_validation: bool,
    /// `Force=true`: deleted and created where the server refuses the change (a conflict, or something immutable).
    pub force: bool,
    /// The live object's resourceVersion, where it is known: tells `unchanged` from `configured`. Empty: not known.
    pub known_version: Arc<str>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was changed (server-side: or left as it was, where the version before was not known).
    Configured,
    /// It is as it was: no new resourceVersion.
    Unchanged,
}

/// The answer to an apply.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The object as stored, or as it would be.
    pub object: Object,
    /// What became of it.
    pub outcome: Outcome,
    /// kubectl's words: `deployment.apps/web configured`.
    pub words: Arc<str>,
    /// The server's warnings.
    pub warnings: Vec<Arc<str>>,
}

/// Applies one object. Its kind is looked up in what was discovered; an unknown one is discovered once more.
///
/// # Errors
/// `UnknownKind`, `Conflict` (somebody else wrote at the same moment), `Malformed`, `Invalid`, and whatever else
/// [`ClusterError`] tells apart. After `is_outcome_unknown` errors read the object before trying again.
pub async fn apply(cluster: &Cluster, schema: &Schema, request: &ApplyRequest) -> Result<Applied, ClusterError> {
    let kind = target_of(cluster, request.object.api_version(), request.object.kind()).await?;
    let target = target_in(&kind, &request.object)?;
    let options = WriteOptions {
        field_manager: request.field_manager.clone(),
        dry_run: request.dry_run,
        validation: if request.skip_validation { Validation::Ignore } else { Validation::Strict },
    };
    let applied = match request.mode {
        ApplyMode::ServerSide => server_side(cluster, &target, request, &options).await,
        ApplyMode::ClientSide => client_side(cluster, schema, &target, &request.object, &options).await,
        ApplyMode::Replace => replaced(cluster, &target, &request.object, &options).await,
    };
    match applied {
        Err(error @ (ClusterError::Invalid { .. } | ClusterError::Conflict { .. })) if request.force => {
            recreated(cluster, &target, &request.object, &options, |_| true).await?.ok_or(error)
        }
        Err(error @ ClusterError::Invalid { .. }) if is_binding(&request.object) => {
            let is_other_role = |live: &Object| live.get(&["roleRef"]) != request.object.get(&["roleRef"]);
            recreated(cluster, &target, &request.object, &options, is_other_role).await?.ok_or(error)
        }
        other => other,
    }
}

/// Where an object belongs: namespaced kinds by its namespace, others without.
///
/// # Errors
/// `BadRequest` when a namespaced object has no namespace, or has no name.
pub fn target_in(kind: &Kind, object: &Object) -> Result<Target, ClusterError> {
    let named = format!("{} {}", object.kind(), object.name());
    if object.name().is_empty() {
        return Err(ClusterError::BadRequest(format!("{} has no name", object.kind()).into()));
    }
    match (kind.namespaced, object.namespace().is_empty()) {
        (true, true) => Err(ClusterError::BadRequest(format!("{named} has no namespace").into())),
        (true, false) => Ok(kind.target().within(object.namespace().clone()).named(object.name().clone())),
        (false, _) => Ok(kind.target().named(object.name().clone())),
    }
}

/// kubectl's words for what happened: `deployment.apps/web configured`, with the mark of a dry run.
pub fn words(object: &Object, operation: &str, dry_run: bool) -> Arc<str> {
    let kind = object.kind().to_lowercase();
    let dot = if object.group().is_empty() { "" } else { "." };
    let mark = if dry_run { " (server dry run)" } else { "" };
    format!("{kind}{dot}{}/{} {operation}{mark}", object.group(), object.name()).into()
}

pub(super) fn applied(written: Written, outcome: Outcome, operation: &str, dry_run: bool) -> Applied {
    Applied { words: words(&written.object, operation, dry_run), object: written.object, outcome, warnings: written.warnings }
}

/// The object without the fields that the server refuses in an apply.
pub(super) fn bare(object: &Object) -> Result<Object, ClusterError> {
    object.unset(&["metadata", "managedFields"]).map_err(|error| ClusterError::BadRequest(error.to_string().into()))
}

async fn server_side(cluster: &Cluster, target: &Target, request: &ApplyRequest, options: &WriteOptions) -> Result<Applied, ClusterError> {
    let call = options.put_on(Call::on("patch", target)?).query("force", "true");
    let call = call.body(APPLY_PATCH, json(bare(&request.object)?.root())?);
    let written = super::objects::written(send(cluster, &call).await?).await?;
    // A dry run's answer carries the live object's version whatever it would change.
    let is_same = !request.dry_run && !request.known_version.is_empty() && written.object.resource_version() == &*request.known_version;
    let outcome = match (written.is_created, is_same) {
        (true, _) => Outcome::Created,
        (false, true) => Outcome::Unchanged,
        (false, false) => Outcome::Configured,
    };
    Ok(applied(written, outcome, "serverside-applied", request.dry_run))
}

async fn client_side(
    cluster: &Cluster,
    schema: &Schema,
    target: &Target,
    object: &Object,
    options: &WriteOptions,
) -> Result<Applied, ClusterError> {
    let modified = last_applied::annotated(&bare(object)?).map_err(|error| ClusterError::BadRequest(error.to_string().into()))?;
    let mut tries = 0;
    loop {
        let Some(live) = find(cluster, target).await? else {
            let collection = Target { name: Arc::default(), ..target.clone() };
            let written = create(cluster, &collection, &modified, options).await?;
            return Ok(applied(written, Outcome::Created, "created", options.dry_run));
        };
        let made = last_applied::patch(schema, &live, &modified)
            .map_err(|error| ClusterError::BadRequest(format!("no patch can be made: {error}").into()))?;
        let (media_type, change) = match made {
            ApplyPatch::Strategic(change) => (STRATEGIC_PATCH, change),
            ApplyPatch::Merge(change) => (MERGE_PATCH, change),
        };
        if change.is_empty() {
            let written = Written { object: live, is_created: false, warnings: Vec::new() };
            return Ok(applied(written, Outcome::Unchanged, "unchanged", options.dry_run));
        }
        tries += 1;
        match patch(cluster, target, media_type, json(&change)?, options).await {
            Ok(written) => {
                let is_same = written.object.resource_version() == live.resource_version() && !options.dry_run;
                let (outcome, word) = if is_same { (Outcome::Unchanged, "unchanged") } else { (Outcome::Configured, "configured") };
                return Ok(applied(written, outcome, word, options.dry_run));
            }
            Err(ClusterError::Conflict { .. }) if tries < MAX_PATCH_TRIES => {}
            Err(error) => return Err(error),
        }
    }
}

/// `kubectl replace`, or create where it is not there (gitops-engine chooses so by the live object).
async fn replaced(cluster: &Cluster, target: &Target, object: &Object, options: &WriteOptions) -> Result<Applied, ClusterError> {
    let collection = Target { name: Arc::default(), ..target.clone() };
    let Some(live) = find(cluster, target).await? else {
        let written = create(cluster, &collection, object, options).await?;
        return Ok(applied(written, Outcome::Created, "created", options.dry_run));
    };
    let object = bare(object)?
        .set(&["metadata", "resourceVersion"], Value::str(live.resource_version()))
        .map_err(|error| ClusterError::BadRequest(error.to_string().into()))?;
    let written = replace(cluster, target, &object, options).await?;
    let is_same = !options.dry_run && written.object.resource_version() == live.resource_version();
    Ok(applied(written, if is_same { Outcome::Unchanged } else { Outcome::Configured }, "replaced", options.dry_run))
}

fn is_binding(object: &Object) -> bool {
    object.group() == "rbac.authorization.k8s.io" && matches!(&**object.kind(), "RoleBinding" | "ClusterRoleBinding")
}
