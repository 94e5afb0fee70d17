//! Effects in, replies out: the only room (with the sandbox) that spawns; timeouts are set here and only here. It carries
//! out what the session decided, and decides nothing: a pure computation runs on the engine's threads, Git over the network
//! in the killable worker, the API server on the reactor.

mod acts;
pub mod alone;
pub mod answers;
mod bases;
mod chance;
mod charts;
mod compute;
pub mod connect;
mod credentials;
mod culprits;
mod destination;
mod diff;
mod effects;
pub mod engine;
mod evaluate;
mod gate;
mod git;
mod hiding;
pub mod inbox;
mod judged;
pub mod judges;
mod lease;
mod live;
mod owners;
mod plan;
mod policies;
mod probe;
mod read;
mod remotes;
mod renders;
pub mod review;
mod scope;
mod scripts;
pub mod seed;
pub mod served;
mod sides;
mod signatures;
mod traced;
mod trials;
mod watches;
mod web;
pub mod worker;
pub mod world;
mod write;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::task::AbortHandle;

use crate::adapters::store::clusters::OpenClusters;
use crate::adapters::store::journal::Journal;

use crate::session::effect::{Effect, Ticket, Ticketed};
use crate::session::msg::Reply;
use crate::session::outcome::Observation;

use engine::Engine;
use inbox::Inbox;
use world::World;

/// Threads of the reactor: it only moves bytes.
const REACTOR_THREADS: usize = 2;

/// Where replies and observations go.
pub(crate) trait Sink: Send + Sync {
    /// An effect was carried out.
    fn reply(&self, reply: Reply);
    /// Things were seen.
    fn seen(&self, seen: Vec<Observation>);
}

impl<I: Send> Sink for Inbox<I> {
    fn reply(&self, reply: Reply) {
        self.put_reply(reply);
    }
    fn seen(&self, seen: Vec<Observation>) {
        self.put_observations(seen);
    }
}

/// What every effect shares.
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) engine: Engine,
    pub(crate) sink: Box<dyn Sink>,
    pub(crate) git: git::Git,
    pub(crate) web: web::Web,
    pub(crate) charts: charts::Charts,
    pub(crate) judges: judges::Judges,
    pub(crate) trials: trials::Trials,
    pub(crate) clusters: live::Clusters,
    pub(crate) leases: lease::Leases,
    pub(crate) open: OpenClusters,
    pub(crate) journal: Journal,
    pub(crate) plane: tokio::sync::watch::Sender<Option<Arc<connect::PlaneHandle>>>,
    pub(crate) renders: renders::Renders,
    pub(crate) signatures: signatures::Signatures,
    pub(crate) policies: policies::Kept,
    pub(crate) declared: judged::Declared,
    /// Applications whose objects are in memory at once while they are rendered and compared.
    pub(crate) room: tokio::sync::Semaphore,
    tasks: Mutex<BTreeMap<Ticket, AbortHandle>>,
}

/// The engine has cores − 1 threads; twice as many wait with their answers at hand, so that no thread does, and no more, so that a
/// thousand applications that are asked for at once do not stand in memory at once.
fn room() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get() * 2)
}

impl Shared {
    pub(crate) fn new(world: World, sink: Box<dyn Sink>) -> Self {
        Self {
            git: git::Git::new(&world),
            web: web::Web::new(&world),
            charts: charts::Charts::new(&world),
            judges: judges::Judges::new(&world),
            engine: Engine::start(),
            sink,
            trials: trials::Trials::default(),
            clusters: live::Clusters::default(),
            leases: lease::Leases::default(),
            open: OpenClusters::default(),
            signatures: signatures::Signatures::default(),
            policies: policies::Kept::default(),
            declared: judged::Declared::default(),
            journal: Journal::new(&world.state),
            plane: tokio::sync::watch::Sender::new(None),
            renders: renders::Renders::default(),
            room: tokio::sync::Semaphore::new(room()),
            tasks: Mutex::new(BTreeMap::new()),
            world,
        }
    }
}

/// A reactor of its own, for who serves something beside a console.
///
/// # Errors
/// When the operating system gives no threads.
pub fn block_on() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(REACTOR_THREADS).thread_name("sandbox").enable_all().build()
}

/// Has Git find the machine's certificates. Main calls it before any thread starts.
pub fn prepare_git() {
    crate::adapters::git::hermetic::find_certificates();
}

/// Makes Git independent of the machine's configuration, for who makes repositories beside the runtime's own.
pub fn isolate_git() {
    crate::adapters::git::hermetic::isolate();
}

/// Returns when the process is asked to end: SIGTERM, SIGHUP, SIGINT.
pub async fn until_asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut hangup), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = hangup.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// How much was done since a runtime began: what caches spare does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Renders of an application's sources.
    pub rendered: u64,
    /// Comparisons of an application, plans and differences to show aside.
    pub compared: u64,
    /// Fetches of a repository.
    pub fetched: u64,
    /// Workers that ran somebody's program.
    pub judged: u64,
    /// Dry runs that servers were asked for to compare.
    pub tried: u64,
}

/// The runtime: owns the reactor; dropping it ends everything it began.
pub struct Runtime<I> {
    reactor: Option<tokio::runtime::Runtime>,
    shared: Arc<Shared>,
    /// Where the loop takes from.
    pub inbox: Inbox<I>,
}

impl<I: Send + 'static> Runtime<I> {
    /// Starts threads; nothing is connected before an effect asks for it.
    ///
    /// # Errors
    /// When the operating system gives no threads.
    pub fn start(world: World) -> std::io::Result<Self> {
        let reactor =
            tokio::runtime::Builder::new_multi_thread().worker_threads(REACTOR_THREADS).thread_name("reactor").enable_all().build()?;
        let inbox = Inbox::default();
        let shared = Arc::new(Shared::new(world, Box::new(inbox.clone())));
        Ok(Self { reactor: Some(reactor), shared, inbox })
    }

    /// Carries effects out; each answers under its ticket.
    pub fn carry_out(&self, effects: Vec<Ticketed>) {
        let Some(reactor) = &self.reactor else { return };
        let asked_at = Instant::now();
        for Ticketed { ticket, effect } in effects {
            if let Effect::Cancel(ticket) = effect {
                if let Some(task) = self.tasks().remove(&ticket) {
                    task.abort();
                }
                continue;
            }
            let shared = self.shared.clone();
            let mut tasks = self.tasks();
            let task = reactor.spawn(async move {
                let outcome = effects::carry_out(&shared, ticket, effect, asked_at).await;
                shared.tasks.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
                shared.sink.reply(Reply { ticket, outcome });
            });
            tasks.insert(ticket, task.abort_handle());
        }
    }

    /// How much was done so far.
    pub fn counts(&self) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let renders = &self.shared.renders;
        Counts {
            rendered: read(&renders.rendered),
            compared: read(&renders.compared),
            fetched: read(&self.shared.git.fetched),
            judged: read(&self.shared.judges.started),
            tried: read(&self.shared.trials.asked),
        }
    }

    fn tasks(&self) -> std::sync::MutexGuard<'_, BTreeMap<Ticket, AbortHandle>> {
        self.shared.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs work that blocks on a thread of its own: reading the terminal, writing to it. It ends by itself.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn thread(&self, name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        std::thread::Builder::new().name(name.into()).spawn(work).map(|_| ())
    }

    /// Runs something on the reactor until the runtime is dropped: signals that a face wants to hear of.
    pub fn background(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(reactor) = &self.reactor {
            reactor.spawn(work);
        }
    }

    /// Closes the inbox when the process is asked to end (SIGTERM, SIGHUP; SIGINT too, if it is not a key).
    pub fn close_on_signals(&self, with_interrupt: bool) {
        use tokio::signal::unix::{SignalKind, signal};
        let Some(reactor) = &self.reactor else { return };
        let inbox = self.inbox.clone();
        reactor.spawn(async move {
            let (Ok(mut term), Ok(mut hangup), Ok(mut interrupt)) =
                (signal(SignalKind::terminate()), signal(SignalKind::hangup()), signal(SignalKind::interrupt()))
            else {
                return;
            };
            loop {
                tokio::select! {
                    _ = term.recv() => break,
                    _ = hangup.recv() => break,
                    _ = interrupt.recv() => if with_interrupt { break },
                }
            }
            inbox.close();
        });
    }
}

impl<I> Drop for Runtime<I> {
    fn drop(&mut self) {
        if let Some(reactor) = self.reactor.take() {
            reactor.shutdown_background();
        }
    }
}
