//! What kustomizations name elsewhere: a remote base that moves, a file over HTTP that changes, and what is said while they do not answer.

use std::sync::Arc;
use std::time::Duration;

use tiphys::model::status::SyncStatus;
use tiphys::runtime::world::Limits;

use super::Fleet;
use crate::support::git_http::{GitHttp, Published};
use crate::support::repository::Remote;

const EXTRA: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {a: '1'}\n";

/// Asks every remote at each refresh.
fn eager() -> Limits {
    Limits { fetch_again: Duration::ZERO, get_again: Duration::ZERO, ..Limits::default() }
}

fn names(fleet: &Fleet, app: &str) -> Vec<String> {
    fleet.evaluation(app).verdicts.rows.iter().map(|row| row.key.name.to_string()).collect()
}

#[test]
fn a_remote_base_that_moves_renders_those_that_read_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = Remote::new(&folder.path().join("other.git"));
    other.commit([("extra/kustomization.yaml", Some("resources: [extra.yaml]\n")), ("extra/extra.yaml", Some(EXTRA))]);
    let trusted: Arc<str> = other.url().into();
    let mut fleet = Fleet::trusting(eager(), vec![trusted]);
    let overlay = format!("resources: [../../base, '{}//extra']\nnamePrefix: a-\n", other.url());
    assert_eq!(fleet.commit(&[("overlays/a/kustomization.yaml", Some(&overlay))]), 1);
    assert_eq!(names(&fleet, "a"), ["a-extra", "a-settings", "a-web"]);

    assert_eq!(fleet.refresh().rendered, 0, "nothing moved");
    other.commit([("docs/readme", Some("hello"))]);
    assert_eq!(fleet.refresh().rendered, 0, "nobody reads what moved");
    other.commit([("extra/extra.yaml", Some(EXTRA.replace("name: extra", "name: more")))]);
    assert_eq!(fleet.refresh().rendered, 1, "one application reads it");
    assert_eq!(names(&fleet, "a"), ["a-more", "a-settings", "a-web"]);

    let path = folder.path().join("other.git");
    std::fs::rename(&path, folder.path().join("gone")).expect("it moves");
    fleet.refresh();
    let evaluation = fleet.evaluation("a");
    assert_eq!(names(&fleet, "a"), ["a-more", "a-settings", "a-web"], "what was fetched last still serves");
    assert!(evaluation.git_stale_since.is_some(), "and is said to be old");
    assert!(fleet.evaluation("b").git_stale_since.is_none());
    std::fs::rename(folder.path().join("gone"), &path).expect("it is back");
    fleet.refresh();
    assert!(fleet.evaluation("a").git_stale_since.is_none());
}

#[test]
fn a_file_over_http_is_got_again_by_its_validator() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = GitHttp::serve(folder.path());
    server.publish("extra.yaml", Published::File(EXTRA.to_owned()));
    let mut fleet = Fleet::trusting(eager(), vec![server.url("").into()]);
    let overlay = format!("resources: [../../base, '{}']\nnamePrefix: a-\n", server.url("extra.yaml"));
    assert_eq!(fleet.commit(&[("overlays/a/kustomization.yaml", Some(&overlay))]), 1);
    assert_eq!(names(&fleet, "a"), ["a-extra", "a-settings", "a-web"]);
    let before = server.asked_for("extra.yaml");
    assert_eq!(fleet.refresh().rendered, 0, "it is what it was");
    assert!(server.asked_for("extra.yaml") > before, "and was asked for");
    server.publish("extra.yaml", Published::File(EXTRA.replace("name: extra", "name: more")));
    assert_eq!(fleet.refresh().rendered, 1);
    assert_eq!(names(&fleet, "a"), ["a-more", "a-settings", "a-web"]);
}

#[test]
fn a_base_that_is_not_trusted_refuses_its_application_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = Remote::new(&folder.path().join("other.git"));
    other.commit([("kustomization.yaml", Some("resources: [extra.yaml]\n")), ("extra.yaml", Some(EXTRA))]);
    let mut fleet = Fleet::new(eager());
    let overlay = format!("resources: [../../base, '{}']\n", other.url());
    fleet.commit(&[("overlays/a/kustomization.yaml", Some(&overlay))]);
    let evaluation = fleet.evaluation("a");
    assert_eq!(evaluation.verdicts.status, SyncStatus::Unknown);
    let problem =
        evaluation.problems.iter().find(|problem| problem.to_string().starts_with("overlays/a/kustomization.yaml")).expect("told");
    assert!(problem.hint.as_ref().is_some_and(|hint| hint.contains("trustedRemotes")), "{problem:?}");
    assert_eq!(fleet.evaluation("b").verdicts.status, SyncStatus::OutOfSync);
}
