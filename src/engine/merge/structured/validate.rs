//! Whether an object fits its type (structured-merge-diff `typed/validate`). It knows no manager.

use std::collections::BTreeSet;

use crate::engine::schema::Schema;
use crate::engine::schema::types::Listing;
use crate::model::object::value::Value;

use super::element::{Element, shown_path};
use super::typed::{Form, Ref, atom, check_scalar, element, form};

/// Whether lists may hold an item twice: live objects may, applied ones may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// They may.
    Allow,
    /// They may not.
    Refuse,
}

/// Every reason why the value does not fit, as `path: reason`.
pub fn validate(schema: &Schema, reference: Ref, value: &Value, duplicates: Duplicates) -> Vec<String> {
    let mut walk = Walk { schema, duplicates, path: Vec::new(), errors: Vec::new() };
    walk.value(reference, value);
    walk.errors
}

struct Walk<'s> {
    schema: &'s Schema,
    duplicates: Duplicates,
    path: Vec<Element>,
    errors: Vec<String>,
}

impl Walk<'_> {
    fn error(&mut self, reason: &str) {
        let place = shown_path(&self.path);
        self.errors.push(if place.is_empty() { reason.to_owned() } else { format!("{place}: {reason}") });
    }

    fn value(&mut self, reference: Ref, value: &Value) {
        match (form(atom(self.schema, reference), Some(value)), value) {
            (_, Value::Null) => {}
            (Form::Scalar(scalar), value) => {
                if let Err(reason) = check_scalar(scalar, Some(value)) {
                    self.error(&reason);
                }
            }
            (Form::Map(map), Value::Map(entries)) => {
                for (key, value) in entries {
                    self.path.push(Element::field(key.as_str()));
                    match map.child(self.schema, key.as_str()) {
                        Some((child, _)) => self.value(child, value),
                        None => self.error("field not declared in schema"),
                    }
                    self.path.pop();
                }
            }
            (Form::List(list), Value::List(items)) => {
                let mut seen = BTreeSet::new();
                for (index, item) in items.iter().enumerate() {
                    let name = if list.listing == Listing::Atomic {
                        Ok(Element::Index(i64::try_from(index).unwrap_or(i64::MAX)))
                    } else {
                        element(self.schema, list, item)
                    };
                    let name = match name {
                        Ok(name) => name,
                        Err(reason) => return self.error(&format!("element {index}: {reason}")),
                    };
                    if !seen.insert(name.clone()) && self.duplicates == Duplicates::Refuse {
                        self.error(&format!("duplicate entries for key {name}"));
                    }
                    self.path.push(name);
                    self.value(list.item, item);
                    self.path.pop();
                }
            }
            (Form::Map(_), value) => self.error(&format!("expected map, got {}", value.kind_name())),
            (Form::List(_), value) => self.error(&format!("expected list, got {}", value.kind_name())),
        }
    }
}
