//! Who may be reached over HTTP(S), and as whom: redirects lose the credentials of another host, nothing leads to this machine or its own
//! network unless that was configured (names are looked at after they were resolved). It sends nothing.

use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Certificate, Client, Identity, Proxy, StatusCode};

use super::near::{is_near, is_written_near};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Secret;

/// Redirects that are followed; as Go's client has it.
const MAX_REDIRECTS: usize = 10;

/// Whether this machine and its own network may be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Near {
    /// No.
    #[default]
    Refused,
    /// Only by this host, the one that the operator wrote.
    Host(Arc<str>),
    /// Yes: it was configured.
    Allowed,
}

impl Near {
    fn admits(&self, host: &str) -> bool {
        match self {
            Self::Refused => false,
            Self::Host(own) => own.eq_ignore_ascii_case(bare(host)),
            Self::Allowed => true,
        }
    }
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// How the other side is reached, whom it has to be, and who comes.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// PEM certificates that are trusted besides the system's.
    pub certificates: Arc<str>,
    /// PEM certificate that is shown where the other side asks for one; empty for none.
    pub client_certificate: Arc<str>,
    /// Its key, PEM.
    pub client_key: Secret,
    /// Whether the server's certificate is taken unseen.
    pub is_insecure: bool,
    /// The proxy; empty for the environment's.
    pub proxy: Secret,
    /// Whether it may lead to this machine or its own network.
    pub near: Near,
    /// Whether content is taken as it is sent: an archive whose server calls its own compression an encoding stays one.
    pub is_raw: bool,
}

/// A client that goes nowhere else.
///
/// # Errors
/// When certificates, key or proxy cannot be read.
pub fn client(reach: &Reach) -> Result<Client, Problem> {
    // Main installs the provider; who uses the library alone may not have. An error means that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    build(reach).map_err(|error| {
        let cause = format!("the connection cannot be prepared: {}", innermost(&error));
        Problem::error(ProblemKind::BadInput, cause).hint("check certificates, key and proxy of the repository Secret")
    })
}

fn build(reach: &Reach) -> Result<Client, reqwest::Error> {
    let near = reach.near.clone();
    let mut builder = Client::builder()
        .user_agent("tiphys")
        .gzip(!reach.is_raw)
        .redirect(Policy::custom(move |attempt| follow(attempt, &near)))
        .tls_danger_accept_invalid_certs(reach.is_insecure);
    if reach.near != Near::Allowed {
        builder = builder.dns_resolver(Guarded { proxies: proxies(reach), near: reach.near.clone() });
    }
    if !reach.certificates.is_empty() {
        builder = builder.tls_certs_merge(Certificate::from_pem_bundle(reach.certificates.as_bytes())?);
    }
    if !reach.client_certificate.is_empty() && !reach.client_key.is_empty() {
        let both = format!("{}\n{}\n", reach.client_certificate, reach.client_key.expose());
        builder = builder.identity(Identity::from_pem(both.as_bytes())?);
    }
    if !reach.proxy.is_empty() {
        builder = builder.proxy(Proxy::all(reach.proxy.expose())?);
    }
    builder.build()
}

/// Whether a URL may be asked for as it is written.
///
/// # Errors
/// When it is an address of this machine or its own network, and may not be.
pub fn admit(url: &str, reach: &Reach) -> Result<(), Problem> {
    let place = RepoUrl::new(url);
    if is_written_near(place.host()) && !reach.near.admits(place.host()) {
        return Err(near(&place.shown()));
    }
    Ok(())
}

fn near(shown: &str) -> Problem {
    Problem::error(ProblemKind::Forbidden, format!("{shown} leads to this machine or its own network"))
        .hint("name its URL in `trustedRemotes` of config.yaml, or in a repository Secret, if it is meant")
}

/// Redirects: not from HTTPS to HTTP, not to an address of this machine. The client itself drops credentials for another host.
fn follow(attempt: Attempt<'_>, near: &Near) -> Action {
    if attempt.previous().len() > MAX_REDIRECTS {
        return attempt.error("stopped after 10 redirects");
    }
    let was_secret = attempt.previous().iter().any(|url| url.scheme() == "https");
    if was_secret && attempt.url().scheme() != "https" {
        return attempt.error("is redirected from HTTPS to an open connection");
    }
    if attempt.url().host_str().is_some_and(|host| is_written_near(host) && !near.admits(host)) {
        return attempt.error(LeadsNear);
    }
    attempt.follow()
}

/// An address that must not be reached.
#[derive(Debug, thiserror::Error)]
#[error("leads to this machine or its own network")]
struct LeadsNear;

/// Resolves names as the system does, and passes over what leads to this machine or its own network; proxies aside, which the operator
/// configured.
struct Guarded {
    proxies: Vec<String>,
    near: Near,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_free = self.near.admits(&host) || self.proxies.iter().any(|proxy| proxy.eq_ignore_ascii_case(&host));
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if !is_free && found.iter().any(|address| is_near(address.ip())) {
                return Err(LeadsNear.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The hosts of proxies that may be used.
fn proxies(reach: &Reach) -> Vec<String> {
    let names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    let of_environment = names.iter().filter_map(|name| std::env::var(name).ok());
    let all = of_environment.chain([reach.proxy.expose().to_owned()]);
    all.filter(|text| !text.is_empty()).map(|text| RepoUrl::new(text).host().to_owned()).collect()
}

/// What happened to a request, without its URL (it may hold a password) and with the innermost reason, which is the one that says
/// something.
pub fn told(shown: &str, error: &reqwest::Error) -> Problem {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<LeadsNear>() {
            return near(shown);
        }
        source = error.source();
    }
    let cause = format!("cannot reach {shown}: {}", innermost(error));
    Problem::error(ProblemKind::Unreachable, cause).hint("check the URL, the network and the proxy")
}

fn innermost(error: &reqwest::Error) -> String {
    let mut reason = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        reason = error.to_string();
        source = error.source();
    }
    if reason.is_empty() { "the request cannot be sent".to_owned() } else { reason }
}

/// What an answer's status says that is no success.
pub fn refused(shown: &str, status: StatusCode) -> Problem {
    let code = status.as_u16();
    let cause = format!("{shown} answers status code {code} ({})", status.canonical_reason().unwrap_or("unknown"));
    match code {
        401 | 403 | 407 => Problem::error(ProblemKind::Forbidden, cause).hint("add a repository Secret with credentials for this URL"),
        404 | 410 => Problem::error(ProblemKind::NotFound, cause).hint("check the URL; private files need a repository Secret"),
        429 => Problem::error(ProblemKind::Unreachable, cause).hint("try again later; requests with credentials are often allowed more"),
        _ => Problem::error(ProblemKind::Unreachable, cause).hint("try again later"),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::dns::{Name, Resolve};

    use super::{Guarded, Near};

    #[tokio::test]
    async fn names_of_this_machine_are_not_resolved_unless_they_are_a_proxy_s_or_the_operator_s_own() {
        let localhost = || -> Name { "localhost".parse().expect("a name") };
        let guarded = |proxies: &[&str], near: Near| Guarded { proxies: proxies.iter().map(ToString::to_string).collect(), near };
        for near in [Near::Refused, Near::Host("other".into())] {
            let refused = guarded(&[], near).resolve(localhost()).await.err().expect("it is refused");
            assert!(refused.to_string().contains("this machine"));
        }
        assert!(guarded(&["LOCALHOST"], Near::Refused).resolve(localhost()).await.is_ok());
        assert!(guarded(&[], Near::Host("localhost".into())).resolve(localhost()).await.is_ok());
    }
}
