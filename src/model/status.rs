//! Words of status: sync, health, phases, conditions, resources, history — `status` of an Application as Argo CD writes
//! it (`pkg/apis/application/v1alpha1/types.go`). It knows no rule that decides them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application::{Destination, IgnoreDifference, Source};
use super::operation::OperationState;

/// Whether the live state is what Git says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum SyncStatus {
    /// It is.
    Synced,
    /// It is not.
    OutOfSync,
    /// Nobody can say (yet).
    #[default]
    #[serde(other)]
    Unknown,
}

/// Health, ordered from best to worst as Argo CD has it (`gitops-engine/pkg/health/health.go`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum HealthStatus {
    /// Works.
    Healthy,
    /// Waits for somebody, on purpose.
    Suspended,
    /// On its way.
    Progressing,
    /// Not in the cluster.
    Missing,
    /// Failed, or took too long.
    Degraded,
    /// Cannot be judged.
    #[default]
    #[serde(other)]
    Unknown,
}

/// The phase of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum OperationPhase {
    /// Under way; with `finishedAt` set: waiting to retry.
    Running,
    /// Somebody asked it to stop.
    Terminating,
    /// Ended, tasks failed.
    Failed,
    /// Ended, could not be carried out.
    Error,
    /// Ended well.
    Succeeded,
}

impl OperationPhase {
    /// Whether nothing follows any more.
    pub fn is_completed(self) -> bool {
        matches!(self, Self::Failed | Self::Error | Self::Succeeded)
    }
}

macro_rules! named {
    ($($name:ident { $($variant:ident),* })*) => {$(
        impl $name {
            /// The word that stands in the API and on the screen.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),* }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}

named! {
    SyncStatus { Synced, OutOfSync, Unknown }
    HealthStatus { Healthy, Suspended, Progressing, Missing, Degraded, Unknown }
    OperationPhase { Running, Terminating, Failed, Error, Succeeded }
    ResultCode { Synced, SyncFailed, Pruned, PruneSkipped }
    HookType { PreSync, Sync, PostSync, SyncFail, PreDelete, PostDelete, Skip }
    SyncPhase { PreSync, Sync, PostSync, SyncFail }
}

/// What became of one resource in a sync (`ResultCode` in gitops-engine).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ResultCode {
    /// Applied.
    Synced,
    /// Could not be applied.
    SyncFailed,
    /// Deleted.
    Pruned,
    /// Would have been deleted; nobody asked for it.
    PruneSkipped,
}

/// `argocd.argoproj.io/hook`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum HookType {
    /// Before the sync phase.
    PreSync,
    /// Among the resources.
    Sync,
    /// After all is healthy.
    PostSync,
    /// When the sync failed.
    SyncFail,
    /// Before the application is deleted.
    PreDelete,
    /// After the application is deleted.
    PostDelete,
    /// Never applied.
    Skip,
}

/// The phases of a sync, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum SyncPhase {
    /// Hooks before.
    PreSync,
    /// Resources and Sync hooks.
    #[default]
    Sync,
    /// Hooks after.
    PostSync,
    /// Hooks on failure.
    SyncFail,
}

/// `status.health`, and a resource's health.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// The verdict; absent means Unknown.
    #[serde(default)]
    pub status: HealthStatus,
    /// Why, in the words of the rule that decided.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// RFC 3339; when the status last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<String>,
}

impl Health {
    /// A verdict with its reason.
    pub fn new(status: HealthStatus, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), last_transition_time: None }
    }
}

/// One of `status.conditions`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// `ComparisonError`, `SyncError`, `OrphanedResourceWarning`…
    #[serde(rename = "type", default)]
    pub kind: String,
    /// In words.
    #[serde(default)]
    pub message: String,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<String>,
}

/// One of `status.resources`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourceStatus {
    /// API group, absent for core.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// API version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Kind.
    #[serde(default)]
    pub kind: String,
    /// Namespace, absent for cluster-scoped resources.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Whether it is as desired; absent for hooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SyncStatus>,
    /// Its health; absent by default since Argo CD 3.0 (`resourceHealthSource: appTree`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// Whether it is a hook.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hook: bool,
    /// Whether only a prune would remove it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requires_pruning: bool,
    /// Its wave.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sync_wave: i64,
    /// Whether `Delete=confirm` or `Prune=confirm` protects it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requires_deletion_confirmation: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(super) fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// `status.sync`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncInfo {
    /// The verdict.
    #[serde(default)]
    pub status: SyncStatus,
    /// What was compared.
    #[serde(default)]
    pub compared_to: ComparedTo,
    /// The commit that was compared with (single source).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub revision: String,
    /// The commits (several sources).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<String>,
}

/// `status.sync.comparedTo`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedTo {
    /// The source, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The sources, if there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The destination.
    #[serde(default)]
    pub destination: Destination,
    /// The ignore rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore_differences: Vec<IgnoreDifference>,
}

/// One of `status.history`: a record of a successful, whole, real sync.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRecord {
    /// Counted from 0; last + 1.
    #[serde(default)]
    pub id: i64,
    /// The commit (single source).
    #[serde(default)]
    pub revision: String,
    /// The commits (several sources).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<String>,
    /// The source as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The sources as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// RFC 3339, UTC: when the sync ended.
    #[serde(default)]
    pub deployed_at: String,
    /// RFC 3339, UTC: when it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deploy_started_at: Option<String>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiated_by: Option<super::operation::InitiatedBy>,
}

/// `status.summary`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Links of Ingresses and annotations.
    #[serde(default, rename = "externalURLs", skip_serializing_if = "Vec::is_empty")]
    pub external_urls: Vec<String>,
    /// Images that run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
}

/// `status` of an Application: reported by whoever drives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationStatus {
    /// Every managed resource.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceStatus>,
    /// The sync verdict.
    #[serde(default)]
    pub sync: SyncInfo,
    /// The health verdict.
    #[serde(default)]
    pub health: Health,
    /// Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryRecord>,
    /// Problems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// RFC 3339: the last comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconciled_at: Option<String>,
    /// The last or running operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_state: Option<OperationState>,
    /// `Directory`, `Kustomize`, `Helm`…
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_type: String,
    /// The same for several sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_types: Vec<String>,
    /// Images and links.
    #[serde(default)]
    pub summary: Summary,
    /// Where per-resource health is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub resource_health_source: String,
    /// The namespace of the controller that writes here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub controller_namespace: String,
}
