//! `operation` and `status.operationState`: what somebody asked to be done, and how far it is
//! (`pkg/apis/application/v1alpha1/types.go:1354-1560`). It knows no engine.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application::{ManagedNamespaceMetadata, RetryStrategy, Source};
use super::ids::OperationId;
use super::status::{HookType, OperationPhase, ResultCode, SyncPhase};

/// `operation`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// What to sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync: Option<SyncOperation>,
    /// Who asked.
    #[serde(default)]
    pub initiated_by: InitiatedBy,
    /// Facts beside it: Tiphys keeps its operation id and the plan's digest here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub info: Vec<Info>,
    /// How to retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryStrategy>,
}

impl Operation {
    /// The value of an `info` entry.
    pub fn info(&self, name: &str) -> Option<&str> {
        self.info.iter().find(|entry| entry.name == name).map(|entry| entry.value.as_str())
    }
}

/// Name of the `info` entry that carries the operation id.
pub const INFO_OPERATION: &str = "tiphys.dev/operation";
/// Name of the `info` entry that carries the plan's digest.
pub const INFO_DIGEST: &str = "tiphys.dev/digest";
/// Name of the `info` entry that says which history record a rollback goes to.
pub const INFO_ROLLBACK: &str = "tiphys.dev/rollback-to";
/// Name of the `info` entry that names the Secret which keeps the seed of the operation's random values.
pub const INFO_SEED: &str = "tiphys.dev/seed";

/// The Secret that keeps the seed of an operation's random values, in its Application's namespace.
pub fn seed_secret(operation: &OperationId) -> String {
    format!("tiphys-op-{operation}")
}

/// A fact beside an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Info {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Who asked for an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiatedBy {
    /// The user's name, as the API server knows it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub username: String,
    /// Whether no person asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automated: bool,
}

/// `operation.sync`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncOperation {
    /// The resolved commit (single source).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub revision: String,
    /// The resolved commits (several sources).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<String>,
    /// Whether resources that are no longer in Git are deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prune: bool,
    /// Whether nothing is changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Apply alone (no hooks), or with hooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_strategy: Option<SyncStrategy>,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<SyncResource>,
    /// The source, when it is not the spec's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The sources, when they are not the spec's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The options: the controller reads these only, never the spec's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sync_options: Vec<String>,
    /// How often self-heal tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_heal_attempts_count: Option<i64>,
}

/// `syncStrategy`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncStrategy {
    /// `kubectl apply` without hooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply: Option<StrategyForce>,
    /// With hooks: the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<StrategyForce>,
}

/// Options of a strategy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StrategyForce {
    /// Delete and create where an apply is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
}

/// One selected resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SyncResource {
    /// API group, absent for core.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace; absent matches any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
}

/// `status.operationState`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperationState {
    /// What was asked.
    #[serde(default)]
    pub operation: Operation,
    /// How far it is.
    pub phase: OperationPhase,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Per resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_result: Option<SyncResult>,
    /// RFC 3339.
    #[serde(default)]
    pub started_at: String,
    /// RFC 3339; set while Running: waiting to retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// Attempts so far, less one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_count: Option<i64>,
}

/// `status.operationState.syncResult`: what runs now is what the last of these sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncResult {
    /// One row a task.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceResult>,
    /// The commit (single source).
    #[serde(default)]
    pub revision: String,
    /// The commits (several sources).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<String>,
    /// The source that was synced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The sources that were synced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The policy's namespace metadata as they were synced: Argo CD compares the spec's with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_namespace_metadata: Option<ManagedNamespaceMetadata>,
}

/// One row of a sync's result. Neither status nor hook phase: pending.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourceResult {
    /// API group.
    #[serde(default)]
    pub group: String,
    /// API version.
    #[serde(default)]
    pub version: String,
    /// Kind.
    #[serde(default)]
    pub kind: String,
    /// Namespace.
    #[serde(default)]
    pub namespace: String,
    /// Name (a generated hook's final name).
    #[serde(default)]
    pub name: String,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ResultCode>,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The hook's type, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook_type: Option<HookType>,
    /// How far the hook (or resource) is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook_phase: Option<OperationPhase>,
    /// The phase it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_phase: Option<SyncPhase>,
    /// Its images.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
}
