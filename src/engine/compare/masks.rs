//! What of an object is secret, and the runs of `+` in its place: data of Secrets wherever they stand (lists, templates of other
//! kinds, texts that hold manifests), and annotations that the settings name. It makes nothing that may be shown: `mask` does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
use super::secrets::Secrets;

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

/// Levels of a hidden value whose texts are noted one by one: a Secret's have one.
const MAX_DEPTH: usize = 16;

/// Masks by place and value: what was seen under one key shares its lengths. Objects that are shown together share one of
/// these, so that equal values of all of them look equal. It keeps digests, and of values those alone that it was told to look for.
#[derive(Debug, Default)]
pub struct Masks {
    seen: BTreeMap<(&'static str, Key), BTreeMap<[u8; 32], usize>>,
    /// Values that are secret wherever they stand.
    known: Secrets,
}

impl Masks {
    /// Masks that hide these values in any other place as well.
    pub(super) fn knowing(known: &Secrets) -> Self {
        Self { known: known.clone(), ..Self::default() }
    }

    /// The mask of a value under a key.
    pub(super) fn mask(&mut self, place: &'static str, key: &Key, content: &[u8]) -> Value {
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
    let mut hiding = Hiding { names: &settings.mask_annotations, masks, found: None, n_inside: 0 };
    hiding.object(map, is_secret).unwrap_or_else(|| map.clone())
}

/// The values of an object that [`hide`] hides, as they stand there.
pub(super) fn secrets(map: &Map, is_secret: bool, names: &[Arc<str>], found: &mut BTreeSet<String>) {
    let mut hiding = Hiding { names, masks: &mut Masks::default(), found: Some(found), n_inside: 0 };
    hiding.object(map, is_secret);
}

struct Hiding<'h> {
    /// Annotations that hold secrets.
    names: &'h [Arc<str>],
    masks: &'h mut Masks,
    /// Where hidden values are noted, if somebody asks for them.
    found: Option<&'h mut BTreeSet<String>>,
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
        self.keys(hidden.as_ref().unwrap_or(&own)).or(hidden)
    }

    /// A map none of whose keys is a value that is looked for.
    fn keys(&self, map: &Map) -> Option<Map> {
        let is_known = |key: &Key| self.masks.known.are_in_key(key.as_str());
        map.iter().any(|(key, _)| is_known(key)).then(|| {
            let keys = map.iter().enumerate();
            keys.map(|(at, (key, value))| (if is_known(key) { Key::own(format!("{}({at})", run())) } else { key.clone() }, value.clone()))
                .collect()
        })
    }

    fn value(&mut self, key: &Key, value: &Value) -> Option<Value> {
        match value {
            Value::Map(map) => self.object(map, is_secret(map)).map(Value::Map),
            Value::List(items) => self.list(items, false),
            Value::Str(text) if self.masks.known.are_in(text) => Some(self.masks.mask("texts", key, text.as_bytes())),
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
            let value = map.get(field);
            self.note(value.unwrap_or(&Value::Null), MAX_DEPTH);
            let value = match value {
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

    /// Notes every text and number of a hidden value.
    fn note(&mut self, value: &Value, depth: usize) {
        let Some(found) = self.found.as_deref_mut() else { return };
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Str(text) => {
                found.insert(text.to_string());
            }
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
                found.insert(String::from_utf8_lossy(&json::canonical_json(value)).into_owned());
            }
            Value::List(items) if depth > 0 => items.iter().for_each(|item| self.note(item, depth - 1)),
            Value::Map(map) if depth > 0 => map.iter().for_each(|(_, value)| self.note(value, depth - 1)),
            Value::List(_) | Value::Map(_) => {
                found.insert(String::from_utf8_lossy(&json::canonical_json(value)).into_owned());
            }
        }
    }

    fn annotations(&mut self, map: &Map) -> Option<Map> {
        let annotations = map.get("metadata")?.as_map()?.get("annotations")?.as_map()?;
        let names = self.names;
        let is_named = |key: &Key| names.iter().any(|name| **name == *key.as_str());
        if !annotations.iter().any(|(key, _)| is_named(key)) {
            return None;
        }
        annotations.iter().filter(|(key, _)| is_named(key)).for_each(|(_, value)| self.note(value, MAX_DEPTH));
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
            if !looks_like_a_secret(text) {
                return None;
            }
            hiding.note(&Value::str(text), MAX_DEPTH);
            hiding.masks.mask("texts", key, text.as_bytes()).as_str().map(str::to_owned)
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
