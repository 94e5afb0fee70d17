//! The sides of a difference: rendered at other revisions, from a folder on disk, for another application; and what another cluster has.
//! It compares nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;

use crate::adapters::git::disk;
use crate::engine::access::projects::{self, OwnCluster, Project};
use crate::engine::compare::Live;
use crate::engine::compare::counterpart::{self, Identity};
use crate::engine::gate::project::Found;
use crate::engine::render::entropy::Entropy;
use crate::engine::render::helm::packed::is_chart;
use crate::engine::render::{Context, SourceAt, Sources, render};
use crate::engine::step::{Answer, Answers, Need};
use crate::engine::tree::Tree;
use crate::model::application::{self as model, Source};
use crate::model::ids::{ObjectKey, RepoUrl, Revision, Sha};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::effect::{Freshness, Recipe, Side, SideOf, Subject};
use crate::session::sides::Folder;

use super::answers::{Fresh, settle_given};
use super::destination::Destination;
use super::{Shared, compute, connect, destination, gate};

/// Objects of another cluster that are read at once: a server's fair share for one client is about this.
const PARALLEL: usize = 8;

/// Objects of another cluster that are read for one difference: each is a request.
const MAX_COPIES: usize = 2_000;

/// Whose difference, and where it deploys to.
pub(super) type To<'a> = (&'a Arc<Shared>, &'a Subject, &'a Destination);

/// What would be deployed.
pub(super) struct Made {
    pub(super) title: Arc<str>,
    pub(super) objects: Vec<Object>,
    pub(super) problems: Vec<Problem>,
}

/// A title with the commits that it does not name yet.
pub(super) fn titled(title: &str, revisions: &[Sha]) -> Arc<str> {
    let more: Vec<&str> = revisions.iter().map(Sha::short).filter(|short| !title.contains(short)).collect();
    if more.is_empty() { title.into() } else { format!("{title} {}", more.join(" ")).into() }
}

/// Makes what would be deployed.
///
/// # Errors
/// When it cannot be made, or only a part of it: what is missing would be told as removed.
pub(super) async fn made(to: To<'_>, title: &str, recipe: &Recipe) -> Result<Made, Vec<Problem>> {
    let (shared, subject, _) = to;
    let made = match recipe {
        Recipe::Sources(items) => {
            let sources = Sources { items: items.clone() };
            let fresh = fresh(shared, subject, &sources).await;
            from_git(to, title, sources, fresh).await?
        }
        Recipe::App(other) => {
            let theirs = destination::resolve(shared, other).await.map_err(|problem| vec![problem])?;
            let fresh = Fresh { freshness: Freshness::Poll, asked_at: Instant::now() };
            from_git((shared, other, &theirs), title, compute::sources(other, None), fresh).await?
        }
        Recipe::Folder(source, folder) => from_folder(to, title, source, folder).await?,
    };
    if any_error(&made.problems) { Err(made.problems) } else { Ok(made) }
}

/// Renders sources, after their remotes were asked as fresh as is wanted. What is old because a remote does not answer is told.
async fn from_git(to: To<'_>, title: &str, sources: Sources, fresh: Fresh) -> Result<Made, Vec<Problem>> {
    let project = to.1.detail.app.spec.project.as_str();
    let (problems, stale_since) = compute::refreshed(to.0, &sources, project, fresh).await;
    let mut made = rendered(to, title, sources, fresh, Answers::default()).await?;
    let new: Vec<Problem> = problems.into_iter().filter(|problem| !made.problems.contains(problem)).collect();
    made.problems.extend(new);
    if let Some(since) = stale_since {
        let cause = format!("Git cannot be reached: {title} is as it was fetched at {since}");
        made.problems
            .push(Problem::warning(ProblemKind::Unreachable, cause).hint("the log says why; check the network or the credentials"));
    }
    Ok(made)
}

/// A revision that the mirror may not have is asked for at the remote; a whole commit that is there is not.
async fn fresh(shared: &Shared, subject: &Subject, sources: &Sources) -> Fresh {
    let mut freshness = Freshness::Cached;
    for at in sources.items.iter().filter(|at| !is_chart(&at.source)) {
        let repo = RepoUrl::new(at.source.repo_url.as_str());
        let is_commit = matches!(at.revision.as_str().len(), 40 | 64) && at.revision.as_str().bytes().all(|byte| byte.is_ascii_hexdigit());
        let revision = if at.revision.as_str().is_empty() { Revision::new("HEAD") } else { at.revision.clone() };
        if !is_commit {
            freshness = freshness.max(Freshness::Poll);
        }
        let project = Some(subject.detail.app.spec.project.as_str());
        // Asked a moment ago or not: what is not there is asked for again before it is said that there is none.
        let _ = shared.git.refresh(&repo, project, freshness, Instant::now()).await;
        if shared.git.resolve(&repo, &revision).await.is_err() {
            freshness = Freshness::Hard;
        }
    }
    Fresh { freshness, asked_at: Instant::now() }
}

async fn rendered(
    (shared, subject, at): To<'_>,
    title: &str,
    sources: Sources,
    fresh: Fresh,
    given: Answers,
) -> Result<Made, Vec<Problem>> {
    let context = Context { traces: true, entropy: Entropy::preview(), ..compute::context(subject, at) };
    let done = settle_given(shared, fresh, given, move |answers| render(&sources, &context, answers)).await;
    let done = done.map_err(|problem| vec![problem])?;
    shared.renders.count_render();
    let problems = done.problems.into_iter().map(compute::with_next_step).collect();
    Ok(Made { title: titled(title, &done.value.revisions), objects: done.value.objects, problems })
}

/// The source with a folder on disk in the place of its own: the repository's tree is answered by the folder's root, and nothing outside
/// that root is read.
async fn from_folder(to: To<'_>, title: &str, source: &Source, folder: &Folder) -> Result<Made, Vec<Problem>> {
    let wanted = folder.clone();
    let found = tokio::task::spawn_blocking(move || disk::folder(&wanted.path, wanted.root.as_deref())).await;
    let lost = |_| Problem::error(ProblemKind::Internal, "a look at the folder was lost");
    let (id, path) = found.map_err(lost).and_then(|found| found).map_err(|problem| vec![problem])?;
    let root = match &id {
        crate::engine::tree::TreeId::Disk(root) => root.clone(),
        crate::engine::tree::TreeId::Commit(..) => Arc::default(),
    };
    // A chart of a repository is a folder like any other once it lies on disk.
    let path = if path.as_str().is_empty() { ".".to_owned() } else { path.as_str().to_owned() };
    let source = Source { path, chart: String::new(), ..source.clone() };
    let revision = Revision::new("HEAD");
    let mut given = Answers::default();
    let need = Need::Tree(RepoUrl::new(source.repo_url.as_str()), revision.clone());
    given.put(need, Ok(Answer::Tree(Arc::new(Tree { id, files: None }))));
    let sources = Sources { items: vec![SourceAt { source, revision }] };
    let mut made = rendered(to, title, sources, Fresh::cached(), given).await?;
    made.title = title.into();
    if any_error(&made.problems) {
        let note = Problem::note(ProblemKind::Forbidden, format!("only what is below {root} was read"));
        made.problems.push(note.hint("--local-repo-root names a folder above it, if it needs one"));
    }
    Ok(made)
}

/// Two sides of which one may be another application's: its objects are called as the other side calls its own.
pub(super) fn alike(to: To<'_>, (left, old): (&Side, Made), (right, new): (&Side, Made)) -> (Made, Made) {
    match (&left.what, &right.what) {
        (_, SideOf::Made(Recipe::App(other))) => {
            let new = renamed(to, new, other, &old.objects);
            (old, new)
        }
        (SideOf::Made(Recipe::App(other)), _) => {
            let old = renamed(to, old, other, &new.objects);
            (old, new)
        }
        (SideOf::Live | SideOf::Cluster(_) | SideOf::Made(_), SideOf::Live | SideOf::Cluster(_) | SideOf::Made(_)) => (old, new),
    }
}

/// Another application's objects, called as this one calls its own (or as these are called).
pub(super) fn renamed((_, subject, _): To<'_>, theirs: Made, other: &Subject, ours: &[Object]) -> Made {
    let (from, to) = (identity(other), identity(subject));
    let objects = counterpart::renamed(&theirs.objects, ours, &from, &to);
    let mut problems = theirs.problems;
    if from != to {
        let pairs = [("", &from.name, &to.name), ("namespace ", &from.namespace, &to.namespace)];
        let differing = pairs.into_iter().filter(|(_, from, to)| from != to);
        let told: Vec<String> = differing.map(|(what, from, to)| format!("{what}{from} as {to}")).collect();
        let cause = format!("names and namespaces of {} are read as those of {}: {}", from.name, to.name, told.join(", "));
        problems.push(Problem::note(ProblemKind::BadInput, cause));
    }
    Made { title: theirs.title, objects, problems }
}

fn identity(subject: &Subject) -> Identity {
    let spec = &subject.detail.app.spec;
    let texts = |source: &Source| {
        let release = source.helm.as_ref().map_or("", |helm| helm.release_name.as_str());
        let kustomize = source.kustomize.as_ref();
        let (prefix, suffix) = kustomize.map_or(("", ""), |own| (own.name_prefix.as_str(), own.name_suffix.as_str()));
        [release.into(), prefix.into(), suffix.into()]
    };
    Identity {
        name: subject.app.name.clone(),
        instance: subject.app.instance_name(&subject.settings.control_namespace).into(),
        namespace: spec.destination.namespace.as_str().into(),
        affixes: spec.sources().iter().flat_map(texts).collect(),
    }
}

/// What another cluster of the control plane has of these objects, under the keys of this one. What may not be read is not known.
///
/// # Errors
/// When the name means no cluster, or one that the project does not admit, or the cluster cannot be reached.
pub(super) async fn copies(to: To<'_>, name: &str, keys: BTreeSet<ObjectKey>) -> Result<(Live, Vec<Problem>), Problem> {
    let (shared, subject, _) = to;
    let namespace = subject.detail.app.spec.destination.namespace.clone();
    let wanted = if name.contains("://") {
        model::Destination { server: name.to_owned(), name: String::new(), namespace }
    } else {
        model::Destination { server: String::new(), name: name.to_owned(), namespace }
    };
    let there = destination::another(shared, subject, &wanted).await.map_err(|problem| unknown_cluster(problem, name))?;
    admitted(shared, subject, &there).await?;
    let mut problems = Vec::new();
    // What gets its name when it is created (hooks) has no copy.
    let keys: Vec<ObjectKey> = keys.into_iter().filter(|key| !key.name.is_empty()).collect();
    if keys.len() > MAX_COPIES {
        let cause = format!("the application has {} objects: the first {MAX_COPIES} are compared", keys.len());
        problems.push(Problem::warning(ProblemKind::Limit, cause).hint("compare single resources"));
    }
    let mut side = Live { unknown: keys.iter().skip(MAX_COPIES).map(|key| key.group_kind.clone()).collect(), ..Live::default() };
    let handle = &there.handle;
    let served = handle.discovery().await?;
    let reads = futures::stream::iter(keys.into_iter().take(MAX_COPIES)).map(|key| {
        let is_served = served.preferred(&key.group_kind).is_some();
        // A kind that is not served there has no objects there.
        async move { if is_served { (handle.read(&key).await, key) } else { (Ok(None), key) } }
    });
    for (found, key) in reads.buffer_unordered(PARALLEL).collect::<Vec<_>>().await {
        match found {
            Ok(Some(object)) => {
                side.objects.insert(key, object);
            }
            Ok(None) => {}
            Err(problem) => {
                if side.unknown.insert(key.group_kind.clone()) {
                    let cause = format!("{} of cluster {name} cannot be compared: {}", key.group_kind, problem.cause);
                    problems.push(Problem { severity: crate::model::problem::Severity::Warning, cause: cause.into(), ..problem });
                }
            }
        }
    }
    Ok((side, problems))
}

/// The destination of somebody's choice, not of the Application's spec.
fn unknown_cluster(problem: Problem, name: &str) -> Problem {
    if problem.kind == ProblemKind::InvalidSpec {
        return Problem { kind: ProblemKind::NotFound, place: None, ..problem };
    }
    Problem { cause: format!("cluster {name}: {}", problem.cause).into(), ..problem }
}

/// What another cluster runs is shown only where the project may deploy to it.
async fn admitted(shared: &Arc<Shared>, subject: &Subject, there: &Destination) -> Result<(), Problem> {
    let plane = connect::plane(shared)?;
    let found = gate::project(&plane, subject).await;
    let name = subject.detail.app.spec.project();
    let Some(spec) = found.spec() else {
        return Err(Problem::error(ProblemKind::Forbidden, format!("nobody knows which clusters project {name} admits"))
            .hint("the right to get its AppProject would say it"));
    };
    let own: Vec<OwnCluster<'_>> = match &found {
        Found::There { own_clusters, .. } => own_clusters.iter().map(|(name, server)| OwnCluster { server, name }).collect(),
        Found::Default(_) | Found::Missing | Found::Unknown(_) => Vec::new(),
    };
    let verdict = projects::destination(Project { name, spec }, &there.named, &own);
    if verdict.allowed { Ok(()) } else { Err(Problem::error(ProblemKind::Forbidden, verdict.rule.clone()).hint(verdict.change)) }
}
