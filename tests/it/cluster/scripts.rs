//! Rows of a cache whose health a script judges: who waits, what came of it, and what is judged anew. No server and no worker.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use tiphys::adapters::cluster::cache::{Cache, Cached, Changes};
use tiphys::adapters::cluster::discover::Kind;
use tiphys::adapters::cluster::packed::ManagedFields;
use tiphys::adapters::cluster::watch::{WatchEvent, WatchSpec};
use tiphys::engine::health::script::Scripts;
use tiphys::engine::resources::row::Judged;
use tiphys::model::ids::{ClusterId, GroupKind, ObjectKey};
use tiphys::model::object::Object;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::settings::Settings;
use tiphys::model::status::{Health, HealthStatus};

use super::fixtures::object;

fn kind() -> GroupKind {
    GroupKind::new("", "ConfigMap")
}

fn settings(script: Option<&str>) -> Arc<Settings> {
    let raw = script.map(|text| ("resource.customizations.health.ConfigMap".into(), text.into()));
    Arc::new(Settings { raw: raw.into_iter().collect(), ..Settings::default() })
}

fn config(name: &str, version: &str, value: &str) -> Object {
    object(&json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "shop", "uid": format!("uid-{name}"), "resourceVersion": version,
            "annotations": {"argocd.argoproj.io/tracking-id": format!("{name}:/ConfigMap:shop/{name}")}},
        "data": {"value": value},
    }))
}

fn key(name: &str) -> ObjectKey {
    ObjectKey { cluster: ClusterId::new("c"), namespace: "shop".into(), group_kind: kind(), name: name.into() }
}

fn feed(cache: &mut Cache, event: WatchEvent) -> Changes {
    cache.feed(&kind(), "", event, Timestamp::UNIX_EPOCH)
}

fn cache(settings: Arc<Settings>) -> Cache {
    let kind = Kind {
        group: "".into(),
        version: "v1".into(),
        kind: "ConfigMap".into(),
        plural: "configmaps".into(),
        singular: "configmap".into(),
        namespaced: true,
        verbs: vec!["list".into(), "watch".into()],
        short_names: Vec::new(),
        subresources: Vec::new(),
    };
    let mut cache = Cache::new(ClusterId::new("c"), settings, ManagedFields::Drop);
    cache.expect(&WatchSpec::all(kind));
    cache
}

fn list(cache: &mut Cache, objects: Vec<Object>) -> Changes {
    let mut changes = feed(cache, WatchEvent::Started);
    changes.merge(feed(cache, WatchEvent::Listed(objects)));
    changes.merge(feed(cache, WatchEvent::Synced));
    changes
}

fn health(cache: &Cache, name: &str) -> (Option<HealthStatus>, Judged) {
    let row = &cache.row(&key(name)).expect("a row").row;
    (row.health.as_ref().map(|health| health.status), row.judged.clone())
}

fn says(status: HealthStatus) -> (Option<Health>, Option<Problem>) {
    (Some(Health::new(status, "")), None)
}

#[test]
fn a_row_waits_for_its_script_and_keeps_what_was_said_of_it_until_the_next_word() {
    let mut cache = cache(settings(Some("return {}")));
    let changes = list(&mut cache, vec![config("a", "1", "x")]);
    assert_eq!(changes.pending.iter().collect::<Vec<_>>(), [&key("a")]);
    assert_eq!(health(&cache, "a"), (None, Judged::Pending));
    let Some((_, Cached::Object(waiting))) = cache.waiting(&key("a")) else { panic!("it waits") };
    assert!(cache.judge(&waiting, says(HealthStatus::Degraded)).rows.contains_key(&key("a")));
    assert_eq!(health(&cache, "a"), (Some(HealthStatus::Degraded), Judged::ByScript));
    assert!(cache.waiting(&key("a")).is_none());
    // Listed again as it was: nothing is asked again.
    assert!(list(&mut cache, vec![config("a", "1", "x")]).pending.is_empty());
    assert_eq!(health(&cache, "a"), (Some(HealthStatus::Degraded), Judged::ByScript));
    // Changed: the former word stands until there is a new one.
    assert_eq!(feed(&mut cache, WatchEvent::Applied(config("a", "2", "y"))).pending.len(), 1);
    assert_eq!(health(&cache, "a"), (Some(HealthStatus::Degraded), Judged::Pending));
    // What was said of the version before is not said of this one.
    assert!(cache.judge(&waiting, says(HealthStatus::Healthy)).is_empty());
    assert_eq!(health(&cache, "a").1, Judged::Pending);
    // Another object under the same name has no former word.
    let other = object(
        &json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop", "uid": "other", "resourceVersion": "3"}}),
    );
    feed(&mut cache, WatchEvent::Applied(other));
    assert_eq!(health(&cache, "a"), (None, Judged::Pending));
}

#[test]
fn a_script_that_fails_leaves_the_health_unknown_with_its_problem() {
    let mut cache = cache(settings(Some("error('no')")));
    list(&mut cache, vec![config("a", "1", "x")]);
    let problem = Problem::error(ProblemKind::BadInput, "no");
    let changes = cache.give_up(&key("a"), problem.clone());
    assert_eq!(changes.rows.len(), 1);
    assert_eq!(health(&cache, "a"), (Some(HealthStatus::Unknown), Judged::Failed(Arc::new(problem))));
    assert!(cache.give_up(&key("a"), Problem::error(ProblemKind::BadInput, "again")).is_empty());
}

#[test]
fn other_settings_and_declared_scripts_judge_anew_whom_they_are_about() {
    let mut cache = cache(settings(None));
    assert!(list(&mut cache, vec![config("a", "1", "x"), config("b", "1", "x")]).pending.is_empty());
    let own = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "a", "annotations": {"tiphys.dev/health.ConfigMap": "return {}"}}});
    let scripts = Arc::new(Scripts::of_application(&object(&own)));
    // Only the application's own.
    assert_eq!(cache.declare(&"a".into(), &scripts).pending.into_iter().collect::<Vec<_>>(), [key("a")]);
    assert!(cache.declare(&"a".into(), &scripts).is_empty(), "said before");
    assert_eq!(health(&cache, "b"), (None, Judged::ByRule));
    assert_eq!(cache.change_settings(&settings(Some("return {}"))).pending.len(), 2);
    assert!(cache.change_settings(&settings(Some("return {}"))).is_empty());
    // Nobody judges them any more.
    cache.declare(&"a".into(), &Arc::default());
    cache.change_settings(&settings(None));
    assert_eq!(health(&cache, "a"), (None, Judged::ByRule));
    assert_eq!(health(&cache, "b"), (None, Judged::ByRule));
}
