//! Input lines: filter, command bar, the reason of a hold, parameters of actions. Everything that is no key of theirs is typed.

use std::time::Instant;

use crate::session::command::DiffOf;
use crate::session::state::State;
use crate::view::page::Tone;
use crate::view::screen::Screen;

use super::super::action::Action;
use super::super::key::Key;
use super::super::layer::Layer;
use super::super::palette::{self, Entry};
use super::super::ui::{Todo, Ui};
use super::{act, find, motion};

/// Types a key into the line on top.
pub(super) fn key(ui: &mut Ui, state: &State, key: Key) {
    let changed = match ui.layers.last_mut() {
        Some(Layer::Filter(filter)) => filter.text.key(key),
        Some(Layer::Palette(palette)) => palette.text.key(key),
        Some(Layer::Reason(reason)) => reason.text.key(key),
        Some(Layer::Parameter(asking)) => asking.text.key(key),
        Some(Layer::Place(_) | Layer::Help(_) | Layer::Confirm(_) | Layer::Leaving(_)) | None => false,
    };
    if changed {
        typed(ui, state);
    }
}

/// Types pasted text into the line on top; elsewhere it is not taken for keys.
pub(super) fn paste(ui: &mut Ui, state: &State, text: &str, now: Instant) {
    let changed = match ui.layers.last_mut() {
        Some(Layer::Filter(filter)) => filter.text.paste(text),
        Some(Layer::Palette(palette)) => palette.text.paste(text),
        Some(Layer::Reason(reason)) => reason.text.paste(text),
        Some(Layer::Parameter(asking)) => asking.text.paste(text),
        Some(Layer::Place(_) | Layer::Help(_) | Layer::Confirm(_) | Layer::Leaving(_)) | None => {
            ui.say("pasted text goes nowhere here", Tone::Dim, now);
            false
        }
    };
    if changed {
        typed(ui, state);
    }
}

fn typed(ui: &mut Ui, state: &State) {
    match ui.layers.last_mut() {
        Some(Layer::Filter(filter)) => {
            let text = filter.text.text().to_owned();
            find::filter(ui, &text);
        }
        Some(Layer::Palette(palette)) => palette.rank(state),
        Some(Layer::Place(_) | Layer::Help(_) | Layer::Confirm(_) | Layer::Reason(_) | Layer::Parameter(_) | Layer::Leaving(_)) | None => {}
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    match action {
        Action::Out | Action::Cancel => out(ui),
        Action::Choose => choose(ui, state, now),
        Action::Complete => complete(ui, state),
        Action::Up | Action::Down => match ui.layers.last_mut() {
            Some(Layer::Palette(palette)) => palette.step(action == Action::Down),
            Some(Layer::Filter(_)) => {
                if let Some(place) = ui.place_mut() {
                    motion::step(place, state, action);
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// Leaves the line; a filter is again what it was.
fn out(ui: &mut Ui) {
    if let Some(Layer::Filter(filter)) = ui.layers.pop() {
        find::filter(ui, &filter.before);
    }
}

fn choose(ui: &mut Ui, state: &State, now: Instant) {
    match ui.layers.pop() {
        Some(Layer::Palette(palette)) => match palette.choice().cloned() {
            Some(Entry::Action(action)) => super::perform(ui, state, action, now),
            Some(Entry::App(app)) => {
                let Screen::App(app, tab) = crate::view::go::landing(state, &app) else { return };
                ui.open_tab(&app, tab);
            }
            Some(Entry::Sides(_, sides)) => match palette.app.clone() {
                Some(app) => ui.open(Screen::Diff(app, DiffOf::Between(sides), None)),
                None => ui.say("select an application first", Tone::Warn, now),
            },
            Some(Entry::Theme(name)) => ui.todo.push_back(Todo::Theme(name)),
            None => ui.say(format!("no command and no application is like `{}`", palette.text.text()), Tone::Warn, now),
        },
        Some(Layer::Reason(reason)) if reason.text.text().trim().is_empty() => {
            ui.layers.push(Layer::Reason(reason));
            ui.say("a hold wants a reason: the next on call reads it", Tone::Warn, now);
        }
        Some(Layer::Reason(reason)) => act::hold(ui, state, &reason.app, reason.text.text().trim()),
        Some(Layer::Parameter(asking)) => act::typed(ui, *asking, now),
        Some(Layer::Filter(_)) | None => {}
        Some(other) => ui.layers.push(other),
    }
}

/// Writes the selected entry's name into the command bar.
fn complete(ui: &mut Ui, state: &State) {
    if let Some(Layer::Palette(palette)) = ui.layers.last_mut()
        && let Some(entry) = palette.choice()
    {
        palette.text = super::super::text::TextInput::new(&palette::name(entry));
        palette.rank(state);
    }
}
