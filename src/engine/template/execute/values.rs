//! The methods of Helm's values (`common.Values`): `.Values.AsMap` and its like. It knows no evaluator. Source: Helm's
//! `pkg/chart/common/values.go`.

use super::super::dict::{Dict, DictKind};
use super::super::fault::{Fault, Returned};
use super::super::function::{Scope, Signature, Type};
use super::super::functions;
use super::super::print::quote::quoted;
use super::super::text::Text;
use super::super::value::Value;

static NONE: Signature = Signature::of(&[]);
static NAME: Signature = Signature::of(&[Type::Str]);

/// The parameters of a method.
pub(super) fn method(name: &str) -> Option<&'static Signature> {
    match name {
        "AsMap" | "YAML" => Some(&NONE),
        "Table" | "PathValue" => Some(&NAME),
        _ => None,
    }
}

/// Calls a method.
pub(super) fn call(dict: &Dict, name: &str, scope: &Scope<'_>, given: &[Value]) -> Returned {
    let path = match given.first() {
        Some(Value::Str(text)) => text.lossy().into_owned(),
        _ => String::new(),
    };
    match name {
        "AsMap" => {
            scope.budget.entries(dict.len())?;
            Ok(Value::Dict(dict.retyped(DictKind::Any)))
        }
        "YAML" => yaml(dict, scope),
        "Table" => table(dict, path.split('.')).map(|found| Value::Dict(found.retyped(DictKind::Values))),
        _ => path_value(dict, &path),
    }
}

fn yaml(dict: &Dict, scope: &Scope<'_>) -> Returned {
    let Some(function) = functions::find("toYaml") else { return Err("there is no writer of YAML".into()) };
    let Value::Str(text) = (function.run)(scope, &[Value::Dict(dict.clone())])? else { return Err("no YAML came out".into()) };
    Ok(Value::Str(Text::from_bytes([text.as_bytes(), b"\n"].concat())))
}

fn no_table(name: &str) -> Fault {
    Fault::new(format!("{} is not a table", quoted(name.as_bytes())))
}

fn table<'n>(dict: &Dict, names: impl Iterator<Item = &'n str>) -> Result<Dict, Fault> {
    let mut found = dict.clone();
    for name in names {
        found = match found.get(name) {
            Some(Value::Dict(inner)) => inner,
            _ => return Err(no_table(name)),
        };
    }
    Ok(found)
}

fn path_value(dict: &Dict, path: &str) -> Returned {
    if path.is_empty() {
        return Err("YAML path cannot be empty".into());
    }
    let no_value = || Fault::new(format!("{} is not a value", quoted(path.as_bytes())));
    let (before, key) = path.rsplit_once('.').unwrap_or(("", path));
    let holder = if before.is_empty() { dict.clone() } else { table(dict, before.split('.')).map_err(|_| no_value())? };
    match holder.get(key) {
        None | Some(Value::Dict(_)) => Err(no_value()),
        Some(value) => Ok(value),
    }
}
