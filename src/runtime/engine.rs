//! The engine's threads: pure work off the loop and off the reactor, cores − 1 of them and at least one. It knows no
//! effect.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::model::problem::{Problem, ProblemKind};

type Job = Box<dyn FnOnce() + Send>;

/// Stack of a thread that does the engine's work: documents, programs and templates are followed by recursion, within their
/// limits of depth. Templates need most: at [`Limits::depth`](crate::engine::template::budget::Limits) 1,000, which is Helm's
/// own, up to 8 MiB of an optimized build and 26 MiB of another. This is twice that, and more; what is not used is never
/// real memory.
pub const STACK: usize = if cfg!(debug_assertions) { 64 << 20 } else { 32 << 20 };

/// Runs the engine's work with the stack that it needs, for those who have no [`Engine`]: a main thread may have 8 MiB, or
/// less.
///
/// # Errors
/// When no thread can be started; when the work panicked: a defect of ours.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Problem> {
    let failed = |cause: String| Problem::error(ProblemKind::Internal, cause);
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("engine".to_owned()).stack_size(STACK);
        let running = thread.spawn_scoped(scope, work).map_err(|error| failed(format!("a thread cannot be started: {error}")))?;
        running.join().map_err(|_| lost())
    })
}

/// A handle on the threads; they end when the last handle goes.
#[derive(Clone)]
pub struct Engine(Sender<Job>);

impl Engine {
    /// Starts the threads.
    pub fn start() -> Self {
        let (sender, receiver) = channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        let n = thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1).max(1));
        for index in 0..n {
            let receiver = receiver.clone();
            let spawned = thread::Builder::new().name(format!("engine-{index}")).stack_size(STACK).spawn(move || work(&receiver));
            if let Err(error) = spawned {
                tracing::error!(%error, "an engine thread could not be started");
            }
        }
        Self(sender)
    }

    /// Runs pure work on an engine thread.
    ///
    /// # Errors
    /// When the work panicked: a defect of ours, told and survived.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // The receiver is gone when the effect was cancelled: nobody waits for the answer.
            let _ = answer.send(work());
        });
        self.0.send(job).map_err(|_| lost())?;
        answered.await.map_err(|_| lost())
    }
}

fn lost() -> Problem {
    Problem::error(ProblemKind::Internal, "a computation was lost").hint("this is a defect of Tiphys; the log has the details")
}

fn work(receiver: &Mutex<Receiver<Job>>) {
    loop {
        let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
            tracing::error!("a computation panicked");
        }
    }
}
