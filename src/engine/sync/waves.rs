//! Waves of prunes: mirrored, so that what was created last goes first, or after everything else. It knows no order within
//! a wave. Source: gitops-engine `pkg/sync/sync_context.go`, `getSyncTasks`.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::status::SyncPhase;

use super::options::Options;
use super::task::Task;

/// Gives prunes their waves: of all waves that hold a prune the first changes places with the last, the second with the
/// last but one, and so on; then those with `PruneLast` go behind the last wave of the sync phase.
pub fn arrange(tasks: &mut [Task], options: Options<'_>) {
    mirror(tasks);
    prune_last(tasks, options);
}

fn mirror(tasks: &mut [Task]) {
    let waves: BTreeSet<i64> = prunes(tasks).map(|task| task.wave).collect();
    let mirrored: BTreeMap<i64, i64> = waves.iter().copied().zip(waves.iter().rev().copied()).collect();
    for task in prunes(tasks) {
        if let Some(wave) = mirrored.get(&task.wave) {
            task.wave = *wave;
        }
    }
}

/// The last wave counts from 0: a sync with negative waves only prunes in wave 1.
fn prune_last(tasks: &mut [Task], options: Options<'_>) {
    let last = tasks.iter().filter(|task| task.phase == SyncPhase::Sync).map(|task| task.wave).max().unwrap_or(0).max(0);
    let behind = last.saturating_add(1);
    for task in prunes(tasks) {
        if task.live.as_ref().is_some_and(|live| options.prunes_last(live)) {
            task.wave = behind;
        }
    }
}

fn prunes(tasks: &mut [Task]) -> impl Iterator<Item = &mut Task> {
    tasks.iter_mut().filter(|task| task.verb.is_prune())
}
