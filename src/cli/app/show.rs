//! Verbs that only look: get, diff, history, manifests, refresh.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::compare::mask::{Shown, shown_object};
use crate::engine::secrecy;
use crate::model::ids::{AppKey, ObjectKey, RepoUrl};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::model::status::HistoryRecord;
use crate::session::command::{Command, DiffOf};
use crate::session::outcome::{Evaluation, Presence};
use crate::session::query::QuerySpec;
use crate::session::state::{Slot, State};
use crate::session::update::evaluate::health;
use crate::session::update::judged;
use crate::view;
use crate::view::ignored;
use crate::view::orphans::ORPHANED;
use crate::view::page::{Column, Cut, Line, Page, Row, RowId, Span, Window};
use crate::view::screen::{Screen, Tab};

use super::super::app_args::{DiffOutput, HistoryOutput, Several, Which};
use super::super::args::Output;
use super::super::diff_args::SideArgs;
use super::super::headless::Headless;
use super::super::out;
use super::difference;

/// Everything on one page: a pipe has no window.
pub(super) const ALL: Window = Window { first: 0, height: usize::MAX };

/// How long judging one application may take before the CLI gives up; the runtime's own limits end it earlier.
const JUDGE: Duration = Duration::from_mins(5);

/// Judges an application now, and waits for it.
pub(super) fn judge(session: &mut Headless, app: &AppKey, (refresh, hard): (bool, bool)) -> Result<Arc<Evaluation>, Problem> {
    session.send(Command::Interest(vec![app.clone()]));
    if refresh || hard {
        session.send(Command::Refresh { apps: vec![app.clone()], hard });
    }
    let slot = Slot::Evaluate(app.clone());
    let probes = Slot::Probe(app.clone());
    let is_whole = |state: &State| !state.is_busy(&slot) && !state.is_busy(&probes) && !judged::is_judging(state, app);
    session.until(Some(JUDGE), |state| state.evaluation(app).filter(|_| is_whole(state)).cloned())
}

/// Where no Argo CD is alive the CLI judges for itself.
fn judges(state: &State) -> bool {
    state.plane.presence == Presence::Absent
}

/// A masked object as JSON or YAML.
pub(super) fn print_shown(shown: &Shown, output: Output) {
    match output {
        Output::Yaml => out::raw(shown.to_yaml().as_bytes()),
        Output::Table | Output::Wide | Output::Name | Output::Json | Output::Tree => out::say(shown.to_json().trim_end()),
    }
}

/// The Application as it is now, computed where no Argo CD is alive.
pub(super) fn print_app(session: &Headless, app: &AppKey, output: Output) -> Result<(), Problem> {
    let state = &session.state;
    let missing = || Problem::error(ProblemKind::NotFound, format!("{app} is gone"));
    let object = secrecy::application(&state.apps.get(app).ok_or_else(missing)?.body.unpack()?);
    let object = match state.evaluation(app) {
        Some(evaluation) if judges(state) => computed(state, app, evaluation, &object),
        Some(_) | None => object,
    };
    print_shown(&shown_object(&object, &state.plane.settings), output);
    Ok(())
}

pub(super) fn get(
    session: &mut Headless,
    which: &Which,
    output: Output,
    refresh: (bool, bool),
    show_operation: bool,
) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, refresh)?;
    session.know_locks();
    match output {
        Output::Name => out::say(&app.to_string()),
        Output::Json | Output::Yaml => print_app(session, &app, output)?,
        Output::Table | Output::Wide | Output::Tree => {
            out::say(&app.to_string());
            // Whether orphans are asked for is the project's to say; one that cannot be read asks for none.
            let _ = session.until(Some(JUDGE), |state| state.plane.projects_listed.is_some().then_some(()));
            // Of what belongs to no application the number is enough here.
            let folded = BTreeSet::from([RowId::Section(ORPHANED)]);
            let mut page = view::page(&session.state, &Screen::App(app.clone(), Tab::Tree), &QuerySpec::default(), &folded, ALL);
            if output == Output::Wide {
                page.facts.extend(source_facts(session, &app)?);
            }
            out::page(&page);
            rules(&evaluation);
            session.news().iter().for_each(out::problem);
            if show_operation {
                out::page(&view::page(&session.state, &Screen::Operation(app.clone()), &QuerySpec::default(), &BTreeSet::new(), ALL));
            }
        }
    }
    Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 })
}

/// Where an application comes from and how it is synced: what `-o wide` has besides.
fn source_facts(session: &Headless, app: &AppKey) -> Result<Vec<Line>, Problem> {
    let spec = session.detail(app)?.app.spec.clone();
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    let mut lines: Vec<Line> = Vec::new();
    for source in spec.sources() {
        let repo = RepoUrl::new(source.repo_url.as_str()).shown();
        lines.push(vec![Span::plain(format!(
            "source {repo}  path {}  target {}",
            or(&source.path, "."),
            or(&source.target_revision, "HEAD")
        ))]);
    }
    let policy = if spec.is_automated() { "automatic" } else { "manual" };
    let options = spec.sync_policy.unwrap_or_default().sync_options.join(",");
    lines.push(vec![Span::plain(format!("sync {policy}{}{options}", if options.is_empty() { "" } else { "  options " }))]);
    Ok(lines)
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

/// Ignore rules that hide nothing, as notes; those that a problem names already are told with it, not twice.
fn rules(evaluation: &Evaluation) {
    let is_told = |place: &str| evaluation.problems.iter().any(|own| own.place.as_ref().is_some_and(|at| at.to_string() == place));
    let idle = ignored::idle(&evaluation.verdicts.rules).filter(|rule| !rule.is_wrong() || !is_told(&rule.place));
    for line in ignored::lines(idle) {
        out::note(&line.iter().map(Span::text).collect::<String>());
    }
}

pub(super) fn refresh(session: &mut Headless, several: &Several, hard: bool) -> Result<u8, Problem> {
    let mut worst = 0;
    for app in session.apps(several)? {
        let evaluation = judge(session, &app, (true, hard))?;
        evaluation.problems.iter().for_each(out::problem);
        session.news().iter().for_each(out::problem);
        out::say(&format!("{app} {}", evaluation.verdicts.status));
        worst = worst.max(if any_error(&evaluation.problems) { out::ERROR } else { 0 });
    }
    Ok(worst)
}

pub(super) fn diff(
    session: &mut Headless,
    which: &Which,
    sides: &SideArgs,
    refresh: (bool, bool),
    differs: u8,
    form: (DiffOutput, Option<u16>),
) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let of = match super::sides::of(sides, &app, session.detail(&app)?.app.spec.sources()) {
        Ok(of) => of,
        Err(problem) => return Ok(out::usage(&problem)),
    };
    // What Git wants now is judged first; of other sides the difference itself says what went wrong.
    let is_usual = of == DiffOf::DesiredLive;
    let judged = if is_usual || refresh.0 || refresh.1 { Some(judge(session, &app, refresh)?) } else { None };
    session.send(Command::Diff { app: app.clone(), of: of.clone(), only: None });
    let slot = (app.clone(), of.clone(), None);
    let view = session.until(Some(JUDGE), |state| state.shown.diffs.get(&slot).cloned())?;
    let view = match view {
        Ok(view) => view,
        Err(problems) => {
            problems.iter().for_each(out::problem);
            return Ok(out::ERROR);
        }
    };
    // A page tells its problems itself.
    let problems = match &judged {
        Some(judged) if is_usual => judged.problems.clone(),
        Some(_) | None if view.objects.is_empty() => view.problems.clone(),
        Some(_) | None => Vec::new(),
    };
    difference::print(&session.state, (&app, &of), &view, &problems, form)?;
    if let Some(line) = view::git_age(&session.state, &app).filter(|_| judged.is_some()) {
        out::note(&line.iter().map(Span::text).collect::<String>());
    }
    if let Some(judged) = judged.as_ref().filter(|_| is_usual) {
        rules(judged);
    }
    let on_page = form.0 == DiffOutput::Fields && !view.objects.is_empty();
    problems.iter().filter(|own| !on_page || !view.problems.contains(own)).for_each(out::problem);
    let has_error = any_error(&problems) || !is_usual && any_error(&view.problems);
    Ok(match (has_error, view.objects.is_empty()) {
        (true, _) => out::ERROR,
        (false, true) => 0,
        (false, false) => differs,
    })
}

pub(super) fn history(session: &mut Headless, which: &Which, output: HistoryOutput) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    if output != HistoryOutput::Table {
        let missing = || Problem::error(ProblemKind::NotFound, format!("{app} is gone"));
        let object = session.state.apps.get(&app).ok_or_else(missing)?.body.unpack()?;
        let history = crate::session::apps::detail(object).app.status.history.clone();
        match output {
            HistoryOutput::Id => history.iter().for_each(|record| out::say(&record.id.to_string())),
            HistoryOutput::Wide | HistoryOutput::Table => out::rows(&wide_history(&history)),
            HistoryOutput::Json => print_list(&history, Output::Json)?,
            HistoryOutput::Yaml => print_list(&history, Output::Yaml)?,
        }
        return Ok(0);
    }
    judge(session, &app, (false, false))?;
    session.send(Command::History(app.clone()));
    let slot = Slot::Commits(app.clone());
    session.until(Some(JUDGE), |state| (!state.is_busy(&slot)).then_some(()))?;
    out::rows(&view::page(&session.state, &Screen::App(app, Tab::History), &QuerySpec::default(), &BTreeSet::new(), ALL));
    Ok(0)
}

/// Records in full, oldest first as they are kept.
fn wide_history(history: &[HistoryRecord]) -> Page {
    let titles = ["ID", "DEPLOYED AT", "BY", "REVISION", "REPO", "PATH"];
    let row = |record: &HistoryRecord| {
        let by = record.initiated_by.clone().unwrap_or_default();
        let revision = if record.revisions.is_empty() { record.revision.clone() } else { record.revisions.join(",") };
        let sources = if record.sources.is_empty() { record.source.as_slice() } else { &record.sources };
        let repos: Vec<String> = sources.iter().map(|source| RepoUrl::new(source.repo_url.as_str()).shown()).collect();
        let paths: Vec<&str> = sources.iter().map(|source| source.path.as_str()).collect();
        let who = if by.automated { "auto".to_owned() } else { by.username };
        let cells = [record.id.to_string(), record.deployed_at.clone(), who, revision, repos.join(","), paths.join(",")];
        let cells = cells.iter().map(|text| vec![Span::plain(text)]).collect();
        Row { id: RowId::Record(record.id), cells, depth: 0, fold: None, is_problem: false }
    };
    Page {
        columns: titles.map(|title| Column { title, min: 2, max: 0, drop: 0, cut: Cut::End }).to_vec(),
        rows: history.iter().map(row).collect(),
        ..Page::default()
    }
}

/// Values of ours that hold no Secret, as JSON or YAML.
pub(super) fn print_list<T: serde::Serialize>(values: &[T], output: Output) -> Result<(), Problem> {
    let wrong = |what: String| Problem::error(ProblemKind::Internal, format!("the list cannot be printed: {what}"));
    let text = match output {
        Output::Yaml => serde_yaml::to_string(values).map_err(|error| wrong(error.to_string()))?,
        Output::Table | Output::Wide | Output::Name | Output::Json | Output::Tree => {
            serde_json::to_string_pretty(values).map_err(|error| wrong(error.to_string()))?
        }
    };
    out::say(text.trim_end());
    Ok(())
}

pub(super) fn manifests(session: &mut Headless, which: &Which) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, (false, false))?;
    let mut code = 0;
    let objects: Vec<ObjectKey> = evaluation.verdicts.rows.iter().filter(|row| row.is_live).map(|row| row.key.clone()).collect();
    for object in objects {
        session.send(Command::Manifest { app: app.clone(), object: object.clone() });
        match session.until(Some(JUDGE), |state| state.shown.manifests.get(&object).cloned())? {
            Ok(lines) => {
                out::say("---");
                lines.iter().for_each(|line| out::say(&crate::model::text::clean(line)));
            }
            Err(problem) => {
                // The rest is printed; whoever pipes it learns that something is missing.
                out::problem(&problem);
                code = out::ERROR;
            }
        }
    }
    Ok(code)
}
