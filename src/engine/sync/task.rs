//! One thing that a sync does to one object, with everything that sending it needs. It knows no order and no progress.

use std::sync::Arc;

use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::model::status::{HookType, SyncPhase};

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// It is not there.
    Create,
    /// It differs.
    Update,
    /// It is as desired: recorded, not written.
    Keep,
    /// `ApplyOutOfSyncOnly=true` and it does not differ: neither written nor recorded.
    Leave,
    /// `Replace=true`: the whole object is put.
    Replace,
    /// `Force=true` and the change would be refused, or `Replace=true,Force=true`: deleted, then created.
    Recreate,
    /// It is no longer desired.
    Prune,
    /// A hook is created; one of that name that is there already goes first, if its policy says so.
    RunHook,
    /// It would be pruned, and nobody asked for it, or an option forbids it.
    SkipPrune,
}

impl Verb {
    /// The word on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Keep => "keep",
            Self::Leave => "leave",
            Self::Replace => "replace",
            Self::Recreate => "recreate",
            Self::Prune => "prune",
            Self::RunHook => "run hook",
            Self::SkipPrune => "skip prune",
        }
    }

    /// Whether it writes to the cluster.
    pub fn is_write(self) -> bool {
        match self {
            Self::Create | Self::Update | Self::Replace | Self::Recreate | Self::Prune | Self::RunHook => true,
            Self::Keep | Self::Leave | Self::SkipPrune => false,
        }
    }

    /// Whether it is about an object that is no longer desired.
    pub fn is_prune(self) -> bool {
        match self {
            Self::Prune | Self::SkipPrune => true,
            Self::Create | Self::Update | Self::Keep | Self::Leave | Self::Replace | Self::Recreate | Self::RunHook => false,
        }
    }
}

/// When a hook is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HookDelete {
    /// When the operation succeeded.
    HookSucceeded,
    /// When the operation failed.
    HookFailed,
    /// Before it is created again: the default.
    BeforeHookCreation,
}

/// How an object is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApplyMode {
    /// Three-way patch with the last-applied annotation, as `kubectl apply`.
    ClientSide,
    /// `--server-side --force-conflicts`.
    ServerSide,
    /// PUT of the whole object (POST when it is not there).
    Replace,
}

/// `propagationPolicy` of a delete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Propagation {
    /// Dependents go first: the default of a sync.
    #[default]
    Foreground,
    /// Dependents are collected afterwards.
    Background,
    /// Dependents stay.
    Orphan,
}

impl Propagation {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Foreground => "Foreground",
            Self::Background => "Background",
            Self::Orphan => "Orphan",
        }
    }
}

/// What a task puts at risk, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskKind {
    /// Data may be lost with it: a volume claim, a namespace, a CRD.
    DeletesData,
    /// The API server will refuse the change of a field.
    Refused,
    /// It is deleted and created again.
    Recreates,
    /// It is deleted.
    Deletes,
    /// The whole object is put: what others wrote into it is lost.
    Replaces,
    /// Fewer Pods than now.
    ScalesDown,
    /// Its Pods restart.
    Restarts,
    /// Something that reads it will *not* restart.
    NoRestart,
}

/// One risk in words, e.g. "its Pods restart: spec.template changes".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Risk {
    /// How bad it is.
    pub kind: RiskKind,
    /// In words, lowercase, without a full stop; holds no secret.
    pub text: Arc<str>,
}

/// Whether a server-side dry run can tell what a task would do, and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DryRun {
    /// It cannot be asked: the namespace or the CRD comes with this sync, or an option forbids it.
    Impossible(Arc<str>),
    /// It was not asked yet.
    Open,
    /// The server would accept it.
    Passed,
    /// The server would refuse it.
    Failed(Problem),
    /// Nothing is sent.
    Needless,
}

/// One thing to do.
#[derive(Debug, Clone)]
pub struct Task {
    /// The object (a generated hook's final name included).
    pub key: ObjectKey,
    /// API version without group.
    pub version: Arc<str>,
    /// What is done.
    pub verb: Verb,
    /// When.
    pub phase: SyncPhase,
    /// When within the phase; prunes run in mirrored waves.
    pub wave: i64,
    /// The hook's type, if it is one.
    pub hook: Option<HookType>,
    /// When the hook is deleted; empty for what is no hook.
    pub hook_delete: Vec<HookDelete>,
    /// `metadata.generateName` of a hook that has no name of its own; empty for all others. The key's name is made from
    /// it, and is a placeholder in a preview.
    pub generate_name: Arc<str>,
    /// How it is sent.
    pub mode: ApplyMode,
    /// `Force`: deleted and created where the server refuses the change.
    pub force: bool,
    /// `Validate=false`.
    pub skip_validation: bool,
    /// `PrunePropagationPolicy`.
    pub propagation: Propagation,
    /// `Prune=confirm` and nobody agreed yet: the wave waits for an approval.
    pub needs_approval: bool,
    /// Whether the comparison found it different, or not there.
    pub is_modified: bool,
    /// Whether it creates the destination namespace: its failure ends the operation without SyncFail hooks.
    pub makes_namespace: bool,
    /// The object as sent; none for prunes. Shared, never shown.
    pub desired: Option<Object>,
    /// The live object as planned; none when it is not there. Shared, never shown.
    pub live: Option<Object>,
    /// Why it is so, for the plan's screen: rule, option or reason.
    pub why: Arc<str>,
    /// What it puts at risk, worst first.
    pub risks: Vec<Risk>,
    /// What a dry run can say and said.
    pub dry_run: DryRun,
}

impl Task {
    /// The live object's uid, empty when it is not there.
    pub fn live_uid(&self) -> Arc<str> {
        self.live.as_ref().map(|live| live.uid().into()).unwrap_or_default()
    }

    /// Whether it is a hook.
    pub fn is_hook(&self) -> bool {
        self.hook.is_some()
    }

    /// The task's name in Argo CD's messages: `apps/Deployment/web`, `/Service/web` for the core group.
    pub fn full_name(&self) -> String {
        format!("{}/{}/{}", self.key.group_kind.group, self.key.group_kind.kind, self.key.name)
    }

    /// The object's name as kubectl's messages have it: `deployment.apps/web`, `service/web`.
    pub fn kubectl_name(&self) -> String {
        let kind = self.key.group_kind.kind.to_lowercase();
        let dot = if self.key.group_kind.group.is_empty() { "" } else { "." };
        format!("{kind}{dot}{}/{}", self.key.group_kind.group, self.key.name)
    }
}
