//! Judging one application: destination, render, live side, comparison. Whatever goes wrong is part of the judgement. What is known to be
//! as it was is not made again (`renders`).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use crate::engine::compare::Desired;
use crate::engine::render::{Sources, render};
use crate::engine::step::Need;
use crate::model::ids::Sha;
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::effect::{Freshness, Subject};
use crate::session::outcome::Evaluation;

use super::answers::{Fresh, settle};
use super::destination::Destination;
use super::renders::{Basis, Judged, Known, Summary};
use super::{Shared, compute, destination, judged, live, signatures};

/// Judges what was asked for at a time. Never fails: a judgement that cannot be made is Unknown with its problems.
pub(super) async fn evaluate(shared: &Arc<Shared>, subject: &Subject, freshness: Freshness, asked_at: Instant) -> Evaluation {
    let mut evaluation = Evaluation {
        revisions: Vec::new(),
        source_types: Vec::new(),
        verdicts: Arc::default(),
        problems: subject.detail.invalid.iter().cloned().collect(),
        unknown: BTreeSet::new(),
        cluster: None,
        git_stale_since: None,
    };
    if let Err(problem) = judge(shared, subject, Fresh { freshness, asked_at }, &mut evaluation).await {
        evaluation.problems.push(problem);
    }
    evaluation
}

async fn judge(shared: &Arc<Shared>, subject: &Subject, fresh: Fresh, evaluation: &mut Evaluation) -> Result<(), Problem> {
    let destination = destination::resolve(shared, subject).await?;
    evaluation.cluster = Some(destination.handle.cluster.id.clone());
    judged::declare(shared, subject, &destination.handle);
    let sources = compute::sources(subject, None);
    let (refused, stale_since) = compute::refreshed(shared, &sources, subject.detail.app.spec.project.as_str(), fresh).await;
    evaluation.git_stale_since = stale_since;
    let named = sources.items.clone();
    let side = desired(shared, subject, &destination, sources, fresh).await?;
    evaluation.git_stale_since = [evaluation.git_stale_since, side.stale_since].into_iter().flatten().min();
    let signed = signatures::judge(shared, subject, &subject.project, &named, &side.revisions).await;
    evaluation.problems.extend(signatures::problems(&signed));
    evaluation.problems.extend(refused.into_iter().filter(|problem| !side.known.problems.contains(problem)));
    evaluation.problems.extend(side.known.problems.iter().cloned());
    evaluation.source_types.clone_from(&side.known.source_types);
    evaluation.revisions.clone_from(&side.revisions);
    compare(shared, subject, &destination, side, evaluation).await
}

/// What should be, packed.
struct Side {
    known: Arc<Known>,
    judged: Option<Arc<Judged>>,
    revisions: Vec<Sha>,
    /// Since when something that it read elsewhere is what was got before, because the other side does not answer.
    stale_since: Option<jiff::Timestamp>,
}

/// The desired side: the one that is known, if all that it read is still so.
async fn desired(
    shared: &Arc<Shared>,
    subject: &Subject,
    destination: &Destination,
    sources: Sources,
    fresh: Fresh,
) -> Result<Side, Problem> {
    let context = compute::context(subject, destination);
    let basis = Basis::new(&sources, &context);
    if fresh.freshness != Freshness::Hard
        && let Some(hit) = shared.renders.find(shared, &subject.app, &basis, &sources, fresh).await
    {
        let stale_since = stale_since(shared, &hit.elsewhere).await;
        return Ok(Side { known: hit.known, judged: hit.judged, revisions: hit.revisions, stale_since });
    }
    let room = room(shared).await?;
    let done = settle(shared, fresh, move |answers| render(&sources, &context, answers)).await?;
    shared.renders.count_render();
    let summary = Summary::of(&done.value.objects, &destination.handle.cluster.id);
    let mut problems: Vec<Problem> = done.problems.into_iter().map(compute::with_next_step).collect();
    problems.extend(judged::found(shared, &destination.handle.cluster.id, &done.value.objects));
    let known = Known::new(&done.value, &problems, summary);
    let known = shared.renders.keep(shared, &subject.app, basis, &done.reads, known).await;
    drop(room);
    let elsewhere: Vec<Need> = done.reads.elsewhere().cloned().collect();
    let stale_since = stale_since(shared, &elsewhere).await;
    Ok(Side { known, judged: None, revisions: done.value.revisions, stale_since })
}

async fn stale_since(shared: &Shared, elsewhere: &[Need]) -> Option<jiff::Timestamp> {
    let mut since = None;
    for need in elsewhere {
        let own = match need {
            Need::Base(repo, _) => shared.git.stale_since(repo).await,
            Need::Http(url) => shared.web.stale_since(url),
            Need::Chart(chart) => shared.charts.stale_since(chart),
            _ => None,
        };
        since = [since, own].into_iter().flatten().min();
    }
    since
}

/// Room for the objects of one more application: they are large while they are worked on.
async fn room(shared: &Shared) -> Result<tokio::sync::SemaphorePermit<'_>, Problem> {
    shared.room.acquire().await.map_err(|_| Problem::error(ProblemKind::Internal, "the runtime ended"))
}

/// Compares with what is live, or takes the comparison that was made of the same two sides.
async fn compare(
    shared: &Arc<Shared>,
    subject: &Subject,
    destination: &Destination,
    side: Side,
    evaluation: &mut Evaluation,
) -> Result<(), Problem> {
    let handle = &destination.handle;
    let kinds = compute::kinds(subject, &side.known.summary.kinds);
    let namespaces = compute::namespaces(subject, &side.known.summary);
    let left_out = live::ensure(shared, handle, &subject.app, &kinds, &namespaces, shared.world.limits.list).await;
    handle.learn(&kinds).await;
    let (schema, rules) = (handle.schema(), compute::rules(subject, destination));
    let partial = any_error(&evaluation.problems);
    evaluation.problems.extend(left_out);
    let keys = compute::keys(subject, destination, &side.known.summary);
    let mark = compute::mark(destination, keys, &namespaces);
    if let Some(judged) = side.judged.filter(|judged| judged.stands(&rules, &schema, &mark, partial)) {
        evaluation.verdicts = judged.verdicts.clone();
        evaluation.unknown.clone_from(&judged.unknown);
        evaluation.problems.extend(judged.problems.iter().cloned());
        return Ok(());
    }
    let _room = room(shared).await?;
    let live = compute::marked_objects(destination, &mark).await;
    evaluation.unknown = compute::unknown(&live);
    let objects: Vec<Object> = side.known.unpack()?;
    let desired = Desired { objects, partial };
    let (verdicts, problems, ..) = compute::verdicts(shared, desired, live, schema.clone(), rules.clone()).await?;
    shared.renders.count_comparison();
    let verdicts = Arc::new(verdicts);
    evaluation.verdicts = verdicts.clone();
    evaluation.problems.extend(problems.iter().cloned());
    let unknown = evaluation.unknown.clone();
    shared.renders.judge(&subject.app, &side.known, Judged { rules, schema, live: mark, partial, verdicts, problems, unknown });
    Ok(())
}
