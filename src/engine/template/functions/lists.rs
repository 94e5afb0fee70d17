//! sprig's functions of lists. A list is never changed: what adds to one makes another. It knows no text and no dict.
//!
//! Source: sprig `list.go`. Those whose name begins with `must` return the error that the others panic with; to a template
//! both are the same.

use super::args::{any, as_list, int, list, rest};
use super::cast;
use super::equal::deep_equal;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Run, Scope, Type};
use crate::engine::template::list::{Element, List};
use crate::engine::template::value::Value;

const fn of_list(name: &'static str, run: Run) -> Function {
    Function::new(name, &[Type::Any], run)
}

const fn of_two(name: &'static str, run: Run) -> Function {
    Function::new(name, &[Type::Any, Type::Any], run)
}

const fn of_list_and_more(name: &'static str, run: Run) -> Function {
    Function::variadic(name, &[Type::Any], Type::Any, run)
}

pub(super) const TABLE: &[Function] = &[
    of_two("append", push),
    Function::new("chunk", &[Type::Int, Type::Any], chunk),
    of_list("compact", compact),
    Function::variadic("concat", &[], Type::Any, concat),
    of_list("first", first),
    of_two("has", has),
    of_list("initial", initial),
    of_list("last", last),
    Function::variadic("list", &[], Type::Any, make),
    of_two("mustAppend", push),
    Function::new("mustChunk", &[Type::Int, Type::Any], chunk),
    of_list("mustCompact", compact),
    of_list("mustFirst", first),
    of_two("mustHas", has),
    of_list("mustInitial", initial),
    of_list("mustLast", last),
    of_two("mustPrepend", prepend),
    of_two("mustPush", push),
    of_list("mustRest", tail),
    of_list("mustReverse", reverse),
    of_list_and_more("mustSlice", slice),
    of_list("mustUniq", uniq),
    of_list_and_more("mustWithout", without),
    of_two("prepend", prepend),
    of_two("push", push),
    of_list("rest", tail),
    of_list("reverse", reverse),
    of_list_and_more("slice", slice),
    Function::variadic("tuple", &[], Type::Any, make),
    of_list("uniq", uniq),
    of_list_and_more("without", without),
];

/// The list that is the first argument, counted as copied.
fn copied(scope: &Scope<'_>, value: &Value, complaint: &str) -> Result<List, Fault> {
    let list = list(value, complaint)?;
    scope.budget.items(list.len().saturating_add(1))?;
    Ok(list)
}

fn make(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.items(args.len())?;
    Ok(Value::list(args.to_vec()))
}

fn push(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot push on type")?;
    Ok(Value::list(list.items().iter().chain([any(args, 1)]).cloned().collect()))
}

fn prepend(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot prepend on type")?;
    Ok(Value::list([any(args, 1)].into_iter().chain(list.items()).cloned().collect()))
}

fn first(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(list(any(args, 0), "Cannot find first on type")?.items().first().cloned().unwrap_or_default())
}

fn last(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(list(any(args, 0), "Cannot find last on type")?.items().last().cloned().unwrap_or_default())
}

fn tail(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot find rest on type")?;
    Ok(part(list.items().split_first().map(|(_, rest)| rest)))
}

fn initial(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot find initial on type")?;
    Ok(part(list.items().split_last().map(|(_, rest)| rest)))
}

/// A `[]interface {}` of these; a nil one where there is nothing to have a part of.
fn part(items: Option<&[Value]>) -> Value {
    items.map_or_else(|| Value::List(List::nil(Element::Any)), |items| Value::list(items.to_vec()))
}

fn reverse(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot find reverse on type")?;
    Ok(Value::list(list.items().iter().rev().cloned().collect()))
}

fn compact(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot compact on type")?;
    Ok(Value::list(list.items().iter().filter(|item| item.is_true()).cloned().collect()))
}

fn uniq(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot find uniq on type")?;
    let mut kept = Vec::new();
    for item in list.items() {
        if !is_in(scope, &kept, item)? {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}

fn without(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "Cannot find without on type")?;
    let omitted = rest(args, 1);
    let mut kept = Vec::new();
    for item in list.items() {
        if !is_in(scope, omitted, item)? {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept))
}

fn has(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let haystack = any(args, 1);
    if haystack.is_nil() {
        return Ok(Value::Bool(false));
    }
    let list = list(haystack, "Cannot find has on type")?;
    Ok(Value::Bool(is_in(scope, list.items(), any(args, 0))?))
}

fn is_in(scope: &Scope<'_>, haystack: &[Value], needle: &Value) -> Result<bool, Fault> {
    for item in haystack {
        if deep_equal(scope.budget, needle, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn slice(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let list = copied(scope, any(args, 0), "list should be type of slice or array but")?;
    if list.is_empty() {
        return Ok(Value::Nil);
    }
    let start = args.get(1).map_or(Some(0), |start| usize::try_from(cast::to_int64(start)).ok());
    let end = args.get(2).map_or(Some(list.len()), |end| usize::try_from(cast::to_int64(end)).ok());
    let items = start.zip(end).and_then(|(start, end)| list.items().get(start..end));
    let items = items.ok_or("reflect.Value.Slice: slice index out of bounds")?;
    if let Value::Bytes(bytes) = any(args, 0) {
        return Ok(Value::Bytes(start.zip(end).and_then(|(start, end)| bytes.get(start..end)).unwrap_or_default().into()));
    }
    Ok(Value::List(List::new(items.to_vec(), list.element())))
}

fn concat(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let mut items = Vec::new();
    for value in args {
        let list = as_list(value).ok_or_else(|| match value {
            Value::Nil => Fault::from(super::args::NIL_POINTER),
            other => format!("Cannot concat type {} as list", other.kind_name()).into(),
        })?;
        scope.budget.items(list.len())?;
        items.extend_from_slice(list.items());
    }
    Ok(part((!items.is_empty()).then_some(items.as_slice())))
}

/// Negative sizes are as odd here as in Go, where they come out of a division of floats.
fn chunk(scope: &Scope<'_>, args: &[Value]) -> Returned {
    const OUT_OF_RANGE: &str = "runtime error: makeslice: len out of range";
    let size = int(args, 0);
    let list = copied(scope, any(args, 1), "Cannot chunk type")?;
    let reach = size.unsigned_abs();
    let size = match list.len() {
        _ if size > 0 => usize::try_from(size).unwrap_or(usize::MAX),
        1 if size < -1 => 1,
        length if length > 1 && size < 0 && length as u64 - 1 <= reach => {
            return Ok(Value::List(List::new(Vec::new(), Element::List)));
        }
        _ => return Err(OUT_OF_RANGE.into()),
    };
    let chunks = list.items().chunks(size).map(|chunk| Value::list(chunk.to_vec())).collect();
    Ok(Value::List(List::new(chunks, Element::List)))
}
