//! The suite `kyaml_merge`: YAML in, merged YAML out. It knows no kustomization.

use crate::engine::manifest::emit::emit;
use crate::engine::manifest::notes::notes;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::merge::kyaml::hints::Hints;
use crate::engine::merge::kyaml::{self, ListDirection, Options};
use crate::engine::schema::Schema;
use crate::model::object::value::{Map, Value};

use super::outcome;

/// The answer to a row.
pub fn answer(row: &Map) -> Value {
    outcome(merged(row).map(|value| Value::str(value.as_ref().map(emit).unwrap_or_default())))
}

fn merged(row: &Map) -> Result<Option<Value>, String> {
    let options = row.get("mergeOptions").and_then(Value::as_map);
    let text = |field: &str| options.and_then(|options| options.get(field)).and_then(Value::as_str).unwrap_or("");
    // Go's zero value is to append; the data names it only where the test sets options.
    let direction = if text("ListIncreaseDirection").contains("Append") { ListDirection::Append } else { ListDirection::Prepend };
    let options = Options { direction, infer_keys: row.get("infer").and_then(Value::as_bool).unwrap_or(false) };
    let schema = Schema::kustomize();
    let merged = if row.has("source") {
        let (source, dest) = (document(row, "source")?, document(row, "dest")?);
        kyaml::merge2_hinted(&schema, (&source.0, &source.1), (&dest.0, &dest.1), options)
    } else {
        let [origin, update, local] = [document(row, "origin")?, document(row, "update")?, document(row, "local")?];
        kyaml::merge3_hinted(&schema, [(&origin.0, &origin.1), (&update.0, &update.1), (&local.0, &local.1)], options)
    };
    merged.map_err(|error| error.to_string())
}

/// A row's document with what its text tells beside the value.
fn document(row: &Map, field: &str) -> Result<(Value, Hints), String> {
    let text = row.get(field).and_then(Value::as_str).unwrap_or("");
    let documents = parse_yaml(text.as_bytes(), field, ParseOptions::KUSTOMIZE);
    if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
        return Err(problem.to_string());
    }
    let value = documents.values.into_iter().next().map(|document| document.value).unwrap_or_default();
    Ok((value, Hints::from(notes(text))))
}
