//! Mirrors of real repositories: what a revision means, what moves and goes away at the remote, what a tree may hold, two processes at
//! once, a developer's configuration that does not count; and the same as an operator sees it.

mod blame;
mod seen;
mod worker;

use tiphys::adapters::git::error::GitError;
use tiphys::adapters::git::fetch::{FetchRequest, Fetched, fetch};
use tiphys::adapters::git::mirror::Mirror;
use tiphys::model::ids::{RepoUrl, Revision};

use crate::support::repo::Repo;

/// A repository and a cache for its mirror.
struct Pair {
    folder: tempfile::TempDir,
    repo: Repo,
}

impl Pair {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(&folder.path().join(name));
        Self { folder, repo }
    }

    fn request(&self) -> FetchRequest {
        FetchRequest::new(self.folder.path().join("cache"), self.repo.url())
    }

    fn fetch(&self) -> Result<Fetched, GitError> {
        fetch(&self.request(), &mut |_| true)
    }

    fn mirror(&self) -> Mirror {
        self.fetch().expect("it is fetched");
        Mirror::open(&self.folder.path().join("cache"), &RepoUrl::new(self.repo.url())).expect("a mirror")
    }
}

/// What a revision resolves to, or what is told instead.
fn resolved(mirror: &Mirror, revision: &str) -> Result<String, String> {
    mirror.resolve(&Revision::new(revision)).map(|sha| sha.as_str().to_owned()).map_err(|error| {
        let problem = error.problem();
        format!("{problem}; {}", problem.hint.as_deref().unwrap_or(""))
    })
}

#[test]
fn a_revision_is_a_branch_a_tag_a_commit_head_or_a_constraint_over_tags() {
    let pair = Pair::new("repo.git");
    let first = pair.repo.commit("one", &[("a.yaml", "a: 1")]);
    pair.repo.tag("v1.0.0", &first, None);
    let second = pair.repo.commit("two", &[("a.yaml", "a: 2")]);
    pair.repo.tag("v1.1.0", &second, Some("annotated"));
    let third = pair.repo.commit("three", &[("a.yaml", "a: 3")]);
    pair.repo.tag("v2.0.0-rc.1", &third, None);
    let other = pair.repo.commit_on("release/9.9.9", "four", &[("a.yaml", git2::FileMode::Blob, "a: 4")]);
    pair.repo.tag("main", &first, None);
    let mirror = pair.mirror();
    for (revision, commit) in [
        ("", &third),
        ("HEAD", &third),
        // A branch wins over a tag of its name.
        ("main", &third),
        ("release/9.9.9", &other),
        ("v1.0.0", &first),
        ("v1.1.0", &second),
        (second.as_str(), &second),
        (&second[..7], &second),
        ("1.x", &second),
        ("~1.0", &first),
        (">=1.0.0 <2", &second),
        (">=2.0.0-0", &third),
        ("*", &second),
        // A branch is no version.
        ("v1.1", &second),
    ] {
        assert_eq!(resolved(&mirror, revision).as_ref(), Ok(commit), "{revision:?}");
    }
    for revision in ["nope", "9.x", &second[..6], "0000000", "refs/heads/nope"] {
        assert!(resolved(&mirror, revision).is_err(), "{revision:?}");
    }
    let near = resolved(&mirror, "mian").expect_err("a typo");
    assert!(near.contains("did you mean main?"), "{near}");
}

#[test]
fn what_is_forced_or_deleted_at_the_remote_is_so_here_and_old_commits_stay_readable() {
    let pair = Pair::new("repo.git");
    let first = pair.repo.commit("one", &[("a.yaml", "a: 1")]);
    let second = pair.repo.commit("two", &[("a.yaml", "a: 2")]);
    pair.repo.commit_on("topic", "three", &[("b.yaml", git2::FileMode::Blob, "b: 1")]);
    assert_eq!(resolved(&pair.mirror(), "main"), Ok(second.clone()));
    assert_eq!(pair.fetch(), Ok(Fetched { moved: false }));
    pair.repo.force("main", &first);
    pair.repo.delete_branch("topic");
    assert_eq!(pair.fetch(), Ok(Fetched { moved: true }));
    let mirror = pair.mirror();
    assert_eq!(resolved(&mirror, "main"), Ok(first));
    assert_eq!(resolved(&mirror, &second), Ok(second.clone()), "what ran is still there to go back to");
    assert!(resolved(&mirror, "topic").is_err());
    // A folder of branches takes the name of a branch that is gone.
    let below = pair.repo.commit_on("topic/one", "four", &[("c.yaml", git2::FileMode::Blob, "c: 1")]);
    assert_eq!(resolved(&pair.mirror(), "topic/one"), Ok(below));
}

#[test]
fn a_branch_may_become_a_folder_of_branches_between_two_fetches() {
    let pair = Pair::new("repo.git");
    pair.repo.commit("one", &[("a.yaml", "a: 1")]);
    pair.repo.commit_on("topic", "two", &[("b.yaml", git2::FileMode::Blob, "b: 1")]);
    pair.mirror();
    pair.repo.delete_branch("topic");
    let below = pair.repo.commit_on("topic/one", "three", &[("c.yaml", git2::FileMode::Blob, "c: 1")]);
    assert_eq!(resolved(&pair.mirror(), "topic/one"), Ok(below));
}

#[test]
fn another_default_branch_is_followed_and_a_path_may_have_spaces() {
    let pair = Pair::new("a repository of ours.git");
    pair.repo.commit("one", &[("a.yaml", "a: 1")]);
    let other = pair.repo.commit_on("trunk", "two", &[("a.yaml", git2::FileMode::Blob, "a: 2")]);
    pair.mirror();
    git2::Repository::open_bare(pair.repo.path()).and_then(|repository| repository.set_head("refs/heads/trunk")).expect("a head");
    assert_eq!(resolved(&pair.mirror(), "HEAD"), Ok(other));
}

#[test]
fn what_a_killed_fetch_leaves_behind_stops_no_other() {
    let pair = Pair::new("repo.git");
    pair.repo.commit("one", &[("a.yaml", "a: 1")]);
    pair.mirror();
    let second = pair.repo.commit("two", &[("a.yaml", "a: 2")]);
    let mirror = tiphys::adapters::git::mirror::folder(&pair.folder.path().join("cache"), &RepoUrl::new(pair.repo.url()));
    for lock in ["refs/heads/main.lock", "packed-refs.lock", "HEAD.lock", "config.lock"] {
        let path = mirror.join(lock);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, b"").expect("a left-over lock");
    }
    assert_eq!(resolved(&pair.mirror(), "main"), Ok(second));
}
