//! One repository of an OCI registry: its tags, a manifest, a chart's layer. What it is told is verified by digest. It decides no version.
//! Sources: the OCI distribution specification 1.1, and the media types of Helm `pkg/registry/constants.go`. No timeout is set here.

mod answers;
mod challenge;
mod door;

use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{HeaderMap, LINK};

use super::archive::{MAX_ARCHIVE, digest_of, verified};
use crate::adapters::web::client::Reach;
use crate::adapters::web::get::{Access, content};
use crate::model::problem::{Problem, ProblemKind};
use answers::{Layer, Tags, layer_of};
use door::Door;

/// The largest manifest, as registries and their clients have it.
const MAX_MANIFEST: usize = 4 << 20;

/// Pages of tags that are read, and tags in all: the largest real repositories have some ten thousand.
const MAX_PAGES: usize = 500;
const MAX_TAGS: usize = 200_000;

/// The largest page of tags.
const MAX_PAGE: usize = 8 << 20;

const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

/// A repository of a registry, and how it is reached.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Host and port.
    pub host: Arc<str>,
    /// The repository's path: `charts/web`.
    pub name: Arc<str>,
    /// Whether the connection is not encrypted.
    pub is_open: bool,
    /// Credentials of the registry.
    pub access: Access,
    /// How it is reached.
    pub reach: Reach,
}

impl Place {
    /// As messages name it.
    pub fn shown(&self) -> String {
        format!("{}/{}", self.host, self.name)
    }
}

/// A chart's manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its own digest.
    pub digest: Arc<str>,
    /// The digest of the layer that is the chart's archive.
    pub layer: Arc<str>,
    size: u64,
}

/// A conversation with a repository: who was let in once stays so.
pub struct Registry {
    door: Door,
    shown: String,
}

impl Registry {
    /// The beginning of one; nothing is sent yet.
    ///
    /// # Errors
    /// When host or path cannot be a registry's, or certificates cannot be read.
    pub fn new(place: &Place) -> Result<Self, Problem> {
        let is_host = !place.host.is_empty() && place.host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        let is_part = |part: &str| part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        let is_path = place.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c));
        if !is_host || !is_path || !place.name.split('/').all(is_part) {
            let cause = format!("{} is no repository of a registry", place.shown());
            return Err(
                Problem::error(ProblemKind::BadInput, cause).hint("write host/path in lower case, as in registry.example.org/charts/web")
            );
        }
        Ok(Self { door: Door::new(place)?, shown: place.shown() })
    }

    /// All tags, as the registry has them.
    ///
    /// # Errors
    /// When it cannot be asked, or says too much.
    pub async fn tags(&mut self) -> Result<Vec<String>, Problem> {
        let (mut tags, mut next) = (Vec::new(), self.door.url("tags/list"));
        for _ in 0..MAX_PAGES {
            let answer = self.door.ask(Method::GET, &next, "application/json").await?;
            let following = following(answer.headers());
            let page = content(&self.shown, answer, MAX_PAGE).await?;
            let page: Tags = serde_json::from_slice(&page).map_err(|_| self.odd("its list of tags cannot be read"))?;
            tags.extend(page.tags.unwrap_or_default());
            if tags.len() > MAX_TAGS {
                break;
            }
            match following {
                None => return Ok(tags),
                Some(reference) => next = self.door.beside(&next, &reference)?,
            }
        }
        Err(Problem::error(ProblemKind::Limit, format!("{} has more than {MAX_TAGS} tags", self.shown))
            .hint("name a version instead of a constraint"))
    }

    /// The digest of the manifest that a tag means.
    ///
    /// # Errors
    /// When there is no such tag, or it cannot be asked for.
    pub async fn digest(&mut self, reference: &str) -> Result<Arc<str>, Problem> {
        let url = self.door.url(&format!("manifests/{reference}"));
        let answer = self.door.ask(Method::HEAD, &url, MANIFESTS).await?;
        match promised(answer.headers()) {
            Some(digest) => Ok(digest),
            None => self.manifest(reference).await.map(|manifest| manifest.digest),
        }
    }

    /// The manifest that a tag or a digest means.
    ///
    /// # Errors
    /// When there is none, it is no chart's, or it is not the one that was promised.
    pub async fn manifest(&mut self, reference: &str) -> Result<Manifest, Problem> {
        let url = self.door.url(&format!("manifests/{reference}"));
        let answer = self.door.ask(Method::GET, &url, MANIFESTS).await?;
        let promised = promised(answer.headers()).filter(|digest| digest.starts_with("sha256:"));
        let promised = if reference.starts_with("sha256:") { Some(Arc::from(reference)) } else { promised };
        let shown = format!("{}:{reference}", self.shown);
        let bytes = content(&shown, answer, MAX_MANIFEST).await?;
        let digest = verified(&shown, &bytes, promised.as_deref().unwrap_or(""))?;
        let Layer { digest: layer, size } = layer_of(&bytes).map_err(|cause| self.odd(&cause))?;
        Ok(Manifest { digest, layer, size })
    }

    /// The archive of a manifest.
    ///
    /// # Errors
    /// When it cannot be had, is too large, or is not the one that the manifest promises.
    pub async fn archive(&mut self, manifest: &Manifest) -> Result<Vec<u8>, Problem> {
        if manifest.size > MAX_ARCHIVE as u64 {
            let cause = format!("the chart in {} has {} bytes, and {} MiB are the most", self.shown, manifest.size, MAX_ARCHIVE >> 20);
            return Err(Problem::error(ProblemKind::Limit, cause).hint("leave out of the chart what is no template (.helmignore)"));
        }
        let url = self.door.url(&format!("blobs/{}", manifest.layer));
        let answer = self.door.ask(Method::GET, &url, "application/octet-stream, */*").await?;
        let bytes = content(&self.shown, answer, MAX_ARCHIVE).await?;
        if digest_of(&bytes) == manifest.layer {
            return Ok(bytes);
        }
        verified(&format!("a blob of {}", self.shown), &bytes, &manifest.layer).map(|_| bytes)
    }

    fn odd(&self, cause: &str) -> Problem {
        Problem::error(ProblemKind::BadInput, format!("{}: {cause}", self.shown)).hint("check that the URL is a chart's in an OCI registry")
    }
}

/// The digest that the registry says its answer has.
fn promised(headers: &HeaderMap) -> Option<Arc<str>> {
    let text = headers.get("docker-content-digest")?.to_str().ok()?;
    (text.len() < 200 && text.contains(':')).then(|| text.into())
}

/// Where the next page is: `Link: </v2/…>; rel="next"`.
fn following(headers: &HeaderMap) -> Option<String> {
    let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    links.flat_map(|text| text.split(',')).find_map(|link| {
        let (reference, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        parameters.contains("next").then(|| reference.to_owned())
    })
}
