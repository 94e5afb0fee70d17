//! Where a chart is: an HTTP repository or a registry's, and with which of the control plane's Secrets it is opened. It asks nobody. Source:
//! Argo CD `reposerver/repository/repository.go` (`newHelmClientResolveRevision`), `util/helm/client.go` (`IsHelmOciRepo`).

use std::sync::Arc;

use crate::adapters::charts::oci;
use crate::adapters::web::client::Near;
use crate::engine::render::helm::packed::{ChartRef, NamedBy};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::{RepoCredential, RepoKind, Repositories};
use crate::runtime::web::{access, reach};

/// Where a chart is got from.
pub(super) enum Where {
    Http(Repo),
    Registry(oci::Place),
}

/// An HTTP repository.
pub(super) struct Repo {
    pub(super) url: String,
    pub(super) credential: Option<RepoCredential>,
    pub(super) near: Near,
}

/// Where a chart is.
pub(super) fn of(known: &Repositories, chart: &ChartRef) -> Result<Where, Problem> {
    let url = named(known, chart)?;
    let is_http = ["https://", "http://"].iter().any(|scheme| starts_with(&url, scheme));
    if !is_http {
        return registry(known, &ChartRef { repo: RepoUrl::new(url), ..chart.clone() }).map(Where::Registry);
    }
    let place = RepoUrl::new(url.as_str());
    let credential = known.find(&place, project(chart));
    if credential.as_ref().is_some_and(|found| found.has_oci || found.kind == RepoKind::Oci) {
        return registry(known, &ChartRef { repo: place, ..chart.clone() }).map(Where::Registry);
    }
    let near = near(chart, place.host(), credential.as_ref());
    Ok(Where::Http(Repo { url, credential, near }))
}

/// The repository's URL: that of the Secret where one is named.
fn named(known: &Repositories, chart: &ChartRef) -> Result<String, Problem> {
    let url = chart.repo.as_str().trim();
    let Some(name) = url.strip_prefix('@').or_else(|| url.strip_prefix("alias:")) else { return Ok(url.to_owned()) };
    let found = known.named(name, project(chart)).map(ToString::to_string);
    found.ok_or_else(|| {
        Problem::error(ProblemKind::NotFound, format!("no repository is named {name}"))
            .hint(format!("write its URL, or add a repository Secret with `name: {name}`"))
    })
}

/// A registry's repository, and how it is reached.
pub(super) fn registry(known: &Repositories, chart: &ChartRef) -> Result<oci::Place, Problem> {
    let url = chart.repo.as_str();
    let bare = ["oci://", "https://", "http://"].iter().find(|scheme| starts_with(url, scheme)).and_then(|scheme| url.get(scheme.len()..));
    let bare = bare.unwrap_or(url).trim_end_matches('/');
    if bare.contains("://") || bare.starts_with('/') || bare.contains('@') {
        let cause = format!("{} is no chart repository", chart.repo.shown());
        return Err(Problem::error(ProblemKind::BadInput, cause).hint("write https://…, oci://host/path, or host/path of a registry"));
    }
    let whole = if chart.chart.is_empty() { bare.to_owned() } else { format!("{bare}/{}", chart.chart) };
    let (host, name) = whole.split_once('/').unwrap_or((&whole, ""));
    let found = known.find_registry(bare, &chart.chart, project(chart)).or_else(|| known.find(&chart.repo, project(chart)));
    let plain_host = RepoUrl::new(format!("oci://{host}")).host().to_owned();
    let near = near(chart, &plain_host, found.as_ref());
    Ok(oci::Place {
        host: host.into(),
        name: name.into(),
        is_open: found.as_ref().is_some_and(|found| found.oci_over_http || is_trusted_here(found, &plain_host)),
        access: found.as_ref().map(access).unwrap_or_default(),
        reach: reach(known, &plain_host, found.as_ref(), near),
    })
}

/// Whether `config.yaml` trusts a registry of this machine: nobody encrypts there.
fn is_trusted_here(found: &RepoCredential, host: &str) -> bool {
    found.secret.is_empty() && (host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback()))
}

/// The parts of `oci://host/path:tag`; no tag means all.
pub(super) fn tagged(url: &str) -> (&str, &str) {
    if let Some((repo, digest)) = url.rsplit_once('@') {
        return (repo, digest);
    }
    url.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).unwrap_or((url, ""))
}

/// Where a repository may lead: what the operator wrote, and what is configured, may be near; no other host through it.
fn near(chart: &ChartRef, host: &str, found: Option<&RepoCredential>) -> Near {
    let is_meant = found.is_some() || matches!(chart.named_by, NamedBy::Operator { .. });
    if is_meant { Near::Host(Arc::from(host)) } else { Near::Refused }
}

fn project(chart: &ChartRef) -> &str {
    match &chart.named_by {
        NamedBy::Operator { project, .. } => project,
        NamedBy::Content => "",
    }
}

fn starts_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::{Where, of, tagged};
    use crate::engine::render::helm::packed::ChartRef;
    use crate::model::repository::{RepoCredential, Repositories};

    fn known() -> Repositories {
        let one = |url: &str, name: &str| RepoCredential { url: url.into(), name: name.into(), ..RepoCredential::default() };
        let oci = RepoCredential { has_oci: true, secret: "s".into(), ..one("https://registry.example.org/charts", "hidden") };
        let open = RepoCredential { has_oci: true, oci_over_http: true, secret: "o".into(), ..one("open.example.org", "") };
        Repositories {
            repositories: vec![oci, open, one("https://charts.example.org", "stable")],
            templates: vec![one("127.0.0.1:5000", "")],
            ..Repositories::default()
        }
    }

    fn place(repo: &str, chart: &str) -> String {
        match of(&known(), &ChartRef::new(repo, chart, "")) {
            Ok(Where::Http(repo)) => repo.url,
            Ok(Where::Registry(place)) => format!("{} {}{}", place.host, place.name, if place.is_open { " open" } else { "" }),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn repositories_are_told_apart_as_argo_cd_does() {
        for (repo, chart, expected) in [
            ("https://charts.example.org", "web", "https://charts.example.org"),
            ("@stable", "web", "https://charts.example.org"),
            ("alias:stable", "web", "https://charts.example.org"),
            ("@other", "web", "no repository is named other"),
            ("registry-1.docker.io/bitnamicharts", "redis", "registry-1.docker.io bitnamicharts/redis"),
            ("oci://registry-1.docker.io/bitnamicharts/", "redis", "registry-1.docker.io bitnamicharts/redis"),
            ("oci://registry.example.org/group/web", "", "registry.example.org group/web"),
            ("https://registry.example.org/charts", "group/web", "registry.example.org charts/group/web"),
            ("@hidden", "web", "registry.example.org charts/web"),
            ("open.example.org/charts", "web", "open.example.org charts/web open"),
            ("oci://127.0.0.1:5000/charts", "web", "127.0.0.1:5000 charts/web open"),
            ("oci://127.0.0.1:5001/charts", "web", "127.0.0.1:5001 charts/web"),
            ("ssh://git.example.org/charts", "web", "ssh://git.example.org/charts is no chart repository"),
            ("/srv/charts", "web", "/srv/charts is no chart repository"),
        ] {
            assert_eq!(place(repo, chart), expected, "{repo}");
        }
    }

    #[test]
    fn a_tag_or_digest_is_told_from_a_port() {
        for (url, expected) in [
            ("oci://r:5000/a/web:1.0.0", ("oci://r:5000/a/web", "1.0.0")),
            ("oci://r:5000/a/web", ("oci://r:5000/a/web", "")),
            ("oci://r/a/web@sha256:0a", ("oci://r/a/web", "sha256:0a")),
        ] {
            assert_eq!(tagged(url), expected);
        }
    }
}
