//! Going from place to place. Every place has a way out.

use std::time::Instant;

use crate::model::ids::{AppKey, ObjectKey};
use crate::session::command::{Command, DiffOf};
use crate::session::state::State;
use crate::view::able::target;
use crate::view::page::{RowId, Tone};
use crate::view::screen::{Screen, Tab};
use crate::view::{diff, go};

use super::super::action::Action;
use super::super::layer::Layer;
use super::super::palette::Palette;
use super::super::ui::Ui;
use super::{act, find};

#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    match action {
        Action::Out => out(ui),
        Action::Back => {
            if !ui.back() {
                ui.say("this is the first screen; :q or ^c twice leaves", Tone::Info, now);
            }
        }
        Action::Applications => ui.home(),
        Action::Journal => ui.open(Screen::Notices),
        Action::Projects => ui.open(Screen::Projects),
        Action::Windows => ui.open(Screen::Windows(of_here(ui))),
        Action::Rights => ui.open(Screen::Rights(of_here(ui))),
        Action::Open if ui.here().is_some_and(|(screen, _)| matches!(screen, Screen::Projects | Screen::Project(_))) => project(ui, state),
        _ => {
            let Some((screen, row)) = ui.here() else { return };
            let Some(app) = target(&screen, row.as_ref()).cloned() else {
                ui.say("select an application first", Tone::Dim, now);
                return;
            };
            about(ui, state, action, (&app, &screen, row.as_ref()), now);
        }
    }
}

/// The application looked at, or under the cursor, if there is one.
fn of_here(ui: &Ui) -> Option<AppKey> {
    let (screen, row) = ui.here()?;
    target(&screen, row.as_ref()).cloned()
}

/// Enter on a project.
fn project(ui: &mut Ui, state: &State) {
    match ui.here() {
        Some((Screen::Projects, Some(RowId::Project(name)))) => ui.open(Screen::Project(name)),
        _ => fold(ui, state),
    }
}

/// An application, the screen it is on, and the row under the cursor.
type Here<'a> = (&'a AppKey, &'a Screen, Option<&'a RowId>);

#[expect(clippy::wildcard_enum_match_arm, reason = "the others are no places of an application")]
fn about(ui: &mut Ui, state: &State, action: Action, here: Here, now: Instant) {
    let (app, screen, row) = here;
    let object = object(state, here);
    match action {
        Action::Open => open(ui, state, here, now),
        Action::NextTab => tab(ui, app, screen, true),
        Action::PreviousTab => tab(ui, app, screen, false),
        Action::Triage => ui.open_tab(app, Tab::Triage),
        Action::Tree => ui.open_tab(app, Tab::Tree),
        Action::History => ui.open_tab(app, Tab::History),
        Action::Events => ui.open_tab(app, Tab::Events),
        Action::Operation => ui.open(Screen::Operation(app.clone())),
        Action::Against => ui.layers.push(Layer::Palette(Palette::sides(state, app))),
        Action::Diff => match (row, object) {
            (Some(RowId::Record(id)), _) => ui.open(Screen::Diff(app.clone(), DiffOf::Record(*id), None)),
            (_, Some(object)) => ui.open(Screen::Diff(app.clone(), go::diff_of(state, app), Some(object))),
            (_, None) => ui.open_tab(app, Tab::Diff),
        },
        Action::Logs | Action::PreviousLogs => logs(ui, state, here, action == Action::PreviousLogs, now),
        Action::Manifest => match object {
            Some(object) => ui.open(Screen::Manifest(app.clone(), object)),
            None => ui.say("select a resource first: t shows them", Tone::Dim, now),
        },
        Action::Actions => match object {
            Some(object) => {
                // As it is now: what was read before may be of another state.
                ui.commands.push_back(Command::Actions { app: app.clone(), object: object.clone() });
                ui.open(Screen::Actions(app.clone(), object));
            }
            None => ui.say("select a resource first: t shows them", Tone::Dim, now),
        },
        Action::Inspect => match object {
            Some(object) => ui.open(Screen::Inspect(app.clone(), object)),
            None => ui.open_tab(app, Tab::Triage),
        },
        _ => {}
    }
}

/// The object that a row stands for: its own, or that of a plan's or operation's task.
fn object(state: &State, (app, screen, row): Here) -> Option<ObjectKey> {
    if let Screen::Inspect(_, key) | Screen::Manifest(_, key) | Screen::Actions(_, key) = screen
        && !matches!(row, Some(RowId::Object(_)))
    {
        return Some(key.clone());
    }
    match (row?, screen) {
        (RowId::Object(key), _) => Some(key.clone()),
        (RowId::Hunk(_) | RowId::HunkLine(..), _) => diff::hunk_at(state, screen, row).map(|(object, _)| object.key.clone()),
        (RowId::Task(index), Screen::Plan(_)) => {
            let plan = state.plans.get(app)?.plan.as_ref().ok()?;
            plan.tasks.get(*index).map(|task| task.key.clone())
        }
        (RowId::Task(index), Screen::Operation(_)) => {
            let plan = state.drives.get(app)?.plan.as_ref()?;
            plan.tasks.get(*index).map(|task| task.key.clone())
        }
        (
            RowId::App(_)
            | RowId::Record(_)
            | RowId::Task(_)
            | RowId::Rule(_)
            | RowId::Folded(_)
            | RowId::Section(_)
            | RowId::Project(_)
            | RowId::Line(_),
            _,
        ) => None,
    }
}

/// Enter: what a row leads to where it stands.
fn open(ui: &mut Ui, state: &State, here: Here, now: Instant) {
    let (app, screen, row) = here;
    match (screen, row) {
        (Screen::Applications(_), _) => {
            let Screen::App(app, tab) = go::landing(state, app) else { return };
            ui.open_tab(&app, tab);
        }
        (Screen::Actions(_, object), Some(RowId::Line(at))) => act::action(ui, state, (app, object), *at, now),
        (Screen::Ignore(..), Some(RowId::Rule(_))) => super::perform(ui, state, Action::Ignore, now),
        (Screen::Rollback(_), Some(RowId::Record(id))) => act::rollback(ui, state, app, *id, now),
        (Screen::App(_, Tab::History), Some(RowId::Record(id))) => ui.open(Screen::Diff(app.clone(), DiffOf::Record(*id), None)),
        (Screen::App(_, Tab::Diff), Some(RowId::Object(object))) => {
            ui.open(Screen::Diff(app.clone(), go::diff_of(state, app), Some(object.clone())));
        }
        (_, Some(RowId::Hunk(_) | RowId::HunkLine(..))) => fold(ui, state),
        (_, _) => match object(state, here) {
            Some(object) => ui.open(Screen::Inspect(app.clone(), object)),
            None => fold(ui, state),
        },
    }
}

/// Where a row leads nowhere, Enter folds and unfolds it.
fn fold(ui: &mut Ui, state: &State) {
    let Some(place) = ui.place_mut() else { return };
    let Some(row) = place.row(state, place.cursor.at).filter(|row| row.fold.is_some()) else { return };
    place.fold(row.id);
}

fn tab(ui: &mut Ui, app: &AppKey, screen: &Screen, forward: bool) {
    let now = if let Screen::App(_, tab) = screen { Some(*tab) } else { None };
    let at = now.and_then(|tab| Tab::ALL.iter().position(|own| *own == tab));
    let n = Tab::ALL.len();
    let next = match (at, forward) {
        (Some(at), true) => (at + 1) % n,
        (Some(at), false) => (at + n - 1) % n,
        (None, _) => return,
    };
    if let Some(tab) = Tab::ALL.get(next) {
        ui.open_tab(app, *tab);
    }
}

fn logs(ui: &mut Ui, state: &State, (app, screen, row): Here, previous: bool, now: Instant) {
    // Within a log the other run of the same container is meant.
    if let Screen::Logs(_, target) = screen {
        if target.previous != previous {
            let target = crate::session::command::LogTarget { previous, ..target.clone() };
            ui.replace(Screen::Logs(app.clone(), target));
        }
        return;
    }
    match go::log_target(state, app, row, previous) {
        Some(target) => ui.open(Screen::Logs(app.clone(), target)),
        None if !previous => ui.open_tab(app, Tab::Logs),
        None => ui.say("no Pod is known here yet", Tone::Info, now),
    }
}

/// Esc: the filter, then the marks, then the place.
fn out(ui: &mut Ui) {
    let Some(place) = ui.place_mut() else { return };
    if !place.cursor.query.filter.is_empty() {
        find::filter(ui, "");
    } else if !place.cursor.marked.is_empty() {
        place.cursor.marked.clear();
    } else {
        ui.back();
    }
}
