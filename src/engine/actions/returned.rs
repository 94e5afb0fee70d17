//! What an action's script returned, made into impacts: an object (it is patched), or a list of operations with objects. It trusts nothing
//! that the script says. Source: Argo CD `util/lua/lua.go` (`ExecuteResourceAction`, `cleanReturnedObj`), `impacted_resource.go`.

use crate::engine::manifest::json::parse_json;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::model::problem::{Problem, ProblemKind};

use super::Impact;

/// Objects of one run that are taken: each is a request.
const MAX_IMPACTS: usize = 50;

/// The impacts that a script's answer stands for.
pub(super) fn impacts(object: &Object, text: &str) -> Result<Vec<Impact>, Problem> {
    match parse_json(text.as_bytes())? {
        Value::Map(map) => Ok(vec![patched(object, map)?]),
        Value::List(items) if items.len() > MAX_IMPACTS => Err(wrong(format!("the script returned more than {MAX_IMPACTS} objects"))),
        Value::List(items) => items.iter().map(|item| impact(object, item)).collect(),
        other => Err(wrong(format!("the script returned {}", other.kind_name()))),
    }
}

fn impact(object: &Object, item: &Value) -> Result<Impact, Problem> {
    let field = |name: &str| item.as_map().and_then(|map| map.get(name));
    let Some(Value::Map(resource)) = field("resource") else { return Err(wrong("an item of the list has no resource")) };
    match field("operation").and_then(Value::as_str) {
        Some("patch") => patched(object, resource.clone()),
        Some("create") => created(resource.clone()),
        Some(other) => Err(wrong(format!("unsupported operation {other:?}"))),
        None => Err(wrong("an item of the list has no operation")),
    }
}

/// The object as the script left it: still the same one.
fn patched(object: &Object, map: Map) -> Result<Impact, Problem> {
    let after = object.with_root(kept(&map, object.root())).map_err(|why| wrong(why.to_string()))?;
    let identity =
        |object: &Object| (object.api_version().clone(), object.kind().clone(), object.namespace().clone(), object.name().clone());
    if identity(&after) != identity(object) {
        return Err(wrong(format!("the script patches another object than {object:?}: {after:?}")));
    }
    Ok(Impact::Patch(after))
}

fn created(map: Map) -> Result<Impact, Problem> {
    let object = Object::new(map, Origin::default()).map_err(|why| wrong(why.to_string()))?;
    if object.name().is_empty() {
        return Err(wrong(format!("the {} that the script creates has no name", object.kind())));
    }
    Ok(Impact::Create(object))
}

/// What came out of Lua, with what Lua cannot keep as it was: empty maps (lists to it), nulls, and the digits of large integers.
fn kept(new: &Map, old: &Map) -> Map {
    let entries = new.iter().map(|(key, value)| {
        let value = old.get(key.as_str()).map_or_else(|| value.clone(), |old| kept_value(value, old));
        (key.clone(), value)
    });
    let nulls = old.iter().filter(|(key, value)| value.is_null() && !new.has(key.as_str())).cloned();
    entries.chain(nulls).collect::<Vec<(Key, Value)>>().into_iter().collect()
}

#[expect(clippy::cast_precision_loss, reason = "Lua's numbers are floats: equal as such is equal to it")]
fn kept_value(new: &Value, old: &Value) -> Value {
    let float = |value: &Value| match value {
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
    };
    match (new, old) {
        (Value::Map(new), Value::Map(old)) => Value::Map(kept(new, old)),
        (Value::List(new), Value::Map(_)) if new.is_empty() => Value::Map(Map::default()),
        (Value::List(new), Value::List(old)) => {
            let items = new.iter().enumerate().map(|(at, new)| old.get(at).map_or_else(|| new.clone(), |old| kept_value(new, old)));
            Value::list(items.collect())
        }
        _ if float(new).is_some() && float(new) == float(old) => old.clone(),
        _ => new.clone(),
    }
}

fn wrong(cause: impl Into<std::sync::Arc<str>>) -> Problem {
    let hint = "an action's script returns its object, or a list of {operation = \"create\" or \"patch\", resource = …}";
    Problem::error(ProblemKind::BadInput, cause).hint(hint)
}
