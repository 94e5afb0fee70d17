//! Server-side dry runs of comparisons: a few at a time; an answer that is known is not asked for again, so that a comparison costs
//! requests only for what changed on either side. It decides nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::adapters::cluster::apply::{ApplyRequest, apply};
use crate::engine::compare::structured::MANAGER;
use crate::engine::step::{Answer, Need};
use crate::engine::sync::task::ApplyMode;
use crate::engine::trial::Trial;
use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::session::packed::Packed;

use super::live::Clusters;

/// Bytes of answers that are kept: some five thousand objects, packed.
const KEPT: usize = 16 << 20;

/// Bytes that an answer takes besides its body: key, clock, pointers.
const EACH: usize = 128;

/// Dry runs that are under way at once, of all applications: a server's fair share for one client is about this.
const PARALLEL: usize = 8;

/// What servers answered.
pub(crate) struct Trials {
    memo: Mutex<Memo>,
    room: tokio::sync::Semaphore,
    /// Dry runs that were asked for.
    pub(super) asked: AtomicU64,
}

#[derive(Default)]
struct Memo {
    answers: BTreeMap<[u8; 32], (Packed, u64)>,
    n_bytes: usize,
    clock: u64,
}

impl Default for Trials {
    fn default() -> Self {
        Self { memo: Mutex::default(), room: tokio::sync::Semaphore::new(PARALLEL), asked: AtomicU64::new(0) }
    }
}

impl Memo {
    fn get(&mut self, digest: &[u8; 32]) -> Option<Arc<Object>> {
        self.clock += 1;
        let (body, used) = self.answers.get_mut(digest)?;
        *used = self.clock;
        body.unpack().ok().map(Arc::new)
    }

    /// Keeps an answer; those that were used least recently go when there is no room left.
    fn put(&mut self, digest: [u8; 32], object: &Object) {
        self.clock += 1;
        let body = Packed::new(object);
        self.n_bytes += body.n_bytes() + EACH;
        if let Some((old, _)) = self.answers.insert(digest, (body, self.clock)) {
            self.n_bytes -= old.n_bytes() + EACH;
        }
        while self.n_bytes > KEPT {
            let oldest = self.answers.iter().min_by_key(|(_, (_, used))| *used).map(|(digest, _)| *digest);
            let Some((body, _)) = oldest.and_then(|digest| self.answers.remove(&digest)) else { return };
            self.n_bytes -= body.n_bytes() + EACH;
        }
    }
}

impl Trials {
    fn memo(&self) -> MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer that is known already.
    pub(super) fn at_hand(&self, need: &Need) -> Option<Result<Answer, Problem>> {
        let Need::DryRun(trial) = need else { return None };
        self.memo().get(&trial.digest()).map(|object| Ok(Answer::Tried(object)))
    }

    /// What the server would store. A refusal is not kept: rights and admission change without the object.
    pub(super) async fn answer(&self, clusters: &Clusters, trial: &Trial) -> Result<Arc<Object>, Problem> {
        let handle = clusters.need(&trial.cluster)?;
        let closed = |_| Problem::error(crate::model::problem::ProblemKind::Internal, "the runtime ended");
        let _room = self.room.acquire().await.map_err(closed)?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        let request = ApplyRequest {
            object: trial.object.clone(),
            mode: ApplyMode::ServerSide,
            dry_run: true,
            field_manager: MANAGER.into(),
            // Argo CD does not validate here: unknown fields are dropped, as the server would.
            skip_validation: true,
            force: false,
            known_version: Arc::default(),
        };
        let applied = apply(&handle.cluster.acting_for(trial.account.as_ref()), &handle.schema(), &request).await;
        let object = applied.map_err(|error| error.problem())?.object;
        self.memo().put(trial.digest(), &object);
        Ok(Arc::new(object))
    }
}
