//! Commits and annotated tags as they are stored in a mirror, and the judgement on a source by its project's keys. No network.

use git2::{ObjectType, Oid};
use jiff::Timestamp;

use super::error::GitError;
use super::mirror::Mirror;
use crate::engine::access::Judgement;
use crate::engine::access::integrity::keyring::Keyring;
use crate::engine::access::integrity::object::{ObjectKind, RawObject};
use crate::engine::access::integrity::verdicts::{self, Case, Target};
use crate::engine::access::projects::Project;
use crate::model::ids::{RepoUrl, Revision, Sha};

/// Bytes of a commit or tag at most.
const MAX_BYTES: usize = 4 << 20;

/// A source, and what it is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The project.
    pub project: Project<'a>,
    /// The repository as the Application writes it.
    pub url: &'a RepoUrl,
    /// The target revision as the Application names it: a branch, tag, commit or constraint.
    pub revision: &'a Revision,
    /// What it was resolved to: the commit that is deployed.
    pub sha: &'a Sha,
    /// Where it lies.
    pub mirror: &'a Mirror,
    /// The keys that are known.
    pub ring: &'a Keyring,
    /// Now.
    pub now: Timestamp,
}

/// The judgements of a project's `signatureKeys` or `sourceIntegrity` on one source in Git. It never fails: where the policy asks for a
/// signature and the mirror does not give what is needed, that is a line which refuses, too.
///
/// Nothing where the project says nothing of signatures. Else one line that admits, or up to ten that refuse where Argo CD gives a
/// ComparisonError, with warnings before them. Sources in Helm repositories and OCI registries are not its business.
///
/// Cost: one signature with `head`; with `strict` one for each commit back to the last seals, 0.05 to 0.25 ms each by the kind of key. The answer changes with
/// what goes in, and with the time only as keys end: worth keeping by commit, revision and ring.
pub fn judge(source: Source<'_>) -> Vec<Judgement> {
    let case = Case { project: source.project, url: source.url, ring: source.ring, now: source.now };
    let target = || source.mirror.target(source.revision, source.sha);
    let judged = verdicts::judge(case, target, &mut |sha| source.mirror.raw_commit(sha));
    judged.unwrap_or_else(|error| vec![verdicts::unverified(case, &error.to_string())])
}

impl Mirror {
    /// A commit as it is stored. libgit2 makes sure that the bytes have the id.
    ///
    /// # Errors
    /// When it is not in the mirror, or is too large.
    pub fn raw_commit(&self, sha: &Sha) -> Result<RawObject, GitError> {
        let id = Oid::from_str(sha.as_str()).map_err(|_| GitError::NoObject(sha.to_string()))?;
        self.raw(id, ObjectKind::Commit)
    }

    fn raw(&self, id: Oid, kind: ObjectKind) -> Result<RawObject, GitError> {
        let missing = |_| GitError::NoObject(id.to_string());
        let wanted = match kind {
            ObjectKind::Commit => ObjectType::Commit,
            ObjectKind::Tag => ObjectType::Tag,
        };
        let objects = self.repository.odb().map_err(missing)?;
        let (bytes, found) = objects.read_header(id).map_err(missing)?;
        if found != wanted {
            return Err(GitError::NoObject(id.to_string()));
        }
        if bytes > MAX_BYTES {
            return Err(GitError::Oversized { id: id.to_string(), bytes });
        }
        let object = objects.read(id).map_err(missing)?;
        Ok(RawObject { id: Sha::new(id.to_string()), kind, bytes: object.data().to_vec() })
    }

    /// What a revision names that was resolved to this commit: the annotated tag where it names one, and the commit. Names count as
    /// [`Mirror::resolve`] has them.
    ///
    /// # Errors
    /// When the tag leads to another commit by now, or cannot be read.
    pub fn target(&self, revision: &Revision, sha: &Sha) -> Result<Target, GitError> {
        let tag = match self.tag_named(revision) {
            None => None,
            Some((name, id)) => {
                let leads_to = self.repository.find_object(id, None).ok().and_then(|tag| tag.peel_to_commit().ok());
                if leads_to.is_none_or(|commit| commit.id().to_string() != sha.as_str()) {
                    return Err(GitError::Moved { tag: name, from: sha.short().to_owned() });
                }
                Some((name.into(), self.raw(id, ObjectKind::Tag)?))
            }
        };
        Ok(Target { tag, commit: sha.clone() })
    }

    /// The annotated tag that a revision names, and its name in the repository; none for branches, commits and plain tags.
    fn tag_named(&self, revision: &Revision) -> Option<(String, Oid)> {
        let text = revision.as_str().trim();
        let exists = |name: &str| self.repository.find_reference(name).is_ok_and(|found| found.peel_to_commit().is_ok());
        if text.is_empty() || text == "HEAD" || exists(&format!("refs/heads/{text}")) {
            return None;
        }
        let annotated = |name: &str| {
            let found = self.repository.find_reference(&format!("refs/tags/{name}")).ok()?.target()?;
            self.repository.find_tag(found).is_ok().then_some(found)
        };
        let full = text.strip_prefix("refs/tags/").unwrap_or(text);
        if exists(&format!("refs/tags/{full}")) {
            return annotated(full).map(|id| (full.to_owned(), id));
        }
        if self.commit_of_id(text).is_some() {
            let object = self.repository.revparse_single(text).ok().filter(|object| object.kind() == Some(ObjectType::Tag))?;
            let name = object.as_tag().and_then(|tag| tag.name().ok().map(str::to_owned)).unwrap_or_else(|| text.to_owned());
            return Some((name, object.id()));
        }
        let newest = self.newest_tag(text)?;
        annotated(&newest).map(|id| (newest, id))
    }
}
