//! What `update` is told. It knows no queue.

use jiff::Timestamp;

use super::command::Command;
use super::effect::Ticket;
use super::outcome::{Observation, Outcome};

/// An outcome under its ticket.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The effect's ticket.
    pub ticket: Ticket,
    /// What became of it.
    pub outcome: Outcome,
}

/// A message, with the time at which it is handled.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A face wants something.
    Command(Command),
    /// An effect was carried out.
    Reply(Box<Reply>),
    /// Things were seen.
    Observed(Vec<Observation>),
    /// Time passed: something may be due.
    Tick,
}

/// A message at a time.
#[derive(Debug, Clone)]
pub struct Timed {
    /// Now.
    pub at: Timestamp,
    /// The message.
    pub msg: Msg,
}
