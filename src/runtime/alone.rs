//! Answers for who renders without a console: `tiphys render`. Threads and caches are made only when something outside the folder is
//! needed. It decides nothing.

use crate::engine::step::{Answer, Need};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::effect::Freshness;

use super::answers::{Fresh, outside};
use super::git::Git;
use super::judges::Judges;
use super::web::Web;
use super::world::World;

/// Git, files over HTTP, programs and a reactor, once they are needed.
pub struct Alone<W> {
    world: Option<W>,
    started: Option<Started>,
}

struct Started {
    reactor: tokio::runtime::Runtime,
    git: Git,
    web: Web,
    judges: Judges,
    fresh: Fresh,
}

impl<W: FnOnce() -> Result<World, Problem>> Alone<W> {
    /// Nothing started yet; `world` is asked for when something is.
    pub fn new(world: W) -> Self {
        Self { world: Some(world), started: None }
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
            self.started = Some(Started { reactor, git: Git::new(&world), web: Web::new(&world), judges: Judges::new(&world), fresh });
        }
        let Some(Started { reactor, git, web, judges, fresh }) = &self.started else {
            return Err(Problem::error(ProblemKind::Internal, "what is outside the folder cannot be asked for"));
        };
        Ok(reactor.block_on(outside((git, web, judges), *fresh, needs)))
    }
}
