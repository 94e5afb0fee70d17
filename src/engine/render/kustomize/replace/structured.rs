//! Replacements inside a text that is itself JSON or YAML (a ConfigMap's `config.json`). It knows no replacement. Source:
//! kustomize `api/filters/replacement`, `setValueInStructuredData`.

use super::filter::retyped;
use super::path::{self, Make, Slot};
use crate::engine::manifest::json::{Html, to_json, to_json_pretty};
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::render::kustomize::fieldspec::scalar_text;
use crate::model::object::value::Value;

/// The root with the value set inside the text that the path runs into; `None` where it runs into no such text, and
/// the path is to be followed as it is.
///
/// # Errors
/// When the text is YAML: its comments and its order of keys would be lost.
pub(super) fn set(root: &Value, parts: &[String], value: &Value, make: Make) -> Result<Option<Value>, String> {
    for length in 1..parts.len() {
        let (outer, inner) = parts.split_at(length);
        let Ok(Some(Value::Str(text))) = path::get(root, outer) else { continue };
        let documents = parse_yaml(text.as_bytes(), "", ParseOptions::KUSTOMIZE);
        let Some(document) = documents.values.first().filter(|_| documents.problems.iter().all(|problem| !problem.is_error())) else {
            continue;
        };
        let edited = path::edit(&document.value, inner, make, &mut |slot| match &slot {
            Slot::Here(here) if scalar_text(here).is_none() => Ok(value.clone()),
            Slot::Here(_) | Slot::Fresh => retyped(slot, &scalar_text(value).unwrap_or_default()),
        });
        let Ok((new, n)) = edited else { return Ok(None) };
        if n == 0 {
            return Ok(None);
        }
        let new = printed(&new, &text)?;
        let (root, _) = path::edit(root, outer, Make::Nothing, &mut |_| Ok(Value::str(new.as_str())))?;
        return Ok(Some(root));
    }
    Ok(None)
}

/// JSON as it was written: on one line, or on many with two spaces.
fn printed(value: &Value, original: &str) -> Result<String, String> {
    if !original.trim_start().starts_with(['{', '[']) {
        return Err("the field is YAML text; replacements inside YAML text come with the Kustomize issue".to_owned());
    }
    let pretty = original.contains('\n') && original.contains("  ");
    let bytes = if pretty { to_json_pretty(value, Html::Escaped) } else { to_json(value) };
    String::from_utf8(bytes).map_err(|_| "the result is no text".to_owned())
}
