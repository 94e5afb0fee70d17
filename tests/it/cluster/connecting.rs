//! Kubeconfigs, good and bad: no server is asked.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use tiphys::adapters::cluster::connect::{Choice, connection, contexts};
use tiphys::model::problem::Problem;

const TWO: &str = "apiVersion: v1\nkind: Config\ncurrent-context: dev\n\
    clusters: [{name: c, cluster: {server: 'https://dev.example.org:6443/'}}]\n\
    users: [{name: u, user: {token: c4n4ry}}]\n\
    contexts: [{name: dev, context: {cluster: c, user: u, namespace: shop}}, {name: prod, context: {cluster: gone, user: u}}]\n";

fn file(text: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("config");
    fs::write(&path, text).expect("written");
    (dir, path)
}

async fn refused(text: &str, context: Option<&str>) -> (PathBuf, Problem) {
    let (_dir, path) = file(text);
    let choice = Choice { kubeconfig: Some(path.clone()), context: context.map(Into::into), ..Choice::default() };
    (path, connection(&choice).await.expect_err("it cannot be used").problem())
}

#[tokio::test]
async fn the_current_context_is_taken_unless_another_is_named() {
    let (_dir, path) = file(TWO);
    let found = connection(&Choice { kubeconfig: Some(path.clone()), ..Choice::default() }).await.expect("a connection");
    assert_eq!((&*found.context, &*found.server, &*found.user, &*found.namespace), ("dev", "https://dev.example.org:6443", "u", "shop"));
    assert!(!format!("{found:?}").contains("c4n4ry"));
    let all = contexts(Some(&path)).expect("contexts");
    let names: Vec<_> = all.iter().map(|context| (&*context.name, &*context.server, context.is_current)).collect();
    assert_eq!(names, [("dev", "https://dev.example.org:6443/", true), ("prod", "", false)]);
}

#[tokio::test]
async fn every_error_names_the_file_the_context_and_the_next_step() {
    let (path, problem) = refused(TWO, Some("prd")).await;
    assert!(problem.to_string().contains(&path.display().to_string()) && problem.to_string().contains("prd"), "{problem}");
    assert!(problem.hint.expect("a hint").contains("did you mean prod?"));
    let (_, problem) = refused(TWO, Some("prod")).await;
    assert!(problem.to_string().contains("gone"), "{problem}");
    let (path, problem) = refused("clusters: [\ntoken: c4n4ry", None).await;
    assert!(problem.place.as_ref().is_some_and(|place| *place.file == *path.display().to_string()), "{problem}");
    assert!(problem.to_string().contains("line") && !problem.to_string().contains("c4n4ry"), "{problem}");
    let (_, problem) = refused("apiVersion: v1\nkind: Config\n", None).await;
    assert!(problem.hint.expect("a hint").contains("--context"));
    let gone = Choice { kubeconfig: Some("/nonexistent/kubeconfig".into()), ..Choice::default() };
    let problem = connection(&gone).await.expect_err("no file").problem();
    assert!(problem.to_string().starts_with("/nonexistent/kubeconfig: "), "{problem}");
}
