//! JSON and YAML kept as texts inside objects: a document of a ConfigMap, an annotation. Where both sides can be read they
//! are compared by what they hold. It knows no object and no path.

use std::fmt;

use serde::Serialize;

use crate::engine::manifest::budget;
use crate::engine::manifest::json;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::object::path::Path;
use crate::model::object::value::{Map, Value};

use super::lines::MAX_TEXT;

/// What a read document may weigh, aliases taken apart: some times its text.
const MAX_WEIGHT: usize = 16 << 20;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// A place inside a text that holds a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inside {
    /// How the document is written.
    pub format: Format,
    /// The place in it, with indexes as on the new side.
    pub path: Path,
    /// The same on the old side, where indexes differ.
    pub old_path: Option<Path>,
}

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

/// Both documents, if both texts hold one of the same form. `name` is the field's name, which may tell the form.
///
/// YAML counts only where nothing but its values differs: a comment that changed would be lost.
pub(super) fn both(name: &str, old: &str, new: &str) -> Option<(Format, Value, Value)> {
    if old.len().max(new.len()) > MAX_TEXT {
        return None;
    }
    if let (Some(a), Some(b)) = (json_of(old), json_of(new)) {
        return Some((Format::Json, a, b));
    }
    let is_many = old.contains('\n') || new.contains('\n');
    if !is_many || !may_be_yaml(name) || !comments(old).eq(comments(new)) {
        return None;
    }
    let (a, b) = (yaml_of(old)?, yaml_of(new)?);
    Some((Format::Yaml, a, b))
}

fn json_of(text: &str) -> Option<Value> {
    let is_like = matches!((text.trim_start().as_bytes().first()?, text.trim_end().as_bytes().last()?), (b'{', b'}') | (b'[', b']'));
    let value = is_like.then(|| json::parse_json(text.as_bytes()).ok()).flatten()?;
    is_light(&value).then_some(value)
}

fn yaml_of(text: &str) -> Option<Value> {
    let documents = parse_yaml(text.as_bytes(), "", ParseOptions::KUBERNETES);
    let [document] = documents.values.as_slice() else { return None };
    let is_sound = documents.problems.is_empty() && has_names(&document.value) && is_light(&document.value);
    is_sound.then(|| document.value.clone())
}

/// A document, and no prose that happens to be read as one: maps whose keys are names, or lists of such.
fn has_names(value: &Value) -> bool {
    let is_name = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_./$@:".contains(c));
    match value {
        Value::Map(map) => !map.is_empty() && map.iter().all(|(key, _)| is_name(key.as_str())),
        Value::List(items) => {
            items.iter().any(|item| matches!(item, Value::Map(_)))
                && items.iter().all(|item| !matches!(item, Value::Map(map) if !map.iter().all(|(key, _)| is_name(key.as_str()))))
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => false,
    }
}

fn is_light(value: &Value) -> bool {
    match value {
        Value::Map(map) => budget::weight(map, MAX_WEIGHT).is_ok(),
        Value::List(_) => budget::weight(&Map::default().with("list", value.clone()), MAX_WEIGHT).is_ok(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => true,
    }
}

/// A name with another ending says that it is something else: `run.sh`, `app.properties`, `nginx.conf`.
fn may_be_yaml(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 10 && ending.chars().all(|c| c.is_ascii_alphanumeric()) => {
            ["yaml", "yml", "tpl", "config", "conf"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        }
        _ => true,
    }
}

/// Comments of their own lines, and whatever may be one behind a value.
fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let at = if line.trim_start().starts_with('#') { line.find('#') } else { line.find(" #") };
        at.and_then(|at| line.get(at..)).map(str::trim)
    })
}

#[cfg(test)]
mod tests {
    use super::{Format, both};

    fn format(name: &str, old: &str, new: &str) -> Option<Format> {
        both(name, old, new).map(|(format, ..)| format)
    }

    #[test]
    fn documents_are_told_from_scripts_prose_and_properties() {
        assert_eq!(format("a", "{\"a\": 1}", " {\"a\": 2}\n"), Some(Format::Json));
        assert_eq!(format("config.yaml", "a: 1\n", "a: 2\nb: [x]\n"), Some(Format::Yaml));
        assert_eq!(format("values", "- a: 1\n- b: 2\n", "- a: 2\n"), Some(Format::Yaml));
        for (name, old, new) in [
            ("run.sh", "a: 1\n", "a: 2\n"),
            ("script", "set -e\necho: hi\n", "set -e\necho: ho\n"),
            ("app.properties", "a=1\n", "a=2\n"),
            ("prose", "Dear all: this is new\n", "Dear all: this is old\n"),
            ("code", "def f(): 1\n", "def f(): 2\n"),
            ("list", "- a\n- b\n", "- a\n"),
            ("one", "a: 1", "a: 2"),
            ("broken", "a: 1\n", "a: [\n"),
            ("template", "a: {{ .x }}\n", "a: {{ .y }}\n"),
            ("many", "a: 1\n---\na: 2\n", "a: 1\n"),
        ] {
            assert_eq!(format(name, old, new), None, "{name}");
        }
    }

    #[test]
    fn a_comment_that_changed_is_shown_as_text() {
        assert_eq!(format("a", "# one\na: 1\n", "# two\na: 1\n"), None);
        assert_eq!(format("a", "a: 1 # one\n", "a: 1 # two\n"), None);
        assert_eq!(format("a", "# one\na: 1\n", "# one\na: 2\n"), Some(Format::Yaml));
    }

    #[test]
    fn aliases_that_explode_are_left_as_text() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", ")));
        }
        assert_eq!(format("a", &bomb, "a: 1\n"), None);
    }
}
