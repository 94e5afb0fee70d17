//! The objects of one resource and the latest changes to them. It knows one resource only and no watchers: they read on
//! from where they were.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use tokio::sync::watch;

use super::place::Place;
use super::version::Version;

/// What happened to an object.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) revision: u64,
    /// Before; none for a creation.
    pub(crate) old: Option<Arc<Version>>,
    /// After; for a deletion the last state with the revision of the deletion.
    pub(crate) new: Arc<Version>,
    pub(crate) deleted: bool,
}

/// The history does not reach back to a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooOld {
    /// The oldest revision that can be asked for.
    pub(crate) oldest: u64,
}

/// The objects of one resource.
#[derive(Debug)]
pub(crate) struct Collection {
    pub(crate) items: BTreeMap<Place, Arc<Version>>,
    history: VecDeque<Event>,
    /// The latest change that is no longer in the history.
    lost: u64,
    /// Nothing may start before this revision: the history was compacted here.
    compacted: u64,
    /// The revision of the latest change: what watchers wait for.
    latest: watch::Sender<u64>,
}

impl Collection {
    pub(crate) fn new(revision: u64) -> Self {
        Self { items: BTreeMap::new(), history: VecDeque::new(), lost: 0, compacted: 0, latest: watch::Sender::new(revision) }
    }

    pub(crate) fn record(&mut self, event: Event, limit: usize) {
        let revision = event.revision;
        self.history.push_back(event);
        while self.history.len() > limit {
            if let Some(event) = self.history.pop_front() {
                self.lost = event.revision;
            }
        }
        self.latest.send_replace(revision);
    }

    /// Forgets the history up to this revision. Who has read it all already reads on.
    pub(crate) fn compact(&mut self, revision: u64) {
        self.lost = self.history.back().map_or(self.lost, |event| event.revision);
        self.history.clear();
        self.compacted = revision;
    }

    /// Whether the history reaches back to a revision: may something start there?
    pub(crate) fn reaches(&self, revision: u64) -> Result<(), TooOld> {
        let oldest = self.lost.max(self.compacted);
        if revision < oldest { Err(TooOld { oldest }) } else { Ok(()) }
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// At most `limit` changes after a revision, oldest first.
    pub(crate) fn since(&self, revision: u64, limit: usize) -> Result<Vec<Event>, TooOld> {
        if revision < self.lost {
            return Err(TooOld { oldest: self.lost });
        }
        let start = self.history.partition_point(|event| event.revision <= revision);
        Ok(self.history.range(start..).take(limit).cloned().collect())
    }

    /// The objects of a namespace (all of them for the empty text), in order.
    pub(crate) fn within(&self, namespace: &str) -> Box<dyn Iterator<Item = (&Place, &Arc<Version>)> + '_> {
        if namespace.is_empty() {
            return Box::new(self.items.iter());
        }
        let namespace: Arc<str> = namespace.into();
        let start = Place { namespace: namespace.clone(), name: "".into() };
        Box::new(self.items.range((Bound::Included(start), Bound::Unbounded)).take_while(move |(place, _)| place.namespace == namespace))
    }

    /// All objects as they were at a revision.
    pub(crate) fn at(&self, revision: u64) -> Result<BTreeMap<Place, Arc<Version>>, TooOld> {
        self.reaches(revision)?;
        let mut items = self.items.clone();
        for event in self.since(revision, usize::MAX)?.iter().rev() {
            let place = Place::new(event.new.object.namespace().clone(), event.new.object.name().clone());
            match &event.old {
                Some(old) => items.insert(place, old.clone()),
                None => items.remove(&place),
            };
        }
        Ok(items)
    }
}
