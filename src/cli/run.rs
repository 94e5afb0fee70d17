//! From parsed arguments to an exit code.

use std::io::BufRead;

use clap::CommandFactory;

use crate::model::problem::Problem;
use crate::runtime::engine::with_stack;
use crate::runtime::world::World;

use super::args::{Cli, Verb};
use super::{access, app, conformance, crds, out, policy, render};

/// Runs a verb; `world` is made only for verbs that need one. The console and the demo are not verbs of this room: `None`.
pub fn run(cli: &Cli, world: impl FnOnce() -> Result<World, Problem> + Send) -> Option<u8> {
    let result = match cli.verb.as_ref()? {
        Verb::App(verb) => world().and_then(|world| app::run(verb, world)),
        Verb::Can(args) => access::can::run(args, world),
        Verb::Rbac(verb) => access::rbac::run(verb, world),
        Verb::Proj(verb) => world().and_then(|world| access::proj::run(verb, world)),
        Verb::Render(what) => with_stack(|| render::run(what, world)).flatten(),
        Verb::Policy(what) => policy::run(what),
        Verb::Crds { what } => crds::run(what.as_ref(), world),
        Verb::Completion { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "tiphys", &mut script);
            out::raw(&script);
            Ok(0)
        }
        Verb::Worker => match crate::runtime::served::serve() {
            Ok(()) => Ok(0),
            Err(_) => Ok(out::ERROR),
        },
        Verb::Conformance { suite } => {
            let Some(mut suite) = conformance::Suite::named(suite) else {
                return Some(out::USAGE);
            };
            with_stack(|| {
                for line in std::io::stdin().lock().split(b'\n').map_while(Result::ok) {
                    suite.answer(&String::from_utf8_lossy(&line)).iter().for_each(|answer| out::say(answer));
                }
                0
            })
        }
        Verb::Demo(_) => return None,
    };
    Some(result.unwrap_or_else(|problem| {
        out::problem(&problem);
        out::ERROR
    }))
}
