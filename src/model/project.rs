//! `AppProject` (`argoproj.io/v1alpha1`), typed as far as the console reads it (`types.go:2839`). The access issue adds
//! what decides. It knows no client.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An AppProject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppProject {
    /// What it allows.
    #[serde(default)]
    pub spec: AppProjectSpec,
    /// Its annotation `tiphys.dev/environment`, put here by who reads it.
    #[serde(skip)]
    pub environment: Option<std::sync::Arc<str>>,
    /// Its labels, by which global projects choose it; put here by who reads it.
    #[serde(skip)]
    pub labels: std::collections::BTreeMap<std::sync::Arc<str>, std::sync::Arc<str>>,
}

/// `spec` of an AppProject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppProjectSpec {
    /// For people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Repository globs; `!` denies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_repos: Vec<String>,
    /// Destinations; `!` denies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<super::application::Destination>,
    /// Cluster-scoped kinds that are allowed; empty means none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cluster_resource_whitelist: Vec<KindPattern>,
    /// Cluster-scoped kinds that are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cluster_resource_blacklist: Vec<KindPattern>,
    /// Namespaced kinds that are allowed; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace_resource_whitelist: Option<Vec<KindPattern>>,
    /// Namespaced kinds that are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespace_resource_blacklist: Vec<KindPattern>,
    /// Namespaces from which Applications may name this project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_namespaces: Vec<String>,
    /// Whether only clusters whose Secret names this project may be deployed to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub permit_only_project_scoped_clusters: bool,
    /// As whom syncs write, by destination; the first that matches counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destination_service_accounts: Vec<DestinationServiceAccount>,
    /// What its members may do: policies, groups and tokens by role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<ProjectRole>,
    /// When syncs may run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sync_windows: Vec<SyncWindow>,
    /// Keys of which one must have signed the commit or tag that is deployed. Deprecated for `sourceIntegrity` from Argo CD 3.5 on, and
    /// ignored beside its `git`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signature_keys: Vec<SignatureKey>,
    /// What must be signed, by repository (3.5 and later).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_integrity: Option<SourceIntegrity>,
    /// Whether objects in its namespaces that belong to no Application are looked for; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orphaned_resources: Option<OrphanedResources>,
}

/// One of `spec.signatureKeys`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignatureKey {
    /// A GPG key's id of 16 hexadecimal digits or its fingerprint of 40; ours in addition: `SHA256:…` of an SSH key.
    #[serde(default, rename = "keyID")]
    pub key_id: String,
}

/// `spec.sourceIntegrity`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceIntegrity {
    /// For sources in Git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<GitIntegrity>,
}

/// `spec.sourceIntegrity.git`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GitIntegrity {
    /// One at most may match a repository.
    #[serde(default)]
    pub policies: Vec<GitPolicy>,
}

/// One of `spec.sourceIntegrity.git.policies`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GitPolicy {
    /// The repositories that it is for.
    #[serde(default)]
    pub repos: Vec<PolicyRepo>,
    /// What must be signed by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpg: Option<GpgPolicy>,
}

/// One of a policy's `repos`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRepo {
    /// Glob of the URL as the Application writes it; `!` takes what it matches out.
    #[serde(default)]
    pub url: String,
}

/// A policy's `gpg`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GpgPolicy {
    /// `none`, `head` or `strict`.
    #[serde(default)]
    pub mode: String,
    /// As `keyID` of `spec.signatureKeys`.
    #[serde(default)]
    pub keys: Vec<String>,
}

/// `spec.orphanedResources`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrphanedResources {
    /// Whether they are a condition of the Application; absent means no, as `IsWarn` there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn: Option<bool>,
    /// What is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<OrphanPattern>,
}

/// One of `spec.orphanedResources.ignore`. An empty kind or name matches all; an empty group is the core group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrphanPattern {
    /// Glob of the group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Glob of the kind.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Glob of the name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A group and kind, globs allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KindPattern {
    /// API group.
    #[serde(default)]
    pub group: String,
    /// Kind.
    #[serde(default)]
    pub kind: String,
    /// Name, where the field is read (3.2 and later).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// One of `spec.destinationServiceAccounts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DestinationServiceAccount {
    /// Glob of the server's URL.
    #[serde(default)]
    pub server: String,
    /// Glob of the namespace.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// `<name>`, or `<namespace>:<name>`.
    #[serde(default)]
    pub default_service_account: String,
}

/// One of `spec.roles`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectRole {
    /// Its name; as a policy's subject it is `proj:<project>:<role>`.
    #[serde(default)]
    pub name: String,
    /// For people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Policy lines, `p, proj:<project>:<role>, <resource>, <action>, <project>/<object>, allow|deny`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Groups that have the role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Tokens that were issued for it and not revoked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jwt_tokens: Vec<JwtToken>,
}

/// One of a role's `jwtTokens`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JwtToken {
    /// When it was issued, in seconds since 1970.
    #[serde(default)]
    pub iat: i64,
    /// When it ends; 0 for never.
    #[serde(default, skip_serializing_if = "super::status::is_zero")]
    pub exp: i64,
    /// Its id, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
}

/// One of `spec.syncWindows`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncWindow {
    /// `allow` or `deny`.
    #[serde(default)]
    pub kind: String,
    /// Five-field cron.
    #[serde(default)]
    pub schedule: String,
    /// Go duration.
    #[serde(default)]
    pub duration: String,
    /// Application globs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<String>,
    /// Namespace globs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// Cluster globs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<String>,
    /// Whether a person may sync all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub manual_sync: bool,
    /// IANA name; empty or bad means UTC.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
    /// Whether every list that is set has to match, instead of any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub and_operator: bool,
    /// For people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether a sync that began while it was allowed may end in this window (3.6 and later).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sync_overrun: bool,
}
