//! What a list and a watch send, decoded: items, list metadata, change events. It knows no request.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::discover::Kind;
use super::error::ClusterError;
use super::refusal::{Status, of_status};
use super::request::{bad_json, interner, into_object, value};
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::serde_de::{MAX_DEPTH, ValueSeed, from_value};
use crate::model::object::value::Value;

/// An item of a list. Typed lists leave `apiVersion` and `kind` out of their items.
pub(super) fn listed(item: &[u8], kind: &Kind) -> Result<Object, ClusterError> {
    let Value::Map(root) = value(item)? else {
        return Err(ClusterError::BadAnswer("an item of the list is no object".into()));
    };
    let root = if root.has("apiVersion") { root } else { root.with(Key::field("apiVersion"), Value::str(kind.api_version())) };
    let root = if root.has("kind") { root } else { root.with(Key::field("kind"), Value::Str(kind.kind.clone())) };
    into_object(Value::Map(root))
}

/// `metadata` of a list.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListMeta {
    #[serde(default)]
    pub(super) resource_version: String,
    #[serde(default, rename = "continue")]
    pub(super) continue_token: String,
}

/// The metadata in a list's envelope.
pub(super) fn page_end(envelope: &[u8]) -> Result<ListMeta, ClusterError> {
    #[derive(Deserialize)]
    struct Envelope {
        #[serde(default)]
        metadata: ListMeta,
    }
    serde_json::from_slice::<Envelope>(envelope).map(|envelope| envelope.metadata).map_err(|error| bad_json(&error))
}

/// One event of a watch.
pub(super) enum Change {
    /// Made or changed.
    Applied(Object),
    /// Deleted; the last state.
    Deleted(Object),
    /// Nothing changed up to this resourceVersion.
    Bookmark(String),
    /// The watch is over.
    Error(ClusterError),
}

/// One line of a watch: `{"type":"ADDED","object":{…}}`.
pub(super) fn change(line: &[u8]) -> Result<Change, ClusterError> {
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    let (kind, content) = LineSeed.deserialize(&mut deserializer).map_err(|error| bad_json(&error))?;
    match kind.as_str() {
        "ADDED" | "MODIFIED" => Ok(Change::Applied(into_object(content)?)),
        "DELETED" => Ok(Change::Deleted(into_object(content)?)),
        "BOOKMARK" => Ok(Change::Bookmark(into_object(content)?.resource_version().to_owned())),
        "ERROR" => {
            let status: Status = from_value(&content).unwrap_or_default();
            Ok(Change::Error(of_status(status, None, &"watch".into(), false)))
        }
        _ => Err(ClusterError::BadAnswer("a watch event of no known type".into())),
    }
}

struct LineSeed;

impl<'de> DeserializeSeed<'de> for LineSeed {
    type Value = (String, Value);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for LineSeed {
    type Value = (String, Value);

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a watch event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let (mut kind, mut object) = (String::new(), Value::Null);
        while let Some(key) = access.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = access.next_value()?,
                "object" => object = access.next_value_seed(ValueSeed { interner: &mut interner(), depth: MAX_DEPTH })?,
                _ => {
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok((kind, object))
    }
}
