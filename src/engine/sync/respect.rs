//! `RespectIgnoreDifferences=true`: ignored fields are sent as they stand in the cluster. It knows JSON pointers; rules by
//! jq and by field manager are refused until the comparison judges them. Source: Argo CD `controller/sync.go`,
//! `normalizeTargetResources`.

use crate::engine::merge::pointer;
use crate::model::application::IgnoreDifference;
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};

use super::make::place;

/// The desired object with the ignored fields as they are live: copied where they are there, left out where not.
pub(super) fn respect<'r>(rules: impl Iterator<Item = &'r IgnoreDifference>, object: &Object, live: &Object) -> Result<Object, Problem> {
    let rules: Vec<&IgnoreDifference> = rules.collect();
    object.changed(|object| respect_one(&rules, object, live))
}

fn respect_one(rules: &[&IgnoreDifference], object: &Object, live: &Object) -> Result<Object, Problem> {
    let mut value = object.to_value();
    let live = live.to_value();
    for rule in rules {
        if !rule.jq_path_expressions.is_empty() || !rule.managed_fields_managers.is_empty() {
            let cause = "RespectIgnoreDifferences=true with jqPathExpressions or managedFieldsManagers is not supported yet";
            return Err(Problem::error(ProblemKind::InvalidSpec, cause)
                .at(place(object))
                .hint("name the fields by jsonPointers, or sync without RespectIgnoreDifferences=true"));
        }
        for path in &rule.json_pointers {
            value = with(&value, &pointer::segments(path), pointer::get(&live, path));
        }
    }
    let Value::Map(root) = value else { return Ok(object.clone()) };
    object.with_root(root).map_err(|error| Problem::error(ProblemKind::InvalidSpec, error.to_string()).at(place(object)))
}

/// The value with what a pointer names set, or left out. Where the way there does not exist nothing changes: what Git does
/// not say is not sent.
fn with(value: &Value, path: &[String], new: Option<&Value>) -> Value {
    let Some((first, rest)) = path.split_first() else { return value.clone() };
    match value {
        Value::Map(map) => match (map.get(first), rest.is_empty(), new) {
            (None, _, _) => value.clone(),
            (Some(_), true, None) => Value::Map(map.without(first)),
            (Some(_), true, Some(new)) => Value::Map(map.with(Key::from(first.as_str()), new.clone())),
            (Some(child), false, new) => Value::Map(map.with(Key::from(first.as_str()), with(child, rest, new))),
        },
        Value::List(items) => {
            let Some(index) = first.parse::<usize>().ok().filter(|index| *index < items.len()) else { return value.clone() };
            let mut items = items.to_vec();
            match (rest.is_empty(), new, items.get_mut(index)) {
                (true, None, _) => drop(items.remove(index)),
                (true, Some(new), Some(item)) => *item = new.clone(),
                (false, new, Some(item)) => *item = with(item, rest, new),
                (_, _, None) => {}
            }
            Value::list(items)
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => value.clone(),
    }
}
