//! A map under change: the shape in which defaults and rules are written. It knows no kind.

use std::collections::BTreeMap;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// One level of a map that is being changed; what is below is changed by going in.
#[derive(Debug, Default)]
pub(crate) struct Edit(BTreeMap<Key, Value>);

impl Edit {
    pub(crate) fn of(map: &Map) -> Self {
        Self(map.iter().cloned().collect())
    }

    pub(crate) fn done(self) -> Map {
        Map::from_entries(self.0.into_iter().collect())
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn map(&self, key: &str) -> Option<&Map> {
        self.get(key)?.as_map()
    }

    pub(crate) fn list(&self, key: &str) -> &[Value] {
        self.get(key).and_then(Value::as_list).unwrap_or(&[])
    }

    pub(crate) fn str(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_str).unwrap_or("")
    }

    pub(crate) fn int(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(Value::as_i64)
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(crate) fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        self.0.insert(Key::field(key), value.into());
    }

    /// Sets or removes.
    pub(crate) fn put(&mut self, key: &'static str, value: Option<Value>) {
        match value {
            Some(value) => self.set(key, value),
            None => self.remove(key),
        }
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// Sets what is absent, null or Go's empty text.
    pub(crate) fn default(&mut self, key: &'static str, value: impl Into<Value>) {
        if self.is_unset(key) {
            self.set(key, value);
        }
    }

    /// Sets an integer that is absent or Go's zero.
    pub(crate) fn default_int(&mut self, key: &'static str, value: i64) {
        if self.int(key).unwrap_or(0) == 0 {
            self.set(key, value);
        }
    }

    pub(crate) fn is_unset(&self, key: &str) -> bool {
        match self.get(key) {
            None | Some(Value::Null) => true,
            Some(Value::Str(text)) => text.is_empty(),
            Some(_) => false,
        }
    }

    /// Goes into a map, if there is one.
    pub(crate) fn within(&mut self, key: &'static str, change: impl FnOnce(&mut Self)) {
        if let Some(Value::Map(map)) = self.get(key) {
            let mut edit = Self::of(map);
            change(&mut edit);
            self.set(key, Value::Map(edit.done()));
        }
    }

    /// Goes into a map, made when it is not there.
    pub(crate) fn within_new(&mut self, key: &'static str, change: impl FnOnce(&mut Self)) {
        if self.map(key).is_none() {
            self.set(key, Value::Map(Map::default()));
        }
        self.within(key, change);
    }

    /// Goes along a path of maps, as far as there are some.
    pub(crate) fn along(&mut self, path: &[&'static str], change: impl FnOnce(&mut Self)) {
        match path {
            [] => change(self),
            [first, rest @ ..] => self.within(first, |inner| inner.along(rest, change)),
        }
    }

    /// Goes into each map of a list.
    pub(crate) fn each(&mut self, key: &'static str, mut change: impl FnMut(&mut Self)) {
        let Some(Value::List(items)) = self.get(key) else { return };
        let changed = items.iter().map(|item| {
            let Value::Map(map) = item else { return item.clone() };
            let mut edit = Self::of(map);
            change(&mut edit);
            Value::Map(edit.done())
        });
        let changed = changed.collect();
        self.set(key, Value::list(changed));
    }
}

#[cfg(test)]
mod tests {
    use super::Edit;
    use crate::engine::manifest::json::{parse_json, to_json};
    use crate::model::object::value::Value;

    #[test]
    fn changes_go_where_they_are_sent_and_nowhere_else() {
        let value = parse_json(br#"{"a":{"b":{"c":""}},"list":[{"n":1},2]}"#).unwrap();
        let mut edit = Edit::of(value.as_map().unwrap());
        edit.along(&["a", "b"], |b| b.default("c", "x"));
        edit.along(&["gone", "b"], |b| b.default("c", "x"));
        edit.each("list", |item| item.default_int("m", 3));
        edit.within_new("new", |new| new.set("k", true));
        assert_eq!(to_json(&Value::Map(edit.done())), br#"{"a":{"b":{"c":"x"}},"list":[{"m":3,"n":1},2],"new":{"k":true}}"#);
    }
}
