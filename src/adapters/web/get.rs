//! One GET, guarded: redirects lose the credentials of another host, nothing reaches this machine or its own network unless that was
//! configured (names are looked at after they were resolved), and no answer is larger than a file may be. No timeout is set here.

use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Certificate, Client, Proxy, StatusCode};

use super::near::{is_near, is_written_near};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Secret;

/// The largest answer: as large as a file in a repository may be.
const MAX_BYTES: usize = 16 << 20;

/// Redirects that are followed; as Go's client has it.
const MAX_REDIRECTS: usize = 10;

/// What to get, and with what.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `http://…` or `https://…`; a user and password in it are sent.
    pub url: Arc<str>,
    /// User, where one is configured for this URL.
    pub user: Arc<str>,
    /// Password or token.
    pub password: Secret,
    /// Sent as `Authorization: Bearer`.
    pub bearer_token: Secret,
    /// PEM certificates that are trusted besides the system's.
    pub certificates: Arc<str>,
    /// Whether the server's certificate is taken unseen.
    pub is_insecure: bool,
    /// The proxy; empty for the environment's.
    pub proxy: Secret,
    /// Whether it may lead to this machine or its own network: only where that was configured.
    pub may_be_near: bool,
    /// The validator of the answer that is there already.
    pub etag: Option<Arc<str>>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// What is there already still holds.
    Same,
    /// The content, and its validator if it has one.
    New(Vec<u8>, Option<Arc<str>>),
}

/// Gets it.
///
/// # Errors
/// When the other side cannot be reached or answers with an error, when it leads where it must not, or sends too much.
pub async fn get(request: &Request) -> Result<Got, Problem> {
    let shown = RepoUrl::new(request.url.clone()).shown();
    let failed = |error: &reqwest::Error| told(&shown, error);
    let near = || {
        Problem::error(ProblemKind::Forbidden, format!("{shown} leads to this machine or its own network"))
            .hint("name its URL in `trustedRemotes` of config.yaml, or in a repository Secret, if it is meant")
    };
    if !request.may_be_near && is_written_near(RepoUrl::new(request.url.clone()).host()) {
        return Err(near());
    }
    let mut asking = client(request).map_err(|error| failed(&error))?.get(&*request.url);
    if !request.bearer_token.is_empty() {
        asking = asking.bearer_auth(request.bearer_token.expose());
    } else if !request.user.is_empty() || !request.password.is_empty() {
        asking = asking.basic_auth(&*request.user, Some(request.password.expose()));
    }
    if let Some(etag) = &request.etag {
        asking = asking.header(IF_NONE_MATCH, HeaderValue::from_str(etag).unwrap_or(HeaderValue::from_static("")));
    }
    let mut answer = asking.send().await.map_err(|error| if is_refused(&error) { near() } else { failed(&error) })?;
    match answer.status() {
        StatusCode::NOT_MODIFIED if request.etag.is_some() => return Ok(Got::Same),
        status if status.is_success() => {}
        status => return Err(refused(&shown, status)),
    }
    let etag = answer.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(Arc::from);
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failed(&error))? {
        if bytes.len() + chunk.len() > MAX_BYTES {
            let cause = format!("{shown} sends more than {} MiB", MAX_BYTES >> 20);
            return Err(Problem::error(ProblemKind::Limit, cause).hint("commit the file to the repository, or split it"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Got::New(bytes, etag))
}

fn client(request: &Request) -> Result<Client, reqwest::Error> {
    // Main installs the provider; who uses the library alone may not have. An error means that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let may_be_near = request.may_be_near;
    let mut builder = Client::builder()
        .user_agent("tiphys")
        .redirect(Policy::custom(move |attempt| follow(attempt, may_be_near)))
        .tls_danger_accept_invalid_certs(request.is_insecure);
    if !may_be_near {
        builder = builder.dns_resolver(Guarded { proxies: proxies(request) });
    }
    if !request.certificates.is_empty() {
        builder = builder.tls_certs_merge(Certificate::from_pem_bundle(request.certificates.as_bytes())?);
    }
    if !request.proxy.is_empty() {
        builder = builder.proxy(Proxy::all(request.proxy.expose())?);
    }
    builder.build()
}

/// Redirects: not from HTTPS to HTTP, not to an address of this machine. The client itself drops credentials for another host.
fn follow(attempt: Attempt<'_>, may_be_near: bool) -> reqwest::redirect::Action {
    if attempt.previous().len() > MAX_REDIRECTS {
        return attempt.error("stopped after 10 redirects");
    }
    let was_secret = attempt.previous().iter().any(|url| url.scheme() == "https");
    if was_secret && attempt.url().scheme() != "https" {
        return attempt.error("is redirected from HTTPS to an open connection");
    }
    if !may_be_near && attempt.url().host_str().is_some_and(is_written_near) {
        return attempt.error(Near);
    }
    attempt.follow()
}

/// An address that must not be reached.
#[derive(Debug, thiserror::Error)]
#[error("leads to this machine or its own network")]
struct Near;

/// Resolves names as the system does, and passes over what leads to this machine or its own network; proxies aside, which the operator
/// configured.
struct Guarded {
    proxies: Vec<String>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.eq_ignore_ascii_case(&host));
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if !is_proxy && found.iter().any(|address| is_near(address.ip())) {
                return Err(Near.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The hosts of proxies that may be used.
fn proxies(request: &Request) -> Vec<String> {
    let names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    let of_environment = names.iter().filter_map(|name| std::env::var(name).ok());
    let all = of_environment.chain([request.proxy.expose().to_owned()]);
    all.filter(|text| !text.is_empty()).map(|text| RepoUrl::new(text).host().to_owned()).collect()
}

fn is_refused(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<Near>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// What happened, without the URL (it may hold a password) and with the innermost reason, which is the one that says something.
fn told(shown: &str, error: &reqwest::Error) -> Problem {
    let mut reason = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        reason = error.to_string();
        source = error.source();
    }
    let reason = if reason.is_empty() { "the request cannot be sent".to_owned() } else { reason };
    Problem::error(ProblemKind::Unreachable, format!("cannot reach {shown}: {reason}")).hint("check the URL, the network and the proxy")
}

fn refused(shown: &str, status: StatusCode) -> Problem {
    let code = status.as_u16();
    let cause = format!("{shown} answers status code {code} ({})", status.canonical_reason().unwrap_or("unknown"));
    match code {
        401 | 403 | 407 => Problem::error(ProblemKind::Forbidden, cause).hint("add a repository Secret with credentials for this URL"),
        404 | 410 => Problem::error(ProblemKind::NotFound, cause).hint("check the URL; private files need a repository Secret"),
        _ => Problem::error(ProblemKind::Unreachable, cause).hint("try again later"),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::dns::{Name, Resolve};

    use super::{Guarded, Request, get};
    use crate::model::problem::ProblemKind;

    #[tokio::test]
    async fn names_of_this_machine_are_not_resolved_unless_they_are_a_proxy_s() {
        let localhost = || -> Name { "localhost".parse().expect("a name") };
        let refused = Guarded { proxies: Vec::new() }.resolve(localhost()).await.err().expect("it is refused");
        assert!(refused.to_string().contains("this machine"));
        assert!(Guarded { proxies: vec!["LOCALHOST".into()] }.resolve(localhost()).await.is_ok());
    }

    #[tokio::test]
    async fn addresses_of_this_machine_are_refused_before_anything_is_sent() {
        for url in
            ["http://127.0.0.1:1/x", "https://[::1]/x", "http://169.254.169.254/x", "http://[::ffff:127.0.0.1]/x", "http://0.0.0.0/x"]
        {
            let problem = get(&Request { url: url.into(), ..Request::default() }).await.expect_err(url);
            assert_eq!(problem.kind, ProblemKind::Forbidden, "{problem}");
        }
    }
}
