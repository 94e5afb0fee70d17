//! Whole sources: real repositories with signed commits and tags, fetched into a mirror and judged.

use std::sync::Arc;
use std::time::Instant;

use git2::{FileMode, ObjectType, Oid, Repository};
use tiphys::adapters::git::fetch::{FetchRequest, fetch};
use tiphys::adapters::git::mirror::Mirror;
use tiphys::adapters::git::signature::{Source, judge};
use tiphys::engine::access::Weight;
use tiphys::engine::access::integrity::keyring::{KeyTexts, Keyring};
use tiphys::model::ids::{RepoUrl, Revision, Sha};
use tiphys::model::project::AppProjectSpec;

use super::made::{CREATED, Key};
use super::{at, fixture, project, said, spec};
use crate::support::repo::Repo;

/// A repository whose commits and tags are signed, or not.
struct Signed {
    folder: tempfile::TempDir,
    repo: Repo,
}

impl Signed {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(&folder.path().join("repo.git"));
        Self { folder, repo }
    }

    fn open(&self) -> Repository {
        Repository::open_bare(self.repo.path()).expect("a repository")
    }

    fn write(&self, kind: ObjectType, text: &str) -> String {
        self.open().odb().and_then(|objects| objects.write(kind, text.as_bytes())).expect("an object").to_string()
    }

    /// A commit on these parents, signed by a key; on `main`.
    fn commit(&self, subject: &str, parents: &[&str], key: Option<&Key>) -> String {
        let tree = self.open().treebuilder(None).and_then(|builder| builder.write()).expect("a tree");
        let lines: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
        let who = format!("Ana Ruiz <ana@example.com> {} +0000", CREATED + 86_400);
        let text = format!("tree {tree}\n{lines}author {who}\ncommitter {who}\n\n{subject}\n");
        let header = key.map(|key| format!("\ngpgsig {}\n\n", key.sign(text.as_bytes()).trim_end().replace('\n', "\n ")));
        let id = self.write(ObjectType::Commit, &header.map_or_else(|| text.clone(), |header| text.replacen("\n\n", &header, 1)));
        self.repo.force("main", &id);
        id
    }

    /// An annotated tag that calls itself so, under a name of its own.
    fn tag(&self, own: &str, name: &str, commit: &str, key: Option<&Key>) -> String {
        let who = format!("Ana Ruiz <ana@example.com> {} +0000", CREATED + 86_400);
        let text = format!("object {commit}\ntype commit\ntag {own}\ntagger {who}\n\nRelease\n");
        let signature = key.map_or_else(String::new, |key| key.sign(text.as_bytes()));
        let id = self.write(ObjectType::Tag, &format!("{text}{signature}"));
        self.open().reference(&format!("refs/tags/{name}"), Oid::from_str(&id).expect("an id"), true, "a tag").expect("a reference");
        id
    }

    fn mirror(&self) -> Mirror {
        let cache = self.folder.path().join("cache");
        fetch(&FetchRequest::new(cache.clone(), self.repo.url()), &mut |_| true).expect("it is fetched");
        Mirror::open(&cache, &RepoUrl::new(self.repo.url())).expect("a mirror")
    }
}

fn ring(keys: &[&Key]) -> Keyring {
    let (ring, problems) =
        Keyring::read(&KeyTexts { gpg: keys.iter().map(|key| (key.id(), key.usual())).collect(), ..KeyTexts::default() });
    assert_eq!(problems, []);
    ring
}

fn heads(keys: &[&Key]) -> AppProjectSpec {
    let list: Vec<String> = keys.iter().map(|key| format!("{{keyID: '{}'}}", key.id())).collect();
    spec(&format!("signatureKeys: [{}]", list.join(", ")))
}

fn strict(keys: &[&Key]) -> AppProjectSpec {
    let list: Vec<String> = keys.iter().map(|key| format!("'{}'", key.id())).collect();
    spec(&format!(
        "sourceIntegrity: {{git: {{policies: [{{repos: [{{url: '*'}}], gpg: {{mode: strict, keys: [{}]}}}}]}}}}",
        list.join(", ")
    ))
}

/// Lines on a revision, which is resolved first.
fn lines(mirror: &Mirror, spec: &AppProjectSpec, revision: &str, ring: &Keyring) -> Vec<(Weight, String, String)> {
    let sha = mirror.resolve(&Revision::new(revision)).expect("a commit");
    lines_of(mirror, spec, revision, &sha, ring)
}

fn lines_of(mirror: &Mirror, spec: &AppProjectSpec, revision: &str, sha: &Sha, ring: &Keyring) -> Vec<(Weight, String, String)> {
    let (url, revision) = (RepoUrl::new("https://git.example.org/shop/web"), Revision::new(revision));
    let source = Source { project: project(spec), url: &url, revision: &revision, sha, mirror, ring, now: at("2025-02-01T00:00:00Z") };
    judge(source).iter().map(said).collect()
}

/// The one line's weight and rule.
fn one(lines: Vec<(Weight, String, String)>) -> (Weight, String) {
    let [(weight, _, rule)] = lines.as_slice() else { panic!("one line: {lines:?}") };
    (*weight, rule.clone())
}

#[test]
fn a_branch_is_as_good_as_its_newest_commit() {
    let (ana, stranger, signed) = (Key::new(1), Key::new(9), Signed::new());
    let first = signed.commit("one", &[], None);
    let second = signed.commit("two", &[&first], Some(&ana));
    let (mirror, known) = (signed.mirror(), ring(&[&ana, &stranger]));
    let [(weight, field, rule)] = lines(&mirror, &heads(&[&stranger, &ana]), "main", &known).try_into().expect("one line");
    assert_eq!((weight, field.as_str()), (Weight::Admits, "spec.signatureKeys[1].keyID"));
    let want = format!(
        "commit {} by Ana Ruiz <ana@example.com> is signed by key {} (Ana Ruiz <ana@example.com>), which project shop lists",
        &second[..7],
        ana.id()
    );
    assert_eq!(rule, want);
    let (weight, rule) = one(lines(&mirror, &heads(&[&stranger]), "HEAD", &known));
    assert_eq!(weight, Weight::Refuses);
    assert!(rule.contains("signed with an unallowed key") && rule.contains(&*ana.id()), "{rule}");
    let (weight, rule) = one(lines(&mirror, &heads(&[&ana]), &first, &known));
    assert!(weight == Weight::Refuses && rule.ends_with("has this state: unsigned"), "{rule}");
    let (weight, rule) = one(lines(&mirror, &heads(&[&ana]), "main", &ring(&[&stranger])));
    assert!(weight == Weight::Refuses && rule.contains("signed with key not in keyring (key "), "{rule}");
    assert_eq!(lines(&mirror, &spec("{}"), "main", &known), []);
}

#[test]
fn what_would_change_the_answer_is_said() {
    let (ana, signed) = (Key::new(1), Signed::new());
    signed.commit("one", &[], Some(&ana));
    let mirror = signed.mirror();
    let sha = mirror.resolve(&Revision::new("main")).expect("a commit");
    let change = |spec: &AppProjectSpec, ring: &Keyring| {
        let (url, revision) = (RepoUrl::new("https://git.example.org/a"), Revision::new("main"));
        let source = Source {
            project: project(spec),
            url: &url,
            revision: &revision,
            sha: &sha,
            mirror: &mirror,
            ring,
            now: at("2025-02-01T00:00:00Z"),
        };
        judge(source).into_iter().map(|line| line.verdict.change.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(change(&heads(&[&ana]), &ring(&[])), ["the public key in the ConfigMap argocd-gpg-keys-cm"]);
    let other = heads(&[&Key::new(2)]);
    assert_eq!(change(&other, &ring(&[&ana])), [format!("an entry {} in spec.signatureKeys", ana.id())]);
    assert_eq!(
        change(&other, &ring(&[])),
        [format!("the public key in the ConfigMap argocd-gpg-keys-cm, and an entry {} in spec.signatureKeys", ana.id())]
    );
}

#[test]
fn a_signed_tag_counts_where_it_is_named_and_only_there() {
    let (ana, signed) = (Key::new(1), Signed::new());
    let commit = signed.commit("one", &[], None);
    let tag = signed.tag("v1.1.0", "v1.1.0", &commit, Some(&ana));
    signed.tag("v1.0.0", "v1.0.0", &commit, None);
    signed.repo.tag("plain", &commit, None);
    let (mirror, known, shop) = (signed.mirror(), ring(&[&ana]), heads(&[&ana]));
    for (revision, weight, word) in [
        ("v1.1.0", Weight::Admits, "tag v1.1.0 by Ana Ruiz"),
        ("refs/tags/v1.1.0", Weight::Admits, "tag v1.1.0"),
        // The newest tag of a constraint is the one that is named.
        ("1.x", Weight::Admits, "tag v1.1.0"),
        ("~1.0.0", Weight::Refuses, "tag v1.0.0"),
        (tag.as_str(), Weight::Admits, "tag v1.1.0"),
        ("v1.0.0", Weight::Refuses, "unsigned"),
        ("plain", Weight::Refuses, "unsigned"),
        ("main", Weight::Refuses, "unsigned"),
        (commit.as_str(), Weight::Refuses, "unsigned"),
    ] {
        let (said, rule) = one(lines(&mirror, &shop, revision, &known));
        assert!(said == weight && rule.contains(word), "{revision}: {rule}");
    }
    // With strict the history counts too.
    let (weight, rule) = one(lines(&mirror, &strict(&[&ana]), "v1.1.0", &known));
    assert!(weight == Weight::Refuses && rule.contains("commit ") && rule.contains("unsigned"), "{rule}");
}

#[test]
fn a_branch_of_the_tags_name_wins_and_a_tag_that_moved_is_not_trusted() {
    let (ana, signed) = (Key::new(1), Signed::new());
    let first = signed.commit("one", &[], Some(&ana));
    let second = signed.commit("two", &[&first], None);
    signed.tag("v1", "v1", &first, Some(&ana));
    let (known, shop) = (ring(&[&ana]), heads(&[&ana]));
    let mirror = signed.mirror();
    let (weight, rule) = one(lines_of(&mirror, &shop, "v1", &Sha::new(second.as_str()), &known));
    assert!(weight == Weight::Refuses && rule.contains("the tag v1 leads to commit") && rule.contains("no more"), "{rule}");
    signed.repo.commit_on("v1", "three", &[("a.yaml", FileMode::Blob, "a: 1")]);
    let (weight, rule) = one(lines(&signed.mirror(), &shop, "v1", &known));
    assert!(weight == Weight::Refuses && rule.contains("commit ") && rule.contains("unsigned"), "{rule}");
}

#[test]
fn a_tag_under_another_name_than_its_own_is_told() {
    let (ana, signed) = (Key::new(1), Signed::new());
    let old = signed.commit("one", &[], None);
    signed.tag("v1", "v2", &old, Some(&ana));
    let lines = lines(&signed.mirror(), &heads(&[&ana]), "v2", &ring(&[&ana]));
    let weights: Vec<Weight> = lines.iter().map(|line| line.0).collect();
    assert_eq!(weights, [Weight::Warns, Weight::Admits]);
    assert_eq!(lines[0].2, "the tag v2 was signed under the name v1");
}

#[test]
fn a_strict_history_names_each_unsigned_commit_and_each_wrong_key_once() {
    let (ana, stranger, signed) = (Key::new(1), Key::new(9), Signed::new());
    let mut parent = signed.commit("first", &[], None);
    for (subject, key) in [("a", None), ("b", Some(&stranger)), ("c", Some(&stranger)), ("d", Some(&ana))] {
        parent = signed.commit(subject, &[&parent], key);
    }
    let known = ring(&[&ana, &stranger]);
    let told = lines(&signed.mirror(), &strict(&[&ana]), "main", &known);
    let rules: Vec<&str> = told.iter().map(|(_, _, rule)| rule.as_str()).collect();
    assert!(told.iter().all(|(weight, field, _)| *weight == Weight::Refuses && field == "spec.sourceIntegrity.git.policies[0].gpg.keys"));
    assert_eq!((rules.len(), rules.iter().filter(|rule| rule.ends_with("unsigned")).count()), (3, 2), "{rules:?}");
    // Somebody looked at it all, and seals it.
    let sealed = signed.commit("Sealed\n\nArgocd-gpg-seal: reviewed", &[&parent], Some(&ana));
    let (weight, rule) = one(lines(&signed.mirror(), &strict(&[&ana]), "main", &known));
    assert!(weight == Weight::Admits && rule.starts_with("1 commits"), "{rule}");
    signed.commit("e", &[&sealed], Some(&ana));
    assert_eq!(one(lines(&signed.mirror(), &strict(&[&ana]), "main", &known)).0, Weight::Admits);
    for index in 0..20 {
        parent = signed.commit(&format!("{index}"), &[&parent], None);
    }
    assert_eq!(lines(&signed.mirror(), &strict(&[&ana]), "main", &known).len(), 10, "no more lines than that");
}

#[test]
fn two_thousand_signed_commits_are_verified_within_seconds() {
    let (ana, signed) = (Key::new(1), Signed::new());
    let mut parent = signed.commit("first", &[], Some(&ana));
    for index in 1..2_000 {
        parent = signed.commit(&format!("{index}"), &[&parent], Some(&ana));
    }
    let (mirror, known) = (signed.mirror(), ring(&[&ana]));
    let started = Instant::now();
    let (weight, rule) = one(lines(&mirror, &strict(&[&ana]), "main", &known));
    let took = started.elapsed();
    println!("2000 commits: {took:?}");
    assert!(weight == Weight::Admits && rule.starts_with("2000 commits"), "{rule}");
    // Without optimization, on a busy machine; optimized, ring verifies 2,000 of them in a quarter of a second.
    assert!(took.as_secs() < 20, "{took:?}");
}

#[test]
fn what_is_too_large_or_missing_is_refused_not_passed() {
    let (ana, signed) = (Key::new(1), Signed::new());
    let enormous = signed.commit(&"x".repeat(5 << 20), &[], Some(&ana));
    let (weight, rule) = one(lines(&signed.mirror(), &heads(&[&ana]), "main", &ring(&[&ana])));
    assert!(weight == Weight::Refuses && rule.contains(&enormous) && rule.contains("too much"), "{rule}");
    let gone = Sha::new("0123456789012345678901234567890123456789");
    let (weight, rule) = one(lines_of(&signed.mirror(), &heads(&[&ana]), "main", &gone, &ring(&[&ana])));
    assert!(weight == Weight::Refuses && rule.contains("is not in the mirror"), "{rule}");
}

#[test]
fn what_real_git_signed_is_judged_in_a_mirror_too() {
    let signed = Signed::new();
    let write = |name: &str| signed.write(ObjectType::Commit, &String::from_utf8(fixture(name)).expect("text"));
    let commits: Vec<String> = ["unsigned", "rsa", "ed25519"].iter().map(|name| write(&format!("{name}.commit"))).collect();
    signed.repo.force("main", &commits[2]);
    let keys: Arc<str> = super::id_of("ed25519");
    let asks = |mode: &str, keys: &str| {
        spec(&format!("sourceIntegrity: {{git: {{policies: [{{repos: [{{url: '*'}}], gpg: {{mode: {mode}, keys: [{keys}]}}}}]}}}}"))
    };
    let mirror = signed.mirror();
    assert_eq!(one(lines(&mirror, &asks("head", &format!("'{keys}'")), "main", &super::ring())).0, Weight::Admits);
    let both = format!("'{keys}', '{}'", super::id_of("rsa"));
    let (weight, rule) = one(lines(&mirror, &asks("strict", &both), "main", &super::ring()));
    assert!(weight == Weight::Refuses && rule.contains("unsigned"), "the first commit is: {rule}");
}
