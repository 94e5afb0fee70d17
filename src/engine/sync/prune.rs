//! Tasks for what is no longer desired: deleted, or left alone and why. It knows no order. Source: gitops-engine
//! `pkg/sync/sync_context.go`, `pruneObject`.

use crate::engine::resources::marks::{is_hook, wave};
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::status::SyncPhase;

use super::make::Making;
use super::options::Pruning;
use super::task::{ApplyMode, DryRun, Task, Verb};

/// One task an extra resource that the comparison found prunable. A hook is never pruned.
pub(super) fn tasks(making: &Making<'_>) -> Vec<Task> {
    let rows = making.input.verdicts.rows.iter().filter(|row| row.requires_pruning && !row.is_desired && row.hooks.is_empty());
    rows.filter(|row| making.is_selected(&row.key) && !making.input.live.unknown.contains(&row.key.group_kind))
        .filter_map(|row| Some(task(making, &row.key, making.live(&row.key).filter(|live| !is_hook(live))?)))
        .collect()
}

fn task(making: &Making<'_>, key: &ObjectKey, live: &Object) -> Task {
    let pruning = making.options.pruning(live);
    let (verb, why) = match (making.input.request.prune, pruning) {
        (false, _) => (Verb::SkipPrune, "no longer in Git; a prune was not asked for".into()),
        (true, Pruning::Forbidden(option)) => (Verb::SkipPrune, format!("no longer in Git; kept by {option}").into()),
        (true, Pruning::Confirmed) => (Verb::Prune, "no longer in Git; Prune=confirm asks for an approval".into()),
        (true, Pruning::Allowed) => (Verb::Prune, "no longer in Git".into()),
    };
    Task {
        key: key.clone(),
        version: live.version().into(),
        verb,
        phase: SyncPhase::Sync,
        wave: wave(live),
        hook: None,
        hook_delete: Vec::new(),
        generate_name: "".into(),
        mode: ApplyMode::ClientSide,
        force: false,
        skip_validation: false,
        propagation: making.options.propagation(),
        needs_approval: verb == Verb::Prune && pruning == Pruning::Confirmed,
        is_modified: true,
        makes_namespace: false,
        desired: None,
        live: Some(live.clone()),
        why,
        risks: Vec::new(),
        dry_run: DryRun::Open,
    }
}
