//! (State, Query) → rows, spans, tones: what a face shows, without a word about how. It knows no ratatui and no terminal.
//! Every text that leaves here is clean (`model::text::clean`): no face has to think of it again.

pub mod able;
mod acts;
pub mod age;
mod apps;
pub mod can;
pub mod confirm;
mod content;
pub mod diff;
pub mod diff_json;
mod diff_lines;
pub mod diff_markdown;
pub mod diff_sides;
pub mod diff_unified;
mod evidence;
pub mod explain;
pub mod go;
pub mod header;
mod history;
pub mod ignore;
pub mod ignored;
mod inspect;
mod operation;
pub mod orphans;
pub mod page;
mod plan;
mod projects;
pub mod rules;
pub mod screen;
mod streams;
mod tree;
mod triage;
pub mod windows;
pub mod words;
mod wrap;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::model::ids::AppKey;
use crate::session::query::{Layout, QuerySpec};
use crate::session::state::State;

use content::Content;
use page::{Page, RowId, Window};
use screen::{Screen, Tab};

/// What is shown at a place. `folded`: rows that were folded, or unfolded, by hand; `query`: the filter of a page (the table of
/// applications has its own in the session).
pub fn page(state: &State, screen: &Screen, query: &QuerySpec, folded: &BTreeSet<RowId>, window: Window) -> Page {
    match screen {
        Screen::Applications(id) => apps::page(state, *id, window),
        other => content(state, other, query.layout).folded(folded).filtered(&query.filter).page(window),
    }
}

/// The index of a row at a place, so that the cursor stays on it while rows move.
pub fn position(state: &State, screen: &Screen, query: &QuerySpec, folded: &BTreeSet<RowId>, row: &RowId) -> Option<usize> {
    match screen {
        Screen::Applications(id) => apps::position(state, *id, row),
        other => content(state, other, query.layout).folded(folded).filtered(&query.filter).rows.iter().position(|own| own.id == *row),
    }
}

/// The rows of a place that can be marked, all of them, in their order: applications, or objects.
pub fn markable(state: &State, screen: &Screen, query: &QuerySpec, folded: &BTreeSet<RowId>) -> Vec<RowId> {
    match screen {
        Screen::Applications(id) => apps::all(state, *id),
        other => {
            let rows = content(state, other, query.layout).folded(folded).filtered(&query.filter).rows;
            rows.into_iter().map(|row| row.id).filter(|id| matches!(id, RowId::Object(_))).collect()
        }
    }
}

/// The next row that is a problem, after (or before) a row.
pub fn next_problem(
    state: &State,
    screen: &Screen,
    query: &QuerySpec,
    folded: &BTreeSet<RowId>,
    from: Option<&RowId>,
    forward: bool,
) -> Option<RowId> {
    let at = from.and_then(|row| position(state, screen, query, folded, row));
    if let Screen::Applications(id) = screen {
        return apps::next_problem(state, *id, at, forward);
    }
    let rows = content(state, screen, query.layout).folded(folded).filtered(&query.filter).rows;
    let indices: Vec<usize> =
        if forward { (at.map_or(0, |at| at + 1)..rows.len()).collect() } else { (0..at.unwrap_or(rows.len())).rev().collect() };
    indices.into_iter().filter_map(|at| rows.get(at)).find(|row| row.is_problem).map(|row| row.id.clone())
}

/// When something shown at a place next reads differently although nothing happens: an age. None: only an event changes it.
pub fn next_change(state: &State, screen: &Screen, window: Window) -> Option<Timestamp> {
    match screen {
        Screen::Applications(id) => apps::next_change(state, *id, window),
        other => content(state, other, Layout::default()).times.into_iter().filter_map(|at| age::next_change(at, state.now)).min(),
    }
}

/// How old what Git wants is, where Git cannot be reached.
pub fn git_age(state: &State, app: &AppKey) -> Option<page::Line> {
    triage::git_age(state, app)
}

fn content(state: &State, screen: &Screen, layout: Layout) -> Content {
    match screen {
        Screen::Applications(_) => Content::default(),
        Screen::App(app, Tab::Triage) => triage::content(state, app),
        Screen::App(app, Tab::Tree) => tree::content(state, app),
        Screen::App(app, Tab::Diff) => diff::content(state, app, &go::diff_of(state, app), None, layout),
        Screen::App(app, Tab::History) => history::content(state, app, false),
        Screen::App(app, Tab::Events) => streams::events(state, app),
        Screen::App(app, Tab::Logs) => streams::log(state, app, None),
        Screen::Diff(app, of, only) => diff::content(state, app, of, only.as_ref(), layout),
        Screen::Logs(app, target) => streams::log(state, app, Some(target)),
        Screen::Manifest(app, object) => streams::manifest(state, app, object),
        Screen::Actions(app, object) => acts::offered(state, app, object),
        Screen::Act(app) => acts::on_table(state, app),
        Screen::Plan(app) => plan::content(state, app),
        Screen::Rollback(app) => history::content(state, app, true),
        Screen::Operation(app) => operation::content(state, app),
        Screen::Inspect(app, object) => inspect::content(state, app, object),
        Screen::Projects => projects::list(state),
        Screen::Project(name) => projects::one(state, name),
        Screen::Windows(app) => windows::content(state, app.as_ref()),
        Screen::Rights(app) => can::content(state, app.as_ref()),
        Screen::Ignore(app, rules) => ignore::content(state, app, rules),
        Screen::Notices => streams::journal(state),
    }
}
