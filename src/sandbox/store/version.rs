//! One version of an object as it is sent: shared, serialised at most once. It knows no list and no watch.

use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use crate::engine::manifest::json::to_json;
use crate::model::object::Object;
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};

/// An object at one resourceVersion.
pub(crate) struct Version {
    pub(crate) object: Object,
    pub(crate) revision: u64,
    json: OnceLock<(Bytes, usize)>,
    metadata: OnceLock<Bytes>,
}

impl Version {
    pub(crate) fn new(object: Object, revision: u64) -> Arc<Self> {
        Arc::new(Self { object, revision, json: OnceLock::new(), metadata: OnceLock::new() })
    }

    /// The object as JSON, `kind` and `apiVersion` first.
    pub(crate) fn json(&self) -> Bytes {
        self.serialized().0.clone()
    }

    /// The object as JSON without `kind` and `apiVersion` and without the opening brace: how a real server sends built-in
    /// kinds inside a list.
    pub(crate) fn json_tail(&self) -> Bytes {
        let (bytes, offset) = self.serialized();
        bytes.slice(*offset..)
    }

    fn serialized(&self) -> &(Bytes, usize) {
        self.json.get_or_init(|| kind_first(self.object.kind(), self.object.api_version(), self.object.root()))
    }

    /// The object as `PartialObjectMetadata`.
    pub(crate) fn metadata_json(&self) -> Bytes {
        self.metadata.get_or_init(|| kind_first("PartialObjectMetadata", "meta.k8s.io/v1", &metadata_only(&self.object)).0).clone()
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{}", self.object, self.revision)
    }
}

fn metadata_only(object: &Object) -> Map {
    map([("metadata", object.root().get("metadata").cloned().unwrap_or_default())])
}

/// An object as JSON with `kind` and `apiVersion` in front, and the offset of what follows them.
pub(crate) fn kind_first(kind: &str, api_version: &str, root: &Map) -> (Bytes, usize) {
    let rest = to_json(&Value::Map(root.without("kind").without("apiVersion")));
    let text = |text: &str| to_json(&Value::str(text));
    let mut out = Vec::with_capacity(rest.len() + kind.len() + api_version.len() + 32);
    out.extend_from_slice(b"{\"kind\":");
    out.extend_from_slice(&text(kind));
    out.extend_from_slice(b",\"apiVersion\":");
    out.extend_from_slice(&text(api_version));
    let tail = rest.get(1..).unwrap_or(b"}");
    if tail != b"}" {
        out.push(b',');
    }
    let offset = out.len();
    out.extend_from_slice(tail);
    (Bytes::from(out), offset)
}

#[cfg(test)]
mod tests {
    use super::Version;
    use crate::engine::manifest::json::object_from_json;

    #[test]
    fn a_list_item_is_the_same_bytes_without_kind_and_api_version() {
        let text = br#"{"apiVersion":"v1","data":{"a":"b"},"kind":"ConfigMap","metadata":{"name":"x"}}"#;
        let version = Version::new(object_from_json(text, &mut crate::engine::manifest::interner()).unwrap(), 1);
        assert_eq!(version.json(), r#"{"kind":"ConfigMap","apiVersion":"v1","data":{"a":"b"},"metadata":{"name":"x"}}"#);
        assert_eq!(version.json_tail(), r#""data":{"a":"b"},"metadata":{"name":"x"}}"#);
        assert_eq!(version.metadata_json(), r#"{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"x"}}"#);
    }
}
