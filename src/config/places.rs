//! Where files live, by XDG; what flags, environment and the user's file say together; and the log, which is a file.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::file::{self, Config};
use crate::model::problem::{Problem, ProblemKind};

/// What was said on the command line.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
    /// `--as`.
    pub impersonate: Option<String>,
    /// `--as-group`.
    pub impersonate_groups: Vec<String>,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--cache`.
    pub cache: Option<PathBuf>,
}

fn no_home() -> Problem {
    Problem::error(ProblemKind::NotFound, "no home folder is known").hint("set HOME, or XDG_CONFIG_HOME and XDG_CACHE_HOME")
}

/// The user's configuration: a file that was named must be there, the usual one may be missing.
///
/// # Errors
/// When a file cannot be read or understood.
pub fn config(said: &Said) -> Result<Config, Problem> {
    let mut config = read(said)?;
    config.kubeconfig = config.kubeconfig.map(at_home);
    config.cache = config.cache.map(at_home);
    Ok(config)
}

/// A path of the file with `~/` at its beginning, as people write it.
fn at_home(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        (Ok(_), None) | (Err(_), _) => path,
    }
}

fn read(said: &Said) -> Result<Config, Problem> {
    if let Some(path) = &said.config {
        return file::read(path);
    }
    let usual = etcetera::choose_base_strategy().map_err(|_| no_home())?.config_dir().join("tiphys/config.yaml");
    if usual.exists() { file::read(&usual) } else { Ok(Config::default()) }
}

/// The folder for caches.
///
/// # Errors
/// When no home folder is known.
pub fn cache(said: &Said, config: &Config) -> Result<PathBuf, Problem> {
    if let Some(path) = said.cache.clone().or_else(|| config.cache.clone()) {
        return Ok(path);
    }
    Ok(etcetera::choose_base_strategy().map_err(|_| no_home())?.cache_dir().join("tiphys"))
}

/// The folder for what is kept about this machine's work (the journal).
///
/// # Errors
/// When no home folder is known.
pub fn state() -> Result<PathBuf, Problem> {
    let base = etcetera::choose_base_strategy().map_err(|_| no_home())?;
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join("tiphys"))
}

/// Starts the log: a file in the cache folder, never the terminal. The guard flushes it when it is dropped.
pub fn log(folder: &Path, filter: Option<&str>) -> Option<tracing_appender::non_blocking::WorkerGuard> {
    std::fs::create_dir_all(folder).ok()?;
    let (writer, guard) = tracing_appender::non_blocking(tracing_appender::rolling::never(folder, "tiphys.log"));
    let filter = tracing_subscriber::EnvFilter::try_new(filter.unwrap_or("warn,tiphys=info")).ok()?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).try_init().ok()?;
    Some(guard)
}
