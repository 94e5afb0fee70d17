//! What differs between two values of a type, as paths (structured-merge-diff `typed/compare`). It knows no manager.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::schema::Schema;
use crate::engine::schema::types::Listing;
use crate::model::object::value::{Map, Value};

use super::element::{Element, shown_path};
use super::fields::FieldSet;
use super::typed::{Form, ListAtom, MapAtom, Ref, atom, check_scalar, element, form};

/// Paths that differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Only on the left.
    pub removed: FieldSet,
    /// On both sides, with other values.
    pub modified: FieldSet,
    /// Only on the right.
    pub added: FieldSet,
}

impl Comparison {
    /// Without the paths of a set, and what lies below them.
    #[must_use]
    pub fn without(&self, ignored: &FieldSet) -> Self {
        Self {
            removed: self.removed.recursive_difference(ignored),
            modified: self.modified.recursive_difference(ignored),
            added: self.added.recursive_difference(ignored),
        }
    }
}

/// What differs between two values of a type.
///
/// # Errors
/// Where neither side fits its type, or a list's item cannot be told apart: `path: reason`.
pub fn compare(schema: &Schema, reference: Ref, left: &Value, right: &Value) -> Result<Comparison, String> {
    let mut walk = Walk { schema, path: Vec::new(), out: Comparison::default(), errors: Vec::new() };
    walk.value(reference, Some(left), Some(right));
    if walk.errors.is_empty() { Ok(walk.out) } else { Err(walk.errors.join("; ")) }
}

struct Walk<'s> {
    schema: &'s Schema,
    path: Vec<Element>,
    out: Comparison,
    errors: Vec<String>,
}

/// Whether a value was taken whole.
#[derive(PartialEq)]
enum Leaf {
    Yes,
    No,
}

impl Walk<'_> {
    fn error(&mut self, reason: &str) {
        self.errors.push(format!("{}: {reason}", shown_path(&self.path)));
    }

    fn value(&mut self, reference: Ref, left: Option<&Value>, right: Option<&Value>) {
        let own = atom(self.schema, reference);
        let (left_form, right_form) = (form(own, left), form(own, right));
        let leaf = if right.is_none() {
            self.formed(left_form, left, right)
        } else if left.is_none() || left_form.is_same(&right_form) {
            self.formed(right_form, left, right)
        } else {
            self.formed(left_form, left, right);
            self.formed(right_form, left, right)
        };
        if leaf == Leaf::No {
            match (left, right) {
                (None, _) => self.out.added.insert(&self.path),
                (_, None) => self.out.removed.insert(&self.path),
                (Some(_), Some(_)) => {}
            }
        }
    }

    fn formed(&mut self, form: Form<'_>, left: Option<&Value>, right: Option<&Value>) -> Leaf {
        match form {
            Form::Scalar(scalar) => match (check_scalar(scalar, left), check_scalar(scalar, right)) {
                (Err(left), Err(right)) => {
                    self.error(&format!("lhs: {left}; rhs: {right}"));
                    Leaf::No
                }
                _ => self.leaf(left, right),
            },
            Form::Map(map) => {
                let (a, b) = (left.and_then(Value::as_map), right.and_then(Value::as_map));
                if map.atomic || (a.is_none_or(Map::is_empty) && b.is_none_or(Map::is_empty)) {
                    return self.leaf(left, right);
                }
                self.maps(map, a, b);
                Leaf::No
            }
            Form::List(list) => {
                let (a, b) = (left.and_then(Value::as_list), right.and_then(Value::as_list));
                if list.listing == Listing::Atomic || (a.is_none_or(<[Value]>::is_empty) && b.is_none_or(<[Value]>::is_empty)) {
                    return self.leaf(left, right);
                }
                self.lists(list, a.unwrap_or(&[]), b.unwrap_or(&[]));
                Leaf::No
            }
        }
    }

    fn leaf(&mut self, left: Option<&Value>, right: Option<&Value>) -> Leaf {
        match (left, right) {
            (None, _) => self.out.added.insert(&self.path),
            (_, None) => self.out.removed.insert(&self.path),
            (Some(left), Some(right)) if left != right => self.out.modified.insert(&self.path),
            (Some(_), Some(_)) => {}
        }
        Leaf::Yes
    }

    fn maps(&mut self, map: MapAtom, left: Option<&Map>, right: Option<&Map>) {
        let get = |side: Option<&Map>, key: &str| side.and_then(|side| side.get(key)).cloned();
        let keys: BTreeSet<&str> = left.into_iter().chain(right).flat_map(|side| side.iter().map(|(key, _)| key.as_str())).collect();
        for key in keys {
            // What the type does not allow was refused, or dropped, before it came here.
            let Some((child, _)) = map.child(self.schema, key) else { continue };
            self.path.push(Element::field(key));
            self.value(child, get(left, key).as_ref(), get(right, key).as_ref());
            self.path.pop();
        }
    }

    fn lists(&mut self, list: ListAtom<'_>, left: &[Value], right: &[Value]) {
        let left = self.by_name(list, left);
        let right = self.by_name(list, right);
        let names: BTreeSet<&Element> = left.keys().chain(right.keys()).collect();
        for name in names {
            let own = left.get(name).map_or(&[][..], Vec::as_slice);
            let new = right.get(name).map_or(&[][..], Vec::as_slice);
            self.path.push(name.clone());
            match (own, new) {
                ([_, _, ..], [_, _, ..]) => {
                    if own != new {
                        self.out.modified.insert(&self.path);
                    }
                }
                // An item that was there twice is owned as a place; now its fields count, or it is gone.
                ([_, _, ..], _) => {
                    if let Some(new) = new.first() {
                        self.value(list.item, None, Some(new));
                    }
                    self.out.removed.insert(&self.path);
                }
                (_, [_, _, ..]) => {
                    if let Some(own) = own.first() {
                        self.value(list.item, Some(own), None);
                    }
                    self.out.added.insert(&self.path);
                }
                _ => self.value(list.item, own.first().copied(), new.first().copied()),
            }
            self.path.pop();
        }
    }

    fn by_name<'v>(&mut self, list: ListAtom<'_>, items: &'v [Value]) -> BTreeMap<Element, Vec<&'v Value>> {
        let mut out: BTreeMap<Element, Vec<&Value>> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            match element(self.schema, list, item) {
                Ok(name) => out.entry(name).or_default().push(item),
                Err(reason) => self.error(&format!("element {index}: {reason}")),
            }
        }
        out
    }
}
