//! Filter, order, marks, next problem. It changes the place on top and, for the table of applications, its query.

use std::time::Instant;

use crate::session::command::Command;
use crate::session::query::{Layout, SortBy};
use crate::session::state::State;
use crate::view::page::{RowId, Tone};
use crate::view::screen::{Screen, Tab};

use super::super::action::Action;
use super::super::layer::{Filter, Layer};
use super::super::place::Place;
use super::super::text::TextInput;
use super::super::ui::Ui;

#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    match action {
        Action::Filter => open(ui),
        Action::NextProblem => next(ui, state, true, now),
        Action::PreviousProblem => next(ui, state, false, now),
        Action::Mark => mark(ui, state),
        Action::MarkRange => mark_range(ui, state),
        Action::MarkAll => mark_all(ui, state, now),
        Action::SortWorst => sort(ui, SortBy::Worst),
        Action::SortName => sort(ui, SortBy::Name),
        Action::SortProject => sort(ui, SortBy::Project),
        Action::SortSync => sort(ui, SortBy::Sync),
        Action::SortHealth => sort(ui, SortBy::Health),
        Action::SortAge => sort(ui, SortBy::Age),
        Action::Layout => layout(ui, now),
        Action::SortReverse => {
            if let Some(place) = ui.place_mut() {
                place.cursor.query.reverse = !place.cursor.query.reverse;
            }
            asked(ui);
        }
        _ => {}
    }
}

/// The next way to lay a difference out.
fn layout(ui: &mut Ui, now: Instant) {
    let width = ui.area.width;
    let Some(place) = ui.place_mut().filter(|place| matches!(place.screen, Screen::Diff(..) | Screen::App(_, Tab::Diff))) else {
        ui.say("only a difference has other layouts: d shows one", Tone::Dim, now);
        return;
    };
    let (next, words) = match place.cursor.query.layout {
        Layout::Lines => (Layout::Wrapped(width), "long lines are wrapped"),
        Layout::Wrapped(_) => (Layout::SideBySide(width), "both sides beside each other"),
        Layout::SideBySide(_) => (Layout::Lines, "long lines are cut: → scrolls"),
    };
    place.cursor.query.layout = next;
    place.cursor.scroll = 0;
    ui.say(words, Tone::Info, now);
}

fn open(ui: &mut Ui) {
    let Some(place) = ui.place() else { return };
    let before = place.cursor.query.filter.to_string();
    ui.layers.push(Layer::Filter(Filter { text: TextInput::new(&before), before }));
}

/// Filters the place on top by this text.
pub(super) fn filter(ui: &mut Ui, text: &str) {
    if let Some(place) = ui.place_mut() {
        place.cursor.query.filter = text.into();
        place.cursor.natural.clear();
    }
    asked(ui);
}

fn sort(ui: &mut Ui, by: SortBy) {
    if let Some(place) = ui.place_mut() {
        place.cursor.query.sort = by;
        place.cursor.query.reverse = false;
    }
    asked(ui);
}

/// The session keeps order and filter of the table of applications.
fn asked(ui: &mut Ui) {
    if let Some(place) = ui.place()
        && let Screen::Applications(id) = place.screen
    {
        ui.commands.push_back(Command::Query(id, place.cursor.query.clone()));
    }
}

fn next(ui: &mut Ui, state: &State, forward: bool, now: Instant) {
    let Some(place) = ui.place_mut() else { return };
    let cursor = &place.cursor;
    let found = crate::view::next_problem(state, &place.screen, &cursor.query, &cursor.folded, cursor.selected.as_ref(), forward);
    let index = found.as_ref().and_then(|row| crate::view::position(state, &place.screen, &cursor.query, &cursor.folded, row));
    match (found, index) {
        (Some(row), Some(index)) => place.cursor.put(row, index),
        _ => ui.say(if forward { "no further problem below" } else { "no problem above" }, Tone::Dim, now),
    }
}

fn mark(ui: &mut Ui, state: &State) {
    let Some(place) = ui.place_mut() else { return };
    let Some(row) = place.cursor.selected.clone() else { return };
    if !place.cursor.marked.remove(&row) {
        place.cursor.marked.insert(row);
    }
    place.put(state, place.cursor.at + 1);
}

/// Marks what lies between the nearest mark above (else below) and the cursor, both included.
fn mark_range(ui: &mut Ui, state: &State) {
    let Some(place) = ui.place_mut() else { return };
    let rows = markable(state, place);
    let at = place.cursor.selected.as_ref().and_then(|row| rows.iter().position(|own| own == row));
    let Some(at) = at else { return };
    let is_marked = |index: &usize| rows.get(*index).is_some_and(|row| place.cursor.marked.contains(row));
    let other = (0..at).rev().find(is_marked).or_else(|| (at + 1..rows.len()).find(is_marked)).unwrap_or(at);
    let range = rows.into_iter().skip(at.min(other)).take(at.abs_diff(other) + 1);
    place.cursor.marked.extend(range);
}

/// Marks every row that the filter passes, also those out of view; where all of them are marked, none.
fn mark_all(ui: &mut Ui, state: &State, now: Instant) {
    let Some(place) = ui.place_mut() else { return };
    let rows = markable(state, place);
    let n = rows.len();
    let told = if !rows.is_empty() && rows.iter().all(|row| place.cursor.marked.contains(row)) {
        rows.iter().for_each(|row| {
            place.cursor.marked.remove(row);
        });
        "nothing is marked".to_owned()
    } else {
        place.cursor.marked.extend(rows);
        format!("{n} marked")
    };
    ui.say(told, Tone::Info, now);
}

fn markable(state: &State, place: &Place) -> Vec<RowId> {
    crate::view::markable(state, &place.screen, &place.cursor.query, &place.cursor.folded)
}
