//! The three queues of the loop: input first and never dropped, then replies, then observations, coalesced by what they
//! are about so that the newest wins and a flood stays as small as the world is. It knows no session logic.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::model::ids::{AppKey, ObjectKey};
use crate::session::msg::Reply;
use crate::session::outcome::Observation;

/// Observations handed out at once: what `update` takes in within a few milliseconds.
const BATCH: usize = 512;

/// Log lines that wait at most; a container that writes faster than the loop reads loses its oldest ones.
const MAX_LOG_BATCHES: usize = 1_000;

/// What the loop gets.
#[derive(Debug)]
pub enum Incoming<I> {
    /// Something was typed (or the terminal said something).
    Input(I),
    /// An effect was carried out.
    Reply(Box<Reply>),
    /// Things were seen.
    Observed(Vec<Observation>),
    /// The deadline came first.
    Wake,
    /// Nothing will come any more: the process was asked to end.
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    App(AppKey),
    Live(ObjectKey),
}

#[derive(Debug)]
struct Queues<I> {
    input: VecDeque<I>,
    replies: VecDeque<Reply>,
    /// Newest observation by what it is about.
    newest: BTreeMap<About, Observation>,
    /// Observations whose order matters, after all of `newest`.
    ordered: VecDeque<Observation>,
    closed: bool,
}

/// The loop's end of the queues. Cloning shares them.
#[derive(Debug)]
pub struct Inbox<I>(Arc<(Mutex<Queues<I>>, Condvar)>);

impl<I> Clone for Inbox<I> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<I> Default for Inbox<I> {
    fn default() -> Self {
        let queues =
            Queues { input: VecDeque::new(), replies: VecDeque::new(), newest: BTreeMap::new(), ordered: VecDeque::new(), closed: false };
        Self(Arc::new((Mutex::new(queues), Condvar::new())))
    }
}

impl<I> Inbox<I> {
    fn queues(&self) -> MutexGuard<'_, Queues<I>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands input in.
    pub fn put_input(&self, input: I) {
        self.queues().input.push_back(input);
        self.0.1.notify_one();
    }

    /// Hands a reply in.
    pub fn put_reply(&self, reply: Reply) {
        self.queues().replies.push_back(reply);
        self.0.1.notify_one();
    }

    /// Hands observations in.
    pub fn put_observations(&self, seen: impl IntoIterator<Item = Observation>) {
        let mut queues = self.queues();
        for one in seen {
            match about(&one) {
                Some(about) => {
                    queues.newest.insert(about, one);
                }
                None => queues.ordered.push_back(one),
            }
        }
        while queues.ordered.len() > MAX_LOG_BATCHES {
            let Some(at) = queues.ordered.iter().position(|one| matches!(one, Observation::Log(..))) else { break };
            queues.ordered.remove(at);
        }
        drop(queues);
        self.0.1.notify_one();
    }

    /// Ends the loop: what waits is still handed out.
    pub fn close(&self) {
        self.queues().closed = true;
        self.0.1.notify_all();
    }

    /// The next thing, waiting for it until the deadline (for ever without one).
    pub fn next(&self, deadline: Option<Instant>) -> Incoming<I> {
        let mut queues = self.queues();
        loop {
            if let Some(incoming) = take(&mut queues) {
                return incoming;
            }
            if queues.closed {
                return Incoming::Closed;
            }
            queues = match deadline {
                None => self.0.1.wait(queues).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let Some(left) = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else {
                        return Incoming::Wake;
                    };
                    self.0.1.wait_timeout(queues, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Whether input waits: a frame can be left out because the next one comes at once.
    pub fn has_input(&self) -> bool {
        !self.queues().input.is_empty()
    }
}

fn take<I>(queues: &mut Queues<I>) -> Option<Incoming<I>> {
    if let Some(input) = queues.input.pop_front() {
        return Some(Incoming::Input(input));
    }
    if let Some(reply) = queues.replies.pop_front() {
        return Some(Incoming::Reply(Box::new(reply)));
    }
    if !queues.newest.is_empty() {
        let mut batch = Vec::with_capacity(BATCH.min(queues.newest.len()));
        while batch.len() < BATCH {
            let Some((_, one)) = queues.newest.pop_first() else { break };
            batch.push(one);
        }
        return Some(Incoming::Observed(batch));
    }
    if queues.ordered.is_empty() {
        return None;
    }
    let n = queues.ordered.len().min(BATCH);
    Some(Incoming::Observed(queues.ordered.drain(..n).collect()))
}

fn about(one: &Observation) -> Option<About> {
    match one {
        Observation::App { key, .. } | Observation::AppGone(key) => Some(About::App(key.clone())),
        Observation::Live(row) => Some(About::Live(row.key.clone())),
        Observation::LiveGone(key) => Some(About::Live(key.clone())),
        Observation::AppsListed(_)
        | Observation::LeftOut(..)
        | Observation::Known(..)
        | Observation::Project(..)
        | Observation::ProjectsListed(..)
        | Observation::Settings(..)
        | Observation::Access(..)
        | Observation::Connection(..)
        | Observation::Log(..)
        | Observation::RefsMoved(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Inbox, Incoming};
    use crate::model::ids::{AppKey, ClusterId};
    use crate::session::outcome::Observation;

    #[test]
    fn input_comes_first_and_of_observations_about_one_thing_only_the_newest() {
        let inbox: Inbox<char> = Inbox::default();
        let app = AppKey::new(ClusterId::new("c"), "argocd", "web");
        inbox.put_observations([
            Observation::AppGone(app.clone()),
            Observation::AppGone(app),
            Observation::AppsListed(ClusterId::new("c")),
        ]);
        inbox.put_input('a');
        assert!(matches!(inbox.next(None), Incoming::Input('a')));
        assert!(matches!(inbox.next(None), Incoming::Observed(seen) if seen.len() == 1));
        assert!(matches!(inbox.next(None), Incoming::Observed(seen) if matches!(seen[..], [Observation::AppsListed(_)])));
        inbox.close();
        assert!(matches!(inbox.next(None), Incoming::Closed));
    }
}
