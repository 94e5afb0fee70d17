//! What of an object is secret, and the runs of `+` in its place: data of Secrets wherever they stand (lists, templates of other
//! kinds, texts that hold manifests), and annotations that the settings name. It makes nothing that may be shown: `mask` does.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::manifest::{emit, json};
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::settings::Settings;

use super::lines::MAX_TEXT;

/// The shortest mask; each further value of the same key gets [`STEP`] more.
const FIRST: usize = 8;
/// How much longer the mask of the next different value is.
const STEP: usize = 4;
/// From this many different values of one key on a mask bears a number instead: a run of hundreds is counted by nobody.
const MAX_RUNS: usize = 16;

/// Parts of a Secret that are secret.
const SECRET_FIELDS: [&str; 2] = ["data", "stringData"];

/// Texts within texts that are looked into: a manifest in an annotation of a manifest in a ConfigMap.
const MAX_INSIDE: usize = 3;

/// Masks by place and value: what was seen under one key shares its lengths. Objects that are shown together share one of
/// these, so that equal values of all of them look equal. It keeps digests, no values.
#[derive(Debug, Default)]
pub struct Masks {
    seen: BTreeMap<(&'static str, Key), BTreeMap<[u8; 32], usize>>,
}

impl Masks {
    fn mask(&mut self, place: &'static str, key: &Key, content: &[u8]) -> Value {
        let seen = self.seen.entry((place, key.clone())).or_default();
        let next = seen.len();
        let index = *seen.entry(Sha256::digest(content).into()).or_insert(next);
        Value::str(if index < MAX_RUNS { "+".repeat(FIRST + STEP * index) } else { format!("{}({})", run(), index + 1) })
    }
}

/// The mask of something that is compared with nothing.
pub(super) fn run() -> String {
    "+".repeat(FIRST)
}

/// An object's fields without its secrets. `is_secret`: whether the object itself is a Secret.
pub(super) fn hide(map: &Map, is_secret: bool, settings: &Settings, masks: &mut Masks) -> Map {
    let mut hiding = Hiding { settings, masks, n_inside: 0 };
    hiding.object(map, is_secret).unwrap_or_else(|| map.clone())
}

struct Hiding<'h> {
    settings: &'h Settings,
    masks: &'h mut Masks,
    /// How many texts the value stands in.
    n_inside: usize,
}

/// Each answers none where nothing had to be hidden.
impl Hiding<'_> {
    /// A map, which may be an object of its own.
    fn object(&mut self, map: &Map, is_secret: bool) -> Option<Map> {
        let mut hidden = if is_secret { self.secret(map) } else { None };
        let named = self.annotations(hidden.as_ref().unwrap_or(map));
        hidden = named.or(hidden);
        let is_list = map.get("kind").and_then(Value::as_str) == Some("SecretList");
        let own = hidden.clone().unwrap_or_else(|| map.clone());
        for (key, value) in &own {
            if is_secret && SECRET_FIELDS.contains(&key.as_str()) {
                continue;
            }
            let below = match value {
                Value::List(items) if is_list && key.as_str() == "items" => self.list(items, true),
                other => self.value(key, other),
            };
            if let Some(below) = below {
                hidden = Some(hidden.unwrap_or_else(|| own.clone()).with(key.clone(), below));
            }
        }
        hidden
    }

    fn value(&mut self, key: &Key, value: &Value) -> Option<Value> {
        match value {
            Value::Map(map) => self.object(map, is_secret(map)).map(Value::Map),
            Value::List(items) => self.list(items, false),
            Value::Str(text) => self.text(key, text).map(Value::str),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => None,
        }
    }

    fn list(&mut self, items: &[Value], of_secrets: bool) -> Option<Value> {
        let key = Key::field("");
        let mut hidden: Option<Vec<Value>> = None;
        for (place, item) in items.iter().enumerate() {
            let below = match item {
                Value::Map(map) if of_secrets => self.object(map, true).map(Value::Map),
                other => self.value(&key, other),
            };
            if let Some(below) = below
                && let Some(slot) = hidden.get_or_insert_with(|| items.to_vec()).get_mut(place)
            {
                *slot = below;
            }
        }
        hidden.map(Value::list)
    }

    fn secret(&mut self, map: &Map) -> Option<Map> {
        let mut hidden: Option<Map> = None;
        for field in SECRET_FIELDS {
            let value = match map.get(field) {
                None | Some(Value::Null) => continue,
                Some(Value::Map(own)) => {
                    let entries = own.iter().map(|(key, value)| (key.clone(), self.masks.mask("data", key, &content(field, value))));
                    Value::map(entries.collect())
                }
                // A Secret that no server would take is a secret all the same.
                Some(_) => Value::str(run()),
            };
            hidden = Some(hidden.unwrap_or_else(|| map.clone()).with(field, value));
        }
        hidden
    }

    fn annotations(&mut self, map: &Map) -> Option<Map> {
        let annotations = map.get("metadata")?.as_map()?.get("annotations")?.as_map()?;
        let is_named = |key: &Key| self.settings.mask_annotations.iter().any(|name| **name == *key.as_str());
        if !annotations.iter().any(|(key, _)| is_named(key)) {
            return None;
        }
        let entries = annotations.iter().map(|(key, value)| {
            let hidden = if is_named(key) { self.masks.mask("annotations", key, &content("annotations", value)) } else { value.clone() };
            (key.clone(), hidden)
        });
        let hidden = Value::map(entries.collect());
        Some(build::set(map, &["metadata", "annotations"], hidden))
    }

    /// A text that holds manifests with a Secret among them: those with their secrets hidden, printed anew. One that only looks like
    /// it and cannot be read cannot be hidden in part.
    fn text(&mut self, key: &Key, text: &str) -> Option<String> {
        if !(text.contains("Secret") && text.contains("kind") && (text.contains("data") || text.contains("stringData"))) {
            return None;
        }
        let whole = |hiding: &mut Self| {
            let mask = || hiding.masks.mask("texts", key, text.as_bytes()).as_str().map(str::to_owned);
            looks_like_a_secret(text).then(mask).flatten()
        };
        if text.len() > MAX_TEXT || self.n_inside >= MAX_INSIDE {
            return whole(self);
        }
        self.n_inside += 1;
        let hidden = match json::parse_json(text.as_bytes()) {
            Ok(value) => Some(self.value(key, &value).map(|hidden| String::from_utf8_lossy(&json::to_json(&hidden)).into_owned())),
            Err(_) => {
                let documents = parse_yaml(text.as_bytes(), "", ParseOptions::KUBERNETES);
                documents.problems.is_empty().then(|| {
                    // A document that is a text again is this text: prose.
                    let is_prose = |value: &Value| value.as_str().is_some();
                    let mut hide = |value: &Value| if is_prose(value) { None } else { self.value(key, value) };
                    let hidden: Vec<Option<Value>> = documents.values.iter().map(|document| hide(&document.value)).collect();
                    let is_any = hidden.iter().any(Option::is_some);
                    let values: Vec<Value> = hidden
                        .into_iter()
                        .zip(&documents.values)
                        .map(|(hidden, own)| hidden.unwrap_or_else(|| own.value.clone()))
                        .collect();
                    is_any.then(|| emit::emit_all(&values))
                })
            }
        };
        self.n_inside -= 1;
        match hidden {
            Some(hidden) => hidden,
            None => whole(self),
        }
    }
}

/// Whether a map is a Secret's manifest.
pub(super) fn is_secret(map: &Map) -> bool {
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    text("kind") == Some("Secret") && text("apiVersion").is_none_or(|version| version == "v1")
}

/// Whether a text that cannot be read has the words of a Secret's manifest: its kind, with or without quotes, escaped or not.
fn looks_like_a_secret(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !matches!(c, '"' | '\'' | '\\' | ' ' | '\t')).collect();
    bare.match_indices("kind:Secret").any(|(at, found)| {
        let rest = bare.get(at + found.len()..).unwrap_or("");
        let rest = rest.strip_prefix("List").unwrap_or(rest);
        !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    })
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
