//! Which tasks a server-side dry run can judge, and what it said. It knows no client: the answers are given.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::resources::marks::is_hook;
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};

use super::make::{Making, place};
use super::order::defined_kind;
use super::task::{DryRun, HookDelete, Task, Verb};

/// Writes down for each task what its dry run can say or said; a refusal is a problem of the plan, since Argo CD applies
/// nothing either when one of the dry runs fails.
pub(super) fn judge(making: &mut Making<'_>, tasks: &mut [Task]) {
    let coming = Coming::new(making, tasks);
    for task in tasks {
        task.dry_run = verdict(making, &coming, task);
        if let (DryRun::Failed(problem), Some(object)) = (&task.dry_run, task.desired.as_ref().or(task.live.as_ref())) {
            let cause = format!("the dry run of {} failed: {}", task.key, problem.cause);
            let mut found = Problem::error(problem.kind, cause).at(place(object));
            found.hint.clone_from(&problem.hint);
            making.problems.push(found);
        }
    }
}

/// What comes into being with this sync: the server cannot judge what depends on it.
struct Coming {
    namespaces: BTreeSet<Arc<str>>,
    kinds: BTreeSet<String>,
    /// Kinds that are defined by this sync, whether the CRD is new or not.
    defined: BTreeSet<String>,
}

impl Coming {
    fn new(making: &Making<'_>, tasks: &[Task]) -> Self {
        let created = || tasks.iter().filter(|task| matches!(task.verb, Verb::Create | Verb::RunHook) && task.live.is_none());
        let objects = || created().filter_map(|task| task.desired.as_ref());
        Self {
            namespaces: objects().filter(|object| object.is("", "Namespace")).map(|object| object.name().clone()).collect(),
            kinds: objects().filter_map(defined_kind).collect(),
            defined: making.input.desired.objects.iter().filter_map(defined_kind).collect(),
        }
    }
}

fn verdict(making: &Making<'_>, coming: &Coming, task: &Task) -> DryRun {
    if !task.verb.is_write() {
        return DryRun::Needless;
    }
    let Some(object) = &task.desired else { return of_prune(making, task) };
    if let Some(why) = impossible(coming, task, object) {
        return DryRun::Impossible(why.into());
    }
    match making.input.dry_runs.get(&task.key) {
        None => DryRun::Open,
        Some(Ok(_)) => DryRun::Passed,
        Some(Err(problem)) if problem.kind == ProblemKind::NotFound && may_be_missing(making, coming, object) => {
            DryRun::Impossible("its kind is not there yet".into())
        }
        Some(Err(problem)) => DryRun::Failed(problem.clone()),
    }
}

/// A delete can be tried too: admission may forbid it. What is not there any more needs none.
fn of_prune(making: &Making<'_>, task: &Task) -> DryRun {
    match making.input.dry_runs.get(&task.key) {
        None => DryRun::Open,
        Some(Err(problem)) if problem.kind != ProblemKind::NotFound => DryRun::Failed(problem.clone()),
        Some(Ok(_) | Err(_)) => DryRun::Passed,
    }
}

fn impossible(coming: &Coming, task: &Task, object: &Object) -> Option<&'static str> {
    let clears = task.hook_delete.contains(&HookDelete::BeforeHookCreation);
    if task.verb == Verb::Recreate {
        Some("it is deleted first")
    } else if is_hook(object) && task.live.is_some() && clears {
        Some("the hook of that name goes first")
    } else if coming.namespaces.contains(object.namespace()) {
        Some("its namespace comes with this sync")
    } else if coming.kinds.contains(&object.group_kind().to_string()) {
        Some("its CustomResourceDefinition comes with this sync")
    } else {
        None
    }
}

/// Whether a kind that the server does not know is no error: the option says so, or its CRD is in this sync. Source:
/// gitops-engine `getSyncTasks`, `shouldSkipDryRunOnMissingResource`.
fn may_be_missing(making: &Making<'_>, coming: &Coming, object: &Object) -> bool {
    making.options.skips_dry_run_on_missing(object) || coming.defined.contains(&object.group_kind().to_string())
}
