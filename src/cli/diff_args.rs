//! The flags that say what `app diff` compares, and those of `app ignore`. argocd's mean what they mean there. It knows no session.

use clap::Args;

use super::app_args::{Agree, Which};

/// The sides of a difference.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Sides (one against what runs, or two)")]
pub struct SideArgs {
    /// Git at this revision; A..B for two of them
    #[arg(long, value_name = "REV")]
    pub revision: Option<String>,
    /// The revision of each source in --source-positions or --source-names; without these, two revisions of the only source
    #[arg(long, value_name = "REV")]
    pub revisions: Vec<String>,
    /// Which sources --revisions are of, counted from 1
    #[arg(long, value_name = "N", value_delimiter = ',', conflicts_with = "source_names")]
    pub source_positions: Vec<usize>,
    /// The same by the sources' names
    #[arg(long, value_name = "NAME")]
    pub source_names: Vec<String>,
    /// A folder on disk in the place of the one in Git
    #[arg(long, value_name = "PATH", conflicts_with_all = ["revision", "revisions"])]
    pub local: Option<String>,
    /// The root that the folder is in: nothing outside is read (default: the enclosing Git work tree, else the folder)
    #[arg(long, value_name = "PATH", requires = "local")]
    pub local_repo_root: Option<String>,
    /// Accepted as argocd has it; a folder is always rendered here, by the engine that renders Git
    #[arg(long, requires = "local")]
    pub server_side_generate: bool,
    /// Accepted as argocd has it; every file of the folder counts, as in Git
    #[arg(long, value_name = "GLOB", hide = true)]
    pub local_include: Vec<String>,
    /// What Git wants of another application; names, labels and namespaces that follow the application's own are read as this one's
    #[arg(long, value_name = "APPNAME")]
    pub against: Option<String>,
    /// The same objects in another cluster of the control plane: its name, or its server's URL
    #[arg(long, value_name = "CLUSTER")]
    pub against_cluster: Option<String>,
    /// What a history record deployed; two of them, or A..B, for two records
    #[arg(long, value_name = "ID")]
    pub history: Vec<String>,
    /// One side in words: REV, history:ID, app/NAME, local:PATH, cluster:NAME, live, git
    #[arg(long, value_name = "SIDE")]
    pub from: Option<String>,
    /// The other side, in the same words
    #[arg(long, value_name = "SIDE")]
    pub to: Option<String>,
}

/// `app ignore` …
#[derive(Debug, Args)]
#[group(id = "fields", required = true, multiple = true, args = ["path", "jq", "manager"])]
pub struct IgnoreArgs {
    /// Which
    #[command(flatten)]
    pub which: Which,
    /// The kind of the objects
    #[arg(long)]
    pub kind: String,
    /// Its API group, where several have the kind
    #[arg(long)]
    pub group: Option<String>,
    /// The object's name; all of the kind without one
    #[arg(long)]
    pub name: Option<String>,
    /// The object's namespace, where several have the name
    #[arg(long)]
    pub namespace: Option<String>,
    /// A JSON pointer to ignore, e.g. /spec/replicas
    #[arg(long, value_name = "POINTER")]
    pub path: Vec<String>,
    /// A jq path to ignore, e.g. '.spec.containers[] | select(.name == "web") | .image'
    #[arg(long, value_name = "EXPRESSION")]
    pub jq: Vec<String>,
    /// A field manager whose fields are ignored, e.g. kube-controller-manager
    #[arg(long, value_name = "MANAGER")]
    pub manager: Vec<String>,
    /// Print the rule for Git, and write nothing
    #[arg(long, conflicts_with_all = ["yes", "plan"])]
    pub print: bool,
    /// How it is agreed to
    #[command(flatten)]
    pub agree: Agree,
}
