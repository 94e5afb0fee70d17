//! Small readers that cells share. They know no column.

use jiff::Timestamp;

use super::age;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::store::select::Selector;

pub(super) const NONE: &str = "<none>";

/// Text, or `<none>` for nothing.
pub(super) fn or_none(text: &str) -> Value {
    Value::str(if text.is_empty() { NONE } else { text })
}

pub(super) fn text<'o>(object: &'o Object, path: &[&str]) -> &'o str {
    object.str_at(path).unwrap_or("")
}

pub(super) fn int(object: &Object, path: &[&str]) -> i64 {
    object.int_at(path).unwrap_or(0)
}

pub(super) fn list<'o>(object: &'o Object, path: &[&str]) -> &'o [Value] {
    object.get(path).and_then(Value::as_list).unwrap_or(&[])
}

pub(super) fn texts(list: &[Value]) -> Vec<&str> {
    list.iter().filter_map(Value::as_str).collect()
}

pub(super) fn maps(list: &[Value]) -> impl Iterator<Item = &Map> {
    list.iter().filter_map(Value::as_map)
}

pub(super) fn of<'m>(map: &'m Map, key: &str) -> &'m str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

pub(super) fn name(object: &Object) -> Value {
    Value::str(object.name().clone())
}

pub(super) fn age(object: &Object, now: Timestamp) -> Value {
    Value::str(age::since(object.str_at(&["metadata", "creationTimestamp"]), now))
}

pub(super) fn created(object: &Object) -> Value {
    Value::str(text(object, &["metadata", "creationTimestamp"]))
}

/// How many entries a map has.
pub(super) fn size(object: &Object, path: &[&str]) -> i64 {
    object.get(path).and_then(Value::as_map).map_or(0, |map| i64::try_from(map.len()).unwrap_or(0))
}

/// Containers' names and images of a pod template.
pub(super) fn containers(object: &Object, path: &[&str]) -> [Value; 2] {
    let own = list(object, path);
    let joined = |key: &str| Value::str(maps(own).map(|container| of(container, key)).collect::<Vec<_>>().join(","));
    [joined("name"), joined("image")]
}

/// A label selector as text; `<none>` when it selects nothing in particular.
pub(super) fn selector(object: &Object, path: &[&str]) -> Value {
    let text = Selector::of_label_selector(object.get(path)).map_or_else(String::new, |own| own.to_text());
    or_none(&text)
}

/// A plain map of labels as text.
pub(super) fn labels(value: Option<&Value>) -> Value {
    let text = Selector::of_labels(value).map_or_else(String::new, |own| own.to_text());
    or_none(&text)
}
