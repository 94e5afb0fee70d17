//! Field specifications: where in objects of a kind a transformer works, and the walk that takes it there. A path names
//! map keys only; lists on the way are entered, each item in turn. It knows no transformer. Source: kustomize
//! `api/filters/fieldspec`.

use std::sync::Arc;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::ids::{Gvk, Id};

/// One part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The map's key.
    pub(super) name: Key,
    /// Whether the path says that the value is a list (`containers[]`).
    pub(super) list: bool,
}

/// Where a transformer works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldSpec {
    /// Kinds it is for.
    pub(super) gvk: Gvk,
    /// The path as written.
    pub(super) text: Arc<str>,
    /// The path.
    pub(super) path: Arc<[Segment]>,
    /// Whether missing maps on the way are made.
    pub(super) create: bool,
}

/// What a transformer makes of a field that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Creates {
    /// Nothing: the field is left alone.
    Nothing,
    /// A map.
    Map,
    /// A scalar.
    Scalar,
}

/// A walk cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum WalkError {
    /// The path goes on below a scalar.
    #[error("{0} is {1}, where the path {2} expects a map or a list")]
    Scalar(Arc<str>, &'static str, Arc<str>),
    /// What the path leads to has another shape.
    #[error("expected {expected}, found {found}")]
    Shape {
        /// What the transformer works on.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// The transformer's own reason.
    #[error("{0}")]
    Refused(Arc<str>),
}

/// What the end of a walk does: the new value, or `None` to leave it.
pub(super) type Set<'s> = &'s mut dyn FnMut(&Value) -> Result<Option<Value>, WalkError>;

/// A path's parts: `/` separates, `\/` is a slash within a key, one leading `/` is allowed.
pub(super) fn split_path(path: &str, separator: char) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let path = path.strip_prefix(separator).unwrap_or(path);
    for part in path.split(separator) {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push(separator);
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

impl FieldSpec {
    /// A specification of this path.
    pub(super) fn new(gvk: Gvk, path: &str, create: bool) -> Self {
        let segments = split_path(path, '/').into_iter().map(|part| match part.strip_suffix("[]") {
            Some(name) => Segment { name: Key::own(name), list: true },
            None => Segment { name: Key::own(part), list: false },
        });
        Self { gvk, text: path.into(), path: segments.collect(), create }
    }

    /// Whether it is for objects of this identity.
    pub(super) fn is_for(&self, id: &Id) -> bool {
        self.gvk.selects(id)
    }

    /// The keys that lead to an entry of what the path leads to; none where a list lies on the way.
    pub(super) fn keys_to(&self, key: &Key) -> Vec<Key> {
        if self.path.iter().any(|segment| segment.list) {
            return Vec::new();
        }
        self.path.iter().map(|segment| segment.name.clone()).chain(std::iter::once(key.clone())).collect()
    }

    /// Walks an object's fields to the path's end and sets what is there. `None`: nothing changed.
    pub(super) fn edit(&self, root: &Map, creates: Creates, set: Set<'_>) -> Result<Option<Map>, WalkError> {
        let creates = if self.create { creates } else { Creates::Nothing };
        Walk { spec: self, creates, set }.map(root, &self.path)
    }
}

struct Walk<'w, 's> {
    spec: &'w FieldSpec,
    creates: Creates,
    set: Set<'s>,
}

impl Walk<'_, '_> {
    fn value(&mut self, value: &Value, path: &[Segment]) -> Result<Option<Value>, WalkError> {
        if path.is_empty() {
            return (self.set)(value);
        }
        match value {
            Value::Null => Ok(None),
            Value::Map(map) => Ok(self.map(map, path)?.map(Value::Map)),
            Value::List(items) => self.list(items, path),
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {
                let done = self.spec.path.len() - path.len();
                let at: Vec<&str> = self.spec.path.iter().take(done).map(|segment| segment.name.as_str()).collect();
                Err(WalkError::Scalar(at.join(".").into(), value.kind_name(), self.spec.text.clone()))
            }
        }
    }

    fn list(&mut self, items: &[Value], path: &[Segment]) -> Result<Option<Value>, WalkError> {
        let mut changed: Option<Vec<Value>> = None;
        for (index, item) in items.iter().enumerate() {
            if let Some(new) = self.value(item, path)? {
                let list = changed.get_or_insert_with(|| items.to_vec());
                if let Some(place) = list.get_mut(index) {
                    *place = new;
                }
            }
        }
        Ok(changed.map(Value::list))
    }

    fn map(&mut self, map: &Map, path: &[Segment]) -> Result<Option<Map>, WalkError> {
        let Some((segment, rest)) = path.split_first() else { return Ok(None) };
        let may_create = self.creates != Creates::Nothing && !segment.list;
        let empty = match (segment.list, may_create, rest.is_empty()) {
            (true, _, _) => Some(Value::list(Vec::new())),
            (false, true, false) => Some(Value::Map(Map::default())),
            (false, true, true) if self.creates == Creates::Map => Some(Value::Map(Map::default())),
            (false, true, true) => Some(Value::Null),
            (false, false, _) => None,
        };
        let (child, made) = match (map.get(segment.name.as_str()), empty) {
            (Some(Value::Null), Some(empty)) => (empty, true),
            (Some(child), _) => (child.clone(), false),
            (None, Some(empty)) if may_create => (empty, true),
            (None, _) => return Ok(None),
        };
        Ok(match self.value(&child, rest)? {
            Some(new) => Some(map.with(segment.name.clone(), new)),
            None => made.then(|| map.with(segment.name.clone(), child)),
        })
    }
}

/// The text of a scalar as its document has it; `None` for maps and lists. Null has no text.
pub(super) fn scalar_text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Null => Some("".into()),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::Int(value) => Some(value.to_string().into()),
        Value::Uint(value) => Some(value.to_string().into()),
        Value::Float(value) => Some(value.to_string().into()),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// A setter of a scalar: text that replaces any scalar.
pub(super) fn set_text(value: &Value, text: &Arc<str>) -> Result<Option<Value>, WalkError> {
    match value {
        Value::Map(_) | Value::List(_) => Err(WalkError::Shape { expected: "a scalar", found: value.kind_name() }),
        Value::Str(own) if own == text => Ok(None),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {
            Ok(Some(Value::Str(text.clone())))
        }
    }
}

/// A setter of entries of a map of texts (labels, annotations). A null that is not to be created is left. An entry that is
/// there takes the text only, a new one is the value itself: it may stand in other fields too.
pub(super) fn set_entries(value: &Value, entries: &[(Key, Value)]) -> Result<Option<Value>, WalkError> {
    match value {
        Value::Null => Ok(None),
        Value::Map(map) => {
            let mut all = map.clone();
            for (key, new) in entries {
                match (map.get(key.as_str()), new) {
                    (Some(Value::Str(own)), Value::Str(new)) if own == new => {}
                    (Some(_), Value::Str(new)) => all = all.with(key.clone(), Value::str(&**new)),
                    (_, new) => all = all.with(key.clone(), new.clone()),
                }
            }
            Ok(if all.same(map) { None } else { Some(Value::Map(all)) })
        }
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) | Value::List(_) => {
            Err(WalkError::Shape { expected: "a map", found: value.kind_name() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Creates, FieldSpec, set_text};
    use crate::engine::render::kustomize::ids::Gvk;
    use crate::model::object::key::Key;
    use crate::model::object::value::{Map, Value};

    fn map(entries: Vec<(&'static str, Value)>) -> Value {
        Value::map(entries.into_iter().map(|(key, value)| (Key::field(key), value)).collect())
    }

    fn edit(path: &str, create: bool, creates: Creates, root: &Value) -> Option<Value> {
        let spec = FieldSpec::new(Gvk::default(), path, create);
        let root: &Map = root.as_map().expect("map");
        spec.edit(root, creates, &mut |value| set_text(value, &"new".into())).expect("walks").map(Value::Map)
    }

    #[test]
    fn lists_on_the_way_are_entered() {
        let root = map(vec![("c", Value::list(vec![map(vec![("i", "old".into())]), map(vec![("n", "x".into())])]))]);
        let want = map(vec![("c", Value::list(vec![map(vec![("i", "new".into())]), map(vec![("n", "x".into())])]))]);
        assert_eq!(edit("c[]/i", false, Creates::Nothing, &root), Some(want));
    }

    #[test]
    fn missing_maps_are_made_only_when_asked_for() {
        let root = map(vec![]);
        assert_eq!(edit("a/b", false, Creates::Scalar, &root), None);
        assert_eq!(edit("a/b", true, Creates::Scalar, &root), Some(map(vec![("a", map(vec![("b", "new".into())]))])));
        assert_eq!(edit("a/b[]/c", true, Creates::Scalar, &root), Some(map(vec![("a", map(vec![]))])));
    }

    #[test]
    fn escaped_slashes_belong_to_the_key() {
        let root = map(vec![("metadata", map(vec![("a/b", "old".into())]))]);
        assert_eq!(edit(r"metadata/a\/b", false, Creates::Nothing, &root), Some(map(vec![("metadata", map(vec![("a/b", "new".into())]))])));
    }
}
