//! Fields that a schema made atomic after they were owned one by one (structured-merge-diff `typed/reconcile_schema`). It
//! knows no manager.

use crate::engine::schema::Schema;
use crate::engine::schema::types::Listing;

use super::element::Element;
use super::fields::FieldSet;
use super::typed::{Form, Ref, atom, form};

/// The set in which an atomic map or list is owned whole, whatever was owned below it.
pub(super) fn reconciled(schema: &Schema, reference: Ref, fields: &FieldSet) -> FieldSet {
    let mut whole = FieldSet::default();
    collect(schema, reference, fields, &mut Vec::new(), &mut whole);
    if whole.is_empty() { fields.clone() } else { fields.recursive_difference(&whole).union(&whole) }
}

fn collect(schema: &Schema, reference: Ref, fields: &FieldSet, path: &mut Vec<Element>, whole: &mut FieldSet) {
    match form(atom(schema, reference), None) {
        Form::Scalar(_) => {}
        Form::Map(map) if map.is_deduced(schema) => {}
        Form::Map(map) if map.atomic => whole.insert(path),
        Form::List(list) if list.listing == Listing::Atomic => whole.insert(path),
        Form::Map(map) => {
            for (name, below) in &fields.children {
                let Element::Field(key) = name else { continue };
                let Some((child, _)) = map.child(schema, key) else { continue };
                path.push(name.clone());
                collect(schema, child, below, path, whole);
                path.pop();
            }
        }
        Form::List(list) => {
            for (name, below) in &fields.children {
                path.push(name.clone());
                collect(schema, list.item, below, path, whole);
                path.pop();
            }
        }
    }
}
