//! What a chart's repository is opened with, by the flags that `helm template` has for it. It knows no protocol.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::helm_args::HelmArgs;
use crate::model::ids::RepoUrl;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::repository::{RepoCredential, RepoKind, Repositories, Secret};

/// The largest file of certificates or keys: bundles of all public authorities have a quarter of it.
const MAX_PEM: u64 = 1 << 20;

/// What the flags say about the repository that the command line names; nothing about any other.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn known(args: &HelmArgs) -> Result<Repositories, Problem> {
    let chart = args.names.last().map_or("", String::as_str);
    let url = args.repo.as_deref().unwrap_or(chart);
    let is_registry = url.starts_with("oci://");
    let mut known = Repositories::default();
    if let Some(file) = &args.ca_file {
        known.tls_certificates.insert(RepoUrl::new(url).host().into(), pem(file, "--ca-file")?);
    }
    let pem_of = |file: &Option<_>, flag| file.as_deref().map_or(Ok(Arc::default()), |file| pem(file, flag));
    let own = RepoCredential {
        // With a name it is a Secret's peer: nothing is open in it that is not said to be.
        secret: "the command line".into(),
        url: url.into(),
        kind: if is_registry { RepoKind::Oci } else { RepoKind::Helm },
        username: args.username.as_deref().unwrap_or_default().into(),
        password: args.password.clone().unwrap_or_default(),
        tls_client_cert: pem_of(&args.cert_file, "--cert-file")?,
        tls_client_key: Secret::new(pem_of(&args.key_file, "--key-file")?),
        is_insecure: args.insecure_skip_tls_verify,
        has_oci: is_registry,
        oci_over_http: args.plain_http,
        ..RepoCredential::default()
    };
    if own.has_credentials() || own.is_insecure || own.oci_over_http || !own.tls_client_cert.is_empty() {
        known.repositories.push(own);
    }
    Ok(known)
}

/// A problem with the next step of somebody at a command line.
pub(super) fn advised(problem: Problem, args: &HelmArgs) -> Problem {
    if problem.kind != ProblemKind::Forbidden || !problem.cause.contains(" 40") {
        return problem;
    }
    let next = match (&args.username, args.pass_credentials) {
        (None, _) => "give --username and --password",
        (Some(_), true) => "correct --username and --password",
        (Some(_), false) => "correct --username and --password; another host gets them by --pass-credentials",
    };
    problem.hint(next)
}

fn pem(file: &Path, flag: &str) -> Result<Arc<str>, Problem> {
    let told = |cause: String| Problem::error(ProblemKind::BadInput, format!("{}: {cause}", file.display())).at(Place::file(flag));
    let size = fs::metadata(file).map_err(|error| told(error.to_string().to_lowercase()))?.len();
    if size > MAX_PEM {
        return Err(told(format!("the file is larger than {} KiB", MAX_PEM >> 10)));
    }
    let text = fs::read_to_string(file).map_err(|error| told(error.to_string().to_lowercase()))?;
    if !text.contains("-----BEGIN ") {
        return Err(told("no PEM is in it".to_owned()).hint("PEM begins with -----BEGIN CERTIFICATE-----"));
    }
    Ok(text.into())
}
