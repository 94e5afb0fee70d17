//! Answers for who renders without a console: `tiphys render`. Threads and caches are made only when something outside the folder is
//! needed. It decides nothing.

use std::sync::Arc;

use crate::engine::render::entropy::Entropy;
use crate::engine::render::helm::packed::{ChartRef, Packed};
use crate::engine::step::{Answer, Need};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Repositories;
use crate::session::effect::Freshness;

use super::answers::{Fresh, outside};
use super::charts::Charts;
use super::git::Git;
use super::judges::Judges;
use super::web::Web;
use super::world::World;

/// Time and random values for one render that belongs to no operation: what is printed may be applied, and nobody else has it.
///
/// # Errors
/// When the operating system gives none.
pub fn draw() -> Result<Entropy, Problem> {
    Ok(Entropy::of_operation(super::chance::seed()?, jiff::Timestamp::now()))
}

/// Git, files over HTTP, charts, programs and a reactor, once they are needed.
pub struct Alone<W> {
    world: Option<W>,
    known: Repositories,
    started: Option<Started>,
}

struct Started {
    reactor: tokio::runtime::Runtime,
    git: Git,
    web: Web,
    charts: Charts,
    judges: Judges,
    fresh: Fresh,
}

impl<W: FnOnce() -> Result<World, Problem>> Alone<W> {
    /// Nothing started yet; `world` is asked for when something is.
    pub fn new(world: W) -> Self {
        Self { world: Some(world), known: Repositories::default(), started: None }
    }

    /// The same with what repositories are opened with: credentials that the command line gives for the URL that it names.
    #[must_use]
    pub fn knowing(self, known: Repositories) -> Self {
        Self { known, ..self }
    }

    /// Answers to needs that no folder on disk answers. What was fetched before this render is asked for anew, as `kustomize build`
    /// does; what a mirror has still serves where the remote does not answer.
    ///
    /// # Errors
    /// When the configuration is wrong, or the operating system gives no threads.
    pub fn answers(&mut self, needs: Vec<Need>) -> Result<Vec<(Need, Result<Answer, Problem>)>, Problem> {
        if needs.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(world) = self.world.take() {
            let world = world()?;
            let reactor = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| Problem::error(ProblemKind::Internal, format!("threads cannot be started: {error}")))?;
            let fresh = Fresh { freshness: Freshness::Hard, asked_at: std::time::Instant::now() };
            let (git, web, charts, judges) = (Git::new(&world), Web::new(&world), Charts::new(&world), Judges::new(&world));
            git.trust(std::mem::take(&mut self.known));
            self.started = Some(Started { reactor, git, web, charts, judges, fresh });
        }
        let Some(Started { reactor, git, web, charts, judges, fresh }) = &self.started else {
            return Err(Problem::error(ProblemKind::Internal, "what is outside the folder cannot be asked for"));
        };
        Ok(reactor.block_on(outside((git, web, charts, judges), *fresh, needs)))
    }

    /// The processes that wait for scripts, and how many were started for programs since the beginning: tests look at them.
    pub fn workers(&self) -> (Vec<u32>, u64) {
        self.started.as_ref().map_or_else(Default::default, |started| started.judges.workers())
    }

    /// A chart's archive: what `tiphys render helm NAME oci://…` and `--repo URL CHART` name ([`ChartRef::new`]).
    ///
    /// # Errors
    /// When it cannot be got.
    pub fn chart(&mut self, chart: ChartRef) -> Result<Arc<Packed>, Problem> {
        match self.answers(vec![Need::Chart(chart)])?.pop() {
            Some((_, Ok(Answer::Chart(packed)))) => Ok(packed),
            Some((_, Err(problem))) => Err(problem),
            Some(_) | None => Err(Problem::error(ProblemKind::Internal, "a chart was asked for and something else was answered")),
        }
    }
}
