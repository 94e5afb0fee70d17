//! Texts cut into parts, and lists put together to texts. It knows no other function of texts.
//!
//! Source: sprig `strings.go`, Go's `strings.Split` and `strings.SplitN`.

use super::args::{any, as_list, bytes, int, raw};
use super::runes;
use super::show::strval;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::list::{Element, List};
use crate::engine::template::text::Text;
use crate::engine::template::value::Value;
use crate::model::object::key::Key;

pub(super) const TABLE: &[Function] = &[
    Function::new("join", &[Type::Str, Type::Any], join),
    Function::new("sortAlpha", &[Type::Any], sort_alpha),
    Function::new("split", &[Type::Str, Type::Str], |scope, args| split(scope, bytes(args, 0), -1, bytes(args, 1))),
    Function::new("splitList", &[Type::Str, Type::Str], split_list),
    Function::new("splitn", &[Type::Str, Type::Int, Type::Str], |scope, args| split(scope, bytes(args, 0), int(args, 1), bytes(args, 2))),
    Function::new("toStrings", &[Type::Any], |scope, args| Ok(strings(strslice(scope, any(args, 0))?))),
];

/// A `[]string` of these.
pub(super) fn strings(items: Vec<Vec<u8>>) -> Value {
    let items = items.into_iter().map(|bytes| Value::Str(Text::from_bytes(bytes))).collect();
    Value::List(List::new(items, Element::Str))
}

/// sprig's `strslice`: the items of a slice as texts, without nil; anything else is one text.
pub(super) fn strslice(scope: &Scope<'_>, value: &Value) -> Result<Vec<Vec<u8>>, Fault> {
    match as_list(value) {
        Some(list) => {
            scope.budget.entries(list.len())?;
            list.items().iter().filter(|item| !item.is_nil()).map(|item| strval(scope.budget, item)).collect()
        }
        None if value.is_nil() => Ok(Vec::new()),
        None => Ok(vec![strval(scope.budget, value)?]),
    }
}

/// `strings.SplitN`: at most so many parts; fewer than none: all.
pub(super) fn cut<'t>(scope: &Scope<'_>, text: &'t [u8], separator: &[u8], most: i64) -> Result<Vec<&'t [u8]>, Fault> {
    let most = match most {
        0 => return Ok(Vec::new()),
        ..0 => usize::MAX,
        _ => usize::try_from(most).unwrap_or(usize::MAX),
    };
    let mut parts = Vec::new();
    if separator.is_empty() {
        scope.budget.entries(text.len())?;
        let mut at = 0;
        for piece in runes::pieces(text) {
            if parts.len().saturating_add(1) == most {
                parts.push(text.get(at..).unwrap_or_default());
                return Ok(parts);
            }
            at += piece.len();
            parts.push(piece);
        }
        return Ok(parts);
    }
    let mut start = 0;
    for at in places(scope, text, separator)?.take(most.saturating_sub(1)) {
        scope.budget.entries(1)?;
        parts.push(text.get(start..at).unwrap_or_default());
        start = at.saturating_add(separator.len());
    }
    parts.push(text.get(start..).unwrap_or_default());
    Ok(parts)
}

/// Where a part, which is not empty, begins, again and again; the next begins behind the one before. Of valid texts the standard library's
/// search is linear whatever the part; of others the work is counted.
///
/// # Errors
/// When that is too much.
pub(super) fn places<'t>(scope: &Scope<'_>, text: &'t [u8], part: &'t [u8]) -> Result<Box<dyn Iterator<Item = usize> + 't>, Fault> {
    if let (Ok(text), Ok(part)) = (std::str::from_utf8(text), std::str::from_utf8(part)) {
        return Ok(Box::new(text.match_indices(part).map(|(at, _)| at)));
    }
    scope.budget.work((text.len() / 64).saturating_mul(part.len()))?;
    let mut free = 0;
    let windows = text.windows(part.len()).enumerate();
    let is_place = move |(at, window): &(usize, &[u8])| {
        let is_here = *at >= free && *window == part;
        if is_here {
            free = at.saturating_add(part.len());
        }
        is_here
    };
    Ok(Box::new(windows.filter(is_place).map(|(at, _)| at)))
}

fn split(scope: &Scope<'_>, separator: &[u8], most: i64, text: &[u8]) -> Returned {
    let parts = cut(scope, text, separator, most)?;
    scope.budget.make(text.len())?;
    let entry = |(index, part): (usize, &&[u8])| (Key::own(format!("_{index}")), Value::Str(Text::from_bytes(part.to_vec())));
    Ok(Value::Dict(Dict::own(parts.iter().enumerate().map(entry).collect(), DictKind::Str)))
}

fn split_list(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 1);
    let parts = cut(scope, text, bytes(args, 0), -1)?;
    scope.budget.make(text.len())?;
    Ok(strings(parts.into_iter().map(<[u8]>::to_vec).collect()))
}

fn join(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let separator = bytes(args, 0);
    let parts = strslice(scope, any(args, 1))?;
    let size = parts.iter().fold(separator.len().saturating_mul(parts.len()), |size, part| size.saturating_add(part.len()));
    scope.budget.make(size)?;
    raw(parts.join(separator))
}

fn sort_alpha(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let value = any(args, 0);
    if as_list(value).is_none() {
        return Ok(strings(vec![strval(scope.budget, value)?]));
    }
    let mut parts = strslice(scope, value)?;
    scope.budget.work(parts.len().saturating_mul(8))?;
    parts.sort();
    Ok(strings(parts))
}
