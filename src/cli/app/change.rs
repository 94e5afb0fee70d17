//! Single changes: delete, terminate, hold, hand back.

use std::sync::Arc;
use std::time::Duration;

use crate::model::ids::{AppKey, Digest};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::{Authority, Command};
use crate::session::state::Slot;
use crate::view;

use super::super::app_args::{Agree, Several, Which};
use super::super::headless::Headless;
use super::super::out;
use super::sync::ask_person;

const ANSWER: Duration = Duration::from_mins(1);

/// Asks (unless it was agreed to) and sends a command made with the authority; waits until it is done.
pub(super) fn agree_and_send(
    session: &mut Headless,
    app: &AppKey,
    agree: &Agree,
    command: impl Fn(Authority) -> Command,
) -> Result<u8, Problem> {
    let who = session.state.plane.identity.username.clone();
    let digest = view::confirm::digest(&session.state, &command(Authority::Confirmed { digest: Digest::new(""), who: who.clone() }), app);
    let command = command(Authority::Confirmed { digest: digest.clone(), who });
    if let Some(confirm) = view::confirm::confirm(&session.state, &command) {
        confirm.lines.iter().for_each(|line| out::say(&out::text(line)));
        let confirmed = agree.yes || agree.names(&digest) || ask_person(digest.challenge(), confirm.production)?;
        if !confirmed {
            out::note("nothing was changed");
            return Ok(out::ERROR);
        }
    }
    send(session, app, command)
}

/// Sends a command and waits until it is done; its exit code.
pub(super) fn send(session: &mut Headless, app: &AppKey, command: Command) -> Result<u8, Problem> {
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

pub(super) fn delete(session: &mut Headless, several: &Several, cascade: bool, agree: &Agree) -> Result<u8, Problem> {
    let apps = session.apps(several)?;
    if cascade {
        return Err(Problem::error(ProblemKind::Forbidden, "deleting an application's resources is not possible yet")
            .hint("delete the Application alone with --cascade=false; its resources stay"));
    }
    let mut worst = 0;
    for app in apps {
        let own = app.clone();
        let code = agree_and_send(session, &app, agree, move |authority| Command::Delete { app: own.clone(), authority })?;
        if code == 0 {
            out::say(&format!("application {app} deleted; its resources stay"));
        }
        worst = worst.max(code);
    }
    Ok(worst)
}
