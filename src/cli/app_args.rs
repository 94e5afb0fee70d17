//! The arguments of `tiphys app …`: verbs and flags as `argocd app` has them. It knows no session.

use clap::{Args, Subcommand, ValueEnum};

use super::actions_args::Actions;
use super::app_flags::{CreateArgs, LogsArgs, RollbackArgs, SyncArgs, WaitArgs};
use super::args::Output;
use super::diff_args::{IgnoreArgs, SideArgs};
use super::parse::{self, Selector};
use crate::model::ids::Digest;

/// Which application.
#[derive(Debug, Args, Clone)]
pub struct Which {
    /// The application: NAME, or NAMESPACE/NAME
    #[arg(id = "appname", value_name = "APPNAME")]
    pub name: String,
    /// The application's namespace
    #[arg(short = 'N', long, value_name = "NAMESPACE")]
    pub app_namespace: Option<String>,
}

/// Which applications.
#[derive(Debug, Args, Clone)]
pub struct Several {
    /// Applications: NAME, or NAMESPACE/NAME
    #[arg(id = "appnames", value_name = "APPNAME", required_unless_present = "selector")]
    pub names: Vec<String>,
    /// All with these labels, e.g. team=shop,tier!=web
    #[arg(short = 'l', long, value_name = "SELECTOR", value_parser = parse::selector, conflicts_with = "appnames")]
    pub selector: Option<Selector>,
    /// The applications' namespace
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

/// Characters of a digest that are enough to name it: as many as a plan shows.
const ENOUGH: usize = "p1:".len() + 12;

impl Agree {
    /// Whether `--plan` names this digest: whole, or as a plan shows it.
    pub(super) fn names(&self, digest: &Digest) -> bool {
        self.plan.as_deref().is_some_and(|plan| plan.len() >= ENOUGH && digest.as_str().starts_with(plan))
    }
}

/// Which applications are listed, and how.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Output
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// Words that must match (name, project, status); !WORD must not
    #[arg(long, default_value = "")]
    pub filter: String,
    /// Only of these projects
    #[arg(short, long)]
    pub project: Vec<String>,
    /// Only with these labels, e.g. team=shop,tier!=web
    #[arg(short = 'l', long, value_name = "SELECTOR", value_parser = parse::selector)]
    pub selector: Option<Selector>,
    /// Only of this repository
    #[arg(short, long, value_name = "URL")]
    pub repo: Option<String>,
    /// Only of this folder
    #[arg(short = 'P', long)]
    pub path: Option<String>,
    /// Only to this destination (server or name)
    #[arg(short, long)]
    pub cluster: Option<String>,
    /// Only in this namespace
    #[arg(short = 'N', long)]
    pub app_namespace: Option<String>,
}

/// How a history is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum HistoryOutput {
    /// A table.
    #[default]
    Table,
    /// A table with whole revisions and times.
    Wide,
    /// Ids only.
    #[value(alias = "name")]
    Id,
    /// JSON (argocd has none).
    Json,
    /// YAML (argocd has none).
    Yaml,
}

/// How a difference is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffOutput {
    /// Field by field, with where each side comes from.
    #[default]
    Fields,
    /// As `diff -u` and Git have it.
    Unified,
    /// Both sides beside each other.
    SideBySide,
    /// JSON of the differences, for programs.
    Json,
    /// Markdown for a pull request.
    Markdown,
}

/// Whose manifests are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ManifestSource {
    /// What is in the cluster.
    #[default]
    Live,
}

/// `app` …
#[derive(Debug, Subcommand)]
pub enum App {
    /// List applications: the reported status
    List(ListArgs),
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
        /// Show the running or last operation too
        #[arg(long)]
        show_operation: bool,
    },
    /// Show what differs between Git and the cluster, or between any two of revisions, records, folders, applications and clusters
    #[command(after_help = "Exit code 0: nothing differs; 1: something does (--diff-exit-code); 20: it could not be told; 2: wrong use.")]
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
        /// Say by the exit code whether something differs
        #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = true, action = clap::ArgAction::Set)]
        exit_code: bool,
        /// The exit code when something differs
        #[arg(long, value_name = "CODE", default_value_t = super::out::DIFFERS)]
        diff_exit_code: u8,
        /// What is compared
        #[command(flatten)]
        sides: Box<SideArgs>,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: DiffOutput,
        /// How wide side-by-side is [default: the terminal, else 120]
        #[arg(long, value_name = "CELLS", value_parser = clap::value_parser!(u16).range(40..=1_000))]
        width: Option<u16>,
    },
    /// Make an ignore rule: what it would hide, then write it to the Application, or print it for Git
    Ignore(Box<IgnoreArgs>),
    /// Say why an application is as it is: from its health down to the evidence, and to the commit that changed it
    Explain {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Output; wide: with all messages
        #[arg(short, long, value_enum, default_value_t)]
        output: Output,
        /// Look again first
        #[arg(long)]
        refresh: bool,
        /// Read Git again first
        #[arg(long)]
        hard_refresh: bool,
    },
    /// Show the plan of a sync, ask, and carry it out
    Sync(SyncArgs),
    /// Show what was deployed when
    History {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: HistoryOutput,
    },
    /// Go back to a history record: an id, a SHA or a tag; without one, the last good
    Rollback(RollbackArgs),
    /// Wait until applications are as asked
    Wait(WaitArgs),
    /// List resources
    Resources {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Output,
        /// Only what lies in its namespace and belongs to no application, as far as its kind is watched
        #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
        orphaned: Option<bool>,
    },
    /// Print live manifests, masked
    Manifests {
        /// Which
        #[command(flatten)]
        which: Which,
        /// Whose; what Git has is printed by `tiphys render`
        #[arg(long, value_enum, default_value_t)]
        source: ManifestSource,
    },
    /// Print a container's log
    Logs(LogsArgs),
    /// Actions on resources: restart, pause, scale…
    #[command(subcommand)]
    Actions(Actions),
    /// Create an application
    Create(CreateArgs),
    /// Delete applications (their resources stay)
    Delete {
        /// Which
        #[command(flatten)]
        several: Several,
        /// Delete its resources too
        #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value_t = true, action = clap::ArgAction::Set)]
        cascade: bool,
        /// How resources are deleted
        #[arg(short, long, value_parser = ["foreground", "background"], default_value = "foreground")]
        propagation_policy: String,
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
        several: Several,
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
