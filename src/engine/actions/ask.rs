//! Answers the table's questions to an object, and checks parameters. It changes nothing.

use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};

use super::words::{Asks, Default, Takes, Test};
use super::{Param, Parameters};

/// Whether it is so.
pub(super) fn holds(test: &Test, object: &Object) -> bool {
    match test {
        Test::Always => true,
        Test::Has(at) => get(object, at).is_some(),
        Test::True(at) => get(object, at).and_then(Value::as_bool) == Some(true),
        Test::Is(at, text) => object.str_at(at) == Some(text),
        Test::In(at, texts) => object.str_at(at).is_some_and(|own| texts.contains(&own)),
        Test::Printed(at, texts) => get(object, at).and_then(printed).is_some_and(|own| texts.contains(&own.as_str())),
        Test::Filled(at) => match get(object, at) {
            Some(Value::List(items)) => !items.is_empty(),
            Some(Value::Map(map)) => !map.is_empty(),
            Some(_) | None => false,
        },
        Test::AtLeast(at, n) => n_items(object, at) >= *n,
        Test::Same(at, other) => get(object, at) == get(object, other),
        Test::Condition(types) => conditions(object).any(|(kind, status)| status == "True" && types.contains(&kind)),
        Test::OwnedBy(kind) => object.owners().any(|owner| owner.kind == *kind),
        Test::All(tests) => tests.iter().all(|test| holds(test, object)),
        Test::Or(tests) => tests.iter().any(|test| holds(test, object)),
        Test::No(test) => !holds(test, object),
        Test::Asks(ask) => ask(object),
    }
}

/// What stands at a path; null is absent.
pub(super) fn get<'a>(object: &'a Object, at: &[&str]) -> Option<&'a Value> {
    object.get(at).filter(|value| !value.is_null())
}

/// The items of a list that stands there.
pub(super) fn items<'a>(object: &'a Object, at: &[&str]) -> &'a [Value] {
    get(object, at).and_then(Value::as_list).unwrap_or(&[])
}

/// How many items a list has; 0 where none stands there.
pub(super) fn n_items(object: &Object, at: &[&str]) -> usize {
    items(object, at).len()
}

/// A number, or a text that is one: Rollouts keep theirs as texts.
pub(super) fn number(object: &Object, at: &[&str]) -> Option<i64> {
    match get(object, at)? {
        Value::Str(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    }
}

/// Types and statuses of `status.conditions`.
fn conditions(object: &Object) -> impl Iterator<Item = (&str, &str)> {
    items(object, &["status", "conditions"]).iter().filter_map(|condition| {
        let map = condition.as_map()?;
        Some((map.get("type")?.as_str()?, map.get("status")?.as_str()?))
    })
}

fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => value.as_i64().map(|number| number.to_string()),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// A parameter as it is shown.
pub(super) fn param(asks: &Asks, object: &Object) -> Param {
    let (default, proposed) = match &asks.default {
        Default::Text(text) => (Some(Arc::from(*text)), None),
        Default::Begins(at, text) => (Some(Arc::from(*text)), get(object, at).and_then(printed).map(Arc::from)),
        Default::From(at) => (None, get(object, at).and_then(printed).map(Arc::from)),
    };
    Param { name: asks.name.into(), says: asks.says.into(), default, proposed }
}

/// What is taken where nothing is given.
fn taken(default: &Default) -> Option<Arc<str>> {
    match default {
        Default::Text(text) => Some(Arc::from(*text)),
        Default::Begins(..) | Default::From(_) => None,
    }
}

/// The parameters of a run: what is given, with defaults for what is not, each as it may be.
pub(super) fn parameters(asked: &[Asks], given: &Parameters) -> Result<Parameters, Problem> {
    let wrong = |cause: String, hint: String| Err(Problem::error(ProblemKind::BadInput, cause).hint(hint));
    if let Some(name) = given.keys().find(|name| !asked.iter().any(|own| own.name == &***name)) {
        let names: Vec<&str> = asked.iter().map(|own| own.name).collect();
        let hint = if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
        return wrong(format!("there is no parameter {name}"), hint);
    }
    let mut out = Parameters::new();
    for own in asked {
        let Some(value) = given.get(own.name).cloned().or_else(|| taken(&own.default)) else {
            return wrong(format!("the parameter {} is missing", own.name), format!("give it: {}", own.says));
        };
        match own.takes {
            Takes::Text if value.is_empty() => return wrong(format!("the parameter {} is empty", own.name), own.says.to_owned()),
            Takes::Text => {
                out.insert(own.name.into(), value);
            }
            Takes::Count(after) => match count(&value) {
                Some(number) => {
                    out.insert(own.name.into(), number.to_string().into());
                }
                // Argo CD's words.
                None => return wrong(format!("invalid number: {value}{after}"), "give a whole number, 0 or more".to_owned()),
            },
        }
    }
    Ok(out)
}

/// A whole number that the API takes for replicas.
fn count(text: &str) -> Option<i32> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}
