//! An expression on a value. It knows no text of expressions and no function's meaning. Source: go-jmespath `interpreter.go`, Kyverno's
//! fork: a missing key is an error, and each kind of node forgives it or passes it on.

use super::super::fault::Fault;
use super::World;
use super::ast::{Compare, Node};
use super::functions;
use crate::model::object::key::Key;
use crate::model::object::value::Value;

/// An argument of a function.
#[derive(Debug, Clone)]
pub(super) enum Argument<'n> {
    Value(Value),
    /// `&expression`.
    Reference(&'n Node),
}

/// The expression's value.
pub(super) fn value(node: &Node, data: &Value, world: &World) -> Result<Value, Fault> {
    world.spend(1)?;
    match node {
        Node::Current => Ok(data.clone()),
        Node::Field(name) => match data {
            Value::Map(map) => map.get(name).cloned().ok_or_else(|| Fault::NotFound(name.clone())),
            _ => Ok(Value::Null),
        },
        Node::Index(index) => Ok(item(data, *index)),
        Node::Slice(parts) => slice(data, parts, world),
        Node::Literal(literal) => Ok(literal.clone()),
        Node::Sub(left, right) => {
            let left = value(left, data, world)?;
            value(right, &left, world)
        }
        Node::Pipe(left, right) => {
            let left = forgiven(left, data, world)?;
            // Only the last part's missing key is lost as well; go-jmespath forgives it there too.
            forgiven(right, &left, world)
        }
        Node::Projection(left, right) => {
            let left = forgiven(left, data, world)?;
            each(left.as_list(), right, None, world)
        }
        Node::Filter(left, right, condition) => {
            let left = lenient(left, data, world)?;
            each(left.as_list(), right, Some(condition), world)
        }
        Node::Flatten(left) => flatten(&lenient(left, data, world)?, world),
        Node::Values(left, right) => {
            let left = lenient(left, data, world)?;
            let Value::Map(map) = left else { return Ok(Value::Null) };
            let values: Vec<Value> = map.iter().map(|(_, value)| value.clone()).collect();
            each(Some(&values), right, None, world)
        }
        Node::Or(left, right) => {
            let left = forgiven(left, data, world)?;
            if is_false(&left) { forgiven(right, data, world) } else { Ok(left) }
        }
        Node::And(left, right) => {
            let left = forgiven(left, data, world)?;
            if is_false(&left) { Ok(left) } else { value(right, data, world) }
        }
        Node::Not(inner) => Ok(Value::Bool(is_false(&forgiven(inner, data, world)?))),
        Node::Compare(how, left, right) => compare(*how, &forgiven(left, data, world)?, &forgiven(right, data, world)?, world),
        Node::List(_) | Node::Hash(_) if data.is_null() => Ok(Value::Null),
        Node::List(items) => {
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| forgiven(item, data, world)).collect();
            items.map(Value::list)
        }
        Node::Hash(entries) => {
            let entries: Result<Vec<(Key, Value)>, Fault> =
                entries.iter().map(|(key, node)| Ok((Key::own(key.as_str()), forgiven(node, data, world)?))).collect();
            entries.map(Value::map)
        }
        Node::Call(name, arguments) => call(name, arguments, data, world),
        Node::Reference(_) => Err(Fault::bad("an expression reference stands where a value is wanted")),
    }
}

/// The value, null where a key is missing.
pub(super) fn forgiven(node: &Node, data: &Value, world: &World) -> Result<Value, Fault> {
    match value(node, data, world) {
        Err(Fault::NotFound(_)) => Ok(Value::Null),
        other => other,
    }
}

/// The value, null where anything is wrong that may be forgiven at all.
fn lenient(node: &Node, data: &Value, world: &World) -> Result<Value, Fault> {
    match value(node, data, world) {
        Err(fault) if !fault.is_final() => Ok(Value::Null),
        other => other,
    }
}

fn call(name: &str, arguments: &[Node], data: &Value, world: &World) -> Result<Value, Fault> {
    let resolved: Result<Vec<Argument<'_>>, Fault> = arguments
        .iter()
        .map(|argument| match argument {
            Node::Reference(inner) => Ok(Argument::Reference(inner)),
            other => forgiven(other, data, world).map(Argument::Value),
        })
        .collect();
    functions::call(name, &resolved?, world)
}

/// The right side on each item, nulls left out; null where there is no list.
fn each(items: Option<&[Value]>, right: &Node, condition: Option<&Node>, world: &World) -> Result<Value, Fault> {
    let Some(items) = items else { return Ok(Value::Null) };
    let mut collected = Vec::new();
    for item in items {
        world.spend(1)?;
        if let Some(condition) = condition
            && is_false(&forgiven(condition, item, world)?)
        {
            continue;
        }
        let found = forgiven(right, item, world)?;
        if !found.is_null() {
            collected.push(found);
        }
    }
    Ok(Value::list(collected))
}

fn flatten(list: &Value, world: &World) -> Result<Value, Fault> {
    let Value::List(items) = list else { return Ok(Value::Null) };
    let mut flat = Vec::new();
    for item in items.iter() {
        match item {
            Value::List(inner) => {
                world.spend(inner.len() as u64)?;
                flat.extend(inner.iter().cloned());
            }
            other => flat.push(other.clone()),
        }
    }
    Ok(Value::list(flat))
}

fn item(data: &Value, index: i64) -> Value {
    let Value::List(items) = data else { return Value::Null };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let index = if index < 0 { index.saturating_add(length) } else { index };
    usize::try_from(index).ok().and_then(|index| items.get(index)).cloned().unwrap_or_default()
}

/// What JMESPath calls false: null, false, and everything empty.
pub(super) fn is_false(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => false,
    }
}

fn compare(how: Compare, left: &Value, right: &Value, world: &World) -> Result<Value, Fault> {
    if matches!(how, Compare::Equal | Compare::NotEqual) {
        world.spend_value(left)?;
        return Ok(Value::Bool((left == right) == (how == Compare::Equal)));
    }
    let (Some(left), Some(right)) = (functions::number(left), functions::number(right)) else { return Ok(Value::Null) };
    let holds = match how {
        Compare::Less => left < right,
        Compare::LessOrEqual => left <= right,
        Compare::Greater => left > right,
        Compare::GreaterOrEqual => left >= right,
        Compare::Equal | Compare::NotEqual => false,
    };
    Ok(Value::Bool(holds))
}

fn slice(data: &Value, parts: &[Option<i64>; 3], world: &World) -> Result<Value, Fault> {
    let Value::List(items) = data else { return Ok(Value::Null) };
    let [start, stop, step] = *parts;
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(Fault::bad("Invalid slice, step cannot be 0"));
    }
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let cap = |at: i64| {
        let (least, most) = if step < 0 { (-1, length - 1) } else { (0, length) };
        let at = if at < 0 { at.saturating_add(length) } else { at };
        if at < 0 { least } else { at.min(most) }
    };
    let mut at = start.map_or(if step < 0 { length - 1 } else { 0 }, cap);
    let stop = stop.map_or(if step < 0 { -1 } else { length }, cap);
    let mut taken = Vec::new();
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        world.spend(1)?;
        taken.extend(usize::try_from(at).ok().and_then(|at| items.get(at)).cloned());
        at = at.saturating_add(step);
    }
    Ok(Value::list(taken))
}
