//! Merge patches of an Application that make a part exactly what it should be: what stood there and is not wanted is set to
//! null. It knows no operation.

use serde::Serialize;

use crate::engine::merge::jsonmerge::two_way;
use crate::model::object::key::Key;
use crate::model::object::serde_ser::to_value;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, build};
use crate::model::problem::{Problem, ProblemKind};

/// A patch in the making, against an Application as it was read.
#[derive(Debug)]
pub(super) struct Patch<'a> {
    app: &'a Object,
    root: Map,
}

impl<'a> Patch<'a> {
    /// A patch that changes nothing yet.
    pub(super) fn new(app: &'a Object) -> Self {
        Self { app, root: Map::default() }
    }

    /// Sets an annotation, or removes it.
    pub(super) fn annotation(&mut self, name: &'static str, text: Option<&str>) {
        if self.app.annotation(name) != text {
            self.set(&["metadata", "annotations", name], text.map_or(Value::Null, Value::from));
        }
    }

    /// Makes the value at a path exactly this one.
    pub(super) fn replace<T: Serialize>(&mut self, path: &[&'static str], model: &T) -> Result<(), Problem> {
        let new = to_value(model).map_err(|error| {
            Problem::error(ProblemKind::Internal, format!("{} cannot be written: {error}", path.join(".")))
                .hint("this is a defect of Tiphys; the log has the details")
        })?;
        match (self.app.get(path), &new) {
            (Some(Value::Map(old)), Value::Map(map)) => {
                let changes = two_way(old, map);
                if !changes.is_empty() {
                    self.set(path, Value::Map(changes));
                }
            }
            (Some(old), new) if old == new => {}
            _ => self.set(path, new),
        }
        Ok(())
    }

    /// Removes the value at a path, if there is one.
    pub(super) fn remove(&mut self, path: &[&'static str]) {
        if self.app.get(path).is_some_and(|value| !value.is_null()) {
            self.set(path, Value::Null);
        }
    }

    fn set(&mut self, path: &[&str], value: Value) {
        self.root = build::set(&self.root, path, value);
    }

    /// The patch, guarded by resourceVersion; none when it changes nothing.
    pub(super) fn guarded(self) -> Option<Value> {
        if self.root.is_empty() {
            return None;
        }
        let version = self.app.resource_version();
        if version.is_empty() {
            return Some(Value::Map(self.root));
        }
        let metadata = self.root.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
        let metadata = metadata.with(Key::field("resourceVersion"), version.into());
        Some(Value::Map(self.root.with(Key::field("metadata"), Value::Map(metadata))))
    }
}
