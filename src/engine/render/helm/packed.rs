//! A chart as it is named, and as it was got: an archive that nobody opened yet. It knows no repository protocol.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::archive;
use super::load::{Loaded, load_archive};
use crate::engine::constraint;
use crate::engine::step::{Answer, Asking, Found, Need, Read};
use crate::model::application::Source;
use crate::model::ids::{RepoUrl, Revision};
use crate::model::problem::{Place, Problem, ProblemKind};

/// A chart as an Application, a command line, a kustomization or another chart names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChartRef {
    /// The repository: `http(s)://…` with an `index.yaml`, `oci://host/path`, a registry without a scheme (`host/path`), or the name of a
    /// repository Secret (`@name`, `alias:name`).
    pub repo: RepoUrl,
    /// The chart's name, which may be a path (`group/web`); empty where the URL of a registry is the chart's own.
    pub chart: Arc<str>,
    /// A version, a version constraint, a tag or a digest of a registry; empty for the newest release.
    pub version: Revision,
    /// On whose word it is asked for.
    pub named_by: NamedBy,
}

/// On whose word a chart is asked for: it decides which credentials are used, and where the repository may lead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamedBy {
    /// An Application's own source, or the command line.
    Operator {
        /// The project, whose own repository Secrets come first; empty for none.
        project: Arc<str>,
        /// Whether an archive on another host is asked for with the repository's credentials (`passCredentials`).
        passes_credentials: bool,
    },
    /// A file of a repository (a kustomization's `helmCharts`, a chart's dependencies): who can write there must reach neither this machine
    /// nor its own network, and only what is configured for the URL's prefix is sent.
    Content,
}

impl ChartRef {
    /// A chart that the command line names.
    pub fn new(repo: &str, chart: &str, version: &str) -> Self {
        let named_by = NamedBy::Operator { project: Arc::default(), passes_credentials: false };
        Self { repo: RepoUrl::new(repo), chart: chart.into(), version: Revision::new(version), named_by }
    }

    /// A chart that a file of a repository names.
    pub fn of_content(repo: &str, chart: &str, version: &str) -> Self {
        Self { named_by: NamedBy::Content, ..Self::new(repo, chart, version) }
    }

    /// The chart of an Application's source at a revision; `None` where the source is no chart.
    pub fn of_source(source: &Source, revision: &Revision, project: &str) -> Option<Self> {
        if !is_chart(source) {
            return None;
        }
        let passes = source.helm.as_ref().is_some_and(|block| block.pass_credentials);
        Some(Self {
            repo: RepoUrl::new(source.repo_url.as_str()),
            chart: source.chart.as_str().into(),
            version: revision.clone(),
            named_by: NamedBy::Operator { project: project.into(), passes_credentials: passes },
        })
    }

    /// Whether the version means one chart for ever: three numbers, or a digest. Anything else may mean another chart tomorrow.
    pub fn is_exact(&self) -> bool {
        let text = self.version.as_str();
        let numbers = text.split(['-', '+']).next().unwrap_or("");
        text.starts_with("sha256:") || numbers.matches('.').count() == 2 && constraint::version(text).is_some() && is_written_out(numbers)
    }

    /// The chart as messages name it: `web 1.2.x`, `host/charts/web`.
    pub fn shown(&self) -> String {
        let name = if self.chart.is_empty() { self.repo.shown() } else { self.chart.to_string() };
        if self.version.as_str().is_empty() { name } else { format!("{name} {}", self.version) }
    }
}

/// Whether a source is published as a chart, or in a registry, and not in Git. Source: Argo CD `types.go`, `IsHelm`, `IsOCI`.
pub fn is_chart(source: &Source) -> bool {
    !source.chart.is_empty() || source.repo_url.starts_with("oci://")
}

/// Whether no number of a version is open (`1.2.x`).
fn is_written_out(numbers: &str) -> bool {
    numbers.trim_start_matches(['v', 'V']).chars().all(|c| c == '.' || c.is_ascii_digit())
}

/// A chart's archive as it was got.
#[derive(Clone)]
pub struct Packed {
    /// The chart's name: the last part of what it was asked for by.
    pub name: Arc<str>,
    /// The version that was chosen, as the index or the registry's tag has it (`_` as `+`); a digest where the chart was asked for by one.
    pub version: Arc<str>,
    /// What an application shows as its revision: the version; for a registry's URL without a chart the manifest's digest, as Argo CD.
    pub revision: Arc<str>,
    /// Digest of the archive, `sha256:` and 64 hexadecimal digits.
    pub digest: Arc<str>,
    /// Where it came from, without a password.
    pub url: Arc<str>,
    /// The archive: a compressed tar as the repository gave it, not looked into.
    pub bytes: Arc<[u8]>,
    /// The chart in it, once somebody looked: shared by all copies.
    pub opened: Opened,
}

/// A chart out of an archive, or why there is none.
pub type Opened = Arc<OnceLock<Result<Loaded, Problem>>>;

impl Packed {
    /// The chart in the archive; opened once.
    ///
    /// # Errors
    /// When it is no archive of a chart.
    pub fn chart(&self) -> Result<Loaded, Problem> {
        self.opened.get_or_init(|| load_archive(&self.bytes, &self.url)).clone()
    }

    /// A file of the chart as it was packed, by its path within the chart; the archive is unpacked for it.
    pub fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let entries = archive::entries(&self.bytes).ok()?;
        entries.into_iter().find(|entry| &*entry.name == path).map(|entry| entry.bytes)
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packed({} {} {})", self.name, self.version, self.digest)
    }
}

/// A chart's archive by need, recorded as read; `None` where it is pending, or cannot be had and that was said, at this place.
pub fn ask(chart: ChartRef, place: &Place, asking: &mut Asking<'_>) -> Option<Arc<Packed>> {
    let need = Need::Chart(chart);
    match asking.ask(need.clone()) {
        Found::Here(Answer::Chart(packed)) => {
            let packed = packed.clone();
            asking.read(Read::Answer(need, packed.digest.clone()));
            Some(packed)
        }
        Found::Here(_) => {
            asking.problem(Problem::error(ProblemKind::Internal, "a chart was asked for and something else was answered"));
            None
        }
        Found::Pending => None,
        Found::Failed(problem) => {
            asking.problem(if problem.place.is_some() { problem } else { problem.at(place.clone()) });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ChartRef;

    #[test]
    fn only_three_numbers_or_a_digest_mean_one_chart_for_ever() {
        for text in ["1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3+meta.1", "sha256:0123"] {
            assert!(ChartRef::new("https://c", "a", text).is_exact(), "{text}");
        }
        for text in ["", "*", "1", "1.2", "1.2.x", "^1.2.3", "1.x.3", ">=1.2.3", "1.2.3 - 2.0.0", "latest", "1.2.3 || 2.0.0"] {
            assert!(!ChartRef::new("https://c", "a", text).is_exact(), "{text}");
        }
    }
}
