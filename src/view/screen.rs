//! The places of the product: what can be shown. Enums, never numbers. It knows no key.

use std::sync::Arc;

use crate::model::application::IgnoreDifference;
use crate::model::ids::{AppKey, ObjectKey};
use crate::session::command::{DiffOf, LogTarget};
use crate::session::query::QueryId;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// The live table.
    Applications(QueryId),
    /// One application.
    App(AppKey, Tab),
    /// A difference, of the whole application or one resource.
    Diff(AppKey, DiffOf, Option<ObjectKey>),
    /// Log lines.
    Logs(AppKey, LogTarget),
    /// One object, masked, as YAML.
    Manifest(AppKey, ObjectKey),
    /// What a sync would do.
    Plan(AppKey),
    /// Which actions an object has.
    Actions(AppKey, ObjectKey),
    /// What a run of an action would send.
    Act(AppKey),
    /// To which record to go back.
    Rollback(AppKey),
    /// An operation by phase and wave.
    Operation(AppKey),
    /// Why is it so: one resource's verdict and evidence.
    Inspect(AppKey, ObjectKey),
    /// Rules that would hide a difference, to choose from.
    Ignore(AppKey, Arc<[IgnoreDifference]>),
    /// Projects.
    Projects,
    /// One project: what it admits, denies and names.
    Project(Arc<str>),
    /// Sync windows: those that an application is under, or all.
    Windows(Option<AppKey>),
    /// What the person may do: to an application, and counted by environment.
    Rights(Option<AppKey>),
    /// Problems and notices, newest first.
    Notices,
}

/// The tabs of an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// What is wrong and why; first where something is.
    #[default]
    Triage,
    /// Resources and what they own.
    Tree,
    /// What differs.
    Diff,
    /// What ran.
    History,
    /// What Kubernetes said.
    Events,
    /// What the containers said.
    Logs,
}

impl Tab {
    /// All, in the order of the tab line.
    pub const ALL: [Self; 6] = [Self::Triage, Self::Tree, Self::Diff, Self::History, Self::Events, Self::Logs];

    /// The word on the tab line.
    pub fn title(self) -> &'static str {
        match self {
            Self::Triage => "Triage",
            Self::Tree => "Tree",
            Self::Diff => "Diff",
            Self::History => "History",
            Self::Events => "Events",
            Self::Logs => "Logs",
        }
    }
}

impl Screen {
    /// The application it is about.
    pub fn app(&self) -> Option<&AppKey> {
        match self {
            Self::Applications(_) | Self::Notices | Self::Projects | Self::Project(_) => None,
            Self::Windows(app) | Self::Rights(app) => app.as_ref(),
            Self::App(app, _)
            | Self::Diff(app, ..)
            | Self::Logs(app, _)
            | Self::Manifest(app, _)
            | Self::Plan(app)
            | Self::Actions(app, _)
            | Self::Act(app)
            | Self::Rollback(app)
            | Self::Operation(app)
            | Self::Ignore(app, _)
            | Self::Inspect(app, _) => Some(app),
        }
    }
}

/// What a person may want to do at a place; `view::able` says whether it can be done there, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// See what a sync would do.
    PlanSync,
    /// Go back to an earlier record.
    Rollback,
    /// Carry out the plan shown.
    Confirm,
    /// Stop the operation.
    Terminate,
    /// Hold or release automatic sync.
    Hold,
    /// Compare again.
    Refresh,
    /// Read Git and compare again.
    HardRefresh,
    /// Delete the application.
    Delete,
    /// Take over an operation whose driver is gone.
    Resume,
    /// Hand a left-over lock back.
    HandBack,
    /// See the difference.
    Diff,
    /// Choose what the difference is made of.
    Against,
    /// Make an ignore rule of a difference, or write the one chosen.
    Ignore,
    /// See log lines.
    Logs,
    /// See log lines of the previous run.
    PreviousLogs,
    /// See the object.
    Manifest,
    /// See why.
    Inspect,
    /// See the history.
    History,
    /// See events.
    Events,
    /// See the tree.
    Tree,
    /// See an object's actions.
    Actions,
}
