//! The suite `windows`: which sync windows match, are open, and let a sync pass, at a fixed time. It knows no project.

use jiff::Timestamp;

use crate::engine::access::windows::{Asked, Subject, Window, can_sync, matching, read, validate};
use crate::model::application::Destination;
use crate::model::object::value::{Map, Value};
use crate::model::object::{build, serde_de};
use crate::model::project::SyncWindow;

/// The answer to a row.
pub fn answer(row: &Map) -> Value {
    let windows: Vec<SyncWindow> = row.get("windows").and_then(|list| serde_de::from_value(list).ok()).unwrap_or_default();
    let time = |field: &str| row.get(field).and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
    let Some(at) = time("at") else { return super::outcome(Err("no time")) };
    let own = match row.get("op").and_then(Value::as_str) {
        Some("matches") => return count(&matching_of(row, &windows)),
        Some("validate") => return flag("error", windows.iter().enumerate().any(|(index, one)| validate("", index, one).is_some())),
        Some("inactiveAllows") => windows.iter().enumerate().filter(|(_, window)| window.kind == "allow").collect::<Vec<_>>(),
        Some(_) => windows.iter().enumerate().collect(),
        None => return super::outcome(Err("unknown op")),
    };
    let read = read("", own);
    let is_error = read.is_err();
    let known = read.unwrap_or_default();
    let manual = row.get("manual").and_then(Value::as_bool) == Some(true);
    let listed = |is_open: bool| {
        let found: Vec<&Window<'_>> = known.iter().filter(|window| window.is_active(at) == is_open).collect();
        count(&found.iter().map(|window| window.index).collect::<Vec<_>>())
    };
    let mut answer = match row.get("op").and_then(Value::as_str) {
        Some("active") => listed(true),
        Some("inactiveAllows") => listed(false),
        Some("windowActive") => flag("active", known.first().is_some_and(|window| window.is_active(at))),
        Some("canSync") => {
            let asked = Asked { at, manual, began: time("operationStart") };
            flag("can", !is_error && can_sync(&known, asked).allowed)
        }
        Some(_) | None => super::outcome(Err("unknown op")),
    };
    if let Value::Map(map) = &answer {
        answer = Value::Map(map.with("error", Value::Bool(is_error)));
    }
    answer
}

fn flag(name: &'static str, is_so: bool) -> Value {
    Value::Map(build::map([(name, Value::Bool(is_so))]))
}

/// How many, and which one where it is one of several.
fn count(found: &[usize]) -> Value {
    let number = |n: usize| Value::from(i64::try_from(n).unwrap_or(i64::MAX));
    let counted = build::map([("count", number(found.len()))]);
    match found {
        [one] => Value::Map(counted.with("index", number(*one))),
        _ => Value::Map(counted),
    }
}

fn matching_of(row: &Map, windows: &[SyncWindow]) -> Vec<usize> {
    let app = super::map_at(row, "app");
    let destination: Destination = app.get("destination").and_then(|value| serde_de::from_value(value).ok()).unwrap_or_default();
    let subject = Subject { name: app.get("name").and_then(Value::as_str).unwrap_or(""), destination: &destination };
    matching(windows, subject).into_iter().map(|(index, _)| index).collect()
}
