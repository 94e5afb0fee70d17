//! Values files read and laid over each other, as Helm reads them. It knows no chart.
//!
//! A file is cut at its `---` lines, and its documents are laid over each other; all numbers are floats, for Helm's reader goes by way of
//! JSON. Maps are merged, everything else is replaced, a null stays (what it deletes is decided when a chart's own values are known).
//! Source: Helm 4.2.3 `pkg/chart/v2/loader/load.go` (`LoadValues`, `MergeMaps`), `pkg/cli/values/options.go`.

use crate::engine::manifest::scalar::Scalars;
use crate::engine::manifest::split;
use crate::engine::manifest::yaml::{ParseOptions, parse_one};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::fields::json_kind;

/// A values file's content. `name` is the path that problems show.
///
/// # Errors
/// When a document is no YAML or no map.
pub fn read(bytes: &[u8], name: &str) -> Result<Map, Problem> {
    let text = split::decode(bytes);
    let mut values = Map::default();
    for chunk in split::documents(&text, 0, Scalars::Yaml11) {
        let bad = |cause: String| Problem::error(ProblemKind::BadInput, cause).at(Place::file(name).at_line(chunk.lines_before.max(1)));
        if chunk.bad_separator {
            let found = separator(&text, chunk.lines_before);
            return Err(bad(format!("error reading yaml document: invalid Yaml document separator: {found}"))
                .hint("put the text on the lines below `---`"));
        }
        let mut text = chunk.text.into_owned();
        if !text.ends_with(b"\n") {
            text.push(b'\n'); // Helm reads by lines, and ends each.
        }
        let map = document(&text, name, chunk.lines_before, "map[string]interface {}")
            .map_err(|problem| Problem { cause: format!("cannot unmarshal yaml document: {}", problem.cause).into(), ..problem })?;
        if let Some(map) = map {
            values = merge(&values, &map);
        }
    }
    Ok(values)
}

/// What stands behind the `---` of a line.
fn separator(text: &[u8], lines_before: u32) -> String {
    let line = text.split(|byte| *byte == b'\n').nth(usize::try_from(lines_before.saturating_sub(1)).unwrap_or(0)).unwrap_or_default();
    String::from_utf8_lossy(line.strip_prefix(b"---").unwrap_or(line)).trim().to_owned()
}

/// One document that is a map, numbers as floats; `None` for nothing. `wanted` is the type that Go's error names.
pub(super) fn document(text: &[u8], name: &str, lines_before: u32, wanted: &str) -> Result<Option<Map>, Problem> {
    Ok(settings(text, name, lines_before, wanted)?.map(|map| floats_in(&map).unwrap_or(map)))
}

/// One document that is a map, numbers as written; `None` for nothing.
pub(super) fn settings(text: &[u8], name: &str, lines_before: u32, wanted: &str) -> Result<Option<Map>, Problem> {
    let documents = parse_one(text, name, lines_before, ParseOptions::KUBERNETES);
    if let Some(problem) = documents.problems.into_iter().find(Problem::is_error) {
        return Err(Problem { cause: format!("error converting YAML to JSON: yaml: {}", problem.cause).into(), ..problem });
    }
    match documents.values.into_iter().next() {
        None => Ok(None),
        Some(document) => match document.value {
            Value::Map(map) => Ok(Some(map)),
            other => {
                let cause = format!(
                    "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {} into Go value of type {wanted}",
                    json_kind(&other)
                );
                Err(Problem::error(ProblemKind::BadInput, cause)
                    .at(Place::file(name).at_line(document.line))
                    .hint("write a map of names and values"))
            }
        },
    }
}

/// The value with every number as a float, as Go's JSON reader makes them.
pub(super) fn floats(value: &Value) -> Value {
    as_floats(value).unwrap_or_else(|| value.clone())
}

/// `None`: nothing changes. The depth is bounded by who parsed.
#[expect(clippy::cast_precision_loss, reason = "that is what Helm does to large integers")]
fn as_floats(value: &Value) -> Option<Value> {
    match value {
        Value::Int(number) => Some(Value::Float(*number as f64)),
        Value::Uint(number) => Some(Value::Float(*number as f64)),
        Value::List(items) if items.iter().any(|item| as_floats(item).is_some()) => Some(Value::list(items.iter().map(floats).collect())),
        Value::Map(map) => floats_in(map).map(Value::Map),
        _ => None,
    }
}

fn floats_in(map: &Map) -> Option<Map> {
    let mut entries: Option<Vec<(Key, Value)>> = None;
    for (index, (_, value)) in map.iter().enumerate() {
        if let Some(changed) = as_floats(value)
            && let Some(entry) = entries.get_or_insert_with(|| map.to_entries()).get_mut(index)
        {
            entry.1 = changed;
        }
    }
    entries.map(Map::from_entries)
}

/// `over` laid over `base`.
pub fn merge(base: &Map, over: &Map) -> Map {
    if base.is_empty() {
        return over.clone();
    }
    join(base, over, |_, old, new| match (old, new) {
        (Some(Value::Map(old)), Some(Value::Map(new))) => Some(Value::Map(merge(old, new))),
        (old, new) => new.or(old).cloned(),
    })
}

/// Walks the keys of both maps in order and makes the map of what `f` returns.
pub(super) fn join(a: &Map, b: &Map, mut f: impl FnMut(&Key, Option<&Value>, Option<&Value>) -> Option<Value>) -> Map {
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return Map::from_entries(out),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((own, _)), Some((other, _))) => own.cmp(other),
        };
        let own = if order.is_le() { left.next() } else { None };
        let other = if order.is_ge() { right.next() } else { None };
        let Some(key) = own.or(other).map(|(key, _)| key) else { continue };
        if let Some(value) = f(key, own.map(|(_, value)| value), other.map(|(_, value)| value)) {
            out.push((key.clone(), value));
        }
    }
}
