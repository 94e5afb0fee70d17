//! Rows of custom resources: the printer columns of their definition, read by simple JSON paths.

use jiff::Timestamp;

use super::age::since;
use super::columns::definition;
use super::read::name;
use crate::engine::manifest::json::to_json;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::kinds::custom::{Column, Custom};

/// Column definitions; a definition without columns shows the age.
pub(super) fn columns(own: &Custom) -> Vec<Value> {
    let mut all = vec![definition("Name", "string", "name", "", 0)];
    all.extend(own.columns.iter().map(|c| definition(&c.name, &c.of_type, &c.format, &c.description, c.priority)));
    if own.columns.is_empty() {
        all.push(definition("Age", "date", "", "", 0));
    }
    all
}

/// The cells of one object.
pub(super) fn cells(own: &Custom, object: &Object, now: Timestamp) -> Vec<Value> {
    let mut all = vec![name(object)];
    all.extend(own.columns.iter().map(|column| cell(column, object, now)));
    if own.columns.is_empty() {
        all.push(Value::str(since(object.str_at(&["metadata", "creationTimestamp"]), now)));
    }
    all
}

fn cell(column: &Column, object: &Object, now: Timestamp) -> Value {
    let root = object.to_value();
    let Some(found) = find(&root, &column.path) else { return Value::Null };
    match (column.of_type.as_str(), found) {
        ("date", Value::Str(text)) => Value::str(since(Some(text), now)),
        ("string", Value::Str(_)) | ("integer" | "number", Value::Int(_) | Value::Float(_)) | ("boolean", Value::Bool(_)) => found.clone(),
        ("string", other) => Value::str(String::from_utf8_lossy(&to_json(other)).into_owned()),
        _ => Value::Null,
    }
}

/// `.spec.size`, `.metadata.annotations['a\.b']`, `.status.conditions[?(@.type=="Ready")].status`, `.spec.list[0]`.
fn find<'v>(root: &'v Value, path: &str) -> Option<&'v Value> {
    let mut at = root;
    let mut rest = path.trim_matches(|c| matches!(c, '{' | '}'));
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[?(@.") {
            let (filter, after) = after.split_once(")]")?;
            let (key, wanted) = filter.split_once("==")?;
            let wanted = wanted.trim().trim_matches(|c| matches!(c, '"' | '\''));
            at = at
                .as_list()?
                .iter()
                .find(|item| item.as_map().and_then(|map| map.get(key.trim())).and_then(Value::as_str) == Some(wanted))?;
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (index, after) = after.split_once(']')?;
            let key = index.trim_matches(|c| matches!(c, '"' | '\''));
            at = match at {
                Value::List(items) => items.get(key.parse::<usize>().ok()?)?,
                Value::Map(map) => map.get(&key.replace("\\.", "."))?,
                _ => return None,
            };
            rest = after;
        } else {
            let tail = rest.strip_prefix('.').unwrap_or(rest);
            let mut end = 0;
            let bytes = tail.as_bytes();
            while let Some(byte) = bytes.get(end) {
                if *byte == b'[' || *byte == b'.' && end > 0 && bytes.get(end - 1) != Some(&b'\\') {
                    break;
                }
                end += 1;
            }
            let (key, after) = tail.split_at(end);
            at = at.as_map()?.get(&key.replace("\\.", "."))?;
            rest = after;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::engine::manifest::json::parse_json;

    #[test]
    fn printer_columns_find_their_values() {
        let value = parse_json(br#"{"a":{"b.c":1,"l":[{"t":"x","s":"no"},{"t":"y","s":"yes"}]}}"#).unwrap();
        assert_eq!(find(&value, ".a.b\\.c").and_then(crate::model::object::value::Value::as_i64), Some(1));
        assert_eq!(find(&value, ".a.l[?(@.t==\"y\")].s").and_then(|v| v.as_str()), Some("yes"));
        assert_eq!(find(&value, ".a.l[0].s").and_then(|v| v.as_str()), Some("no"));
        assert!(find(&value, ".a.x").is_none());
    }
}
