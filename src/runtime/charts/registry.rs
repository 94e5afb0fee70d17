//! A chart in a registry: the tag that its version means, and its archive. It keeps nothing. Source: Helm `pkg/registry/client.go`
//! (`ValidateReference`), `tag.go`; Argo CD `util/oci/client.go` (`resolveRevision`).

use std::sync::Arc;

use crate::adapters::charts::archive::digest_of;
use crate::adapters::charts::oci::{Manifest, Place, Registry};
use crate::engine::constraint::{Constraint, version};
use crate::engine::render::helm::packed::{ChartRef, Opened, Packed};
use crate::model::problem::{Problem, ProblemKind};

use super::kept::Meant;
use super::near;

/// A chart that was found in a registry.
pub(super) struct Image {
    registry: Registry,
    repository: String,
    /// Its version: the tag with `+` for `_`, or the digest that was asked for.
    pub(super) version: Arc<str>,
    /// What an application shows.
    pub(super) revision: Arc<str>,
    /// The manifest's digest.
    pub(super) digest: Arc<str>,
    manifest: Option<Manifest>,
}

/// Looks a chart up. Where it was known already only the digest is asked for: registries count who reads manifests.
pub(super) async fn find(place: &Place, chart: &ChartRef, old: Option<&Meant>) -> Result<Image, Problem> {
    let mut registry = Registry::new(place)?;
    let wanted = chart.version.as_str().trim();
    let found = match first_try(wanted) {
        Some(reference) => match at(&mut registry, &reference, old).await {
            Err(problem) if problem.kind == ProblemKind::NotFound && !wanted.starts_with("sha256:") => {
                let tags = registry.tags().await.map_err(|_| problem.clone())?;
                match newest(&tags, wanted) {
                    Some(tag) => at(&mut registry, &tag, old).await.map(|found| (tag, found)),
                    None => Err(missing(place, wanted, &tags)),
                }
            }
            found => found.map(|found| (reference, found)),
        },
        None => {
            let tags = registry.tags().await?;
            let tag = newest(&tags, wanted).ok_or_else(|| missing(place, wanted, &tags))?;
            at(&mut registry, &tag, old).await.map(|found| (tag, found))
        }
    };
    let (reference, (digest, manifest)) = found?;
    let version: Arc<str> = if reference.starts_with("sha256:") { reference.into() } else { reference.replace('_', "+").into() };
    let revision = if chart.chart.is_empty() { digest.clone() } else { version.clone() };
    Ok(Image { registry, repository: place.shown(), version, revision, digest, manifest })
}

/// The tag or digest that is written, if it is one: a constraint is looked for among the tags.
fn first_try(wanted: &str) -> Option<String> {
    if wanted.starts_with("sha256:") {
        return wanted
            .get(7..)
            .is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| wanted.to_owned());
    }
    let tag = wanted.replace('+', "_");
    let is_tag = tag.len() <= 128
        && tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    (is_tag && (version(wanted).is_some() && !is_open(wanted) || Constraint::parse(wanted).is_err())).then_some(tag)
}

/// Whether a number of a version is open: `1.x`.
fn is_open(wanted: &str) -> bool {
    wanted.split(['-', '+']).next().unwrap_or("").split('.').any(|number| matches!(number, "x" | "X"))
}

/// The digest of a tag, and its manifest where that was read anyway.
async fn at(registry: &mut Registry, reference: &str, old: Option<&Meant>) -> Result<(Arc<str>, Option<Manifest>), Problem> {
    if old.is_some() {
        return Ok((registry.digest(reference).await?, None));
    }
    let manifest = registry.manifest(reference).await?;
    Ok((manifest.digest.clone(), Some(manifest)))
}

/// The newest tag that a constraint admits, as the registry writes it.
fn newest(tags: &[String], wanted: &str) -> Option<String> {
    let constraint = Constraint::parse(if wanted.is_empty() { "*" } else { wanted }).ok()?;
    let versions: Vec<String> = tags.iter().map(|tag| tag.replace('_', "+")).collect();
    let newest = constraint.newest(versions.iter().map(String::as_str))?;
    versions.iter().position(|own| own == newest).and_then(|index| tags.get(index)).cloned()
}

fn missing(place: &Place, wanted: &str, tags: &[String]) -> Problem {
    let mut versions: Vec<String> = tags.iter().map(|tag| tag.replace('_', "+")).collect();
    versions.reverse();
    let cause = format!("{} has no version {}", place.shown(), if wanted.is_empty() { "that is a release" } else { wanted });
    let near = near::of_versions(wanted, &versions.iter().map(String::as_str).collect::<Vec<_>>());
    Problem::error(ProblemKind::NotFound, cause).hint(near)
}

impl Image {
    /// The same as the version by which an index names it.
    pub(super) fn of_version(self, version: Arc<str>) -> Self {
        Self { revision: version.clone(), version, ..self }
    }

    /// Where it is.
    pub(super) fn shown(&self) -> String {
        if self.version.starts_with("sha256:") {
            format!("oci://{}@{}", self.repository, self.version)
        } else {
            format!("oci://{}:{}", self.repository, self.version)
        }
    }

    /// The chart, and the promise by which it is known again.
    pub(super) async fn packed(mut self, chart: &ChartRef) -> Result<(Packed, Arc<str>), Problem> {
        let manifest = match self.manifest.take() {
            Some(manifest) => manifest,
            None => self.registry.manifest(&self.digest).await?,
        };
        let bytes = self.registry.archive(&manifest).await?;
        let named = if chart.chart.is_empty() { &self.repository } else { &*chart.chart };
        let name = named.rsplit('/').next().unwrap_or(named).into();
        let (url, digest) = (self.shown().into(), digest_of(&bytes));
        Ok((
            Packed { name, version: self.version, revision: self.revision, digest, url, bytes: bytes.into(), opened: Opened::default() },
            self.digest,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{first_try, newest};

    #[test]
    fn tags_are_tried_as_written_and_constraints_are_looked_for() {
        for (wanted, expected) in [
            ("1.2.3", Some("1.2.3")),
            ("v1.2", Some("v1.2")),
            ("1.2.3+meta.1", Some("1.2.3_meta.1")),
            ("latest", Some("latest")),
            ("", None),
            ("*", None),
            ("1.x", None),
            ("^1.2", None),
            (">=1 <2", None),
            ("../../x", None),
            ("sha256:0", None),
        ] {
            assert_eq!(first_try(wanted).as_deref(), expected, "{wanted}");
        }
    }

    #[test]
    fn the_newest_tag_keeps_the_registrys_spelling() {
        let tags: Vec<String> = ["1.0.0", "1.2.0_build.7", "1.10.0-rc.1", "latest", "2.0.0"].map(String::from).into();
        for (wanted, expected) in
            [("1.x", Some("1.2.0_build.7")), ("", Some("2.0.0")), (">=1.10.0-0 <2", Some("1.10.0-rc.1")), ("^3", None)]
        {
            assert_eq!(newest(&tags, wanted).as_deref(), expected, "{wanted}");
        }
    }
}
