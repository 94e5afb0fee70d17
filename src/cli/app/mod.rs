//! `tiphys app …`: one file a concern.

mod change;
mod show;
mod sync;
mod wait;

use crate::model::problem::Problem;
use crate::runtime::world::World;

use super::app_args::App;
use super::headless::Headless;

/// Runs a verb of `app`.
pub(super) fn run(verb: &App, world: World) -> Result<u8, Problem> {
    let mut session = Headless::connect(world)?;
    match verb {
        App::List { output, filter, project, app_namespace } => {
            Ok(show::list(&mut session, *output, filter, project, app_namespace.as_deref()))
        }
        App::Get { which, output, refresh, hard_refresh } => show::get(&mut session, which, *output, (*refresh, *hard_refresh)),
        App::Diff { which, refresh, hard_refresh, no_exit_code } => {
            show::diff(&mut session, which, (*refresh, *hard_refresh), *no_exit_code)
        }
        App::Sync(args) => sync::sync(&mut session, args),
        App::History { which, output } => show::history(&mut session, which, *output),
        App::Rollback(args) => sync::rollback(&mut session, args),
        App::Wait(args) => wait::wait(&mut session, args),
        App::Resources { which, output } => show::resources(&mut session, which, *output),
        App::Manifests { which } => show::manifests(&mut session, which),
        App::Logs(args) => show::logs(&mut session, args),
        App::Create(args) => change::create(&mut session, args),
        App::Delete { which, cascade, agree } => change::delete(&mut session, which, *cascade, agree),
        App::TerminateOp { which, agree } => change::terminate(&mut session, which, agree),
        App::Refresh { which, hard } => show::refresh(&mut session, which, *hard),
        App::Hold { which, reason, release, agree } => change::hold(&mut session, which, reason, *release, agree),
        App::HandBack { which, agree } => change::hand_back(&mut session, which, agree),
    }
}
