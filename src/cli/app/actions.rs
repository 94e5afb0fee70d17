//! `app actions list` and `app actions run`: what can be done to resources, shown exactly before it is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::engine::actions::outgoing::{Asked, Outgoing, What};
use crate::engine::actions::scripts::Scripts;
use crate::engine::actions::{Action, has_actions};
use crate::engine::compare::mask::Shown;
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::acts::Offered;
use crate::session::command::{Authority, Command};
use crate::session::query::QuerySpec;
use crate::session::state::State;
use crate::session::update::access::forbidden;
use crate::session::update::acts::own_object;
use crate::session::update::command::refusal;
use crate::view;
use crate::view::page::{Column, Cut, Page, Row, RowId, Span, Tone, Window};
use crate::view::screen::Screen;

use super::super::actions_args::{Actions, Chosen, ListArgs, RunArgs};
use super::super::args::Output;
use super::super::headless::Headless;
use super::super::out;
use super::change::send;
use super::show::judge;
use super::sync::ask_person;

/// How long one object may take: its scripts run in the worker.
const ANSWER: Duration = Duration::from_mins(2);

const ALL: Window = Window { first: 0, height: usize::MAX };

/// Runs a verb of `app actions`.
pub(super) fn run(session: &mut Headless, verb: &Actions) -> Result<u8, Problem> {
    match verb {
        Actions::List(args) => list(session, args),
        Actions::Run(args) => act(session, args),
    }
}

/// The resources that match: managed ones and the Application itself; one that belongs to a managed one where it is named.
fn resources(session: &mut Headless, app: &AppKey, chosen: &Chosen) -> Result<Vec<ObjectKey>, Problem> {
    let evaluation = judge(session, app, (false, false))?;
    let state = &session.state;
    let roots: Vec<ObjectKey> = evaluation.verdicts.rows.iter().map(|row| row.key.clone()).collect();
    let mut keys: BTreeSet<ObjectKey> = roots.iter().cloned().chain([own_object(app)]).collect();
    if chosen.resource_name.is_some() {
        keys.extend(state.live.family(roots.iter()).into_keys());
    }
    let is = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own);
    let fits = |key: &ObjectKey| {
        is(&chosen.kind, &key.group_kind.kind)
            && is(&chosen.group, &key.group_kind.group)
            && is(&chosen.namespace, &key.namespace)
            && is(&chosen.resource_name, &key.name)
    };
    let found: Vec<ObjectKey> = keys.into_iter().filter(fits).collect();
    if found.is_empty() {
        let problem = Problem::error(ProblemKind::NotFound, format!("no resource of {app} matches"));
        return Err(problem.hint(format!("list them with: tiphys app resources {}", app.name)));
    }
    Ok(found)
}

/// What one object has.
fn offered(session: &mut Headless, app: &AppKey, key: &ObjectKey) -> Result<Arc<Offered>, Problem> {
    session.send(Command::Actions { app: app.clone(), object: key.clone() });
    session.until(Some(ANSWER), |state| state.acts.offered.get(key).cloned())?
}

fn list(session: &mut Headless, args: &ListArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    let scripts = Scripts::new(&session.state.plane.settings);
    // Kinds without any are not read at all.
    let may = |key: &ObjectKey| {
        let kind = &key.group_kind;
        has_actions(&kind.group, &kind.kind) || scripts.has_actions(&kind.to_string())
    };
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for key in resources(session, &app, &args.chosen)?.into_iter().filter(may) {
        match offered(session, &app, &key) {
            Ok(offered) => {
                problems.extend(offered.problems.iter().filter(|own| !problems.contains(*own)).cloned().collect::<Vec<_>>());
                found.extend(offered.actions.iter().map(|action| (key.clone(), action.clone())));
            }
            // What is not in the cluster has no actions; everything else says why.
            Err(problem) if problem.kind == ProblemKind::NotFound => {}
            Err(problem) => problems.push(problem),
        }
    }
    match args.output {
        Output::Json => out::say(&serde_json::to_string_pretty(&data(&found)).unwrap_or_default()),
        Output::Yaml => out::raw(serde_yaml::to_string(&data(&found)).unwrap_or_default().as_bytes()),
        Output::Name => found.iter().for_each(|(key, action)| out::say(&crate::model::text::clean(&format!("{key} {}", action.name)))),
        Output::Table | Output::Wide | Output::Tree => out::rows(&table(&found)),
    }
    problems.iter().for_each(out::problem);
    Ok(if any_error(&problems) { out::ERROR } else { 0 })
}

/// As `argocd app actions list -o json` has it, with the reason and the parameters.
fn data(found: &[(ObjectKey, Action)]) -> Vec<BTreeMap<&'static str, serde_json::Value>> {
    let one = |(key, action): &(ObjectKey, Action)| {
        let params: Vec<_> =
            action.params.iter().map(|own| serde_json::json!({"name": &*own.name, "default": own.default.as_deref()})).collect();
        BTreeMap::from([
            ("Group", (*key.group_kind.group).into()),
            ("Kind", (*key.group_kind.kind).into()),
            ("Namespace", (*key.namespace).into()),
            ("Name", (*key.name).into()),
            ("Action", (*action.name).into()),
            ("Disabled", action.disabled.is_some().into()),
            ("Reason", action.disabled.as_deref().unwrap_or("").into()),
            ("Params", params.into()),
        ])
    };
    found.iter().map(one).collect()
}

fn table(found: &[(ObjectKey, Action)]) -> Page {
    let column = |title| Column { title, min: 4, max: 0, drop: 0, cut: Cut::End };
    let row = |(at, (key, action)): (usize, &(ObjectKey, Action))| {
        let asks: Vec<&str> = action.params.iter().map(|own| &*own.name).collect();
        let asks = if asks.is_empty() { String::new() } else { format!(" (--param {}=…)", asks.join("=… --param ")) };
        let what = match &action.disabled {
            Some(why) => Span::new(why, Tone::Warn),
            None => Span::new(format!("{}{asks}", action.says), Tone::Plain),
        };
        let text = |text: &str| vec![Span::plain(text)];
        let disabled = if action.disabled.is_some() { "true" } else { "false" };
        let kind = &key.group_kind;
        let cells = vec![text(&kind.group), text(&kind.kind), text(&key.name), text(&action.name), text(disabled), vec![what]];
        Row { id: RowId::Line(at), cells, depth: 0, fold: None, is_problem: false }
    };
    Page {
        columns: ["GROUP", "KIND", "NAME", "ACTION", "DISABLED", "WHAT IT DOES, OR WHY NOT"].map(column).to_vec(),
        rows: found.iter().enumerate().map(row).collect(),
        ..Page::default()
    }
}

fn act(session: &mut Headless, args: &RunArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    if args.chosen.kind.is_none() {
        return Ok(out::usage(&Problem::error(ProblemKind::BadInput, "--kind is needed").hint("name the kind: --kind Deployment")));
    }
    let keys = resources(session, &app, &args.chosen)?;
    let groups: BTreeSet<&Arc<str>> = keys.iter().map(|key| &key.group_kind.group).collect();
    if groups.len() > 1 {
        return Ok(out::usage(&Problem::error(ProblemKind::BadInput, "resources of several groups match").hint("name one with --group")));
    }
    if keys.len() > 1 && !args.all {
        let names: Vec<&str> = keys.iter().map(|key| &*key.name).collect();
        let problem = Problem::error(ProblemKind::BadInput, format!("{} resources match: {}", keys.len(), names.join(", ")));
        return Ok(out::usage(&problem.hint("name one with --resource-name, or run it on all with --all")));
    }
    if keys.len() > 1 && args.agree.plan.is_some() {
        let problem = Problem::error(ProblemKind::BadInput, "--plan is of one resource, and several match");
        return Ok(out::usage(&problem.hint("name one with --resource-name")));
    }
    let mut worst = 0;
    for key in keys {
        let asked = Asked { app: app.clone(), key, action: args.action.as_str().into(), parameters: args.params.iter().cloned().collect() };
        worst = worst.max(one(session, args, asked)?);
    }
    Ok(worst)
}

/// One run: made, shown, agreed to, sent.
fn one(session: &mut Headless, args: &RunArgs, asked: Asked) -> Result<u8, Problem> {
    let app = asked.app.clone();
    session.send(Command::PlanAct(asked));
    let made = session.until(Some(ANSWER), |state| state.acts.table.get(&app).and_then(|table| table.outgoing.clone()))??;
    show(session, &app, &made, args.output);
    if args.dry_run || made.sendings.is_empty() {
        return Ok(0);
    }
    if let Some(problem) = refusal(&session.state).or_else(|| right(&session.state, &app)) {
        return Err(problem);
    }
    if !agreed(session, args, &app, &made)? {
        out::note("nothing was changed");
        return Ok(out::ERROR);
    }
    let who = session.state.plane.identity.username.clone();
    let authority = Authority::Confirmed { digest: made.digest.clone(), who };
    let code = send(session, &app, Command::Act { app: app.clone(), authority })?;
    let done = session.state.acts.table.get(&app).and_then(|table| table.done.clone());
    if let (0, Some(Ok(words))) = (code, done) {
        let tell: fn(&str) = if is_data(args.output) { out::note } else { out::say };
        words.iter().for_each(|word| tell(&crate::model::text::clean(word)));
    }
    Ok(code)
}

/// Why the person may not run what is on the table; none: they may.
fn right(state: &State, app: &AppKey) -> Option<Problem> {
    let table = state.acts.table.get(app)?;
    let right = crate::engine::access::right::Right::Act { object: table.asked.key.clone(), action: table.asked.action.to_string() };
    forbidden(state, &right, app)
}

fn agreed(session: &Headless, args: &RunArgs, app: &AppKey, made: &Outgoing) -> Result<bool, Problem> {
    if args.agree.plan.is_some() {
        if args.agree.names(&made.digest) {
            return Ok(true);
        }
        let moved = Problem::error(ProblemKind::Conflict, "the action is not the one with that digest: the object moved");
        return Err(moved.hint("read what is sent above and give its digest"));
    }
    Ok(args.agree.yes || ask_person(made.digest.challenge(), session.state.environment(app).production)?)
}

fn is_data(output: Output) -> bool {
    matches!(output, Output::Json | Output::Yaml)
}

/// What would be sent: as the console shows it, or for programs; masked.
fn show(session: &Headless, app: &AppKey, made: &Outgoing, output: Output) {
    let page = view::page(&session.state, &Screen::Act(app.clone()), &QuerySpec::default(), &BTreeSet::new(), ALL);
    if !is_data(output) {
        return out::page(&page);
    }
    out::page_aside(&page);
    let text = |shown: &Shown| if output == Output::Json { shown.to_json() } else { shown.to_yaml() };
    for sending in &made.sendings {
        let what = match sending.what {
            What::Create(_) => "create",
            What::Patch { .. } => "patch",
        };
        out::note(&crate::model::text::clean(&format!("{what} {}", sending.key)));
        if output == Output::Yaml && made.sendings.len() > 1 {
            out::say("---");
        }
        out::say(text(&sending.exact.body).trim_end());
    }
}
