//! The pure parts of judging an application, fed: the render's context, the live side, the comparison. Shared by evaluate, plan and
//! diff. It decides nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::adapters::cluster::cache::Knowledge;
use crate::engine::compare::{self, Desired, Live, Rules, Verdicts};
use crate::engine::render::{Context, Rendered, SourceAt, Sources, render};
use crate::engine::schema::Schema;
use crate::model::ids::{GroupKind, ObjectKey, RepoUrl, Revision};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::command::PlanFor;
use crate::session::effect::{Freshness, Subject};

use super::answers::{Done, settle};
use super::destination::Destination;
use super::{Shared, live};

/// What was rendered, and what it was rendered from.
pub(super) struct Outcome {
    pub(super) rendered: Rendered,
    pub(super) problems: Vec<Problem>,
    /// Since when Git is what the mirror has, if it cannot be asked.
    pub(super) stale_since: Option<jiff::Timestamp>,
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

/// Renders sources for a destination.
pub(super) async fn rendered(
    shared: &Arc<Shared>,
    subject: &Subject,
    sources: Sources,
    destination: &Destination,
    freshness: Freshness,
) -> Result<Outcome, Problem> {
    let mut problems = Vec::new();
    let mut stale_since = None;
    let repos: BTreeSet<RepoUrl> = sources.items.iter().map(|item| RepoUrl::new(item.source.repo_url.as_str())).collect();
    for repo in repos {
        match shared.git.refresh(&repo, Some(subject.detail.app.spec.project.as_str()), freshness).await {
            Ok(since) => stale_since = [stale_since, since].into_iter().flatten().min(),
            Err(problem) => problems.push(problem),
        }
    }
    let context = context(subject, destination);
    let Done { value, problems: found } = settle(shared, move |answers| render(&sources, &context, answers)).await?;
    problems.retain(|problem| !found.contains(problem));
    problems.extend(found.into_iter().map(with_next_step));
    Ok(Outcome { rendered: value, problems, stale_since })
}

/// A file that cannot be read says where and why; what it means for the application, and what to do, stands with it.
fn with_next_step(problem: Problem) -> Problem {
    if problem.is_error() && problem.kind == ProblemKind::BadInput && problem.place.is_some() && problem.hint.is_none() {
        return problem.hint("correct it in Git: until then nothing of this application is planned, applied or pruned");
    }
    problem
}

fn context(subject: &Subject, destination: &Destination) -> Context {
    let app = &subject.app;
    let api_versions = destination.handle.cluster.discovered().map(|found| found.api_versions.clone()).unwrap_or_default();
    Context {
        instance: app.instance_name(&subject.settings.control_namespace).into(),
        name: app.name.clone(),
        project: subject.detail.app.spec.project().into(),
        namespace: subject.detail.app.spec.destination.namespace.as_str().into(),
        kube_version: destination.kube_version.clone(),
        api_versions: api_versions.into(),
        track: true,
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
    }
}

/// The kinds that a comparison needs: those rendered, and those that the status says were managed (prunes).
pub(super) fn kinds(subject: &Subject, objects: &[Object]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut kinds: BTreeSet<(Arc<str>, Arc<str>)> =
        objects.iter().map(|object| (object.api_version().clone(), object.kind().clone())).collect();
    let status = &subject.detail.app.status;
    for known in &status.resources {
        let api_version = if known.group.is_empty() { known.version.clone() } else { format!("{}/{}", known.group, known.version) };
        if !known.version.is_empty() {
            kinds.insert((api_version.into(), known.kind.as_str().into()));
        }
    }
    kinds.into_iter().collect()
}

/// Watches what is needed and gathers the live side; with it, in words, what is left out of it.
pub(super) async fn live_side(
    shared: &Arc<Shared>,
    subject: &Subject,
    destination: &Destination,
    objects: &[Object],
) -> (Live, Vec<Problem>) {
    let handle = &destination.handle;
    let kinds = kinds(subject, objects);
    let mut namespaces: BTreeSet<Arc<str>> =
        objects.iter().map(|object| object.namespace().clone()).filter(|name| !name.is_empty()).collect();
    namespaces.insert(subject.detail.app.spec.destination.namespace.as_str().into());
    let namespaces: Vec<Arc<str>> = namespaces.into_iter().filter(|name| !name.is_empty()).collect();
    let left_out = live::ensure(shared, handle, &subject.app, &kinds, &namespaces, shared.world.limits.list).await;
    handle.learn(&kinds).await;
    let cluster = &handle.cluster.id;
    let mut keys: BTreeSet<ObjectKey> = objects.iter().map(|object| object.key(cluster)).collect();
    keys.extend(handle.marked(&subject.app.instance_name(&subject.settings.control_namespace)));
    let mut side = Live::default();
    for key in keys {
        if !is_known(destination, &key, &namespaces) {
            side.unknown.insert(key.group_kind.clone());
            continue;
        }
        match handle.object(&key).await {
            Ok(Some(object)) => {
                side.objects.insert(key, object);
            }
            Ok(None) => {}
            Err(_) => {
                side.unknown.insert(key.group_kind.clone());
            }
        }
    }
    (side, left_out)
}

/// Whether what is live of a key's kind is known. A kind that the server does not serve is known to be empty.
fn is_known(destination: &Destination, key: &ObjectKey, namespaces: &[Arc<str>]) -> bool {
    let handle = &destination.handle;
    let known = |namespace: &str| matches!(handle.knowledge(&key.group_kind, namespace), Knowledge::Known);
    let served = handle.cluster.discovered().is_some_and(|found| found.preferred(&key.group_kind).is_some());
    !served || known("") || namespaces.contains(&key.namespace) && known(&key.namespace)
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
    let done = settle(shared, move |answers| compare::compare(&own.0, &own.1, None, &schema, &rules, answers)).await?;
    let (desired, side) = Arc::try_unwrap(both).unwrap_or_else(|shared| (shared.0.clone(), shared.1.clone()));
    Ok((done.value, done.problems, desired, side))
}

/// The desired side: partial when anything went wrong on the way.
pub(super) fn desired(rendered: &Rendered, problems: &[Problem]) -> Desired {
    Desired { objects: rendered.objects.clone(), partial: any_error(problems) }
}

/// The kinds of a live side whose state is not known.
pub(super) fn unknown(side: &Live) -> BTreeSet<GroupKind> {
    side.unknown.clone()
}
