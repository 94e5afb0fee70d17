//! The arguments of `can`, `rbac` and `proj`: who may do what, when, and which rule says so. It knows no session.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

/// How output looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    #[default]
    Table,
    /// JSON.
    Json,
}

/// Where policies are read.
#[derive(Debug, Args, Clone, Default)]
pub struct Policies {
    /// Policies of this file (policy lines, or a ConfigMap argocd-rbac-cm) instead of the control plane's
    #[arg(long, value_name = "FILE")]
    pub policy_file: Option<PathBuf>,
    /// policy.default of that file
    #[arg(long, value_name = "ROLE", requires = "policy_file")]
    pub default_role: Option<String>,
    /// policy.matchMode of that file
    #[arg(long, value_name = "MODE", requires = "policy_file", value_parser = ["glob", "regex"])]
    pub match_mode: Option<String>,
}

/// Whose rights.
#[derive(Debug, Args, Clone)]
pub struct Person {
    /// A subject of the policies (user, group, role), or `me`
    #[arg(value_name = "USER")]
    pub user: String,
    /// A group that the user is in
    #[arg(long, value_name = "GROUP")]
    pub group: Vec<String>,
    /// USER and groups are Kubernetes' names: `subjects` of tiphys-cm says who they are to the policies
    #[arg(long)]
    pub kubernetes: bool,
}

/// `can` …
#[derive(Debug, Args)]
pub struct CanArgs {
    /// Who
    #[command(flatten)]
    pub person: Person,
    /// get, create, update, delete, sync, override, rollback, action/GROUP/KIND/NAME, update/GROUP/KIND/NAMESPACE/NAME, …
    #[arg(value_name = "VERB")]
    pub verb: String,
    /// applications, applicationsets, projects, clusters, repositories, certificates, accounts, gpgkeys, logs, exec
    #[arg(value_name = "RESOURCE")]
    pub resource: String,
    /// PROJECT/APP, PROJECT/NAMESPACE/APP, or an object's own name
    #[arg(value_name = "OBJECT", default_value = "*")]
    pub object: String,
    /// Where policies are
    #[command(flatten)]
    pub policies: Policies,
    /// Output
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Form,
}

/// `rbac` …
#[derive(Debug, Subcommand)]
pub enum Rbac {
    /// Check policies line by line; exit code 1 when something is wrong
    Validate {
        /// Where policies are
        #[command(flatten)]
        policies: Policies,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
    /// Show who somebody is to the policies, the roles they have, and every line that concerns them
    Explain {
        /// Who
        #[command(flatten)]
        person: Person,
        /// Where policies are
        #[command(flatten)]
        policies: Policies,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
    /// Show who may do what, counted by environment
    Matrix {
        /// Only these subjects (default: all that the policies name)
        #[arg(value_name = "USER")]
        users: Vec<String>,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
}

/// `proj` …
#[derive(Debug, Subcommand)]
pub enum Proj {
    /// List projects
    List {
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
    /// Show what a project admits, denies and names; exit code 1 when something in it is wrong
    Get {
        /// The project
        name: String,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
    /// Explain what a project says to an application, object by object
    Explain {
        /// The application: NAME, or NAMESPACE/NAME
        app: String,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
    /// Sync windows
    #[command(subcommand)]
    Windows(Windows),
}

/// `proj windows` …
#[derive(Debug, Subcommand)]
pub enum Windows {
    /// List a project's windows, one-off windows included, and what each is doing
    List {
        /// The project; all without one
        project: Option<String>,
        /// At this time instead of now (RFC 3339)
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
    /// Explain whether an application may be synced, and which window says so; exit code 1 when not
    Explain {
        /// The application: NAME, or NAMESPACE/NAME
        app: String,
        /// At this time instead of now (RFC 3339)
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// As automatic sync, not as a person
        #[arg(long)]
        automated: bool,
        /// Output
        #[arg(short, long, value_enum, default_value_t)]
        output: Form,
    },
}
