//! What Helm reads of a manifest before it decides what it is: version, kind, name and annotations. It knows no order.
//! Source: Helm `SimpleHead`, read by `sigs.k8s.io/yaml` into Go's types: numbers and booleans become texts, a list or map is refused.

use std::sync::Arc;

use crate::engine::render::helm::fields::{json_kind, scalar_text};
use crate::model::object::value::{Map, Value};

/// The head of a manifest; empty where the document holds nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// `apiVersion`.
    pub api_version: Arc<str>,
    /// `kind`.
    pub kind: Arc<str>,
    /// `metadata.name`.
    pub name: Arc<str>,
    /// `metadata.annotations`, sorted.
    pub annotations: Vec<(Arc<str>, Arc<str>)>,
}

impl Head {
    /// The head of a document.
    ///
    /// # Errors
    /// When a field has a type that Helm cannot read, in Go's words.
    pub fn of(document: &Value) -> Result<Self, String> {
        let root = match document {
            Value::Null => return Ok(Self::default()),
            Value::Map(map) => map,
            other => return Err(wrong(other, "Go value of type util.SimpleHead")),
        };
        let mut head =
            Self { api_version: text(root, "apiVersion", "SimpleHead.")?, kind: text(root, "kind", "SimpleHead.")?, ..Self::default() };
        let metadata = match found(root, "metadata") {
            None | Some(Value::Null) => return Ok(head),
            Some(Value::Map(map)) => map,
            Some(other) => {
                return Err(wrong(
                    other,
                    "Go struct field SimpleHead.metadata of type struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }",
                ));
            }
        };
        head.name = text(metadata, "name", ".metadata.")?;
        match found(metadata, "annotations") {
            None | Some(Value::Null) => {}
            Some(Value::Map(map)) => {
                for (key, value) in map {
                    let text = if value.is_null() { Some("".into()) } else { scalar_text(value) };
                    let text = text.ok_or_else(|| wrong(value, "Go struct field .metadata.annotations of type string"))?;
                    head.annotations.push((key.as_str().into(), text));
                }
            }
            Some(other) => return Err(wrong(other, "Go struct field .metadata.annotations of type map[string]string")),
        }
        Ok(head)
    }

    /// An annotation.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.annotations.iter().find(|(key, _)| **key == *name).map(|(_, value)| &**value)
    }
}

/// A field by its name, in whatever case where the exact one is not there: as Go's JSON reads structs.
fn found<'m>(map: &'m Map, name: &str) -> Option<&'m Value> {
    map.get(name).or_else(|| map.iter().find(|(key, _)| key.as_str().eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn text(map: &Map, name: &str, path: &str) -> Result<Arc<str>, String> {
    match found(map, name) {
        None | Some(Value::Null) => Ok("".into()),
        Some(value) => scalar_text(value).ok_or_else(|| wrong(value, &format!("Go struct field {path}{name} of type string"))),
    }
}

fn wrong(value: &Value, into: &str) -> String {
    format!("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {} into {into}", json_kind(value))
}

#[cfg(test)]
mod tests {
    use super::Head;
    use crate::engine::manifest::yaml::{ParseOptions, parse_one};
    use crate::model::object::value::Value;

    fn head(text: &str) -> Result<Head, String> {
        let documents = parse_one(text.as_bytes(), "x", 0, ParseOptions::KUBERNETES);
        Head::of(&documents.values.first().map_or(Value::Null, |document| document.value.clone()))
    }

    #[test]
    fn a_head_is_read_and_other_types_are_refused() {
        let whole = head("apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {helm.sh/hook: test, empty: }}\n").expect("a head");
        assert_eq!(
            (&*whole.kind, &*whole.name, whole.annotation("helm.sh/hook"), whole.annotation("empty")),
            ("Pod", "a", Some("test"), Some(""))
        );
        assert_eq!(head("# nothing\n"), Ok(Head::default()));
        let refused = |text: &str| head(text).expect_err(text).rsplit("unmarshal ").next().map(str::to_owned).unwrap_or_default();
        assert_eq!(refused("- a\n"), "array into Go value of type util.SimpleHead");
        assert_eq!(refused("kind: [1]\n"), "array into Go struct field SimpleHead.kind of type string");
        assert_eq!(refused("metadata: {annotations: {a: {}}}\n"), "object into Go struct field .metadata.annotations of type string");
        let odd = head("kind: 1\nmetadata: {annotations: {helm.sh/hook-weight: -5, a: true, b: 1.50}}\n").expect("a head");
        assert_eq!(
            (&*odd.kind, odd.annotation("helm.sh/hook-weight"), odd.annotation("a"), odd.annotation("b")),
            ("1", Some("-5"), Some("true"), Some("1.5"))
        );
    }
}
