//! Writes.

use serde_json::json;
use tiphys::adapters::cluster::apply::{Applied, ApplyRequest, Outcome, apply};
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::error::ClusterError;
use tiphys::adapters::cluster::objects::{DeleteOptions, Deleted, WriteOptions, delete, find, get, merge_patch, replace};
use tiphys::adapters::cluster::request::Target;
use tiphys::engine::schema::Schema;
use tiphys::engine::sync::task::ApplyMode;
use tiphys::model::application::annotation;
use tiphys::model::object::Object;

use super::fixtures::{DEADLINE, applying, config_map, config_map_at, make, namespace, object};

async fn send(cluster: &Cluster, request: &ApplyRequest) -> Result<Applied, ClusterError> {
    apply(cluster, &Schema::builtin(), request).await
}

fn deployment(namespace: &str, image: &str) -> Object {
    object(&json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": namespace},
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
                {"name": "web", "image": image, "ports": [{"containerPort": 80}], "resources": {"requests": {"cpu": "0.5"}}},
            ]}},
        },
    }))
}

fn deployment_at(namespace: &str) -> Target {
    Target::collection("apps", "v1", "deployments").within(namespace).named("web")
}

fn generation(object: &Object) -> Option<i64> {
    object.int_at(&["metadata", "generation"])
}

/// The Deployment when its controller (where one runs) has nothing more to write.
async fn settled(cluster: &Cluster, namespace: &str) -> Object {
    let deadline = tokio::time::Instant::now() + DEADLINE;
    let mut last = get(cluster, &deployment_at(namespace)).await.expect("it is there");
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let next = get(cluster, &deployment_at(namespace)).await.expect("it is there");
        if next.resource_version() == last.resource_version() {
            return next;
        }
        assert!(tokio::time::Instant::now() < deadline, "it never settles");
        last = next;
    }
}

pub(crate) async fn a_second_server_side_apply_changes_nothing(cluster: Cluster) {
    let here = namespace(&cluster, "ssa").await;
    let first = send(&cluster, &applying(deployment(&here, "web:1"), ApplyMode::ServerSide)).await.expect("applied");
    assert_eq!((first.outcome, &*first.words), (Outcome::Created, "deployment.apps/web serverside-applied"));
    let live = settled(&cluster, &here).await;
    let again =
        ApplyRequest { known_version: live.resource_version().into(), ..applying(deployment(&here, "web:1"), ApplyMode::ServerSide) };
    let second = send(&cluster, &again).await.expect("applied");
    assert_eq!(second.outcome, Outcome::Unchanged);
    assert_eq!((second.object.resource_version(), generation(&second.object)), (live.resource_version(), generation(&live)));
    let third = send(&cluster, &ApplyRequest { object: deployment(&here, "web:2"), ..again }).await.expect("applied");
    assert_eq!((third.outcome, generation(&third.object)), (Outcome::Configured, Some(2)));
}

pub(crate) async fn a_second_client_side_apply_sends_nothing(cluster: Cluster) {
    let here = namespace(&cluster, "csa").await;
    let first = send(&cluster, &applying(deployment(&here, "web:1"), ApplyMode::ClientSide)).await.expect("applied");
    assert_eq!((first.outcome, &*first.words), (Outcome::Created, "deployment.apps/web created"));
    assert!(first.object.annotation(annotation::LAST_APPLIED).is_some_and(|text| text.contains("web:1") && text.ends_with('\n')));
    let live = settled(&cluster, &here).await;
    let second = send(&cluster, &applying(deployment(&here, "web:1"), ApplyMode::ClientSide)).await.expect("applied");
    assert_eq!((second.outcome, &*second.words), (Outcome::Unchanged, "deployment.apps/web unchanged"));
    assert_eq!((second.object.resource_version(), generation(&second.object)), (live.resource_version(), generation(&live)));
    let third = send(&cluster, &applying(deployment(&here, "web:2"), ApplyMode::ClientSide)).await.expect("applied");
    assert_eq!((third.outcome, &*third.words, generation(&third.object)), (Outcome::Configured, "deployment.apps/web configured", Some(2)));
}

pub(crate) async fn client_side_apply_removes_what_it_had_set_and_keeps_what_others_set(cluster: Cluster) {
    let here = namespace(&cluster, "threeway").await;
    let two = object(
        &json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": here}, "data": {"a": "1", "b": "1"}}),
    );
    send(&cluster, &applying(two, ApplyMode::ClientSide)).await.expect("applied");
    let patch = object(&json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"theirs": "1"}}));
    merge_patch(&cluster, &config_map_at(&here, "c"), patch.root(), None, &WriteOptions::by("someone")).await.expect("patched");
    let one = object(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": here}, "data": {"a": "2"}}));
    let applied = send(&cluster, &applying(one, ApplyMode::ClientSide)).await.expect("applied");
    let data = |key: &str| applied.object.str_at(&["data", key]).map(str::to_owned);
    assert_eq!((data("a"), data("b"), data("theirs")), (Some("2".into()), None, Some("1".into())));
}

pub(crate) async fn replace_puts_the_whole_object(cluster: Cluster) {
    let here = namespace(&cluster, "replace").await;
    let created = send(&cluster, &applying(config_map(&here, "c", "1"), ApplyMode::Replace)).await.expect("applied");
    assert_eq!((created.outcome, &*created.words), (Outcome::Created, "configmap/c created"));
    let other =
        object(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": here}, "data": {"other": "1"}}));
    let replaced = send(&cluster, &applying(other.clone(), ApplyMode::Replace)).await.expect("applied");
    assert_eq!((replaced.outcome, &*replaced.words), (Outcome::Configured, "configmap/c replaced"));
    assert_eq!((replaced.object.str_at(&["data", "key"]), replaced.object.label("test")), (None, None));
    let same = send(&cluster, &applying(other, ApplyMode::Replace)).await.expect("applied");
    assert_eq!((same.outcome, same.object.resource_version()), (Outcome::Unchanged, replaced.object.resource_version()));
}

pub(crate) async fn a_dry_run_leaves_nothing_behind(cluster: Cluster) {
    let here = namespace(&cluster, "dry").await;
    for mode in [ApplyMode::ServerSide, ApplyMode::ClientSide, ApplyMode::Replace] {
        let request = ApplyRequest { dry_run: true, ..applying(config_map(&here, "c", "1"), mode) };
        let applied = send(&cluster, &request).await.expect("it would work");
        assert!(applied.words.ends_with(" (server dry run)"), "{}", applied.words);
        assert_eq!(find(&cluster, &config_map_at(&here, "c")).await.expect("asked"), None, "{mode:?}");
    }
    let made = make(&cluster, &config_map(&here, "c", "1")).await;
    for mode in [ApplyMode::ServerSide, ApplyMode::ClientSide, ApplyMode::Replace] {
        let request = ApplyRequest { dry_run: true, ..applying(config_map(&here, "c", "2"), mode) };
        let applied = send(&cluster, &request).await.expect("it would work");
        assert_eq!((applied.outcome, applied.object.str_at(&["data", "key"])), (Outcome::Configured, Some("2")), "{mode:?}");
    }
    let live = get(&cluster, &config_map_at(&here, "c")).await.expect("it is there");
    assert_eq!(live.resource_version(), made.object.resource_version());
}

pub(crate) async fn fields_of_other_managers_are_taken_over(cluster: Cluster) {
    let here = namespace(&cluster, "owned").await;
    let first = ApplyRequest { field_manager: "someone".into(), ..applying(config_map(&here, "c", "1"), ApplyMode::ServerSide) };
    send(&cluster, &first).await.expect("applied");
    let applied = send(&cluster, &applying(config_map(&here, "c", "2"), ApplyMode::ServerSide)).await.expect("applied");
    assert_eq!(applied.object.str_at(&["data", "key"]), Some("2"));
}

pub(crate) async fn what_cannot_be_changed_is_made_again_by_force_only(cluster: Cluster) {
    let here = namespace(&cluster, "force").await;
    let fixed = |value: &str| config_map(&here, "c", value).set(&["immutable"], true.into()).expect("an object");
    let first = send(&cluster, &applying(fixed("1"), ApplyMode::ClientSide)).await.expect("applied");
    for (mode, value) in [(ApplyMode::ClientSide, "2"), (ApplyMode::ServerSide, "3"), (ApplyMode::Replace, "4")] {
        let request = applying(fixed(value), mode);
        let error = send(&cluster, &request).await.expect_err("it is immutable");
        assert!(matches!(error, ClusterError::Invalid { .. }), "{mode:?}: {error}");
        let again = send(&cluster, &ApplyRequest { force: true, ..request }).await.expect("made again");
        assert_eq!(again.object.str_at(&["data", "key"]), Some(value), "{mode:?}");
        assert_ne!(again.object.uid(), first.object.uid(), "{mode:?}");
    }
}

pub(crate) async fn an_unknown_field_is_refused_unless_validation_is_off(cluster: Cluster) {
    let here = namespace(&cluster, "strict").await;
    let odd = object(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": here}, "dta": {"a": "1"}}));
    for mode in [ApplyMode::ServerSide, ApplyMode::ClientSide] {
        let error = send(&cluster, &applying(odd.clone(), mode)).await.expect_err("refused");
        assert!(matches!(error, ClusterError::Malformed(_)) && error.to_string().contains("dta"), "{mode:?}: {error}");
    }
    let lenient = ApplyRequest { skip_validation: true, ..applying(odd, ApplyMode::ClientSide) };
    assert!(send(&cluster, &lenient).await.expect("accepted").object.get(&["dta"]).is_none());
}

pub(crate) async fn an_unknown_kind_is_told_and_found_once_its_crd_is_there(cluster: Cluster) {
    let here = namespace(&cluster, "kinds").await;
    let group = format!("{here}.example.org");
    let widget = object(&json!({"apiVersion": format!("{group}/v1"), "kind": "Widget", "metadata": {"name": "w", "namespace": here}}));
    let error = send(&cluster, &applying(widget.clone(), ApplyMode::ServerSide)).await.expect_err("nobody knows it");
    assert!(matches!(error, ClusterError::UnknownKind { .. }), "{error}");
    make(&cluster, &object(&json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": format!("widgets.{group}")},
        "spec": {"group": group, "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"}, "versions": [
            {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}},
        ]},
    }))).await;
    let deadline = tokio::time::Instant::now() + DEADLINE;
    loop {
        match send(&cluster, &applying(widget.clone(), ApplyMode::ServerSide)).await {
            Ok(applied) => break assert_eq!(applied.outcome, Outcome::Created),
            Err(error) => assert!(tokio::time::Instant::now() < deadline, "{error}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

pub(crate) async fn a_write_from_an_old_version_is_a_conflict(cluster: Cluster) {
    let here = namespace(&cluster, "conflict").await;
    let old = make(&cluster, &config_map(&here, "c", "1")).await.object;
    let newer = old.set(&["data", "key"], "2".into()).expect("an object");
    let options = WriteOptions::by("tests");
    replace(&cluster, &config_map_at(&here, "c"), &newer, &options).await.expect("the first wins");
    let error = replace(&cluster, &config_map_at(&here, "c"), &newer, &options).await.expect_err("the second does not");
    assert!(error.is_conflict() && !error.is_retryable(), "{error}");
    let patch = config_map(&here, "c", "3").unset(&["metadata"]).expect("an object");
    let error =
        merge_patch(&cluster, &config_map_at(&here, "c"), patch.root(), Some(old.resource_version()), &options).await.expect_err("too old");
    assert!(error.is_conflict(), "{error}");
}

pub(crate) async fn a_delete_for_another_uid_is_a_conflict(cluster: Cluster) {
    let here = namespace(&cluster, "uid").await;
    let made = make(&cluster, &config_map(&here, "c", "1")).await.object;
    let other = DeleteOptions { uid: "00000000-0000-0000-0000-000000000000".into(), ..DeleteOptions::default() };
    let error = delete(&cluster, &config_map_at(&here, "c"), &other).await.expect_err("another object");
    assert!(error.is_conflict(), "{error}");
    let exact = DeleteOptions {
        uid: made.uid().into(),
        propagation: tiphys::adapters::cluster::objects::Propagation::Background,
        ..DeleteOptions::default()
    };
    assert_eq!(delete(&cluster, &config_map_at(&here, "c"), &exact).await.expect("deleted"), Deleted::Gone);
    assert_eq!(delete(&cluster, &config_map_at(&here, "c"), &exact).await.expect("asked"), Deleted::NotThere);
}

pub(crate) async fn a_binding_whose_role_changed_is_made_again(cluster: Cluster) {
    let here = namespace(&cluster, "binding").await;
    let binding = |role: &str| {
        object(&json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "b", "namespace": here},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role},
            "subjects": [{"kind": "User", "name": "nobody", "apiGroup": "rbac.authorization.k8s.io"}],
        }))
    };
    for mode in [ApplyMode::ClientSide, ApplyMode::ServerSide] {
        send(&cluster, &applying(binding("one"), mode)).await.expect("applied");
        let applied = send(&cluster, &applying(binding("two"), mode)).await.expect("applied again");
        assert_eq!(applied.object.str_at(&["roleRef", "name"]), Some("two"), "{mode:?}");
    }
}

pub(crate) async fn a_secrets_value_is_in_no_error(cluster: Cluster) {
    let here = namespace(&cluster, "secret").await;
    let secret = |data: serde_json::Value| {
        object(&json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": here}, "data": data}))
    };
    let canary = "c4n4ry-v4lue";
    let bad = [json!({"key": canary}), json!({"key": {"nested": canary}}), json!({"key": [canary, 7]}), json!([canary])];
    for data in bad {
        for mode in [ApplyMode::ServerSide, ApplyMode::ClientSide, ApplyMode::Replace] {
            let error = send(&cluster, &applying(secret(data.clone()), mode)).await.expect_err("no Secret");
            let told = format!("{error} {error:?} {}", error.problem());
            assert!(!told.contains(canary), "{mode:?}: {told}");
        }
    }
}
