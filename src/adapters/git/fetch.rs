//! Fetching a mirror: the only code that talks to a Git remote. It runs in the worker process, so that a remote that hangs
//! can be killed. It decides nothing: what to fetch and with which credentials is asked.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use git2::{
    AutotagOption, CertificateCheckStatus, ConfigLevel, ErrorClass, ErrorCode, FetchOptions, FetchPrune, ProxyOptions, RemoteCallbacks, RemoteRedirect,
    Repository,
};
use serde::{Deserialize, Serialize};

use super::error::GitError;
use super::mirror::{FETCHED, folder};
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
    /// How the remote is reached, and why it is believed.
    pub trust: Trust,
}

/// How a remote is reached, and why it is believed. What is empty is the machine's own.
#[derive(Serialize, Deserialize, Clone, Default)]
pub struct Trust {
    /// Host keys, as lines of a `known_hosts` file.
    pub known_hosts: String,
    /// PEM certificates that vouch for the host, beside the system's.
    pub certificates: String,
    /// Whether certificate and host key are taken unseen (`insecure`, `insecureIgnoreHostKey`).
    pub is_insecure: bool,
    /// A proxy's URL; it may hold a password. Empty: what the environment says.
    pub proxy: String,
    /// Sent as `Authorization: Bearer`.
    pub bearer_token: String,
    /// Whether the URL was found inside a repository's content: it is never redirected to another host.
    pub is_found: bool,
}

impl std::fmt::Debug for FetchRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "fetch {} ({} credentials)", self.url, self.credentials.len())
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
    let url = RepoUrl::new(request.url.as_str());
    let path = folder(&request.cache, &url);
    let own = |message: String| GitError::Mirror { url: request.url.clone(), message };
    fs::create_dir_all(&path).map_err(|error| own(error.to_string()))?;
    let lock = File::create(path.with_extension("lock")).map_err(|error| own(error.to_string()))?;
    lock.lock().map_err(|error| own(error.to_string()))?;
    let repository =
        Repository::open_bare(&path).or_else(|_| Repository::init_bare(&path)).map_err(|error| own(error.message().to_owned()))?;
    believe(&path, &request.trust).map_err(|error| own(error.to_string()))?;
    let before = refs(&repository);
    into(&repository, request, progress)?;
    fs::write(path.join(FETCHED), b"").map_err(|error| own(error.to_string()))?;
    Ok(Fetched { moved: before != refs(&repository) })
}

/// The home folder that a worker has for one repository: nothing of the person's own Git or SSH configuration counts there.
pub fn home(cache: &Path, url: &RepoUrl) -> PathBuf {
    folder(cache, url).with_extension("home")
}

/// Lays out what libgit2 reads beside its options: known hosts below the home folder, certificates as a file.
fn believe(mirror: &Path, trust: &Trust) -> std::io::Result<()> {
    let home = mirror.with_extension("home");
    let ssh = home.join(".ssh");
    fs::create_dir_all(&ssh)?;
    fs::write(ssh.join("known_hosts"), &trust.known_hosts)?;
    if !trust.certificates.is_empty() {
        let file = home.join("certificates.pem");
        fs::write(&file, &trust.certificates)?;
        vouch(&file);
    }
    Ok(())
}

/// Adds certificates to those that libgit2 trusts. It is one setting a process: a worker fetches one repository and ends.
#[expect(unsafe_code, reason = "libgit2's options are global; this process has one thread and one request")]
fn vouch(file: &Path) {
    // SAFETY: no other thread of this process is in libgit2.
    if let Err(error) = unsafe { git2::opts::set_ssl_cert_file(file) } {
        tracing::warn!(%error, "certificates cannot be added");
    }
}

/// Makes libgit2 read no configuration but the mirror's own: no `url.insteadOf`, no helper, no proxy of somebody's. To be called once,
/// by a worker, before it does anything else.
#[expect(unsafe_code, reason = "libgit2's options are global; this process has one thread and one request")]
pub fn read_no_configuration() {
    for level in [ConfigLevel::ProgramData, ConfigLevel::System, ConfigLevel::XDG, ConfigLevel::Global] {
        // SAFETY: no other thread of this process is in libgit2.
        if let Err(error) = unsafe { git2::opts::set_search_path(level, "") } {
            tracing::warn!(%error, "configuration is still read");
        }
    }
}

fn into(repository: &Repository, request: &FetchRequest, progress: &mut dyn FnMut(Progress) -> bool) -> Result<(), GitError> {
    let mut remote = repository.remote_anonymous(&request.url).map_err(|error| told(&request.url, &error))?;
    let mut tried = 0;
    let mut callbacks = RemoteCallbacks::new();
    callbacks.credentials(|_, user, allowed| offer(&request.credentials, &mut tried, user, allowed));
    callbacks.transfer_progress(|stats| {
        progress(Progress { received: stats.received_objects(), total: stats.total_objects(), bytes: stats.received_bytes() })
    });
    let mut options = FetchOptions::new();
    let trust = &request.trust;
    if trust.is_insecure {
        callbacks.certificate_check(|_, _| Ok(CertificateCheckStatus::CertificateOk));
    }
    options.remote_callbacks(callbacks).prune(FetchPrune::On).download_tags(AutotagOption::None);
    let mut proxy = ProxyOptions::new();
    if trust.proxy.is_empty() {
        proxy.auto();
    } else {
        proxy.url(&trust.proxy);
    }
    options.proxy_options(proxy);
    let bearer = format!("Authorization: Bearer {}", trust.bearer_token);
    if !trust.bearer_token.is_empty() {
        options.custom_headers(&[&bearer]);
    }
    // What was meant for one host must not reach another: libgit2 then follows redirects within the host only.
    if trust.is_found || !request.credentials.is_empty() || !trust.bearer_token.is_empty() {
        options.follow_redirects(RemoteRedirect::None);
    }
    let specs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
    remote.fetch(&specs, Some(&mut options), None).map_err(|error| told(&request.url, &error))?;
    let head = remote.default_branch().ok().and_then(|name| String::from_utf8(name.to_vec()).ok());
    if let Some(head) = head {
        repository.set_head(&head).map_err(|error| told(&request.url, &error))?;
    }
    Ok(())
}

/// The next credential that fits; an error once all were tried (libgit2 asks for ever).
fn offer(
    credentials: &[Credential],
    tried: &mut usize,
    user: Option<&str>,
    allowed: git2::CredentialType,
) -> Result<git2::Cred, git2::Error> {
    let name = user.unwrap_or("git");
    while let Some(credential) = credentials.get(*tried) {
        *tried += 1;
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

fn told(url: &str, error: &git2::Error) -> GitError {
    let message = error.message().to_owned();
    let url = url.to_owned();
    match (error.code(), error.class()) {
        (ErrorCode::Auth | ErrorCode::Certificate, _) => GitError::Refused { url, message },
        (_, ErrorClass::Repository | ErrorClass::Odb | ErrorClass::Reference | ErrorClass::Os)
            if !Path::new(&url).is_absolute() && !url.starts_with("file:") =>
        {
            GitError::Mirror { url, message }
        }
        _ => GitError::Unreachable { url, message },
    }
}
