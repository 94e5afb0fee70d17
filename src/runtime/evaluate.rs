//! Judging one application: destination, render, live side, comparison. Whatever goes wrong is part of the judgement.

use std::sync::Arc;

use crate::engine::compare::Verdicts;
use crate::model::problem::Problem;
use crate::session::effect::{Freshness, Subject};
use crate::session::outcome::Evaluation;

use super::{Shared, compute, destination};

/// Judges. Never fails: a judgement that cannot be made is Unknown with its problems.
pub(super) async fn evaluate(shared: &Arc<Shared>, subject: &Subject, freshness: Freshness) -> Evaluation {
    let mut evaluation = Evaluation {
        revisions: Vec::new(),
        source_types: Vec::new(),
        verdicts: Verdicts::default(),
        problems: subject.detail.invalid.iter().cloned().collect(),
        unknown: std::collections::BTreeSet::new(),
        cluster: None,
        git_stale_since: None,
    };
    if let Err(problem) = judge(shared, subject, freshness, &mut evaluation).await {
        evaluation.problems.push(problem);
    }
    evaluation
}

async fn judge(shared: &Arc<Shared>, subject: &Subject, freshness: Freshness, evaluation: &mut Evaluation) -> Result<(), Problem> {
    let destination = destination::resolve(shared, subject).await?;
    evaluation.cluster = Some(destination.handle.cluster.id.clone());
    let sources = compute::sources(subject, None);
    let done = compute::rendered(shared, subject, sources, &destination, freshness).await?;
    evaluation.problems.extend(done.problems);
    evaluation.git_stale_since = done.stale_since;
    evaluation.revisions.clone_from(&done.rendered.revisions);
    evaluation.source_types.clone_from(&done.rendered.source_types);
    let (side, left_out) = compute::live_side(shared, subject, &destination, &done.rendered.objects).await;
    evaluation.unknown = compute::unknown(&side);
    let desired = compute::desired(&done.rendered, &evaluation.problems);
    let schema = destination.handle.schema();
    let (verdicts, problems, ..) = compute::verdicts(shared, desired, side, schema, compute::rules(subject, &destination)).await?;
    evaluation.verdicts = verdicts;
    evaluation.problems.extend(problems);
    evaluation.problems.extend(left_out);
    Ok(())
}
