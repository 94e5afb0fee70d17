//! Parts of paths. They are texts: no file is looked at. On the systems that render charts, Go's `path` and `filepath` agree.
//!
//! Source: Go's `path`.

use super::args::{bytes, raw};
use crate::engine::template::fault::Returned;
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

const PATH: &[Type] = &[Type::Str];

pub(super) const TABLE: &[Function] = &[
    Function::new("base", PATH, base),
    Function::new("clean", PATH, |scope, args| cleaned(scope, bytes(args, 0))),
    Function::new("dir", PATH, dir),
    Function::new("ext", PATH, ext),
    Function::new("isAbs", PATH, is_abs),
    Function::new("osBase", PATH, base),
    Function::new("osClean", PATH, |scope, args| cleaned(scope, bytes(args, 0))),
    Function::new("osDir", PATH, dir),
    Function::new("osExt", PATH, ext),
    Function::new("osIsAbs", PATH, is_abs),
];

fn is_abs(_: &Scope<'_>, args: &[Value]) -> Returned {
    Ok(Value::Bool(bytes(args, 0).starts_with(b"/")))
}

fn base(_: &Scope<'_>, args: &[Value]) -> Returned {
    let path = bytes(args, 0);
    let end = path.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last.saturating_add(1));
    raw(match path.get(..end).unwrap_or_default().rsplit(|byte| *byte == b'/').next() {
        Some(name) if !name.is_empty() => name.to_vec(),
        _ if path.is_empty() => b".".to_vec(),
        _ => b"/".to_vec(),
    })
}

fn dir(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let path = bytes(args, 0);
    let end = path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash.saturating_add(1));
    cleaned(scope, path.get(..end).unwrap_or_default())
}

fn ext(_: &Scope<'_>, args: &[Value]) -> Returned {
    let name = bytes(args, 0).rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    raw(name.iter().rposition(|byte| *byte == b'.').and_then(|dot| name.get(dot..)).unwrap_or_default().to_vec())
}

fn cleaned(scope: &Scope<'_>, path: &[u8]) -> Returned {
    scope.budget.make(path.len().saturating_add(1))?;
    let rooted = path.starts_with(b"/");
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
            b".." if rooted => {}
            other => parts.push(other),
        }
    }
    let mut out = if rooted { b"/".to_vec() } else { Vec::new() };
    out.extend(parts.join(&b'/'));
    raw(if out.is_empty() { b".".to_vec() } else { out })
}
