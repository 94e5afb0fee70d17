//! Reads an object's fields as Go's typed decoding would: absent and null are zero values, a wrong type is an error. It
//! knows no kind.

use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// The fields of one object. The first wrong type on the way is kept as the error of the whole.
pub(super) struct Fields<'a> {
    object: &'a Object,
}

impl<'a> Fields<'a> {
    pub(super) fn new(object: &'a Object) -> Self {
        Self { object }
    }

    pub(super) fn object(&self) -> &'a Object {
        self.object
    }

    /// Refuses a version that Argo CD has no typed form of.
    pub(super) fn expect_version(&self, label: &str, versions: &[&str]) -> Result<(), String> {
        if versions.contains(&self.object.version()) {
            return Ok(());
        }
        let Self { object } = self;
        Err(format!("unsupported {label} GVK: {}/{}, Kind={}", object.group(), object.version(), object.kind()))
    }

    /// A text; absent is empty.
    pub(super) fn text(&self, path: &[&str]) -> Result<&'a str, String> {
        self.optional(path, "string", Value::as_str).map(Option::unwrap_or_default)
    }

    /// An integer; absent is 0.
    pub(super) fn int(&self, path: &[&str]) -> Result<i64, String> {
        self.optional_int(path).map(Option::unwrap_or_default)
    }

    /// An integer, where absence means something.
    pub(super) fn optional_int(&self, path: &[&str]) -> Result<Option<i64>, String> {
        self.optional(path, "int", Value::as_i64)
    }

    /// A truth value; absent is false.
    pub(super) fn flag(&self, path: &[&str]) -> Result<bool, String> {
        self.optional(path, "bool", Value::as_bool).map(Option::unwrap_or_default)
    }

    /// Whether a map stands there.
    pub(super) fn has_map(&self, path: &[&str]) -> Result<bool, String> {
        self.optional(path, "map", |value| value.as_map().map(|_| ())).map(|found| found.is_some())
    }

    /// A list of maps; absent is empty.
    pub(super) fn list(&self, path: &[&str]) -> Result<Vec<&'a Map>, String> {
        let items = self.optional(path, "list", Value::as_list)?.unwrap_or_default();
        items.iter().map(|item| item.as_map().ok_or_else(|| self.misfit(path, "map", item))).collect()
    }

    fn optional<T>(&self, path: &[&str], wanted: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<T>, String> {
        match self.object.get(path) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| self.misfit(path, wanted, value)),
        }
    }

    fn misfit(&self, path: &[&str], wanted: &str, value: &Value) -> String {
        let kind = self.object.kind();
        format!("failed to convert unstructured {kind} to typed: .{} is {}, not a {wanted}", path.join("."), value.kind_name())
    }
}

/// A text of a map; absent or of another type is empty.
pub(super) fn text_of<'a>(map: &'a Map, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or_default()
}
