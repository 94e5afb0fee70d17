//! Which commit changed a file: what triage names as the last change of what fails. Read from a mirror on disk; it knows no manifest.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{ObjectType, Oid, Repository, Sort};

use super::error::GitError;
use super::mirror::Mirror;
use crate::engine::step::CommitInfo;
use crate::model::ids::Sha;

/// Commits that are looked at, from the newest back: what an incident is about is among the last ones, and a look at each costs two
/// lookups in trees.
const MAX_COMMITS: usize = 5_000;

/// Bytes of a file that is searched for a text; manifests are far smaller.
const MAX_SEARCHED: usize = 4 << 20;

/// What a commit is looked for by.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The commit that runs.
    pub head: &'a Sha,
    /// The commit that was good: what it has is not looked at. None: as far back as is looked at.
    pub base: Option<&'a Sha>,
    /// The file, or the folder; empty for the whole repository.
    pub path: &'a str,
    /// A text of the file that was put there, a tag; empty: any change.
    pub text: &'a str,
}

impl Mirror {
    /// The newest commit from the one that runs back that put the text into the file, else that changed the file at all. `None`: none
    /// did, or the repository does not have the file.
    ///
    /// # Errors
    /// When a commit is not in the mirror.
    pub fn changed_by(&self, wanted: &Wanted<'_>) -> Result<Option<CommitInfo>, GitError> {
        let missing = |sha: &Sha| GitError::NoObject(sha.to_string());
        let id = |sha: &Sha| Oid::from_str(sha.as_str()).map_err(|_| missing(sha));
        let mut walk = self.repository.revwalk().map_err(|_| missing(wanted.head))?;
        walk.push(id(wanted.head)?).map_err(|_| missing(wanted.head))?;
        if let Some(base) = wanted.base {
            // A base that is gone (a history that was rewritten) bounds nothing.
            let _ = walk.hide(id(base)?);
        }
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).map_err(|_| missing(wanted.head))?;
        let mut look = Look { repository: &self.repository, wanted, has: BTreeMap::new() };
        let mut touched = None;
        for commit in walk.take(MAX_COMMITS).filter_map(Result::ok) {
            let found = look.at(commit);
            if found == Found::Put {
                touched = Some(commit);
                break;
            }
            if found == Found::Touched && touched.is_none() {
                touched = Some(commit);
                if wanted.text.is_empty() {
                    break;
                }
            }
        }
        touched.map(|commit| self.commit(&Sha::new(commit.to_string()))).transpose()
    }
}

/// What a commit did to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Touched,
    /// It put the text there.
    Put,
}

struct Look<'a> {
    repository: &'a Repository,
    wanted: &'a Wanted<'a>,
    /// Whether a blob holds the text.
    has: BTreeMap<Oid, bool>,
}

impl Look<'_> {
    fn at(&mut self, commit: Oid) -> Found {
        let Ok(commit) = self.repository.find_commit(commit) else { return Found::Nothing };
        let now = self.entry(&commit);
        let before: Vec<Option<Oid>> = commit.parents().map(|parent| self.entry(&parent)).collect();
        // A merge that takes one side as it is changed nothing itself.
        if before.contains(&now) || before.is_empty() && now.is_none() {
            return Found::Nothing;
        }
        let has_now = now.is_some_and(|id| self.holds(id));
        let had = before.into_iter().flatten().any(|id| self.holds(id));
        if has_now && !had { Found::Put } else { Found::Touched }
    }

    fn entry(&self, commit: &git2::Commit<'_>) -> Option<Oid> {
        let tree = commit.tree().ok()?;
        if self.wanted.path.is_empty() {
            return Some(tree.id());
        }
        tree.get_path(Path::new(self.wanted.path)).ok().map(|entry| entry.id())
    }

    fn holds(&mut self, id: Oid) -> bool {
        if self.wanted.text.is_empty() {
            return false;
        }
        if let Some(known) = self.has.get(&id) {
            return *known;
        }
        let is_blob = self.repository.find_object(id, Some(ObjectType::Blob)).is_ok();
        let blob = self.repository.find_blob(id).ok().filter(|blob| is_blob && blob.size() <= MAX_SEARCHED);
        let holds = blob.is_some_and(|blob| stands_in(blob.content(), self.wanted.text.as_bytes()));
        self.has.insert(id, holds);
        holds
    }
}

/// Whether a text stands in a file by itself, not as a part of a longer word: `1.2` is not in `1.21`.
fn stands_in(content: &[u8], text: &[u8]) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    memchr::memmem::find_iter(content, text).any(|at| {
        let before = at.checked_sub(1).and_then(|before| content.get(before));
        !is_word(before) && !is_word(content.get(at + text.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::stands_in;

    #[test]
    fn a_tag_is_found_by_itself_and_not_within_a_longer_one() {
        for (content, found) in
            [("tag: 1.2\n", true), ("tag: 1.21", false), ("x:1.2", true), ("v1.2", false), ("1.21 1.2", true), ("", false)]
        {
            assert_eq!(stands_in(content.as_bytes(), b"1.2"), found, "{content}");
        }
    }
}
