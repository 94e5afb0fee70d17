//! What a render read outside memory, and whether it is still so: commits that revisions meant, looks into their trees, files over HTTP and
//! charts by the digests of their contents. It decides nothing: what counts is in `engine::reads`.

use std::sync::Arc;

use crate::engine::reads::Footprint;
use crate::engine::render::helm::packed::ChartRef;
use crate::engine::render::{SourceAt, Sources};
use crate::engine::step::{Need, Read, Reads};
use crate::engine::tree::TreeId;
use crate::model::ids::{RepoUrl, Revision, Sha};
use crate::model::problem::Problem;

use super::Shared;
use super::answers::Fresh;

/// A revision of a repository with the commit that it meant.
#[derive(Clone)]
struct Pinned {
    repo: RepoUrl,
    revision: Revision,
    /// Whether it stood in a repository's content.
    is_base: bool,
    sha: Sha,
}

impl Pinned {
    /// The commit that it means now.
    async fn now(&self, shared: &Shared, fresh: Fresh) -> Result<Sha, Problem> {
        if self.is_base {
            shared.git.base_commit(&self.repo, &self.revision, fresh).await
        } else {
            shared.git.resolve(&self.repo, &self.revision).await
        }
    }
}

/// A chart with the archive that it meant.
#[derive(Clone)]
struct Chart {
    chart: ChartRef,
    digest: Arc<str>,
    revision: Sha,
}

/// What was read.
#[derive(Clone)]
pub(super) struct Traced {
    /// What each source's revision was resolved to.
    trees: Vec<Pinned>,
    /// Files over HTTP, by the digests of their contents.
    files: Vec<(Arc<str>, Arc<str>)>,
    charts: Vec<Chart>,
    footprints: Vec<Footprint>,
}

impl Traced {
    /// What was read, by commit; `None` where it cannot be asked again whether it is still so.
    pub(super) async fn of(shared: &Shared, reads: &Reads) -> Option<Self> {
        let mut own = Self { trees: Vec::new(), files: Vec::new(), charts: Vec::new(), footprints: Vec::new() };
        for read in &reads.0 {
            let Read::Answer(need, digest) = read else { continue };
            let (repo, revision, is_base) = match need {
                Need::Tree(repo, revision) => (repo, revision, false),
                Need::Base(repo, reference) => (repo, reference, true),
                Need::Http(url) => {
                    own.files.push((url.clone(), digest.clone()));
                    continue;
                }
                Need::Chart(chart) => {
                    own.charts.push(Chart::of(shared, chart, digest).await?);
                    continue;
                }
                _ => continue,
            };
            let sha = Sha::new(digest.clone());
            let tree = shared.git.tree_at(repo, &sha).await.ok()?;
            if !own.footprints.iter().any(|own| own.tree == tree.id) {
                own.footprints.push(Footprint::new(reads, &tree)?);
            }
            own.trees.push(Pinned { repo: repo.clone(), revision: revision.clone(), is_base, sha });
        }
        // A render that asked for no tree read nothing that could move; one whose tree is not the one it read from is no witness.
        let is_whole = reads.0.iter().all(|read| match read {
            Read::Blob(tree, ..) | Read::Absent(tree, _) | Read::Folder(tree, _) | Read::Listing(tree, ..) | Read::Revision(tree) => {
                own.footprints.iter().any(|own| own.tree == *tree)
            }
            Read::Answer(..) => true,
        });
        is_whole.then_some(own)
    }

    /// Looks whether everything that was read is still so at what the revisions mean now, and whether they moved; `None` where it is not.
    pub(super) async fn follow(&mut self, shared: &Shared, fresh: Fresh) -> Option<bool> {
        for (url, digest) in &self.files {
            let file = shared.web.file(&shared.git.known(), url, fresh).await.ok()?;
            if file.blob.as_str() != &**digest {
                return None;
            }
        }
        for own in &mut self.charts {
            let (digest, revision) = shared.charts.digest(&shared.git.known(), &own.chart, fresh).await.ok()?;
            // The version may go into what is rendered, even where two of them are one archive.
            if digest != own.digest || *revision != *own.revision.as_str() {
                return None;
            }
        }
        let mut moved = false;
        for pinned in &mut self.trees {
            let now = pinned.now(shared, fresh).await.ok()?;
            if now == pinned.sha {
                continue;
            }
            let old = TreeId::Commit(pinned.repo.clone(), pinned.sha.clone());
            let tree = shared.git.tree_at(&pinned.repo, &now).await.ok()?;
            for footprint in self.footprints.iter_mut().filter(|footprint| footprint.tree == old) {
                *footprint = footprint.at(&tree)?;
            }
            (pinned.sha, moved) = (now, true);
        }
        Some(moved)
    }

    /// What was read of other places than the application's own Git repositories.
    pub(super) fn elsewhere(&self) -> Vec<Need> {
        let bases = self.trees.iter().filter(|own| own.is_base).map(|own| Need::Base(own.repo.clone(), own.revision.clone()));
        let files = self.files.iter().map(|(url, _)| Need::Http(url.clone()));
        bases.chain(files).chain(self.charts.iter().map(|own| Need::Chart(own.chart.clone()))).collect()
    }

    /// The commits and chart versions of sources, as the render says them.
    pub(super) fn revisions(&self, sources: &Sources) -> Vec<Sha> {
        let of = |at: &SourceAt| {
            let found = match ChartRef::of_source(&at.source, &at.revision, "") {
                Some(chart) => self.charts.iter().find(|own| is_same(&own.chart, &chart)).map(|own| own.revision.clone()),
                None => self.commit(at),
            };
            found.unwrap_or_else(|| Sha::new(at.revision.as_str()))
        };
        sources.items.iter().map(of).collect()
    }

    fn commit(&self, at: &SourceAt) -> Option<Sha> {
        let head = Revision::new("HEAD");
        let wanted = if at.revision.as_str().is_empty() { &head } else { &at.revision };
        let is_meant = |own: &&Pinned| !own.is_base && own.repo.as_str() == at.source.repo_url && own.revision == *wanted;
        self.trees.iter().find(is_meant).map(|own| own.sha.clone())
    }

    /// Bytes it takes, about.
    pub(super) fn n_bytes(&self) -> usize {
        self.footprints.iter().map(Footprint::n_bytes).sum()
    }
}

/// Whether two name one chart, whoever names it.
fn is_same(one: &ChartRef, other: &ChartRef) -> bool {
    (&one.repo, &one.chart, &one.version) == (&other.repo, &other.chart, &other.version)
}

impl Chart {
    /// A chart that was read, if what it means is known to be that archive.
    async fn of(shared: &Shared, chart: &ChartRef, digest: &Arc<str>) -> Option<Self> {
        let (now, revision) = shared.charts.digest(&shared.git.known(), chart, Fresh::cached()).await.ok()?;
        (now == *digest).then(|| Self { chart: chart.clone(), digest: now, revision: Sha::new(revision) })
    }
}
