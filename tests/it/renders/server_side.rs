//! Comparisons by the API server cost a dry run for each pair that changed, and nothing where nothing did.

use serde_json::json;

use tiphys::adapters::cluster::apply::{ApplyRequest, apply};
use tiphys::adapters::cluster::objects::{self, WriteOptions};
use tiphys::adapters::cluster::request::{MERGE_PATCH, Target};
use tiphys::engine::schema::Schema;
use tiphys::engine::sync::task::ApplyMode;
use tiphys::model::status::SyncStatus;
use tiphys::runtime::Counts;
use tiphys::runtime::world::Limits;

use super::{Fleet, key};
use crate::support::desk::value;

fn patched(fleet: &Fleet, target: &Target, patch: &serde_json::Value) {
    let (cluster, body) = (fleet.cluster.clone(), serde_json::to_vec(patch).expect("JSON"));
    let options = WriteOptions::by("somebody");
    fleet.reactor.block_on(objects::patch(&cluster, target, MERGE_PATCH, body, &options)).expect("it is patched");
}

fn status(fleet: &Fleet) -> Option<SyncStatus> {
    let rows = &fleet.evaluation("a").verdicts.rows;
    rows.iter().find(|row| &*row.key.name == "a-settings").map(|row| row.status)
}

#[test]
fn a_dry_run_is_made_once_for_what_did_not_change() {
    let mut fleet = Fleet::new(Limits::default());
    let applications = Target::collection("argoproj.io", "v1alpha1", "applications").within("argocd").named("a");
    let annotations = json!({"argocd.argoproj.io/compare-options": "ServerSideDiff=true"});
    patched(&fleet, &applications, &json!({"metadata": {"annotations": annotations}}));
    let object = value(json!({
        "apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "1"},
        "metadata": {"name": "a-settings", "namespace": "default", "annotations": {"argocd.argoproj.io/tracking-id": "a:/ConfigMap:default/a-settings"}},
    }));
    let request = ApplyRequest {
        object,
        mode: ApplyMode::ServerSide,
        dry_run: false,
        field_manager: "argocd-controller".into(),
        skip_validation: false,
        force: false,
        known_version: "".into(),
    };
    let cluster = fleet.cluster.clone();
    fleet.reactor.block_on(apply(&cluster, &Schema::builtin(), &request)).expect("it is applied");
    let is = |wanted: SyncStatus| {
        move |state: &tiphys::session::state::State| {
            let rows = state.evaluation(&key("a")).map(|evaluation| evaluation.verdicts.rows.clone()).unwrap_or_default();
            rows.iter().any(|row| &*row.key.name == "a-settings" && row.is_live && row.status == wanted)
        }
    };
    fleet.until("the server's word", is(SyncStatus::Synced));
    let tried = fleet.runtime.counts().tried;
    assert!(tried >= 1, "the server was asked");
    assert_eq!(fleet.refresh(), Counts::default(), "nothing changed: nothing is asked or compared");
    let settings = Target::collection("", "v1", "configmaps").within("default").named("a-settings");
    patched(&fleet, &settings, &json!({"data": {"a": "2"}}));
    fleet.until("the difference", is(SyncStatus::OutOfSync));
    assert_eq!(fleet.runtime.counts().tried, tried + 1, "one pair changed");
    assert_eq!(status(&fleet), Some(SyncStatus::OutOfSync));
    assert_eq!(fleet.refresh(), Counts::default());
}
