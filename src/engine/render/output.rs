//! Rendered objects as the bytes that `kustomize build` prints. It masks nothing: its only caller is `tiphys render`.

use crate::engine::manifest::emit::emit;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// Exactly what `kustomize build` prints for these objects: YAML documents with sorted keys, `---` between them.
pub fn kustomize_bytes(objects: &[Object]) -> String {
    print(objects.iter().map(Object::root))
}

/// The same for documents that may be no objects.
pub fn print<'m>(documents: impl Iterator<Item = &'m Map>) -> String {
    let mut out = String::new();
    for (index, map) in documents.enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        out.push_str(&emit(&Value::Map(map.clone())));
    }
    out
}
