//! From a kubeconfig, or a Pod's own account, to a client. It asks the server nothing: `identity` and `discover` do.
//!
//! Files are searched as kubectl does: the given path; else the list in `KUBECONFIG`, missing files left out; else
//! `~/.kube/config`; else the Pod's service account. The first file that sets a value wins.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use kube::Config;
use kube::config::{AuthInfo, ExecInteractiveMode, InClusterError, KubeConfigOptions, Kubeconfig, KubeconfigError};

use super::discover::Discovery;
use super::error::ClusterError;
use super::refusal::{chain, of_transport};
use crate::model::ids::ClusterId;
use crate::model::problem::{Place, Problem, ProblemKind};

/// The id of the API server that a Pod finds through its service account.
pub const IN_CLUSTER: &str = "in-cluster";

/// An API server to talk to. Cloning shares connections and what was discovered.
#[derive(Clone)]
pub struct Cluster {
    /// Its identity in this session.
    pub id: ClusterId,
    /// The client: the only way to the server.
    pub client: kube::Client,
    /// The server's URL; empty for the sandbox in process.
    pub server: Arc<str>,
    /// The namespace for names that come without one.
    pub default_namespace: Arc<str>,
    /// The user's name in the kubeconfig: an identity that nobody has verified.
    pub user: Arc<str>,
    /// Whose credentials are used, where they impersonate somebody (`as` in the kubeconfig, `--as`).
    pub impersonated_by: Option<Arc<str>>,
    /// The user whom every request of this handle acts for: a service account that a project names for its syncs.
    acting_for: Option<Arc<str>>,
    discovery: Arc<RwLock<Option<Arc<Discovery>>>>,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cluster({} {})", self.id, self.server)
    }
}

impl Cluster {
    /// A cluster behind a finished client: the sandbox in process, or a test's.
    pub fn from_client(client: kube::Client, id: ClusterId) -> Self {
        let default_namespace = client.default_namespace().into();
        Self {
            id,
            client,
            server: Arc::default(),
            default_namespace,
            user: Arc::default(),
            impersonated_by: None,
            acting_for: None,
            discovery: Arc::default(),
        }
    }

    /// The same server, on behalf of another user (`Impersonate-User`): whoever we are there needs the right to.
    #[must_use]
    pub fn acting_for(&self, user: Option<&Arc<str>>) -> Self {
        Self { acting_for: user.cloned().or_else(|| self.acting_for.clone()), ..self.clone() }
    }

    /// Whom requests act for, where it is somebody else.
    pub(super) fn user_acted_for(&self) -> Option<&str> {
        self.acting_for.as_deref()
    }

    /// What was discovered last, if anything was.
    pub fn discovered(&self) -> Option<Arc<Discovery>> {
        self.discovery.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a discovery for everybody who holds this cluster.
    pub fn remember(&self, discovery: Arc<Discovery>) {
        *self.discovery.write().unwrap_or_else(PoisonError::into_inner) = Some(discovery);
    }
}

/// Which file and context to take; `None` leaves the choice to the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
    /// `--as`: the user to impersonate.
    pub impersonate: Option<String>,
    /// `--as-group`.
    pub impersonate_groups: Vec<String>,
}

/// A context as the picker shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextInfo {
    /// Its name.
    pub name: Arc<str>,
    /// The server's URL; empty when the context's cluster is missing.
    pub server: Arc<str>,
    /// The user's name.
    pub user: Arc<str>,
    /// The default namespace.
    pub namespace: Arc<str>,
    /// Whether it is the current context.
    pub is_current: bool,
}

/// A finished choice, before anything is sent.
#[derive(Clone)]
pub struct Connection {
    /// Where it comes from, for people: the files, or `the service account of this Pod`.
    pub source: Arc<str>,
    /// The context's name, or `in-cluster`.
    pub context: Arc<str>,
    /// The server's URL.
    pub server: Arc<str>,
    /// The user's name in the file; empty for a service account.
    pub user: Arc<str>,
    /// The default namespace.
    pub namespace: Arc<str>,
    config: Config,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({} from {}: {})", self.context, self.source, self.server)
    }
}

/// Why there is no connection to try. Retrying does not help; another file or context may.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// There is neither a kubeconfig nor a service account.
    #[error("no kubeconfig found: {0}")]
    NoKubeconfig(String),
    /// A file cannot be read or understood.
    #[error("{file}: {cause}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
    /// No context is chosen and the files name no current one.
    #[error("{source_files} name no current context")]
    NoCurrentContext {
        /// The files.
        source_files: String,
        /// Contexts that there are.
        contexts: Vec<String>,
    },
    /// The context is not there.
    #[error("{source_files} have no context {name}")]
    UnknownContext {
        /// The files.
        source_files: String,
        /// The name asked for.
        name: String,
        /// Contexts that there are.
        contexts: Vec<String>,
    },
    /// The context's cluster, certificates or keys cannot be used.
    #[error("context {context} of {source_files}: {cause}")]
    Context {
        /// The files.
        source_files: String,
        /// The context.
        context: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The Pod's service account cannot be used.
    #[error("the service account of this Pod: {0}")]
    InCluster(#[source] InClusterError),
    /// The client cannot be built: credential plugin, certificates, proxy.
    #[error("context {context}: {cause}")]
    Client {
        /// The context.
        context: String,
        /// What is wrong.
        #[source]
        cause: ClusterError,
    },
}

impl ConnectError {
    /// The problem as every face tells it: file, context, next step.
    pub fn problem(&self) -> Problem {
        let known = |contexts: &[String]| match contexts {
            [] => "there is no context in it".to_owned(),
            names => format!("known contexts: {}", names.join(", ")),
        };
        match self {
            Self::NoKubeconfig(_) => Problem::error(ProblemKind::NotFound, self.to_string())
                .hint("name one with --kubeconfig or KUBECONFIG; without any cluster `tiphys demo` shows the console"),
            Self::File { file, cause } => Problem::error(ProblemKind::BadInput, cause.as_str())
                .at(Place::file(file.as_str()))
                .hint("correct the file, or name another with --kubeconfig"),
            Self::NoCurrentContext { contexts, .. } => Problem::error(ProblemKind::NotFound, self.to_string())
                .hint(format!("choose one with --context or `kubectl config use-context`; {}", known(contexts))),
            Self::UnknownContext { name, contexts, .. } => {
                Problem::error(ProblemKind::NotFound, self.to_string()).hint(match nearest(name, contexts) {
                    Some(near) => format!("did you mean {near}? {}", known(contexts)),
                    None => known(contexts),
                })
            }
            Self::Context { .. } => {
                Problem::error(ProblemKind::BadInput, self.to_string()).hint("correct the context's cluster and user in the kubeconfig")
            }
            Self::InCluster(_) => Problem::error(ProblemKind::BadInput, self.to_string())
                .hint("let the Pod mount its service account's token (automountServiceAccountToken), or name a kubeconfig"),
            Self::Client { cause, .. } => Problem { cause: self.to_string().into(), ..cause.problem() },
        }
    }
}

fn nearest<'a>(name: &str, candidates: &'a [String]) -> Option<&'a String> {
    let best = candidates.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)))?;
    (strsim::jaro_winkler(best, name) > 0.8).then_some(best)
}

/// The contexts to choose from, in the order of the files.
///
/// # Errors
/// When there is no file, or one cannot be read.
pub fn contexts(kubeconfig: Option<&Path>) -> Result<Vec<ContextInfo>, ConnectError> {
    let (config, _) = read(kubeconfig)?.ok_or_else(nowhere)?;
    Ok(config.contexts.iter().map(|context| context_info(&config, &context.name)).collect())
}

/// The connection that a choice stands for. Reads files; sends nothing, runs nothing.
///
/// # Errors
/// When file, context, certificates or keys cannot be used.
pub async fn connection(choice: &Choice) -> Result<Connection, ConnectError> {
    match read(choice.kubeconfig.as_deref())? {
        Some((config, source)) => from_kubeconfig(config, &source, choice.context.as_deref()).await,
        None if std::env::var_os("KUBERNETES_SERVICE_HOST").is_some() => from_service_account(),
        None => Err(nowhere()),
    }
    .map(|connection| connection.acting_as(choice))
}

async fn from_kubeconfig(config: Kubeconfig, source: &str, context: Option<&str>) -> Result<Connection, ConnectError> {
    let names: Vec<String> = config.contexts.iter().map(|context| context.name.clone()).collect();
    let Some(name) = context.map(str::to_owned).or_else(|| config.current_context.clone()).filter(|name| !name.is_empty()) else {
        return Err(ConnectError::NoCurrentContext { source_files: source.into(), contexts: names });
    };
    if !names.contains(&name) {
        return Err(ConnectError::UnknownContext { source_files: source.into(), name, contexts: names });
    }
    let info = context_info(&config, &name);
    let options = KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
    let config = Config::from_custom_kubeconfig(config, &options).await.map_err(|error| ConnectError::Context {
        source_files: source.into(),
        context: name,
        cause: kubeconfig_cause(&error),
    })?;
    let server = config.cluster_url.to_string().trim_end_matches('/').into();
    Ok(Connection { source: source.into(), context: info.name, server, user: info.user, namespace: info.namespace, config })
}

fn from_service_account() -> Result<Connection, ConnectError> {
    let config = Config::incluster().map_err(ConnectError::InCluster)?;
    Ok(Connection {
        source: "the service account of this Pod".into(),
        context: IN_CLUSTER.into(),
        server: config.cluster_url.to_string().trim_end_matches('/').into(),
        user: Arc::default(),
        namespace: config.default_namespace.as_str().into(),
        config,
    })
}

impl Connection {
    /// A connection made of parts that are no kubeconfig: a cluster secret.
    pub fn from_config(source: impl Into<Arc<str>>, name: impl Into<Arc<str>>, config: Config) -> Self {
        Self {
            source: source.into(),
            context: name.into(),
            server: config.cluster_url.to_string().trim_end_matches('/').into(),
            user: Arc::default(),
            namespace: config.default_namespace.as_str().into(),
            config,
        }
    }

    /// The same as somebody else, where the choice says so: what the kubeconfig says of `as` counts no more then.
    fn acting_as(mut self, choice: &Choice) -> Self {
        if let Some(user) = &choice.impersonate {
            self.config.auth_info.impersonate = Some(user.clone());
            self.config.auth_info.impersonate_groups = Some(choice.impersonate_groups.clone());
        }
        self
    }

    /// Builds the client. It may run the kubeconfig's credential plugin and wait for it: call it where blocking is
    /// allowed, within a tokio runtime (the client keeps a task of its own).
    ///
    /// # Errors
    /// When the plugin fails, or certificates or proxy cannot be used.
    pub fn open(self) -> Result<Cluster, ConnectError> {
        install_tls();
        let mut config = self.config;
        // Retrying is the runtime's: kube would sleep up to 1,000 s between 15 attempts, past any deadline.
        config.default_retry = false;
        never_interactive(&mut config.auth_info);
        let impersonated_by = config.auth_info.impersonate.is_some().then(|| self.user.clone());
        let client = kube::Client::try_from(config)
            .map_err(|error| ConnectError::Client { context: self.context.to_string(), cause: of_transport(&error) })?;
        let id = ClusterId::new(self.context.clone());
        Ok(Cluster {
            server: self.server,
            default_namespace: self.namespace,
            user: self.user,
            impersonated_by,
            ..Cluster::from_client(client, id)
        })
    }
}

/// A plugin that asks on the terminal would tear the screen: it gets none.
fn never_interactive(auth: &mut AuthInfo) {
    if let Some(exec) = &mut auth.exec {
        exec.interactive_mode = Some(ExecInteractiveMode::Never);
    }
}

/// One TLS provider for the process; whoever comes second finds it there.
fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn context_info(config: &Kubeconfig, name: &str) -> ContextInfo {
    let context = config.contexts.iter().find(|context| context.name == name).and_then(|context| context.context.as_ref());
    let cluster = context.map_or("", |context| &context.cluster);
    let server = config.clusters.iter().find(|named| named.name == cluster).and_then(|named| named.cluster.as_ref()?.server.as_deref());
    ContextInfo {
        name: name.into(),
        server: server.unwrap_or_default().into(),
        user: context.and_then(|context| context.user.as_deref()).unwrap_or_default().into(),
        namespace: context.and_then(|context| context.namespace.as_deref()).unwrap_or("default").into(),
        is_current: config.current_context.as_deref() == Some(name),
    }
}

/// The merged files with their names for people; `None` where there is no file at all.
fn read(kubeconfig: Option<&Path>) -> Result<Option<(Kubeconfig, String)>, ConnectError> {
    let files = match kubeconfig {
        Some(path) => vec![path.to_owned()],
        None => default_files(),
    };
    let mut merged: Option<Kubeconfig> = None;
    for file in &files {
        let at_file = |error: &KubeconfigError| ConnectError::File { file: file.display().to_string(), cause: kubeconfig_cause(error) };
        let next = Kubeconfig::read_from(file).map_err(|error| at_file(&error))?;
        merged = Some(match merged {
            Some(config) => config.merge(next).map_err(|error| at_file(&error))?,
            None => next,
        });
    }
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    Ok(merged.map(|config| (config, names.join(", "))))
}

/// Files that exist of `KUBECONFIG`, else `~/.kube/config` if it exists.
fn default_files() -> Vec<PathBuf> {
    let listed: Vec<PathBuf> = std::env::var_os("KUBECONFIG").map(|list| std::env::split_paths(&list).collect()).unwrap_or_default();
    let listed: Vec<PathBuf> = listed.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
    let files = if listed.is_empty() { std::env::home_dir().map(|home| home.join(".kube/config")).into_iter().collect() } else { listed };
    files.into_iter().filter(|path| path.exists()).collect()
}

fn nowhere() -> ConnectError {
    ConnectError::NoKubeconfig(match std::env::var("KUBECONFIG") {
        Ok(list) if !list.is_empty() => format!("KUBECONFIG names {list}, where there is no file"),
        _ => "~/.kube/config is not there and KUBECONFIG is not set".into(),
    })
}

/// kube's message without the content of the file: the YAML parser quotes lines, and a kubeconfig holds tokens.
#[expect(clippy::wildcard_enum_match_arm, reason = "kube's enum: all other causes quote no content")]
pub(in crate::adapters) fn kubeconfig_cause(error: &KubeconfigError) -> String {
    match error {
        KubeconfigError::Parse(parse) => match parse.location() {
            Some(location) => format!("no valid kubeconfig at line {}, column {}", location.line(), location.column()),
            None => "no valid kubeconfig".into(),
        },
        KubeconfigError::ReadConfig(cause, _) => cause.to_string(),
        other => chain(other),
    }
}
