//! `tiphys demo`: the sandbox in this process, real repositories on disk, the fleet deployed as its past says; then the console, or
//! (`--serve`) nothing but the server until it is told to stop.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use tiphys::cli::args::Demo;
use tiphys::model::ids::ClusterId;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::runtime::seed::{self, Seed};
use tiphys::runtime::world::{Connect, Limits, World, own_binary};
use tiphys::sandbox::host::{Config, Sandbox};
use tiphys::sandbox::scenario::{self, Fleet};
use tiphys::sandbox::users::User;

fn told(what: &str, error: impl std::fmt::Display) -> Problem {
    Problem::error(ProblemKind::Internal, format!("{what}: {error}")).hint("choose another folder with --dir, or free some space")
}

/// The sandbox with its fleet; it lives as long as this value.
pub(crate) struct Demonstration {
    sandbox: Sandbox,
    /// Of this process alone: loopback is open to everybody on the machine.
    token: String,
    /// Where repositories and caches are.
    pub folder: PathBuf,
    is_throw_away: bool,
}

impl Demonstration {
    /// Writes the repositories, starts the sandbox and deploys the fleet as its past says.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) async fn start(demo: &Demo) -> Result<Self, Problem> {
        let (folder, is_throw_away) = match &demo.dir {
            Some(folder) => (folder.clone(), false),
            None => (std::env::temp_dir().join(format!("tiphys-demo-{}", std::process::id())), true),
        };
        std::fs::create_dir_all(&folder).map_err(|error| told("the demo's folder cannot be made", error))?;
        let folder = folder.canonicalize().map_err(|error| told("the demo's folder cannot be used", error))?;
        let fleet = scenario::write(&folder, jiff::Timestamp::now()).map_err(|error| told("the demo cannot be written", error))?;
        let token = token().map_err(|error| told("there is no entropy", error))?;
        let mut config = Config::default();
        config.users.add(&token, User::new("demo-operator", &["system:masters"]));
        let own = Self { sandbox: Sandbox::new(config), token, folder, is_throw_away };
        let world = own.world()?;
        let Fleet { namespaces, configs, projects, applications, by_hand } = fleet;
        let by_hand = by_hand.into_iter().map(|change| (change.namespace, change.name, change.patch)).collect();
        seed::seed(&world, Seed { namespaces, configs, projects, applications, by_hand }).await?;
        Ok(own)
    }

    /// The world of a console on it.
    ///
    /// # Errors
    /// When this binary cannot be found.
    pub(crate) fn world(&self) -> Result<World, Problem> {
        let cluster =
            tiphys::adapters::cluster::connect::Cluster::from_client(self.sandbox.client_with_token(&self.token), ClusterId::new("demo"));
        Ok(World {
            connect: Connect::Ready(cluster),
            cache: self.folder.join("cache"),
            state: self.folder.join("state"),
            worker: own_binary()?,
            is_demo: true,
            trusted_remotes: Vec::new(),
            limits: Limits::default(),
        })
    }

    /// Serves on loopback for kubectl and other consoles, and says so in one line; ends with SIGINT or SIGTERM.
    ///
    /// # Errors
    /// When no port can be opened.
    pub(crate) async fn serve(&self) -> Result<(), Problem> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = self.sandbox.serve_tls(address).await.map_err(|error| told("the sandbox cannot be served", error))?;
        let kubeconfig = self.folder.join("kubeconfig");
        write_private(&kubeconfig, &server.kubeconfig("demo-operator", &self.token))
            .map_err(|error| told("the kubeconfig cannot be written", error))?;
        tiphys::cli::out::say(&format!("ready: KUBECONFIG={}", kubeconfig.display()));
        tiphys::runtime::until_asked_to_end().await;
        Ok(())
    }
}

/// A token that nobody guesses.
fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 24];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A file that only its owner reads: it holds a token.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        if self.is_throw_away
            && let Err(error) = std::fs::remove_dir_all(&self.folder)
        {
            tracing::warn!(%error, "the demo's folder stays behind");
        }
    }
}
