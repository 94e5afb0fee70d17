//! Arguments, colour-eyre and panic hooks, choose a face; nothing else.

use std::process::ExitCode;

use clap::Parser;
use tiphys::cli::args::Cli;
use tiphys::config::places::{self, Said};

/// Bursts of lists are given back to the system; measured in `benches/memory`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> color_eyre::Result<ExitCode> {
    color_eyre::install()?;
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was installed already");
    }
    let cli = Cli::parse();
    let place = cli.place.clone();
    let said = Said { kubeconfig: place.kubeconfig, context: place.context, config: place.config, cache: place.cache };
    let config = places::config(&said).unwrap_or_default();
    let _log = places::cache(&said, &config).ok().and_then(|folder| places::log(&folder, config.log.as_deref()));
    if let Some(code) = tiphys::cli::run::run(&cli, || tiphys::runtime::world::World::of(&said)) {
        return Ok(ExitCode::from(code));
    }
    Ok(ExitCode::SUCCESS)
}
