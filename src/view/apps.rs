//! The table of applications: one row each, worst first, with what needs a person. It shows the reported status; for
//! computed applications the computed one.

use jiff::Timestamp;

use crate::model::ids::AppKey;
use crate::model::status::{HealthStatus, OperationPhase, SyncStatus};
use crate::session::apps::App;
use crate::session::query::{OrderIndex, QueryId, is_alarming};
use crate::session::state::{Connection, State};
use crate::session::update::locks::Holder;

use super::age;
use super::page::{Column, Cut, Line, Page, Row, RowId, Span, Tone, Window};
use super::words;

/// Columns, the last to go first.
const COLUMNS: [Column; 8] = [
    Column { title: "NAME", min: 18, max: 40, drop: 0, cut: Cut::Middle },
    Column { title: "ENV", min: 4, max: 12, drop: 3, cut: Cut::End },
    Column { title: "PROJECT", min: 7, max: 20, drop: 4, cut: Cut::End },
    Column { title: "SYNC", min: 11, max: 11, drop: 0, cut: Cut::End },
    Column { title: "HEALTH", min: 13, max: 13, drop: 0, cut: Cut::End },
    Column { title: "REV", min: 7, max: 9, drop: 1, cut: Cut::End },
    Column { title: "AGE", min: 3, max: 4, drop: 1, cut: Cut::End },
    Column { title: "NEEDS", min: 12, max: 0, drop: 0, cut: Cut::End },
];

/// The page of a list.
pub(super) fn page(state: &State, query: QueryId, window: Window) -> Page {
    let Some(index) = state.queries.get(&query) else { return Page::default() };
    let rows = (window.first..index.len().min(window.first.saturating_add(window.height)))
        .filter_map(|at| index.nth(at))
        .filter_map(|key| Some(row(state, key, state.apps.get(key)?)))
        .collect();
    Page {
        crumbs: vec![Span::fixed("Applications", Tone::Title)],
        facts: Vec::new(),
        columns: COLUMNS.to_vec(),
        rows,
        first: window.first,
        total: index.len(),
        hidden: index.hidden().0,
        notes: notes(state, index),
        proposed: None,
    }
}

/// Where an application stands in its list.
pub(super) fn position(state: &State, query: QueryId, id: &RowId) -> Option<usize> {
    match id {
        RowId::App(key) => state.queries.get(&query)?.position(key),
        RowId::Object(_)
        | RowId::Record(_)
        | RowId::Task(_)
        | RowId::Hunk(_)
        | RowId::HunkLine(..)
        | RowId::Rule(_)
        | RowId::Folded(_)
        | RowId::Section(_)
        | RowId::Project(_)
        | RowId::Line(_) => None,
    }
}

/// All applications of a list, in its order.
pub(super) fn all(state: &State, query: QueryId) -> Vec<RowId> {
    let Some(index) = state.queries.get(&query) else { return Vec::new() };
    (0..index.len()).filter_map(|at| index.nth(at)).map(|key| RowId::App(key.clone())).collect()
}

/// The next application that needs somebody, after (or before) a row.
pub(super) fn next_problem(state: &State, query: QueryId, from: Option<usize>, forward: bool) -> Option<RowId> {
    let index = state.queries.get(&query)?;
    let alarming = |at: &usize| index.nth(*at).and_then(|key| state.apps.get(key)).is_some_and(is_alarming);
    let found = if forward {
        (from.map_or(0, |at| at + 1)..index.len()).find(alarming)
    } else {
        (0..from.unwrap_or(index.len())).rev().find(alarming)
    };
    found.and_then(|at| index.nth(at)).map(|key| RowId::App(key.clone()))
}

fn notes(state: &State, index: &OrderIndex) -> Vec<Line> {
    let mut notes: Vec<Line> = Vec::new();
    match &state.plane.connection {
        Connection::Idle | Connection::Connecting => {
            notes.push(vec![Span::new(format!("connecting to {}", state.plane.id), Tone::Info)]);
        }
        Connection::Failed(problem) => notes.extend(words::problem(problem)),
        Connection::Lost(since, problem) => {
            let old = age::age(*since, state.now);
            notes.push(vec![Span::new(format!("! what you see is {old} old: {problem}"), Tone::Warn)]);
        }
        Connection::Up if !state.plane.is_listed => notes.push(vec![Span::fixed("reading applications…", Tone::Info)]),
        Connection::Up if state.apps.is_empty() => {
            if state.n_unseen() > 0 {
                let n = state.n_unseen();
                notes.push(vec![Span::new(format!("! {n} applications are here, and the policies let you see none of them"), Tone::Warn)]);
                notes.extend(super::can::who(state));
                return notes;
            }
            notes.push(vec![Span::fixed("no applications here", Tone::Dim)]);
            notes.push(vec![Span::fixed("→ create one: tiphys app create NAME --repo URL --path PATH", Tone::Dim)]);
        }
        Connection::Up => {}
    }
    for problem in state.plane.left_out.iter().chain(&state.plane.problems) {
        notes.extend(words::problem(problem));
    }
    let (hidden, alarming) = index.hidden();
    if alarming > 0 {
        let needs = if alarming == 1 { "needs" } else { "need" };
        notes.push(vec![Span::new(format!("! the filter hides {hidden}, {alarming} of them {needs} somebody"), Tone::Bad)]);
    }
    notes
}

fn row(state: &State, key: &AppKey, app: &App) -> Row {
    let row = &app.row;
    let environment = state.environment(key);
    let environment_tone = if environment.production { Tone::Production } else { Tone::Dim };
    let (sync, health) = (app.sync(), app.health());
    let age = row.changed.map(|at| age::age(at, state.now)).unwrap_or_default();
    let name = if key.namespace == state.plane.settings.control_namespace { key.name.to_string() } else { key.to_string() };
    Row {
        id: RowId::App(key.clone()),
        cells: vec![
            vec![Span::new(name, Tone::Link)],
            vec![Span::new(words::environment(&environment.name), environment_tone)],
            vec![Span::new(&row.project, Tone::Dim)],
            vec![words::sync(sync, row.held)],
            vec![words::health(health)],
            vec![Span::new(words::short(&row.revision), Tone::Dim)],
            vec![Span::new(age, Tone::Dim)],
            needs(app, (sync, health), is_left_over(state, key), state.now),
        ],
        depth: 0,
        fold: None,
        is_problem: is_alarming(app),
    }
}

/// Whether another driver's lock stands there although nobody drives any more.
pub(super) fn is_left_over(state: &State, key: &AppKey) -> bool {
    state.locks.get(key).is_some_and(|lock| lock.holder == Holder::Nobody)
}

/// What a person has to do about it: thirteen cells are left for it at 80 columns.
fn needs(app: &App, (sync, health): (SyncStatus, HealthStatus), is_left_over: bool, now: Timestamp) -> Line {
    let row = &app.row;
    if row.deleting {
        return vec![Span::fixed("being deleted", Tone::Warn)];
    }
    if is_left_over {
        return vec![Span::fixed("left over", Tone::Bad)];
    }
    if let Some(phase) = row.running {
        let by = if row.driver.is_some() { "Tiphys syncs" } else { "syncing" };
        let text = if phase == OperationPhase::Terminating { "terminating" } else { by };
        return vec![Span::fixed(text, Tone::Warn)];
    }
    if let Some(condition) = &row.condition {
        return vec![Span::new(condition, Tone::Bad)];
    }
    if matches!(row.last_phase, Some(OperationPhase::Failed | OperationPhase::Error)) {
        return vec![Span::fixed("sync failed", Tone::Bad)];
    }
    match (health, sync) {
        (HealthStatus::Degraded, _) => {
            let since = row.health_since.filter(|_| row.health == health);
            let long = since.map(|at| Span::new(format!("  for {}", age::age(at, now)), Tone::Dim));
            std::iter::once(Span::fixed("look: Enter", Tone::Bad)).chain(long).collect()
        }
        (HealthStatus::Missing, _) if sync != SyncStatus::Synced => vec![Span::fixed("not synced: s", Tone::Warn)],
        (_, SyncStatus::OutOfSync) if row.held => vec![Span::fixed("H releases", Tone::Held)],
        // What stands in Git is what was taken back: nobody should be invited to sync it again.
        (_, SyncStatus::OutOfSync) if let Some(id) = row.rolled_back => vec![Span::new(format!("back at #{id}"), Tone::Held)],
        (_, SyncStatus::OutOfSync) => vec![Span::fixed("sync waits: s", Tone::Warn)],
        (HealthStatus::Suspended, _) => vec![Span::fixed("suspended", Tone::Info)],
        _ => Vec::new(),
    }
}

/// When a shown age next changes.
pub(super) fn next_change(state: &State, query: QueryId, window: Window) -> Option<Timestamp> {
    let index = state.queries.get(&query)?;
    (window.first..index.len().min(window.first.saturating_add(window.height)))
        .filter_map(|at| state.apps.get(index.nth(at)?).map(|app| &app.row))
        .flat_map(|row| [row.changed, row.health_since.filter(|_| row.health == HealthStatus::Degraded)])
        .flatten()
        .filter_map(|at| age::next_change(at, state.now))
        .min()
}
