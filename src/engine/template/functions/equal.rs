//! Go's `reflect.DeepEqual`: the same type and the same content. It knows no function.

use super::args::{self, MAX_DEPTH};
use crate::engine::template::budget::Budget;
use crate::engine::template::fault::Fault;
use crate::engine::template::value::Value;

/// Whether both are of one type and hold the same.
///
/// # Errors
/// When there is too much to compare, or it nests too deeply.
pub(super) fn deep_equal(budget: &Budget, a: &Value, b: &Value) -> Result<bool, Fault> {
    equal(budget, a, b, MAX_DEPTH)
}

fn equal(budget: &Budget, a: &Value, b: &Value, depth: usize) -> Result<bool, Fault> {
    let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
    budget.work(1)?;
    Ok(match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a, a_type), Value::Int(b, b_type)) => a == b && a_type == b_type,
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b) == Some(std::cmp::Ordering::Equal),
        (Value::Str(a), Value::Str(b)) => {
            budget.work(a.len().min(b.len()) / 64)?;
            a == b
        }
        (Value::Bytes(a), Value::Bytes(b)) => {
            budget.work(a.len().min(b.len()) / 64)?;
            a == b
        }
        (Value::List(a), Value::List(b)) => {
            if a.element() != b.element() || a.len() != b.len() || a.is_nil() != b.is_nil() {
                return Ok(false);
            }
            if a.same(b) {
                return Ok(true);
            }
            for (a, b) in a.items().iter().zip(b.items()) {
                if !equal(budget, a, b, depth)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Dict(a), Value::Dict(b)) => {
            if a.kind() != b.kind() || a.len() != b.len() {
                return Ok(false);
            }
            if a.same(b) {
                return Ok(true);
            }
            budget.work(a.len())?;
            for ((a_key, a), (b_key, b)) in a.entries().iter().zip(&b.entries()) {
                if a_key != b_key || !equal(budget, a, b, depth)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Native(a), Value::Native(b)) => {
            std::rc::Rc::ptr_eq(a, b)
                || a.type_name() == b.type_name() && a.printed() == b.printed() && equal(budget, &a.plain(), &b.plain(), depth)?
        }
        _ => false,
    })
}
