//! Which applications are judged, when again, and what comes of it. A judgement is made again when the spec moves, when one of its
//! live objects moves (a moment later, so that a burst is one judgement), when settings change, and when Git is due.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::engine::health::aggregate::{Aggregate, Part, aggregate};
use crate::engine::resources::row::ResourceRow;
use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey, RepoUrl};
use crate::model::status::ResourceStatus;
use crate::session::effect::{Effect, Freshness, Subject};
use crate::session::outcome::{Evaluation, Outcome};
use crate::session::query::is_alarming;
use crate::session::state::{Computed, Slot, State};

use super::{Out, apps, drive};

/// How long a burst of live changes is gathered before the application is judged again.
const SETTLE: SignedDuration = SignedDuration::from_millis(250);

/// What a judgement needs to know of its application.
pub(super) fn subject(state: &mut State, app: &AppKey) -> Option<Subject> {
    let detail = apps::open(state, app)?;
    Some(Subject { app: app.clone(), detail, settings: state.plane.settings.clone() })
}

/// Judges an application now.
pub(super) fn judge(state: &mut State, app: &AppKey, freshness: Freshness, out: &mut Out) {
    if !state.plane.is_up() {
        return;
    }
    let Some(subject) = subject(state, app) else { return };
    let poll = SignedDuration::from_secs(i64::try_from(state.plane.settings.reconciliation_seconds).unwrap_or(180));
    let now = state.now;
    let computed = state.computed.entry(app.clone()).or_default();
    computed.due = None;
    if freshness != Freshness::Cached || computed.poll_at.is_none() {
        computed.poll_at = now.checked_add(poll).ok();
    }
    out.read(state, Slot::Evaluate(app.clone()), Effect::Evaluate { subject, freshness });
}

/// Judges everything of interest: the plane has just answered.
pub(super) fn poll_all(state: &mut State, out: &mut Out) {
    for app in state.interest.clone() {
        judge(state, &app, Freshness::Poll, out);
    }
}

/// Replaces the set of applications that are computed.
pub(super) fn interest(state: &mut State, wanted: BTreeSet<AppKey>, out: &mut Out) {
    let ended: Vec<AppKey> = state.interest.difference(&wanted).filter(|app| !state.drives.contains_key(*app)).cloned().collect();
    let begun: Vec<AppKey> = wanted.difference(&state.interest).cloned().collect();
    state.interest = wanted;
    if !ended.is_empty() {
        forget(state, &ended, out);
    }
    for app in begun {
        judge(state, &app, Freshness::Poll, out);
    }
}

/// Ends the computing of applications that nobody looks at any more.
pub(super) fn forget(state: &mut State, ended: &[AppKey], out: &mut Out) {
    for app in ended {
        state.computed.remove(app);
        state.shown.events.remove(app);
        state.shown.diffs.retain(|(own, ..), _| own != app);
        if let Some(app) = state.apps.get_mut(app) {
            app.detail = None;
        }
        state.watched_by.retain(|_, watchers| {
            watchers.remove(app);
            !watchers.is_empty()
        });
    }
    out.keep(state, |slot| !matches!(slot, Slot::Evaluate(app) if ended.contains(app)));
    out.aside(state, Effect::Forget(ended.to_vec()));
}

/// An answer to `Evaluate`.
pub(super) fn evaluated(state: &mut State, app: AppKey, outcome: Outcome) {
    let evaluation = match outcome {
        Outcome::Evaluated(evaluation) => *evaluation,
        Outcome::Failed(problem) => {
            let now = state.now;
            let computed = state.computed.entry(app.clone()).or_default();
            computed.at = Some(now);
            if computed.evaluation.is_none() {
                computed.evaluation = Some(std::sync::Arc::new(empty(problem)));
                computed.is_moved = true;
            } else {
                state.notify(Some(&app), problem);
            }
            return;
        }
        other => return super::aside(state, other),
    };
    if !state.is_computed(&app) {
        return;
    }
    for row in &evaluation.verdicts.rows {
        state.watched_by.entry(row.key.clone()).or_default().insert(app.clone());
    }
    let now = state.now;
    let computed: &mut Computed = state.computed.entry(app).or_default();
    computed.evaluation = Some(std::sync::Arc::new(evaluation));
    computed.at = Some(now);
    computed.is_moved = true;
}

/// What moved judgements come to goes into the rows of the lists; once a message, however much of it moved.
pub(super) fn list(state: &mut State) {
    let moved: Vec<AppKey> =
        state.computed.iter_mut().filter_map(|(app, own)| std::mem::take(&mut own.is_moved).then(|| app.clone())).collect();
    for key in moved {
        let Some(evaluation) = state.evaluation(&key).cloned() else { continue };
        if evaluation.verdicts.rows.iter().any(|row| row.is_live && state.live.get(&row.key).is_none()) {
            // The judgement overtook the rows it was made from: without them everything would be called missing for a moment.
            if let Some(computed) = state.computed.get_mut(&key) {
                computed.is_moved = true;
            }
            continue;
        }
        let Some(health) = health(state, &key).map(|aggregate| aggregate.health.status) else { continue };
        let sync = evaluation.verdicts.status;
        let Some(app) = state.apps.get_mut(&key).filter(|app| app.judged != Some((sync, health))) else { continue };
        let was_alarming = is_alarming(app);
        app.judged = Some((sync, health));
        for query in state.queries.values_mut() {
            query.change(&key, Some(was_alarming), Some(&*app));
        }
    }
}

fn empty(problem: crate::model::problem::Problem) -> Evaluation {
    Evaluation {
        revisions: Vec::new(),
        source_types: Vec::new(),
        verdicts: crate::engine::compare::Verdicts::default(),
        problems: vec![problem],
        unknown: BTreeSet::new(),
        cluster: None,
        git_stale_since: None,
    }
}

/// A live object is so now.
pub(super) fn live(state: &mut State, row: ResourceRow, out: &mut Out) {
    let key = row.key.clone();
    if !state.live.put(row) {
        return;
    }
    touched(state, &key);
    drive::live_seen(state, &key, out);
}

/// A live object is gone.
pub(super) fn live_gone(state: &mut State, key: &ObjectKey, out: &mut Out) {
    touched(state, key);
    if state.live.remove(key).is_some() {
        drive::live_seen(state, key, out);
    }
}

/// Applications that manage the object, or bear its mark, are judged again soon. What they own changes health and tree,
/// not the comparison.
fn touched(state: &mut State, key: &ObjectKey) {
    let Ok(due) = state.now.checked_add(SETTLE) else { return };
    let mut watchers: Vec<AppKey> = state.watched_by.get(key).into_iter().flatten().cloned().collect();
    if let Some(instance) = state.live.get(key).and_then(|row| row.instance.clone()) {
        let control = state.plane.settings.control_namespace.clone();
        watchers.extend(state.computed.keys().filter(|app| app.instance_name(&control) == *instance).cloned());
    }
    for app in watchers {
        if let Some(computed) = state.computed.get_mut(&app) {
            computed.due.get_or_insert(due);
            computed.is_moved = true;
        }
    }
}

/// More is known of kinds: whoever was judged without them is judged again.
pub(super) fn known(state: &mut State, cluster: &ClusterId, kinds: &[GroupKind]) {
    let Ok(due) = state.now.checked_add(SETTLE) else { return };
    for computed in state.computed.values_mut() {
        let lacks = |evaluation: &Evaluation| {
            evaluation.cluster.as_ref() == Some(cluster) && kinds.iter().any(|kind| evaluation.unknown.contains(kind))
        };
        if computed.evaluation.as_deref().is_some_and(lacks) {
            computed.due.get_or_insert(due);
        }
    }
}

/// A repository's refs moved: everything computed that reads it asks again.
pub(super) fn refs_moved(state: &mut State, repo: &RepoUrl) {
    let (wanted, now) = (repo.normalized(), state.now);
    let apps = &state.apps;
    for (app, computed) in &mut state.computed {
        let reads = apps.get(app).and_then(|app| app.detail.as_ref()).is_some_and(|detail| {
            detail.app.spec.sources().iter().any(|source| RepoUrl::new(source.repo_url.as_str()).normalized() == wanted)
        });
        if reads {
            computed.poll_at = Some(now);
        }
    }
}

/// Judges what is due.
pub(super) fn due(state: &mut State, out: &mut Out) {
    if !state.plane.is_up() {
        return;
    }
    let now = state.now;
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let due: Vec<(AppKey, Freshness)> = state
        .computed
        .iter()
        .filter_map(|(app, computed)| {
            let freshness = if is_due(computed.poll_at) { Freshness::Poll } else { Freshness::Cached };
            (is_due(computed.poll_at) || is_due(computed.due)).then(|| (app.clone(), freshness))
        })
        .collect();
    for (app, freshness) in due {
        judge(state, &app, freshness, out);
    }
}

/// When something is due next.
pub(super) fn next_wake(state: &State) -> Option<Timestamp> {
    if !state.plane.is_up() {
        return None;
    }
    state.computed.values().flat_map(|computed| [computed.due, computed.poll_at]).flatten().min()
}

/// The health of a judged application, and which resources decided it.
pub fn health(state: &State, app: &AppKey) -> Option<Aggregate> {
    let evaluation = state.evaluation(app)?;
    let parts = evaluation.verdicts.rows.iter().filter(|row| !row.requires_pruning || row.is_live).map(|verdict| {
        let row = state.live.get(&verdict.key);
        Part {
            key: &verdict.key,
            health: row.and_then(|row| row.health.as_ref()),
            is_live: row.is_some() || evaluation.unknown.contains(&verdict.key.group_kind),
            is_hook: !verdict.hooks.is_empty(),
            is_ignored: row.is_some_and(|row| row.ignores_health),
        }
    });
    Some(aggregate(app, parts))
}

/// `status.resources` of a judged application, as a controller would write it.
pub fn resources(state: &State, app: &AppKey) -> Option<Vec<ResourceStatus>> {
    let evaluation = state.evaluation(app)?;
    let rows = evaluation
        .verdicts
        .rows
        .iter()
        .filter(|row| row.hooks.is_empty())
        .map(|row| ResourceStatus {
            group: row.key.group_kind.group.to_string(),
            version: row.version.to_string(),
            kind: row.key.group_kind.kind.to_string(),
            namespace: row.key.namespace.to_string(),
            name: row.key.name.to_string(),
            status: Some(row.status),
            health: state.live.get(&row.key).and_then(|live| live.health.clone()).filter(|_| state.plane.settings.profile.health_in_status),
            requires_pruning: row.requires_pruning,
            sync_wave: row.wave,
            ..ResourceStatus::default()
        })
        .collect();
    Some(rows)
}
