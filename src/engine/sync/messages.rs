//! The words of a running sync, as users know them from Argo CD. They know no rule. Source: gitops-engine
//! `pkg/sync/sync_context.go` (`setRunningPhase`, `setOperationFailed`, `pruneObject`).

use super::task::Task;

/// Ended well, in the last wave.
pub(super) const ALL_RUN: &str = "successfully synced (all tasks run)";
/// Ended well: hooks were awaited, or there was nothing to do.
pub(super) const NO_MORE: &str = "successfully synced (no more tasks)";
/// A wave is being sent.
pub(super) const RUNNING: &str = "one or more tasks are running";
/// Something was refused when it was sent.
pub(super) const FAILED_TO_APPLY: &str = "one or more objects failed to apply";
/// The same in a dry run.
pub(super) const FAILED_DRY_RUN: &str = "one or more objects failed to apply (dry run)";
/// The destination namespace could not be made.
pub(super) const FAILED_NAMESPACE: &str = "the namespace failed to apply";
/// A hook failed, or a resource became degraded.
pub(super) const UNSUCCESSFUL: &str = "one or more synchronization tasks completed unsuccessfully";
/// A SyncFail hook could not be sent.
pub(super) const FAILED_HOOKS: &str = "one or more SyncFail hooks failed";
/// Somebody stopped it.
pub(super) const TERMINATED: &str = "Operation terminated";
/// Somebody stopped it, and cleaning up failed.
pub(super) const TERMINATED_BADLY: &str = "Operation termination had errors";
/// Somebody asked it to stop.
pub(super) const TERMINATING: &str = "operation is terminating";

/// What is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// A hook's end, or a resource's health.
    Completion,
    /// That something is gone.
    Deletion,
}

/// `waiting for healthy state of apps/Deployment/web and 2 more resources`; the first task decides between hook and
/// resource. None when nothing is awaited.
pub(super) fn waiting(tasks: &[&Task], awaited: Awaited) -> Option<String> {
    let first = tasks.first()?;
    let (subject, more) = if first.is_hook() { ("completion of hook", "hooks") } else { ("healthy state of", "resources") };
    let subject = if awaited == Awaited::Deletion { "deletion of" } else { subject };
    Some(match tasks.len() - 1 {
        0 => format!("waiting for {subject} {}", first.full_name()),
        n => format!("waiting for {subject} {} and {n} more {more}", first.full_name()),
    })
}

/// `Waiting for pruning confirmation of v1/ConfigMap/a and 1 more resources`.
pub(super) fn approval(tasks: &[&Task]) -> Option<String> {
    let first = tasks.first()?;
    let group = &first.key.group_kind.group;
    let slash = if group.is_empty() { "" } else { "/" };
    let name = format!("{group}{slash}{}/{}/{}", first.version, first.key.group_kind.kind, first.key.name);
    Some(match tasks.len() - 1 {
        0 => format!("Waiting for pruning confirmation of {name}"),
        n => format!("Waiting for pruning confirmation of {name} and {n} more resources"),
    })
}

/// The message with the distinct reasons behind it.
pub(super) fn because<'m>(message: &str, reasons: impl Iterator<Item = &'m str>) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for reason in reasons {
        if !distinct.contains(&reason) {
            distinct.push(reason);
        }
    }
    if distinct.is_empty() { message.to_owned() } else { format!("{message}, reason: {}", distinct.join(",")) }
}

/// Why a prune was left out.
pub(super) fn prune_skipped(was_asked: bool) -> &'static str {
    if was_asked { "ignored (no prune)" } else { "ignored (requires pruning)" }
}
