//! The suite `diff`: whether two objects differ, which fields ignore rules take away, what is a hook, in which order tasks
//! run. It knows no cluster.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::compare::{self, Rules};
use crate::engine::manifest::json::to_json;
use crate::engine::merge::pointer;
use crate::engine::resources::marks;
use crate::engine::schema::Schema;
use crate::engine::sync::hooks;
use crate::engine::sync::order;
use crate::engine::sync::task::{ApplyMode, DryRun, HookDelete, Propagation, Task, Verb};
use crate::model::application::{IgnoreDifference, annotation};
use crate::model::ids::ClusterId;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin, build, serde_de};
use crate::model::problem::Problem;
use crate::model::settings::{IgnoreStatus, Settings};
use crate::model::status::SyncPhase;

use super::judged::settled;
use super::{map_at, outcome};

/// The answer to a row.
pub fn answer(row: &Map) -> Value {
    match row.get("op").and_then(Value::as_str) {
        Some("diff") => difference(row, |live| Some(live.clone())),
        Some("twoWay") => difference(row, |live| live.unset(&["metadata", "annotations", annotation::LAST_APPLIED]).ok()),
        Some("ignore") => ignored(row),
        Some("hook") => hook(row),
        Some("order") => ordered(row),
        _ => outcome(Err("unknown op")),
    }
}

fn object(row: &Map, field: &str) -> Option<Object> {
    whole(row.get(field)?.as_map()?.clone())
}

/// An object of the suite, which may lack even a kind: one that sorts last is put in.
fn whole(mut root: Map) -> Option<Object> {
    for (field, text) in [("apiVersion", "v1"), ("kind", "~")] {
        if root.get(field).and_then(Value::as_str).is_none_or(str::is_empty) {
            root = root.with(field, text.into());
        }
    }
    Object::new(root, Origin::default()).ok()
}

fn rules(ignore: Vec<IgnoreDifference>, raw: BTreeMap<Arc<str>, Arc<str>>) -> Rules {
    let settings = Settings { ignore_status: IgnoreStatus::None, raw, ..Settings::default() };
    Rules {
        instance: "".into(),
        cluster: ClusterId::new("conformance"),
        namespace: "".into(),
        ignore: ignore.into(),
        policy: Arc::default(),
        settings: settings.into(),
        server_side: None,
        server: "".into(),
    }
}

fn difference(row: &Map, prepare: impl Fn(&Object) -> Option<Object>) -> Value {
    let options = map_at(row, "options");
    let aggregated = options.get("ignoreAggregatedRoles").and_then(Value::as_bool).unwrap_or(false);
    let raw = BTreeMap::from([("resource.compareoptions".into(), format!("ignoreAggregatedRoles: {aggregated}").into())]);
    let live = object(row, "live").and_then(|live| prepare(&live));
    let (config, schema, rules) = (object(row, "config"), Schema::builtin(), rules(Vec::new(), raw));
    match settled(|asking| compare::is_modified(config.as_ref(), live.as_ref(), &schema, &rules, asking)) {
        Some(Ok(modified)) => Value::Map(build::map([("modified", modified.into())])),
        Some(Err(problem)) => outcome(Err::<Value, Problem>(problem)),
        None => outcome(Err("it asks for ever")),
    }
}

/// Which of the paths that the rules name are left.
fn ignored(row: &Map) -> Value {
    let Some(object) = object(row, "object") else { return outcome(Err("no object")) };
    let own: Vec<IgnoreDifference> = row.get("rules").and_then(|rules| serde_de::from_value(rules).ok()).unwrap_or_default();
    let mut raw = BTreeMap::new();
    let mut paths: Vec<String> = own.iter().flat_map(|rule| rule.json_pointers.clone()).collect();
    for (kind, rules) in &map_at(row, "overrides") {
        let differences = map_at(rules.as_map().unwrap_or(&Map::default()), "ignoreDifferences");
        let pointers = differences.get("jsonPointers").and_then(Value::as_list).unwrap_or(&[]);
        paths.extend(pointers.iter().filter_map(Value::as_str).map(str::to_owned));
        let key = format!("resource.customizations.ignoreDifferences.{}", kind.as_str().replacen('/', "_", 1));
        let text = String::from_utf8_lossy(&to_json(&Value::Map(differences))).into_owned();
        raw.insert(Arc::from(key), Arc::from(text));
    }
    let rules = rules(own, raw);
    let Some(left) = settled(|asking| compare::normalized(&object, &rules, asking)) else { return outcome(Err("it asks for ever")) };
    let left = Value::Map(left);
    let paths = paths.iter().map(|path| (Key::own(path.as_str()), Value::Bool(pointer::get(&left, path).is_some())));
    Value::Map(build::map([("paths", Value::map(paths.collect()))]))
}

fn hook(row: &Map) -> Value {
    let Some(object) = object(row, "object") else { return outcome(Err("no object")) };
    let policies = hooks::delete_policies(&object).into_iter().map(|policy| match policy {
        HookDelete::HookSucceeded => "HookSucceeded".into(),
        HookDelete::HookFailed => "HookFailed".into(),
        HookDelete::BeforeHookCreation => "BeforeHookCreation".into(),
    });
    let types = marks::hook_types(&object).into_iter().map(|hook| hook.as_str().into());
    Value::Map(build::map([
        ("deletePolicies", Value::list(policies.collect())),
        ("isHook", marks::is_hook(&object).into()),
        ("skip", marks::is_skipped(&object).into()),
        ("types", Value::list(types.collect())),
    ]))
}

/// The tasks in their order.
fn ordered(row: &Map) -> Value {
    let asked = row.get("tasks").and_then(Value::as_list).unwrap_or(&[]);
    let mut tasks: Vec<Task> = asked.iter().enumerate().filter_map(|(index, task)| task_of(index, task.as_map()?)).collect();
    order::sort(&mut tasks, "");
    let places = tasks.iter().filter_map(|task| task.version.parse::<usize>().ok());
    Value::list(places.filter_map(|index| asked.get(index).cloned()).collect())
}

/// A task of the suite; one without a phase is of the sync. The index stands in a field that no order looks at.
fn task_of(index: usize, task: &Map) -> Option<Task> {
    let object = whole(map_at(task, "object"))?;
    let phases = [SyncPhase::PreSync, SyncPhase::Sync, SyncPhase::PostSync, SyncPhase::SyncFail];
    let name = task.get("phase").and_then(Value::as_str).unwrap_or("");
    Some(Task {
        key: object.key(&ClusterId::new("conformance")),
        version: index.to_string().into(),
        verb: Verb::Create,
        phase: phases.into_iter().find(|phase| phase.as_str() == name).unwrap_or(SyncPhase::Sync),
        wave: marks::wave(&object),
        hook: None,
        hook_delete: Vec::new(),
        generate_name: "".into(),
        mode: ApplyMode::ClientSide,
        force: false,
        skip_validation: false,
        propagation: Propagation::default(),
        needs_approval: false,
        is_modified: true,
        makes_namespace: false,
        desired: Some(object),
        live: None,
        why: "".into(),
        risks: Vec::new(),
        dry_run: DryRun::Needless,
    })
}
