//! The console itself: command bar, help, clipboard, leaving.

use std::time::Instant;

use crate::session::state::State;
use crate::view::able::target;
use crate::view::page::{Line, RowId, Tone};
use crate::view::screen::Screen;

use super::super::action::Action;
use super::super::layer::Layer;
use super::super::palette::Palette;
use super::super::place::Place;
use super::super::ui::{Todo, Ui};

#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    match action {
        Action::Command => {
            let app = ui.here().and_then(|(screen, row)| target(&screen, row.as_ref()).cloned());
            ui.layers.push(Layer::Palette(Palette::new(state, app)));
        }
        Action::Help => ui.layers.push(Layer::Help(0)),
        Action::Copy => copy(ui, state, now),
        Action::Mouse => {
            ui.mouse = !ui.mouse;
            ui.todo.push_back(Todo::Mouse(ui.mouse));
            ui.say(if ui.mouse { "mouse on: the terminal's own selection wants Shift" } else { "mouse off" }, Tone::Info, now);
        }
        Action::Redraw => ui.todo.push_back(Todo::Redraw),
        Action::Suspend => ui.todo.push_back(Todo::Suspend),
        Action::Cancel => cancel(ui, state, now),
        Action::Quit => super::leave(ui, state),
        _ => {}
    }
}

/// Scrolls or closes the help box.
#[expect(clippy::wildcard_enum_match_arm, reason = "help knows a few keys only")]
pub(super) fn help(ui: &mut Ui, action: Action) {
    let (height, overflow) = (usize::from(ui.area.height.saturating_sub(6)).max(1), ui.hits.overflow);
    let Some(Layer::Help(scroll)) = ui.layers.last_mut() else { return };
    let to = match action {
        Action::Down => *scroll + 1,
        Action::Up => scroll.saturating_sub(1),
        Action::PageDown => *scroll + height,
        Action::PageUp => scroll.saturating_sub(height),
        Action::HalfPageDown => *scroll + height.div_ceil(2),
        Action::HalfPageUp => scroll.saturating_sub(height.div_ceil(2)),
        Action::Top => 0,
        Action::Bottom => overflow,
        Action::Out | Action::Cancel | Action::Help => {
            ui.close();
            return;
        }
        _ => *scroll,
    };
    *scroll = to.min(overflow);
}

/// `^c` ends what is being typed or waited for; twice in a moment leaves.
fn cancel(ui: &mut Ui, state: &State, now: Instant) {
    if ui.is_second_cancel(now) {
        super::leave(ui, state);
        return;
    }
    ui.close_boxes();
    ui.say("^c again leaves", Tone::Info, now);
}

/// Copies the name under the cursor, or the line.
fn copy(ui: &mut Ui, state: &State, now: Instant) {
    let Some(place) = ui.place() else { return };
    let Some(row) = place.row(state, place.cursor.at) else { return };
    let text = match &row.id {
        RowId::App(app) => app.name.to_string(),
        RowId::Object(object) => object.name.to_string(),
        RowId::Project(name) => name.to_string(),
        RowId::Rule(index) => rule(place, *index).unwrap_or_default(),
        RowId::Record(_)
        | RowId::Task(_)
        | RowId::Hunk(_)
        | RowId::HunkLine(..)
        | RowId::Folded(_)
        | RowId::Section(_)
        | RowId::Line(_) => row.cells.iter().map(text_of).collect::<Vec<_>>().join("  ").trim().to_owned(),
    };
    if text.is_empty() {
        ui.say("there is nothing to copy in this row", Tone::Dim, now);
        return;
    }
    ui.todo.push_back(Todo::Copy(text));
}

/// An ignore rule as it stands in Git.
fn rule(place: &Place, index: usize) -> Option<String> {
    let Screen::Ignore(_, rules) = &place.screen else { return None };
    rules.get(index).map(crate::view::ignore::text)
}

fn text_of(line: &Line) -> String {
    line.iter().map(crate::view::page::Span::text).collect()
}
