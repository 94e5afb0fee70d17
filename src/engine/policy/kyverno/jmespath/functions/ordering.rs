//! Functions that order or map a list, by its values or by an expression. It knows no text of expressions.

use std::cmp::Ordering;

use super::super::World;
use super::super::ast::Node;
use super::super::eval::forgiven;
use super::{Arguments, number};
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>, world: &World) -> Result<Value, Fault> {
    if name == "map" {
        let Some(node) = arguments.reference(0) else { return Ok(Value::Null) };
        let mapped: Result<Vec<Value>, Fault> = arguments.list(1).iter().map(|item| forgiven(node, item, world)).collect();
        return mapped.map(Value::list);
    }
    let items = arguments.list(0);
    let keys = match arguments.reference(1) {
        Some(node) => keys(items, node, world)?,
        None => items.to_vec(),
    };
    let mut order: Vec<(&Value, &Value)> = keys.iter().zip(items).collect();
    Ok(match name {
        "sort" | "sort_by" => {
            order.sort_by(|(left, _), (right, _)| compare(left, right));
            Value::list(order.into_iter().map(|(_, item)| item.clone()).collect())
        }
        // Of equal ones the first counts.
        "max" | "max_by" => best(&order, Ordering::Greater),
        _ => best(&order, Ordering::Less),
    })
}

fn best(order: &[(&Value, &Value)], better: Ordering) -> Value {
    let found = order.iter().copied().reduce(|best, next| if compare(next.0, best.0) == better { next } else { best });
    found.map(|(_, item)| item.clone()).unwrap_or_default()
}

/// What the items are ordered by: numbers all, or texts all. One item alone is never looked at.
fn keys(items: &[Value], node: &Node, world: &World) -> Result<Vec<Value>, Fault> {
    if items.len() < 2 {
        return Ok(items.to_vec());
    }
    let keys: Result<Vec<Value>, Fault> = items.iter().map(|item| forgiven(node, item, world)).collect();
    let keys = keys?;
    let is_one_kind = keys.iter().all(Value::is_number) || keys.iter().all(|key| key.as_str().is_some());
    if is_one_kind { Ok(keys) } else { Err(Fault::bad("invalid type, must be number or string")) }
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (number(left), number(right)) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        _ => left.as_str().cmp(&right.as_str()),
    }
}
