//! Which applications are judged, when again, and what comes of it. A judgement is made again when the spec moves, when one of its
//! live objects moves (a moment later, so that a burst is one judgement), when settings change, and when Git is due.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::engine::compare::Verdict;
use crate::engine::health::aggregate::{Aggregate, Part, aggregate, is_persisted};
use crate::engine::resources::row::ResourceRow;
use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey, RepoUrl};
use crate::model::status::{Health, HealthStatus, ResourceStatus};
use crate::session::apps::{App, Detail, Tally};
use crate::session::effect::{Effect, Freshness, Subject};
use crate::session::outcome::{Evaluation, Outcome};
use crate::session::query::is_alarming;
use crate::session::rules;
use crate::session::state::{Computed, Slot, State};

use super::{Out, apps, drive, judged, probe};

/// How long a burst of live changes is gathered before the application is judged again.
const SETTLE: SignedDuration = SignedDuration::from_millis(250);

/// Applications that are judged in one turn: unpacking each takes a tenth of a millisecond or two.
const PER_TURN: usize = 32;

/// Applications whose typed form is kept at hand, of those of interest: the one looked at and a list's first rows.
const NEAR: usize = 16;

/// What is asked of an application that somebody acts on; its typed form is at hand from then on.
pub(super) fn subject(state: &mut State, app: &AppKey) -> Option<Subject> {
    let detail = apps::open(state, app)?;
    Some(of(state, app, detail))
}

/// The same of one that nobody acts on: nothing of it is kept at hand.
pub(super) fn brief(state: &State, app: &AppKey) -> Option<Subject> {
    let detail = state.apps.get(app).and_then(App::brief)?;
    Some(of(state, app, detail))
}

fn of(state: &State, app: &AppKey, detail: Arc<Detail>) -> Subject {
    let (settings, access) = (state.plane.settings.clone(), state.plane.access.clone());
    let project = Arc::new(rules::project(state, detail.app.spec.project()));
    Subject { app: app.clone(), detail, settings, access, project, environment: state.environment(app) }
}

/// Judges an application now.
pub(super) fn judge(state: &mut State, app: &AppKey, freshness: Freshness, out: &mut Out) {
    if !state.plane.is_up() {
        return;
    }
    let Some(subject) = brief(state, app) else { return };
    probe::note(state, &subject);
    let poll = SignedDuration::from_secs(i64::try_from(state.plane.settings.reconciliation_seconds).unwrap_or(180));
    let now = state.now;
    let computed = state.computed.entry(app.clone()).or_default();
    computed.due = None;
    if freshness != Freshness::Cached || computed.poll_at.is_none() {
        computed.poll_at = now.checked_add(poll).ok();
    }
    if let Some(at) = computed.poll_at {
        state.wake(at);
    }
    out.read(state, Slot::Evaluate(app.clone()), Effect::Evaluate { subject, freshness });
}

/// Judges everything of interest: the plane has just answered.
pub(super) fn poll_all(state: &mut State, out: &mut Out) {
    let all = state.interest.iter().cloned().collect();
    poll(state, all, out);
}

/// Judges these, the first of them now, the others in the turns that follow: each has to be unpacked, and the loop has keys to take.
fn poll(state: &mut State, apps: Vec<AppKey>, out: &mut Out) {
    for (index, app) in apps.into_iter().enumerate() {
        if index < PER_TURN {
            judge(state, &app, Freshness::Poll, out);
        } else {
            let now = state.now;
            state.computed.entry(app).or_default().poll_at = Some(now);
            state.wake(now);
        }
    }
}

/// Replaces the set of applications that are computed; what is looked at comes first.
pub(super) fn interest(state: &mut State, wanted: Vec<AppKey>, out: &mut Out) {
    look_at(state, wanted.iter().take(NEAR).cloned().collect());
    let wanted: BTreeSet<AppKey> = wanted.into_iter().collect();
    let ended: Vec<AppKey> = state.interest.difference(&wanted).filter(|app| !state.drives.contains_key(*app)).cloned().collect();
    let begun: Vec<AppKey> = wanted.difference(&state.interest).cloned().collect();
    state.interest = wanted;
    if !ended.is_empty() {
        forget(state, &ended, out);
    }
    poll(state, begun, out);
}

/// Keeps the typed form of these at hand, and of those that are driven.
fn look_at(state: &mut State, near: BTreeSet<AppKey>) {
    let left: Vec<AppKey> = state.near.difference(&near).cloned().collect();
    for app in left.iter().filter(|app| !state.drives.contains_key(*app)) {
        if let Some(app) = state.apps.get_mut(app) {
            app.detail = None;
        }
    }
    for app in &near {
        let _ = apps::open(state, app);
    }
    state.near = near;
}

/// Ends the computing of applications that nobody looks at any more.
pub(super) fn forget(state: &mut State, ended: &[AppKey], out: &mut Out) {
    for app in ended {
        if let Some(evaluation) = state.computed.remove(app).and_then(|computed| computed.evaluation) {
            unwatch(state, app, &evaluation);
        }
        state.shown.events.remove(app);
        state.shown.hiding.remove(app);
        state.shown.culprits.remove(app);
        probe::forget(state, app);
        if let Some(app) = state.apps.get_mut(app) {
            app.detail = None;
        }
    }
    let gone: BTreeSet<&AppKey> = ended.iter().collect();
    state.shown.diffs.retain(|(own, ..), _| !gone.contains(own));
    out.keep(state, |slot| !matches!(slot, Slot::Evaluate(app) | Slot::Probe(app) if gone.contains(app)));
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
                computed.evaluation = Some(Arc::new(empty(problem)));
                state.moved.insert(app);
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
    if let Some(before) = state.evaluation(&app).cloned() {
        unwatch(state, &app, &before);
    }
    for row in &evaluation.verdicts.rows {
        state.watched_by.entry(row.key.clone()).or_default().insert(app.clone());
    }
    let now = state.now;
    state.moved.insert(app.clone());
    let computed: &mut Computed = state.computed.entry(app).or_default();
    computed.evaluation = Some(Arc::new(evaluation));
    computed.at = Some(now);
}

/// What moved judgements come to goes into the rows of the lists; once a message, however much of it moved.
pub(super) fn list(state: &mut State) {
    for key in std::mem::take(&mut state.moved) {
        let Some(evaluation) = state.evaluation(&key).cloned() else { continue };
        if evaluation.verdicts.rows.iter().any(|row| row.is_live && state.live.get(&row.key).is_none()) {
            // The judgement overtook the rows it was made from: without them everything would be called missing for a moment.
            state.moved.insert(key);
            continue;
        }
        if judged::is_judging(state, &key) {
            // Each verdict that comes moves it again: until the last one the list keeps what it says.
            continue;
        }
        let Some(health) = health(state, &key).map(|aggregate| aggregate.health.status) else { continue };
        let sync = evaluation.verdicts.status;
        let Some(app) = state.apps.get_mut(&key).filter(|app| app.judged != Some((sync, health))) else { continue };
        let (was_alarming, before) = (is_alarming(app), Tally::of(app));
        app.judged = Some((sync, health));
        state.tally.change(Some(before), Some(Tally::of(app)));
        for query in state.queries.values_mut() {
            query.change(&key, Some(was_alarming), Some(&*app));
        }
    }
}

/// The objects of a judgement are no longer of interest to its application.
fn unwatch(state: &mut State, app: &AppKey, evaluation: &Evaluation) {
    for row in &evaluation.verdicts.rows {
        if let Some(watchers) = state.watched_by.get_mut(&row.key) {
            watchers.remove(app);
            if watchers.is_empty() {
                state.watched_by.remove(&row.key);
            }
        }
    }
}

fn empty(problem: crate::model::problem::Problem) -> Evaluation {
    Evaluation {
        revisions: Vec::new(),
        source_types: Vec::new(),
        verdicts: Arc::default(),
        problems: vec![problem],
        unknown: BTreeSet::new(),
        cluster: None,
        git_stale_since: None,
    }
}

/// A live object is so now.
pub(super) fn live(state: &mut State, row: Arc<ResourceRow>, out: &mut Out) {
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
    watchers.extend(state.live.get(key).and_then(|row| row.instance.as_deref()).map(|instance| state.app_of_instance(instance)));
    for app in watchers {
        if let Some(computed) = state.computed.get_mut(&app) {
            computed.due.get_or_insert(due);
            state.wake(due);
            state.moved.insert(app);
        }
    }
}

/// More is known of kinds: whoever was judged without them is judged again.
pub(super) fn known(state: &mut State, cluster: &ClusterId, kinds: &[GroupKind]) {
    let Ok(due) = state.now.checked_add(SETTLE) else { return };
    let mut is_any = false;
    for computed in state.computed.values_mut() {
        let lacks = |evaluation: &Evaluation| {
            evaluation.cluster.as_ref() == Some(cluster) && kinds.iter().any(|kind| evaluation.unknown.contains(kind))
        };
        if computed.evaluation.as_deref().is_some_and(lacks) {
            computed.due.get_or_insert(due);
            is_any = true;
        }
    }
    if is_any {
        state.wake(due);
    }
}

/// A repository's refs moved: everything computed that reads it asks again.
pub(super) fn refs_moved(state: &mut State, repo: &RepoUrl) {
    let (wanted, now) = (repo.normalized(), state.now);
    let apps = &state.apps;
    for (app, computed) in &mut state.computed {
        let is_it = |url: &Arc<str>| RepoUrl::new(url.clone()).normalized() == wanted;
        let reads = apps.get(app).is_some_and(|app| app.row.repos.iter().any(is_it));
        if reads {
            computed.poll_at = Some(now);
        }
    }
    state.wake(now);
}

/// A project asks for other signatures than before: its applications' commits are judged again.
pub(super) fn signatures_moved(state: &mut State, project: &str) {
    let (apps, now) = (&state.apps, state.now);
    let is_its = |app: &AppKey| apps.get(app).is_some_and(|app| *app.row.project == *project);
    for (_, computed) in state.computed.iter_mut().filter(|(app, _)| is_its(app)) {
        computed.due = Some(now);
    }
    state.wake(now);
}

/// Judges what is due.
pub(super) fn due(state: &mut State, out: &mut Out) {
    if !state.plane.is_up() || state.next_due.is_none_or(|at| at > state.now) {
        return;
    }
    let now = state.now;
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let mut due: Vec<(AppKey, Freshness)> = state
        .computed
        .iter()
        .filter_map(|(app, computed)| {
            let freshness = if is_due(computed.poll_at) { Freshness::Poll } else { Freshness::Cached };
            (is_due(computed.poll_at) || is_due(computed.due)).then(|| (app.clone(), freshness))
        })
        .take(PER_TURN + 1)
        .collect();
    let has_more = due.len() > PER_TURN;
    due.truncate(PER_TURN);
    let later = state.computed.values().flat_map(|computed| [computed.due, computed.poll_at]).flatten().filter(|at| *at > now);
    state.next_due = if has_more { Some(now) } else { later.min() };
    for (app, freshness) in due {
        // One that is gone meanwhile is not due for ever.
        if let Some(computed) = state.computed.get_mut(&app) {
            computed.due = computed.due.filter(|at| *at > now);
            computed.poll_at = computed.poll_at.filter(|at| *at > now);
        }
        judge(state, &app, freshness, out);
    }
}

/// When something is due next.
pub(super) fn next_wake(state: &State) -> Option<Timestamp> {
    if !state.plane.is_up() {
        return None;
    }
    state.next_due
}

/// The health of a judged application, and which resources decided it.
pub fn health(state: &State, app: &AppKey) -> Option<Aggregate> {
    let evaluation = state.evaluation(app)?;
    let rows = evaluation.verdicts.rows.iter().filter(|row| !row.requires_pruning || row.is_live);
    Some(probe::counted(state, app, aggregate(app, rows.map(|verdict| part(state, evaluation, verdict)))))
}

/// What is known of the health of one resource of a judged application.
fn part<'a>(state: &'a State, evaluation: &Evaluation, verdict: &'a Verdict) -> Part<'a> {
    let row = state.live.get(&verdict.key);
    Part {
        key: &verdict.key,
        health: row.and_then(|row| row.health.as_ref()),
        is_live: row.is_some() || evaluation.unknown.contains(&verdict.key.group_kind),
        is_hook: !verdict.hooks.is_empty(),
        is_ignored: row.is_some_and(|row| row.ignores_health),
    }
}

/// The health of a resource as `status.resources` has it where it is kept there.
fn persisted(app: &AppKey, part: &Part<'_>) -> Option<Health> {
    let health = if part.is_live { part.health.cloned() } else { Some(Health::new(HealthStatus::Missing, "")) };
    health.filter(|_| is_persisted(app, part))
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
            health: persisted(app, &part(state, evaluation, row)).filter(|_| state.plane.settings.profile.health_in_status),
            requires_pruning: row.requires_pruning,
            sync_wave: row.wave,
            ..ResourceStatus::default()
        })
        .collect();
    Some(rows)
}
