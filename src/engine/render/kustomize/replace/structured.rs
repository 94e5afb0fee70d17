//! Replacements inside a text that is itself JSON or YAML (a ConfigMap's `config.json`). It knows no replacement. Source:
//! kustomize `api/filters/replacement`, `setValueInStructuredData`.

use super::filter::retyped;
use super::path::{self, Make, Slot};
use super::yaml_text;
use crate::engine::manifest::json::{Html, to_json, to_json_pretty};
use crate::engine::manifest::yaml::{Document, ParseOptions, parse_yaml};
use crate::engine::render::kustomize::fieldspec::scalar_text;
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
        let is_read = |document: &&Document| document.odd.as_ref().is_none_or(|odd| odd.keys.is_empty()) && documents.problems.iter().all(|problem| !problem.is_error());
        let Some(document) = documents.values.first().filter(is_read) else { continue };
        let mut is_scalar = false;
        let edited = path::edit(&document.value, inner, make, &mut |slot| match &slot {
            Slot::Here(here) if scalar_text(here).is_none() => Ok(value.clone()),
            Slot::Here(_) | Slot::Fresh => {
                is_scalar = matches!(slot, Slot::Here(_));
                retyped(slot, &scalar_text(value).unwrap_or_default())
            }
        });
        let Ok((new, n)) = edited else { return Ok(None) };
        if n == 0 {
            return Ok(None);
        }
        let new = if text.trim_start().starts_with(['{', '[']) {
            printed(&new, &text)?
        } else {
            let steps = (is_scalar && n == 1).then(|| path::steps(&document.value, inner)).flatten();
            let set = steps.and_then(|steps| yaml_text::set(&text, &steps, &scalar_text(value).unwrap_or_default()));
            set.ok_or("the field is YAML text of a form in which nothing can be replaced yet; that comes with the Kustomize issue")?
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
