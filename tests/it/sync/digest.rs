//! What changes a plan's digest, and what does not.

use proptest::prelude::*;

use tiphys::engine::sync::request::{DestinationId, Start};
use tiphys::model::ids::{AppKey, ClusterId, OperationId, Sha};
use tiphys::model::object::Object;
use tiphys::model::object::value::Value;

use super::world::{World, parse};

const DESIRED: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  replicas: 3
  template: {spec: {containers: [{name: web, image: "web:2"}]}}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: shop}
data: {token: bmV3}
---
apiVersion: batch/v1
kind: Job
metadata: {generateName: migrate-, namespace: shop, annotations: {argocd.argoproj.io/hook: PreSync}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: same, namespace: shop}
data: {k: v}
"#;

const LIVE: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  generation: 4
  labels: {app: web, injected: "yes"}
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"spec":{"paused":false,"replicas":1}}'
  managedFields:
  - {manager: argocd-controller, operation: Apply, fieldsV1: {"f:spec": {"f:minReadySeconds": {}, "f:replicas": {}}}}
spec:
  replicas: 1
  paused: false
  minReadySeconds: 1
  progressDeadlineSeconds: 600
  template: {spec: {dnsPolicy: ClusterFirst, containers: [{name: sidecar, image: "proxy:1"}, {name: web, image: "web:1", imagePullPolicy: Always}]}}
status: {readyReplicas: 1}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: shop, resourceVersion: "7"}
data: {token: b2xk}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: same, namespace: shop}
data: {k: v, other: x}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: old, namespace: shop}
data: {k: v}
"#;

fn world() -> World {
    World::new(DESIRED, LIVE).pruning()
}

fn digest(world: &World) -> String {
    world.plan().digest.to_string()
}

fn set(object: &Object, path: &[&str], value: impl Into<Value>) -> Object {
    object.set(path, value.into()).expect("an object")
}

/// The digest after a change of one live object.
fn after(kind_name: &str, path: &[&str], value: impl Into<Value> + Clone) -> String {
    let mut world = world();
    world.change_live(kind_name, |object| set(object, path, value.clone()));
    digest(&world)
}

#[test]
fn it_is_a_hash_with_its_version_before_it() {
    let plan = world().plan();
    assert!(plan.digest.as_str().starts_with("p1:"), "{}", plan.digest);
    assert_eq!(plan.digest.as_str().len(), 3 + 64);
    assert_eq!(plan.digest.challenge().len(), 4);
}

#[test]
fn two_machines_with_other_context_names_agree() {
    let mut other = World::new(DESIRED, "").pruning();
    other.app = AppKey::new(ClusterId::new("laptop"), "argocd", "shop");
    other.rules.cluster = ClusterId::new("somewhere");
    for object in parse(LIVE) {
        let known =
            world().live.objects.values().find(|own| own.name() == object.name() && own.kind() == object.kind()).cloned().expect("live");
        other.live.objects.insert(known.key(&other.rules.cluster), known);
    }
    assert_eq!(digest(&other), digest(&world()));
}

#[test]
fn the_order_in_which_objects_were_rendered_does_not_matter() {
    let mut other = world();
    other.desired.objects.reverse();
    assert_eq!(digest(&other), digest(&world()));
}

#[test]
fn operation_id_start_and_attempt_do_not_matter() {
    let mut other = world();
    other.start =
        Some(Start { operation: OperationId::new("op-2"), at: "2026-06-07T08:09:10Z".into(), unix: 1_780_819_750, attempt: 3, seed: None });
    assert_eq!(digest(&other), digest(&world()));
    other.start = None;
    assert_eq!(digest(&other), digest(&world()), "a preview has the digest of what it is a preview of");
}

#[test]
fn what_others_keep_in_a_live_object_does_not_matter() {
    let same = digest(&world());
    assert_eq!(after("Deployment/web", &["metadata", "resourceVersion"], "999"), same);
    assert_eq!(after("Deployment/web", &["metadata", "generation"], 9), same);
    assert_eq!(after("Deployment/web", &["metadata", "labels", "injected"], "no"), same);
    assert_eq!(after("Deployment/web", &["spec", "progressDeadlineSeconds"], 5), same);
    assert_eq!(after("ConfigMap/same", &["data", "other"], "y"), same, "what is kept is not overwritten");
}

#[test]
fn a_sidecar_of_others_does_not_matter_and_our_container_does() {
    let containers = |sidecar: &str, own: &str| {
        let text = format!("[{{name: sidecar, image: {sidecar}}}, {{name: web, image: {own}, imagePullPolicy: Always}}]");
        let yaml = format!("{{apiVersion: v1, kind: X, containers: {text}}}");
        parse(&yaml).remove(0).get(&["containers"]).cloned().expect("a list")
    };
    let path = &["spec", "template", "spec", "containers"];
    assert_eq!(after("Deployment/web", path, containers("'proxy:2'", "'web:1'")), digest(&world()));
    assert_ne!(after("Deployment/web", path, containers("'proxy:1'", "'web:0'")), digest(&world()));
}

#[test]
fn another_object_under_the_same_name_matters() {
    assert_ne!(after("Deployment/web", &["metadata", "uid"], "other"), digest(&world()));
    assert_ne!(after("ConfigMap/old", &["metadata", "uid"], "other"), digest(&world()));
}

#[test]
fn a_field_that_is_removed_because_it_was_applied_before_matters() {
    assert_ne!(after("Deployment/web", &["spec", "paused"], true), digest(&world()));
}

#[test]
fn a_field_that_a_server_side_apply_removes_matters() {
    let world = || world().with_options(&["ServerSideApply=true"]);
    let mut changed = world();
    changed.change_live("Deployment/web", |object| set(object, &["spec", "minReadySeconds"], 2));
    assert_ne!(digest(&changed), digest(&world()));
    let mut paused = world();
    paused.change_live("Deployment/web", |object| set(object, &["spec", "paused"], true));
    assert_eq!(digest(&paused), digest(&world()), "what was applied last says nothing to a server-side apply");
}

#[test]
fn a_live_secret_counts_by_its_version_and_a_desired_one_by_its_commit() {
    assert_ne!(after("Secret/token", &["metadata", "resourceVersion"], "8"), digest(&world()));
    assert_eq!(after("Secret/token", &["data", "token"], "YW55"), digest(&world()), "data without a new version cannot be");
    let mut desired = world();
    desired.desired.objects = DESIRED.replace("bmV3", "bmV3ZXI=").split("---").flat_map(parse).collect();
    assert_eq!(digest(&desired), digest(&world()));
}

#[test]
fn what_is_asked_and_where_it_goes_matter() {
    let same = digest(&world());
    let changed = |change: &dyn Fn(&mut World)| {
        let mut world = world();
        change(&mut world);
        digest(&world)
    };
    let all = [
        changed(&|world| world.request.prune = false),
        changed(&|world| world.request.skip_hooks = true),
        changed(&|world| world.request.force = true),
        changed(&|world| world.request.sync_options.push("Validate=false".into())),
        changed(&|world| world.revisions = vec![Sha::new("f".repeat(40))]),
        changed(&|world| world.sources[0].path = "elsewhere".into()),
        changed(&|world| world.destination = DestinationId::Secret { uid: "s".into(), server: "https://other".into() }),
        changed(&|world| world.app = AppKey::new(ClusterId::new("test"), "argocd", "other")),
    ];
    for (index, digest) in all.iter().enumerate() {
        assert_ne!(*digest, same, "change {index}");
        assert!(!all[..index].contains(digest), "change {index} looks like another");
    }
}

/// Any value that JSON can hold, small.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            prop::collection::vec(("[a-z]{1,6}", inner), 0..4)
                .prop_map(|entries| Value::map(entries.into_iter().map(|(key, value)| (key.as_str().into(), value)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_status_and_no_managed_fields_change_it(status in any_value(), managed in any_value()) {
        let mut other = world();
        for name in ["Deployment/web", "ConfigMap/old", "ConfigMap/same"] {
            other.change_live(name, |object| set(object, &["status"], status.clone()));
        }
        other.change_live("Deployment/web", |object| set(object, &["metadata", "managedFields"], managed.clone()));
        prop_assert_eq!(digest(&other), digest(&world()));
    }

    #[test]
    fn every_edit_of_an_overwritten_field_changes_it(replicas in 4_i64..1_000, image in "[a-z]{1,8}:[0-9]{1,4}") {
        prop_assert_ne!(after("Deployment/web", &["spec", "replicas"], replicas), digest(&world()));
        prop_assume!(image != "web:2" && image != "web:1");
        let list = |image: &str| Value::list(vec![Value::map(vec![("name".into(), "web".into()), ("image".into(), image.into())])]);
        let path = &["spec", "template", "spec", "containers"];
        prop_assert_ne!(after("Deployment/web", path, list(&image)), after("Deployment/web", path, list("web:1")));
    }

    #[test]
    fn every_edit_of_what_is_pruned_changes_it(value in any_value()) {
        prop_assume!(!value.is_null());
        prop_assert_ne!(after("ConfigMap/old", &["data", "edited"], value), digest(&world()));
    }
}
