//! Paths of replacements and variables: keys by `.`, list items by index, `-`, `[key=value]` and `*`. It knows no
//! replacement. Source: kyaml `yaml/fns.go` (`PathGetter`), `yaml/match.go` (`PathMatcher`), `utils/pathsplitter.go`.

use super::yaml_text::Step;
use crate::engine::render::kustomize::fieldspec::{scalar_text, split_path};
use crate::engine::render::kustomize::selector::compile;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Makes a field that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Make {
    /// Nothing is made.
    Nothing,
    /// A scalar, whose type its text decides.
    Scalar,
    /// A map.
    Map,
    /// A list.
    List,
}

/// What stands at a path's end.
pub(super) enum Slot<'s> {
    /// This.
    Here(&'s Value),
    /// A scalar that was just made.
    Fresh,
}

/// What is set at a path's end.
type Set<'s> = &'s mut dyn FnMut(Slot<'_>) -> Result<Value, String>;

/// The parts of a path. Dots within brackets do not separate; brackets without `=` are taken off.
pub(in crate::engine::render::kustomize) fn parts(path: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut split = split_path(path, '.').into_iter();
    while let Some(part) = split.next() {
        if !part.starts_with('[') || part.ends_with(']') {
            out.push(part);
            continue;
        }
        let mut bracketed = part;
        for more in split.by_ref() {
            bracketed.push('.');
            bracketed.push_str(&more);
            if more.ends_with(']') {
                break;
            }
        }
        out.push(if bracketed.contains('=') { bracketed } else { bracketed.trim_matches(['[', ']']).to_owned() });
    }
    out
}

/// The value at a variable's path, where `ports[0]` is an index too.
pub(in crate::engine::render::kustomize) fn lookup(root: &Map, path: &str) -> Option<Value> {
    let mut all: Vec<String> = Vec::new();
    for part in parts(path) {
        let index = part.strip_suffix(']').and_then(|part| part.rsplit_once('[')).filter(|(_, index)| is_index(index));
        match index {
            Some((name, index)) => {
                all.extend((!name.is_empty()).then(|| name.to_owned()));
                all.push(index.to_owned());
            }
            None => all.push(part),
        }
    }
    get(&Value::Map(root.clone()), &all).ok()?
}

/// The value at a path; `None` if it is not there.
///
/// # Errors
/// When the path goes on where nothing can follow.
pub(super) fn get(value: &Value, parts: &[String]) -> Result<Option<Value>, String> {
    let mut at = value.clone();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        let next = match part {
            "*" => return Err("wildcard is not supported in PathGetter".to_owned()),
            "-" => list(&at)?.last().cloned(),
            index if is_index(index) => list(&at)?.get(index.parse::<usize>().unwrap_or(usize::MAX)).cloned(),
            item if is_item(item) => {
                let (key, wanted) = key_and_value(item)?;
                list(&at)?.iter().find(|item| has(item, key, |text| text == wanted)).cloned()
            }
            key => match &at {
                Value::Map(map) => map.get(key).cloned(),
                Value::Null => None,
                other => return Err(format!("expected a map above {key:?}, found {}", other.kind_name())),
            },
        };
        match next {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// The one place that a path means, step by step; `None` where it is not there, or may be several.
pub(super) fn steps(value: &Value, parts: &[String]) -> Option<Vec<Step>> {
    let mut at = value;
    let mut steps = Vec::with_capacity(parts.len());
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        let index = match part {
            "*" => return None,
            "-" => Some(at.as_list()?.len().checked_sub(1)?),
            index if is_index(index) => index.parse().ok(),
            item if is_item(item) => {
                let (key, wanted) = key_and_value(item).ok()?;
                let mut found = at.as_list()?.iter().enumerate().filter(|(_, item)| has(item, key, |text| text == wanted));
                let (index, _) = found.next()?;
                found.next().is_none().then_some(())?;
                Some(index)
            }
            _ => None,
        };
        match (index, at) {
            (Some(index), Value::List(items)) => {
                at = items.get(index)?;
                steps.push(Step::Index(index));
            }
            (_, Value::Map(map)) => {
                at = map.get(part)?;
                steps.push(Step::Key(part.to_owned()));
            }
            _ => return None,
        }
    }
    Some(steps)
}

/// Sets every value that a path matches; the new value and how many there were.
///
/// # Errors
/// When the path goes on where nothing can follow, an index is not there, or `set` refuses.
pub(super) fn edit(value: &Value, parts: &[String], make: Make, set: Set<'_>) -> Result<(Value, usize), String> {
    match parts.split_first() {
        None => Ok((set(Slot::Here(value))?, 1)),
        Some((index, rest)) if is_index(index) => at_index(value, index, rest, make, set),
        Some((item, rest)) if is_item(item) => at_items(value, item, rest, make, set),
        Some((star, rest)) if star == "*" => {
            let mut n = 0;
            let mut items = list(value)?.to_vec();
            for item in &mut items {
                let (new, more) = edit(item, rest, make, set)?;
                *item = new;
                n += more;
            }
            Ok((Value::list(items), n))
        }
        Some((key, rest)) => at_field(value, key, rest, make, set),
    }
}

fn at_field(value: &Value, key: &str, rest: &[String], make: Make, set: Set<'_>) -> Result<(Value, usize), String> {
    let map = match value {
        Value::Map(map) => map.clone(),
        Value::Null if make == Make::Nothing => return Ok((value.clone(), 0)),
        Value::Null => Map::default(),
        other => return Err(format!("expected a map above {key:?}, found {}", other.kind_name())),
    };
    let (new, n) = match map.get(key) {
        None if make == Make::Nothing => return Ok((value.clone(), 0)),
        None => fresh(rest, make, set)?,
        Some(field) if !rest.is_empty() && !matches!(field, Value::Map(_) | Value::List(_)) => return Ok((value.clone(), 0)),
        Some(field) => edit(field, rest, make, set)?,
    };
    Ok((Value::Map(map.with(Key::own(key), new)), n))
}

/// A field that is made, with what lies below it.
fn fresh(rest: &[String], make: Make, set: Set<'_>) -> Result<(Value, usize), String> {
    let empty = match rest.first() {
        Some(next) if is_item(next) || is_index(next) => Value::list(Vec::new()),
        Some(_) => Value::Map(Map::default()),
        None => match make {
            Make::Nothing | Make::Scalar => return Ok((set(Slot::Fresh)?, 1)),
            Make::Map => Value::Map(Map::default()),
            Make::List => Value::list(Vec::new()),
        },
    };
    edit(&empty, rest, make, set)
}

fn at_index(value: &Value, index: &str, rest: &[String], make: Make, set: Set<'_>) -> Result<(Value, usize), String> {
    let mut items = list(value)?.to_vec();
    let position = index.parse::<usize>().unwrap_or(usize::MAX);
    let n_items = items.len();
    let (new, n) = match items.get(position) {
        Some(item) => edit(item, rest, make, set)?,
        None if position == n_items && make != Make::Nothing => fresh(rest, make, set)?,
        None => return Err(format!("index {index} specified but only {n_items} elements found")),
    };
    match items.get_mut(position) {
        Some(item) => *item = new,
        None => items.push(new),
    }
    Ok((Value::list(items), n))
}

fn at_items(value: &Value, item: &str, rest: &[String], make: Make, set: Set<'_>) -> Result<(Value, usize), String> {
    let (key, wanted) = key_and_value(item)?;
    // Nearly all are plain names, for which no expression is made: this is done in every resource anew.
    let is_plain = wanted.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b':'));
    let regex = if is_plain { None } else { Some(compile(wanted)?) };
    let fits = |text: &str| regex.as_ref().map_or_else(|| text.contains(wanted), |regex| regex.is_match(text));
    let mut items = list(value)?.to_vec();
    let mut n = 0;
    for own in &mut items {
        if !has(own, key, |text| fits(text.trim())) {
            continue;
        }
        // What follows a scalar's match is not looked at.
        let below = if key.is_empty() { &[] } else { rest };
        let (new, more) = edit(own, below, make, set)?;
        *own = new;
        n += more;
    }
    if n == 0 && make != Make::Nothing {
        let new = if key.is_empty() { Value::str(wanted) } else { Value::map(vec![(Key::own(key), Value::str(wanted))]) };
        let below = if key.is_empty() { &[] } else { rest };
        let (new, more) = edit(&new, below, make, set)?;
        items.push(new);
        n = more;
    }
    Ok((Value::list(items), n))
}

fn list(value: &Value) -> Result<&[Value], String> {
    match value {
        Value::List(items) => Ok(items),
        Value::Null => Ok(&[]),
        other => Err(format!("expected a list, found {}", other.kind_name())),
    }
}

/// Whether an item's field (or, without a key, the item itself) is a scalar whose text fits.
fn has(item: &Value, key: &str, fits: impl Fn(&str) -> bool) -> bool {
    let own = if key.is_empty() { Some(item) } else { item.as_map().and_then(|map| map.get(key)) };
    own.and_then(scalar_text).is_some_and(|text| fits(&text))
}

fn is_index(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_item(part: &str) -> bool {
    part.starts_with('[') && part.ends_with(']')
}

fn key_and_value(item: &str) -> Result<(&str, &str), String> {
    let inner = item.strip_prefix('[').and_then(|item| item.strip_suffix(']')).unwrap_or(item);
    inner.split_once('=').ok_or_else(|| "list path element must contain fieldName=fieldValue for element to match".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn brackets_hold_dots_and_escapes_make_them_plain() {
        assert_eq!(parts("spec.containers.[name=a.b].image"), ["spec", "containers", "[name=a.b]", "image"]);
        assert_eq!(parts("metadata.annotations.[a.b/c]"), ["metadata", "annotations", "a.b/c"]);
        assert_eq!(parts(r"metadata.annotations.a\.b"), ["metadata", "annotations", "a.b"]);
    }
}
