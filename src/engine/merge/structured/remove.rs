//! Paths taken out of a value, or all others (structured-merge-diff `typed/remove`). It knows no manager.

use crate::engine::schema::Schema;
use crate::engine::schema::types::Listing;
use crate::model::object::value::{Map, Value};

use super::element::Element;
use super::fields::FieldSet;
use super::typed::{Form, Ref, atom, element, form};

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Remove,
    Extract,
}

/// The value without the paths of a set. A map or list that loses all it has becomes null.
pub fn removed(schema: &Schema, reference: Ref, value: &Value, paths: &FieldSet) -> Value {
    walk(schema, reference, value, paths, Mode::Remove).unwrap_or_default()
}

/// The value with nothing but the paths of a set: leaves as [`FieldSet::leaves`] has them.
pub fn extracted(schema: &Schema, reference: Ref, value: &Value, paths: &FieldSet) -> Value {
    walk(schema, reference, value, paths, Mode::Extract).unwrap_or_default()
}

fn walk(schema: &Schema, reference: Ref, value: &Value, paths: &FieldSet, mode: Mode) -> Option<Value> {
    // Taken whole: all of it was asked for, or all of it goes.
    let whole = || (mode == Mode::Extract).then(|| value.clone());
    match (form(atom(schema, reference), Some(value)), value) {
        (Form::Scalar(_), value) => Some(value.clone()),
        (Form::Map(map), Value::Map(entries)) => {
            if entries.is_empty() || map.atomic {
                return whole();
            }
            let mut out = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let name = Element::field(key.as_str());
                let child = map.child(schema, key.as_str()).map(|(child, _)| child);
                let below = |paths: &FieldSet| child.map_or_else(|| Some(value.clone()), |child| walk(schema, child, value, paths, mode));
                if paths.members.contains(&name) {
                    if mode == Mode::Extract {
                        out.push((key.clone(), below(paths).unwrap_or_default()));
                    }
                    continue;
                }
                match paths.below(&name).filter(|paths| !paths.is_empty()) {
                    Some(paths) => out.push((key.clone(), below(paths).unwrap_or_default())),
                    None if mode == Mode::Extract => {}
                    None => out.push((key.clone(), value.clone())),
                }
            }
            (!out.is_empty()).then(|| Value::Map(Map::from_entries(out)))
        }
        (Form::List(list), Value::List(items)) => {
            if items.is_empty() || list.listing == Listing::Atomic {
                return whole();
            }
            let mut out = Vec::with_capacity(items.len());
            for item in items.iter() {
                let name = element(schema, list, item).ok();
                let exact = name.as_ref().is_some_and(|name| paths.members.contains(name));
                let below = name.as_ref().and_then(|name| paths.below(name)).filter(|paths| !paths.is_empty());
                let rest = || below.map_or_else(|| item.clone(), |paths| walk(schema, list.item, item, paths, mode).unwrap_or_default());
                match mode {
                    Mode::Extract if exact || below.is_some() => out.push(rest()),
                    Mode::Remove if !exact => out.push(rest()),
                    Mode::Extract | Mode::Remove => {}
                }
            }
            (!out.is_empty()).then(|| Value::list(out))
        }
        (Form::Map(_) | Form::List(_), _) => None,
    }
}
