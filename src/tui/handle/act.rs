//! What changes the world, or plans to. Nothing is sent from here but plans and refreshes: a change becomes a finished
//! command in a question.

use std::time::Instant;

use crate::engine::actions::outgoing::Asked as Run;
use crate::engine::actions::{Param, Parameters};
use crate::model::application::IgnoreDifference;
use crate::model::ids::{AppKey, ObjectKey};
use crate::session::apps::{App, Detail};
use crate::session::ask::{self, Choices};
use crate::session::command::{Authority, Command, PlanFor};
use crate::session::state::State;
use crate::view::able::target;
use crate::view::confirm as view;
use crate::view::page::{RowId, Tone};
use crate::view::screen::{Screen, Tab};

use super::super::action::Action;
use super::super::layer::{Asking, Layer, Question, Reason, Seen};
use super::super::text::TextInput;
use super::super::ui::Ui;

#[expect(clippy::wildcard_enum_match_arm, reason = "every other action belongs to another concern")]
pub(super) fn perform(ui: &mut Ui, state: &State, action: Action, now: Instant) {
    let Some((screen, row)) = ui.here() else { return };
    let Some(app) = target(&screen, row.as_ref()).cloned() else { return };
    match action {
        Action::PlanSync => sync(ui, state, &app, false, now),
        Action::PlanPrune => sync(ui, state, &app, true, now),
        Action::Rollback => ui.open(Screen::Rollback(app)),
        Action::Confirm if matches!(screen, Screen::Act(_)) => ask(ui, state, &app, Asked::Act),
        Action::Confirm => ask(ui, state, &app, Asked::Start),
        Action::Terminate => ask(ui, state, &app, Asked::Terminate),
        Action::Hold if state.apps.get(&app).is_some_and(|own| own.row.held) => ask(ui, state, &app, Asked::Release),
        Action::Hold => ui.layers.push(Layer::Reason(Reason { app, text: TextInput::new("") })),
        Action::Resume => ask(ui, state, &app, Asked::Resume),
        Action::HandBack => ask(ui, state, &app, Asked::HandBack),
        Action::Delete => ask(ui, state, &app, Asked::Delete),
        Action::Ignore => ignore(ui, state, &app, &screen, row.as_ref()),
        Action::Refresh => refresh(ui, app, false, now),
        Action::HardRefresh => refresh(ui, app, true, now),
        _ => {}
    }
}

fn refresh(ui: &mut Ui, app: AppKey, hard: bool, now: Instant) {
    let marked = ui.place().map(|place| place.cursor.marked.iter().filter_map(app_of).collect()).unwrap_or_default();
    let apps: Vec<AppKey> = marked;
    let apps = if apps.is_empty() { vec![app] } else { apps };
    let words = if hard { "reading Git again" } else { "comparing again" };
    let text = match apps.as_slice() {
        [one] => format!("{words}: {}", one.name),
        many => format!("{words}: {} applications", many.len()),
    };
    ui.commands.push_back(Command::Refresh { apps, hard });
    ui.say(text, Tone::Info, now);
}

fn app_of(row: &RowId) -> Option<AppKey> {
    if let RowId::App(app) = row { Some(app.clone()) } else { None }
}

/// Asks for the plan of a sync and shows it: of the marked resources, of the one under the cursor of a tree, or of all.
fn sync(ui: &mut Ui, state: &State, app: &AppKey, prune: bool, now: Instant) {
    if let (Some(Screen::Plan(_)), Some(planned)) = (ui.place().map(|place| &place.screen), state.plans.get(app)) {
        // From its own page the same is planned again: a rollback stays one, chosen resources stay chosen.
        let mut wanted = planned.wanted.clone();
        wanted.request.prune = if prune { !wanted.request.prune } else { wanted.request.prune };
        ui.say(if wanted.request.prune { "planning again, with prune" } else { "planning again, without prune" }, Tone::Info, now);
        ui.commands.push_back(Command::Plan { app: app.clone(), wanted });
        return;
    }
    let Some(detail) = detail(ui, state, app, now) else { return };
    let resources = match chosen(ui, state, app) {
        Ok(resources) => resources,
        Err(why) => {
            ui.say(why, Tone::Warn, now);
            return;
        }
    };
    match ask::sync(&detail, Choices { prune, resources: ask::resources(&resources), ..Choices::default() }) {
        Ok(wanted) => plan(ui, app, wanted),
        Err(problem) => ui.say(problem.to_string(), Tone::Warn, now),
    }
}

fn detail(ui: &mut Ui, state: &State, app: &AppKey, now: Instant) -> Option<std::sync::Arc<Detail>> {
    let detail = state.apps.get(app).and_then(App::read);
    if detail.is_none() {
        ui.say("the application is still being read: try again in a moment", Tone::Info, now);
    }
    detail
}

/// The resources that a sync is limited to; none: all.
fn chosen(ui: &Ui, state: &State, app: &AppKey) -> Result<Vec<ObjectKey>, String> {
    let Some(place) = ui.place() else { return Ok(Vec::new()) };
    if !matches!(place.screen, Screen::App(_, Tab::Tree)) {
        return Ok(Vec::new());
    }
    let marked: Vec<&RowId> = place.cursor.marked.iter().collect();
    let rows = if marked.is_empty() { place.cursor.selected.iter().collect() } else { marked };
    let wanted: Vec<ObjectKey> =
        rows.into_iter().filter_map(|row| if let RowId::Object(key) = row { Some(key.clone()) } else { None }).collect();
    let managed = managed(state, app);
    match wanted.iter().find(|key| !managed.contains(key)) {
        Some(other) => Err(format!("{other} is not in Git: sync what owns it, or mark resources with Space")),
        None => Ok(wanted),
    }
}

fn managed(state: &State, app: &AppKey) -> Vec<ObjectKey> {
    state.evaluation(app).map(|evaluation| evaluation.verdicts.rows.iter().map(|row| row.key.clone()).collect()).unwrap_or_default()
}

/// Asks for the plan toward a history record and shows it.
pub(super) fn rollback(ui: &mut Ui, state: &State, app: &AppKey, record: i64, now: Instant) {
    let Some(detail) = detail(ui, state, app, now) else { return };
    match ask::rollback(&detail, record) {
        Ok(wanted) => plan(ui, app, wanted),
        Err(problem) => ui.say(problem.to_string(), Tone::Bad, now),
    }
}

fn plan(ui: &mut Ui, app: &AppKey, wanted: PlanFor) {
    ui.commands.push_back(Command::Plan { app: app.clone(), wanted });
    ui.open(Screen::Plan(app.clone()));
}

/// Chooses an action of an object: what it asks for is typed, then what it would send is shown.
pub(super) fn action(ui: &mut Ui, state: &State, (app, object): (&AppKey, &ObjectKey), at: usize, now: Instant) {
    let offered = state.acts.offered.get(object).and_then(|offered| offered.as_ref().ok());
    let Some(action) = offered.and_then(|offered| offered.actions.get(at)) else { return };
    if let Some(why) = &action.disabled {
        ui.say(format!("{}: {why}", action.name), Tone::Warn, now);
        return;
    }
    let asked = Run { app: app.clone(), key: object.clone(), action: action.name.clone(), parameters: Parameters::new() };
    next(ui, asked, action.params.clone());
}

/// Asks for the next parameter, or shows what the run would send.
fn next(ui: &mut Ui, asked: Run, mut params: Vec<Param>) {
    if params.is_empty() {
        let app = asked.app.clone();
        ui.commands.push_back(Command::PlanAct(asked));
        ui.open(Screen::Act(app));
        return;
    }
    let param = params.remove(0);
    let begins = param.proposed.clone().or_else(|| param.default.clone()).unwrap_or_default();
    ui.layers.push(Layer::Parameter(Box::new(Asking { asked, param, rest: params, text: TextInput::new(&begins) })));
}

/// A parameter was typed.
pub(super) fn typed(ui: &mut Ui, asking: Asking, now: Instant) {
    let text = asking.text.text().trim().to_owned();
    if text.is_empty() {
        ui.say(format!("{} is needed: {}", asking.param.name, asking.param.says), Tone::Warn, now);
        ui.layers.push(Layer::Parameter(Box::new(asking)));
        return;
    }
    let Asking { mut asked, param, rest, .. } = asking;
    asked.parameters.insert(param.name, text.into());
    next(ui, asked, rest);
}

/// The rules for a hunk, to choose from; on their own page the chosen one is asked about.
fn ignore(ui: &mut Ui, state: &State, app: &AppKey, screen: &Screen, row: Option<&RowId>) {
    match (screen, row) {
        (Screen::Ignore(_, rules), Some(RowId::Rule(index))) => {
            if let Some(rule) = rules.get(*index) {
                ask(ui, state, app, Asked::Ignore(rule.clone()));
            }
        }
        _ => {
            if let Some(rules) = crate::view::ignore::rules(state, screen, row) {
                ui.open(Screen::Ignore(app.clone(), rules));
            }
        }
    }
}

/// Asks for the hold of automatic sync.
pub(super) fn hold(ui: &mut Ui, state: &State, app: &AppKey, reason: &str) {
    ask(ui, state, app, Asked::Hold(reason.into()));
}

/// A change that is asked about.
enum Asked {
    Start,
    Act,
    Terminate,
    Resume,
    HandBack,
    Hold(std::sync::Arc<str>),
    Release,
    Delete,
    Ignore(IgnoreDifference),
}

impl Asked {
    /// The title of the question, and the word on the answer that does it.
    fn words(&self, state: &State, app: &AppKey) -> (&'static str, &'static str) {
        match self {
            Self::Start => match state.plans.get(app).and_then(|planned| planned.wanted.request.rollback_to) {
                Some(_) => ("Roll back", "Roll back"),
                None => ("Sync", "Sync"),
            },
            Self::Act => ("Run the action", "Run"),
            Self::Terminate => ("Terminate", "Terminate"),
            Self::Resume => ("Resume", "Resume"),
            Self::HandBack => ("Hand back", "Hand back"),
            Self::Hold(_) => ("Hold", "Hold"),
            Self::Release => ("Release the hold", "Release"),
            Self::Delete => ("Delete", "Delete"),
            Self::Ignore(_) => ("Ignore", "Write the rule"),
        }
    }

    fn command(&self, app: &AppKey, authority: Authority) -> Command {
        let app = app.clone();
        match self {
            Self::Start => Command::Start { app, authority },
            Self::Act => Command::Act { app, authority },
            Self::Terminate => Command::Terminate { app, authority },
            Self::Resume => Command::Resume { app, authority },
            Self::HandBack => Command::HandBack { app, authority },
            Self::Hold(reason) => Command::Hold { app, reason: reason.clone(), authority },
            Self::Release => Command::Release { app, authority },
            Self::Delete => Command::Delete { app, authority },
            Self::Ignore(rule) => Command::Ignore { app, rule: rule.clone(), authority },
        }
    }
}

/// Puts the question on top, holding the finished command with the digest of what it shows.
fn ask(ui: &mut Ui, state: &State, app: &AppKey, asked: Asked) {
    let who = state.plane.identity.username.clone();
    let blank = Authority::Confirmed { digest: crate::model::ids::Digest::new(""), who: who.clone() };
    let digest = view::digest(state, &asked.command(app, blank), app);
    let command = asked.command(app, Authority::Confirmed { digest: digest.clone(), who });
    let Some(confirm) = view::confirm(state, &command) else { return };
    let (title, go) = asked.words(state, app);
    let title = if confirm.production { format!("{title} · PRODUCTION") } else { title.to_owned() };
    ui.layers.push(Layer::Confirm(Box::new(Question {
        command,
        app: app.clone(),
        digest,
        confirm,
        title,
        go,
        seen: Seen::Unpainted,
        typed: String::new(),
        note: None,
        scroll: 0,
    })));
}
