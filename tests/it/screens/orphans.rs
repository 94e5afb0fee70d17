//! What belongs to no application, at the end of an application's tree, as it is painted; it comes and goes with its objects and with the
//! project's setting.

use std::sync::Arc;

use serde_json::{Value, json};

use tiphys::engine::health::HealthRules;
use tiphys::engine::resources::row::row;
use tiphys::model::ids::ClusterId;
use tiphys::model::settings::Settings;
use tiphys::session::msg::Msg;
use tiphys::session::outcome::Observation;

use super::HOSTILE;
use crate::support::desk::{Desk, object, value};
use crate::support::fleet::{fleet, incident};
use crate::support::rules::project;

fn see(desk: &mut Desk, objects: &[Value]) {
    let settings = Settings::default();
    let rules = HealthRules::new(&settings);
    let seen = objects.iter().map(|own| Observation::Live(Arc::new(row(&value(own.clone()), &ClusterId::new("demo"), &settings, &rules))));
    desk.tell(Msg::Observed(seen.collect()));
    desk.settle();
}

fn live(api: &str, kind: &str, name: &str, more: &Value) -> Value {
    let mut metadata =
        json!({"name": name, "namespace": "shop", "uid": format!("uid-{kind}-{name}"), "creationTimestamp": "2026-11-18T12:00:00Z"});
    for (field, own) in more.as_object().expect("fields") {
        metadata[field] = own.clone();
    }
    json!({"apiVersion": api, "kind": kind, "metadata": metadata, "spec": {"replicas": 1}, "status": {"replicas": 1}})
}

fn owned(api: &str, kind: &str, name: &str) -> Value {
    json!({"ownerReferences": [{"apiVersion": api, "kind": kind, "name": name, "uid": format!("uid-{kind}-{name}")}]})
}

/// The tree of the incident, in a namespace with a Deployment and a ConfigMap that nobody declared, and one of another application.
fn tree(width: u16, height: u16, orphaned: &Value) -> Desk {
    let mut desk = fleet(width, height);
    desk.projects(&[project("shop", &json!({ "orphanedResources": orphaned }))]);
    incident(&mut desk);
    let of_another = json!({"annotations": {"argocd.argoproj.io/tracking-id": "web:/ConfigMap:shop/web-config"}});
    see(
        &mut desk,
        &[
            live("apps/v1", "Deployment", "debug-shell", &json!({})),
            live("apps/v1", "ReplicaSet", "debug-shell-7c9", &owned("apps/v1", "Deployment", "debug-shell")),
            live("v1", "ConfigMap", "copied-by-hand", &json!({})),
            live("v1", "ConfigMap", "web-config", &of_another),
        ],
    );
    desk.keys("enter t");
    desk
}

#[test]
fn orphans_stand_at_the_end_of_the_tree_as_they_were_looked_at() {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (width, height) in [(80, 24), (120, 40)] {
            insta::assert_snapshot!(format!("orphans-{width}x{height}"), tree(width, height, &json!({"warn": true})).screen());
        }
    });
}

#[test]
fn orphans_come_and_go_with_their_objects_and_the_projects_setting() {
    let mut desk = tree(120, 40, &json!({"warn": true, "ignore": [{"kind": "ConfigMap", "name": "copied-*"}]}));
    desk.shows("Application has 2 orphaned resources").shows("Orphaned resources 2").hides("copied-by-hand").hides("web-config");
    // The verdict and the health are the application's own: a Deployment that has no Pod yet is Progressing, and not its problem.
    desk.shows("✓ Synced").shows("✖ Degraded");
    desk.tell(Msg::Observed(vec![
        Observation::LiveGone(object("ReplicaSet", "debug-shell-7c9")),
        Observation::LiveGone(object("Deployment", "debug-shell")),
    ]));
    desk.settle();
    desk.shows("Orphaned resources 0").hides("OrphanedResourceWarning").hides("debug-shell");
    desk.projects(&[project("shop", &json!({"orphanedResources": {"warn": false}}))]);
    desk.shows("Orphaned resources 1").shows("copied-by-hand").hides("OrphanedResourceWarning");
    desk.projects(&[project("shop", &json!({}))]);
    desk.hides("Orphaned resources");
}

#[test]
fn a_name_of_an_orphan_reaches_no_cell_raw() {
    let mut desk = tree(200, 60, &json!({}));
    see(&mut desk, &HOSTILE.map(|name| live("v1", "ConfigMap", name, &json!({}))));
    let screen = desk.shows("Orphaned resources 15").screen();
    assert!(!screen.chars().any(|c| c != '\n' && tiphys::model::text::is_unsafe(c)), "{screen}");
}
