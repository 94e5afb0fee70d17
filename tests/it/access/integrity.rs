//! Signatures and the policies that ask for them. `real` has what gpg, ssh-keygen and git made and said, `made` keys made here for what
//! they refuse to make, `history` the commits that a strict policy verifies, `mirrors` whole sources.

mod history;
mod made;
mod mirrors;
mod policies;
mod real;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use git2::{ObjectType, Oid};
use jiff::Timestamp;
use tiphys::engine::access::integrity::keyring::{KeyTexts, Keyring};
use tiphys::engine::access::integrity::object::{ObjectKind, RawObject};
use tiphys::engine::access::integrity::{Checked, Outcome};
use tiphys::engine::access::projects::Project;
use tiphys::engine::access::{Judgement, Weight};
use tiphys::model::ids::Sha;
use tiphys::model::project::AppProjectSpec;

/// After every fixture was made and the key that ends has ended.
const LATER: &str = "2026-11-28T12:00:00Z";
/// When the fixtures say that they were signed.
const MARCH: &str = "2025-03-01T12:00:00Z";

fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/integrity")
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).expect("a fixture")
}

fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).expect("text")
}

/// An object of this content, under the id that Git gives it.
fn object(kind: ObjectKind, bytes: Vec<u8>) -> RawObject {
    let of_git = match kind {
        ObjectKind::Commit => ObjectType::Commit,
        ObjectKind::Tag => ObjectType::Tag,
    };
    RawObject { id: Sha::new(Oid::hash_object(of_git, &bytes).expect("an id").to_string()), kind, bytes }
}

fn commit(name: &str) -> RawObject {
    object(ObjectKind::Commit, fixture(&format!("{name}.commit")))
}

/// The armored keys of the fixtures, by the name of their owner: id and text.
fn exported() -> BTreeMap<String, (Arc<str>, Arc<str>)> {
    let files = std::fs::read_dir(folder()).expect("the fixtures").map(|entry| entry.expect("an entry").file_name());
    files
        .filter_map(|name| {
            let name = name.into_string().ok()?;
            let (id, owner) = name.strip_suffix(".asc")?.split_once('.')?;
            Some((owner.to_owned(), (id.into(), text(&name).into())))
        })
        .collect()
}

fn id_of(owner: &str) -> Arc<str> {
    exported().get(owner).expect("an owner").0.clone()
}

/// All keys of the fixtures but the stranger's.
fn texts() -> KeyTexts {
    let keys = exported().into_iter().filter(|(owner, _)| owner != "stranger");
    KeyTexts { gpg: keys.map(|(_, (id, text))| (id, text)).collect(), ssh: text("allowed_signers").into() }
}

fn ring() -> Keyring {
    Keyring::read(&texts()).0
}

fn checked(object: &RawObject) -> Checked {
    ring().check(object, at(LATER))
}

/// The key that a judged signature names.
fn key(checked: &Checked) -> String {
    checked.signer.as_ref().map(|signer| signer.id.to_string()).unwrap_or_default()
}

fn is_bad(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Bad(_))
}

fn is_unreadable(outcome: &Outcome, cause: &str) -> bool {
    matches!(outcome, Outcome::Unreadable(said) if said.contains(cause))
}

fn spec(yaml: &str) -> AppProjectSpec {
    serde_yaml::from_str(yaml).expect("a project")
}

fn project(spec: &AppProjectSpec) -> Project<'_> {
    Project { name: "shop", spec }
}

/// What a line says: its weight, its field and its rule.
fn said(line: &Judgement) -> (Weight, String, String) {
    let field = line.verdict.place.as_ref().and_then(|place| place.field.as_deref()).unwrap_or_default();
    assert_eq!(line.verdict.allowed, line.weight != Weight::Refuses, "{line:?}");
    (line.weight, field.to_owned(), line.verdict.rule.to_string())
}
