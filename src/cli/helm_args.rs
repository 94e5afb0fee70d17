//! The flags of `tiphys render helm`: those of `helm template`, by their names. It knows no chart.

use std::path::PathBuf;

use clap::Args;

use crate::model::repository::Secret;

/// `render helm [NAME] CHART` …
#[derive(Debug, Args)]
#[command(override_usage = "tiphys render helm [OPTIONS] [NAME] CHART")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct HelmArgs {
    /// The release's name, and the chart: a folder, an archive (.tgz), oci://…, or its name in --repo
    #[arg(required = true, num_args = 1..=2, value_names = ["NAME", "CHART"])]
    pub names: Vec<String>,
    /// Values file or URL; several are laid over each other, - is standard input
    #[arg(short = 'f', long = "values", value_name = "FILE", value_delimiter = ',')]
    pub values: Vec<String>,
    /// Set values: a.b=1,c[0]=x
    #[arg(long, value_name = "VALUES", allow_hyphen_values = true)]
    pub set: Vec<String>,
    /// Set values that are texts
    #[arg(long, value_name = "VALUES", allow_hyphen_values = true)]
    pub set_string: Vec<String>,
    /// Set values in JSON: a={"b":1}
    #[arg(long, value_name = "VALUES", allow_hyphen_values = true)]
    pub set_json: Vec<String>,
    /// Set values to the contents of files: a=path
    #[arg(long, value_name = "VALUES", allow_hyphen_values = true)]
    pub set_file: Vec<String>,
    /// Set one value to a text, taken as it stands
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub set_literal: Vec<String>,
    /// The release's namespace
    #[arg(short, long, value_name = "NAME", default_value = "default")]
    pub namespace: String,
    /// Kubernetes version to render for
    #[arg(long, value_name = "VERSION")]
    pub kube_version: Option<String>,
    /// API versions to render for, besides Helm's own list
    #[arg(short = 'a', long, value_name = "VERSIONS", value_delimiter = ',')]
    pub api_versions: Vec<String>,
    /// Definitions of kinds (crds/) too
    #[arg(long)]
    pub include_crds: bool,
    /// Taken as helm template takes it: without --include-crds there are none
    #[arg(long)]
    pub skip_crds: bool,
    /// No tests
    #[arg(long)]
    pub skip_tests: bool,
    /// No hooks
    #[arg(long)]
    pub no_hooks: bool,
    /// Only what these templates render to
    #[arg(short, long, value_name = "TEMPLATE")]
    pub show_only: Vec<String>,
    /// A template for the release's name
    #[arg(long, value_name = "TEMPLATE")]
    pub name_template: Option<String>,
    /// Taken as helm template takes it: the name stays release-name
    #[arg(short, long)]
    pub generate_name: bool,
    /// Set .Release.IsUpgrade instead of .Release.IsInstall
    #[arg(long)]
    pub is_upgrade: bool,
    /// Values are not checked against the chart's schema
    #[arg(long)]
    pub skip_schema_validation: bool,
    /// The chart's repository
    #[arg(long, value_name = "URL")]
    pub repo: Option<String>,
    /// The chart's version, or a constraint
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// User of the repository
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// Password of the repository
    #[arg(long, value_name = "TEXT", value_parser = secret)]
    pub password: Option<Secret>,
    /// Send user and password to the host of the archive too, whichever it is
    #[arg(long)]
    pub pass_credentials: bool,
    /// Certificates that vouch for the repository's host (PEM)
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Certificate to show to the repository (PEM)
    #[arg(long, value_name = "FILE", requires = "key_file")]
    pub cert_file: Option<PathBuf>,
    /// Key of that certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "cert_file")]
    pub key_file: Option<PathBuf>,
    /// Take the repository's certificate unseen
    #[arg(long)]
    pub insecure_skip_tls_verify: bool,
    /// Ask a registry without encryption
    #[arg(long)]
    pub plain_http: bool,
    /// Development versions too
    #[arg(long)]
    pub devel: bool,
    /// Fetch the charts that this one depends on and that are not beside it
    #[arg(long)]
    pub dependency_update: bool,
    /// Print what was rendered although it is no YAML
    #[arg(long)]
    pub debug: bool,
    /// Write one file a template below this folder instead of printing
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// The release's name as a folder below --output-dir
    #[arg(long, requires = "output_dir")]
    pub release_name: bool,
    /// Mask Secrets
    #[arg(long)]
    pub mask: bool,
    /// Instead of the manifests: each object with the template that rendered it, each value with the file that set it
    #[arg(long, conflicts_with = "mask")]
    pub provenance: bool,
}

fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::new(text))
}
