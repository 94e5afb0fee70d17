//! Hooks as they are sent: which phases they run in, when they are deleted, the name of a generated one, the mark by which
//! a hook found later is known to be ours or old. It knows no progress.
//!
//! Sources: gitops-engine `pkg/sync/hook`, `pkg/sync/sync_context.go` (`getSyncTasks`), `pkg/sync/sync_phase.go`.

use std::fmt;
use std::sync::Arc;

use crate::engine::resources::marks::{HOOK_FINALIZER, csv, has_hook_finalizer, hook_types};
use crate::model::application::annotation;
use crate::model::ids::{OperationId, Sha};
use crate::model::object::value::Value;
use crate::model::object::{NotAnObject, Object};
use crate::model::status::{HookType, SyncPhase};

use super::request::Start;
use super::task::HookDelete;

const HELM_DELETE_POLICY: &str = "helm.sh/hook-delete-policy";

const POLICIES: &[(&str, HookDelete)] = &[
    ("HookSucceeded", HookDelete::HookSucceeded),
    ("HookFailed", HookDelete::HookFailed),
    ("BeforeHookCreation", HookDelete::BeforeHookCreation),
];

const HELM_POLICIES: &[(&str, HookDelete)] = &[
    ("hook-succeeded", HookDelete::HookSucceeded),
    ("hook-failed", HookDelete::HookFailed),
    ("before-hook-creation", HookDelete::BeforeHookCreation),
];

/// When a hook is deleted: Argo CD's policies and Helm's together; with none of both, before it is created again.
pub fn delete_policies(object: &Object) -> Vec<HookDelete> {
    let mut policies = Vec::new();
    for (name, table) in [(annotation::HOOK_DELETE_POLICY, POLICIES), (HELM_DELETE_POLICY, HELM_POLICIES)] {
        for word in csv(object, name) {
            if let Some((_, policy)) = table.iter().find(|(own, _)| *own == word)
                && !policies.contains(policy)
            {
                policies.push(*policy);
            }
        }
    }
    if policies.is_empty() {
        policies.push(HookDelete::BeforeHookCreation);
    }
    policies
}

/// The phases of a sync that a hook runs in, in their order. Hooks of deletion run in none.
pub fn phases(object: &Object) -> Vec<(SyncPhase, HookType)> {
    let phase = |hook: HookType| match hook {
        HookType::PreSync => Some(SyncPhase::PreSync),
        HookType::Sync => Some(SyncPhase::Sync),
        HookType::PostSync => Some(SyncPhase::PostSync),
        HookType::SyncFail => Some(SyncPhase::SyncFail),
        HookType::PreDelete | HookType::PostDelete | HookType::Skip => None,
    };
    let mut phases: Vec<(SyncPhase, HookType)> = hook_types(object).into_iter().filter_map(|hook| Some((phase(hook)?, hook))).collect();
    phases.sort_unstable();
    phases
}

/// The name of a hook that has only `generateName`: `<generateName><rev7>-<phase>-<unix startedAt>`, the part after
/// generateName in lower case. A preview has no start, and ends in 0.
pub fn generated_name(generate_name: &str, revision: Option<&Sha>, phase: SyncPhase, start: Option<&Start>) -> String {
    let revision = revision.map_or("", Sha::short);
    let suffix = format!("{revision}-{phase}-{}", start.map_or(0, |start| start.unix)).to_lowercase();
    format!("{generate_name}{suffix}")
}

/// Who created a hook: the value of the annotation `tiphys.dev/operation`, `<operation id>/<attempt>/<phase>`. A hook of
/// an earlier attempt or of another phase is old, as one of another operation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The operation.
    pub operation: OperationId,
    /// Its attempt, from 0.
    pub attempt: i64,
    /// The phase that the hook ran in.
    pub phase: Arc<str>,
}

impl Mark {
    /// The mark of an operation on its hooks of a phase.
    pub fn new(start: &Start, phase: SyncPhase) -> Self {
        Self { operation: start.operation.clone(), attempt: start.attempt, phase: phase.as_str().into() }
    }

    /// The mark on an object, if there is one.
    pub fn of(object: &Object) -> Option<Self> {
        let mut parts = object.annotation(annotation::OPERATION)?.rsplitn(3, '/');
        let (phase, attempt, operation) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { operation: OperationId::new(operation), attempt: attempt.parse().ok()?, phase: phase.into() })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.operation, self.attempt, self.phase)
    }
}

/// The hook as it is sent: named, with the finaliser that keeps it until its phase ended, marked as the operation's.
///
/// # Errors
/// When the change leaves no object; the hook's metadata is broken then.
pub fn prepared(object: &Object, name: &str, phase: SyncPhase, start: Option<&Start>) -> Result<Object, NotAnObject> {
    object.changed(|object| prepared_one(object, name, phase, start))
}

fn prepared_one(object: &Object, name: &str, phase: SyncPhase, start: Option<&Start>) -> Result<Object, NotAnObject> {
    let mut hook = object.set(&["metadata", "name"], name.into())?;
    if !has_hook_finalizer(&hook) {
        let own = hook.get(&["metadata", "finalizers"]).and_then(Value::as_list).unwrap_or(&[]);
        let finalizers = own.iter().cloned().chain([HOOK_FINALIZER.into()]).collect();
        hook = hook.set(&["metadata", "finalizers"], Value::list(finalizers))?;
    }
    match start {
        Some(start) => hook.set(&["metadata", "annotations", annotation::OPERATION], Mark::new(start, phase).to_string().into()),
        None => Ok(hook),
    }
}
