//! The arguments of `tiphys app …`: verbs and flags as `argocd app` has them. It knows no session.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::Output;

/// Which application.
#[derive(Debug, Args, Clone)]
pub struct Which {
    /// The application: NAME, or NAMESPACE/NAME
    #[arg(value_name = "APPNAME")]
    pub name: String,
    /// The application's namespace
    #[arg(short = 'N', long, value_name = "NAMESPACE")]
    pub app_namespace: Option<String>,
}

/// How a change of the world is agreed to.
#[derive(Debug, Args, Clone, Default)]
pub struct Agree {
    /// Do what the plan says without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
    /// Do it only if the plan still has this digest
    #[arg(long, value_name = "DIGEST")]
    pub plan: Option<String>,
}

/// `app` …
#[derive(Debug, Subcommand)]
pub enum App {
    /// List applications: the reported status
    List {
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Output,
        /// Words that must match (name, project, status); !WORD must not
        #[arg(long, default_value = "")]
        filter: String,
        /// Only of these projects
        #[arg(short, long)]
        project: Vec<String>,
        /// Only in this namespace
        #[arg(short = 'N', long)]
        app_namespace: Option<String>,
    },
    /// Show one application; its status is computed where no Argo CD is alive
    Get {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Output,
        /// Look again first
        #[arg(long)]
        refresh: bool,
        /// Read Git again first
        #[arg(long)]
        hard_refresh: bool,
    },
    /// Show what differs between Git and the cluster; exit code 1 when something does
    Diff {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Look again first
        #[arg(long)]
        refresh: bool,
        /// Read Git again first
        #[arg(long)]
        hard_refresh: bool,
        /// Exit with 0 although something differs
        #[arg(long = "no-exit-code")]
        no_exit_code: bool,
    },
    /// Show the plan of a sync, ask, and carry it out
    Sync(SyncArgs),
    /// Show what was deployed when
    History {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Output (json and yaml are ours: argocd has id and wide)
        #[arg(short, long, value_enum, default_value_t)]
        output: Output,
    },
    /// Go back to a history record: an id, a SHA or a tag; without one, the last good
    Rollback(RollbackArgs),
    /// Wait until an application is as asked
    Wait(WaitArgs),
    /// List resources
    Resources {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Output,
    },
    /// Print live manifests, masked
    Manifests {
        /// Which
        #[command(flatten)]
        which: Which,
    },
    /// Print a container's log
    Logs(LogsArgs),
    /// Create an application
    Create(CreateArgs),
    /// Delete an application (its resources stay)
    Delete {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Delete its resources too
        #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
        cascade: bool,
        /// How it is agreed to
        #[command(flatten)]
        agree: Agree,
    },
    /// Stop the running operation
    TerminateOp {
        /// Which
        #[command(flatten)]
        which: Which,
        /// How it is agreed to
        #[command(flatten)]
        agree: Agree,
    },
    /// Compare again
    Refresh {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Read Git again too
        #[arg(long)]
        hard: bool,
    },
    /// Hold automatic sync, or release the hold
    Hold {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Why
        #[arg(long, default_value = "held by hand")]
        reason: String,
        /// Release it
        #[arg(long)]
        release: bool,
        /// How it is agreed to
        #[command(flatten)]
        agree: Agree,
    },
    /// Hand a left-over lock back: the interrupted operation ends as failed
    HandBack {
        /// Which
        #[command(flatten)]
        which: Which,
        /// How it is agreed to
        #[command(flatten)]
        agree: Agree,
    },
}

/// `app sync` …
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// How it is agreed to
    #[command(flatten)]
    pub agree: Agree,
    /// Delete resources that are no longer in Git
    #[arg(long)]
    pub prune: bool,
    /// Change nothing: every object is sent as a dry run
    #[arg(long)]
    pub dry_run: bool,
    /// Delete and create where a change is refused
    #[arg(long)]
    pub force: bool,
    /// hook (default) or apply (no hooks)
    #[arg(long, value_parser = ["hook", "apply"], default_value = "hook")]
    pub strategy: String,
    /// Only these: GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME
    #[arg(long, value_name = "RESOURCE")]
    pub resource: Vec<String>,
    /// Another revision than the application's
    #[arg(long)]
    pub revision: Option<String>,
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
}

/// `app wait` …
#[derive(Debug, Args)]
pub struct WaitArgs {
    /// Which
    #[command(flatten)]
    pub which: Which,
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
    /// Seconds to wait at most; 0 for ever
    #[arg(long, default_value_t = 0)]
    pub timeout: u64,
}

/// `app logs` …
#[derive(Debug, Args)]
pub struct LogsArgs {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// Of this Pod; of the failing one without
    #[arg(long)]
    pub name: Option<String>,
    /// The container
    #[arg(short, long, default_value = "")]
    pub container: String,
    /// Of the container's previous run
    #[arg(short, long)]
    pub previous: bool,
    /// Go on until interrupted
    #[arg(short, long)]
    pub follow: bool,
}

/// `app create` …
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// Its name
    #[arg(value_name = "APPNAME", required_unless_present = "file")]
    pub name: Option<String>,
    /// An Application manifest; - for standard input
    #[arg(short, long)]
    pub file: Option<PathBuf>,
    /// The application's namespace
    #[arg(short = 'N', long)]
    pub app_namespace: Option<String>,
    /// Repository URL
    #[arg(long, default_value = "")]
    pub repo: String,
    /// Folder within the repository
    #[arg(long, default_value = "")]
    pub path: String,
    /// Branch, tag, SHA or version constraint
    #[arg(long, default_value = "")]
    pub revision: String,
    /// Destination API server
    #[arg(long, default_value = "https://kubernetes.default.svc")]
    pub dest_server: String,
    /// Destination namespace
    #[arg(long, default_value = "")]
    pub dest_namespace: String,
    /// Project
    #[arg(long, default_value = "default")]
    pub project: String,
    /// Sync option, e.g. CreateNamespace=true
    #[arg(long)]
    pub sync_option: Vec<String>,
    /// Change it if it exists
    #[arg(long)]
    pub upsert: bool,
}
