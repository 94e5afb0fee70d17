//! What only the text of a document tells and kyaml heeds: empty values, quotes, schemas in comments. It knows no YAML;
//! `manifest::notes` reads one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::notes::Notes;
use crate::model::object::path::Path;
use crate::model::object::value::Value;

/// How a field is to be merged, said by a comment (`# {"type":"array","x-kubernetes-patch-strategy":"merge"}`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSchema {
    /// A definition of the schema that the field follows (`#/definitions/io.k8s.api.core.v1.PodSpec`).
    pub definition: Option<String>,
    /// Whether the strategy holds `merge`.
    pub merge: bool,
    /// The merge keys; none for scalars.
    pub merge_keys: Vec<String>,
}

/// Side notes of one document, by path: fields and indices. The default is what a document without peculiarities has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Nulls that are nothing but an empty place (`emptyDir:`). kyaml drops them when it passes; it keeps a written `null`.
    pub empty: BTreeSet<Path>,
    /// Texts in quotes or block form. A number merged over one becomes text, as kyaml keeps the style. (A text that must
    /// have been quoted is known without a hint.)
    pub quoted: BTreeSet<Path>,
    /// Annotations that are null, as they are written (`~`): Kustomize makes texts of them where no patch is meant.
    pub null_annotations: BTreeMap<Arc<str>, Arc<str>>,
    /// Comments that are schemas.
    pub schemas: BTreeMap<Path, FieldSchema>,
}

impl Hints {
    /// Whether there is nothing to note.
    pub fn is_empty(&self) -> bool {
        self.empty.is_empty() && self.quoted.is_empty() && self.schemas.is_empty()
    }
}

impl From<Notes> for Hints {
    fn from(notes: Notes) -> Self {
        let schemas = notes.comments.into_iter().filter_map(|(path, comments)| {
            let said = comments.iter().find(|comment| !comment.trim().is_empty())?;
            Some((path, field_schema(said)?))
        });
        let is_null = |text: &str| matches!(text, "~" | "null" | "Null" | "NULL");
        Self {
            schemas: schemas.collect(),
            empty: notes.empty,
            quoted: notes.quoted,
            null_annotations: notes.annotations.into_iter().filter(|(_, text)| is_null(text)).collect(),
        }
    }
}

/// The schema that a comment holds; none where it is no JSON object, as nearly all are.
fn field_schema(comment: &str) -> Option<FieldSchema> {
    let text = comment.trim_start_matches('#').trim();
    let Ok(Value::Map(map)) = parse_json(text.starts_with('{').then_some(text.as_bytes())?) else { return None };
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let keys = map.get("x-kubernetes-list-map-keys").and_then(Value::as_list).map(|keys| keys.iter().filter_map(Value::as_str).collect());
    let merge_keys: Vec<&str> = keys.unwrap_or_else(|| text("x-kubernetes-patch-merge-key").into_iter().collect());
    let schema = FieldSchema {
        definition: text("$ref").map(str::to_owned),
        merge: text("x-kubernetes-patch-strategy").is_some_and(|words| words.split(',').any(|word| word == "merge")),
        merge_keys: merge_keys.into_iter().map(str::to_owned).collect(),
    };
    // `{"$openapi":"setter"}` and the like are no schemas.
    (!map.is_empty() && (schema.definition.is_some() || map.has("type") || schema.merge)).then_some(schema)
}
