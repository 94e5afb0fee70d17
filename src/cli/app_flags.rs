//! The long lists of flags: sync, rollback, wait, logs, create. Spelled as `argocd app` spells them. It knows no session.

use std::path::PathBuf;

use clap::Args;

use super::app_args::{Agree, Several, Which};
use super::args::{JsonnetArgs, Output};
use super::parse;
use crate::engine::resources::choice::Choice;

/// `app sync` …
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Which
    #[command(flatten)]
    pub several: Several,
    /// How it is agreed to
    #[command(flatten)]
    pub agree: Agree,
    /// Delete resources that are no longer in Git
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = false, action = clap::ArgAction::Set)]
    pub prune: bool,
    /// Change nothing: every object is sent as a dry run
    #[arg(long)]
    pub dry_run: bool,
    /// Delete and create where a change is refused
    #[arg(long)]
    pub force: bool,
    /// Replace objects instead of applying them
    #[arg(long)]
    pub replace: bool,
    /// Apply by server-side apply
    #[arg(long)]
    pub server_side: bool,
    /// Apply only what differs
    #[arg(long)]
    pub apply_out_of_sync_only: bool,
    /// hook (default) or apply (no hooks)
    #[arg(long, value_parser = ["hook", "apply"], default_value = "hook")]
    pub strategy: String,
    /// Only these: GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME
    #[arg(long, value_name = "RESOURCE", value_parser = parse::resource)]
    pub resource: Vec<Choice>,
    /// Another revision than the application's
    #[arg(long)]
    pub revision: Option<String>,
    /// How often to try again
    #[arg(long, value_name = "N")]
    pub retry_limit: Option<i64>,
    /// How long to wait before the first retry, e.g. 5s
    #[arg(long, value_name = "DURATION", default_value = "5s")]
    pub retry_backoff_duration: String,
    /// How much longer each further wait is
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retry_backoff_factor: i64,
    /// How long to wait at most before a retry
    #[arg(long, value_name = "DURATION", default_value = "3m0s")]
    pub retry_backoff_max_duration: String,
    /// Return at once (refused while nobody else would drive)
    #[arg(long = "async")]
    pub is_async: bool,
    /// Show the plan before asking (always done)
    #[arg(long, hide = true)]
    pub preview_changes: bool,
    /// Seconds to wait at most; 0 for ever
    #[arg(long, default_value_t = 0)]
    pub timeout: u64,
    /// Output
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
}

/// `app rollback` …
#[derive(Debug, Args)]
pub struct RollbackArgs {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// The record: an id, a SHA (7 characters or more) or a tag; the last good without one
    #[arg(value_name = "ID")]
    pub record: Option<String>,
    /// The same as ID (argocd never had it)
    #[arg(long, conflicts_with = "record")]
    pub revision: Option<String>,
    /// How it is agreed to
    #[command(flatten)]
    pub agree: Agree,
    /// Delete resources that the record does not have
    #[arg(long)]
    pub prune: bool,
    /// Return at once (refused while nobody else would drive)
    #[arg(long = "async")]
    pub is_async: bool,
    /// Seconds to wait at most; 0 for ever
    #[arg(long, default_value_t = 0)]
    pub timeout: u64,
    /// Output
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
}

/// `app wait` …
#[derive(Debug, Args)]
pub struct WaitArgs {
    /// Which
    #[command(flatten)]
    pub several: Several,
    /// Until Healthy
    #[arg(long)]
    pub health: bool,
    /// Until Synced
    #[arg(long)]
    pub sync: bool,
    /// Until no operation runs
    #[arg(long)]
    pub operation: bool,
    /// Until Suspended
    #[arg(long)]
    pub suspended: bool,
    /// Until Degraded
    #[arg(long)]
    pub degraded: bool,
    /// Until it is gone
    #[arg(long)]
    pub delete: bool,
    /// Only these resources count: GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME, with globs, left out behind `!`
    #[arg(long, value_name = "RESOURCE", value_parser = parse::resource)]
    pub resource: Vec<Choice>,
    /// Seconds to wait at most; 0 for ever
    #[arg(long, default_value_t = 0)]
    pub timeout: u64,
    /// Output
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
}

/// `app logs` …
#[derive(Debug, Args)]
pub struct LogsArgs {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// Below a resource of this group
    #[arg(long)]
    pub group: Option<String>,
    /// Below a resource of this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Below a resource of this name, or of this Pod; of the failing container without
    #[arg(long)]
    pub name: Option<String>,
    /// Below a resource in this namespace
    #[arg(long)]
    pub namespace: Option<String>,
    /// The container
    #[arg(short, long, default_value = "")]
    pub container: String,
    /// Of the container's previous run
    #[arg(short, long)]
    pub previous: bool,
    /// Go on until interrupted
    #[arg(short, long)]
    pub follow: bool,
    /// Lines from the end; 0 for all
    #[arg(long, default_value_t = 0, value_name = "LINES")]
    pub tail: u32,
    /// Only the last seconds; 0 for all
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub since_seconds: u32,
    /// Only lines with this text; !TEXT: only without it
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
}

/// `app create` …
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// Its name
    #[arg(id = "appname", value_name = "APPNAME", required_unless_present = "file")]
    pub name: Option<String>,
    /// An Application manifest; - for standard input
    #[arg(short, long)]
    pub file: Option<PathBuf>,
    /// The application's namespace
    #[arg(short = 'N', long)]
    pub app_namespace: Option<String>,
    /// Labels of the Application: KEY=VALUE
    #[arg(short, long, value_parser = parse::pair)]
    pub label: Vec<(String, String)>,
    /// Annotations of the Application: KEY=VALUE
    #[arg(long, value_parser = parse::pair)]
    pub annotations: Vec<(String, String)>,
    /// Repository URL
    #[arg(long, required_unless_present = "file")]
    pub repo: Option<String>,
    /// Folder within the repository
    #[arg(long, default_value = "")]
    pub path: String,
    /// Branch, tag, SHA or version constraint
    #[arg(long, default_value = "")]
    pub revision: String,
    /// Destination API server
    #[arg(long, default_value = "https://kubernetes.default.svc")]
    pub dest_server: String,
    /// Destination by name
    #[arg(long, conflicts_with = "dest_server")]
    pub dest_name: Option<String>,
    /// Destination namespace
    #[arg(long, default_value = "")]
    pub dest_namespace: String,
    /// Project
    #[arg(long, default_value = "default")]
    pub project: String,
    /// none, auto or automated
    #[arg(long, value_parser = ["none", "manual", "auto", "automated", "automatic"])]
    pub sync_policy: Option<String>,
    /// Automatic sync deletes what is no longer in Git
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = false, action = clap::ArgAction::Set)]
    pub auto_prune: bool,
    /// Automatic sync takes changes by hand back
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = false, action = clap::ArgAction::Set)]
    pub self_heal: bool,
    /// Automatic sync may delete everything
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = false, action = clap::ArgAction::Set)]
    pub allow_empty: bool,
    /// Sync option, e.g. CreateNamespace=true
    #[arg(long)]
    pub sync_option: Vec<String>,
    /// How often a sync is tried again
    #[arg(long, value_name = "N")]
    pub sync_retry_limit: Option<i64>,
    /// How long to wait before the first retry
    #[arg(long, value_name = "DURATION", default_value = "5s")]
    pub sync_retry_backoff_duration: String,
    /// How much longer each further wait is
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub sync_retry_backoff_factor: i64,
    /// How long to wait at most before a retry
    #[arg(long, value_name = "DURATION", default_value = "3m0s")]
    pub sync_retry_backoff_max_duration: String,
    /// How many history records are kept
    #[arg(long, value_name = "N")]
    pub revision_history_limit: Option<i64>,
    /// Subfolders too
    #[arg(long)]
    pub directory_recurse: bool,
    /// Only files that match this glob
    #[arg(long, default_value = "")]
    pub directory_include: String,
    /// No files that match this glob
    #[arg(long, default_value = "")]
    pub directory_exclude: String,
    /// Options of Jsonnet
    #[command(flatten)]
    pub jsonnet: JsonnetArgs,
    /// Kustomize image, e.g. shop/web:v2
    #[arg(long)]
    pub kustomize_image: Vec<String>,
    /// Kustomize replicas: NAME=COUNT
    #[arg(long, value_parser = parse::replica)]
    pub kustomize_replica: Vec<(String, i64)>,
    /// Kustomize namespace
    #[arg(long, default_value = "")]
    pub kustomize_namespace: String,
    /// Kustomize common label: KEY=VALUE
    #[arg(long, value_parser = parse::pair)]
    pub kustomize_common_label: Vec<(String, String)>,
    /// Kustomize common annotation: KEY=VALUE
    #[arg(long, value_parser = parse::pair)]
    pub kustomize_common_annotation: Vec<(String, String)>,
    /// Kustomize name prefix
    #[arg(long, default_value = "")]
    pub nameprefix: String,
    /// Kustomize name suffix
    #[arg(long, default_value = "")]
    pub namesuffix: String,
    /// Change it if it exists
    #[arg(long)]
    pub upsert: bool,
}
