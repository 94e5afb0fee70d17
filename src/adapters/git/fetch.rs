//! Fetching a mirror: the only code that talks to a Git remote. It runs in the worker process, so that a remote that hangs
//! can be killed. It decides nothing: what to fetch and with which credentials is asked.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use git2::cert::{Cert, CertHostkey};
use git2::{
    AutotagOption, CertificateCheckStatus, ErrorClass, ErrorCode, FetchOptions, ProxyOptions, RemoteCallbacks, RemoteRedirect,
    RemoteUpdateFlags, Repository,
};
use serde::{Deserialize, Serialize};

use super::error::GitError;
use super::known_hosts::Known;
use super::mirror::{FETCHED, folder};
use super::{hermetic, known_hosts};
use crate::model::ids::RepoUrl;

/// What to fetch, and with what. It crosses the pipe to the worker; its `Debug` shows no secret.
#[derive(Serialize, Deserialize)]
pub struct FetchRequest {
    /// The cache folder that holds mirrors.
    pub cache: PathBuf,
    /// The repository.
    pub url: String,
    /// How to authenticate; tried in this order.
    pub credentials: Vec<Credential>,
    /// Whom to believe, and the way there.
    pub trust: Trust,
    /// Refs besides branches and tags, by their whole names: `refs/pull/1/head`.
    pub others: Vec<String>,
}

/// Whom to believe, and the way there, as the control plane has it.
#[derive(Serialize, Deserialize, Clone, Default)]
pub struct Trust {
    /// Lines of `argocd-ssh-known-hosts-cm`; the user's own `known_hosts` counts where they name nobody.
    pub known_hosts: String,
    /// PEM certificates of `argocd-tls-certs-cm` for this host, besides the system's.
    pub certificates: String,
    /// Whether the server's certificate or host key is taken unseen.
    pub is_insecure: bool,
    /// The proxy; empty for the environment's. It may hold a password.
    pub proxy: String,
    /// Sent as `Authorization: Bearer`.
    pub bearer_token: String,
    /// Whether the URL was found inside a repository's content: it is never redirected to another host.
    pub is_found: bool,
}

impl FetchRequest {
    /// A request without credentials.
    pub fn new(cache: PathBuf, url: impl Into<String>) -> Self {
        Self { cache, url: url.into(), credentials: Vec::new(), trust: Trust::default(), others: Vec::new() }
    }
}

impl std::fmt::Debug for FetchRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "fetch {} ({} credentials)", RepoUrl::new(self.url.as_str()).shown(), self.credentials.len())
    }
}

/// A credential for one repository.
#[derive(Serialize, Deserialize, Clone)]
pub enum Credential {
    /// User and password (or token).
    Password {
        /// User name.
        user: String,
        /// Password or token.
        password: String,
    },
    /// A private SSH key, PEM.
    Key {
        /// The key.
        private: String,
    },
    /// Whatever ssh-agent holds: only for URLs that the operator configured.
    Agent,
}

/// How far a fetch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Objects received.
    pub received: usize,
    /// Objects in all.
    pub total: usize,
    /// Bytes received.
    pub bytes: usize,
}

/// What a fetch changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// Whether any branch or tag moved.
    pub moved: bool,
}

/// Fetches all branches and tags into the mirror, making it if there is none. Under the mirror's lock: a second fetch of
/// the same repository waits for the first. `progress` returns false to stop.
///
/// # Errors
/// When the remote cannot be reached or refuses, or the mirror cannot be written.
pub fn fetch(request: &FetchRequest, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Fetched, GitError> {
    hermetic::isolate();
    let url = RepoUrl::new(request.url.as_str());
    let path = folder(&request.cache, &url);
    let own = |message: String| GitError::Mirror { url: url.shown(), message };
    fs::create_dir_all(&path).map_err(|error| own(error.to_string()))?;
    let lock = File::create(path.with_extension("lock")).map_err(|error| own(error.to_string()))?;
    lock.lock().map_err(|error| own(error.to_string()))?;
    clear_locks(&path);
    let repository =
        Repository::open_bare(&path).or_else(|_| Repository::init_bare(&path)).map_err(|error| own(error.message().to_owned()))?;
    let before = refs(&repository);
    into(&repository, request, progress).map_err(|error| told(&url, &error))?;
    fs::write(path.join(FETCHED), b"").map_err(|error| own(error.to_string()))?;
    Ok(Fetched { moved: before != refs(&repository) })
}

/// Removes lock files that a killed fetch left: whoever holds the mirror's own lock is alone in it.
fn clear_locks(mirror: &Path) {
    let mut folders = vec![mirror.join("refs")];
    let mut locks: Vec<PathBuf> = ["packed-refs.lock", "HEAD.lock", "config.lock"].iter().map(|name| mirror.join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "lock") {
                locks.push(path);
            }
        }
    }
    for lock in locks.iter().filter(|lock| lock.exists()) {
        if let Err(error) = fs::remove_file(lock) {
            tracing::warn!(%error, lock = %lock.display(), "a left-over lock of the mirror stays");
        }
    }
}

fn into(repository: &Repository, request: &FetchRequest, progress: &mut dyn FnMut(Progress) -> bool) -> Result<(), git2::Error> {
    trust_certificates(request)?;
    let tried = Cell::new(0);
    let mut callbacks = RemoteCallbacks::new();
    callbacks.credentials(|_, user, allowed| offer(&request.credentials, &tried, user, allowed));
    callbacks.certificate_check(|certificate, host| believed(request, certificate, host));
    callbacks.transfer_progress(|stats| {
        progress(Progress { received: stats.received_objects(), total: stats.total_objects(), bytes: stats.received_bytes() })
    });
    let mut options = FetchOptions::new();
    options.remote_callbacks(callbacks).proxy_options(proxy(request)).download_tags(AutotagOption::None);
    let bearer = format!("Authorization: Bearer {}", request.trust.bearer_token);
    if !request.trust.bearer_token.is_empty() {
        options.custom_headers(&[&bearer]);
    }
    // What was meant for one host must not reach another: libgit2 then follows redirects within the host only.
    if request.trust.is_found || !request.credentials.is_empty() || !request.trust.bearer_token.is_empty() {
        options.follow_redirects(RemoteRedirect::None);
    }
    let mut specs = vec!["+refs/heads/*:refs/heads/*".to_owned(), "+refs/tags/*:refs/tags/*".to_owned()];
    specs.extend(request.others.iter().map(|name| format!("+{name}:{name}")));
    let mut remote = repository.remote_anonymous(&request.url)?;
    remote.download(&specs, Some(&mut options))?;
    let there: BTreeSet<String> = remote.list()?.iter().map(|head| head.name().to_owned()).collect();
    forget(repository, &there)?;
    // No FETCH_HEAD: what was fetched from where is nobody's business, a URL may hold a password.
    remote.update_tips(None, RemoteUpdateFlags::empty(), AutotagOption::None, None)?;
    let head = remote.default_branch().ok().and_then(|name| String::from_utf8(name.to_vec()).ok());
    head.map_or(Ok(()), |head| repository.set_head(&head))
}

/// Deletes the branches and tags that are gone at the remote, before others are made: `topic` may have become a folder of branches.
fn forget(repository: &Repository, there: &BTreeSet<String>) -> Result<(), git2::Error> {
    for reference in repository.references()? {
        let mut reference = reference?;
        let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
        if (name.starts_with("refs/heads/") || name.starts_with("refs/tags/")) && !there.contains(&name) {
            reference.delete()?;
        }
    }
    Ok(())
}

/// The proxy that was configured, else the environment's.
fn proxy(request: &FetchRequest) -> ProxyOptions<'_> {
    let mut options = ProxyOptions::new();
    if request.trust.proxy.is_empty() {
        options.auto();
    } else {
        options.url(&request.trust.proxy);
    }
    options
}

/// Writes the certificates of this host where OpenSSL reads them.
fn trust_certificates(request: &FetchRequest) -> Result<(), git2::Error> {
    if request.trust.certificates.is_empty() {
        return Ok(());
    }
    let file = folder(&request.cache, &RepoUrl::new(request.url.as_str())).with_extension("pem");
    fs::write(&file, &request.trust.certificates)
        .map_err(|error| git2::Error::new(ErrorCode::Certificate, ErrorClass::Ssl, error.to_string()))?;
    hermetic::trust_certificates(&file)
}

/// Whether the other side is who it says.
fn believed(request: &FetchRequest, certificate: &Cert<'_>, host: &str) -> Result<CertificateCheckStatus, git2::Error> {
    if request.trust.is_insecure {
        return Ok(CertificateCheckStatus::CertificateOk);
    }
    let Some(key) = certificate.as_hostkey().and_then(CertHostkey::hostkey) else {
        return Ok(CertificateCheckStatus::CertificatePassthrough);
    };
    match known_hosts::lookup(&request.trust.known_hosts, host, RepoUrl::new(request.url.as_str()).host_and_port().1, key) {
        Known::Yes => Ok(CertificateCheckStatus::CertificateOk),
        Known::No => Ok(CertificateCheckStatus::CertificatePassthrough),
        Known::Changed => Err(git2::Error::new(
            ErrorCode::Certificate,
            ErrorClass::Ssh,
            format!("the host key of {host} is not the one in argocd-ssh-known-hosts-cm"),
        )),
    }
}

/// The next credential that fits; an error once all were tried (libgit2 asks for ever).
fn offer(
    credentials: &[Credential],
    tried: &Cell<usize>,
    user: Option<&str>,
    allowed: git2::CredentialType,
) -> Result<git2::Cred, git2::Error> {
    let name = user.unwrap_or("git");
    while let Some(credential) = credentials.get(tried.get()) {
        tried.set(tried.get() + 1);
        match credential {
            Credential::Password { user, password } if allowed.is_user_pass_plaintext() => {
                return git2::Cred::userpass_plaintext(user, password);
            }
            Credential::Key { private } if allowed.is_ssh_memory() || allowed.is_ssh_key() => {
                return git2::Cred::ssh_key_from_memory(name, None, private, None);
            }
            Credential::Agent if allowed.is_ssh_key() => return git2::Cred::ssh_key_from_agent(name),
            Credential::Password { .. } | Credential::Key { .. } | Credential::Agent => {}
        }
    }
    if allowed.is_username() {
        return git2::Cred::username(name);
    }
    Err(git2::Error::new(ErrorCode::Auth, ErrorClass::Net, "no configured credential was accepted"))
}

fn refs(repository: &Repository) -> Vec<(Vec<u8>, Option<git2::Oid>)> {
    let all = repository.references().into_iter().flatten().filter_map(Result::ok);
    let mut refs: Vec<_> = all.map(|reference| (reference.name_bytes().to_vec(), reference.target())).collect();
    refs.sort();
    refs
}

fn told(url: &RepoUrl, error: &git2::Error) -> GitError {
    // libgit2 may repeat the URL with the password in it.
    let message = error.message().replace(url.as_str(), &url.shown());
    let is_on_disk = Path::new(url.as_str()).is_absolute() || url.as_str().starts_with("file:");
    let url = url.shown();
    match (error.code(), error.class()) {
        (ErrorCode::Auth | ErrorCode::Certificate, _) => GitError::Refused { url, message },
        (_, ErrorClass::Repository | ErrorClass::Odb | ErrorClass::Reference | ErrorClass::Os) if !is_on_disk => {
            GitError::Mirror { url, message }
        }
        _ => GitError::Unreachable { url, message },
    }
}
