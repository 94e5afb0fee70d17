//! One value laid over another by their type (structured-merge-diff `typed/merge`). It knows no manager.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::engine::schema::Schema;
use crate::engine::schema::types::Listing;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::element::{Element, shown_path};
use super::typed::{Form, ListAtom, MapAtom, Ref, atom, check_scalar, element, form};

/// `left` with `right` laid over it: leaves of the right win, granular maps and lists are merged.
///
/// # Errors
/// Where neither side fits its type, an item cannot be told apart, or the right has one twice: `path: reason`.
pub fn merge(schema: &Schema, reference: Ref, left: &Value, right: &Value) -> Result<Value, String> {
    let mut walk = Walk { schema, path: Vec::new(), errors: Vec::new() };
    let out = walk.value(reference, Some(left), Some(right));
    if walk.errors.is_empty() { Ok(out.unwrap_or_default()) } else { Err(walk.errors.join("; ")) }
}

struct Walk<'s> {
    schema: &'s Schema,
    path: Vec<Element>,
    errors: Vec<String>,
}

impl Walk<'_> {
    fn error(&mut self, reason: &str) {
        self.errors.push(format!("{}: {reason}", shown_path(&self.path)));
    }

    fn value(&mut self, reference: Ref, left: Option<&Value>, right: Option<&Value>) -> Option<Value> {
        let own = atom(self.schema, reference);
        let (left_form, right_form) = (form(own, left), form(own, right));
        if right.is_none() {
            return self.formed(left_form, left, right);
        }
        if left.is_some() && !left_form.is_same(&right_form) {
            // Only its errors count.
            self.formed(left_form, left, right);
        }
        self.formed(right_form, left, right)
    }

    fn formed(&mut self, form: Form<'_>, left: Option<&Value>, right: Option<&Value>) -> Option<Value> {
        let leaf = || right.or(left).cloned();
        match form {
            Form::Scalar(scalar) => match (check_scalar(scalar, left), check_scalar(scalar, right)) {
                (Err(left), Err(right)) => {
                    self.error(&format!("lhs: {left}; rhs: {right}"));
                    None
                }
                _ => leaf(),
            },
            Form::Map(map) => {
                let (a, b) = (left.and_then(Value::as_map), right.and_then(Value::as_map));
                if map.atomic || (a.is_none_or(Map::is_empty) && b.is_none_or(Map::is_empty)) {
                    return leaf();
                }
                self.maps(map, a, b)
            }
            Form::List(list) => {
                let (a, b) = (left.and_then(Value::as_list), right.and_then(Value::as_list));
                if list.listing == Listing::Atomic || (a.is_none_or(<[Value]>::is_empty) && b.is_none_or(<[Value]>::is_empty)) {
                    return leaf();
                }
                self.lists(list, a.unwrap_or(&[]), b.unwrap_or(&[]))
            }
        }
    }

    fn maps(&mut self, map: MapAtom, left: Option<&Map>, right: Option<&Map>) -> Option<Value> {
        let keys: BTreeSet<&Key> = left.into_iter().chain(right).flat_map(|side| side.iter().map(|(key, _)| key)).collect();
        let mut out = Vec::with_capacity(keys.len());
        for key in keys {
            let (a, b) = (left.and_then(|side| side.get(key.as_str())), right.and_then(|side| side.get(key.as_str())));
            let Some((child, _)) = map.child(self.schema, key.as_str()) else {
                // A live field that this schema does not know stays as it is.
                out.extend(b.or(a).map(|value| (key.clone(), value.clone())));
                continue;
            };
            self.path.push(Element::field(key.as_str()));
            let merged = self.value(child, a, b);
            self.path.pop();
            out.extend(merged.map(|value| (key.clone(), value)));
        }
        (!out.is_empty()).then(|| Value::Map(Map::from_entries(out)))
    }

    /// The order: items of both sides in the right's order, each item of the left alone before the shared one that it
    /// stood before, items of the right alone where the right has them.
    fn lists(&mut self, list: ListAtom<'_>, left: &[Value], right: &[Value]) -> Option<Value> {
        let errors = self.errors.len();
        let (right_names, right_items) = self.named(list, right, Twice::Refuse);
        let (left_names, left_items) = self.named(list, left, Twice::Blank);
        if self.errors.len() > errors {
            return None;
        }
        let mut shared: VecDeque<&Element> = right_names.iter().filter(|name| left_items.contains_key(*name)).collect();
        let mut next_shared = shared.pop_front();
        let mut merged: BTreeSet<&Element> = BTreeSet::new();
        let mut out = Vec::with_capacity(left.len().max(right.len()));
        let (mut l, mut r) = (0, 0);
        while l < left_names.len() || r < right_names.len() {
            if let (Some(own), Some(new)) = (left_names.get(l), right_names.get(r)) {
                if own == new {
                    merged.insert(own);
                    out.extend(self.item(list, own, left_items.get(own), right_items.get(own)));
                    l += 1;
                    r += 1;
                    next_shared = shared.pop_front();
                    continue;
                }
                if right_items.contains_key(own) && next_shared.is_some_and(|next| next != own) {
                    // Shared, but it is not its turn.
                    l += 1;
                    continue;
                }
            }
            if let Some(own) = left_names.get(l) {
                if !right_items.contains_key(own) {
                    out.extend(self.item(list, own, left.get(l), None));
                    l += 1;
                    continue;
                }
                if merged.contains(own) {
                    l += 1;
                }
            }
            if let Some(new) = right_names.get(r) {
                merged.insert(new);
                out.extend(self.item(list, new, left_items.get(new), right_items.get(new)));
                r += 1;
                if next_shared == Some(new) {
                    next_shared = shared.pop_front();
                }
            }
        }
        (!out.is_empty()).then(|| Value::list(out))
    }

    fn item(&mut self, list: ListAtom<'_>, name: &Element, left: Option<&Value>, right: Option<&Value>) -> Option<Value> {
        self.path.push(name.clone());
        // structured-merge-diff loses the errors of items on its way; the whole was validated before.
        let errors = self.errors.len();
        let out = self.value(list.item, left, right);
        self.errors.truncate(errors);
        self.path.pop();
        out
    }

    /// Names of all items in order, and the items by name; one that is there twice counts as null.
    fn named(&mut self, list: ListAtom<'_>, items: &[Value], twice: Twice) -> (Vec<Element>, BTreeMap<Element, Value>) {
        let mut names = Vec::with_capacity(items.len());
        let mut by_name: BTreeMap<Element, Value> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            let name = match element(self.schema, list, item) {
                Ok(name) => name,
                Err(reason) => {
                    self.error(&format!("element {index}: {reason}"));
                    continue;
                }
            };
            match (by_name.get_mut(&name), twice) {
                (None, _) => {
                    by_name.insert(name.clone(), item.clone());
                }
                (Some(own), Twice::Blank) => *own = Value::Null,
                (Some(_), Twice::Refuse) => {
                    self.error(&format!("duplicate entries for key {name}"));
                    continue;
                }
            }
            names.push(name);
        }
        (names, by_name)
    }
}

/// What becomes of an item that is there twice.
#[derive(Clone, Copy)]
enum Twice {
    Blank,
    Refuse,
}
