//! Actions on live objects: what an object has, what a run would send (asked of the server first), and sending it. Each request is a patch
//! for one version of the object, or a new object. It decides nothing.

use std::sync::Arc;

use jiff::Timestamp;

use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{self, Validation, WriteOptions};
use crate::adapters::cluster::request::Target;
use crate::adapters::cluster::{apply, discover};
use crate::engine::access::{Judge, Judgement, Weight};
use crate::engine::actions::outgoing::{Asked, Outgoing, Sending, What, outgoing};
use crate::engine::actions::scripts::{self, Scripts};
use crate::engine::gate::project::{Found, permits};
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::object::value::Map;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::acts::Offered;
use crate::session::effect::Subject;
use crate::session::update::acts::own_object;

use super::answers::{Fresh, settle};
use super::destination::Destination;
use super::live::Handle;
use super::{Shared, connect, destination, gate, write};

/// The part of an object that has a subresource of its own.
const STATUS: &str = "status";

/// Which actions an object has.
pub(super) async fn offered(shared: &Arc<Shared>, subject: &Subject, key: &ObjectKey) -> Result<Arc<Offered>, Problem> {
    let (_, object) = read(shared, subject, key).await?;
    let scripts = Scripts::new(&subject.settings);
    let (mut problems, now) = (scripts.problems.clone(), Timestamp::now());
    let done = settle(shared, Fresh::cached(), move |answers| scripts::discover(&object, &scripts, now, answers)).await?;
    problems.extend(done.problems);
    Ok(Arc::new(Offered { actions: done.value, problems }))
}

/// What a run of an action would send. The server is asked about every request; what it refuses is not put on the table.
pub(super) async fn plan(shared: &Arc<Shared>, subject: &Subject, asked: &Asked, at: Timestamp) -> Result<Arc<Outgoing>, Problem> {
    let (destination, object) = read(shared, subject, &asked.key).await?;
    let plane = connect::plane(shared)?;
    let project = gate::project(&plane, subject).await;
    let (account, refused) = gate::account(subject, &destination, &project);
    let account = account.filter(|_| asked.key != own_object(&subject.app));
    if let Some(judgement) = refused {
        return Err(judgement.problem());
    }
    let handle = shared.clusters.need(&asked.key.cluster)?;
    let (asked, scripts, settings) = (asked.clone(), Scripts::new(&subject.settings), subject.settings.clone());
    let schema = handle.schema();
    let done =
        settle(shared, Fresh::cached(), move |answers| outgoing(&asked, &object, (&scripts, &settings, &schema), at, answers)).await?;
    let Some(made) = done.value else {
        let nothing = || Problem::error(ProblemKind::Internal, "nothing was made of the action");
        return Err(done.problems.into_iter().find(Problem::is_error).unwrap_or_else(nothing));
    };
    permitted(subject, &destination, &project, &made)?;
    for sending in &made.sendings {
        let cluster = handle.cluster.acting_for(account.as_ref());
        one(&handle, &cluster, sending, true).await.map_err(|problem| made.known.in_words(problem))?;
    }
    Ok(Arc::new(Outgoing { account, ..made }))
}

/// Sends what a run does, in its order: the first that is refused ends it. What is created is asked about before anything is sent.
pub(super) async fn act(shared: &Arc<Shared>, made: &Outgoing, account: Option<&Arc<str>>) -> Result<Vec<Arc<str>>, Problem> {
    let handle = shared.clusters.need(&made.key.cluster)?;
    let cluster = handle.cluster.acting_for(account);
    for sending in made.sendings.iter().filter(|sending| matches!(sending.what, What::Create(_)) && made.sendings.len() > 1) {
        one(&handle, &cluster, sending, true).await.map_err(|problem| made.known.in_words(problem))?;
    }
    let mut words = Vec::new();
    for sending in &made.sendings {
        match one(&handle, &cluster, sending, false).await.map_err(|problem| made.known.in_words(problem)) {
            Ok(word) => words.push(word),
            Err(problem) if words.is_empty() => return Err(problem),
            Err(problem) => {
                let cause = format!("{} (done before: {})", problem.cause, words.join(", "));
                return Err(Problem { cause: cause.into(), ..problem });
            }
        }
    }
    Ok(words)
}

/// The object as it is now, and where the application's objects go.
async fn read(shared: &Arc<Shared>, subject: &Subject, key: &ObjectKey) -> Result<(Destination, Object), Problem> {
    let destination = destination::resolve(shared, subject).await?;
    let plane = connect::plane(shared)?;
    if key.cluster == plane.cluster.id {
        // The Application itself may stand on another cluster than its objects.
        shared.clusters.add(plane.cluster.clone(), &subject.settings);
    }
    let handle = shared.clusters.need(&key.cluster)?;
    let missing =
        || Problem::error(ProblemKind::NotFound, format!("{key} is not in the cluster")).hint("the plan (s) shows what Git wants");
    let object = handle.read(key).await?.ok_or_else(missing)?;
    handle.learn(&[(object.api_version().clone(), object.kind().clone())]).await;
    Ok((destination, object))
}

/// Whether the project lets the application have all of it. Source: Argo CD `server/application/application.go`, `verifyResourcePermitted`.
fn permitted(subject: &Subject, destination: &Destination, project: &Found, made: &Outgoing) -> Result<(), Problem> {
    let name = subject.detail.app.spec.project();
    let own = own_object(&subject.app);
    for sending in made.sendings.iter().filter(|sending| sending.key != own) {
        let verdict = permits(name, project, &destination.named, &sending.key);
        if !verdict.allowed {
            return Err(Judgement { judge: Judge::Project, about: Some(sending.key.clone()), weight: Weight::Refuses, verdict }.problem());
        }
    }
    Ok(())
}

type Cluster = crate::adapters::cluster::connect::Cluster;

/// One request; what the server says of it.
async fn one(handle: &Handle, cluster: &Cluster, sending: &Sending, dry_run: bool) -> Result<Arc<str>, Problem> {
    // Argo CD asks for no validation either: what the server does not know it leaves out, and says so.
    let options = WriteOptions { field_manager: write::MANAGER.into(), dry_run, validation: Validation::Ignore };
    match &sending.what {
        What::Create(object) => {
            let kind = discover::target_of(cluster, object.api_version(), object.kind()).await.map_err(|error| error.problem())?;
            let target = apply::target_in(&kind, object).map_err(|error| error.problem())?;
            let collection = Target { name: Arc::default(), ..target };
            let written = objects::create(cluster, &collection, object, &options).await.map_err(|error| error.problem())?;
            Ok(apply::words(&written.object, "created", dry_run))
        }
        What::Patch { patch, resource_version } => {
            let target = write::target(handle, &sending.key).await?;
            let written = patched(cluster, &target, (patch, resource_version), &options).await.map_err(|error| moved(&error))?;
            Ok(apply::words(&written, "patched", dry_run))
        }
    }
}

/// Sends a patch; what it changes of the status goes to the status' own subresource, where the kind has one. Source: Argo CD
/// `server/application/application.go`, `patchResource`.
async fn patched(
    cluster: &Cluster,
    target: &Target,
    (patch, version): (&Map, &str),
    options: &WriteOptions,
) -> Result<Object, ClusterError> {
    let of_status = patch.get(STATUS).cloned();
    let rest = patch.without(STATUS);
    let Some(of_status) = of_status else {
        return Ok(objects::merge_patch(cluster, target, patch, Some(version), options).await?.object);
    };
    let subresource = Target { subresource: STATUS, ..target.clone() };
    let status = Map::from_entries(vec![(crate::model::object::key::Key::field(STATUS), of_status)]);
    match objects::merge_patch(cluster, &subresource, &status, Some(version), options).await {
        Err(error) if error.is_not_found() => Ok(objects::merge_patch(cluster, target, patch, Some(version), options).await?.object),
        Err(error) => Err(error),
        Ok(written) if rest.is_empty() => Ok(written.object),
        // The version is the one that the first part left, if nobody else wrote between the two; a dry run left the one before.
        Ok(written) => {
            let now = if options.dry_run { version } else { written.object.resource_version() };
            Ok(objects::merge_patch(cluster, target, &rest, Some(now), options).await?.object)
        }
    }
}

/// A conflict is a reason to look again: the patch was made of another version of the object.
fn moved(error: &ClusterError) -> Problem {
    let problem = error.problem();
    if error.is_conflict() { problem.hint("the object changed meanwhile: look at the action again") } else { problem }
}
