//! Fields that trusted managers own do not count: where live and desired differ in such a field, it is taken out of both.
//! It knows no rule that names the managers. Source: Argo CD `util/argo/managedfields/managed_fields.go`.

use crate::engine::manifest::json;
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Both objects without the differing fields that one of these managers owns in the live object. Only fields that both
/// have are taken out.
pub(super) fn without_managed(desired: &Map, live: &Map, of: &Object, managers: &[&str]) -> (Map, Map) {
    let mut pair = (desired.clone(), live.clone());
    let entries = of.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or(&[]);
    for entry in entries.iter().filter_map(Value::as_map) {
        let manager = entry.get("manager").and_then(Value::as_str).unwrap_or("");
        if let Some(Value::Map(fields)) = entry.get("fieldsV1").filter(|_| managers.contains(&manager)) {
            pair = maps(fields, &pair.0, &pair.1);
        }
    }
    pair
}

fn maps(fields: &Map, desired: &Map, live: &Map) -> (Map, Map) {
    let (mut desired, mut live) = (desired.clone(), live.clone());
    for (key, inner) in fields {
        let Some(name) = key.as_str().strip_prefix("f:") else { continue };
        let (Some(a), Some(b)) = (desired.get(name), live.get(name)) else { continue };
        let (a, b) = value(inner, a, b);
        desired = put(&desired, name, a);
        live = put(&live, name, b);
    }
    (desired, live)
}

/// What is left of both values: none where the field itself is owned and differs.
fn value(fields: &Value, desired: &Value, live: &Value) -> (Option<Value>, Option<Value>) {
    let keep = || (Some(desired.clone()), Some(live.clone()));
    let Some(fields) = fields.as_map().filter(|_| desired != live) else { return keep() };
    if !fields.iter().any(|(key, _)| key.as_str() != ".") {
        return if matches!((desired, live), (Value::Map(_), Value::Map(_))) { keep() } else { (None, None) };
    }
    match (desired, live) {
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = maps(fields, a, b);
            (Some(Value::Map(a)), Some(Value::Map(b)))
        }
        (Value::List(a), Value::List(b)) => {
            let (mut a, mut b) = (a.to_vec(), b.to_vec());
            for (key, inner) in fields {
                let Some(Ok(Value::Map(wanted))) = key.as_str().strip_prefix("k:").map(|text| json::parse_json(text.as_bytes())) else {
                    continue;
                };
                let (Some(i), Some(j)) = (find(&wanted, &a), find(&wanted, &b)) else { continue };
                if let (Some(x), Some(y)) = (a.get(i).cloned(), b.get(j).cloned()) {
                    let (x, y) = value(inner, &x, &y);
                    replace(&mut a, i, x);
                    replace(&mut b, j, y);
                }
            }
            (Some(Value::list(a)), Some(Value::list(b)))
        }
        _ => keep(),
    }
}

fn find(wanted: &Map, items: &[Value]) -> Option<usize> {
    items.iter().position(|item| item.as_map().is_some_and(|map| wanted.iter().all(|(key, value)| map.get(key.as_str()) == Some(value))))
}

fn replace(items: &mut Vec<Value>, index: usize, value: Option<Value>) {
    match value {
        Some(value) => {
            if let Some(item) = items.get_mut(index) {
                *item = value;
            }
        }
        None => {
            items.remove(index);
        }
    }
}

fn put(map: &Map, name: &str, value: Option<Value>) -> Map {
    match value {
        Some(value) => map.with(Key::own(name), value),
        None => map.without(name),
    }
}
