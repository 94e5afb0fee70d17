//! The record's patches, and what comes after the end: health settles (Healthy, Degraded or Suspended for five seconds, or the timeout),
//! then sync, health and the verdict are written.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::engine::history::hold;
use crate::engine::sync::plan::Plan;
use crate::engine::sync::record::{self, Read, Settled};
use crate::engine::sync::retry::{self, Attempt, Next};
use crate::model::ids::AppKey;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;
use crate::model::settings::VersionProfile;
use crate::model::status::{HealthStatus, OperationPhase};
use crate::session::apps::Detail;
use crate::session::drive::{Drive, End, Patch, Stage};
use crate::session::effect::Freshness;
use crate::session::state::State;

use super::record as recording;
use super::{Out, change, drive, evaluate, judged};

/// How long health has to stay what it is.
const STEADY: SignedDuration = SignedDuration::from_secs(5);

/// How long health is awaited after the end: a Deployment is called Degraded after `progressDeadlineSeconds`, by default
/// 600; half as much again leaves room for its own lateness.
const TIMEOUT: SignedDuration = SignedDuration::from_secs(900);

/// The merge patch for a moment of the record; none when there is nothing to write.
pub(super) fn body(
    drive: &Drive,
    plan: &Plan,
    detail: &Detail,
    patch: Patch,
    settled: Option<&Settled>,
    profile: &VersionProfile,
    now: Timestamp,
) -> Result<Option<Value>, Problem> {
    let read = Read { object: &detail.object, spec: &detail.app.spec, status: &detail.app.status };
    let at = whole_seconds(now);
    let who = change::who(&drive.authority);
    match patch {
        Patch::Begin => {
            let begin = record::begin(read, plan, who)?;
            if !drive.wanted.hold || detail.hold.is_some() {
                return Ok(Some(begin));
            }
            let reason = plan.request.rollback_to.map_or_else(|| "sync under a hold".to_owned(), |id| format!("rollback to record {id}"));
            let hold = hold::set(&detail.object, profile, who, &at, &reason)?;
            Ok(Some(together(&begin, &hold)))
        }
        Patch::Progress => Ok(record::progress(read, plan, &drive.progress)),
        Patch::WaitForRetry => {
            let (_, message) = drive.end.clone().unwrap_or((OperationPhase::Running, Arc::default()));
            record::wait_for_retry(read, plan, &drive.progress, &at, (drive.attempts + 1, &message)).map(Some)
        }
        Patch::Retry => record::retry(read, plan).map(Some),
        Patch::Finish => {
            let mut progress = drive.progress.clone();
            if let Some((phase, message)) = &drive.end {
                progress.phase = Some(*phase);
                progress.message = message.clone();
            }
            record::finish(read, plan, &progress, &at, None).map(Some)
        }
        Patch::Settled => settled.map(|settled| record::settled(read, plan, settled)).transpose(),
    }
}

/// RFC 3339 in UTC with whole seconds, as Kubernetes writes times.
fn whole_seconds(now: Timestamp) -> String {
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// Two merge patches as one: maps are merged, of anything else the second counts.
fn together(a: &Value, b: &Value) -> Value {
    let (Value::Map(a), Value::Map(b)) = (a, b) else { return b.clone() };
    let mut entries = a.to_entries();
    for (key, value) in b {
        let value = a.get(key.as_str()).map_or_else(|| value.clone(), |own| together(own, value));
        entries.push((key.clone(), value));
    }
    Value::Map(Map::from_entries(entries))
}

/// When the next attempt comes, and the record's message until then; none: the operation ends.
pub(super) fn next_attempt(drive: &Drive, phase: OperationPhase, message: &Arc<str>, now: Timestamp) -> Option<(Timestamp, Arc<str>)> {
    let attempt = Attempt { phase, message: message.clone(), count: drive.attempts, is_terminated: drive.progress.is_terminating };
    match retry::next(drive.wanted.request.retry.as_ref(), &attempt, now.as_second()) {
        Next::End { .. } => None,
        Next::Retry { at, message, .. } => Some((Timestamp::from_second(at).unwrap_or(now), message)),
    }
}

/// Whether somebody approved the prunes that wait for it, after the operation began.
pub(super) fn is_approved(detail: &Detail, drive: &Drive) -> bool {
    let approved = detail.object.annotation("argocd.argoproj.io/deletion-approved").and_then(|text| text.parse::<Timestamp>().ok());
    approved.is_some_and(|at| at.as_second() >= drive.began.as_second())
}

/// The operation ended and is on record: its Lease goes, its health is awaited.
pub(super) fn begin(state: &mut State, app: &AppKey, out: &mut Out) {
    let Some(drive) = state.drives.get_mut(app) else { return };
    drive.stage = Stage::Settling;
    drive.settled_since = None;
    if let Some(operation) = drive.operation().cloned() {
        let uid = drive.uid.clone();
        out.aside(state, crate::session::effect::Effect::Release { app: app.clone(), uid, operation });
    }
    evaluate::judge(state, app, Freshness::Cached, out);
}

/// Live objects moved: health may be another.
pub(super) fn look(state: &mut State, out: &mut Out) {
    let settling: Vec<AppKey> =
        state.drives.iter().filter(|(_, drive)| drive.stage == Stage::Settling).map(|(app, _)| app.clone()).collect();
    for app in settling {
        check(state, &app, out);
    }
}

/// Writes the verdict once health was steady for long enough.
pub(super) fn check(state: &mut State, app: &AppKey, out: &mut Out) {
    let now = state.now;
    let judged = state.computed.get(app).and_then(|computed| computed.at);
    let health = evaluate::health(state, app).map(|aggregate| aggregate.health.status);
    let is_current = state.drives.get(app).is_some_and(|drive| shows_what_was_sent(state, drive)) && !judged::is_judging(state, app);
    let Some(drive) = state.drives.get_mut(app) else { return };
    let finished = drive.finished.unwrap_or(now);
    if drive.record.in_flight {
        return;
    }
    let fresh = is_current && judged.is_some_and(|at| at >= finished);
    let steady = if let Some(health @ (HealthStatus::Healthy | HealthStatus::Degraded | HealthStatus::Suspended)) = health.filter(|_| fresh)
    {
        let since = match drive.settled_since {
            Some((before, since)) if before == health => since,
            _ => {
                drive.settled_since = Some((health, now));
                now
            }
        };
        now.duration_since(since) >= STEADY
    } else {
        drive.settled_since = None;
        false
    };
    if steady || now.duration_since(finished) >= TIMEOUT {
        recording::write(state, app, Patch::Settled, out);
        if state.drives.get(app).is_some_and(|drive| !drive.record.in_flight && !drive.is_over()) {
            done(state, app, out); // Nothing to write: nobody can say what it came to.
        }
    }
}

/// Whether every object that was sent is seen as it was sent: the health of a generation before says nothing.
fn shows_what_was_sent(state: &State, drive: &Drive) -> bool {
    let Some(plan) = &drive.plan else { return true };
    plan.tasks
        .iter()
        .zip(&drive.progress.tasks)
        .filter(|(task, own)| task.hook.is_none() && !own.uid.is_empty())
        .all(|(task, own)| state.live.get(&task.key).is_none_or(|row| row.uid == own.uid && row.generation >= own.generation))
}

/// The verdict is written: nothing follows.
pub(super) fn done(state: &mut State, app: &AppKey, out: &mut Out) {
    let Some(drive) = state.drives.get(app) else { return };
    let phase = drive.end.as_ref().map_or(OperationPhase::Error, |(phase, _)| *phase);
    let health = drive.settled_since.map(|(health, _)| health);
    drive::over(state, app, End::Done(phase, health), out);
}

/// What the application came to.
pub(super) fn settled(state: &State, app: &AppKey) -> Option<Settled> {
    let evaluation = state.evaluation(app)?;
    let health = evaluate::health(state, app)?.health;
    let resources = evaluate::resources(state, app)?;
    let by = state.drives.get(app).map(|drive| change::who(&drive.authority).to_owned()).unwrap_or_default();
    Some(Settled {
        sync: evaluation.verdicts.status,
        health,
        resources,
        at: whole_seconds(state.now),
        by,
        health_inline: state.plane.settings.profile.health_in_status,
    })
}

/// When a settling drive is due next.
pub(super) fn next_wake(drive: &Drive) -> Option<Timestamp> {
    let timeout = drive.finished.and_then(|at| at.checked_add(TIMEOUT).ok());
    let steady = drive.settled_since.and_then(|(_, since)| since.checked_add(STEADY).ok());
    [timeout, steady].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::together;
    use crate::model::object::build::map;
    use crate::model::object::value::Value;

    #[test]
    fn two_merge_patches_become_one() {
        let a = Value::Map(map([("metadata", Value::Map(map([("a", Value::Null)]))), ("x", Value::Int(1))]));
        let b = Value::Map(map([("metadata", Value::Map(map([("b", Value::Int(2))])))]));
        let both = Value::Map(map([("metadata", Value::Map(map([("a", Value::Null), ("b", Value::Int(2))]))), ("x", Value::Int(1))]));
        assert!(together(&a, &b) == both);
    }
}
