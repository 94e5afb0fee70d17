//! The pure parts of judging an application, fed: the render's context, the live side, the comparison. Shared by evaluate, plan and
//! diff. It decides nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use crate::engine::compare::respect::{self, Respected};
use crate::engine::compare::server_side::{self, ServerSide};
use crate::engine::compare::{self, Desired, Live, Rules, Verdicts};
use crate::engine::render::entropy::Entropy;
use crate::engine::render::helm::packed::is_chart;
use crate::engine::render::{Context, Rendered, SourceAt, Sources, render};
use crate::engine::schema::Schema;
use crate::model::ids::{GroupKind, ObjectKey, RepoUrl, Revision};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::command::PlanFor;
use crate::session::effect::{Freshness, Subject};

use super::answers::{Done, Fresh, settle};
use super::destination::Destination;
use super::renders::{LiveMark, Summary};
use super::{Shared, gate, live};

/// What was rendered, and what it was rendered from.
pub(super) struct Outcome {
    pub(super) rendered: Rendered,
    pub(super) problems: Vec<Problem>,
}

/// The sources of an application, or of what is pinned.
pub(super) fn sources(subject: &Subject, wanted: Option<&PlanFor>) -> Sources {
    let spec = &subject.detail.app.spec;
    let items = if let Some(pinned) = wanted.and_then(|wanted| wanted.pinned.as_ref()) {
        let pairs = pinned.sources.iter().zip(&pinned.revisions);
        pairs.map(|(source, sha)| SourceAt { source: source.clone(), revision: Revision::new(sha.as_str()) }).collect()
    } else {
        let other = wanted.and_then(|wanted| wanted.revision.clone()).filter(|_| spec.sources().len() == 1);
        spec.sources()
            .iter()
            .map(|source| SourceAt {
                source: source.clone(),
                revision: other.clone().unwrap_or_else(|| Revision::new(source.target_revision.as_str())),
            })
            .collect()
    };
    Sources { items }
}

/// Asks the remotes of sources, as fresh as is wanted: what went wrong, and since when Git is what the mirrors have.
pub(super) async fn refreshed(shared: &Shared, sources: &Sources, project: &str, fresh: Fresh) -> (Vec<Problem>, Option<jiff::Timestamp>) {
    let (mut problems, mut stale_since) = (Vec::new(), None);
    // A chart's repository is none of Git's: it is asked when the chart is needed.
    let in_git = sources.items.iter().filter(|item| !is_chart(&item.source));
    let repos: BTreeSet<RepoUrl> = in_git.map(|item| RepoUrl::new(item.source.repo_url.as_str())).collect();
    for repo in repos {
        match shared.git.refresh(&repo, Some(project), fresh.freshness, fresh.asked_at).await {
            Ok(since) => stale_since = [stale_since, since].into_iter().flatten().min(),
            Err(problem) => problems.push(problem),
        }
    }
    (problems, stale_since)
}

/// How sources are rendered.
pub(super) struct How {
    pub(super) freshness: Freshness,
    /// Whether each object keeps who set which field, for a difference to be shown.
    pub(super) traces: bool,
    pub(super) entropy: Entropy,
}

impl How {
    /// As it is shown: with a preview's time and random values, and with who set which field.
    pub(super) fn shown() -> Self {
        Self { freshness: Freshness::Cached, traces: true, entropy: Entropy::preview() }
    }
}

/// Renders sources for a destination.
pub(super) async fn rendered(
    shared: &Arc<Shared>,
    subject: &Subject,
    sources: Sources,
    destination: &Destination,
    How { freshness, traces, entropy }: How,
) -> Result<Outcome, Problem> {
    let project = subject.detail.app.spec.project.as_str();
    let fresh = Fresh { freshness, asked_at: Instant::now() };
    let (mut problems, _) = refreshed(shared, &sources, project, fresh).await;
    let context = Context { traces, entropy, ..context(subject, destination) };
    let Done { value, problems: found, reads: _ } = settle(shared, fresh, move |answers| render(&sources, &context, answers)).await?;
    shared.renders.count_render();
    problems.retain(|problem| !found.contains(problem));
    problems.extend(found.into_iter().map(with_next_step));
    Ok(Outcome { rendered: value, problems })
}

/// A file that cannot be read says where and why; what it means for the application, and what to do, stands with it.
pub(super) fn with_next_step(problem: Problem) -> Problem {
    if problem.is_error() && problem.kind == ProblemKind::BadInput && problem.place.is_some() && problem.hint.is_none() {
        return problem.hint("correct it in Git: until then nothing of this application is planned, applied or pruned");
    }
    problem
}

pub(super) fn context(subject: &Subject, destination: &Destination) -> Context {
    let app = &subject.app;
    let api_versions = destination.handle.cluster.discovered().map(|found| found.api_versions.clone()).unwrap_or_default();
    Context {
        instance: app.instance_name(&subject.settings.control_namespace).into(),
        name: app.name.clone(),
        project: subject.detail.app.spec.project().into(),
        namespace: subject.detail.app.spec.destination.namespace.as_str().into(),
        kube_version: destination.kube_version.clone(),
        api_versions: api_versions.into(),
        traces: false,
        track: true,
        entropy: Entropy::preview(),
        settings: subject.settings.clone(),
        schema: destination.handle.schema(),
    }
}

/// The rules of an application's comparison.
pub(super) fn rules(subject: &Subject, destination: &Destination) -> Rules {
    let spec = &subject.detail.app.spec;
    Rules {
        instance: subject.app.instance_name(&subject.settings.control_namespace).into(),
        cluster: destination.handle.cluster.id.clone(),
        namespace: spec.destination.namespace.as_str().into(),
        ignore: spec.ignore_differences.clone().into(),
        policy: Arc::new(spec.sync_policy.clone().unwrap_or_default()),
        settings: subject.settings.clone(),
        server_side: server_side(subject, destination),
        server: destination.named.server.as_str().into(),
    }
}

/// How the API server is asked, where the application is compared by it: on behalf of the service account that its syncs use.
fn server_side(subject: &Subject, destination: &Destination) -> Option<ServerSide> {
    let mutations = server_side::chosen(&subject.detail.object, &subject.settings)?;
    let (account, _) = gate::account(subject, destination, &subject.project);
    Some(ServerSide { mutations, account })
}

/// The kinds that a comparison needs: those rendered, and those that the status says were managed (prunes).
pub(super) fn kinds(subject: &Subject, rendered: &[(Arc<str>, Arc<str>)]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut kinds: BTreeSet<(Arc<str>, Arc<str>)> = rendered.iter().cloned().collect();
    let status = &subject.detail.app.status;
    for known in &status.resources {
        let api_version = if known.group.is_empty() { known.version.clone() } else { format!("{}/{}", known.group, known.version) };
        if !known.version.is_empty() {
            kinds.insert((api_version.into(), known.kind.as_str().into()));
        }
    }
    kinds.into_iter().collect()
}

/// The namespaces that a comparison needs: those rendered, and the destination's.
pub(super) fn namespaces(subject: &Subject, summary: &Summary) -> Vec<Arc<str>> {
    let own: Arc<str> = subject.detail.app.spec.destination.namespace.as_str().into();
    let all: BTreeSet<Arc<str>> = summary.namespaces.iter().cloned().chain([own]).filter(|name| !name.is_empty()).collect();
    all.into_iter().collect()
}

/// The objects that a comparison is about: desired ones, and those that bear the application's mark.
pub(super) fn keys(subject: &Subject, destination: &Destination, summary: &Summary) -> BTreeSet<ObjectKey> {
    let mut keys: BTreeSet<ObjectKey> = summary.keys.iter().cloned().collect();
    keys.extend(destination.handle.marked(&subject.app.instance_name(&subject.settings.control_namespace)));
    keys
}

/// What is known of these objects, without their bodies.
pub(super) fn mark(destination: &Destination, keys: BTreeSet<ObjectKey>, namespaces: &[Arc<str>]) -> LiveMark {
    let with = |key: ObjectKey| {
        let (is_known, hash) = (is_known(destination, &key, namespaces), destination.handle.content(&key));
        (key, is_known, hash)
    };
    keys.into_iter().map(with).collect()
}

/// The live objects of a mark. Where a kind is known, what the watch does not have is not there: nobody is asked again.
pub(super) async fn marked_objects(destination: &Destination, mark: &LiveMark) -> Live {
    let mut side = Live::default();
    for (key, is_known, hash) in mark {
        if !is_known {
            side.unknown.insert(key.group_kind.clone());
        } else if hash.is_some() {
            gather(&mut side, key, destination.handle.object(key).await);
        }
    }
    side
}

fn gather(side: &mut Live, key: &ObjectKey, found: Result<Option<Object>, Problem>) {
    match found {
        Ok(Some(object)) => {
            side.objects.insert(key.clone(), object);
        }
        Ok(None) => {}
        Err(_) => {
            side.unknown.insert(key.group_kind.clone());
        }
    }
}

/// Watches what is needed and gathers the live side; what the watch does not have is asked for, since it may have been made just now. With
/// it, in words, what is left out of it. `also`: objects whose kinds are looked at too, since the application may have some.
pub(super) async fn live_side(
    shared: &Arc<Shared>,
    subject: &Subject,
    destination: &Destination,
    (objects, also): (&[Object], &[Object]),
) -> (Live, Vec<Problem>) {
    let handle = &destination.handle;
    let summary = Summary::of(objects, &handle.cluster.id);
    let rendered: Vec<_> = summary.kinds.iter().cloned().chain(Summary::of(also, &handle.cluster.id).kinds).collect();
    let (kinds, namespaces) = (kinds(subject, &rendered), namespaces(subject, &summary));
    let left_out = live::ensure(shared, handle, &subject.app, &kinds, &namespaces, shared.world.limits.list).await;
    handle.learn(&kinds).await;
    let mut side = Live::default();
    for (key, is_known, _) in mark(destination, keys(subject, destination, &summary), &namespaces) {
        if is_known {
            gather(&mut side, &key, handle.object(&key).await);
        } else {
            side.unknown.insert(key.group_kind.clone());
        }
    }
    (side, left_out)
}

/// Whether what is live of a key's kind is known. A kind that the server does not serve is known to be empty.
fn is_known(destination: &Destination, key: &ObjectKey, namespaces: &[Arc<str>]) -> bool {
    let handle = &destination.handle;
    let served = handle.cluster.discovered().is_some_and(|found| found.preferred(&key.group_kind).is_some());
    !served
        || handle.is_known(&key.group_kind, "")
        || namespaces.contains(&key.namespace) && handle.is_known(&key.group_kind, &key.namespace)
}

/// Compares.
pub(super) async fn verdicts(
    shared: &Arc<Shared>,
    desired: Desired,
    side: Live,
    schema: Arc<Schema>,
    rules: Rules,
) -> Result<(Verdicts, Vec<Problem>, Desired, Live), Problem> {
    let both = Arc::new((desired, side));
    let own = both.clone();
    let done = settle(shared, Fresh::cached(), move |answers| compare::compare(&own.0, &own.1, None, &schema, &rules, answers)).await?;
    let (desired, side) = Arc::try_unwrap(both).unwrap_or_else(|shared| (shared.0.clone(), shared.1.clone()));
    Ok((done.value, done.problems, desired, side))
}

/// What is sent instead of desired objects whose ignored fields stay as they are live.
pub(super) async fn respected(
    shared: &Arc<Shared>,
    both: (Desired, Live),
    schema: Arc<Schema>,
    rules: Rules,
) -> Result<(Respected, (Desired, Live)), Problem> {
    let both = Arc::new(both);
    let own = both.clone();
    let done = settle(shared, Fresh::cached(), move |answers| respect::respected(&own.0, &own.1, &schema, &rules, answers)).await?;
    Ok((done.value, Arc::try_unwrap(both).unwrap_or_else(|shared| (*shared).clone())))
}

/// The desired side: partial when anything went wrong on the way.
pub(super) fn desired(rendered: &Rendered, problems: &[Problem]) -> Desired {
    Desired { objects: rendered.objects.clone(), partial: any_error(problems) }
}

/// The kinds of a live side whose state is not known.
pub(super) fn unknown(side: &Live) -> BTreeSet<GroupKind> {
    side.unknown.clone()
}
