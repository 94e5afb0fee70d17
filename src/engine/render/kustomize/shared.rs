//! Labels and annotations that one transformer added to several fields of a resource. kyaml puts the very same YAML node
//! into each of them, so that whoever sets one of them later sets them all: an overlay's `labels` without selectors changes
//! the selector that its base's `commonLabels` made, and so does a patch of `metadata.labels`. Only a JSON patch, which
//! reads the resource anew, parts them. It knows no transformer. Source: kyaml `FieldSetter`, `RNode.SetYNode`.
//!
//! Values have no identity here; a text that stands for a shared node is an allocation of its own, found by its address.

use std::sync::Arc;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// A node that stands in several fields.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    /// The text; whatever has this address is the node.
    text: Arc<str>,
    /// Fields where a change of it is looked for: those that no list lies before.
    places: Vec<Vec<Key>>,
}

impl Shared {
    /// A node of its own for a text.
    pub(super) fn new(text: &str) -> Self {
        Self { text: Arc::from(text), places: Vec::new() }
    }

    /// The value that is the node.
    pub(super) fn value(&self) -> Value {
        Value::Str(self.text.clone())
    }

    /// Notes a field that got it; an empty path is none that could be found again.
    pub(super) fn stands_at(&mut self, place: Vec<Key>) {
        if !place.is_empty() {
            self.places.push(place);
        }
    }

    /// Notes that a map was made anew and holds it no more.
    pub(super) fn leave(&mut self, folder: &[&str]) {
        self.places.retain(|place| !folder.iter().enumerate().all(|(at, name)| place.get(at).is_some_and(|key| key.as_str() == *name)));
    }

    fn is(&self, value: &Value) -> bool {
        matches!(value, Value::Str(text) if Arc::ptr_eq(text, &self.text))
    }

    /// What somebody has set in one of its fields; the last one counts, as fields are set in this order.
    fn change(&self, root: &Map) -> Option<Value> {
        let mut set = self.places.iter().filter_map(|place| at(root, place));
        set.rfind(|value| !self.is(value) && !matches!(value, Value::Map(_) | Value::List(_) | Value::Null)).cloned()
    }
}

/// A resource's fields after somebody changed some: what is shared follows. Nodes that became something else than a text
/// are shared no more.
pub(super) fn settle(root: Map, shared: &mut Vec<Shared>) -> Map {
    let mut root = root;
    shared.retain_mut(|node| {
        let Some(value) = node.change(&root) else { return true };
        let next = value.as_str().map(Shared::new);
        let value = next.as_ref().map_or(value, Shared::value);
        let mut all = Value::Map(root.clone());
        replace(&mut all, node, &value);
        for place in &node.places {
            set(&mut all, place, &value);
        }
        if let Value::Map(map) = all {
            root = map;
        }
        let goes_on = next.is_some();
        if let Some(next) = next {
            node.text = next.text;
        }
        goes_on
    });
    root
}

/// Puts a value wherever the node is.
fn replace(within: &mut Value, node: &Shared, value: &Value) {
    match within {
        Value::Map(map) => {
            let entries = map.iter().map(|(key, item)| (key.clone(), replaced(item, node, value))).collect();
            *within = Value::Map(Map::from_entries(entries));
        }
        Value::List(items) => *within = Value::list(items.iter().map(|item| replaced(item, node, value)).collect()),
        Value::Str(_) if node.is(within) => *within = value.clone(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
    }
}

fn replaced(item: &Value, node: &Shared, value: &Value) -> Value {
    let mut item = item.clone();
    replace(&mut item, node, value);
    item
}

fn at<'m>(root: &'m Map, place: &[Key]) -> Option<&'m Value> {
    let (first, rest) = place.split_first()?;
    rest.iter().try_fold(root.get(first.as_str())?, |value, key| value.as_map()?.get(key.as_str()))
}

/// Sets a field that is there.
fn set(within: &mut Value, place: &[Key], value: &Value) {
    match (place.split_first(), &mut *within) {
        (None, _) => *within = value.clone(),
        (Some((first, rest)), Value::Map(map)) => {
            if let Some(item) = map.get(first.as_str()) {
                let mut item = item.clone();
                set(&mut item, rest, value);
                *within = Value::Map(map.with(first.clone(), item));
            }
        }
        (Some(_), _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Shared, settle};
    use crate::model::object::build;
    use crate::model::object::key::Key;
    use crate::model::object::value::{Map, Value};

    #[test]
    fn what_is_set_in_one_field_stands_in_all_and_only_where_the_node_is() {
        let mut node = Shared::new("x");
        let entry = |value: Value| Value::Map(build::map([("team", value)]));
        node.stands_at(vec![Key::own("labels"), Key::own("team")]);
        node.stands_at(vec![Key::own("selector"), Key::own("team")]);
        let list = Value::list(vec![entry(node.value()), entry("x".into())]);
        let root: Map = build::map([("labels", entry(node.value())), ("list", list), ("selector", entry(node.value()))]);
        let mut shared = vec![node];
        let root = settle(root.with(Key::own("labels"), entry("y".into())), &mut shared);
        let want = build::map([
            ("labels", entry("y".into())),
            ("list", Value::list(vec![entry("y".into()), entry("x".into())])),
            ("selector", entry("y".into())),
        ]);
        assert_eq!(root, want);
        // A field that loses it keeps nothing, and the others go on together.
        let root = settle(root.without("labels").with(Key::own("selector"), entry("z".into())), &mut shared);
        assert_eq!(root.get("list"), Some(&Value::list(vec![entry("z".into()), entry("x".into())])));
    }
}
