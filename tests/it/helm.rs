//! Tests of the area `helm`: charts in folders and archives, their values, dependencies, schemas, indexes; its errors, and the command.

mod archives;
mod charts;
mod commands;
mod dependencies;
mod errors;
mod indexes;
mod published;
mod schemas;
mod values;

use tiphys::engine::manifest::json::to_json;
use tiphys::engine::render::helm::load::{Loaded, load_entries};
use tiphys::engine::render::helm::{chart::Entry, values as files};
use tiphys::model::object::value::{Map, Value};

/// The chart of these files.
fn chart(files: &[(&str, &str)]) -> Result<Loaded, String> {
    let entries = files
        .iter()
        .map(|(name, text)| Entry { name: (*name).into(), bytes: text.as_bytes().into(), trees: std::sync::Arc::default() })
        .collect();
    load_entries(entries, "").map_err(|problem| problem.to_string())
}

/// Values out of YAML.
fn yaml(text: &str) -> Map {
    files::read(text.as_bytes(), "values.yaml").expect("values")
}

/// Values as JSON, keys sorted.
fn json(map: &Map) -> String {
    String::from_utf8_lossy(&to_json(&Value::Map(map.clone()))).into_owned()
}
