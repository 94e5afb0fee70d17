//! Filter, order, marks, next problem. It changes the place on top and, for the table of applications, its query.

use std::time::Instant;

use crate::session::command::Command;
use crate::session::query::SortBy;
use crate::session::state::State;
use crate::view::page::Tone;
use crate::view::screen::Screen;

use super::super::action::Action;
use super::super::layer::{Filter, Layer};
use super::super::text::TextInput;
use super::super::ui::Ui;

#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    match action {
        Action::Filter => open(ui),
        Action::NextProblem => next(ui, state, true, now),
        Action::PreviousProblem => next(ui, state, false, now),
        Action::Mark => mark(ui, state),
        Action::SortWorst => sort(ui, SortBy::Worst),
        Action::SortName => sort(ui, SortBy::Name),
        Action::SortProject => sort(ui, SortBy::Project),
        Action::SortSync => sort(ui, SortBy::Sync),
        Action::SortHealth => sort(ui, SortBy::Health),
        Action::SortAge => sort(ui, SortBy::Age),
        Action::SortReverse => {
            if let Some(place) = ui.place_mut() {
                place.cursor.query.reverse = !place.cursor.query.reverse;
            }
            asked(ui);
        }
        _ => {}
    }
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
