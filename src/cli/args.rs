//! The command line: verbs and flags follow `argocd` where it has them. It knows no session.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::access_args::{CanArgs, Proj, Rbac};
use super::app_args::App;
use super::helm_args::HelmArgs;
use super::parse;
use crate::model::jsonnet::{JsonnetSource, JsonnetVar};

/// See what runs, why it differs from Git, what a sync would do, and make it so or take it back: from one terminal, with or without an
/// Argo CD behind it.
#[derive(Debug, Parser)]
#[command(name = "tiphys", version, max_term_width = 100, args_override_self = true, after_help = "Without a verb the console opens.")]
pub struct Cli {
    /// Where and as whom.
    #[command(flatten)]
    pub place: Place,
    /// What to do; the console without one.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Where and as whom.
#[derive(Debug, Args, Clone, Default)]
pub struct Place {
    /// Kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)
    #[arg(long, global = true, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Kubeconfig context
    #[arg(long, global = true, value_name = "NAME")]
    pub context: Option<String>,
    /// Act as this user (the kubeconfig's own needs the right to impersonate); every face says so
    #[arg(long = "as", global = true, value_name = "USER")]
    pub impersonate: Option<String>,
    /// Act as a member of this group
    #[arg(long = "as-group", global = true, value_name = "GROUP", requires = "impersonate")]
    pub impersonate_groups: Vec<String>,
    /// Configuration file (default: tiphys/config.yaml below $XDG_CONFIG_HOME)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder for Git mirrors (default: tiphys below $XDG_CACHE_HOME)
    #[arg(long, global = true, value_name = "DIR", env = "TIPHYS_CACHE", hide_env = true)]
    pub cache: Option<PathBuf>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Applications: list, look, sync, roll back
    #[command(subcommand)]
    App(App),
    /// Ask whether somebody may do something, and which rule says so; exit code 1 for no
    Can(CanArgs),
    /// Policies: check them, explain somebody's rights, show who may do what
    #[command(subcommand)]
    Rbac(Rbac),
    /// Projects and sync windows
    #[command(subcommand)]
    Proj(Proj),
    /// Render manifests from a folder, without any cluster
    #[command(subcommand)]
    Render(Render),
    /// Kyverno policies: judge resources, run tests, without any cluster
    #[command(subcommand)]
    Policy(Policy),
    /// Print the CRDs, or install them where there is no Argo CD
    Crds {
        /// What to do with them; printed without one.
        #[command(subcommand)]
        what: Option<Crds>,
    },
    /// Practise on a sandbox: an API server in this process, real Git repositories, an incident
    Demo(Demo),
    /// Print a shell's completion script
    Completion {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Run one request of the parent process
    #[command(hide = true)]
    Worker,
    /// Answer conformance questions from standard input
    #[command(hide = true)]
    Conformance {
        /// The suite
        suite: String,
    },
}

impl Verb {
    /// Whether the process opens Git repositories: only then is OpenSSL shown the machine's certificates.
    pub fn opens_git(&self) -> bool {
        match self {
            Self::App(_) | Self::Proj(_) | Self::Demo(_) | Self::Worker => true,
            Self::Can(_)
            | Self::Rbac(_)
            | Self::Policy(_)
            | Self::Render(_)
            | Self::Crds { .. }
            | Self::Completion { .. }
            | Self::Conformance { .. } => false,
        }
    }

    /// Whether the process keeps a log: not where it only turns its input into output, nor in a worker, which has no home of its own.
    pub fn is_logged(&self) -> bool {
        match self {
            Self::App(_) | Self::Can(_) | Self::Rbac(_) | Self::Proj(_) | Self::Crds { .. } | Self::Demo(_) => true,
            Self::Render(_) | Self::Policy(_) | Self::Completion { .. } | Self::Worker | Self::Conformance { .. } => false,
        }
    }
}

/// `crds` …
#[derive(Debug, Subcommand)]
pub enum Crds {
    /// Create or update them; an existing Argo CD's are left alone
    Install,
}

/// `demo` …
#[derive(Debug, Args)]
pub struct Demo {
    /// Serve only: write DIR/kubeconfig and DIR/git, print one line when ready, until SIGINT or SIGTERM
    #[arg(long)]
    pub serve: bool,
    /// Where kubeconfig and repositories are written (default: a throw-away folder)
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `render` …
#[derive(Debug, Subcommand)]
pub enum Render {
    /// As `kustomize build` does
    Kustomize(RenderArgs),
    /// Plain manifests of a folder, as an Application's directory source
    Directory(RenderArgs),
    /// As `helm template` does
    Helm(Box<HelmArgs>),
}

/// What to render.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct RenderArgs {
    /// The folder
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Subfolders too (directory)
    #[arg(long)]
    pub recurse: bool,
    /// Only files that match this glob (directory)
    #[arg(long, default_value = "")]
    pub include: String,
    /// No files that match this glob (directory)
    #[arg(long, default_value = "")]
    pub exclude: String,
    /// Options of Jsonnet (directory)
    #[command(flatten)]
    pub jsonnet: JsonnetArgs,
    /// Which files may be loaded (kustomize)
    #[arg(long, value_name = "RESTRICTION", default_value = "LoadRestrictionsRootOnly")]
    pub load_restrictor: String,
    /// Inflate helmCharts (kustomize)
    #[arg(long)]
    pub enable_helm: bool,
    /// The Kubernetes version that charts are rendered for (kustomize)
    #[arg(long, value_name = "VERSION")]
    pub helm_kube_version: Option<String>,
    /// API versions that charts are rendered for (kustomize)
    #[arg(long, value_name = "VERSIONS", value_delimiter = ',')]
    pub helm_api_versions: Vec<String>,
    /// Accepted as kustomize has it; charts are rendered here, whatever program is named
    #[arg(long, hide = true)]
    pub helm_command: Option<String>,
    /// Sort the output: legacy or none (kustomize)
    #[arg(long, value_name = "ORDER")]
    pub reorder: Option<String>,
    /// Label what is rendered as managed by kustomize (kustomize)
    #[arg(long)]
    pub enable_managedby_label: bool,
    /// Accepted as kustomize has it; programs are never run, one that is met is refused (kustomize)
    #[arg(long, hide = true)]
    pub enable_alpha_plugins: bool,
    /// The same
    #[arg(long, hide = true)]
    pub enable_exec: bool,
    /// Mask Secrets
    #[arg(long)]
    pub mask: bool,
    /// Instead of the manifests: each field with the file, overlay or transformer that set it last
    #[arg(long, conflicts_with = "mask")]
    pub provenance: bool,
}

/// `policy` …
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Run Kyverno's test files below PATH; where there is none, judge the resources in it by the policies in it
    #[command(after_help = "Exit code 0: every result is as its test expects; without tests: no policy refuses. Exit code 20: otherwise.")]
    Test(PolicyTestArgs),
}

/// What to test.
#[derive(Debug, Args)]
pub struct PolicyTestArgs {
    /// A test file (kyverno-test.yaml), or a folder
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// How the results look: table or json
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub output: Output,
}

/// How output looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// A table.
    #[default]
    Table,
    /// A wider table.
    Wide,
    /// Names only.
    Name,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// A tree of resources.
    Tree,
}

/// Options of Jsonnet, as `argocd app create` names them.
#[derive(Debug, Args, Default)]
pub struct JsonnetArgs {
    /// Argument of a Jsonnet file's function, a text: NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse::pair)]
    pub jsonnet_tla_str: Vec<(String, String)>,
    /// The same, Jsonnet to be evaluated
    #[arg(long, value_name = "NAME=CODE", value_parser = parse::pair)]
    pub jsonnet_tla_code: Vec<(String, String)>,
    /// External variable for Jsonnet, a text: NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse::pair)]
    pub jsonnet_ext_var_str: Vec<(String, String)>,
    /// The same, Jsonnet to be evaluated
    #[arg(long, value_name = "NAME=CODE", value_parser = parse::pair)]
    pub jsonnet_ext_var_code: Vec<(String, String)>,
    /// Folder of Jsonnet libraries, from the repository's root
    #[arg(long, value_name = "PATH")]
    pub jsonnet_libs: Vec<String>,
}

impl JsonnetArgs {
    /// As an Application has them; `None` where nothing is said.
    pub(super) fn source(&self) -> Option<JsonnetSource> {
        let variables = |texts: &[(String, String)], codes: &[(String, String)]| {
            let all = texts.iter().map(|pair| (pair, false)).chain(codes.iter().map(|pair| (pair, true)));
            all.map(|((name, value), code)| JsonnetVar { name: name.clone(), value: value.clone(), code }).collect()
        };
        let source = JsonnetSource {
            ext_vars: variables(&self.jsonnet_ext_var_str, &self.jsonnet_ext_var_code),
            tlas: variables(&self.jsonnet_tla_str, &self.jsonnet_tla_code),
            libs: self.jsonnet_libs.clone(),
        };
        Some(source).filter(|source| *source != JsonnetSource::default())
    }
}
