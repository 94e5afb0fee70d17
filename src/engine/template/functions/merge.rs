//! Merging dicts into the first of them, in place. It knows no other change of a dict.
//!
//! Source: dario.cat/mergo v1.0.1 `deepMerge`, as sprig calls it. Its rules, on maps:
//! - what the destination lacks, or what is empty there, is set to the source's value: the very map, not a copy of it;
//! - maps in both are merged, whatever else;
//! - with *overwrite* everything else of the source wins, empty values and nil too;
//! - without it, nil in the source counts for nothing.

use super::args::{self, MAX_DEPTH, dict, rest};
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::variadic("merge", &[Type::Dict], Type::Dict, |scope, args| merge(scope, args, Mode::Keep, Strict::No)),
    Function::variadic("mergeOverwrite", &[Type::Dict], Type::Dict, |scope, args| merge(scope, args, Mode::Overwrite, Strict::No)),
    Function::variadic("mustMerge", &[Type::Dict], Type::Dict, |scope, args| merge(scope, args, Mode::Keep, Strict::Yes)),
    Function::variadic("mustMergeOverwrite", &[Type::Dict], Type::Dict, |scope, args| merge(scope, args, Mode::Overwrite, Strict::Yes)),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Keep,
    Overwrite,
}

/// Whether mergo's errors are the function's, or an empty text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strict {
    Yes,
    No,
}

fn merge(scope: &Scope<'_>, args: &[Value], mode: Mode, strict: Strict) -> Returned {
    if (0..args.len()).all(|index| dict(args, index).is_none()) {
        return Ok(Value::Dict(Dict::nil()));
    }
    let destination = dict(args, 0).cloned().unwrap_or_default();
    for index in 0..rest(args, 1).len() {
        let Some(source) = dict(args, index.saturating_add(1)) else { continue };
        match into(scope, &destination, source, mode, MAX_DEPTH) {
            Ok(()) => {}
            Err(Stop::Fault(fault)) => return Err(fault),
            Err(Stop::Types) if strict == Strict::No => return Ok(Value::str("")),
            Err(Stop::Types) => return Err("src and dst must be of same type".into()),
        }
    }
    Ok(Value::Dict(destination))
}

enum Stop {
    /// mergo's error.
    Types,
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn into(scope: &Scope<'_>, destination: &Dict, source: &Dict, mode: Mode, depth: usize) -> Result<(), Stop> {
    let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
    if destination.same(source) {
        return cyclic(scope, source, depth);
    }
    scope.budget.work(source.len().saturating_add(1))?;
    for (key, from) in source.entries() {
        let to = destination.get(key.as_str());
        if from.is_nil() {
            if mode == Mode::Overwrite {
                put(scope, destination, key, from)?;
            }
            continue;
        }
        if let (Some(Value::Native(native)), Value::Dict(_), Mode::Keep) = (&to, &from, mode)
            && native.kind_name() == "ptr"
        {
            return Err(Stop::Types);
        }
        if let (Some(Value::Dict(to)), Value::Dict(from)) = (&to, &from) {
            into(scope, to, from, mode, depth)?;
            if !to.is_empty() {
                continue;
            }
        }
        let is_set = to.as_ref().is_some_and(Value::is_true);
        if mode == Mode::Overwrite || !is_set {
            put(scope, destination, key, from)?;
        }
    }
    Ok(())
}

fn put(scope: &Scope<'_>, destination: &Dict, key: crate::model::object::key::Key, value: Value) -> Result<(), Stop> {
    if destination.kind() == DictKind::Str && !matches!(value, Value::Str(_)) {
        let text = "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string";
        return Err(Stop::Fault(text.into()));
    }
    scope.budget.entries(1)?;
    scope.budget.cycles.note(destination, &value);
    destination.set(key, value);
    Ok(())
}

/// A dict merged into itself changes nothing, but one that holds itself would never end.
fn cyclic(scope: &Scope<'_>, dict: &Dict, depth: usize) -> Result<(), Stop> {
    if dict.untouched().is_some() {
        return Ok(());
    }
    scope.budget.work(dict.len().saturating_add(1))?;
    let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
    dict.entries().iter().try_for_each(|(_, value)| match value {
        Value::Dict(inner) => cyclic(scope, inner, depth),
        _ => Ok(()),
    })
}
