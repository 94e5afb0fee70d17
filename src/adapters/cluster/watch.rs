//! List and watch of one kind, for ever: a state machine over plain requests. It keeps no object and knows no cache.
//!
//! A list is read page by page (`limit`, `continue`), each page taken apart while it arrives. It starts at the most recent
//! state (no resourceVersion), so that a relist never goes back in time. Then the watch goes on from the list's
//! resourceVersion, with bookmarks. The server ends it after `timeoutSeconds`; it is taken up again from the last
//! version seen. A version that is too old (410) means listing again: [`WatchEvent::Restarted`]. A continue token that is
//! too old means listing again without pages, as client-go's pager does. Failures are told once each and waited out with
//! growing pauses; the last known state stays valid as "stale" until [`WatchEvent::Resumed`] or the next list.
//!
//! The consumer replaces atomically: objects of a list that are not named between `Started` and `Synced` are gone.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use http_body_util::BodyExt;
use kube::client::Body;
use tokio::time::Instant;

use super::connect::Cluster;
use super::decode::{Change, ListMeta, change, listed, page_end};
use super::discover::Kind;
use super::error::ClusterError;
use super::lines::Lines;
use super::request::{Call, MAX_ANSWER, send};
use super::split::Splitter;
use crate::model::object::Object;

/// What to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchSpec {
    /// The kind, as discovered.
    pub kind: Kind,
    /// The namespace; empty for all, and for cluster-scoped kinds.
    pub namespace: Arc<str>,
    /// Label selector; empty for none.
    pub labels: Arc<str>,
    /// Field selector; empty for none.
    pub fields: Arc<str>,
    /// How fast, how much at a time.
    pub pace: Pace,
}

impl WatchSpec {
    /// All objects of a kind, at the usual pace.
    pub fn all(kind: Kind) -> Self {
        Self { kind, namespace: Arc::default(), labels: Arc::default(), fields: Arc::default(), pace: Pace::default() }
    }

    /// The same within a namespace; empty means all.
    #[must_use]
    pub fn within(mut self, namespace: impl Into<Arc<str>>) -> Self {
        self.namespace = namespace.into();
        self
    }
}

/// Times and amounts of a watch. The runtime sets them; these are the usual ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Objects a page: what client-go's pager asks for.
    pub page: u32,
    /// Objects an event, so that the consumer never holds a whole page.
    pub batch: usize,
    /// Seconds after which the server ends a watch; below the five minutes after which proxies cut idle connections.
    pub server_timeout: u32,
    /// How long a list may take to answer, and to go on within a page.
    pub answer: Duration,
    /// Silence after which a watch's connection counts as dead (a laptop that slept): longer than `server_timeout`, because a
    /// kind without bookmarks may be silent all that time.
    pub silence: Duration,
    /// The first pause after a failure; it doubles.
    pub first_pause: Duration,
    /// The longest pause; also the one after a refusal that only a person can lift.
    pub longest_pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            page: 500,
            batch: 64,
            server_timeout: 290,
            answer: Duration::from_mins(1),
            silence: Duration::from_secs(320),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// What happened.
#[derive(Debug)]
pub enum WatchEvent {
    /// A list begins; what it does not name until `Synced` is gone.
    Started,
    /// Objects of the list.
    Listed(Vec<Object>),
    /// The list is complete.
    Synced,
    /// An object was made or changed.
    Applied(Object),
    /// An object was deleted; this was its last state.
    Deleted(Object),
    /// History was lost (410): a new list follows.
    Restarted,
    /// After a failure the watch goes on where it was.
    Resumed,
    /// It does not work now; it is tried again. What is known is stale (or forbidden).
    Failed(ClusterError),
}

/// Watches for ever. Dropping the stream ends the request under way.
pub fn watch(cluster: Cluster, spec: WatchSpec) -> impl Stream<Item = WatchEvent> + Send + 'static {
    let machine = Machine { cluster, spec, state: State::List { token: None, is_paged: true }, events: VecDeque::new(), n_failures: 0 };
    futures::stream::unfold(machine, |mut machine| async move {
        let event = machine.next().await;
        Some((event, machine))
    })
}

enum State {
    /// Ask for a page; the first one has no token.
    List { token: Option<String>, is_paged: bool },
    /// Read a page.
    Page { body: Body, splitter: Splitter, is_paged: bool },
    /// Ask for changes since a version.
    Connect { version: String },
    /// Read changes.
    Watch { lines: Lines, version: String, since: Instant },
    /// Wait, then go on.
    Pause { until: Instant, then: Box<State> },
}

struct Machine {
    cluster: Cluster,
    spec: WatchSpec,
    state: State,
    events: VecDeque<WatchEvent>,
    /// Failures since something last worked.
    n_failures: u32,
}

/// A watch that lived shorter than this was no success: without a pause such a server would be asked without end.
const SHORT_LIFE: Duration = Duration::from_secs(1);

impl Machine {
    async fn next(&mut self) -> WatchEvent {
        loop {
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            let state = std::mem::replace(&mut self.state, State::List { token: None, is_paged: true });
            self.state = match state {
                State::List { token, is_paged } => self.list(token, is_paged).await,
                State::Page { body, splitter, is_paged } => self.page(body, splitter, is_paged).await,
                State::Connect { version } => self.connect(version).await,
                State::Watch { lines, version, since } => self.read(lines, version, since).await,
                State::Pause { until, then } => {
                    tokio::time::sleep_until(until).await;
                    *then
                }
            };
        }
    }

    fn call(&self, verb: &'static str) -> Result<Call, ClusterError> {
        let target = self.spec.kind.target().within(self.spec.namespace.clone());
        let call = Call::on(verb, &target)?;
        Ok(call.query("labelSelector", &*self.spec.labels).query("fieldSelector", &*self.spec.fields))
    }

    async fn list(&mut self, token: Option<String>, is_paged: bool) -> State {
        let limit = if is_paged { self.spec.pace.page.to_string() } else { String::new() };
        let call = self.call("list").map(|call| call.query("limit", limit).query("continue", token.clone().unwrap_or_default()));
        let answer = match call {
            Ok(call) => in_time(self.spec.pace.answer, send(&self.cluster, &call)).await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(response) => {
                if token.is_none() {
                    self.events.push_back(WatchEvent::Started);
                }
                State::Page { body: response.into_body(), splitter: Splitter::new(), is_paged }
            }
            Err(ClusterError::Gone(_)) if token.is_some() => State::List { token: None, is_paged: false },
            Err(error) => self.fail(error, State::List { token: None, is_paged }),
        }
    }

    /// Reads until something is to be told or the page ends.
    async fn page(&mut self, mut body: Body, mut splitter: Splitter, is_paged: bool) -> State {
        let mut batch = Vec::new();
        while batch.len() < self.spec.pace.batch {
            let frame = in_time(self.spec.pace.answer, async {
                body.frame().await.transpose().map_err(|error| ClusterError::Unreachable(error.to_string().into()))
            });
            let failure = match frame.await {
                Ok(Some(frame)) => {
                    let kind = &self.spec.kind;
                    let data = frame.into_data().unwrap_or_default();
                    splitter.push(&data, |item| {
                        batch.push(listed(item, kind)?);
                        Ok(())
                    })
                }
                Err(error) => Err(error),
                Ok(None) => {
                    self.tell_batch(batch);
                    return match splitter.finish().and_then(|envelope| page_end(&envelope)) {
                        Ok(end) => self.page_ended(end, is_paged),
                        Err(error) => self.fail(error, State::List { token: None, is_paged }),
                    };
                }
            };
            if let Err(error) = failure {
                return self.fail(error, State::List { token: None, is_paged });
            }
        }
        self.tell_batch(batch);
        State::Page { body, splitter, is_paged }
    }

    fn tell_batch(&mut self, batch: Vec<Object>) {
        if !batch.is_empty() {
            self.events.push_back(WatchEvent::Listed(batch));
        }
    }

    fn page_ended(&mut self, end: ListMeta, is_paged: bool) -> State {
        if !end.continue_token.is_empty() {
            return State::List { token: Some(end.continue_token), is_paged };
        }
        self.n_failures = 0;
        self.events.push_back(WatchEvent::Synced);
        State::Connect { version: end.resource_version }
    }

    async fn connect(&mut self, version: String) -> State {
        let call = self.call("watch").map(|call| {
            call.query("watch", "1")
                .query("resourceVersion", version.clone())
                .query("allowWatchBookmarks", "true")
                .query("timeoutSeconds", self.spec.pace.server_timeout.to_string())
                .stream()
        });
        let answer = match call {
            Ok(call) => in_time(self.spec.pace.answer, send(&self.cluster, &call)).await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(response) => {
                if self.n_failures > 0 {
                    self.events.push_back(WatchEvent::Resumed);
                }
                State::Watch { lines: Lines::new(response, MAX_ANSWER), version, since: Instant::now() }
            }
            Err(error) if is_version_lost(&error) => self.restart(),
            Err(error) => self.fail(error, State::Connect { version }),
        }
    }

    /// Reads one change, or notices that the watch ended.
    async fn read(&mut self, mut lines: Lines, mut version: String, since: Instant) -> State {
        let line = match tokio::time::timeout(self.spec.pace.silence, lines.next()).await {
            Ok(Ok(Some(line))) if !line.is_cut => line,
            Ok(Ok(Some(_))) => return self.fail(ClusterError::TooLarge(MAX_ANSWER), State::List { token: None, is_paged: true }),
            Ok(Ok(None) | Err(_)) | Err(_) => return self.ended(version, since),
        };
        match change(&line.bytes) {
            Ok(Change::Applied(object)) => {
                object.resource_version().clone_into(&mut version);
                self.events.push_back(WatchEvent::Applied(object));
            }
            Ok(Change::Deleted(object)) => {
                object.resource_version().clone_into(&mut version);
                self.events.push_back(WatchEvent::Deleted(object));
            }
            Ok(Change::Bookmark(seen)) => version = seen,
            Ok(Change::Error(error)) if is_version_lost(&error) => return self.restart(),
            Ok(Change::Error(error)) | Err(error) => return self.fail(error, State::Connect { version }),
        }
        self.n_failures = 0;
        State::Watch { lines, version, since }
    }

    /// The watch ended, by the server's clock or because the connection broke: go on from the last version. Whether that
    /// is a failure shows when connecting.
    fn ended(&mut self, version: String, since: Instant) -> State {
        let then = State::Connect { version };
        if since.elapsed() >= SHORT_LIFE {
            return then;
        }
        State::Pause { until: Instant::now() + self.pause(None), then: Box::new(then) }
    }

    fn restart(&mut self) -> State {
        self.events.push_back(WatchEvent::Restarted);
        State::List { token: None, is_paged: true }
    }

    fn fail(&mut self, error: ClusterError, then: State) -> State {
        let is_final = !error.is_retryable();
        let asked = error.retry_after().map(Duration::from_secs);
        let wait = if is_final { self.spec.pace.longest_pause } else { self.pause(asked) };
        self.n_failures = self.n_failures.saturating_add(1);
        self.events.push_back(WatchEvent::Failed(error));
        State::Pause { until: Instant::now() + wait, then: Box::new(then) }
    }

    /// The pause after this many failures, at least what the server asks for. Kinds differ by up to a quarter, so that a
    /// server that comes back is not asked for all of them at once.
    fn pause(&self, asked: Option<Duration>) -> Duration {
        let pace = &self.spec.pace;
        let grown = pace.first_pause.saturating_mul(1_u32.checked_shl(self.n_failures.min(16)).unwrap_or(1)).min(pace.longest_pause);
        let spread = self.spec.kind.plural.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 64;
        let wait = grown + grown.mul_f64(f64::from(spread) / 256.0);
        asked.map_or(wait, |asked| wait.max(asked))
    }
}

/// 410, or a server whose cache is behind the version asked for (restored from a backup; `Too large resource version`).
fn is_version_lost(error: &ClusterError) -> bool {
    matches!(error, ClusterError::Gone(_))
        || matches!(error, ClusterError::Timeout { message, .. } if message.contains("Too large resource version"))
}

async fn in_time<T>(limit: Duration, work: impl Future<Output = Result<T, ClusterError>>) -> Result<T, ClusterError> {
    let late = || ClusterError::Unreachable(format!("no answer for {} s", limit.as_secs()).into());
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(late()))
}
