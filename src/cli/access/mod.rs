//! `tiphys can`, `rbac` and `proj`: who may do what, when, and which rule says so. One file a concern.

pub(super) mod can;
mod json;
pub(super) mod proj;
pub(super) mod rbac;
mod source;

use crate::engine::access::Verdict;
use crate::model::problem::Problem;
use crate::runtime::world::World;
use crate::view::page::Line;

use super::headless::Headless;
use super::out;

/// Exit code of a question that is answered with no.
const NO: u8 = 1;

/// A session that knows the projects, too.
fn connected(world: World) -> Result<Headless, Problem> {
    let mut session = Headless::connect(world)?;
    session.know_projects()?;
    Ok(session)
}

fn print(lines: impl IntoIterator<Item = Line>) {
    lines.into_iter().for_each(|line| out::say(out::text(&line).trim_end()));
}

/// The exit code of an answer.
fn code(verdict: &Verdict) -> u8 {
    if verdict.allowed { 0 } else { NO }
}
