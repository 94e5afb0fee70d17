//! Verbs that only look: list, get, diff, history, resources, manifests, logs, refresh.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::compare::mask::{Shown, shown_object};
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::command::{Command, DiffOf, LogTarget};
use crate::session::outcome::{Evaluation, Presence};
use crate::session::query::{QueryId, QuerySpec, SortBy};
use crate::session::state::{Slot, State};
use crate::session::update::evaluate::health;
use crate::view::page::Window;
use crate::view::screen::{Screen, Tab};
use crate::view::{self, go};

use super::super::app_args::{LogsArgs, Which};
use super::super::args::Output;
use super::super::headless::Headless;
use super::super::out;

/// Everything on one page: a pipe has no window.
const ALL: Window = Window { first: 0, height: usize::MAX };

/// How long judging one application may take before the CLI gives up; the runtime's own limits end it earlier.
const JUDGE: Duration = Duration::from_mins(5);

/// Judges an application now, and waits for it.
pub(super) fn judge(session: &mut Headless, app: &AppKey, (refresh, hard): (bool, bool)) -> Result<Arc<Evaluation>, Problem> {
    session.send(Command::Interest(vec![app.clone()]));
    if refresh || hard {
        session.send(Command::Refresh { apps: vec![app.clone()], hard });
    }
    let slot = Slot::Evaluate(app.clone());
    session.until(Some(JUDGE), |state| state.evaluation(app).filter(|_| !state.is_busy(&slot)).cloned())
}

/// Where no Argo CD is alive the CLI judges for itself.
fn judges(state: &State) -> bool {
    state.plane.presence == Presence::Absent
}

pub(super) fn list(session: &mut Headless, output: Output, filter: &str, projects: &[String], namespace: Option<&str>) -> u8 {
    let spec = QuerySpec { filter: filter.into(), sort: SortBy::Name, reverse: false };
    let id = QueryId(0);
    session.send(Command::Query(id, spec));
    let state = &session.state;
    let Some(index) = state.queries.get(&id) else { return out::ERROR };
    let keep = |key: &AppKey| {
        let project = state.apps.get(key).map(|app| app.row.project.to_string()).unwrap_or_default();
        (projects.is_empty() || projects.contains(&project)) && namespace.is_none_or(|namespace| *key.namespace == *namespace)
    };
    let keys: Vec<&AppKey> = (0..index.len()).filter_map(|at| index.nth(at)).filter(|key| keep(key)).collect();
    match output {
        Output::Name => keys.iter().for_each(|key| out::say(&crate::model::text::clean(&key.to_string()))),
        Output::Json | Output::Yaml => {
            let objects = keys.iter().filter_map(|key| state.apps.get(key)?.body.unpack().ok());
            let shown: Vec<Shown> = objects.map(|object| shown_object(&object, &state.plane.settings)).collect();
            print_shown(&shown, output, true);
        }
        Output::Table | Output::Wide | Output::Tree => {
            let mut page = view::page(state, &Screen::Applications(id), &QuerySpec::default(), &BTreeSet::new(), ALL);
            page.rows.retain(|row| matches!(&row.id, view::page::RowId::App(key) if keep(key)));
            out::rows(&page);
            if page.rows.is_empty() {
                page.notes.iter().for_each(|note| out::note(&out::text(note)));
            }
        }
    }
    0
}

/// Masked objects as JSON or YAML; `list`: an array.
fn print_shown(shown: &[Shown], output: Output, list: bool) {
    match (output, list, shown) {
        (Output::Yaml, false, [one]) => out::raw(one.to_yaml().as_bytes()),
        (Output::Yaml, ..) => shown.iter().for_each(|one| out::raw(format!("---\n{}", one.to_yaml()).as_bytes())),
        (_, false, [one]) => out::say(one.to_json().trim_end()),
        (_, _, many) => {
            let items: Vec<String> = many.iter().map(|one| one.to_json().trim_end().to_owned()).collect();
            out::say(&format!("[{}]", items.join(",\n")));
        }
    }
}

pub(super) fn get(session: &mut Headless, which: &Which, output: Output, refresh: (bool, bool)) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, refresh)?;
    let state = &session.state;
    let missing = || Problem::error(ProblemKind::NotFound, format!("{app} is gone"));
    match output {
        Output::Name => out::say(&app.to_string()),
        Output::Json | Output::Yaml => {
            let object = state.apps.get(&app).ok_or_else(missing)?.body.unpack()?;
            let object = if judges(state) { computed(state, &app, &evaluation, &object) } else { object };
            print_shown(&[shown_object(&object, &state.plane.settings)], output, false);
        }
        Output::Table | Output::Wide | Output::Tree => {
            out::say(&app.to_string());
            out::page(&view::page(state, &Screen::App(app.clone(), Tab::Tree), &QuerySpec::default(), &BTreeSet::new(), ALL));
        }
    }
    Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 })
}

/// The Application with the status that was computed now.
fn computed(state: &State, app: &AppKey, evaluation: &Evaluation, object: &Object) -> Object {
    use crate::model::object::serde_ser::to_value;
    use crate::model::object::value::Value;
    let mut out = object.clone();
    let mut set = |path: &[&str], value: Value| {
        if let Ok(next) = out.set(path, value) {
            out = next;
        }
    };
    set(&["status", "sync", "status"], Value::str(evaluation.verdicts.status.as_str()));
    if let [revision] = evaluation.revisions.as_slice() {
        set(&["status", "sync", "revision"], Value::str(revision.as_str()));
    }
    if let Some(aggregate) = health(state, app) {
        set(&["status", "health", "status"], Value::str(aggregate.health.status.as_str()));
    }
    if let Some(resources) = crate::session::update::evaluate::resources(state, app).and_then(|rows| to_value(&rows).ok()) {
        set(&["status", "resources"], resources);
    }
    out
}

pub(super) fn refresh(session: &mut Headless, which: &Which, hard: bool) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, (true, hard))?;
    for problem in &evaluation.problems {
        out::problem(problem);
    }
    for problem in session.news() {
        out::problem(&problem);
    }
    out::say(&format!("{app} {}", evaluation.verdicts.status));
    Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 })
}

pub(super) fn diff(session: &mut Headless, which: &Which, refresh: (bool, bool), no_exit_code: bool) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, refresh)?;
    session.send(Command::Diff { app: app.clone(), of: DiffOf::DesiredLive, only: None });
    let slot = (app.clone(), DiffOf::DesiredLive, None);
    let view = session.until(Some(JUDGE), |state| state.shown.diffs.get(&slot).cloned())?;
    let view = match view {
        Ok(view) => view,
        Err(problems) => {
            problems.iter().for_each(out::problem);
            return Ok(out::ERROR);
        }
    };
    let screen = Screen::Diff(app, DiffOf::DesiredLive, None);
    let page = view::page(&session.state, &screen, &QuerySpec::default(), &BTreeSet::new(), ALL);
    if !view.objects.is_empty() {
        out::page(&page);
    }
    evaluation.problems.iter().for_each(out::problem);
    Ok(match (any_error(&evaluation.problems), view.objects.is_empty() || no_exit_code) {
        (true, _) => out::ERROR,
        (false, true) => 0,
        (false, false) => out::DIFFERS,
    })
}

pub(super) fn history(session: &mut Headless, which: &Which, output: Output) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    if matches!(output, Output::Json | Output::Yaml) {
        out::note("note: argocd has no -o json here; this is the list in status.history");
        let missing = || Problem::error(ProblemKind::NotFound, format!("{app} is gone"));
        let object = session.state.apps.get(&app).ok_or_else(missing)?.body.unpack()?;
        let history = crate::session::apps::detail(object).app.status.history.clone();
        let wrong = |what: String| Problem::error(ProblemKind::Internal, format!("the history cannot be printed: {what}"));
        let text = match output {
            Output::Yaml => serde_yaml::to_string(&history).map_err(|error| wrong(error.to_string()))?,
            Output::Table | Output::Wide | Output::Name | Output::Json | Output::Tree => {
                serde_json::to_string_pretty(&history).map_err(|error| wrong(error.to_string()))?
            }
        };
        out::say(text.trim_end());
        return Ok(0);
    }
    judge(session, &app, (false, false))?;
    session.send(Command::History(app.clone()));
    let slot = Slot::Commits(app.clone());
    session.until(Some(JUDGE), |state| (!state.is_busy(&slot)).then_some(()))?;
    out::rows(&view::page(&session.state, &Screen::App(app, Tab::History), &QuerySpec::default(), &BTreeSet::new(), ALL));
    Ok(0)
}

pub(super) fn resources(session: &mut Headless, which: &Which, output: Output) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, (false, false))?;
    let mut page = view::page(&session.state, &Screen::App(app, Tab::Tree), &QuerySpec::default(), &BTreeSet::new(), ALL);
    if output != Output::Tree {
        page.rows.retain(|row| row.depth == 0);
    }
    match output {
        Output::Name => page.rows.iter().for_each(|row| {
            if let view::page::RowId::Object(key) = &row.id {
                out::say(&crate::model::text::clean(&key.to_string()));
            }
        }),
        Output::Table | Output::Wide | Output::Tree | Output::Json | Output::Yaml => out::rows(&page),
    }
    evaluation.problems.iter().for_each(out::problem);
    Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 })
}

pub(super) fn manifests(session: &mut Headless, which: &Which) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, (false, false))?;
    let objects: Vec<ObjectKey> = evaluation.verdicts.rows.iter().filter(|row| row.is_live).map(|row| row.key.clone()).collect();
    for object in objects {
        session.send(Command::Manifest { app: app.clone(), object: object.clone() });
        match session.until(Some(JUDGE), |state| state.shown.manifests.get(&object).cloned())? {
            Ok(lines) => {
                out::say("---");
                lines.iter().for_each(|line| out::say(&crate::model::text::clean(line)));
            }
            Err(problem) => out::problem(&problem),
        }
    }
    Ok(0)
}

pub(super) fn logs(session: &mut Headless, args: &LogsArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    judge(session, &app, (false, false))?;
    let target = match &args.name {
        Some(name) => named_pod(&session.state, &app, name, args),
        None => go::log_target(&session.state, &app, None, args.previous).map(|target| match args.container.as_str() {
            "" => target,
            container => LogTarget { container: container.into(), ..target },
        }),
    };
    let missing = || Problem::error(ProblemKind::NotFound, "no Pod of this application is known").hint("see: tiphys app resources -o tree");
    let target = target.ok_or_else(missing)?;
    session.send(Command::Logs(app, target));
    let mut printed = 0usize;
    loop {
        let (lines, ended) = session.until(None, |state| {
            let log = state.shown.log.as_ref()?;
            let seen = log.dropped + log.lines.len();
            let fresh: Vec<Arc<str>> = log.lines.iter().skip(printed.saturating_sub(log.dropped)).cloned().collect();
            (seen > printed || log.ended.is_some()).then(|| (fresh, log.ended.clone()))
        })?;
        printed += lines.len();
        lines.iter().for_each(|line| out::say(&crate::model::text::clean(line)));
        match ended {
            Some(Some(problem)) => return Err(problem),
            Some(None) => return Ok(0),
            None if !args.follow => return Ok(0),
            None => {}
        }
    }
}

fn named_pod(state: &State, app: &AppKey, name: &str, args: &LogsArgs) -> Option<LogTarget> {
    let evaluation = state.evaluation(app)?;
    let family = state.live.family(evaluation.verdicts.rows.iter().map(|row| &row.key));
    let pod = family.into_keys().find(|key| key.group_kind.is("", "Pod") && *key.name == *name)?;
    Some(LogTarget { pod, container: args.container.as_str().into(), previous: args.previous })
}
