//! Changing the world. Every change comes with an authority; one of a driven operation leaves only while its Lease is held.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::adapters::cluster::apply::{ApplyRequest, apply};
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::events::{self, Audit};
use crate::adapters::cluster::objects::{self, DeleteOptions, WriteOptions};
use crate::adapters::cluster::request::Target;
use crate::adapters::store::journal::Entry;
use crate::adapters::store::seed as seeds;
use crate::engine::sync::fact::Sent;
use crate::engine::sync::task::Propagation;
use crate::model::application::{GROUP, VERSION};
use crate::model::ids::{AppKey, Digest, ObjectKey, OperationId};
use crate::model::object::Object;
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::model::operation::seed_secret;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::Authority;
use crate::session::effect::Write;
use crate::session::outcome::Outcome;

use super::live::{Handle, locked};
use super::{Shared, acts, connect};

/// Our field manager. Argo CD's is `argocd-controller`: who drives can be told from the fields.
pub(super) const MANAGER: &str = "tiphys";

/// The finaliser that keeps a hook until its verdict is recorded.
const HOOK_FINALIZER: &str = "argocd.argoproj.io/hook-finalizer";

/// The pause before a write or a read is tried again because the server does not answer: it is away for seconds, when it is.
const AGAIN: Duration = Duration::from_secs(1);

/// How often a write is tried: for about as long as a Lease lives without being renewed.
const TRIES: usize = 15;

/// The operation that a change belongs to, and the service account that it is made for.
type Behind<'a> = (Option<&'a OperationId>, Option<&'a Arc<str>>);

/// Carries out a change, and notes it in the journal with what became of it.
pub(super) async fn send(shared: &Arc<Shared>, authority: &Authority, behind: Behind<'_>, write: Write) -> Outcome {
    let (operation, _) = behind;
    let what = what(&write);
    tracing::info!(?authority, what, "changing the world");
    let outcome = patiently(shared, behind, write).await;
    let (who, digest) = match authority {
        Authority::Confirmed { digest, who } => (&**who, digest.as_str()),
        Authority::Policy { rule, .. } => (&**rule, ""),
    };
    let why_not = outcome.refusal().map(ToString::to_string);
    let server = connect::plane(shared).map(|plane| plane.cluster.server.clone()).unwrap_or_default();
    let entry = Entry {
        at: Timestamp::now(),
        who,
        digest,
        operation: operation.map_or("", |operation| operation.as_str()),
        server: &server,
        what: &what,
        outcome: why_not.as_deref().unwrap_or("done"),
    };
    if let Err(error) = shared.journal.add(&entry) {
        tracing::warn!(%error, "the journal cannot be written");
    }
    outcome
}

/// A change, tried again while the server does not answer and the Lease of its operation is held: the server may be restarting, and every
/// such write is one that changes nothing when it had arrived the first time.
async fn patiently(shared: &Arc<Shared>, behind: Behind<'_>, write: Write) -> Outcome {
    let (operation, _) = behind;
    for _ in 1..TRIES {
        let outcome = leave(shared, behind, write.clone()).await;
        let is_away = outcome.refusal().is_some_and(|problem| problem.kind == ProblemKind::Unreachable);
        if !is_away || operation.is_none_or(|operation| !shared.leases.is_held(operation)) {
            return outcome;
        }
        tokio::time::sleep(AGAIN).await;
    }
    leave(shared, behind, write).await
}

async fn leave(shared: &Arc<Shared>, (operation, account): Behind<'_>, write: Write) -> Outcome {
    if let Some(operation) = operation
        && !shared.leases.is_held(operation)
    {
        let problem = Problem::error(ProblemKind::Conflict, "the Lease of this operation is no longer held: nothing was written");
        return Outcome::Failed(problem.hint("resume the operation"));
    }
    match write {
        Write::Apply { key, object, mode, skip_validation, force } => {
            let request = ApplyRequest {
                object,
                mode,
                dry_run: false,
                field_manager: MANAGER.into(),
                skip_validation,
                force,
                known_version: Arc::default(),
            };
            Outcome::Applied(applied(shared, (&key, account), &request).await)
        }
        Write::Delete { key, uid, propagation } => Outcome::Deleted(delete(shared, (&key, account), uid, propagation).await),
        Write::Unfinalize { key, uid } => Outcome::Deleted(unfinalize(shared, (&key, account), &uid).await),
        Write::PatchApp { app, patch, resource_version } => Outcome::App(patch_app(shared, &app, &patch, &resource_version).await),
        Write::CreateApp { plane: _, object, upsert } => Outcome::App(create_app(shared, &object, upsert).await),
        Write::Act(made) => Outcome::Acted(acts::act(shared, &made, account).await),
        Write::DeleteApp { app, uid } => Outcome::Deleted(delete_app(shared, &app, uid).await),
        Write::KeepSeed { app, uid, operation, seed } => Outcome::Seed(match connect::plane(shared) {
            Ok(plane) => seeds::keep(&plane.cluster, (&app, &uid), &operation, &seed, MANAGER).await,
            Err(problem) => Err(problem),
        }),
        Write::ForgetSeed { app, operation } => Outcome::Seed(match connect::plane(shared) {
            Ok(plane) => seeds::forget(&plane.cluster, &app, &operation).await,
            Err(problem) => Err(problem),
        }),
    }
}

fn what(write: &Write) -> String {
    match write {
        Write::Apply { key, .. } => format!("apply {key}"),
        Write::Delete { key, .. } => format!("delete {key}"),
        Write::Unfinalize { key, .. } => format!("unfinalize {key}"),
        Write::PatchApp { app, .. } => format!("patch {app}"),
        Write::CreateApp { object, .. } => format!("create {object:?}"),
        Write::Act(made) => format!("run {} on {}", made.action, made.key),
        Write::DeleteApp { app, .. } => format!("delete {app}"),
        Write::KeepSeed { app, operation, .. } => format!("create Secret {}/{}", app.namespace, seed_secret(operation)),
        Write::ForgetSeed { app, operation } => format!("delete Secret {}/{}", app.namespace, seed_secret(operation)),
    }
}

/// An object, and the service account on whose behalf it is written.
type For<'a> = (&'a ObjectKey, Option<&'a Arc<str>>);

async fn applied(
    shared: &Arc<Shared>,
    (key, account): For<'_>,
    request: &ApplyRequest,
) -> Result<(Sent, Arc<crate::engine::resources::row::ResourceRow>), Problem> {
    let handle = shared.clusters.need(&key.cluster)?;
    let done = apply(&handle.cluster.acting_for(account), &handle.schema(), request).await.map_err(|error| error.problem())?;
    let row = locked(&handle.cache).row_of(&done.object);
    let sent = Sent { message: done.words, uid: row.uid.clone(), generation: row.generation };
    Ok((sent, Arc::new(row)))
}

pub(super) async fn target(handle: &Handle, key: &ObjectKey) -> Result<Target, Problem> {
    let kind = handle.kind_of(&key.group_kind).await?;
    let target = kind.target().named(key.name.clone());
    Ok(if kind.namespaced { target.within(key.namespace.clone()) } else { target })
}

fn options(uid: Arc<str>, propagation: Propagation, dry_run: bool) -> DeleteOptions {
    let propagation = match propagation {
        Propagation::Foreground => objects::Propagation::Foreground,
        Propagation::Background => objects::Propagation::Background,
        Propagation::Orphan => objects::Propagation::Orphan,
    };
    DeleteOptions { propagation, uid, dry_run, ..DeleteOptions::default() }
}

async fn delete(shared: &Arc<Shared>, (key, account): For<'_>, uid: Arc<str>, propagation: Propagation) -> Result<(), Problem> {
    let handle = shared.clusters.need(&key.cluster)?;
    let target = target(&handle, key).await?;
    match objects::delete(&handle.cluster.acting_for(account), &target, &options(uid, propagation, false)).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error.problem()),
    }
}

/// Asks whether an object could be deleted.
pub(super) async fn delete_dry(handle: &Handle, (key, account): For<'_>, uid: &Arc<str>) -> Result<(), Problem> {
    let target = target(handle, key).await?;
    objects::delete(&handle.cluster.acting_for(account), &target, &options(uid.clone(), Propagation::Foreground, true))
        .await
        .map(|_| ())
        .map_err(|error| error.problem())
}

/// Takes our finaliser off, leaving others'. Somebody else may write in between: read and patch under the version, a few times.
async fn unfinalize(shared: &Arc<Shared>, (key, account): For<'_>, uid: &str) -> Result<(), Problem> {
    const ATTEMPTS: usize = 5;
    let handle = shared.clusters.need(&key.cluster)?;
    let target = target(&handle, key).await?;
    let (mut last, cluster) = (None, handle.cluster.acting_for(account));
    for _ in 0..ATTEMPTS {
        let Some(object) = objects::find(&cluster, &target).await.map_err(|error| error.problem())? else { return Ok(()) };
        let kept: Vec<Value> = object.get(&["metadata", "finalizers"]).and_then(Value::as_list).unwrap_or(&[]).to_vec();
        let others: Vec<Value> = kept.iter().filter(|name| name.as_str() != Some(HOOK_FINALIZER)).cloned().collect();
        if object.uid() != uid && !uid.is_empty() || others.len() == kept.len() {
            return Ok(());
        }
        let patch = map([("metadata", Value::Map(map([("finalizers", Value::list(others))])))]);
        match objects::merge_patch(&cluster, &target, &patch, Some(object.resource_version()), &WriteOptions::by(MANAGER)).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) if error.is_conflict() => last = Some(error.problem()),
            Err(error) => return Err(error.problem()),
        }
    }
    last.map_or(Ok(()), Err)
}

fn applications(app: &AppKey) -> Target {
    Target::collection(GROUP, VERSION, "applications").within(app.namespace.clone()).named(app.name.clone())
}

/// An Application as it is now.
pub(super) async fn read_app(shared: &Arc<Shared>, app: &AppKey) -> Result<Object, Problem> {
    let plane = connect::plane(shared)?;
    objects::get(&plane.cluster, &applications(app)).await.map_err(|error| error.problem())
}

/// The same, waiting for a server that does not answer: what follows a refused patch of a record. The effect's own time ends it.
pub(super) async fn read_app_again(shared: &Arc<Shared>, app: &AppKey) -> Result<Object, Problem> {
    loop {
        match read_app(shared, app).await {
            Err(problem) if problem.kind == ProblemKind::Unreachable => tokio::time::sleep(AGAIN).await,
            other => return other,
        }
    }
}

async fn patch_app(shared: &Arc<Shared>, app: &AppKey, patch: &Value, resource_version: &str) -> Result<Object, Problem> {
    let plane = connect::plane(shared)?;
    let Value::Map(patch) = patch else {
        return Err(Problem::error(ProblemKind::Internal, "a merge patch of an Application is a map"));
    };
    let version = Some(resource_version).filter(|version| !version.is_empty());
    let written = objects::merge_patch(&plane.cluster, &applications(app), patch, version, &WriteOptions::by(MANAGER)).await;
    written.map(|written| written.object).map_err(|error| error.problem())
}

async fn create_app(shared: &Arc<Shared>, object: &Object, upsert: bool) -> Result<Object, Problem> {
    let plane = connect::plane(shared)?;
    let namespace = if object.namespace().is_empty() { plane.settings.control_namespace.clone() } else { object.namespace().clone() };
    let collection = Target::collection(GROUP, VERSION, "applications").within(namespace.clone());
    let options = WriteOptions::by(MANAGER);
    match objects::create(&plane.cluster, &collection, object, &options).await {
        Ok(written) => Ok(written.object),
        Err(ClusterError::AlreadyExists(_)) if upsert => {
            let app = AppKey::new(plane.cluster.id.clone(), namespace, object.name().clone());
            let now = read_app(shared, &app).await?;
            let spec = object.root().get("spec").cloned().unwrap_or_default();
            patch_app(shared, &app, &Value::Map(map([("spec", spec)])), now.resource_version()).await
        }
        Err(error) => Err(error.problem()),
    }
}

async fn delete_app(shared: &Arc<Shared>, app: &AppKey, uid: Arc<str>) -> Result<(), Problem> {
    let plane = connect::plane(shared)?;
    let options = options(uid, Propagation::Background, false);
    objects::delete(&plane.cluster, &applications(app), &options).await.map(|_| ()).map_err(|error| error.problem())
}

/// Writes an event about an Application. One that cannot be written is logged: it must not stop an operation.
pub(super) async fn audit(
    shared: &Arc<Shared>,
    app: &AppKey,
    _uid: &str,
    reason: &'static str,
    message: String,
    who: &str,
    digest: Option<&Digest>,
) {
    let Ok(plane) = connect::plane(shared) else { return };
    let Ok(object) = read_app(shared, app).await else { return };
    let mut facts: Vec<(Arc<str>, Arc<str>)> = vec![("user".into(), who.into())];
    facts.extend(digest.map(|digest| ("tiphys.dev/digest".into(), digest.as_str().into())));
    let audit =
        Audit { reason: reason.into(), message: message.into(), is_warning: false, facts, component: MANAGER.into(), at: Timestamp::now() };
    if let Err(error) = events::record(&plane.cluster, &object, &audit).await {
        tracing::warn!(%error, "the event was not written");
    }
}
