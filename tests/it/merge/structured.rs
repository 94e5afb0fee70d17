//! Server-side apply and the tracking of fields, against the answers of a real API server
//! (`tests/fixtures/merge/apply`, recorded by `benches/tools/apply_goldens.py`).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tiphys::engine::manifest::json::{parse_json, to_json};
use tiphys::engine::manifest::quantity::Quantity;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::merge::structured::apply::{Force, StructuredError, Writer, apply, keep_times, update};
use tiphys::engine::merge::structured::managed::{Owners, owners};
use tiphys::engine::schema::{Learnt, Schema};
use tiphys::model::object::value::{Map, Value};
use tiphys::model::object::{Object, Origin};

const NOW: &str = "2999-01-01T00:00:00Z";

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/merge/apply")
}

fn read(case: &str, file: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(case).join(file)).expect("a fixture")
}

fn object(value: Option<&Value>) -> Option<Object> {
    let Some(Value::Map(map)) = value else { return None };
    Object::new(map.clone(), Origin::default()).ok()
}

/// The built-in kinds, and the custom ones that the case's steps define.
fn schema(case: &str) -> Schema {
    let steps = parse_yaml(&read(case, "steps.yaml"), "steps.yaml", ParseOptions::KUBERNETES);
    let steps = steps.values.into_iter().next().expect("steps").value;
    let crds = steps.as_list().expect("a list").iter().filter_map(|step| object(step.as_map()?.get("body")));
    let crds = crds.filter(|object| &**object.kind() == "CustomResourceDefinition");
    crds.fold(Schema::builtin(), |schema, crd| schema.with(Arc::new(Learnt::from_crd(&crd).expect("a CRD"))))
}

fn text(row: &Map, field: &str) -> String {
    row.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Everybody's fields, with times told as kept or new.
fn shown(owners: &Owners, before: &Owners) -> BTreeMap<String, String> {
    let told = owners.iter().map(|(manager, own)| {
        let kept = before.get(manager).is_some_and(|before| before.time == own.time);
        let fields = String::from_utf8(to_json(&own.fields.to_v1())).expect("UTF-8");
        let who = format!("{} {:?} {}", manager.shown(), manager.operation, own.api_version);
        (who, format!("{} {fields}", if kept { "kept" } else { "new" }))
    });
    told.collect()
}

/// What the server adds on its own: identity, versions, times.
fn plain(object: &Object) -> Value {
    let metadata = object.get(&["metadata"]).and_then(Value::as_map).cloned().unwrap_or_default();
    let server = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "namespace"];
    let metadata = server.iter().fold(metadata, |metadata, field| metadata.without(field));
    Value::Map(object.root().with("metadata", Value::Map(metadata)))
}

/// Where the server's object lacks or changes what ours holds; more (defaults) it may hold.
fn missing(ours: &Value, theirs: Option<&Value>, path: &str, out: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Map(ours), Some(Value::Map(theirs))) => {
            for (key, value) in ours {
                missing(value, theirs.get(key.as_str()), &format!("{path}.{}", key.as_str()), out);
            }
        }
        (Value::List(ours), Some(Value::List(theirs))) if ours.len() == theirs.len() => {
            for (index, (ours, theirs)) in ours.iter().zip(theirs.iter()).enumerate() {
                missing(ours, Some(theirs), &format!("{path}[{index}]"), out);
            }
        }
        (ours, Some(theirs)) if ours == theirs => {}
        // The server prints quantities in their canonical form.
        (Value::Str(ours), Some(Value::Str(theirs)))
            if Quantity::parse(ours)
                .is_ok_and(|ours| Quantity::parse(theirs).is_ok_and(|theirs| ours.canonical() == theirs.canonical())) => {}
        (Value::Map(ours), None) if ours.is_empty() => {}
        _ => out.push(path.to_owned()),
    }
}

/// Where the server's object still holds what ours dropped from the one before.
fn left(ours: Option<&Value>, theirs: &Value, before: Option<&Value>, path: &str, out: &mut Vec<String>) {
    match (ours, theirs, before) {
        (Some(Value::Map(ours)), Value::Map(theirs), Some(Value::Map(before))) => {
            for (key, value) in theirs {
                let path = format!("{path}.{}", key.as_str());
                left(ours.get(key.as_str()), value, before.get(key.as_str()), &path, out);
            }
        }
        // Another value than before is a default that came back.
        (None, theirs, Some(before)) if theirs == before => out.push(path.to_owned()),
        _ => {}
    }
}

#[derive(Default)]
struct Found {
    steps: usize,
    wrong: Vec<String>,
}

fn check(case: &str, found: &mut Found) {
    let schema = schema(case);
    let rows = parse_json(&read(case, "recorded.json")).expect("recorded answers are JSON");
    for (index, row) in rows.as_list().expect("a list").iter().enumerate() {
        let row = row.as_map().expect("a map");
        let (verb, manager, subresource) = (text(row, "verb"), text(row, "manager"), text(row, "subresource"));
        let place = format!("{case} step {} ({verb} by {manager})", index + 1);
        found.steps += 1;
        let (before, after) = (object(row.get("before")), object(row.get("after")));
        let writer = Writer { name: &manager, subresource: &subresource, now: NOW };
        let made = if verb == "apply" {
            let sent = object(row.get("sent")).expect("an object");
            let force = if row.get("force").and_then(Value::as_bool) == Some(true) { Force::Yes } else { Force::No };
            apply(&schema, before.as_ref(), &sent, &writer, force)
        } else {
            // What a client sends holds the fields as they were, unless it resets them.
            let Some(after) = &after else { continue };
            let resets = String::from_utf8_lossy(&to_json(row.get("sent").unwrap_or(&Value::Null))).contains("\"managedFields\":[{}]");
            let fields = if resets {
                Value::list(vec![Value::Map(Map::default())])
            } else {
                before.as_ref().and_then(|before| before.get(&["metadata", "managedFields"]).cloned()).unwrap_or_default()
            };
            // Addresses are given after the fields were tracked.
            let sent = if before.is_none() {
                let given = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];
                given.iter().fold(after.clone(), |sent, field| sent.unset(&["spec", field]).expect("an object"))
            } else {
                after.clone()
            };
            let sent = sent.set(&["metadata", "managedFields"], fields).expect("an object");
            update(&schema, before.as_ref(), &sent, &writer)
        };
        let known = before.as_ref().map(|before| owners(before).expect("owners")).unwrap_or_default();
        match (made, after) {
            (Ok(made), Some(after)) => {
                // What the server made of the fields after the merge, with the owners that we found.
                let fields = made.get(&["metadata", "managedFields"]).cloned().unwrap_or_default();
                let settled = after.set(&["metadata", "managedFields"], fields).expect("an object");
                let settled = before.as_ref().map_or_else(|| settled.clone(), |before| keep_times(before, &settled).expect("an object"));
                let ours = shown(&owners(&settled).expect("ours"), &known);
                let theirs = shown(&owners(&after).expect("theirs"), &known);
                if ours != theirs {
                    found.wrong.push(format!("{place}: owners\nours {ours:#?}\ntheirs {theirs:#?}"));
                }
                // The object's own path does not change the status; stringData becomes data.
                let compared = |object: &Object| {
                    let object = object.unset(&["stringData"]).expect("an object");
                    if subresource.is_empty() { plain(&object.unset(&["status"]).expect("an object")) } else { plain(&object) }
                };
                let (ours, theirs) = (compared(&made), compared(&after));
                let mut fields = Vec::new();
                missing(&ours, Some(&theirs), "", &mut fields);
                left(Some(&ours), &theirs, before.as_ref().map(compared).as_ref(), "", &mut fields);
                if !fields.is_empty() {
                    found.wrong.push(format!("{place}: fields {fields:?}"));
                }
            }
            (Err(error), None) => {
                let told = row.get("error").and_then(Value::as_map).map(|error| text(error, "message")).unwrap_or_default();
                // The server prints the values that it refuses; we do not.
                let (ours, theirs) = (error.to_string(), told.clone());
                if ours.split(", got").next() != theirs.split(", got").next() {
                    found.wrong.push(format!("{place}: ours {error}\ntheirs {told}"));
                }
            }
            (Ok(_), None) => {
                let error = row.get("error").and_then(Value::as_map);
                let told = error.map(|error| text(error, "message")).unwrap_or_default();
                // Validation of values is the server's business, not the merge's.
                let is_validation = error.and_then(|error| error.get("reason")).and_then(Value::as_str) == Some("Invalid");
                if !is_validation {
                    found.wrong.push(format!("{place}: the server refused: {told}"));
                }
            }
            (Err(StructuredError::Conflicts(conflicts)), Some(_)) => found.wrong.push(format!("{place}: we found conflicts {conflicts:?}")),
            (Err(error), Some(_)) => found.wrong.push(format!("{place}: we refused: {error}")),
        }
    }
}

#[test]
fn writes_leave_fields_and_owners_as_a_real_api_server_does() {
    let mut cases: Vec<String> = std::fs::read_dir(fixtures())
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    cases.sort();
    let mut found = Found::default();
    for case in &cases {
        check(case, &mut found);
    }
    assert!(found.wrong.is_empty(), "{} of {} steps differ:\n{}", found.wrong.len(), found.steps, found.wrong.join("\n"));
}
