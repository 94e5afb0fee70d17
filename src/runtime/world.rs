//! What a process is given to work with: where to connect, where to keep caches, which binary is the worker. It knows no
//! effect.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::adapters::cluster::connect::{Choice, Cluster};
use crate::config::places::{self, Said};
use crate::model::problem::{Problem, ProblemKind};

/// How the control plane is reached.
#[derive(Debug, Clone)]
pub enum Connect {
    /// By kubeconfig, or as a Pod.
    Kubeconfig(Choice),
    /// By a client that is there already: the demo's, or a test's.
    Ready(Cluster),
}

/// Everything that a runtime is given.
#[derive(Debug, Clone)]
pub struct World {
    /// The control plane.
    pub connect: Connect,
    /// The cache folder (Git mirrors).
    pub cache: PathBuf,
    /// The folder of the journal.
    pub state: PathBuf,
    /// The binary that is run as `tiphys worker`.
    pub worker: PathBuf,
    /// Whether it is the demo's own control plane.
    pub is_demo: bool,
    /// URL prefixes that a repository's content may name although they lead to this machine or its own network.
    pub trusted_remotes: Vec<Arc<str>>,
    /// Timeouts.
    pub limits: Limits,
}

/// How long things may take. Set here and nowhere else.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connecting: name resolution, TLS, a credential plugin that asks a person's browser.
    pub connect: Duration,
    /// One request.
    pub request: Duration,
    /// A fetch over the network; the worker is killed then.
    pub fetch: Duration,
    /// One run of somebody's program (Jsonnet); the worker is killed then.
    pub judge: Duration,
    /// One run of somebody's script (Lua, jq), in processor time: the worker is killed then. Ten times as long by the clock, so that a
    /// busy machine has the same verdicts.
    pub script: Duration,
    /// Waiting for the first list of a kind.
    pub list: Duration,
    /// Rendering and comparing one application, everything included.
    pub evaluate: Duration,
    /// Asking an application's own endpoints, all attempts included: five of a minute are the most that it may ask for.
    pub probe: Duration,
    /// Making a plan, the server-side dry run included.
    pub plan: Duration,
    /// A second look at a remote within this time is the first one's.
    pub fetch_again: Duration,
    /// The same for a file over HTTP.
    pub get_again: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            request: Duration::from_secs(30),
            fetch: Duration::from_secs(90),
            judge: Duration::from_mins(1),
            // Argo CD's own for both languages (`util/lua/lua.go`, `DefaultJQExecutionTimeout`).
            script: Duration::from_secs(1),
            list: Duration::from_secs(15),
            evaluate: Duration::from_mins(3),
            probe: Duration::from_secs(310),
            plan: Duration::from_mins(4),
            fetch_again: Duration::from_secs(5),
            get_again: Duration::from_mins(1),
        }
    }
}

impl World {
    /// The world of a process: what the command line and the configuration say.
    ///
    /// # Errors
    /// When the configuration is wrong, or no cache folder is known.
    pub fn of(said: &Said) -> Result<Self, Problem> {
        let config = places::config(said)?;
        let choice = Choice {
            kubeconfig: said.kubeconfig.clone().or_else(|| config.kubeconfig.clone()),
            context: said.context.clone().or_else(|| config.context.clone()),
            impersonate: said.impersonate.clone(),
            impersonate_groups: said.impersonate_groups.clone(),
        };
        let (cache, state) = (places::cache(said, &config)?, places::state()?);
        let trusted_remotes = config.trusted_remotes.iter().map(|prefix| prefix.as_str().into()).collect();
        let (connect, worker) = (Connect::Kubeconfig(choice), own_binary()?);
        Ok(Self { connect, cache, state, worker, is_demo: false, trusted_remotes, limits: Limits::default() })
    }
}

/// The binary that is run as the worker: this one.
///
/// # Errors
/// When the operating system does not say.
pub fn own_binary() -> Result<PathBuf, Problem> {
    std::env::current_exe().map_err(|error| Problem::error(ProblemKind::Internal, format!("this binary cannot be found: {error}")))
}
