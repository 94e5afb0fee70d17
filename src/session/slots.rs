//! The one staleness gate: which tickets are open and what they are for. A reply without an open ticket changes nothing.
//! Of reads that look at the same thing, one runs and the newest waits; of changes to one application, one runs and a
//! second is refused. It knows no effect's meaning.

use std::collections::BTreeMap;

use super::effect::Ticket;

/// Open tickets, each with what it is for; `K` says what is the same thing.
#[derive(Debug, Clone)]
pub struct Slots<K, W> {
    running: BTreeMap<K, Ticket>,
    waiting: BTreeMap<K, W>,
    by_ticket: BTreeMap<Ticket, K>,
}

impl<K: Ord + Clone, W> Default for Slots<K, W> {
    fn default() -> Self {
        Self { running: BTreeMap::new(), waiting: BTreeMap::new(), by_ticket: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, W> Slots<K, W> {
    /// Opens the slot under this ticket; if it is busy, the work waits instead (replacing what waited) and comes back
    /// from [`Slots::close`]. Returns the work when it may run now.
    pub fn open(&mut self, key: K, ticket: Ticket, work: W) -> Option<W> {
        if self.running.contains_key(&key) {
            self.waiting.insert(key, work);
            return None;
        }
        self.running.insert(key.clone(), ticket);
        self.by_ticket.insert(ticket, key);
        Some(work)
    }

    /// Closes the slot of a ticket: what it was for, and the work that waited. `None`: the ticket is not open any more.
    pub fn close(&mut self, ticket: Ticket) -> Option<(K, Option<W>)> {
        let key = self.by_ticket.remove(&ticket)?;
        self.running.remove(&key);
        let waiting = self.waiting.remove(&key);
        Some((key, waiting))
    }

    /// What an open ticket is for.
    pub fn get(&self, ticket: Ticket) -> Option<&K> {
        self.by_ticket.get(&ticket)
    }

    /// Whether something runs in the slot.
    pub fn is_busy(&self, key: &K) -> bool {
        self.running.contains_key(key)
    }

    /// Ends everything whose key does not pass: the tickets to cancel.
    pub fn retain(&mut self, keep: impl Fn(&K) -> bool) -> Vec<Ticket> {
        self.waiting.retain(|key, _| keep(key));
        let gone: Vec<(K, Ticket)> =
            self.running.iter().filter(|(key, _)| !keep(key)).map(|(key, ticket)| (key.clone(), *ticket)).collect();
        for (key, ticket) in &gone {
            self.running.remove(key);
            self.by_ticket.remove(ticket);
        }
        gone.into_iter().map(|(_, ticket)| ticket).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Slots, Ticket};

    #[test]
    fn one_runs_and_only_the_newest_waits() {
        let mut slots: Slots<&str, u8> = Slots::default();
        assert_eq!(slots.open("a", Ticket(1), 1), Some(1));
        assert_eq!(slots.open("a", Ticket(2), 2), None);
        assert_eq!(slots.open("a", Ticket(3), 3), None);
        assert_eq!(slots.close(Ticket(1)), Some(("a", Some(3))));
        assert_eq!(slots.close(Ticket(1)), None, "a second reply under the same ticket is stale");
    }

    #[test]
    fn a_reply_to_what_is_no_longer_wanted_is_stale() {
        let mut slots: Slots<&str, u8> = Slots::default();
        slots.open("a", Ticket(1), 1);
        assert_eq!(slots.retain(|key| *key != "a"), vec![Ticket(1)]);
        assert_eq!(slots.close(Ticket(1)), None);
    }
}
