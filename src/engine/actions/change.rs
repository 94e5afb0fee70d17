//! Makes the changes of the table: an object, and what it would be. It knows no kind.

use jiff::Timestamp;

use crate::model::object::value::Value;
use crate::model::object::{NotAnObject, Object};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::Call;
use super::ask::{get, holds};
use super::words::{Change, Put};

/// Maps of metadata that go when nothing is left in them: they mean the same absent and empty.
const EMPTIED: [&[&str]; 2] = [&["metadata", "annotations"], &["metadata", "labels"]];

/// The object after these changes.
pub(super) fn changed(call: &Call<'_>, changes: &[Change]) -> Result<Object, Problem> {
    let mut object = call.object.clone();
    for change in changes {
        object = one(call, &object, change)?;
    }
    Ok(object)
}

fn one(call: &Call<'_>, object: &Object, change: &Change) -> Result<Object, Problem> {
    match change {
        Change::Set(at, put) => set(object, at, value(call, put)?),
        Change::Remove(at) => unset(object, at),
        Change::When(test, changes) if holds(test, object) => changed(&Call { object, ..*call }, changes),
        Change::When(..) => Ok(object.clone()),
    }
}

/// The object with a value at a path. Maps on the way are made; anything else on the way is not one that the action knows.
pub(super) fn set(object: &Object, at: &[&str], value: Value) -> Result<Object, Problem> {
    let on_the_way = (1..at.len()).filter_map(|length| at.get(..length));
    for place in on_the_way {
        if let Some(other) = get(object, place).filter(|value| value.as_map().is_none()) {
            let cause = format!("{} is {}, not a map", place.join("."), other.kind_name());
            return Err(Problem::error(ProblemKind::BadInput, cause).at(Place::file(object.kind().clone())));
        }
    }
    object.set(at, value).map_err(|why| broken(object, why))
}

/// The object without what stands at a path.
pub(super) fn unset(object: &Object, at: &[&str]) -> Result<Object, Problem> {
    let out = object.unset(at).map_err(|why| broken(object, why))?;
    let emptied = EMPTIED.iter().find(|map| {
        let was_there = get(object, at).is_some();
        was_there && at.starts_with(map) && get(&out, map).and_then(Value::as_map).is_some_and(|map| map.is_empty())
    });
    emptied.map_or(Ok(out.clone()), |map| out.unset(map).map_err(|why| broken(object, why)))
}

fn broken(object: &Object, why: NotAnObject) -> Problem {
    Problem::error(ProblemKind::BadInput, why.to_string()).at(Place::file(object.kind().clone()))
}

fn value(call: &Call<'_>, put: &Put) -> Result<Value, Problem> {
    let given = |name: &str| call.parameters.get(name).cloned().ok_or_else(|| missing(name));
    Ok(match put {
        Put::Text(text) => Value::str(*text),
        Put::Bool(value) => Value::Bool(*value),
        Put::Null => Value::Null,
        Put::Now => Value::str(time(call.now)),
        Put::RequestedNow => Value::str(format!("By Argo CD at: {}", call.now.strftime("%Y-%m-%dT%H:%M:%S"))),
        Put::Number(name) => Value::Int(given(name)?.parse().map_err(|_| missing(name))?),
        Put::NumberText(name) => Value::str(given(name)?),
    })
}

fn missing(name: &str) -> Problem {
    Problem::error(ProblemKind::BadInput, format!("the parameter {name} is missing")).hint("give it a value")
}

/// A time as objects have it.
pub(super) fn time(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
