//! Repository credentials of a control plane: Secrets of type `repository` and `repo-creds`, known hosts and certificates.
//! Source: Argo CD `util/db/repository_secrets.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::truth::truth;
use super::{kinds, secrets};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{Selection, find, list};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::repository::{GithubApp, RepoCredential, RepoKind, Repositories, Secret};

/// Credentials as far as they can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The credentials.
    pub repositories: Repositories,
    /// Secrets that cannot be understood.
    pub problems: Vec<Problem>,
}

/// Reads every repository credential of the control plane in this namespace.
///
/// # Errors
/// When Secrets or ConfigMaps may not be read there. Public repositories need none.
pub async fn read(cluster: &Cluster, namespace: &Arc<str>) -> Result<Read, ClusterError> {
    let of_type = async |kind: &str| {
        let labels = format!("{}={kind}", secrets::TYPE_LABEL).into();
        list(cluster, &kinds::secret(), &Selection { namespace: namespace.clone(), labels, fields: Arc::default() }).await
    };
    let config_map = async |name: &str| find(cluster, &kinds::config_map().target().within(namespace.clone()).named(name)).await;
    let (repositories, templates, hosts, certificates) = futures::try_join!(
        of_type("repository"),
        of_type("repo-creds"),
        config_map("argocd-ssh-known-hosts-cm"),
        config_map("argocd-tls-certs-cm"),
    )?;
    let mut problems = Vec::new();
    let mut each = |secrets: &[Object]| -> Vec<RepoCredential> { secrets.iter().map(|secret| credential(secret, &mut problems)).collect() };
    let (repositories, templates) = (each(&repositories), each(&templates));
    let mut hosts = data(hosts.as_ref());
    let repositories = Repositories {
        repositories,
        templates,
        known_hosts: hosts.remove("ssh_known_hosts").unwrap_or_default(),
        tls_certificates: data(certificates.as_ref()),
    };
    Ok(Read { repositories, problems })
}

fn data(map: Option<&Object>) -> BTreeMap<Arc<str>, Arc<str>> {
    let data = map.and_then(|map| map.root().get("data")).and_then(Value::as_map).cloned().unwrap_or_default();
    data.iter().filter_map(|(key, value)| Some((key.as_str().into(), value.as_shared_str()?))).collect()
}

/// A Secret as a credential. A flag or number that cannot be read counts as absent, and is told.
fn credential(secret: &Object, problems: &mut Vec<Problem>) -> RepoCredential {
    let text = |key: &str| secrets::text(secret, key);
    let hidden = |key: &str| Secret::new(secrets::text(secret, key));
    let mut bad = |key: &str, what: &str| {
        let place = Place::file(format!("Secret {}", secret.name())).at_field(key);
        problems
            .push(Problem::warning(ProblemKind::BadInput, format!("not {what}")).at(place).hint("correct the Secret in the control plane"));
    };
    let mut flag = |key: &str| {
        let written = text(key);
        truth(&written).unwrap_or_else(|| {
            if !written.is_empty() {
                bad(key, "true or false");
            }
            false
        })
    };
    let is_insecure = flag("insecure") | flag("insecureIgnoreHostKey");
    let (has_lfs, has_oci, oci_over_http) = (flag("enableLfs"), flag("enableOCI"), flag("insecureOCIForceHttp"));
    let (forces_basic_auth, uses_azure_identity) = (flag("forceHttpBasicAuth"), flag("useAzureWorkloadIdentity"));
    let mut number = |key: &str| match &*text(key) {
        "" => 0,
        digits => digits.trim().parse().unwrap_or_else(|_| {
            bad(key, "a number");
            0
        }),
    };
    let (id, installation, depth) = (number("githubAppID"), number("githubAppInstallationID"), number("depth"));
    let private_key = hidden("githubAppPrivateKey");
    let github_app =
        (!private_key.is_empty()).then(|| GithubApp { id, installation, private_key, base_url: text("githubAppEnterpriseBaseUrl") });
    RepoCredential {
        secret: secret.name().clone(),
        kind: match text("type").to_lowercase().as_str() {
            "helm" => RepoKind::Helm,
            "oci" => RepoKind::Oci,
            _ => RepoKind::Git,
        },
        url: text("url"),
        name: text("name"),
        project: text("project"),
        username: text("username"),
        password: hidden("password"),
        bearer_token: hidden("bearerToken"),
        ssh_private_key: hidden("sshPrivateKey"),
        tls_client_cert: text("tlsClientCertData"),
        tls_client_key: hidden("tlsClientCertKey"),
        is_insecure,
        has_lfs,
        has_oci,
        oci_over_http,
        forces_basic_auth,
        proxy: hidden("proxy"),
        no_proxy: text("noProxy"),
        depth,
        github_app,
        gcp_key: hidden("gcpServiceAccountKey"),
        uses_azure_identity,
    }
}
