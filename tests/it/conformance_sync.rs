//! Hooks, waves, order and sync options against the rows of Argo CD's own tests (`../shared/conformance`).

use tiphys::engine::manifest::json::parse_json;
use tiphys::engine::resources::marks::{hook_types, is_hook, is_skipped, wave};
use tiphys::engine::sync::hooks::delete_policies;
use tiphys::engine::sync::options::Options;
use tiphys::engine::sync::order::place;
use tiphys::engine::sync::request::Request;
use tiphys::engine::sync::task::HookDelete;
use tiphys::model::object::key::Key;
use tiphys::model::object::value::{Map, Value};
use tiphys::model::object::{Object, Origin};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::status::{HookType, SyncPhase};

use super::support::conformance::{rows, score};
use super::sync::world::World;

fn read(line: &str) -> Map {
    parse_json(line.as_bytes()).expect("a row").as_map().cloned().expect("a map")
}

fn text<'m>(map: &'m Map, key: &str) -> &'m str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

fn is_true(map: &Map, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn map<'m>(map: &'m Map, key: &str) -> &'m Map {
    map.get(key).and_then(Value::as_map).unwrap_or_else(|| panic!("no map {key}"))
}

#[test]
fn hooks_and_order_are_argo_cds() {
    let Some(lines) = rows("argocd_diff") else { return };
    let rows: Vec<Map> = lines.iter().map(|line| read(line)).collect();
    let results: Vec<(String, bool)> = rows
        .iter()
        .filter_map(|row| match text(row, "op") {
            "hook" => Some((text(row, "id").to_owned(), hook(row))),
            "order" => Some((text(row, "id").to_owned(), order(row))),
            _ => None,
        })
        .collect();
    score("argocd_diff, hooks and order", &results, &[]);
}

fn hook(row: &Map) -> bool {
    let object = Object::new(map(row, "object").clone(), Origin::default()).expect("an object");
    let policy = |policy: HookDelete| match policy {
        HookDelete::HookSucceeded => "HookSucceeded",
        HookDelete::HookFailed => "HookFailed",
        HookDelete::BeforeHookCreation => "BeforeHookCreation",
    };
    let texts = |texts: Vec<&str>| Value::list(texts.into_iter().map(Value::from).collect());
    map(row, "expect").iter().all(|(key, wanted)| match key.as_str() {
        "deletePolicies" => *wanted == texts(delete_policies(&object).into_iter().map(policy).collect()),
        "isHook" => *wanted == Value::from(is_hook(&object)),
        "skip" => *wanted == Value::from(is_skipped(&object)),
        "types" => *wanted == texts(hook_types(&object).into_iter().map(HookType::as_str).collect()),
        other => panic!("what is {other}?"),
    })
}

fn order(row: &Map) -> bool {
    let tasks = row.get("tasks").and_then(Value::as_list).expect("tasks");
    let mut sorted: Vec<&Value> = tasks.iter().collect();
    sorted.sort_by_key(|task| place_of(task.as_map().expect("a task")));
    row.get("expect").and_then(Value::as_list).is_some_and(|wanted| wanted.iter().eq(sorted))
}

fn place_of(task: &Map) -> (SyncPhase, i64, usize, String) {
    let phases = [SyncPhase::PreSync, SyncPhase::Sync, SyncPhase::PostSync, SyncPhase::SyncFail];
    let phase = phases.into_iter().find(|phase| phase.as_str() == text(task, "phase")).expect("a phase");
    // The rows' objects lack what makes an object; the marks are read from one that has it.
    let object = map(task, "object");
    let metadata = object.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
    let whole = object.with(Key::field("apiVersion"), "v1".into()).with(Key::field("kind"), "Any".into());
    let wave = wave(&Object::new(whole, Origin::default()).expect("an object"));
    let (phase, wave, rank, name) = place(phase, wave, text(object, "kind"), text(&metadata, "name"));
    (phase, wave, rank, name.to_owned())
}

#[test]
fn rows_of_sync_tables_are_argo_cds() {
    let Some(lines) = rows("argocd_tables") else { return };
    let rows: Vec<Map> = lines.iter().map(|line| read(line)).collect();
    let results: Vec<(String, bool)> = rows
        .iter()
        .filter_map(|line| {
            let row = map(line, "row");
            let is_right = match text(line, "test") {
                "TestSyncCustomResources" => custom_resource(row),
                "TestSyncOptionValidate" => validates(row),
                _ => return None,
            };
            Some((text(line, "id").to_owned(), is_right))
        })
        .collect();
    score("argocd_tables, sync", &results, &[]);
}

/// A custom resource whose kind the server knows or not; whether it is asked, and whether the sync may run.
fn custom_resource(row: &Map) -> bool {
    let fields = map(row, "fields");
    let annotation = if is_true(fields, "skipDryRunAnnotationPresent") { "SkipDryRunOnMissingResource=true" } else { "" };
    let widget = format!(
        "{{apiVersion: argoproj.io/v1, kind: TestCrd, metadata: {{name: my-resource, namespace: shop, annotations: {{argocd.argoproj.io/sync-options: '{annotation}'}}}}}}"
    );
    let crd = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: testcrds.argoproj.io}, spec: {group: argoproj.io, names: {kind: TestCrd}}}";
    let desired = if is_true(fields, "crdInSameSync") { format!("{widget}\n---\n{crd}") } else { widget };
    let options: &[&str] =
        if is_true(fields, "skipDryRunAnnotationPresentForAllResources") { &["SkipDryRunOnMissingResource=true"] } else { &[] };
    let mut world = World::new(&desired, "").with_options(options);
    let key = world.key("TestCrd/my-resource");
    if !is_true(fields, "crdAlreadyPresent") {
        world.dry_runs.insert(key.clone(), Err(Problem::error(ProblemKind::NotFound, "the server could not find the requested resource")));
    }
    // What the row calls "dry run" is whether the server's refusal counts.
    let is_refused = world.plan().is_refused();
    is_refused != is_true(row, "wantSuccess") && is_refused == is_true(row, "wantDryRun")
}

fn validates(row: &Map) -> bool {
    let annotations = Map::from_entries(vec![(Key::from("argocd.argoproj.io/sync-options"), text(row, "annotationVal").into())]);
    let metadata = Map::from_entries(vec![("name".into(), "p".into()), ("annotations".into(), Value::Map(annotations))]);
    let root = Map::from_entries(vec![
        ("apiVersion".into(), "v1".into()),
        ("kind".into(), "Pod".into()),
        ("metadata".into(), Value::Map(metadata)),
    ]);
    let pod = Object::new(root, Origin::default()).expect("an object");
    Options::new(&Request::default()).skips_validation(&pod) != is_true(row, "want")
}
