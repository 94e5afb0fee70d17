//! Charts of applications: which version is shown, what is asked again and when, and what is said while a repository does not answer.

use std::time::Duration;

use serde_json::json;
use tiphys::adapters::cluster::objects::{self, WriteOptions};
use tiphys::adapters::cluster::request::Target;
use tiphys::runtime::world::Limits;
use tiphys::session::command::Command;

use super::{APPS, Fleet, key, value};
use crate::support::chart_shelf::Shelf;
use crate::support::registry::{Door, Registry};

/// Asks repositories at each refresh.
fn eager() -> Limits {
    Limits { get_again: Duration::ZERO, ..Limits::default() }
}

/// Makes an application of a chart, and waits until it is judged.
fn add(fleet: &mut Fleet, name: &str, repo: &str, revision: &str) {
    let object = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"project": "default", "source": {"repoURL": repo, "chart": "web", "targetRevision": revision},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "default"}},
    });
    let applications = Target::collection("argoproj.io", "v1alpha1", "applications").within("argocd");
    let cluster = fleet.cluster.clone();
    fleet.reactor.block_on(objects::create(&cluster, &applications, &value(object), &WriteOptions::by("test"))).expect("an application");
    fleet.until("the application", |state| state.apps.contains_key(&key(name)));
    fleet.send(Command::Interest(APPS.iter().copied().chain([name]).map(key).collect()));
    fleet.until("its judgement", |state| state.evaluation(&key(name)).is_some());
}

/// Judges one again.
fn refresh(fleet: &mut Fleet, name: &str, hard: bool) {
    let began = jiff::Timestamp::now();
    fleet.send(Command::Refresh { apps: vec![key(name)], hard });
    fleet.until("a judgement", |state| state.computed[&key(name)].at.is_some_and(|at| at > began));
}

fn revisions(fleet: &Fleet, name: &str) -> Vec<String> {
    fleet.evaluation(name).revisions.iter().map(|sha| sha.as_str().to_owned()).collect()
}

#[test]
fn the_version_that_a_constraint_means_is_shown_and_followed() {
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    let mut fleet = Fleet::new(eager());
    add(&mut fleet, "chart", &shelf.server.url(""), "1.x");
    assert_eq!(revisions(&fleet, "chart"), ["1.0.0"]);
    assert_eq!(shelf.server.lines(), ["GET /index.yaml", "GET /web-1.0.0.tgz"]);

    refresh(&mut fleet, "chart", false);
    let asked = shelf.server.asked();
    let again: Vec<&str> = asked.iter().skip(2).map(|asked| asked.path.as_str()).collect();
    assert!(!again.is_empty() && again.iter().all(|path| *path == "/index.yaml"), "{again:?}");
    assert!(asked.iter().skip(2).all(|asked| !asked.header("if-none-match").is_empty()), "by its validator");

    shelf.publish("web", "1.1.0");
    refresh(&mut fleet, "chart", false);
    assert_eq!(revisions(&fleet, "chart"), ["1.1.0"]);
}

#[test]
fn an_exact_version_is_asked_for_again_only_by_who_asks_anew() {
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    let mut fleet = Fleet::new(eager());
    add(&mut fleet, "chart", &shelf.server.url(""), "1.0.0");
    let before = shelf.server.lines();
    refresh(&mut fleet, "chart", false);
    assert_eq!(shelf.server.lines(), before);
    refresh(&mut fleet, "chart", true);
    assert_eq!(shelf.server.lines().split_off(before.len()), ["GET /index.yaml"], "the index says that the archive is what it was");
}

#[test]
fn what_was_got_serves_while_the_repository_does_not_answer_and_is_said_to_be_old() {
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    let mut fleet = Fleet::new(eager());
    add(&mut fleet, "chart", &shelf.server.url(""), "1.x");
    shelf.down(Some(503));
    refresh(&mut fleet, "chart", false);
    assert_eq!(revisions(&fleet, "chart"), ["1.0.0"]);
    assert!(fleet.evaluation("chart").git_stale_since.is_some());
    refresh(&mut fleet, "chart", true);
    let told: Vec<String> = fleet.evaluation("chart").problems.iter().map(ToString::to_string).collect();
    let cause = format!("Application: spec.source: {}index.yaml answers status code 503 (Service Unavailable)", shelf.server.url(""));
    assert_eq!(told, [cause]);
    shelf.down(None);
    refresh(&mut fleet, "chart", false);
    assert_eq!(revisions(&fleet, "chart"), ["1.0.0"]);
    assert!(fleet.evaluation("chart").git_stale_since.is_none());
}

#[test]
fn a_registry_is_asked_for_tags_and_a_digest_and_for_an_archive_only_when_that_moves() {
    let registry = Registry::new(Door::Tokens);
    registry.push("charts/web", "1.0.0");
    let mut fleet = Fleet::trusting(eager(), vec![registry.url("").into()]);
    let repo = format!("{}/charts", registry.server.host());
    add(&mut fleet, "chart", &repo, "1.x");
    assert_eq!(revisions(&fleet, "chart"), ["1.0.0"]);
    let before = registry.server.lines().len();
    refresh(&mut fleet, "chart", false);
    let mut again: Vec<String> = registry.server.lines().split_off(before);
    again.retain(|line| !line.contains("/token"));
    again.dedup();
    let look = ["GET /v2/charts/web/tags/list", "HEAD /v2/charts/web/manifests/1.0.0"];
    assert!(!again.is_empty() && again.chunks(2).all(|pair| pair == look), "{again:?}");
    registry.push("charts/web", "1.1.0_build.2");
    refresh(&mut fleet, "chart", false);
    assert_eq!(revisions(&fleet, "chart"), ["1.1.0+build.2"]);
}
