//! The mouse: what the last frame offered is what it hits.

use std::time::Instant;

use ratatui::layout::{Position, Rect};

use crate::session::state::State;

use super::super::action::Action;
use super::super::input::Mouse;
use super::super::ui::Ui;
use super::motion;

/// Rows that one step of the wheel moves.
const WHEEL: usize = 3;

pub(super) fn mouse(ui: &mut Ui, state: &State, event: Mouse, now: Instant) {
    match event {
        Mouse::Wheel { up } => {
            let action = if up { Action::Up } else { Action::Down };
            if let Some(place) = ui.place_mut() {
                for _ in 0..WHEEL {
                    motion::step(place, state, action);
                }
            }
        }
        Mouse::Click { x, y } => click(ui, state, Position { x, y }, now),
    }
}

fn click(ui: &mut Ui, state: &State, at: Position, now: Instant) {
    if let Some(action) = hit(&ui.hits.actions, at) {
        super::perform(ui, state, action, now);
    } else if let Some(tab) = hit(&ui.hits.tabs, at) {
        if let Some(app) = ui.place().and_then(|place| place.screen.app()).cloned() {
            ui.open_tab(&app, tab);
        }
    } else if let Some(row) = hit(&ui.hits.rows, at) {
        let Some(place) = ui.place_mut() else { return };
        // A click on the row under the cursor goes in.
        if place.cursor.selected.as_ref() == Some(&row) {
            super::perform(ui, state, Action::Open, now);
        } else if let Some(index) = crate::view::position(state, &place.screen, &place.cursor.query, &place.cursor.folded, &row) {
            place.cursor.put(row, index);
        }
    }
}

fn hit<T: Clone>(boxes: &[(Rect, T)], at: Position) -> Option<T> {
    boxes.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, what)| what.clone())
}
