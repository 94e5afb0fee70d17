//! What forbids a plan altogether: a partial desired side, an empty one that would prune everything, shared resources,
//! selections and namespaces that are not there. It knows no order.

use crate::engine::resources::marks::{is_hook, is_skipped};
use crate::engine::resources::tracking::{instance_of, is_own_mark};
use crate::model::problem::{Problem, ProblemKind, any_error};

use super::make::{Making, names, place};
use super::namespace;
use super::request::NamespaceState;
use super::task::{Task, Verb};

/// Whether nothing at all may be planned; a problem says so. *Partial is not empty*: what could not be rendered must not
/// look as if it were gone.
pub(super) fn partial(making: &mut Making<'_>) -> bool {
    if making.input.desired.partial && !any_error(&making.problems) {
        let cause = "what Git wants is known in part only, so nothing is planned and nothing is pruned";
        making.problems.push(Problem::error(ProblemKind::BadInput, cause).hint("see the application's problems for what is missing"));
    }
    making.input.desired.partial || any_error(&making.problems)
}

/// Refuses what was planned where it must not be carried out.
pub(super) fn planned(making: &mut Making<'_>, tasks: &[Task]) {
    empty(making, tasks);
    shared(making, tasks);
    selection(making, tasks);
    missing_namespace(making, tasks);
}

/// Argo CD refuses this for automatic syncs only; here nobody deletes a whole application by a wrong path.
fn empty(making: &mut Making<'_>, tasks: &[Task]) {
    let is_resource = |object| !is_hook(object) && !is_skipped(object);
    let prunes = tasks.iter().filter(|task| task.verb == Verb::Prune).count();
    if prunes == 0 || making.input.request.allow_empty || making.input.desired.objects.iter().any(is_resource) {
        return;
    }
    let cause = format!("the revision renders no resource, and a prune would delete all {prunes} that are live");
    let hint = "check path and revision of the source; automated.allowEmpty (or --allow-empty) says that this is meant";
    making.problems.push(Problem::error(ProblemKind::InvalidSpec, cause).hint(hint));
}

/// Another application's mark on an object that this one desires, under `FailOnSharedResource=true`; without it the
/// comparison's warning is enough. Source: `controller/state.go`, `SharedResourceWarning`; `controller/sync.go`.
fn shared(making: &mut Making<'_>, tasks: &[Task]) {
    let rules = making.input.rules;
    for task in tasks.iter().filter(|task| making.options.fails_on_shared() && !task.is_hook()) {
        let (Some(desired), Some(live)) = (&task.desired, &task.live) else { continue };
        let other = instance_of(live, &rules.settings).filter(|other| *other != rules.instance && is_own_mark(live, &rules.settings));
        if let Some(other) = other {
            let cause = format!("shared resource found: {} is part of applications {} and {other}", task.key, rules.instance);
            let problem = Problem::error(ProblemKind::Conflict, cause).at(place(desired));
            making.problems.push(problem.hint("FailOnSharedResource=true is set; remove it from one of the two applications"));
        }
    }
}

fn selection(making: &mut Making<'_>, tasks: &[Task]) {
    for wanted in &making.input.request.resources {
        if tasks.iter().any(|task| names(wanted, &task.key)) {
            continue;
        }
        let group = if wanted.group.is_empty() { String::new() } else { format!("{}/", wanted.group) };
        let cause = format!("{group}{}/{} is no resource of this application", wanted.kind, wanted.name);
        let hint = "hooks cannot be selected; see the application's resources";
        making.problems.push(Problem::error(ProblemKind::NotFound, cause).hint(hint));
    }
}

fn missing_namespace(making: &mut Making<'_>, tasks: &[Task]) {
    let name = making.input.rules.namespace.clone();
    if *making.input.namespace != NamespaceState::Missing || namespace::is_desired(making, &name) {
        return;
    }
    let is_made = tasks.iter().any(|task| task.makes_namespace);
    let is_needed = tasks.iter().any(|task| task.verb.is_write() && task.key.namespace == name);
    if !is_made && is_needed {
        let problem = Problem::error(ProblemKind::NotFound, format!("namespace {name} does not exist on the destination"));
        making.problems.push(problem.hint("add CreateNamespace=true to the sync options, or create it"));
    }
}
