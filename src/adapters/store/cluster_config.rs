//! The `config` of a cluster Secret as a client's configuration. Source: Argo CD `types.go`, `ClusterConfig`,
//! `RawRestConfig`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::Config;
use kube::config::{AuthInfo, Cluster, Context, ExecConfig, ExecInteractiveMode, Kubeconfig, NamedAuthInfo, NamedCluster, NamedContext};
use serde::Deserialize;

use crate::adapters::cluster::connect::kubeconfig_cause;

/// `config`, as JSON. It has no `Debug` content.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ClusterConfig {
    username: String,
    password: String,
    bearer_token: String,
    tls_client_config: TlsConfig,
    aws_auth_config: Option<AwsConfig>,
    exec_provider_config: Option<ExecProvider>,
    disable_compression: bool,
    proxy_url: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TlsConfig {
    insecure: bool,
    server_name: String,
    cert_data: String,
    key_data: String,
    ca_data: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AwsConfig {
    cluster_name: String,
    #[serde(rename = "roleARN")]
    role_arn: String,
    profile: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ExecProvider {
    command: String,
    args: Vec<String>,
    env: BTreeMap<String, String>,
    api_version: String,
    install_hint: String,
}

impl fmt::Debug for ClusterConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClusterConfig")
    }
}

/// The configuration of a client for this server. It is built as a kubeconfig would be, so that certificates, keys and
/// plugins are read by the same code.
pub(super) fn config(server: &str, own: &ClusterConfig) -> Result<Config, String> {
    let tls = &own.tls_client_config;
    if tls.insecure && !tls.ca_data.is_empty() {
        return Err("insecure and caData exclude each other".into());
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let cluster = Cluster {
        server: some(server),
        insecure_skip_tls_verify: Some(tls.insecure),
        certificate_authority_data: some(&base64_of(&tls.ca_data, "caData")?),
        proxy_url: some(&own.proxy_url),
        disable_compression: Some(own.disable_compression),
        tls_server_name: some(&tls.server_name),
        ..Cluster::default()
    };
    let user = AuthInfo {
        username: some(&own.username),
        password: some(&own.password).map(Into::into),
        token: some(&own.bearer_token).map(Into::into),
        client_certificate_data: some(&base64_of(&tls.cert_data, "certData")?),
        client_key_data: some(&base64_of(&tls.key_data, "keyData")?).map(Into::into),
        exec: exec(own)?,
        ..AuthInfo::default()
    };
    let name = "destination".to_owned();
    let context = Context { cluster: name.clone(), user: Some(name.clone()), ..Context::default() };
    let kubeconfig = Kubeconfig {
        clusters: vec![NamedCluster { name: name.clone(), cluster: Some(cluster), ..NamedCluster::default() }],
        auth_infos: vec![NamedAuthInfo { name: name.clone(), auth_info: Some(user), ..NamedAuthInfo::default() }],
        contexts: vec![NamedContext { name: name.clone(), context: Some(context), ..NamedContext::default() }],
        current_context: Some(name),
        ..Kubeconfig::default()
    };
    Config::try_from(kubeconfig).map_err(|error| kubeconfig_cause(&error))
}

/// Argo CD's JSON holds PEM in base64, as Go marshals bytes; a PEM text by itself is accepted too.
fn base64_of(data: &str, field: &str) -> Result<String, String> {
    if data.trim_start().starts_with("-----BEGIN") {
        return Ok(STANDARD.encode(data));
    }
    STANDARD.decode(data.trim()).map(|_| data.trim().to_owned()).map_err(|_| format!("tlsClientConfig.{field} is no base64"))
}

fn exec(own: &ClusterConfig) -> Result<Option<ExecConfig>, String> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if let Some(aws) = &own.aws_auth_config {
        // As Argo CD's own helper does it; here by the AWS command line, which people have.
        let mut args = ["eks", "get-token", "--cluster-name", &aws.cluster_name].map(str::to_owned).to_vec();
        for (flag, value) in [("--role-arn", &aws.role_arn), ("--profile", &aws.profile)] {
            if !value.is_empty() {
                args.extend([flag.to_owned(), value.clone()]);
            }
        }
        return Ok(Some(ExecConfig {
            api_version: Some("client.authentication.k8s.io/v1beta1".into()),
            command: Some("aws".into()),
            args: Some(args),
            ..plugin()
        }));
    }
    let Some(provider) = &own.exec_provider_config else { return Ok(None) };
    if provider.command.is_empty() {
        return Err("execProviderConfig has no command".into());
    }
    let pair = |(key, value): (&String, &String)| HashMap::from([("name".to_owned(), key.clone()), ("value".to_owned(), value.clone())]);
    Ok(Some(ExecConfig {
        api_version: some(&provider.api_version),
        command: Some(provider.command.clone()),
        args: Some(provider.args.clone()),
        env: Some(provider.env.iter().map(pair).collect()),
        install_hint: some(&provider.install_hint),
        ..plugin()
    }))
}

/// An empty plugin that never asks on a terminal.
fn plugin() -> ExecConfig {
    ExecConfig {
        api_version: None,
        command: None,
        args: None,
        env: None,
        drop_env: None,
        install_hint: None,
        interactive_mode: Some(ExecInteractiveMode::Never),
        provide_cluster_info: false,
        cluster: None,
        other: BTreeMap::new(),
    }
}
