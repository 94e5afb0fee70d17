//! Single changes: create, delete, terminate, hold, hand back.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::manifest::{objects, yaml};
use crate::model::application::{Application, ApplicationSpec, Destination, GROUP, Source, SyncPolicy, VERSION};
use crate::model::ids::{AppKey, Digest};
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::model::object::{Object, serde_ser};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::session::command::{Authority, Command};
use crate::session::state::Slot;
use crate::view;

use super::super::app_args::{Agree, CreateArgs, Which};
use super::super::headless::Headless;
use super::super::out;
use super::sync::ask_person;

const ANSWER: Duration = Duration::from_mins(1);

/// Asks (unless it was agreed to) and sends a command made with the authority; waits until it is done.
fn agree_and_send(session: &mut Headless, app: &AppKey, agree: &Agree, command: impl Fn(Authority) -> Command) -> Result<u8, Problem> {
    let who = session.state.plane.identity.username.clone();
    let digest = view::confirm::digest(&session.state, &command(Authority::Confirmed { digest: Digest::new(""), who: who.clone() }), app);
    let command = command(Authority::Confirmed { digest: digest.clone(), who });
    if let Some(confirm) = view::confirm::confirm(&session.state, &command) {
        confirm.lines.iter().for_each(|line| out::say(&out::text(line)));
        let confirmed = agree.yes || agree.plan.as_deref() == Some(digest.as_str()) || ask_person(digest.challenge(), confirm.production)?;
        if !confirmed {
            out::note("nothing was changed");
            return Ok(out::ERROR);
        }
    }
    send(session, app, command)
}

fn send(session: &mut Headless, app: &AppKey, command: Command) -> Result<u8, Problem> {
    session.send(command);
    let slot = Slot::Change(app.clone());
    session.until(Some(ANSWER), |state| (!state.is_busy(&slot)).then_some(()))?;
    let news = session.news();
    news.iter().for_each(out::problem);
    Ok(if crate::model::problem::any_error(&news) { out::ERROR } else { 0 })
}

pub(super) fn terminate(session: &mut Headless, which: &Which, agree: &Agree) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let own = app.clone();
    agree_and_send(session, &app, agree, move |authority| Command::Terminate { app: own.clone(), authority })
}

pub(super) fn hold(session: &mut Headless, which: &Which, reason: &str, release: bool, agree: &Agree) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let (own, reason): (AppKey, Arc<str>) = (app.clone(), reason.into());
    agree_and_send(session, &app, agree, move |authority| {
        if release {
            Command::Release { app: own.clone(), authority }
        } else {
            Command::Hold { app: own.clone(), reason: reason.clone(), authority }
        }
    })
}

pub(super) fn hand_back(session: &mut Headless, which: &Which, agree: &Agree) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let own = app.clone();
    agree_and_send(session, &app, agree, move |authority| Command::HandBack { app: own.clone(), authority })
}

pub(super) fn delete(session: &mut Headless, which: &Which, cascade: bool, agree: &Agree) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    if cascade {
        return Err(Problem::error(ProblemKind::Forbidden, "deleting an application's resources is not possible yet")
            .hint("delete the Application alone with --cascade=false; its resources stay"));
    }
    let own = app.clone();
    let code = agree_and_send(session, &app, agree, move |authority| Command::Delete { app: own.clone(), authority })?;
    if code == 0 {
        out::say(&format!("application {app} deleted; its resources stay"));
    }
    Ok(code)
}

pub(super) fn create(session: &mut Headless, args: &CreateArgs) -> Result<u8, Problem> {
    let object = match &args.file {
        Some(file) => read(file)?,
        None => build(args)?,
    };
    let namespace = match (&args.app_namespace, object.namespace().is_empty()) {
        (Some(namespace), _) => namespace.as_str().into(),
        (None, false) => object.namespace().clone(),
        (None, true) => session.state.plane.settings.control_namespace.clone(),
    };
    let app = AppKey::new(session.state.plane.id.clone(), namespace.clone(), object.name().clone());
    let object = object
        .set(&["metadata", "namespace"], Value::str(namespace))
        .map_err(|error| Problem::error(ProblemKind::BadInput, error.to_string()))?;
    let who = session.state.plane.identity.username.clone();
    let authority = Authority::Confirmed { digest: Digest::new(""), who };
    let code = send(session, &app, Command::Create { object, upsert: args.upsert, authority })?;
    if code == 0 {
        out::say(&format!("application {app} created"));
    }
    Ok(code)
}

fn read(file: &std::path::Path) -> Result<Object, Problem> {
    let name = file.display().to_string();
    let wrong =
        |error: std::io::Error| Problem::error(ProblemKind::NotFound, error.to_string().to_lowercase()).at(Place::file(name.as_str()));
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(wrong)?;
        bytes
    } else {
        std::fs::read(file).map_err(wrong)?
    };
    let documents = yaml::parse_yaml(&bytes, &name, yaml::ParseOptions::default());
    let (found, problems) = objects::objects(&documents, &name);
    if let Some(problem) = problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    match found.as_slice() {
        [one] if one.is(GROUP, "Application") => Ok(one.clone()),
        _ => Err(Problem::error(ProblemKind::BadInput, "expected exactly one Application").at(Place::file(name.as_str()))),
    }
}

fn build(args: &CreateArgs) -> Result<Object, Problem> {
    let missing = |what: &str| {
        Problem::error(ProblemKind::BadInput, format!("{what} is missing")).hint("tiphys app create NAME --repo URL --path PATH")
    };
    if args.repo.is_empty() {
        return Err(missing("--repo"));
    }
    let source =
        Source { repo_url: args.repo.clone(), path: args.path.clone(), target_revision: args.revision.clone(), ..Source::default() };
    let policy = SyncPolicy { sync_options: args.sync_option.clone(), ..SyncPolicy::default() };
    let spec = ApplicationSpec {
        source: Some(source),
        destination: Destination { server: args.dest_server.clone(), namespace: args.dest_namespace.clone(), name: String::new() },
        project: args.project.clone(),
        sync_policy: (!args.sync_option.is_empty()).then_some(policy),
        ..ApplicationSpec::default()
    };
    let app = Application { spec, ..Application::default() };
    let wrong = |error: String| Problem::error(ProblemKind::Internal, error);
    let spec = serde_ser::to_value(&app.spec).map_err(|error| wrong(error.to_string()))?;
    let name = args.name.clone().ok_or_else(|| missing("the name"))?;
    let root = map([
        ("apiVersion", Value::str(format!("{GROUP}/{VERSION}"))),
        ("kind", Value::str("Application")),
        ("metadata", Value::Map(map([("name", Value::str(name))]))),
        ("spec", spec),
    ]);
    Object::new(root, crate::model::object::Origin::default()).map_err(|error| wrong(error.to_string()))
}
