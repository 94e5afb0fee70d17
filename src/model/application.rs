//! `Application` (`argoproj.io/v1alpha1`), typed: same schema, same meaning as Argo CD. Unknown fields are passed over
//! when reading; every write is a merge patch, so nothing unknown is lost. It knows no client.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operation::Operation;
use super::status::ApplicationStatus;

/// API group of Argo CD's kinds.
pub const GROUP: &str = "argoproj.io";
/// Their version.
pub const VERSION: &str = "v1alpha1";

/// Annotations that Argo CD and Tiphys read and write on Applications and resources.
pub mod annotation {
    /// `normal` or `hard`: compare again.
    pub const REFRESH: &str = "argocd.argoproj.io/refresh";
    /// The moment of the request, RFC 3339 with nanoseconds.
    pub const REFRESH_TIMESTAMP: &str = "argocd.argoproj.io/refresh-timestamp";
    /// `true`: the controller leaves the application alone (events only).
    pub const SKIP_RECONCILE: &str = "argocd.argoproj.io/skip-reconcile";
    /// `<app>:<group>/<kind>:<namespace>/<name>`.
    pub const TRACKING_ID: &str = "argocd.argoproj.io/tracking-id";
    /// CSV of hook types.
    pub const HOOK: &str = "argocd.argoproj.io/hook";
    /// CSV of hook delete policies.
    pub const HOOK_DELETE_POLICY: &str = "argocd.argoproj.io/hook-delete-policy";
    /// Integer wave.
    pub const SYNC_WAVE: &str = "argocd.argoproj.io/sync-wave";
    /// CSV of sync options of one resource.
    pub const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";
    /// CSV of compare options.
    pub const COMPARE_OPTIONS: &str = "argocd.argoproj.io/compare-options";
    /// `true`: health of this resource does not count.
    pub const IGNORE_HEALTHCHECK: &str = "argocd.argoproj.io/ignore-healthcheck";
    /// Who drives: JSON `{who, since, operation}`.
    pub const DRIVER: &str = "tiphys.dev/driver";
    /// A hold on automatic sync: JSON `{by, at, reason, automated}`.
    pub const HOLD: &str = "tiphys.dev/hold";
    /// Verdicts on history records: JSON list of `{id, health, at, by}`.
    pub const VERDICTS: &str = "tiphys.dev/verdicts";
    /// The environment, on an Application or AppProject.
    pub const ENVIRONMENT: &str = "tiphys.dev/environment";
    /// Before `<group>_<Kind>`, on an Application: a Lua script that judges the health of its own resources of that kind, as
    /// `resource.customizations.health.<group>_<Kind>` of argocd-cm does for everybody's.
    pub const HEALTH_SCRIPT: &str = "tiphys.dev/health.";
    /// The operation that created a hook.
    pub const OPERATION: &str = "tiphys.dev/operation";
    /// kubectl's record of the last client-side apply.
    pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
}

/// An Application. Metadata stays in the `Object` it was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// What should be.
    #[serde(default)]
    pub spec: ApplicationSpec,
    /// What was reported.
    #[serde(default)]
    pub status: ApplicationStatus,
    /// What somebody asks to be done now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
}

/// `spec`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSpec {
    /// Where the manifests are, if it is one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Where the manifests are, if it is several places. Beats `source` when not empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Where they go.
    #[serde(default)]
    pub destination: Destination,
    /// The AppProject; empty means `default`.
    #[serde(default)]
    pub project: String,
    /// How to sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_policy: Option<SyncPolicy>,
    /// What not to compare.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore_differences: Vec<IgnoreDifference>,
    /// Facts for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub info: Vec<super::operation::Info>,
    /// Records kept in `status.history`; absent means 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_history_limit: Option<i64>,
}

impl ApplicationSpec {
    /// The sources in effect: `sources` when there are any, else `source`.
    pub fn sources(&self) -> &[Source] {
        if self.sources.is_empty() { self.source.as_slice() } else { &self.sources }
    }

    /// Whether commits are kept as a list.
    pub fn has_several_sources(&self) -> bool {
        !self.sources.is_empty()
    }

    /// The project in effect.
    pub fn project(&self) -> &str {
        if self.project.is_empty() { "default" } else { &self.project }
    }

    /// Whether automatic sync is on (`automated` there and not `enabled: false`).
    pub fn is_automated(&self) -> bool {
        self.sync_policy.as_ref().and_then(|policy| policy.automated.as_ref()).is_some_and(|automated| automated.enabled != Some(false))
    }
}

/// One source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The repository.
    #[serde(rename = "repoURL", default)]
    pub repo_url: String,
    /// The folder within it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Branch, tag, SHA, `HEAD` or version constraint; empty means `HEAD`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target_revision: String,
    /// Options of the directory renderer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<DirectorySource>,
    /// Options of the Kustomize renderer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kustomize: Option<KustomizeSource>,
    /// Options of the Helm renderer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helm: Option<super::helm::HelmSource>,
    /// A config management plugin: refused by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Opaque>")]
    pub plugin: Option<OpaqueValue>,
    /// The chart's name, when the repository is a Helm one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chart: String,
    /// The name by which other sources refer to this one: `$ref/path`.
    #[serde(rename = "ref", default, skip_serializing_if = "String::is_empty")]
    pub ref_name: String,
    /// The name of the source, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Any map: stands in the CRD as an object with unknown fields kept.
#[derive(JsonSchema)]
pub struct Opaque {}

/// A part of the spec that is carried, not read. It has serde's traits by way of [`super::object::value::Value`].
#[derive(Clone, Default, PartialEq)]
pub struct OpaqueValue(pub super::object::value::Value);

impl Eq for OpaqueValue {}

impl std::fmt::Debug for OpaqueValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for OpaqueValue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OpaqueValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use super::object::{key::Interner, serde_de};
        let mut interner = Interner::default();
        serde::de::DeserializeSeed::deserialize(serde_de::ValueSeed { interner: &mut interner, depth: serde_de::MAX_DEPTH }, deserializer)
            .map(Self)
    }
}

/// `source.directory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DirectorySource {
    /// Whether subfolders count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recurse: bool,
    /// Glob of what to leave out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exclude: String,
    /// Glob of what to take.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub include: String,
    /// Options of Jsonnet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jsonnet: Option<super::jsonnet::JsonnetSource>,
}

/// `source.kustomize`; what is not read yet is kept in the object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KustomizeSource {
    /// Prefix of all names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_prefix: String,
    /// Suffix of all names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_suffix: String,
    /// `name=new:tag`, `name:tag`, `name@digest`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// Labels for everything.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub common_labels: std::collections::BTreeMap<String, String>,
    /// Annotations for everything.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub common_annotations: std::collections::BTreeMap<String, String>,
    /// Whether annotations may hold `$ARGOCD_APP_…`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub common_annotations_envsubst: bool,
    /// Overwrites labels that are there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force_common_labels: bool,
    /// Overwrites annotations that are there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force_common_annotations: bool,
    /// Namespace of all objects.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Replica counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replicas: Vec<KustomizeReplica>,
    /// Patches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Opaque>")]
    pub patches: Vec<OpaqueValue>,
    /// Components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<String>,
    /// Components that are not there are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_missing_components: bool,
    /// Labels outside selectors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub label_without_selector: bool,
    /// Labels also in templates.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub label_include_templates: bool,
    /// The Kubernetes version that charts of a kustomization are rendered for; empty for the destination's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kube_version: String,
    /// The API versions that charts of a kustomization are told; empty for the destination's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api_versions: Vec<String>,
    /// The Kustomize to render with, as Argo CD's settings name it; ours is always 5.8.1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
}

/// One of `kustomize.replicas`. The count is an integer or a text that holds one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KustomizeReplica {
    /// The workload's name.
    pub name: String,
    /// The count.
    #[schemars(with = "Opaque", extend("x-kubernetes-int-or-string" = true))]
    pub count: OpaqueValue,
}

/// Argo CD's address of the API server it runs on.
pub const IN_CLUSTER_SERVER: &str = "https://kubernetes.default.svc";
/// Its name.
pub const IN_CLUSTER_NAME: &str = "in-cluster";

/// `spec.destination`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Destination {
    /// The API server's URL.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// The namespace for objects that name none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The cluster's name, instead of the URL.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// `spec.syncPolicy`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncPolicy {
    /// Automatic sync, when there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automated: Option<Automated>,
    /// `Name=value` options.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sync_options: Vec<String>,
    /// How to retry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryStrategy>,
    /// Labels and annotations of the created namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_namespace_metadata: Option<ManagedNamespaceMetadata>,
}

/// `syncPolicy.automated`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Automated {
    /// Delete what Git no longer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prune: Option<bool>,
    /// Undo changes made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_heal: Option<bool>,
    /// Accept an empty result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_empty: Option<bool>,
    /// `false` switches it off without forgetting the rest (since 3.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// `retry`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RetryStrategy {
    /// Attempts after the first; negative: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The pause between attempts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<Backoff>,
    /// Resolve the revision again for each attempt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refresh: bool,
}

/// `retry.backoff`: duration × factor^n, at most maxDuration; defaults 5s, 2, 3m.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Backoff {
    /// Go duration.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub duration: String,
    /// Factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<i64>,
    /// Go duration.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub max_duration: String,
}

/// `syncPolicy.managedNamespaceMetadata`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ManagedNamespaceMetadata {
    /// Labels of the namespace.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub labels: std::collections::BTreeMap<String, String>,
    /// Annotations of the namespace.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub annotations: std::collections::BTreeMap<String, String>,
}

/// One of `spec.ignoreDifferences`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IgnoreDifference {
    /// API group; globs allowed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Kind; globs allowed.
    #[serde(default)]
    pub kind: String,
    /// Name; empty matches any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Namespace; empty matches any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// One JSON-patch `remove` each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json_pointers: Vec<String>,
    /// jq paths to delete; judged by the compare issue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jq_path_expressions: Vec<String>,
    /// Field managers whose fields do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managed_fields_managers: Vec<String>,
}
