//! Operations that sync windows hold back once they run: between two waves, and between two attempts. What runs is never stopped in the
//! middle of a wave. Source: Argo CD `controller/sync.go`: the operation stays Running, and says why.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::engine::access::Judgement;
use crate::model::ids::AppKey;
use crate::model::status::{OperationPhase, SyncPhase};
use crate::session::drive::{Patch, Stage, Waiting};
use crate::session::effect::Effect;
use crate::session::rules;
use crate::session::state::State;

use super::{Out, drive, orders, record};

/// How long an operation waits before it looks again whether windows let it go on: nobody notices half a minute after a window opens.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(30);

/// What such an operation says of itself, in Argo CD's words, with the window that decided.
fn message(judgement: &Judgement) -> Arc<str> {
    format!("Sync operation blocked by sync window: {}", judgement.verdict.rule).into()
}

/// Why windows hold the driven operation back now.
fn blocked(state: &State, app: &AppKey) -> Option<Judgement> {
    let drive = state.drives.get(app).filter(|drive| !drive.progress.is_terminating)?;
    rules::blocked(state, app, drive.began)
}

/// Whether the pause between two waves goes on because a window has closed meanwhile; it is looked at again then.
pub(super) fn between_waves(state: &mut State, app: &AppKey, after: (SyncPhase, i64), out: &mut Out) -> bool {
    let Some(judgement) = blocked(state, app) else { return false };
    let message = message(&judgement);
    if let Some(drive) = state.drives.get_mut(app).filter(|drive| drive.progress.message != message) {
        drive.progress.message = message;
        drive.record.is_due = true;
        state.notify(Some(app), judgement.problem());
    }
    orders::record(state, app, out);
    let millis = u64::try_from(LOOK_AGAIN.as_millis()).unwrap_or_default();
    drive::issue(state, app, Waiting::Pause(after), Effect::Timer(millis), out);
    true
}

/// Whether the next attempt waits because a window has closed since the operation began: its plan would be refused, and the operation lost.
pub(super) fn between_attempts(state: &mut State, app: &AppKey, out: &mut Out) -> bool {
    let Some(judgement) = blocked(state, app) else { return false };
    let again = state.now.checked_add(LOOK_AGAIN).unwrap_or(state.now);
    let end = Some((OperationPhase::Running, message(&judgement)));
    let Some(drive) = state.drives.get_mut(app) else { return false };
    drive.stage = Stage::Retrying(again);
    if drive.end != end {
        drive.end = end;
        state.notify(Some(app), judgement.problem());
        record::write(state, app, Patch::WaitForRetry, out);
    }
    true
}
