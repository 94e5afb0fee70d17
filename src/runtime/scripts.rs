//! Workers that live: each takes one script after the other, and keeps compiled what it has met. What hangs in one is killed at its
//! deadline, and nobody else's script with it. It knows no language and no memo.
//!
//! A worker runs one script at a time, so that whoever does not answer in time is guilty. A worker that ends without an answer may
//! have been worn by those before: the script is asked again in a new process, once, and only what it does there counts against it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::adapters::judge::request::JudgeRequest;
use crate::engine::judge::Judgement;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::worker::Scripts;
use super::world::World;

/// Scripts after which a worker is replaced: what evaluators may lose goes with it, and a new one costs as much as some ten of them.
const MAX_SERVED: u32 = 10_000;

/// Scripts between two looks at a worker's memory.
const LOOK: u32 = 64;

/// Memory above which a worker is replaced: with an empty interpreter it has some 10 MiB, a large object takes as much again.
const MAX_MEMORY: u64 = 192 << 20;

/// How long a worker waits for a script before it is let go: a refresh of all applications asks again and again within it.
const IDLE: Duration = Duration::from_secs(20);

/// How many times its processor time a script may take by the clock.
const PATIENCE: u32 = 10;

/// Workers that wait, the one that waits longest first.
#[derive(Default)]
struct Idle {
    workers: Vec<(Scripts, Instant)>,
    is_watched: bool,
}

/// Who runs scripts.
pub(super) struct Pool {
    binary: PathBuf,
    limit: Duration,
    idle: Arc<Mutex<Idle>>,
    started: Arc<AtomicU64>,
}

fn lock(idle: &Mutex<Idle>) -> MutexGuard<'_, Idle> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    /// No worker yet. Whoever asks sees to it that not too many are asked at once.
    pub(super) fn new(world: &World, started: Arc<AtomicU64>) -> Self {
        Self { binary: world.worker.clone(), limit: world.limits.script, idle: Arc::default(), started }
    }

    /// The answer of a script. The inner result is what it has every time.
    ///
    /// # Errors
    /// When there is no such answer: it took more than it may, or no worker can be had.
    pub(super) async fn ask(&self, judgement: &Judgement) -> Result<Result<Arc<str>, Problem>, Problem> {
        let at_place = |problem: Problem| if problem.place.is_some() { problem } else { problem.at(Place::file(judgement.place())) };
        let request = JudgeRequest::from(judgement);
        let waiting = lock(&self.idle).workers.pop();
        if let Some((mut worker, _)) = waiting
            && let Ok(answer) = within(self.limit, &mut worker, &request).await.ok_or_else(|| at_place(self.too_long()))?
        {
            self.put(worker);
            return Ok(answer.map(Into::into));
        }
        let mut worker = self.start(&self.binary).map_err(at_place)?;
        let answer = within(self.limit, &mut worker, &request).await.ok_or_else(|| at_place(self.too_long()))?;
        let answer = answer.map_err(at_place)?;
        self.put(worker);
        Ok(answer.map(Into::into))
    }

    /// The processes that wait.
    pub(super) fn waiting(&self) -> Vec<u32> {
        lock(&self.idle).workers.iter().filter_map(|(worker, _)| worker.process().id()).collect()
    }

    fn start(&self, binary: &Path) -> Result<Scripts, Problem> {
        self.started.fetch_add(1, Ordering::Relaxed);
        Scripts::start(binary)
    }

    fn too_long(&self) -> Problem {
        let cause = format!("did not end within {} s and was stopped", self.limit.as_secs_f32());
        Problem::error(ProblemKind::Limit, cause).hint("look for a loop without an end, or a pattern that has to try too much")
    }

    /// Takes a worker back, unless it is worn.
    fn put(&self, worker: Scripts) {
        let is_worn = worker.n_served >= MAX_SERVED
            || worker.n_served.is_multiple_of(LOOK) && worker.process().memory().is_some_and(|memory| memory > MAX_MEMORY);
        if is_worn {
            return;
        }
        let mut idle = lock(&self.idle);
        idle.workers.push((worker, Instant::now()));
        if !std::mem::replace(&mut idle.is_watched, true) {
            tokio::spawn(watch(Arc::downgrade(&self.idle)));
        }
    }
}

/// Lets those go that nobody needed for a while, until there is none.
async fn watch(idle: std::sync::Weak<Mutex<Idle>>) {
    loop {
        tokio::time::sleep(IDLE / 2).await;
        let Some(idle) = idle.upgrade() else { return };
        let mut idle = lock(&idle);
        idle.workers.retain(|(_, since)| since.elapsed() < IDLE);
        if idle.workers.is_empty() {
            idle.is_watched = false;
            return;
        }
    }
}

/// What a worker says before the deadline: an amount of its processor's time, or much more by the clock, where the machine is busy or
/// the system does not tell.
async fn within(limit: Duration, worker: &mut Scripts, request: &JudgeRequest) -> Option<Result<Result<String, Problem>, Problem>> {
    let process = worker.process();
    let (began, before) = (Instant::now(), process.cpu_time());
    let asked = worker.ask(request);
    tokio::pin!(asked);
    let mut wait = limit;
    loop {
        if let Ok(said) = tokio::time::timeout(wait, &mut asked).await {
            return Some(said);
        }
        let used = process.cpu_time().zip(before).map_or(limit, |(now, before)| now.saturating_sub(before));
        if used >= limit || began.elapsed() >= limit * PATIENCE {
            return None;
        }
        wait = limit.saturating_sub(used).max(limit / 10);
    }
}
