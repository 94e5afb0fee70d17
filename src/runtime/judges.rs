//! Programs of other people, run in workers, a few at a time: a Jsonnet file in one of its own, scripts in those that take one after the
//! other. An answer that is known is not asked for again. It knows no language.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::engine::judge::{Judgement, Program};
use crate::engine::step::{Answer, Need};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::scripts::Pool;
use super::worker::judge_in_worker;
use super::world::World;

/// Bytes of answers that are kept: some thousand objects' JSON.
const KEPT: usize = 16 << 20;

/// Bytes that an answer takes besides its text: key, clock, pointers.
const EACH: usize = 128;

type Known = Result<Arc<str>, Problem>;

/// Who runs programs, and what they answered.
pub(crate) struct Judges {
    binary: PathBuf,
    limit: Duration,
    memo: Mutex<Memo>,
    /// Workers for scripts.
    pool: Pool,
    /// Each may take a gigabyte: not more run at once than there are processors.
    room: tokio::sync::Semaphore,
    /// Workers that were started.
    pub(super) started: Arc<AtomicU64>,
}

#[derive(Default)]
struct Memo {
    answers: BTreeMap<[u8; 32], (Known, u64)>,
    n_bytes: usize,
    clock: u64,
}

fn n_bytes(known: &Known) -> usize {
    EACH + match known {
        Ok(text) => text.len(),
        Err(problem) => problem.cause.len(),
    }
}

impl Memo {
    fn get(&mut self, digest: &[u8; 32]) -> Option<Known> {
        self.clock += 1;
        let (known, used) = self.answers.get_mut(digest)?;
        *used = self.clock;
        Some(known.clone())
    }

    /// Keeps an answer; those that were used least recently go when there is no room left.
    fn put(&mut self, digest: [u8; 32], known: Known) {
        self.clock += 1;
        self.n_bytes += n_bytes(&known);
        if let Some((old, _)) = self.answers.insert(digest, (known, self.clock)) {
            self.n_bytes -= n_bytes(&old);
        }
        while self.n_bytes > KEPT {
            let oldest = self.answers.iter().min_by_key(|(_, (_, used))| *used).map(|(digest, _)| *digest);
            let Some((known, _)) = oldest.and_then(|digest| self.answers.remove(&digest)) else { return };
            self.n_bytes -= n_bytes(&known);
        }
    }
}

fn answer(known: Known) -> Result<Answer, Problem> {
    known.map(Answer::Judged)
}

impl Judges {
    pub(crate) fn new(world: &World) -> Self {
        let started = Arc::<AtomicU64>::default();
        Self {
            binary: world.worker.clone(),
            limit: world.limits.judge,
            memo: Mutex::default(),
            pool: Pool::new(world, started.clone()),
            room: tokio::sync::Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            started,
        }
    }

    fn memo(&self) -> MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer that is known already.
    pub(crate) fn at_hand(&self, need: &Need) -> Option<Result<Answer, Problem>> {
        let Need::Judge(judgement) = need else { return None };
        self.memo().get(&judgement.digest()).map(answer)
    }

    /// The processes that wait for scripts, and how many were started for programs.
    pub(super) fn workers(&self) -> (Vec<u32>, u64) {
        (self.pool.waiting(), self.started.load(Ordering::Relaxed))
    }

    /// The answer of a program. What it answers every time is kept; that it took too long is not.
    pub(crate) async fn judge(&self, judgement: &Judgement) -> Result<Answer, Problem> {
        let _room = self.room.acquire().await.map_err(|_| Problem::error(ProblemKind::Internal, "the runtime ended"))?;
        // Somebody else may have asked the same while this waited.
        if let Some(known) = self.memo().get(&judgement.digest()) {
            return answer(known);
        }
        let known = match &judgement.program {
            Program::Jsonnet(_) => {
                self.started.fetch_add(1, Ordering::Relaxed);
                run(&self.binary, self.limit, judgement).await?
            }
            Program::Lua(_) | Program::Jq(_) => self.pool.ask(judgement).await?,
        };
        self.memo().put(judgement.digest(), known.clone());
        answer(known)
    }
}

/// Runs a program in a worker, and kills it at the deadline.
async fn run(binary: &Path, limit: Duration, judgement: &Judgement) -> Result<Known, Problem> {
    let running = judge_in_worker(binary, judgement.into(), judgement.place());
    match tokio::time::timeout(limit, running).await {
        Ok(ended) => ended.map(|answer| answer.map(Into::into)),
        Err(_) => {
            let cause = format!("did not end within {} s and was stopped", limit.as_secs_f32());
            let problem = Problem::error(ProblemKind::Limit, cause).at(Place::file(judgement.place()));
            Err(problem.hint("look for a loop without an end"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Memo};

    #[test]
    fn what_was_used_least_recently_makes_room() {
        let mut memo = Memo::default();
        let half = || Ok("x".repeat(KEPT / 2 - 1000).into());
        memo.put([1; 32], half());
        memo.put([2; 32], half());
        assert!(memo.get(&[1; 32]).is_some());
        memo.put([3; 32], half());
        assert!(memo.get(&[2; 32]).is_none(), "the one that nobody asked for goes");
        assert!(memo.get(&[1; 32]).is_some() && memo.get(&[3; 32]).is_some());
        memo.put([3; 32], Ok("".into()));
        memo.put([2; 32], half());
        assert_eq!(memo.answers.len(), 3, "what is replaced takes no room");
    }
}
