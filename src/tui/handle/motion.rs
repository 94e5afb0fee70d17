//! Moving the cursor, folding, scrolling. It changes nothing but the place on top.

use crate::session::state::State;
use crate::view::page::{Fold, RowId};

use super::super::action::Action;
use super::super::place::Place;
use super::super::ui::Ui;

/// Cells that one key scrolls a text sideways.
const SIDEWAYS: u16 = 8;

pub(super) fn perform(ui: &mut Ui, state: &State, action: Action) {
    if let Some(place) = ui.place_mut() {
        step(place, state, action);
    }
}

/// Moves the cursor of a place; an action that does not move leaves it where it is.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn step(place: &mut Place, state: &State, action: Action) {
    let (at, last) = (place.cursor.at, place.cursor.total.saturating_sub(1));
    let page = place.cursor.height.saturating_sub(1).max(1);
    match action {
        Action::Down => place.put(state, at + 1),
        Action::Up => place.put(state, at.saturating_sub(1)),
        Action::PageDown => place.put(state, at + page),
        Action::PageUp => place.put(state, at.saturating_sub(page)),
        Action::HalfPageDown => place.put(state, at + page.div_ceil(2)),
        Action::HalfPageUp => place.put(state, at.saturating_sub(page.div_ceil(2))),
        Action::Top => place.put(state, 0),
        Action::Bottom => bottom(place, state, last),
        Action::Left => sideways(place, state, false),
        Action::Right => sideways(place, state, true),
        _ => {}
    }
}

/// The last row; where the page itself proposes it (a log), the cursor is left to the page, so that new lines are followed.
fn bottom(place: &mut Place, state: &State, last: usize) {
    let proposed = place.page(state, last, 1).proposed;
    let row = place.row(state, last).map(|row| row.id);
    if proposed.is_some() && proposed == row {
        place.cursor.leave();
    } else {
        place.put(state, last);
    }
}

/// Folds or unfolds; where there is nothing to fold, goes to what the row belongs to, or scrolls a text.
fn sideways(place: &mut Place, state: &State, is_right: bool) {
    let Some(row) = place.row(state, place.cursor.at) else { return };
    match (row.fold, is_right) {
        (Some(Fold::Open), false) | (Some(Fold::Closed), true) => place.fold(row.id),
        (_, true) if is_text(place, state) => place.cursor.scroll = place.cursor.scroll.saturating_add(SIDEWAYS).min(LONGEST),
        (_, false) if place.cursor.scroll > 0 => place.cursor.scroll = place.cursor.scroll.saturating_sub(SIDEWAYS),
        (_, false) if row.depth > 0 => {
            if let Some((index, above)) = parent(place, state, row.depth) {
                place.cursor.put(above, index);
            }
        }
        (_, _) => {}
    }
}

/// No line of a text is scrolled further: a log line may have megabytes.
const LONGEST: u16 = 4_000;

fn is_text(place: &Place, state: &State) -> bool {
    place.page(state, place.cursor.first, 1).columns.is_empty()
}

/// The nearest row above that is less deep.
fn parent(place: &Place, state: &State, depth: u16) -> Option<(usize, RowId)> {
    let above = place.page(state, 0, place.cursor.at).rows;
    above.into_iter().enumerate().rev().find(|(_, row)| row.depth < depth).map(|(index, row)| (index, row.id))
}
