//! The hash behind the names of generated ConfigMaps and Secrets: SHA-256 of kind and content as Go's JSON prints them, ten
//! characters in an alphabet that spells no words. Source: kustomize `api/hasher`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::engine::manifest::json::to_json;
use crate::engine::render::kustomize::fieldspec::scalar_text;
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::resource::Resource;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Puts hashes behind the names that want one.
pub(in crate::engine::render::kustomize) fn add_hashes(map: &mut ResMap) {
    for resource in map.list_mut() {
        if resource.notes.needs_hash {
            let hash = hash(resource);
            resource.remember_id();
            let name = format!("{}-{hash}", resource.id().name).into();
            resource.set_meta("name", &name);
        }
    }
}

/// The hash of a resource's content. The name is no part of it: Kustomize looks it up under a key that is never there.
fn hash(resource: &Resource) -> String {
    let kind = &*resource.id().kind;
    let fields: &[&str] = match kind {
        "ConfigMap" => &["data", "binaryData"],
        "Secret" => &["type", "data", "stringData"],
        _ => return hash_of(&Value::Map(resource.root().clone())),
    };
    let mut entries = vec![(Key::field("kind"), Value::str(kind)), (Key::field("name"), "".into())];
    for field in fields {
        let value = match resource.root().get(field) {
            Some(Value::Map(map)) => Value::Map(map.clone()),
            // These are left out unless they are maps.
            _ if matches!(*field, "binaryData" | "stringData") => continue,
            Some(value) => Value::Str(scalar_text(value).unwrap_or_default()),
            None => "".into(),
        };
        entries.push((Key::own(*field), value));
    }
    hash_of(&Value::Map(Map::from_entries(entries)))
}

fn hash_of(value: &Value) -> String {
    let digest = Sha256::digest(to_json(value));
    let mut hex = String::with_capacity(10);
    for byte in digest.iter().take(5) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.chars()
        .map(|c| match c {
            '0' => 'g',
            '1' => 'h',
            '3' => 'k',
            'a' => 'm',
            'e' => 't',
            other => other,
        })
        .collect()
}
