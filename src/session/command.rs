//! What a face may ask of the session. A finished command is a value: it can be shown in a confirm, compared, replayed.
//! It knows no key and no flag.

use std::sync::Arc;

use crate::engine::actions::outgoing::Asked;
use crate::engine::history::records::Deployed;
use crate::engine::sync::request::Request;
use crate::model::application::IgnoreDifference;
use crate::model::ids::{AppKey, Digest, ObjectKey, Revision};
use crate::model::object::Object;

use super::query::{QueryId, QuerySpec};
use super::sides::Sides;

/// Who answers for a change of the world. Nothing world-changing leaves without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// A person saw the plan with this digest and confirmed it.
    Confirmed {
        /// The plan's digest, or that of the small plan of a single change.
        digest: Digest,
        /// The person, as the API server knows them.
        who: Arc<str>,
    },
    /// An automatic policy; only the controller face may use it.
    Policy {
        /// The rule.
        rule: Arc<str>,
        /// The revision it acts on.
        revision: Arc<str>,
    },
}

/// Which difference is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiffOf {
    /// What Git wants ↔ what runs.
    DesiredLive,
    /// What runs ↔ the last good record.
    RunningLastGood,
    /// What runs ↔ a history record.
    Record(i64),
    /// Any two sides.
    Between(Sides),
}

/// What a plan is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanFor {
    /// Options of the sync.
    pub request: Request,
    /// Another revision than the spec's, one for a single source.
    pub revision: Option<Revision>,
    /// Exactly these sources and commits instead of the spec's: a history record, or an operation that is resumed.
    pub pinned: Option<Deployed>,
    /// Whether a hold is set with it (a rollback under automatic sync).
    pub hold: bool,
}

/// Whose log lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogTarget {
    /// The Pod.
    pub pod: ObjectKey,
    /// The container; empty for the first (or the failing one, when there is one).
    pub container: Arc<str>,
    /// Of the container's previous run.
    pub previous: bool,
    /// How much of it.
    pub span: LogSpan,
}

/// How much of a log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogSpan {
    /// Lines from the end; none for all.
    pub tail: Option<u32>,
    /// Only the last seconds; none for all.
    pub since_seconds: Option<u32>,
    /// Whether what is still to come is waited for.
    pub follow: bool,
}

impl Default for LogSpan {
    /// The last 500 lines and what is still to come: a screen shows fewer, a stack trace fits.
    fn default() -> Self {
        Self { tail: Some(500), since_seconds: None, follow: true }
    }
}

/// What a face asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Connect to the control plane.
    Connect,
    /// Keep an ordered list of applications up to date.
    Query(QueryId, QuerySpec),
    /// That list is no longer shown.
    EndQuery(QueryId),
    /// Compute these applications' verdicts as long as they are in view, marked or driven; replaces the former set.
    /// What is looked at stands first: its typed form is kept at hand.
    Interest(Vec<AppKey>),
    /// Compare again; hard: read Git again too.
    Refresh {
        /// The applications.
        apps: Vec<AppKey>,
        /// Whether caches are passed over.
        hard: bool,
    },
    /// Make a difference to show; with a resource, of that one only.
    Diff {
        /// The application.
        app: AppKey,
        /// Which difference.
        of: DiffOf,
        /// One resource, or all.
        only: Option<ObjectKey>,
    },
    /// Find out which commit changed what fails: of these managed objects, each with the image that fails (empty: none does).
    Explain {
        /// The application.
        app: AppKey,
        /// The objects.
        objects: Vec<(ObjectKey, Arc<str>)>,
    },
    /// Read history's commits (author, subject) to show them.
    History(AppKey),
    /// Read an object to show it, masked.
    Manifest {
        /// The application it is shown for.
        app: AppKey,
        /// The object.
        object: ObjectKey,
    },
    /// Read the events of an application's objects.
    Events(AppKey),
    /// Follow a container's log; replaces the one followed before.
    Logs(AppKey, LogTarget),
    /// Stop following.
    EndLogs,
    /// Make a plan to show and confirm. Changes nothing.
    Plan {
        /// The application.
        app: AppKey,
        /// What it is for.
        wanted: PlanFor,
    },
    /// Drop the plan that was made.
    DropPlan(AppKey),
    /// Carry out the plan with this digest; if the world moved, plan again and ask again.
    Start {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// Stop the running operation.
    Terminate {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// Take over an operation whose driver is gone.
    Resume {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// Hand a left-over lock back to the controller.
    HandBack {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// Hold automatic sync.
    Hold {
        /// The application.
        app: AppKey,
        /// Why, in the person's words.
        reason: Arc<str>,
        /// Who answers for it.
        authority: Authority,
    },
    /// End a hold.
    Release {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// Delete the Application object; its resources stay (`--cascade=false`).
    Delete {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// Look what ignore rules would hide, here and in all applications that are computed. Changes nothing.
    WouldHide {
        /// The application that they are for.
        app: AppKey,
        /// The rules.
        rules: Arc<[IgnoreDifference]>,
    },
    /// Write an ignore rule to the Application.
    Ignore {
        /// The application.
        app: AppKey,
        /// The rule.
        rule: IgnoreDifference,
        /// Who answers for it.
        authority: Authority,
    },
    /// Create an Application.
    Create {
        /// As given.
        object: Object,
        /// Whether an existing one is changed to it (`--upsert`).
        upsert: bool,
        /// Who answers for it.
        authority: Authority,
    },
    /// Read which actions an object has.
    Actions {
        /// The application it belongs to.
        app: AppKey,
        /// The object.
        object: ObjectKey,
    },
    /// Make what a run of an action would send, to show and confirm. Changes nothing.
    PlanAct(Asked),
    /// Drop what was made.
    DropAct(AppKey),
    /// Send what was made, if it has this digest.
    Act {
        /// The application.
        app: AppKey,
        /// Who answers for it.
        authority: Authority,
    },
    /// The newest notice was read.
    DismissNotice,
}
