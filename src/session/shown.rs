//! What was read to be shown: differences, events, manifests, commits, log lines; already masked. It knows no screen.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::engine::compare::hunks::Hunk;
use crate::engine::compare::ignore_reach::Reach;
use crate::engine::explain::Culprit;
use crate::engine::health::http::Report;
use crate::engine::step::CommitInfo;
use crate::model::application::IgnoreDifference;
use crate::model::ids::{AppKey, ObjectKey, RepoUrl, Sha};
use crate::model::object::path::Path;
use crate::model::problem::Problem;

use super::command::{DiffOf, LogTarget};

/// Lines of a log that are kept; older ones go. Enough for an incident, about a megabyte.
pub const LOG_LINES: usize = 5_000;

/// What happens to an object between two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Only on the right side.
    Added,
    /// Only on the left side.
    Removed,
    /// On both, different.
    Changed,
}

/// The difference of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectDiff {
    /// Which.
    pub key: ObjectKey,
    /// What happens to it.
    pub change: Change,
    /// What differs; masked.
    pub hunks: Vec<Hunk>,
}

/// A difference to show.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffView {
    /// What the left side is, e.g. `running 3f2a1b0`.
    pub left: Arc<str>,
    /// What the right side is, e.g. `last good 91c0d2e (#4)`.
    pub right: Arc<str>,
    /// Objects that differ, in the order of keys.
    pub objects: Vec<ObjectDiff>,
    /// Images that differ: object, old, new.
    pub images: Vec<(ObjectKey, Arc<str>, Arc<str>)>,
    /// What could not be compared.
    pub problems: Vec<Problem>,
}

/// A difference that an ignore rule would take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Of which application.
    pub app: AppKey,
    /// Of which object.
    pub key: ObjectKey,
    /// The field.
    pub path: Path,
    /// How much of it.
    pub reach: Reach,
}

/// What one ignore rule would take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleReach {
    /// The rule.
    pub rule: IgnoreDifference,
    /// In the application that it is for.
    pub here: Vec<Hidden>,
    /// In others, if argocd-cm said it for every object of the kind.
    pub elsewhere: Vec<Hidden>,
}

/// What ignore rules would take away, of everything that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Hiding {
    /// One a rule, in their order.
    pub rules: Vec<RuleReach>,
    /// Other applications that were looked at: their differences were made, or there are none.
    pub looked_at: Vec<AppKey>,
    /// Other applications that were not.
    pub not_looked_at: Vec<AppKey>,
    /// What could not be compared.
    pub problems: Vec<Problem>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// When it was seen last.
    pub at: Option<jiff::Timestamp>,
    /// `Normal`, `Warning`.
    pub kind: Arc<str>,
    /// Reason.
    pub reason: Arc<str>,
    /// The object that it is about.
    pub about: ObjectKey,
    /// `Pod/web-1`.
    pub object: Arc<str>,
    /// In words.
    pub message: Arc<str>,
    /// How often.
    pub count: i64,
}

/// The log that is followed.
#[derive(Debug, Clone)]
pub struct LogView {
    /// For which application.
    pub app: AppKey,
    /// Of which container.
    pub target: LogTarget,
    /// Lines, oldest first.
    pub lines: VecDeque<Arc<str>>,
    /// Lines that were dropped because there were too many.
    pub dropped: usize,
    /// Whether it ended, and why.
    pub ended: Option<Option<Problem>>,
}

/// What one endpoint of an application said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// When.
    pub at: jiff::Timestamp,
    /// Which, as it is shown.
    pub endpoint: Arc<str>,
    /// How long the last attempt took, in milliseconds.
    pub latency: i64,
    /// Attempts that were made.
    pub attempts: u32,
    /// What it said, or why it did not.
    pub said: Result<Report, Problem>,
}

/// Which commit changed what each object runs with.
pub type Culprits = BTreeMap<ObjectKey, Arc<Culprit>>;

/// Everything that was read to be shown of applications in view.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Differences by what was asked for.
    pub diffs: BTreeMap<(AppKey, DiffOf, Option<ObjectKey>), Result<Arc<DiffView>, Vec<Problem>>>,
    /// What ignore rules of an application would hide.
    pub hiding: BTreeMap<AppKey, Result<Arc<Hiding>, Vec<Problem>>>,
    /// Which commits changed what fails, by application.
    pub culprits: BTreeMap<AppKey, Result<Culprits, Vec<Problem>>>,
    /// Commits.
    pub commits: BTreeMap<(RepoUrl, Sha), Result<Arc<CommitInfo>, Problem>>,
    /// What endpoints said, by application.
    pub probes: BTreeMap<AppKey, Vec<Probe>>,
    /// Manifests, masked lines.
    pub manifests: BTreeMap<ObjectKey, Result<Arc<[Arc<str>]>, Problem>>,
    /// Events by application.
    pub events: BTreeMap<AppKey, Result<Vec<EventRow>, Problem>>,
    /// The followed log.
    pub log: Option<LogView>,
}
