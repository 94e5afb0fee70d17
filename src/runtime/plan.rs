//! Making a plan: render at the revisions asked for, compare, order, and ask the server what it thinks of every object (dry run) before
//! anybody confirms anything.

use std::sync::Arc;

use futures::StreamExt;

use crate::adapters::cluster::apply::{ApplyRequest, apply};
use crate::adapters::cluster::objects;
use crate::engine::compare::respect::Respected;
use crate::engine::gate::project::Found;
use crate::engine::gate::sorted;
use crate::engine::render::SourceAt;
use crate::engine::sync::plan::{DryRuns, Plan, PlanInput};
use crate::engine::sync::request::NamespaceState;
use crate::engine::sync::task::{Task, Verb};
use crate::model::ids::Sha;
use crate::model::problem::Problem;
use crate::session::command::PlanFor;
use crate::session::effect::{Freshness, Run, Subject};
use crate::session::outcome::Outcome;

use super::destination::Destination;
use super::{Shared, chance, compute, connect, destination, gate, policies, signatures};

/// Dry runs that are under way at once: a server's fair share for one client is about this.
const PARALLEL: usize = 8;

/// Times that a plan is made again because dry runs said something new: what they say does not change the tasks' set.
const ROUNDS: usize = 2;

/// Makes a plan.
pub(super) async fn plan(shared: &Arc<Shared>, subject: &Subject, wanted: &PlanFor, run: &Run) -> Outcome {
    match make(shared, subject, wanted, run).await {
        Ok(plan) => Outcome::Planned(Arc::new(plan)),
        Err(problem) => Outcome::NotPlanned(vec![problem]),
    }
}

async fn make(shared: &Arc<Shared>, subject: &Subject, wanted: &PlanFor, run: &Run) -> Result<Plan, Problem> {
    if let Some(problem) = &subject.detail.invalid {
        return Err(problem.clone());
    }
    let destination = destination::resolve(shared, subject).await?;
    let plane = connect::plane(shared)?;
    let project = gate::project(&plane, subject).await;
    let sources = compute::sources(subject, Some(wanted));
    let freshness = if wanted.pinned.is_some() { Freshness::Cached } else { Freshness::Poll };
    let named = sources.items.clone();
    let own_sources: Vec<_> = sources.items.iter().map(|item| item.source.clone()).collect();
    let (done, start) = chance::for_run(shared, subject, (sources, &destination), freshness, run).await?;
    let uses = done.rendered.uses;
    let revisions: Vec<Sha> = done.rendered.revisions.clone();
    let desired = compute::desired(&done.rendered, &done.problems);
    let (mut side, left_out) = compute::live_side(shared, subject, &destination, (&desired.objects, &[])).await;
    gate::leave_out(&mut side, &desired, subject, (&destination, &project));
    let rules = compute::rules(subject, &destination);
    let schema = destination.handle.schema();
    let (verdicts, found, desired, side) = compute::verdicts(shared, desired, side, schema.clone(), rules.clone()).await?;
    let respects = wanted.request.sync_options.iter().any(|option| option.trim() == "RespectIgnoreDifferences=true");
    let both = (desired, side);
    let (respected, (desired, side)) =
        if respects { compute::respected(shared, both, schema.clone(), rules.clone()).await? } else { (Respected::new(), both) };
    let mut problems = done.problems;
    problems.extend(found);
    problems.extend(left_out);
    let namespace = namespace(&destination, &subject.detail.app.spec.destination.namespace).await;
    let (account, no_account) = gate::account(subject, &destination, &project);
    let mut dry_runs = DryRuns::new();
    let mut plan = None;
    for _ in 0..ROUNDS {
        let made = crate::engine::sync::plan(PlanInput {
            app: &subject.app,
            uid: subject.detail.object.uid(),
            destination: &destination.id,
            namespace: &namespace,
            request: &wanted.request,
            sources: &own_sources,
            has_several_sources: subject.detail.app.spec.has_several_sources(),
            revisions: &revisions,
            desired: &desired,
            live: &side,
            verdicts: &verdicts,
            respected: &respected,
            dry_runs: &dry_runs,
            rules: &rules,
            schema: &schema,
            problems: &problems,
            start: start.as_ref(),
        });
        let open: Vec<Task> = made.open_dry_runs().map(|(_, task)| task.clone()).collect();
        let is_done = open.is_empty() || made.is_refused();
        plan = Some(made);
        if is_done {
            break;
        }
        let asked = futures::stream::iter(open)
            .map(|task| dry_run(&destination, account.as_ref(), task))
            .buffer_unordered(PARALLEL)
            .collect::<Vec<_>>()
            .await;
        dry_runs.extend(asked);
    }
    let plan = plan.ok_or_else(|| Problem::error(crate::model::problem::ProblemKind::Internal, "no plan was made"))?;
    let plan = judged(shared, (subject, wanted, run), (Plan { account, ..plan }, &destination, &project), (&named, &revisions)).await?;
    let mut plan = Plan { judgements: plan.judgements.into_iter().chain(no_account).collect(), ..plan };
    plan.judgements = sorted(plan.judgements);
    if !wanted.request.dry_run && !matches!(run, Run::Continue(_)) {
        plan.problems.extend(chance::keepable(shared, subject, uses).await);
    }
    Ok(plan)
}

/// The plan with what every rule says of it.
async fn judged(
    shared: &Arc<Shared>,
    (subject, wanted, run): (&Subject, &PlanFor, &Run),
    (plan, destination, project): (Plan, &Destination, &Found),
    (named, revisions): (&[SourceAt], &[Sha]),
) -> Result<Plan, Problem> {
    let plane = connect::plane(shared)?;
    let mut plan = gate::judged(plan, (subject, wanted, run), (destination, project), plane.server_time());
    plan.judgements.extend(signatures::judge(shared, subject, project, named, revisions).await);
    let kyverno = policies::judge(shared, subject, (&plan, destination), plane.server_time()).await;
    plan.judgements.extend(kyverno);
    Ok(plan)
}

async fn namespace(destination: &Destination, name: &str) -> NamespaceState {
    if name.is_empty() {
        return NamespaceState::Unknown;
    }
    let target = crate::adapters::cluster::request::Target::collection("", "v1", "namespaces").named(name);
    match objects::find(&destination.handle.cluster, &target).await {
        Ok(Some(object)) => NamespaceState::There(object),
        Ok(None) => NamespaceState::Missing,
        Err(_) => NamespaceState::Unknown,
    }
}

type Asked = (crate::model::ids::ObjectKey, Result<crate::model::object::Object, Problem>);

async fn dry_run(destination: &Destination, account: Option<&Arc<str>>, task: Task) -> Asked {
    let handle = &destination.handle;
    let result = match (&task.verb, &task.desired) {
        (Verb::Prune, _) => super::write::delete_dry(handle, (&task.key, account), &task.live_uid())
            .await
            .and_then(|()| task.live.clone().ok_or_else(|| Problem::error(crate::model::problem::ProblemKind::NotFound, "it is gone"))),
        (_, Some(object)) => {
            let request = ApplyRequest {
                object: object.clone(),
                mode: task.mode,
                dry_run: true,
                field_manager: super::write::MANAGER.into(),
                skip_validation: task.skip_validation,
                force: task.force,
                known_version: Arc::default(),
            };
            apply(&handle.cluster.acting_for(account), &handle.schema(), &request)
                .await
                .map(|applied| applied.object)
                .map_err(|error| error.problem())
        }
        (_, None) => Err(Problem::error(crate::model::problem::ProblemKind::Internal, "it has nothing to send")),
    };
    (task.key, result)
}
