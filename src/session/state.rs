//! Everything the session knows. One owner, changed by `update` alone. It knows no screen and no client.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::access::Verdict;
use crate::engine::access::can::{Access, Target};
use crate::engine::access::right::Right;
use crate::engine::health::http::Checks;
use crate::engine::sync::plan::Plan;
use crate::model::ids::{AppKey, ClusterId, ObjectKey, OperationId};
use crate::model::problem::Problem;
use crate::model::project::AppProject;
use crate::model::settings::Settings;

use super::acts::Acts;
use super::apps::{self, AppRow, Apps, Environment, Tally};
use super::command::{Authority, DiffOf, PlanFor};
use super::drive::Drive;
use super::effect::{Effect, Ticket};
use super::live::LiveRows;
use super::outcome::{Evaluation, Identity, Presence};
use super::packed::Packed;
use super::query::{OrderIndex, QueryId};
use super::shown::Shown;
use super::slots::Slots;
use super::update::locks::Lock;

/// Notices and deeds that are kept, of each; older ones go.
const MAX_NOTICES: usize = 200;

/// The connection to the control plane.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nobody asked for it yet.
    #[default]
    Idle,
    /// Under way.
    Connecting,
    /// It answers.
    Up,
    /// It did, and no longer does; the time since when.
    Lost(Timestamp, Problem),
    /// It never did.
    Failed(Problem),
}

/// A control plane: where Applications are read.
#[derive(Debug, Clone)]
pub struct Plane {
    /// Its identity; known before it answers.
    pub id: ClusterId,
    /// Its URL, when it answered.
    pub server: Arc<str>,
    /// How the connection is.
    pub connection: Connection,
    /// Who we are there.
    pub identity: Identity,
    /// Who drives there.
    pub presence: Presence,
    /// What configures it.
    pub settings: Arc<Settings>,
    /// What the person may do there.
    pub access: Arc<Access>,
    /// Its version.
    pub kube_version: Arc<str>,
    /// How far our clock is ahead, in milliseconds.
    pub clock_ahead_ms: i64,
    /// Whether the first list of Applications is whole.
    pub is_listed: bool,
    /// Its projects.
    pub projects: BTreeMap<Arc<str>, Arc<AppProject>>,
    /// Whether all of them were seen; or why they cannot be.
    pub projects_listed: Option<Result<(), Problem>>,
    /// Whether it is the demo's own.
    pub is_demo: bool,
    /// Applications that may not be listed.
    pub left_out: Option<Problem>,
    /// What else is left out.
    pub problems: Vec<Problem>,
}

/// Reads that look at the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The connection.
    Connect,
    /// An application's judgement.
    Evaluate(AppKey),
    /// An application's plan.
    Plan(AppKey),
    /// A difference.
    Diff(AppKey, DiffOf, Option<ObjectKey>),
    /// What ignore rules of an application would hide.
    WouldHide(AppKey),
    /// Which commits changed what fails.
    Explain(AppKey),
    /// An application's own endpoints.
    Probe(AppKey),
    /// An application's commits.
    Commits(AppKey),
    /// A manifest.
    Manifest(ObjectKey),
    /// An application's events.
    Events(AppKey),
    /// The followed log.
    Logs,
    /// A step of a driven operation: which effect of it, by its own count.
    Drive(AppKey, u64),
    /// A single change of an application (hold, release, delete, refresh…).
    Change(AppKey),
    /// The Lease behind a lock of another driver's.
    Lock(AppKey),
    /// The guard's look at a plane.
    Guard,
    /// The actions of an object.
    Actions(ObjectKey),
    /// What a run of an action would send.
    PlanAct(AppKey),
    /// Something whose answer nobody waits for.
    Aside(u64),
}

/// An application that may not be looked at.
#[derive(Debug, Clone)]
pub(super) struct Unseen {
    pub(super) row: AppRow,
    pub(super) body: Packed,
}

/// A computed application.
#[derive(Debug, Clone, Default)]
pub struct Computed {
    /// The last judgement.
    pub evaluation: Option<Arc<Evaluation>>,
    /// When it was made.
    pub at: Option<Timestamp>,
    /// When it should be made again because something moved; the earliest of several.
    pub due: Option<Timestamp>,
    /// When Git should be asked again.
    pub poll_at: Option<Timestamp>,
    /// What its own endpoints are asked, if it has some.
    pub checks: Option<Arc<Checks>>,
    /// When they should be asked again.
    pub probe_at: Option<Timestamp>,
}

/// A plan on the table.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What it was asked for.
    pub wanted: PlanFor,
    /// The plan, or why there is none.
    pub plan: Result<Arc<Plan>, Vec<Problem>>,
    /// When it was asked for.
    pub at: Timestamp,
}

/// Something that happened and that the person should see.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// When.
    pub at: Timestamp,
    /// About which application.
    pub app: Option<AppKey>,
    /// What.
    pub problem: Problem,
}

/// Something that this session asked of the world, or that came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// Of which application.
    pub app: AppKey,
    /// In words, with who answers for it.
    pub text: Arc<str>,
}

/// The session's state.
#[derive(Debug)]
pub struct State {
    /// Now, as of the last message.
    pub now: Timestamp,
    /// The control plane.
    pub plane: Plane,
    /// All applications.
    pub apps: Apps,
    /// Applications that exist and that the policies do not let the person look at: no face shows them.
    pub(super) unseen: BTreeMap<AppKey, Unseen>,
    /// How many of them are so.
    pub tally: Tally,
    /// Ordered lists.
    pub queries: BTreeMap<QueryId, OrderIndex>,
    /// Applications that are computed because a face looks at them.
    pub interest: BTreeSet<AppKey>,
    /// Those of them whose typed form is kept at hand.
    pub(super) near: BTreeSet<AppKey>,
    /// Judgements.
    pub computed: BTreeMap<AppKey, Computed>,
    /// Nothing computed is due before this time: a thousand judgements are not walked for each message.
    pub(super) next_due: Option<Timestamp>,
    /// Computed applications that have endpoints of their own: the others are not walked for each message.
    pub(super) probed: BTreeSet<AppKey>,
    /// Applications of which the judgement may come to something else than the lists show.
    pub(super) moved: BTreeSet<AppKey>,
    /// Live objects.
    pub live: LiveRows,
    /// Which applications an object is of interest to.
    pub(super) watched_by: BTreeMap<ObjectKey, BTreeSet<AppKey>>,
    /// What was read to be shown.
    pub shown: Shown,
    /// Plans on the table.
    pub plans: BTreeMap<AppKey, Planned>,
    /// Actions on live objects.
    pub acts: Acts,
    /// Locks of other drivers.
    pub locks: BTreeMap<AppKey, Lock>,
    /// Operations that are being handed back and have a seed to be forgotten, with who answers for it.
    pub(super) ending: BTreeMap<AppKey, (OperationId, Authority)>,
    /// Operations that we drive.
    pub drives: BTreeMap<AppKey, Drive>,
    /// Open tickets.
    pub(super) slots: Slots<Slot, Effect>,
    /// Notices, oldest first.
    pub notices: VecDeque<Notice>,
    /// What was done from here, oldest first.
    pub deeds: VecDeque<Deed>,
    next_ticket: u64,
}

impl State {
    /// A session with this control plane, not connected yet.
    pub fn new(plane: ClusterId, now: Timestamp) -> Self {
        Self {
            now,
            plane: Plane {
                id: plane,
                server: Arc::default(),
                connection: Connection::Idle,
                identity: Identity::default(),
                presence: Presence::Unknown,
                settings: Arc::default(),
                access: Arc::default(),
                kube_version: Arc::default(),
                clock_ahead_ms: 0,
                is_listed: false,
                projects: BTreeMap::new(),
                projects_listed: None,
                is_demo: false,
                left_out: None,
                problems: Vec::new(),
            },
            apps: Apps::new(),
            unseen: BTreeMap::new(),
            tally: Tally::default(),
            queries: BTreeMap::new(),
            interest: BTreeSet::new(),
            near: BTreeSet::new(),
            computed: BTreeMap::new(),
            next_due: None,
            probed: BTreeSet::new(),
            moved: BTreeSet::new(),
            live: LiveRows::default(),
            watched_by: BTreeMap::new(),
            shown: Shown::default(),
            plans: BTreeMap::new(),
            acts: Acts::default(),
            locks: BTreeMap::new(),
            ending: BTreeMap::new(),
            drives: BTreeMap::new(),
            slots: Slots::default(),
            notices: VecDeque::new(),
            deeds: VecDeque::new(),
            next_ticket: 1,
        }
    }

    /// A ticket that was never used.
    pub(super) fn ticket(&mut self) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        ticket
    }

    /// Something computed is due then.
    pub(super) fn wake(&mut self, at: Timestamp) {
        self.next_due = Some(self.next_due.map_or(at, |known| known.min(at)));
    }

    /// The application of this control plane whose mark says so: the inverse of [`AppKey::instance_name`].
    pub(super) fn app_of_instance(&self, instance: &str) -> AppKey {
        // Neither a namespace nor a name has an underscore.
        let (namespace, name) = instance.split_once('_').unwrap_or((&self.plane.settings.control_namespace, instance));
        AppKey::new(self.plane.id.clone(), namespace, name)
    }

    /// The environment of an application.
    pub fn environment(&self, key: &AppKey) -> Environment {
        let Some(app) = self.apps.get(key) else { return Environment::default() };
        let project = self.plane.projects.get(&app.row.project).and_then(|project| project.environment.as_deref());
        apps::environment(key, &app.row, project, &self.plane.settings)
    }

    /// Whether the person may do this to an application, and by which rule.
    pub fn can(&self, right: &Right, app: &AppKey) -> Verdict {
        let row = self.apps.get(app).map(|app| &app.row).or_else(|| self.unseen.get(app).map(|unseen| &unseen.row));
        let project = row.map_or("default", |row| &row.project);
        self.plane.access.can(right, self.plane.target(app, project))
    }

    /// Now, by the control plane's clock: windows open by it.
    pub fn server_time(&self) -> Timestamp {
        let ahead = jiff::SignedDuration::from_millis(self.plane.clock_ahead_ms);
        self.now.checked_sub(ahead).unwrap_or(self.now)
    }

    /// How many applications there are that the person may not look at.
    pub fn n_unseen(&self) -> usize {
        self.unseen.len()
    }

    /// Whether a read for this slot is under way.
    pub fn is_busy(&self, slot: &Slot) -> bool {
        self.slots.is_busy(slot)
    }

    /// The judgement on an application, if it is computed.
    pub fn evaluation(&self, key: &AppKey) -> Option<&Arc<Evaluation>> {
        self.computed.get(key)?.evaluation.as_ref()
    }

    /// Applications that are computed: in view, or driven.
    pub fn is_computed(&self, key: &AppKey) -> bool {
        self.interest.contains(key) || self.drives.contains_key(key)
    }

    /// Notes what was asked of the world, or what came of it.
    pub(super) fn did(&mut self, app: &AppKey, text: impl Into<Arc<str>>) {
        if self.deeds.len() == MAX_NOTICES {
            self.deeds.pop_front();
        }
        self.deeds.push_back(Deed { at: self.now, app: app.clone(), text: text.into() });
    }

    /// Adds a notice.
    pub(super) fn notify(&mut self, app: Option<&AppKey>, problem: Problem) {
        if self.notices.len() == MAX_NOTICES {
            self.notices.pop_front();
        }
        self.notices.push_back(Notice { at: self.now, app: app.cloned(), problem });
    }
}

/// Whether a plane is connected.
impl Plane {
    /// Whether it answers now.
    pub fn is_up(&self) -> bool {
        self.connection == Connection::Up
    }

    /// An application of this project, as rights are asked for it.
    pub fn target<'a>(&'a self, app: &'a AppKey, project: &'a str) -> Target<'a> {
        let roles = self.projects.get(project).map_or(&[][..], |project| &project.spec.roles);
        Target { app, project, roles, control_namespace: &self.settings.control_namespace }
    }
}
