//! The only maker of [`Shown`]: values and texts that may leave the engine. Secret data, secret parts of last-applied
//! annotations and annotations that the settings name are masked by runs of `+`. It knows no screen.
//!
//! The rule is Argo CD's (gitops-engine `pkg/diff/diff.go`, `HideSecretData`, 3.6): of the objects masked together, equal
//! values of one key get equal runs, different ones runs of different lengths, so that a change shows and nothing else does.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use crate::engine::manifest::{emit, json};
use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::settings::Settings;

use super::last_applied::{LastApplied, last_applied};

/// The shortest mask; each further value of the same key gets [`STEP`] more.
const FIRST: usize = 8;
/// How much longer the mask of the next different value is.
const STEP: usize = 4;

/// Parts of a Secret that are secret.
const SECRET_FIELDS: [&str; 2] = ["data", "stringData"];

/// A value that is safe to show, log and export. Only this module can make one.
#[derive(Clone, PartialEq)]
pub struct Shown(Value);

impl fmt::Display for Shown {
    /// Texts as they stand, other scalars as JSON, lists and maps as YAML without the last line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Str(text) => f.write_str(text),
            Value::List(_) | Value::Map(_) => f.write_str(self.to_yaml().trim_end_matches('\n')),
            other => f.write_str(&String::from_utf8_lossy(&json::canonical_json(other))),
        }
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shown({self})")
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Shown {
    /// YAML with sorted keys, as `kubectl get -o yaml` prints it, with a line feed at its end.
    pub fn to_yaml(&self) -> String {
        emit::emit(&self.0)
    }

    /// JSON indented by two, as `argocd -o json` prints it, without a line feed at its end.
    pub fn to_json(&self) -> String {
        String::from_utf8_lossy(&json::to_json_pretty(&self.0, json::Html::Escaped)).into_owned()
    }

    /// The text, if it is one: what a difference of lines or words is made of.
    pub fn as_text(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// Whether it is neither a list nor a map: it fits on the line of its field.
    pub fn is_scalar(&self) -> bool {
        !matches!(self.0, Value::List(_) | Value::Map(_))
    }
}

/// One object, masked: for `app manifests`, `get -o json|yaml` and the manifest screen.
pub fn shown_object(object: &Object, settings: &Settings) -> Shown {
    let [masked] = masked([Some(object)], settings);
    Shown(Value::Map(masked.unwrap_or_default()))
}

/// A list of shown values as one (`list -o json`).
pub fn shown_list(items: Vec<Shown>) -> Shown {
    Shown(Value::list(items.into_iter().map(|Shown(item)| item).collect()))
}

/// A part of what [`masked`] made.
pub(super) fn shown_part(part: &Value) -> Shown {
    Shown(part.clone())
}

/// These objects' fields, masked together. What comes out may be shown, by way of [`shown_part`].
pub(super) fn masked<const N: usize>(objects: [Option<&Object>; N], settings: &Settings) -> [Option<Map>; N] {
    let mut masks = Masks::default();
    // Lengths follow the order of first sight: all objects first, their last-applied records after them.
    let records = objects.map(|object| object.map_or(LastApplied::Absent, last_applied));
    let bodies = objects.map(|object| object.map(|object| hide(object.root(), is_secret(object), settings, &mut masks)));
    let mut bodies = bodies;
    for ((body, record), object) in bodies.iter_mut().zip(&records).zip(&objects) {
        let (Some(map), Some(object)) = (body.as_ref(), object) else { continue };
        let is_hidden = settings.mask_annotations.iter().any(|name| &**name == annotation::LAST_APPLIED);
        let text = match record {
            LastApplied::Absent => continue,
            // What cannot be read cannot be masked in part.
            LastApplied::Invalid => run(FIRST),
            LastApplied::Applied(_) if is_hidden => run(FIRST),
            LastApplied::Applied(record) => {
                let hidden = hide(record, is_secret(object), settings, &mut masks);
                String::from_utf8_lossy(&json::to_json(&Value::Map(hidden))).into_owned()
            }
        };
        *body = Some(build::set(map, &["metadata", "annotations", annotation::LAST_APPLIED], Value::str(text)));
    }
    bodies
}

fn is_secret(object: &Object) -> bool {
    object.is("", "Secret")
}

/// Masks by place and value: what was seen under one key shares its lengths.
#[derive(Default)]
struct Masks {
    seen: BTreeMap<(&'static str, Key), Vec<Vec<u8>>>,
}

impl Masks {
    fn mask(&mut self, place: &'static str, key: &Key, content: Vec<u8>) -> Value {
        let seen = self.seen.entry((place, key.clone())).or_default();
        let index = seen.iter().position(|own| *own == content).unwrap_or_else(|| {
            seen.push(content);
            seen.len() - 1
        });
        Value::str(run(FIRST + STEP * index))
    }
}

fn run(length: usize) -> String {
    "+".repeat(length)
}

fn hide(map: &Map, is_secret: bool, settings: &Settings, masks: &mut Masks) -> Map {
    let mut map = map.clone();
    for field in SECRET_FIELDS.iter().filter(|_| is_secret) {
        let hidden = match map.get(field) {
            None | Some(Value::Null) => continue,
            Some(Value::Map(own)) => {
                let entries = own.iter().map(|(key, value)| (key.clone(), masks.mask("data", key, content(field, value))));
                Value::map(entries.collect())
            }
            // A Secret that no server would take is a secret all the same.
            Some(_) => Value::str(run(FIRST)),
        };
        map = map.with(*field, hidden);
    }
    if let Some(Value::Map(annotations)) = map.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get("annotations")) {
        let is_named = |key: &Key| settings.mask_annotations.iter().any(|name| **name == *key.as_str());
        if annotations.iter().any(|(key, _)| is_named(key)) {
            let entries = annotations.iter().map(|(key, value)| {
                let hidden = if is_named(key) { masks.mask("annotations", key, content("annotations", value)) } else { value.clone() };
                (key.clone(), hidden)
            });
            let hidden = Value::map(entries.collect());
            map = build::set(&map, &["metadata", "annotations"], hidden);
        }
    }
    map
}

/// What is compared: a text under `stringData` and its base64 under `data` are the same secret.
fn content(field: &str, value: &Value) -> Vec<u8> {
    match value {
        Value::Str(text) if field == "data" => STANDARD.decode(text.as_bytes()).unwrap_or_else(|_| text.as_bytes().to_vec()),
        Value::Str(text) => text.as_bytes().to_vec(),
        Value::Null => Vec::new(),
        other => json::canonical_json(other),
    }
}
