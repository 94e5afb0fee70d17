//! What the session wants done in the world: values that the runtime carries out. Every effect has a ticket; its answer
//! comes back under the same ticket. It knows no client.

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::access::can::Access;
use crate::engine::actions::outgoing::{Asked, Outgoing};
use crate::engine::gate::project::Found;
use crate::engine::health::http::Checks;
use crate::engine::history::records::Deployed;
use crate::engine::render::SourceAt;
use crate::engine::render::entropy::Seed;
use crate::engine::sync::request::Start;
use crate::engine::sync::task::{ApplyMode, Propagation};
use crate::model::application::{IgnoreDifference, Source};
use crate::model::ids::{AppKey, ClusterId, Digest, ObjectKey, OperationId, RepoUrl, Sha};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::settings::Settings;

use super::apps::{Detail, Environment};
use super::command::{Authority, LogTarget, PlanFor};
use super::sides::Folder;

/// Ties an answer to its question. Never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// An effect under its ticket.
#[derive(Debug, Clone)]
pub struct Ticketed {
    /// Its ticket.
    pub ticket: Ticket,
    /// What to do.
    pub effect: Effect,
}

/// One side of a difference.
#[derive(Debug, Clone)]
pub struct Side {
    /// What it is called: `running 3f2a1b0`, `Git main`. Commits that it does not name are added once they are known.
    pub title: Arc<str>,
    /// What it is.
    pub what: SideOf,
}

/// What one side of a difference is.
#[derive(Debug, Clone)]
pub enum SideOf {
    /// What runs, where the application deploys to.
    Live,
    /// The same objects as another cluster of the control plane has them, by its name or its server's URL.
    Cluster(Arc<str>),
    /// What would be deployed.
    Made(Recipe),
}

/// How what would be deployed is made.
#[derive(Debug, Clone)]
pub enum Recipe {
    /// From these sources at these revisions.
    Sources(Vec<SourceAt>),
    /// From another application's sources, called as this application calls its own.
    App(Box<Subject>),
    /// From this source, with a folder on disk in the place of its own.
    Folder(Box<Source>, Folder),
}

/// What a plan is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// To be shown.
    Preview,
    /// To be carried out from now on, under an operation id that the runtime draws.
    Begin(Timestamp),
    /// To be carried out (again) under this operation.
    Continue(Start),
}

/// How fresh Git has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freshness {
    /// What was resolved last will do: only the live side moved.
    Cached,
    /// Ask the remote, unless it was asked a moment ago.
    Poll,
    /// Ask the remote now and pass over caches.
    Hard,
}

/// What is needed to judge one application.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The application.
    pub app: AppKey,
    /// Its object and typed form.
    pub detail: Arc<Detail>,
    /// The control plane's settings.
    pub settings: Arc<Settings>,
    /// The rights of who asks.
    pub access: Arc<Access>,
    /// The project, as far as the watches brought it; a plan reads it again.
    pub project: Arc<Found>,
    /// The environment, for rules that hold for some.
    pub environment: Environment,
}

/// A change of the world.
#[derive(Debug, Clone)]
pub enum Write {
    /// Send an object.
    Apply {
        /// Where.
        key: ObjectKey,
        /// As sent.
        object: Object,
        /// How.
        mode: ApplyMode,
        /// `Validate=false`.
        skip_validation: bool,
        /// Deleted and created where the server refuses the change.
        force: bool,
    },
    /// Delete an object, if it still is the one that was planned for.
    Delete {
        /// Which.
        key: ObjectKey,
        /// Its uid; empty: whichever bears the name (hooks of ours).
        uid: Arc<str>,
        /// What becomes of what it owns.
        propagation: Propagation,
    },
    /// Take our finaliser off a hook.
    Unfinalize {
        /// Which.
        key: ObjectKey,
        /// Its uid.
        uid: Arc<str>,
    },
    /// Change an Application by merge patch, if it still has this resourceVersion.
    PatchApp {
        /// Which.
        app: AppKey,
        /// The merge patch.
        patch: Value,
        /// The version it was made from; empty: whatever is there (annotations of refresh only).
        resource_version: Arc<str>,
    },
    /// Create an Application, or change it (`upsert`).
    CreateApp {
        /// The control plane.
        plane: ClusterId,
        /// As given.
        object: Object,
        /// Whether an existing one is changed.
        upsert: bool,
    },
    /// Keep the seed of an operation's random values in a Secret that the Application owns.
    KeepSeed {
        /// The application.
        app: AppKey,
        /// Its uid.
        uid: Arc<str>,
        /// The operation: names the Secret.
        operation: OperationId,
        /// The seed.
        seed: Seed,
    },
    /// Delete the Secret with the seed of an operation that ended, or never began.
    ForgetSeed {
        /// The application.
        app: AppKey,
        /// The operation.
        operation: OperationId,
    },
    /// Send what a run of an action does.
    Act(Arc<Outgoing>),
    /// Delete an Application, without its resources.
    DeleteApp {
        /// Which.
        app: AppKey,
        /// Its uid.
        uid: Arc<str>,
    },
}

/// An effect.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Connect to the control plane and start watching its Applications, projects and settings.
    Connect,
    /// Render, watch what is needed, compare.
    Evaluate {
        /// What.
        subject: Subject,
        /// How fresh.
        freshness: Freshness,
    },
    /// These applications are no longer computed: their watches may end.
    Forget(Vec<AppKey>),
    /// Make a plan, with the server-side dry run of everything that can be dry-run.
    Plan {
        /// What.
        subject: Subject,
        /// What for.
        wanted: PlanFor,
        /// Shown, or carried out.
        run: Run,
    },
    /// Make a difference to show.
    Diff {
        /// What.
        subject: Subject,
        /// One resource, or all.
        only: Option<ObjectKey>,
        /// Its sides; none: what runs ↔ what Git wants.
        sides: Option<Box<(Side, Side)>>,
    },
    /// Look what ignore rules would hide.
    WouldHide {
        /// The application that they are for.
        subject: Subject,
        /// Others in which something differs.
        others: Vec<Subject>,
        /// The rules.
        rules: Arc<[IgnoreDifference]>,
    },
    /// Read which actions an object has.
    Actions {
        /// For which application.
        subject: Subject,
        /// Which.
        object: ObjectKey,
    },
    /// Make what a run of an action would send, and ask the server what it thinks of it (dry run).
    PlanAct {
        /// For which application.
        subject: Subject,
        /// What.
        asked: Asked,
        /// The time that it writes.
        at: Timestamp,
    },
    /// Find out which commit changed what fails.
    Explain {
        /// What.
        subject: Subject,
        /// What runs.
        running: Deployed,
        /// What was good, if anything is believed to have been.
        good: Option<Deployed>,
        /// The objects, each with the image that fails.
        objects: Vec<(ObjectKey, Arc<str>)>,
    },
    /// Ask an application's own endpoints how it is.
    Probe {
        /// The destination's cluster.
        cluster: ClusterId,
        /// The destination's namespace.
        namespace: Arc<str>,
        /// What is asked.
        checks: Arc<Checks>,
    },
    /// Read commits to show author and subject.
    Commits(Vec<(RepoUrl, Sha)>),
    /// Read an object to show it, masked.
    Manifest {
        /// Which.
        object: ObjectKey,
        /// The control plane's settings (masked annotations).
        settings: Arc<Settings>,
    },
    /// Read the events of these objects.
    Events(Vec<ObjectKey>),
    /// Follow a log.
    Logs(LogTarget),
    /// Is an Argo CD controller alive? Changing the world is refused where one is.
    Guard(AppKey),
    /// Take the application's Lease and keep it renewed until it is released.
    Acquire {
        /// The application.
        app: AppKey,
        /// Its uid: names the Lease.
        uid: Arc<str>,
        /// Holder.
        operation: OperationId,
    },
    /// Who holds the application's Lease?
    Holder {
        /// The application.
        app: AppKey,
        /// Its uid: names the Lease.
        uid: Arc<str>,
    },
    /// Give the Lease back.
    Release {
        /// The application.
        app: AppKey,
        /// Its uid.
        uid: Arc<str>,
        /// Holder.
        operation: OperationId,
    },
    /// Change the world.
    Send {
        /// Who answers for it.
        authority: Authority,
        /// The operation whose Lease must still be held when it leaves.
        operation: Option<OperationId>,
        /// The service account on whose behalf it is written, where syncs impersonate.
        account: Option<Arc<str>>,
        /// What.
        write: Write,
    },
    /// Read an Application again (after a conflict).
    ReadApp(AppKey),
    /// Tell an application's events what happened (Argo CD's audit format).
    Audit {
        /// The application.
        app: AppKey,
        /// Its uid.
        uid: Arc<str>,
        /// `OperationStarted`, `OperationCompleted`…
        reason: &'static str,
        /// In words.
        message: String,
        /// Who.
        who: Arc<str>,
        /// The plan's digest, if there is one.
        digest: Option<Digest>,
    },
    /// Answer after so many milliseconds.
    Timer(u64),
    /// Whatever runs under this ticket is no longer wanted.
    Cancel(Ticket),
}
