//! Getting charts: HTTP repositories and registries on loopback, with real archives. The client, its guard and its caches are the real ones.

mod http;
mod locked;
mod oci;
mod oci_doors;

use std::sync::Arc;

use tiphys::engine::render::helm::packed::{ChartRef, NamedBy, Packed};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::repository::{RepoCredential, Repositories, Secret};
use tiphys::runtime::alone::Alone;
use tiphys::runtime::world::{Connect, Limits, World};

/// Gets a chart with what is known of repositories.
fn get(chart: ChartRef, known: &Repositories, trusted: &[&str]) -> Result<Arc<Packed>, Problem> {
    let nowhere = std::path::PathBuf::from("/nowhere");
    let world = World {
        connect: Connect::Kubeconfig(tiphys::adapters::cluster::connect::Choice::default()),
        cache: nowhere.clone(),
        state: nowhere,
        worker: env!("CARGO_BIN_EXE_tiphys").into(),
        is_demo: false,
        trusted_remotes: trusted.iter().map(|url| Arc::from(*url)).collect(),
        limits: Limits::default(),
    };
    Alone::new(|| Ok(world)).knowing(known.clone()).chart(chart)
}

/// Gets a chart that the command line names, with no credentials.
fn plain(repo: &str, chart: &str, version: &str) -> Result<Arc<Packed>, Problem> {
    get(ChartRef::new(repo, chart, version), &Repositories::default(), &[])
}

/// A repository Secret with a user and a password.
fn secret(url: &str, user: &str, password: &str) -> RepoCredential {
    let (username, password) = (user.into(), Secret::new(password));
    RepoCredential { secret: "repo-1".into(), url: url.into(), username, password, ..RepoCredential::default() }
}

fn known(repositories: Vec<RepoCredential>) -> Repositories {
    Repositories { repositories, ..Repositories::default() }
}

/// The same chart, asked for with the repository's credentials wherever its archive is.
fn passing(chart: ChartRef) -> ChartRef {
    ChartRef { named_by: NamedBy::Operator { project: Arc::default(), passes_credentials: true }, ..chart }
}

/// What a failure says, and its next step.
fn said(got: Result<Arc<Packed>, Problem>) -> (ProblemKind, String, String) {
    let problem = got.expect_err("it fails");
    (problem.kind, problem.cause.to_string(), problem.hint.map(|hint| hint.to_string()).unwrap_or_default())
}
