//! What comes back: outcomes of effects, and observations that nobody asked for by ticket. It knows no client.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::actions::outgoing::Outgoing;
use crate::engine::compare::Verdicts;
use crate::engine::render::SourceType;
use crate::engine::resources::row::ResourceRow;
use crate::engine::step::CommitInfo;
use crate::engine::sync::fact::Sent;
use crate::engine::sync::plan::Plan;
use crate::model::access::AccessRules;
use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey, OperationId, RepoUrl, Sha};
use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::model::project::AppProject;
use crate::model::settings::Settings;

use super::acts::Offered;
use super::apps::AppRow;
use super::command::LogTarget;
use super::packed::Packed;
use super::shown::{Culprits, DiffView, EventRow, Hiding, Probe};

/// Who we are to an API server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The user's name.
    pub username: Arc<str>,
    /// The user's groups.
    pub groups: Vec<Arc<str>>,
    /// Whether the server itself said so.
    pub verified: bool,
    /// Whose credentials impersonate this user, where the kubeconfig says `as`.
    pub acting: Option<Arc<str>>,
}

/// Whether an Argo CD controller drives here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Presence {
    /// Nobody looked yet: treated as alive.
    #[default]
    Unknown,
    /// None is alive: Tiphys drives.
    Absent,
    /// One is alive; the text says how one can tell.
    Alive(Arc<str>),
}

/// A control plane that answered.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Its identity.
    pub plane: ClusterId,
    /// Its URL.
    pub server: Arc<str>,
    /// Who we are.
    pub identity: Identity,
    /// What configures it.
    pub settings: Arc<Settings>,
    /// Who may do what there.
    pub access: Arc<AccessRules>,
    /// Who drives.
    pub presence: Presence,
    /// Its version, `v1.36.3`.
    pub kube_version: Arc<str>,
    /// How far our clock is ahead of the server's, in milliseconds.
    pub clock_ahead_ms: i64,
    /// Whether confirms need no arming: the demo's own cluster.
    pub is_demo: bool,
    /// What is left out (a forbidden cluster-wide list…).
    pub problems: Vec<Problem>,
}

/// The judgement on one application.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The commits, one a source; those that could be resolved.
    pub revisions: Vec<Sha>,
    /// The tools, one a source.
    pub source_types: Vec<SourceType>,
    /// The verdicts; whoever made them keeps them too.
    pub verdicts: Arc<Verdicts>,
    /// Everything that went wrong; an error makes it partial.
    pub problems: Vec<Problem>,
    /// Kinds whose live side is not known: forbidden, not listed, stale.
    pub unknown: BTreeSet<GroupKind>,
    /// The destination's cluster.
    pub cluster: Option<ClusterId>,
    /// When Git was asked last, if it could not be asked now: how old the mirror is.
    pub git_stale_since: Option<Timestamp>,
}

/// The answer to an effect.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// To `Connect`.
    Connected(Result<Box<Connected>, Problem>),
    /// To `Evaluate`.
    Evaluated(Box<Evaluation>),
    /// To `Plan`: its problems may refuse it.
    Planned(Arc<Plan>),
    /// To `Plan`, when there is nothing to show.
    NotPlanned(Vec<Problem>),
    /// To `Diff`.
    Diffed(Result<Arc<DiffView>, Vec<Problem>>),
    /// To `Actions`.
    Actions(Result<Arc<Offered>, Problem>),
    /// To `PlanAct`.
    ActPlanned(Result<Arc<Outgoing>, Problem>),
    /// To `Send` of an `Act`: what the server said, request by request.
    Acted(Result<Vec<Arc<str>>, Problem>),
    /// To `WouldHide`.
    WouldHide(Result<Arc<Hiding>, Vec<Problem>>),
    /// To `Explain`: objects that nothing is known of are left out.
    Explained(Result<Culprits, Vec<Problem>>),
    /// To `Probe`.
    Probed(Vec<Probe>),
    /// To `Commits`.
    Commits(Vec<((RepoUrl, Sha), Result<Arc<CommitInfo>, Problem>)>),
    /// To `Manifest`: masked lines.
    Manifest(Result<Arc<[Arc<str>]>, Problem>),
    /// To `Events`: oldest first.
    Events(Result<Vec<EventRow>, Problem>),
    /// To `Logs`, when it ends.
    LogEnded(Option<Problem>),
    /// To `Guard`.
    Guarded(Presence),
    /// To `Acquire`: held, or by whom.
    Leased(Result<(), Problem>),
    /// To `Holder`: the operation that holds it, if one does.
    Holder(Result<Option<OperationId>, Problem>),
    /// Out of turn under `Acquire`'s ticket: the Lease could not be renewed in time.
    LeaseLost(Problem),
    /// To `Release` and `Audit`.
    Noted,
    /// To `Send` of an `Apply`: what the server said, and the object's row as answered.
    Applied(Result<(Sent, Arc<ResourceRow>), Problem>),
    /// To `Send` of a `Delete` or `Unfinalize`: an object that is not there counts as done.
    Deleted(Result<(), Problem>),
    /// To `Send` of a change to an Application and to `ReadApp`: the object as it is now.
    App(Result<Object, Problem>),
    /// To `Send` of a `KeepSeed` or `ForgetSeed`.
    Seed(Result<(), Problem>),
    /// To `Timer`.
    Fired,
    /// The effect took longer than the runtime allows, or the runtime could not carry it out.
    Failed(Problem),
}

impl Outcome {
    /// Why what was asked of the world was not done, where the answer says just that.
    pub fn refusal(&self) -> Option<&Problem> {
        match self {
            Self::Failed(problem)
            | Self::App(Err(problem))
            | Self::Deleted(Err(problem))
            | Self::Applied(Err(problem))
            | Self::Acted(Err(problem))
            | Self::Seed(Err(problem)) => Some(problem),
            Self::Connected(_)
            | Self::Evaluated(_)
            | Self::Planned(_)
            | Self::NotPlanned(_)
            | Self::Diffed(_)
            | Self::Actions(_)
            | Self::ActPlanned(_)
            | Self::Acted(Ok(_))
            | Self::WouldHide(_)
            | Self::Explained(_)
            | Self::Probed(_)
            | Self::Commits(_)
            | Self::Manifest(_)
            | Self::Events(_)
            | Self::LogEnded(_)
            | Self::Guarded(_)
            | Self::Leased(_)
            | Self::Holder(_)
            | Self::LeaseLost(_)
            | Self::Noted
            | Self::Applied(Ok(_))
            | Self::Deleted(Ok(()))
            | Self::App(Ok(_))
            | Self::Seed(Ok(()))
            | Self::Fired => None,
        }
    }
}

/// What was seen.
#[derive(Debug, Clone)]
pub enum Observation {
    /// An Application is so now.
    App {
        /// Which.
        key: AppKey,
        /// Its row.
        row: Box<AppRow>,
        /// Its body.
        body: Packed,
    },
    /// An Application is gone.
    AppGone(AppKey),
    /// The first list of Applications is whole.
    AppsListed(ClusterId),
    /// More or less is known of these kinds than before.
    Known(ClusterId, Vec<GroupKind>),
    /// Applications outside the control plane's own namespace may not be listed: what is left out.
    LeftOut(ClusterId, Problem),
    /// An AppProject is so now, or gone.
    Project(ClusterId, Arc<str>, Option<Arc<AppProject>>),
    /// All projects were seen; or why they cannot be.
    ProjectsListed(ClusterId, Result<(), Problem>),
    /// The settings changed.
    Settings(ClusterId, Arc<Settings>),
    /// Who may do what changed; and what of the settings cannot be read.
    Access(ClusterId, Arc<AccessRules>, Vec<Problem>),
    /// A live object is so now.
    Live(Arc<ResourceRow>),
    /// A live object is gone.
    LiveGone(ObjectKey),
    /// The watch of Applications is lost, or back (`None`).
    Connection(ClusterId, Option<Problem>),
    /// Lines of the followed log.
    Log(LogTarget, Vec<Arc<str>>),
    /// A commit may have arrived: the repository's refs moved.
    RefsMoved(RepoUrl),
}
