//! `tiphys proj list|get|explain` and `proj windows list|explain`.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use crate::engine::access::projects::validate::validate;
use crate::engine::access::windows::Asked;
use crate::engine::access::{Judge, Judgement, Weight};
use crate::engine::gate::project::Found;
use crate::model::problem::{Problem, ProblemKind};
use crate::runtime::world::World;
use crate::session::query::QuerySpec;
use crate::session::rules;
use crate::session::state::State;
use crate::view;
use crate::view::page::{Page, Span, Tone, Window};
use crate::view::rules::{judgement, judgements as all_judgements};
use crate::view::screen::Screen;
use crate::view::windows::{listed, window_lines};

use super::super::access_args::{Form, Proj, Windows};
use super::super::headless::Headless;
use super::super::out;
use super::{NO, code, connected, json, print};

/// Everything on one page: a pipe has no window.
const ALL: Window = Window { first: 0, height: usize::MAX };

/// Runs a verb of `proj`.
pub(in super::super) fn run(verb: &Proj, world: World) -> Result<u8, Problem> {
    let mut session = connected(world)?;
    if let Some(Err(problem)) = &session.state.plane.projects_listed {
        return Err(problem.clone());
    }
    match verb {
        Proj::List { output } => Ok(list(&session.state, *output)),
        Proj::Get { name, output } => get(&session.state, name, *output),
        Proj::Explain { app, output } => explain(&mut session, app, *output),
        Proj::Windows(Windows::List { project, at, output }) => windows(&session.state, project.as_deref(), *at, *output),
        Proj::Windows(Windows::Explain { app, at, automated, output }) => why(&session, app, *at, !automated, *output),
    }
}

fn page(state: &State, screen: &Screen) -> Page {
    view::page(state, screen, &QuerySpec::default(), &BTreeSet::new(), ALL)
}

fn list(state: &State, output: Form) -> u8 {
    match output {
        Form::Table => out::page(&page(state, &Screen::Projects)),
        Form::Json => {
            let all = state.plane.projects.iter().map(|(name, project)| json!({ "name": &**name, "spec": project.spec }));
            json::say(&all.collect());
        }
    }
    0
}

/// The project of this name, with what global projects add.
fn found(state: &State, name: &str) -> Result<Arc<crate::model::project::AppProjectSpec>, Problem> {
    match rules::project(state, name) {
        Found::There { spec, .. } | Found::Default(spec) => Ok(spec),
        Found::Unknown(why) => Err(Problem::error(ProblemKind::Forbidden, format!("project {name} cannot be read: {why}"))),
        Found::Missing => {
            let known: Vec<&str> = state.plane.projects.keys().map(|name| &**name).collect();
            let near = known.iter().find(|known| strsim::jaro_winkler(known, name) > 0.8);
            let hint = near.map_or_else(|| format!("projects: {}", known.join(", ")), |near| format!("did you mean {near}?"));
            Err(Problem::error(ProblemKind::NotFound, format!("there is no project {name}")).hint(hint))
        }
    }
}

fn get(state: &State, name: &str, output: Form) -> Result<u8, Problem> {
    let spec = found(state, name)?;
    let problems = validate(name, &spec);
    match output {
        Form::Table => out::page(&page(state, &Screen::Project(name.into()))),
        Form::Json => {
            let problems: Vec<_> = problems.iter().map(json::problem).collect();
            let now = state.server_time();
            let windows: Vec<_> = listed(state, name, now).iter().map(|window| json::window(name, window)).collect();
            json::say(&json!({ "name": name, "spec": &*spec, "windows": windows, "problems": problems }));
        }
    }
    Ok(if problems.is_empty() { 0 } else { NO })
}

/// What the project says to an application: by a plan, which reads the project as it is now and knows every object.
fn explain(session: &mut Headless, app: &str, output: Form) -> Result<u8, Problem> {
    let key = session.app(app, None)?;
    let judgements: Vec<Judgement> =
        super::super::app::planned(session, &key)?.judgements.iter().filter(|own| own.judge == Judge::Project).cloned().collect();
    let refused = judgements.iter().any(|own| own.weight == Weight::Refuses);
    match output {
        Form::Table => print(all_judgements(&judgements).into_iter().map(|(line, _)| line)),
        Form::Json => json::say(&judgements.iter().map(json::judgement).collect()),
    }
    Ok(if refused { NO } else { 0 })
}

fn windows(state: &State, project: Option<&str>, at: Option<Timestamp>, output: Form) -> Result<u8, Problem> {
    let at = at.unwrap_or_else(|| state.server_time());
    if let Some(name) = project {
        found(state, name)?;
    }
    let names: Vec<Arc<str>> = project.map_or_else(|| state.plane.projects.keys().cloned().collect(), |name| vec![name.into()]);
    let all: Vec<_> = names.iter().map(|name| (name, listed(state, name, at))).collect();
    if output == Form::Json {
        json::say(&all.iter().flat_map(|(name, own)| own.iter().map(|window| json::window(name, window))).collect());
        return Ok(0);
    }
    for (name, own) in all {
        if own.is_empty() && project.is_none() {
            continue;
        }
        print([vec![Span::new(name, Tone::Title)]]);
        if own.is_empty() {
            print([vec![Span::fixed("  no sync window: every time is as good as another", Tone::Dim)]]);
        }
        print(
            own.iter()
                .flat_map(|window| window_lines(window, at))
                .map(|line| std::iter::once(Span::fixed("  ", Tone::Plain)).chain(line).collect()),
        );
    }
    Ok(0)
}

/// Whether an application may be synced at a time, and which window says so.
fn why(session: &Headless, app: &str, at: Option<Timestamp>, manual: bool, output: Form) -> Result<u8, Problem> {
    let state = &session.state;
    let key = session.app(app, None)?;
    found(state, session.detail(&key)?.app.spec.project())?;
    let at = at.unwrap_or_else(|| state.server_time());
    let gone = || Problem::error(ProblemKind::NotFound, format!("{key} is gone"));
    let judged = rules::windows(state, &key, Asked { at, manual, began: None }).ok_or_else(gone)?;
    match output {
        Form::Json => json::say(&json!({ "at": at.to_string(), "manual": manual, "verdict": json::verdict(&judged.verdict) })),
        Form::Table => {
            let who = if manual { "a person" } else { "automatic sync" };
            print([vec![Span::new(format!("{} at {at}, for {who}", key.name), Tone::Title)]]);
            print(judgement(&judged));
        }
    }
    Ok(code(&judged.verdict))
}
