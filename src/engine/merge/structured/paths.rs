//! The paths that a value sets (structured-merge-diff `typed/tofieldset`). It knows no manager.

use std::collections::BTreeSet;

use crate::engine::schema::Schema;
use crate::engine::schema::types::Listing;
use crate::model::object::value::{Map, Value};

use super::element::Element;
use super::fields::FieldSet;
use super::typed::{Form, ListAtom, MapAtom, Ref, atom, element, form};

/// The paths that a value of a type sets: leaves, atomic maps and lists, items of lists, keys of free maps.
pub fn field_set(schema: &Schema, reference: Ref, value: &Value) -> FieldSet {
    let mut walk = Walk { schema, path: Vec::new(), out: FieldSet::default() };
    walk.value(reference, value);
    walk.out
}

/// The set with the named fields above its paths as members too (`EnsureNamedFieldsAreMembers`): what is removed with the
/// last of its children.
pub(super) fn with_named_parents(schema: &Schema, reference: Option<Ref>, set: &FieldSet) -> FieldSet {
    let own = reference.map(|reference| atom(schema, reference));
    let mut out = FieldSet { members: set.members.clone(), ..FieldSet::default() };
    for (name, below) in &set.children {
        let mut child = None;
        match name {
            Element::Field(key) => {
                if let Some((reference, is_named)) = own.and_then(|own| own.map).and_then(|map| map.child(schema, key)) {
                    child = Some(reference);
                    if is_named {
                        out.members.insert(name.clone());
                    }
                }
            }
            Element::Key(_) => child = own.and_then(|own| own.list).map(|list| list.item),
            Element::Value(_) | Element::Index(_) => {}
        }
        out.children.insert(name.clone(), with_named_parents(schema, child, below));
    }
    out
}

struct Walk<'s> {
    schema: &'s Schema,
    path: Vec<Element>,
    out: FieldSet,
}

impl Walk<'_> {
    fn value(&mut self, reference: Ref, value: &Value) {
        match (form(atom(self.schema, reference), Some(value)), value) {
            (Form::Scalar(_), _) => self.out.insert(&self.path),
            (Form::Map(map), _) if map.atomic => self.out.insert(&self.path),
            (Form::List(list), _) if list.listing == Listing::Atomic => self.out.insert(&self.path),
            (Form::Map(map), Value::Map(entries)) => self.map(map, entries),
            (Form::List(list), Value::List(items)) => self.list(list, items),
            (Form::Map(_) | Form::List(_), _) => {}
        }
    }

    fn map(&mut self, map: MapAtom, entries: &Map) {
        for (key, value) in entries {
            let child = map.child(self.schema, key.as_str());
            self.path.push(Element::field(key.as_str()));
            if let Some((reference, _)) = child {
                self.value(reference, value);
            }
            let is_empty = value.is_null() || value.as_map().is_some_and(Map::is_empty);
            if is_empty || !child.is_some_and(|(_, is_named)| is_named) {
                self.out.insert(&self.path);
            }
            self.path.pop();
        }
    }

    fn list(&mut self, list: ListAtom<'_>, items: &[Value]) {
        let names: Vec<Option<Element>> = items.iter().map(|item| element(self.schema, list, item).ok()).collect();
        let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for name in names.iter().flatten() {
            if !seen.insert(name) {
                twice.insert(name);
            }
        }
        for (name, item) in names.iter().zip(items) {
            let Some(name) = name else { continue };
            self.path.push(name.clone());
            // Of items that are there twice only the place is owned.
            if !twice.contains(name) {
                self.value(list.item, item);
            }
            self.out.insert(&self.path);
            self.path.pop();
        }
    }
}
