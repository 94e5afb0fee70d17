//! What a person does: key → keymap → action → the concern it belongs to. An action that cannot be done here says why.

use std::time::Instant;

use crate::session::state::State;
use crate::view::able::able;
use crate::view::page::Tone;
use crate::view::screen::Deed;

use super::action::{Action, Concern};
use super::input::{InputEvent, Mouse};
use super::key::{Key, sequence_label};
use super::keymap::{Context, Lookup};
use super::layer::Layer;
use super::ui::{Todo, Ui};

mod act;
pub mod confirm;
mod console;
mod find;
mod go;
mod motion;
mod mouse;
mod text;

/// Takes one thing that the terminal said.
pub fn input(ui: &mut Ui, state: &State, event: InputEvent, now: Instant) {
    match event {
        InputEvent::Key(key) => {
            let (place, said) = (ui.place().map(|place| place.screen.clone()), ui.toast.as_ref().map(|toast| toast.until));
            self::key(ui, state, key, now);
            // A message of the place before says nothing about the one that is shown now, and hides what can be done there.
            if ui.place().map(|place| &place.screen) != place.as_ref() {
                ui.toast = ui.toast.take().filter(|toast| !toast.is_local || Some(toast.until) != said);
            }
        }
        InputEvent::Paste(text) => text::paste(ui, state, &text, now),
        InputEvent::CursorReport => ui.reported(),
        InputEvent::Mouse(mouse) => mouse_event(ui, state, mouse, now),
        // The loop asks for the size and paints anew.
        InputEvent::Resized | InputEvent::Stopped | InputEvent::Continued | InputEvent::Freed => {}
    }
}

fn mouse_event(ui: &mut Ui, state: &State, event: Mouse, now: Instant) {
    if ui.mouse {
        mouse::mouse(ui, state, event, now);
    }
}

fn key(ui: &mut Ui, state: &State, key: Key, now: Instant) {
    if ui.question().is_some() && confirm::takes(ui, key) {
        return;
    }
    let context = ui.context();
    ui.pending.push(key);
    match ui.keymap.lookup(context, &ui.pending) {
        Lookup::Action(action) => {
            ui.pending.clear();
            perform(ui, state, action, now);
        }
        Lookup::Pending(_) => {}
        Lookup::Nothing => {
            let keys = std::mem::take(&mut ui.pending);
            if context == Context::Text {
                text::key(ui, state, key);
            } else if keys.len() > 1 && key != Key::plain(super::key::Code::Esc) {
                ui.say(format!("nothing is bound to {}", sequence_label(&keys)), Tone::Dim, now);
            }
        }
    }
}

/// Does what an action means here.
pub fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    if let (Some(deed), Some((screen, row))) = (deed(action), ui.here())
        && let Err(why) = able(state, &screen, row.as_ref(), deed)
    {
        ui.say(format!("{}: {why}", action.short()), Tone::Warn, now);
        return;
    }
    match (ui.layers.last(), action.concern()) {
        (Some(Layer::Confirm(_) | Layer::Leaving(_)), _) => confirm::perform(ui, state, action, now),
        (Some(Layer::Filter(_) | Layer::Palette(_) | Layer::Reason(_) | Layer::Parameter(_)), _) => text::perform(ui, state, action, now),
        (Some(Layer::Help(_)), _) => console::help(ui, action),
        (Some(Layer::Place(_)) | None, Concern::Act) => act::perform(ui, state, action, now),
        (Some(Layer::Place(_)) | None, Concern::Go) => go::perform(ui, state, action, now),
        (Some(Layer::Place(_)) | None, Concern::Find) => find::perform(ui, state, action, now),
        (Some(Layer::Place(_)) | None, Concern::Move) => motion::perform(ui, state, action),
        (Some(Layer::Place(_)) | None, Concern::Console) => console::perform(ui, state, action, now),
        (Some(Layer::Place(_)) | None, Concern::Answer) => {}
    }
}

/// What an action is to `view::able`, which says whether it can be done here.
pub fn deed(action: Action) -> Option<Deed> {
    Some(match action {
        Action::PlanSync | Action::PlanPrune => Deed::PlanSync,
        Action::Rollback => Deed::Rollback,
        Action::Confirm => Deed::Confirm,
        Action::Terminate => Deed::Terminate,
        Action::Hold => Deed::Hold,
        Action::Refresh => Deed::Refresh,
        Action::HardRefresh => Deed::HardRefresh,
        Action::Resume => Deed::Resume,
        Action::HandBack => Deed::HandBack,
        Action::Delete => Deed::Delete,
        Action::Tree => Deed::Tree,
        Action::Diff => Deed::Diff,
        Action::Against => Deed::Against,
        Action::Ignore => Deed::Ignore,
        Action::History => Deed::History,
        Action::Logs => Deed::Logs,
        Action::PreviousLogs => Deed::PreviousLogs,
        Action::Events => Deed::Events,
        Action::Manifest => Deed::Manifest,
        Action::Actions => Deed::Actions,
        Action::Inspect | Action::Triage | Action::Operation => Deed::Inspect,
        Action::Open
        | Action::Out
        | Action::Back
        | Action::NextTab
        | Action::PreviousTab
        | Action::Applications
        | Action::Journal
        | Action::Projects
        | Action::Windows
        | Action::Rights
        | Action::Filter
        | Action::NextProblem
        | Action::PreviousProblem
        | Action::Mark
        | Action::MarkRange
        | Action::MarkAll
        | Action::SortWorst
        | Action::SortName
        | Action::SortProject
        | Action::SortSync
        | Action::SortHealth
        | Action::SortAge
        | Action::SortReverse
        | Action::Layout
        | Action::Down
        | Action::Up
        | Action::Top
        | Action::Bottom
        | Action::PageDown
        | Action::PageUp
        | Action::HalfPageDown
        | Action::HalfPageUp
        | Action::Left
        | Action::Right
        | Action::Command
        | Action::Help
        | Action::Copy
        | Action::Mouse
        | Action::Redraw
        | Action::Suspend
        | Action::Cancel
        | Action::Quit
        | Action::Accept
        | Action::Choose
        | Action::Complete => return None,
    })
}

/// Leaves, or asks what becomes of the operations that this console drives.
fn leave(ui: &mut Ui, state: &State) {
    let is_driving = state.drives.values().any(|drive| !drive.is_over());
    if is_driving {
        ui.close_boxes();
        ui.layers.push(Layer::Leaving(0));
    } else {
        ui.todo.push_back(Todo::Quit);
    }
}
