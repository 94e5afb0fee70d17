//! Arguments, colour-eyre and panic hooks, choose a face; nothing else.

mod demo;

use std::io::IsTerminal;
use std::process::ExitCode;

use tiphys::cli::args::Verb;
use tiphys::cli::out;
use tiphys::config::places::{self, Said};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::runtime::world::World;
use tiphys::runtime::{Runtime, block_on, connect};
use tiphys::tui;

/// Bursts of lists are given back to the system; measured in `benches/memory`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> color_eyre::Result<ExitCode> {
    color_eyre::install()?;
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was installed already");
    }
    let cli = tiphys::cli::usage::parse();
    if cli.verb.as_ref().is_none_or(Verb::opens_git) {
        tiphys::runtime::prepare_git();
    }
    let place = cli.place.clone();
    let said = Said {
        kubeconfig: place.kubeconfig,
        context: place.context,
        impersonate: place.impersonate,
        impersonate_groups: place.impersonate_groups,
        config: place.config,
        cache: place.cache,
    };
    let _log = cli.verb.as_ref().is_none_or(Verb::is_logged).then(|| start_log(&said));
    if let Some(code) = tiphys::cli::run::run(&cli, || World::of(&said)) {
        return Ok(ExitCode::from(code));
    }
    let done = match &cli.verb {
        Some(Verb::Demo(args)) => run_demo(args, &said),
        _ => World::of(&said).and_then(|world| console(world, &said)),
    };
    Ok(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            out::problem(&problem);
            ExitCode::from(out::ERROR)
        }
    })
}

/// The log, where a cache folder is known. A configuration that cannot be read is told by the face that needs it.
fn start_log(said: &Said) -> Option<impl Drop> {
    let config = places::config(said).unwrap_or_default();
    places::log(&places::cache(said, &config).ok()?, config.log.as_deref())
}

fn failed(what: &str, error: impl std::fmt::Display) -> Problem {
    Problem::error(ProblemKind::Internal, format!("{what}: {error}"))
}

fn run_demo(args: &tiphys::cli::args::Demo, said: &Said) -> Result<(), Problem> {
    tiphys::runtime::isolate_git();
    if !args.serve && std::io::stdout().is_terminal() {
        // Repositories are written and a fleet is deployed first: on a slow machine that takes seconds.
        out::say("Preparing the demo: repositories, an API server, fourteen applications …");
    }
    let reactor = block_on().map_err(|error| failed("threads cannot be started", error))?;
    let demonstration = reactor.block_on(demo::Demonstration::start(args))?;
    if args.serve {
        return reactor.block_on(demonstration.serve());
    }
    // The client's own task lives on the sandbox's reactor.
    let world = reactor.block_on(async { demonstration.world() })?;
    console(world, said)
}

fn console(world: World, said: &Said) -> Result<(), Problem> {
    let config = places::config(said)?;
    let wishes = tui::options::Wishes::of(&config.ui)?;
    let options = tui::options::Options::new(&wishes, |name| std::env::var(name).ok())?;
    let plane = connect::plane_id(&world.connect);
    let notes = world.cache.clone();
    let runtime = Runtime::start(world).map_err(|error| failed("threads cannot be started", error))?;
    tui::start::console(&runtime, plane, options, &notes).map_err(|error| failed("the console ended", error))
}
