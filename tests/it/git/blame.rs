//! Which commit changed a file: the newest that put a text there, else that touched it; merges, renames and rewritten histories.

use git2::FileMode;
use tiphys::adapters::git::blame::Wanted;
use tiphys::model::ids::Sha;

use super::Pair;

const FILE: &str = "overlays/prod/kustomization.yaml";

fn kustomization(tag: &str, more: &str) -> String {
    format!("images:\n- name: bff\n  newTag: {tag}\n{more}")
}

#[test]
fn the_commit_that_put_the_tag_there_is_named_and_not_a_later_one_that_touched_the_file() {
    let pair = Pair::new("repo.git");
    let good = pair.repo.commit("release 1.2.3", &[(FILE, &kustomization("v1.2.3", ""))]);
    let bad = pair.repo.commit("release 1.2.4", &[(FILE, &kustomization("v1.2.4", ""))]);
    pair.repo.commit("docs", &[("README.md", "# shop")]);
    let comment = pair.repo.commit("a comment", &[(FILE, &kustomization("v1.2.4", "# why\n"))]);
    let head = pair.repo.commit("other", &[("base/web.yaml", "a: 1")]);
    let mirror = pair.mirror();
    let look = |base: Option<&str>, path: &str, text: &str| {
        let (head, base) = (Sha::new(head.as_str()), base.map(Sha::new));
        let found = mirror.changed_by(&Wanted { head: &head, base: base.as_ref(), path, text }).expect("it is read");
        found.map(|commit| (commit.sha.as_str().to_owned(), commit.author.to_string(), commit.subject.to_string()))
    };
    let named = |sha: &str, subject: &str| Some((sha.to_owned(), "Ana Ruiz".to_owned(), subject.to_owned()));
    assert_eq!(look(Some(&good), FILE, "v1.2.4"), named(&bad, "release 1.2.4"));
    assert_eq!(look(None, FILE, "v1.2.4"), named(&bad, "release 1.2.4"));
    // Without a text, or with one that was always there, the newest change of the file.
    assert_eq!(look(Some(&good), FILE, ""), named(&comment, "a comment"));
    assert_eq!(look(Some(&good), FILE, "bff"), named(&comment, "a comment"));
    // A folder; the whole repository; what nobody changed since; what is not there.
    assert_eq!(look(Some(&good), "overlays", ""), named(&comment, "a comment"));
    assert_eq!(look(Some(&good), "", ""), named(&head, "other"));
    assert_eq!(look(Some(&comment), FILE, "v1.2.4"), None);
    assert_eq!(look(None, "nowhere.yaml", ""), None);
    // A base that a rewritten history took away bounds nothing.
    assert_eq!(look(Some("1111111111111111111111111111111111111111"), FILE, "v1.2.4"), named(&bad, "release 1.2.4"));
    let gone = Sha::new("2222222222222222222222222222222222222222");
    assert!(mirror.changed_by(&Wanted { head: &gone, base: None, path: FILE, text: "" }).is_err());
}

#[test]
fn a_merge_that_takes_a_side_as_it_is_changed_nothing_itself() {
    let pair = Pair::new("repo.git");
    let good = pair.repo.commit("one", &[(FILE, &kustomization("v1", ""))]);
    pair.repo.force("feature", &good);
    let feature = pair.repo.commit_on("feature", "two", &[(FILE, FileMode::Blob, &kustomization("v2", ""))]);
    pair.repo.commit("elsewhere", &[("README.md", "# shop")]);
    let merge = pair.repo.merge("feature");
    let mirror = pair.mirror();
    let (head, base) = (Sha::new(merge), Sha::new(good));
    let found = mirror.changed_by(&Wanted { head: &head, base: Some(&base), path: FILE, text: "v2" }).expect("it is read");
    assert_eq!(found.map(|commit| commit.sha.as_str().to_owned()), Some(feature));
}
