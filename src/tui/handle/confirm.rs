//! Questions before something is done. A key typed before the terminal showed the question is dropped, with a note; what
//! is asked for cannot be typed blind; a plan that changed asks again.

use std::time::Instant;

use crate::session::command::{Authority, Command};
use crate::session::state::State;
use crate::view::confirm as view;
use crate::view::page::Tone;
use crate::view::screen::Screen;

use super::super::action::Action;
use super::super::key::{Code, Key};
use super::super::layer::Layer;
use super::super::ui::{Todo, Ui};

/// Takes a key that is typed into the question, or that came too early; false: the keymap decides.
pub(super) fn takes(ui: &mut Ui, key: Key) -> bool {
    // On a screen that is too small nobody reads a question, whenever it was asked.
    let is_hidden = ui.is_too_small();
    let Some(question) = ui.layers.last_mut().and_then(Layer::question_mut) else { return false };
    let leads_out = key == Key::plain(Code::Esc) || key == Key::ctrl('c');
    if is_hidden || !question.is_ready() {
        if !leads_out {
            question.note = Some("keys typed before this was shown were dropped".to_owned());
        }
        return !leads_out;
    }
    if question.wanted().is_none() {
        return false;
    }
    match key.code {
        Code::Backspace => {
            question.typed.pop();
            true
        }
        Code::Char(c) if !key.ctrl => {
            let longest = question.wanted().map_or(0, |wanted| wanted.chars().count());
            if question.typed.chars().count() < longest {
                question.typed.push(c);
            }
            question.note = None;
            true
        }
        _ => false,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a question knows a few keys only")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    if let Some(Layer::Leaving(focus)) = ui.layers.last_mut() {
        match action {
            Action::Out | Action::Cancel => ui.close(),
            Action::Down => *focus = (*focus + 1).min(ANSWERS.len() - 1),
            Action::Up => *focus = focus.saturating_sub(1),
            Action::Choose => {
                let focus = *focus;
                ui.close();
                left(ui, state, focus, now);
            }
            _ => {}
        }
        return;
    }
    let overflow = ui.hits.overflow;
    let Some(question) = ui.layers.last_mut().and_then(Layer::question_mut) else { return };
    match action {
        Action::PageDown => question.scroll = (question.scroll + 5).min(overflow),
        Action::PageUp => question.scroll = question.scroll.saturating_sub(5),
        Action::Out | Action::Cancel => cancelled(ui, now),
        Action::Accept if question.wanted().is_none() => go(ui, now),
        Action::Choose => match question.wanted() {
            Some(wanted) if wanted == question.typed => go(ui, now),
            Some(wanted) if !question.typed.is_empty() => {
                question.note = Some(format!("`{}` is not what is asked for: {wanted}", question.typed));
                question.typed.clear();
            }
            // Nothing was typed: Cancel is focused.
            Some(_) | None => cancelled(ui, now),
        },
        _ => {}
    }
}

fn cancelled(ui: &mut Ui, now: Instant) {
    ui.close();
    ui.say("cancelled: nothing was changed", Tone::Info, now);
}

/// Sends the command that was confirmed, and goes where its effect can be watched.
fn go(ui: &mut Ui, now: Instant) {
    let Some(Layer::Confirm(question)) = ui.layers.pop() else { return };
    let text = format!("{}: asked", question.title);
    match &question.command {
        Command::Start { app, .. } | Command::Resume { app, .. } => {
            let screen = Screen::Operation(app.clone());
            if ui.place().is_some_and(|place| matches!(place.screen, Screen::Plan(_))) {
                watch(ui, screen);
            } else {
                ui.open(screen);
            }
        }
        Command::Delete { .. } => ui.home(),
        _ => {}
    }
    ui.commands.push_back(question.command);
    ui.say(text, Tone::Info, now);
}

/// The operation takes the place of its plan (and of the choice of a record below it): Esc leads back to the application.
fn watch(ui: &mut Ui, screen: Screen) {
    ui.layers.pop();
    if ui.layers.len() > 1 && ui.place().is_some_and(|place| matches!(place.screen, Screen::Rollback(_))) {
        ui.layers.pop();
    }
    ui.open(screen);
}

/// Asks again where the plan that is confirmed is no longer the one on the table; closes a question without a plan.
pub fn recheck(ui: &mut Ui, state: &State, now: Instant) {
    let Some(question) = ui.layers.last_mut().and_then(Layer::question_mut) else { return };
    // Single changes keep their digest: they depend on nothing that was shown but the application itself.
    let Command::Start { app, authority: Authority::Confirmed { digest, who } } = question.command.clone() else { return };
    let is_there = state.plans.get(&app).is_some_and(|planned| planned.plan.is_ok());
    if !is_there {
        ui.close();
        ui.say("the plan is gone: it has to be made again", Tone::Warn, now);
        return;
    }
    let current = view::digest(state, &question.command, &app);
    if current == digest {
        return;
    }
    let command = Command::Start { app, authority: Authority::Confirmed { digest: current.clone(), who } };
    if let Some(confirm) = view::confirm(state, &command) {
        question.ask_again(command, current, confirm);
    }
}

/// What can be answered when one leaves while driving.
pub const ANSWERS: [&str; 3] = ["Stay", "Terminate them, then leave", "Leave: another console can resume them"];

fn left(ui: &mut Ui, state: &State, answer: usize, now: Instant) {
    match ANSWERS.get(answer).copied() {
        Some("Terminate them, then leave") => {
            for (app, drive) in state.drives.iter().filter(|(_, drive)| !drive.is_recorded()) {
                ui.commands.push_back(Command::Terminate { app: app.clone(), authority: drive.authority.clone() });
            }
            ui.is_leaving = true;
            ui.say("terminating; the console leaves when that is recorded", Tone::Warn, now);
        }
        Some("Leave: another console can resume them") => ui.todo.push_back(Todo::Quit),
        Some(_) | None => {}
    }
}
