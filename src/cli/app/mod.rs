//! `tiphys app …`: one file a concern.

mod actions;
mod change;
mod create;
mod difference;
mod explain;
mod ignore;
mod list;
mod logs;
mod resources;
mod show;
mod sides;
mod sync;
mod wait;

use std::sync::Arc;

use crate::engine::sync::plan::Plan;
use crate::model::ids::AppKey;
use crate::model::problem::Problem;
use crate::runtime::world::World;

use super::app_args::App;
use super::headless::Headless;

/// The plan of a plain sync, made to be looked at.
pub(super) fn planned(session: &mut Headless, app: &AppKey) -> Result<Arc<Plan>, Problem> {
    sync::planned(session, app)
}

/// Runs a verb of `app`.
pub(super) fn run(verb: &App, world: World) -> Result<u8, Problem> {
    let mut session = Headless::connect(world)?;
    let session = &mut session;
    match verb {
        App::List(args) => list::list(session, args),
        App::Get { which, output, refresh, hard_refresh, show_operation } => {
            show::get(session, which, *output, (*refresh, *hard_refresh), *show_operation)
        }
        App::Diff { which, refresh, hard_refresh, exit_code, diff_exit_code, output, width, sides } => {
            let differs = if *exit_code { *diff_exit_code } else { 0 };
            show::diff(session, which, sides, (*refresh, *hard_refresh), differs, (*output, *width))
        }
        App::Ignore(args) => ignore::ignore(session, args),
        App::Explain { which, output, refresh, hard_refresh } => explain::explain(session, which, *output, (*refresh, *hard_refresh)),
        App::Sync(args) => sync::sync(session, args),
        App::History { which, output } => show::history(session, which, *output),
        App::Rollback(args) => sync::rollback(session, args),
        App::Wait(args) => wait::wait(session, args),
        App::Resources { which, output, orphaned } => resources::resources(session, which, *output, *orphaned),
        App::Manifests { which, source: _ } => show::manifests(session, which),
        App::Logs(args) => logs::logs(session, args),
        App::Actions(verb) => actions::run(session, verb),
        App::Create(args) => create::create(session, args),
        App::Delete { several, cascade, propagation_policy: _, agree } => change::delete(session, several, *cascade, agree),
        App::TerminateOp { which, agree } => change::terminate(session, which, agree),
        App::Refresh { several, hard } => show::refresh(session, several, *hard),
        App::Hold { which, reason, release, agree } => change::hold(session, which, reason, *release, agree),
        App::HandBack { which, agree } => change::hand_back(session, which, agree),
    }
}
