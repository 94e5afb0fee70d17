//! Replacements inside a text that is itself JSON or YAML (a ConfigMap's `config.json`). It knows no replacement. Source:
//! kustomize `api/filters/replacement`, `setValueInStructuredData`.

use super::filter::retyped;
use super::path::{self, Make, Slot};
use super::yaml_text;
use crate::engine::manifest::json::{Html, to_json, to_json_pretty};
use crate::engine::manifest::styled::Styled;
use crate::engine::manifest::yaml::{Document, ParseOptions, parse_yaml};
use crate::engine::render::kustomize::fieldspec::scalar_text;
use crate::model::object::path::Segment;
use crate::model::object::value::Value;

/// The root with the value set inside the text that the path runs into; `None` where it runs into no such text, and
/// the path is to be followed as it is.
///
/// # Errors
/// When the text is YAML of a form that cannot be printed as Kustomize prints it.
pub(super) fn set(root: &Value, parts: &[String], value: &Value, make: Make) -> Result<Option<Value>, String> {
    for length in 1..parts.len() {
        let (outer, inner) = parts.split_at(length);
        let Ok(Some(Value::Str(text))) = path::get(root, outer) else { continue };
        let documents = parse_yaml(text.as_bytes(), "", ParseOptions::KUSTOMIZE);
        let is_read = |document: &&Document| {
            document.odd.as_ref().is_none_or(|odd| odd.keys.is_empty()) && documents.problems.iter().all(|problem| !problem.is_error())
        };
        let Some(document) = documents.values.first().filter(is_read) else { continue };
        let is_json = text.trim_start().starts_with(['{', '[']);
        let edited = path::edit(&document.value, inner, make, &mut |slot| match &slot {
            Slot::Here(here) if scalar_text(here).is_none() => Ok(value.clone()),
            Slot::Here(_) | Slot::Fresh if !is_json => Ok(Value::str(MARK)),
            Slot::Here(_) | Slot::Fresh => retyped(slot, &scalar_text(value).unwrap_or_default()),
        });
        let Ok((new, n)) = edited else { return Ok(None) };
        if n == 0 {
            return Ok(None);
        }
        let new = if is_json {
            printed(&new, &text)?
        } else {
            let value = scalar_text(value).ok_or(UNPRINTABLE)?;
            let steps = || path::steps(&document.value, inner).filter(|_| n == 1);
            let by_line = || steps().and_then(|steps| yaml_text::set(&text, &steps, &value));
            styled(&text, &document.value, &new, &value).or_else(by_line).ok_or(UNPRINTABLE)?
        };
        let (root, _) = path::edit(root, outer, Make::Nothing, &mut |_| Ok(Value::str(new.as_str())))?;
        return Ok(Some(root));
    }
    Ok(None)
}

/// JSON as it was written: on one line, or on many with two spaces.
fn printed(value: &Value, original: &str) -> Result<String, String> {
    let pretty = original.contains('\n') && original.contains("  ");
    let bytes = if pretty { to_json_pretty(value, Html::Escaped) } else { to_json(value) };
    String::from_utf8(bytes).map_err(|_| "the result is no text".to_owned())
}

/// Why a YAML text is left alone: rather that than another text than Kustomize's.
const UNPRINTABLE: &str =
    "the field is YAML text with comments, anchors, tags or characters that cannot be printed again as Kustomize prints them";

/// Stands where the value is to be set, while the places are looked for.
const MARK: &str = "\u{e000}here\u{e000}";

/// The text with the value set wherever the marked one has the mark, in the text's own style.
fn styled(text: &str, old: &Value, marked: &Value, value: &str) -> Option<String> {
    let mut tree = Styled::parse(text)?;
    let mut places = Vec::new();
    marks(Some(old), marked, &mut Vec::new(), &mut places)?;
    places.iter().try_for_each(|path| tree.set(path, value))?;
    tree.print()
}

/// The paths of all marks; `None` where something else has changed.
fn marks(old: Option<&Value>, marked: &Value, path: &mut Vec<Segment>, out: &mut Vec<Vec<Segment>>) -> Option<()> {
    if old == Some(marked) {
        return Some(());
    }
    match (old, marked) {
        (_, Value::Str(text)) if **text == *MARK => out.push(path.clone()),
        (Some(Value::Map(_)) | None, Value::Map(map)) => {
            for (key, value) in map {
                path.push(Segment::Field(key.as_str().into()));
                marks(old.and_then(|old| old.as_map()?.get(key.as_str())), value, path, out)?;
                path.pop();
            }
        }
        (Some(Value::List(_)) | None, Value::List(items)) => {
            for (index, value) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                marks(old.and_then(|old| old.as_list()?.get(index)), value, path, out)?;
                path.pop();
            }
        }
        // A key in `[name=x]` makes an item with that name.
        (None, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_)) => return None,
        (Some(_), _) => return None,
    }
    Some(())
}
