//! sprig's functions of dicts. `set` and `unset` change the dict itself, which everybody who has it sees. It knows no merge.
//!
//! Source: sprig `dict.go`. Go's maps have no order: where it shows (`keys`, `values`), ours have that of their keys.

use std::collections::BTreeMap;

use super::args::{self, MAX_DEPTH, any, as_dict, bytes, dict, rest, text};
use super::show::strval;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::list::List;
use crate::engine::template::value::Value;
use crate::model::object::key::Key;

pub(super) const TABLE: &[Function] = &[
    Function::new("deepCopy", &[Type::Any], deep_copy),
    Function::variadic("dict", &[], Type::Any, make),
    Function::variadic("dig", &[], Type::Any, dig),
    Function::new("get", &[Type::Dict, Type::Str], get),
    Function::new("hasKey", &[Type::Dict, Type::Str], has_key),
    Function::variadic("keys", &[], Type::Dict, keys),
    Function::new("mustDeepCopy", &[Type::Any], deep_copy),
    Function::variadic("omit", &[Type::Dict], Type::Str, omit),
    Function::variadic("pick", &[Type::Dict], Type::Str, pick),
    Function::variadic("pluck", &[Type::Str], Type::Dict, pluck),
    Function::new("set", &[Type::Dict, Type::Str, Type::Any], set),
    Function::new("unset", &[Type::Dict, Type::Str], unset),
    Function::new("values", &[Type::Dict], values),
];

fn make(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.entries(args.len().div_ceil(2))?;
    let mut entries = BTreeMap::new();
    for pair in args.chunks(2) {
        let key = strval(scope.budget, any(pair, 0))?;
        let value = pair.get(1).cloned().unwrap_or_else(|| Value::str(""));
        entries.insert(key_of(&key), value);
    }
    Ok(Value::Dict(Dict::own(entries, DictKind::Any)))
}

fn key_of(bytes: &[u8]) -> Key {
    Key::own(super::runes::lossy(bytes).into_owned())
}

fn get(_: &Scope<'_>, args: &[Value]) -> Returned {
    let found = dict(args, 0).and_then(|dict| dict.get(&text(args, 1)));
    Ok(found.unwrap_or_else(|| Value::str("")))
}

fn set(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let Some(dict) = dict(args, 0) else { return Err("assignment to entry in nil map".into()) };
    scope.budget.entries(1)?;
    scope.budget.cycles.note(dict, any(args, 2));
    dict.set(key_of(bytes(args, 1)), any(args, 2).clone());
    Ok(any(args, 0).clone())
}

fn unset(_: &Scope<'_>, args: &[Value]) -> Returned {
    if let Some(dict) = dict(args, 0) {
        dict.unset(&text(args, 1));
        return Ok(any(args, 0).clone());
    }
    Ok(Value::Dict(Dict::nil()))
}

fn has_key(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(Value::Bool(dict(args, 0).is_some_and(|dict| dict.has(&text(args, 1)))))
}

fn keys(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let mut all = Vec::new();
    for dict in (0..args.len()).filter_map(|index| dict(args, index)) {
        scope.budget.entries(dict.len())?;
        all.extend(dict.keys().into_iter().map(|key| key.as_str().to_owned()));
    }
    Ok(Value::strings(all))
}

fn values(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let Some(dict) = dict(args, 0) else { return Ok(Value::list(Vec::new())) };
    scope.budget.items(dict.len())?;
    Ok(Value::list(dict.entries().into_iter().map(|(_, value)| value).collect()))
}

fn pluck(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.items(args.len())?;
    let key = text(args, 0);
    Ok(Value::list((1..args.len()).filter_map(|index| dict(args, index)?.get(&key)).collect()))
}

fn pick(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.entries(args.len())?;
    let picked = Dict::default();
    if let Some(dict) = dict(args, 0) {
        for key in (1..args.len()).map(|index| text(args, index)) {
            if let Some(value) = dict.get(&key) {
                picked.set(key.as_ref(), value);
            }
        }
    }
    Ok(Value::Dict(picked))
}

fn omit(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let Some(dict) = dict(args, 0) else { return Ok(Value::Dict(Dict::default())) };
    scope.budget.entries(dict.len().saturating_add(args.len()))?;
    let mut entries: BTreeMap<Key, Value> = dict.entries().into_iter().collect();
    (1..args.len()).for_each(|index| drop(entries.remove(text(args, index).as_ref())));
    Ok(Value::Dict(Dict::own(entries, DictKind::Any)))
}

fn dig(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let [keys @ .., default, start] = args else { return Err("dig needs at least three arguments".into()) };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".into());
    }
    scope.budget.work(keys.len())?;
    let mut step = digged(start)?;
    let mut names = Vec::new();
    for key in keys {
        match key {
            Value::Str(text) => names.push(super::runes::lossy(text.as_bytes())),
            other => return Err(conversion(other, "string")),
        }
    }
    let mut names = names.iter().peekable();
    while let Some(name) = names.next() {
        let Some(found) = step.get(name) else { return Ok(default.clone()) };
        if names.peek().is_none() {
            return Ok(found);
        }
        step = digged(&found)?;
    }
    Ok(default.clone())
}

fn digged(value: &Value) -> Result<Dict, Fault> {
    match value {
        Value::Dict(dict) if dict.kind() == DictKind::Any => Ok(dict.clone()),
        other => Err(conversion(other, "map[string]interface {}")),
    }
}

/// Go's panic of a type assertion.
fn conversion(value: &Value, wanted: &str) -> Fault {
    let found = if value.is_nil() { "nil" } else { value.type_name() };
    format!("interface conversion: interface {{}} is {found}, not {wanted}").into()
}

fn deep_copy(scope: &Scope<'_>, args: &[Value]) -> Returned {
    if any(args, 0).is_nil() {
        return Err("reflect: call of reflect.Value.Type on zero Value".into());
    }
    copied(scope, any(args, 0), MAX_DEPTH)
}

fn copied(scope: &Scope<'_>, value: &Value, depth: usize) -> Returned {
    let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
    Ok(match value {
        Value::List(list) if list.is_nil() => value.clone(),
        Value::List(list) => {
            scope.budget.items(list.len())?;
            let items: Result<Vec<_>, _> = rest(list.items(), 0).iter().map(|item| copied(scope, item, depth)).collect();
            Value::List(List::new(items?, list.element()))
        }
        Value::Dict(dict) => {
            if let Some(map) = dict.untouched() {
                return Ok(Value::Dict(Dict::shared_as(map, dict.kind())));
            }
            scope.budget.entries(dict.len())?;
            let entries = dict.entries().into_iter().map(|(key, value)| Ok((key, copied(scope, &value, depth)?)));
            Value::Dict(Dict::own(entries.collect::<Result<_, Fault>>()?, dict.kind()))
        }
        Value::Native(_) => as_dict(value).map_or_else(|| Ok(value.clone()), |dict| copied(scope, &Value::Dict(dict), depth))?,
        scalar => scalar.clone(),
    })
}
