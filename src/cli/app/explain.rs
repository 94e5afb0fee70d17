//! `app explain`: why an application is as it is, each chain in one sentence, down to the commit.

use std::time::Duration;

use crate::cli::app_args::Which;
use crate::cli::args::Output;
use crate::cli::headless::Headless;
use crate::cli::out;
use crate::engine::health::script::Scripts;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::model::text::clean;
use crate::session::command::Command;
use crate::session::state::Slot;
use crate::session::update::judged;
use crate::view::age;
use crate::view::explain::{self, Why};

use super::show;

/// How long commits and events may take; the runtime's own limits end them earlier.
const LOOK: Duration = Duration::from_mins(5);

pub(super) fn explain(session: &mut Headless, which: &Which, output: Output, refresh: (bool, bool)) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = show::judge(session, &app, refresh)?;
    let wanted = explain::wanted(&session.state, &app);
    let slots: Vec<Slot> = wanted
        .iter()
        .map(|command| if matches!(command, Command::Events(_)) { Slot::Events(app.clone()) } else { Slot::Explain(app.clone()) })
        .collect();
    wanted.into_iter().for_each(|command| session.send(command));
    for slot in slots {
        session.until(Some(LOOK), |state| (!state.is_busy(&slot)).then_some(()))?;
    }
    let gone = || Problem::error(ProblemKind::NotFound, format!("{app} is gone"));
    let why = explain::why(&session.state, &app).ok_or_else(gone)?;
    match output {
        Output::Name => {
            why.chains.iter().filter_map(|chain| chain.last()).for_each(|link| out::say(&format!("{}/{}", link.kind, link.name)))
        }
        Output::Json | Output::Yaml => print(&why, output)?,
        Output::Table | Output::Wide | Output::Tree => {
            let since = why.since.as_deref().and_then(age::time);
            let since = since.map(|at| format!(" (since {})", age::words(at, session.state.now))).unwrap_or_default();
            out::say(&format!("{app} {}{since}", why.health));
            why.sentences.iter().for_each(|sentence| out::say(sentence));
            if output == Output::Wide {
                why.chains.iter().flatten().filter(|link| !link.message.is_empty()).for_each(|link| {
                    out::say(&format!("  {} {}: {}", link.kind, link.name, link.message));
                });
            }
        }
    }
    // Whoever judges this application by Argo CD as well wants to know where it would have to stand there.
    for (kind, script) in Scripts::of_application(&session.detail(&app)?.object).iter() {
        out::note(&clean(&format!("{kind} is judged by {}; for Argo CD the same goes into argocd-cm: {}", script.place, script.setting)));
    }
    if let Some(Err(problems)) = session.state.shown.culprits.get(&app) {
        problems.iter().for_each(out::problem);
    }
    session.news().iter().for_each(out::problem);
    evaluation.problems.iter().chain(&judged::failed_scripts(&session.state, &app)).for_each(out::problem);
    Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 })
}

fn print(why: &Why, output: Output) -> Result<(), Problem> {
    let wrong = |what: String| Problem::error(ProblemKind::Internal, format!("the chains cannot be printed: {what}"));
    let text = if output == Output::Yaml {
        serde_yaml::to_string(why).map_err(|error| wrong(error.to_string()))?
    } else {
        serde_json::to_string_pretty(why).map_err(|error| wrong(error.to_string()))?
    };
    out::say(text.trim_end());
    Ok(())
}
