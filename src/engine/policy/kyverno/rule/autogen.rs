//! Rules for Pods become rules for the controllers of Pods: pattern below `spec.template`, variables likewise, `autogen-` before the name.
//! It works on rules as they are written. Source: kyverno `pkg/autogen/v1`.

use super::super::matching::{Filters, kind};
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The annotation that chooses the controllers.
pub const ANNOTATION: &str = "pod-policies.kyverno.io/autogen-controllers";

/// Kinds that keep a Pod in themselves.
pub const CONTROLLERS: [&str; 7] = ["DaemonSet", "Deployment", "Job", "StatefulSet", "ReplicaSet", "ReplicationController", "CronJob"];

/// What variables become in a rule for controllers, in this order.
const TEMPLATE: &str = "spec.template";
const JOB_TEMPLATE: &str = "spec.jobTemplate.spec.template";

/// The longest name that Kyverno gives a rule.
const MAX_NAME: usize = 63;

/// The controllers that a policy's rules are generated for.
pub fn controllers(rules: &[Map], annotation: Option<&str>) -> Vec<String> {
    if !is_possible(rules) {
        return Vec::new();
    }
    match annotation {
        None => CONTROLLERS.iter().map(|kind| (*kind).to_owned()).collect(),
        Some(kinds) => kinds.split(',').map(str::to_owned).collect(),
    }
}

/// The rules of a policy for objects of this kind, each with its number in the policy.
pub fn rules_for(rules: &[Map], controllers: &[String], kind: &str) -> Vec<(usize, Map)> {
    let own = || rules.iter().cloned().enumerate();
    if !CONTROLLERS.contains(&kind) || !controllers.iter().any(|controller| controller == kind) {
        return own().collect();
    }
    let generated: Vec<(usize, Map)> = own().filter_map(|(index, rule)| Some((index, generated(&rule, kind)?))).collect();
    if generated.is_empty() {
        return own().collect();
    }
    own().filter(|(_, rule)| !name(rule).starts_with("autogen-")).chain(generated).collect()
}

fn name(rule: &Map) -> &str {
    rule.get("name").and_then(Value::as_str).unwrap_or_default()
}

fn filters(rule: &Map, key: &str) -> Option<Filters> {
    rule.get(key).filter(|value| !value.is_null()).and_then(|value| Filters::read(value).ok())
}

/// Whether any rule of a policy may be generated: one that generates, patches by JSON 6902, or asks for what only the Pod has, prevents it
/// for all.
fn is_possible(rules: &[Map]) -> bool {
    let mut is_needed = false;
    for rule in rules {
        let part = |map: &Map, key: &str| map.get(key).filter(|value| !value.is_null()).cloned();
        let patches = |map: &Map| part(map, "patchesJson6902").is_some_and(|value| value.as_str() != Some(""));
        let mutate = part(rule, "mutate").and_then(|value| value.as_map().cloned());
        let has_patches = mutate.is_some_and(|mutate| {
            let loops = part(&mutate, "foreach");
            patches(&mutate) || loops.iter().filter_map(Value::as_list).flatten().filter_map(Value::as_map).any(patches)
        });
        if part(rule, "generate").is_some() || has_patches {
            return false;
        }
        for blocks in ["match", "exclude"].into_iter().filter_map(|key| filters(rule, key)) {
            if blocks.blocks().any(super::super::matching::Filter::is_of_pods_only) {
                return false;
            }
            is_needed |= blocks.kinds().any(|kind| kind == "Pod" || CONTROLLERS.contains(&kind));
        }
    }
    is_needed
}

/// The rule for one kind of controllers; none where it cannot be made.
fn generated(rule: &Map, controller: &str) -> Option<Map> {
    let own = name(rule);
    let is_for_pods = |filters: &Filters| filters.kinds().any(|spelling| kind::is(spelling, "Pod"));
    let exclude = filters(rule, "exclude");
    let excludes_others = exclude.as_ref().is_some_and(|exclude| exclude.kinds().next().is_some() && !is_for_pods(exclude));
    if own.starts_with("autogen-") || !is_for_pods(&filters(rule, "match")?) || excludes_others {
        return None;
    }
    let (prefix, path) = if controller == "CronJob" { ("autogen-cronjob", JOB_TEMPLATE) } else { ("autogen", TEMPLATE) };
    let mut new_name = format!("{prefix}-{own}");
    new_name.truncate(new_name.floor_char_boundary(MAX_NAME));
    let spelling = gvk(controller);
    let mut out = rule.with(Key::field("name"), new_name.as_str().into());
    for key in ["match", "exclude"] {
        if let Some(Value::Map(blocks)) = rule.get(key) {
            out = out.with(key, Value::Map(with_kinds(blocks, spelling, key == "match", controller == "CronJob")));
        }
    }
    if let Some(Value::Map(validate)) = rule.get("validate") {
        out = out.with("validate", Value::Map(below_template(validate, path)?));
    }
    // Only what a rule's type knows is kept.
    let out = out.without("imageExtractors");
    match replaced(&Value::Map(out), path, 0) {
        Value::Map(out) => Some(out.with(Key::field("name"), new_name.into())),
        _ => None,
    }
}

/// The kind with its group; any version, since an API server brings what is sent in another version to the one that a webhook asks for.
fn gvk(controller: &str) -> &'static str {
    match controller {
        "DaemonSet" => "apps/*/DaemonSet",
        "Deployment" => "apps/*/Deployment",
        "Job" => "batch/*/Job",
        "StatefulSet" => "apps/*/StatefulSet",
        "ReplicaSet" => "apps/*/ReplicaSet",
        "ReplicationController" => "v1/ReplicationController",
        _ => "batch/*/CronJob",
    }
}

/// `match` or `exclude` for the controller instead of Pods.
fn with_kinds(blocks: &Map, spelling: &str, is_match: bool, is_cron_job: bool) -> Map {
    let kinds = Value::list(vec![spelling.into()]);
    let names_kinds = |block: &Map| {
        let kinds = block.get("resources").and_then(Value::as_map).and_then(|resources| resources.get("kinds")).and_then(Value::as_list);
        kinds.is_some_and(|kinds| !kinds.is_empty())
    };
    for key in ["any", "all"] {
        let Some(Value::List(items)) = blocks.get(key) else { continue };
        if items.is_empty() {
            continue;
        }
        let changed = items.iter().map(|item| {
            let Some(block) = item.as_map() else { return item.clone() };
            let is_for_pods = Filters::read(item).is_ok_and(|block| block.own.kinds.iter().any(|own| kind::is(own, "Pod")));
            // For CronJobs Kyverno overwrites the kinds of every block.
            if is_for_pods || is_cron_job { Value::Map(build::set(block, &["resources", "kinds"], kinds.clone())) } else { item.clone() }
        });
        return blocks.with(key, Value::list(changed.collect()));
    }
    if is_match || names_kinds(blocks) { build::set(blocks, &["resources", "kinds"], kinds) } else { blocks.clone() }
}

/// A pattern below the place of the Pod's template.
fn below(path: &str, pattern: &Value) -> Value {
    path.split('.').rev().fold(pattern.clone(), |inner, key| Value::map(vec![(Key::own(key), inner)]))
}

/// A validation for the controller; none where it is of no kind that is generated.
fn below_template(validate: &Map, path: &str) -> Option<Map> {
    let part = |key: &str| validate.get(key).filter(|value| !value.is_null());
    let shift = path.replace('.', "/");
    let message = |pivot: &str| {
        part("message").and_then(Value::as_str).map(|message| message.replace(&format!("/{pivot}/"), &format!("/{pivot}/{shift}/")))
    };
    let with_message = |map: Map, pivot: &str| match message(pivot) {
        Some(message) if message.contains("$(") => map.with("message", message.into()),
        _ => map,
    };
    if let Some(pattern) = part("pattern") {
        let map = ["deny", "anyPattern", "foreach"].into_iter().fold(validate.clone(), |map, key| map.without(key));
        return Some(with_message(map.with("pattern", below(path, pattern)), "pattern"));
    }
    if part("deny").is_some() || part("podSecurity").is_some() {
        return Some(validate.clone());
    }
    if let Some(Value::List(patterns)) = part("anyPattern") {
        let patterns = patterns.iter().map(|pattern| below(path, pattern)).collect();
        return Some(with_message(validate.with("anyPattern", Value::list(patterns)), "anyPattern"));
    }
    (part("foreach").is_some() || part("cel").is_some() || part("manifests").is_some()).then(|| validate.clone())
}

/// Every text and key with the Pod's paths replaced by the controller's.
fn replaced(value: &Value, path: &str, depth: usize) -> Value {
    // Policies are refused at reading where they nest as deep.
    if depth > super::super::read::MAX_DEPTH + 16 {
        return value.clone();
    }
    let text = |text: &str| {
        ["object.spec", "oldObject.spec", "object.metadata", "oldObject.metadata"].into_iter().fold(text.to_owned(), |text, own| {
            let (object, field) = own.split_once('.').unwrap_or((own, ""));
            text.replace(&format!("request.{own}"), &format!("request.{object}.{path}.{field}"))
        })
    };
    match value {
        Value::Str(own) if own.contains("request.") => text(own).into(),
        Value::List(items) => Value::list(items.iter().map(|item| replaced(item, path, depth + 1)).collect()),
        Value::Map(map) => {
            Value::map(map.iter().map(|(key, item)| (Key::own(text(key.as_str())), replaced(item, path, depth + 1))).collect())
        }
        other => other.clone(),
    }
}
