//! Locks that other drivers left on Applications: whether somebody still holds the Lease behind them. A lock without a holder is left
//! over: every console shows it with what ends it, and handing back is refused while somebody drives. It knows no client.

use jiff::{SignedDuration, Timestamp};

use crate::engine::access::right::Right;
use crate::model::ids::{AppKey, OperationId};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::Authority;
use crate::session::effect::Effect;
use crate::session::outcome::Outcome;
use crate::session::state::{Slot, State};

use super::{Out, change};

/// How long an answer about a Lease counts: as long as a Lease lives without its holder (ARCHITECTURE.md, "An operation's record").
const COUNTS: SignedDuration = SignedDuration::from_secs(15);

/// A lock on an Application that this process does not drive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// Who holds its Lease, as far as it is known.
    pub holder: Holder,
    /// When the Lease is to be looked at again.
    due: Option<Timestamp>,
    /// Who wants to hand it back as soon as it is known that nobody drives.
    handing: Option<Authority>,
}

/// Who holds a Lease.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Nobody looked yet, or nobody can tell.
    #[default]
    Unknown,
    /// Somebody does: the operation is driven.
    Somebody,
    /// Nobody does any more.
    Nobody,
}

/// An Application is so now: a lock of somebody else's is looked into, once and then as long as it stands.
pub(super) fn seen(state: &mut State, app: &AppKey, out: &mut Out) {
    let is_locked = state.apps.get(app).is_some_and(|app| app.row.driver.is_some());
    if !is_locked || state.drives.get(app).is_some_and(|drive| !drive.is_over()) {
        state.locks.remove(app);
    } else if !state.locks.contains_key(app) {
        state.locks.insert(app.clone(), Lock::default());
        look(state, app, out);
    }
}

/// The plane has just answered: every lock is looked into.
pub(super) fn look_at_all(state: &mut State, out: &mut Out) {
    for app in state.locks.keys().cloned().collect::<Vec<_>>() {
        look(state, &app, out);
    }
}

/// Looks at a Lease, once there is somebody to ask.
fn look(state: &mut State, app: &AppKey, out: &mut Out) {
    if !state.plane.is_up() {
        return;
    }
    let Some(uid) = state.apps.get(app).map(|app| app.row.uid.clone()) else { return };
    let due = state.now.checked_add(COUNTS).ok();
    if let Some(lock) = state.locks.get_mut(app) {
        lock.due = due;
    }
    out.read(state, Slot::Lock(app.clone()), Effect::Holder { app: app.clone(), uid });
}

/// An answer to `Holder`.
pub(super) fn answered(state: &mut State, app: &AppKey, outcome: Outcome) {
    let holder = match outcome {
        Outcome::Holder(Ok(holder)) => of(holder.as_ref()),
        Outcome::Holder(Err(_)) | Outcome::Failed(_) => Holder::Unknown,
        other => return super::aside(state, other),
    };
    if let Some(lock) = state.locks.get_mut(app) {
        lock.holder = holder;
    }
}

fn of(holder: Option<&OperationId>) -> Holder {
    if holder.is_some() { Holder::Somebody } else { Holder::Nobody }
}

/// Somebody wants to hand a lock back: its Lease is looked at first.
pub(super) fn hand_back(state: &mut State, app: AppKey, authority: Authority, out: &mut Out) {
    let Some(detail) = change::admit(state, &app, &Right::Sync) else { return };
    let uid = detail.object.uid().into();
    state.locks.entry(app.clone()).or_default().handing = Some(authority);
    out.read(state, Slot::Change(app.clone()), Effect::Holder { app, uid });
}

/// The Lease was looked at because somebody hands back.
pub(super) fn handing(state: &mut State, app: AppKey, holder: Result<Option<OperationId>, Problem>, out: &mut Out) {
    let Some(authority) = state.locks.get_mut(&app).and_then(|lock| lock.handing.take()) else { return };
    match holder {
        Ok(None) => change::hand_back(state, app, authority, out),
        Ok(Some(operation)) => {
            let cause = format!("another process drives {} (operation {})", app.name, operation.as_str());
            let problem = Problem::error(ProblemKind::Conflict, cause)
                .hint("terminate the operation with T; a lock of a dead process runs out within 15 s");
            state.notify(Some(&app), problem);
        }
        Err(problem) => state.notify(Some(&app), problem),
    }
}

/// Looks again at what is due.
pub(super) fn due(state: &mut State, out: &mut Out) {
    let now = state.now;
    let due: Vec<AppKey> = state
        .locks
        .iter()
        .filter(|_| state.plane.is_up())
        .filter(|(_, lock)| lock.due.is_some_and(|due| due <= now))
        .map(|(app, _)| app.clone())
        .collect();
    for app in due {
        look(state, &app, out);
    }
}

/// When something is due next.
pub(super) fn next_wake(state: &State) -> Option<Timestamp> {
    state.locks.values().filter(|_| state.plane.is_up()).filter_map(|lock| lock.due).min()
}
