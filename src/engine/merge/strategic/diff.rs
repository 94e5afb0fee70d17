//! What differs between two documents, as a strategic merge patch. It knows no third document.

use std::collections::BTreeMap;

use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::StrategicError;
use super::apply::finished;
use super::directive::{DELETE_PREFIX, ORDER_PREFIX, PATCH, RETAIN_KEYS};
use super::lists::{self, Items};
use super::lookup;

/// What a patch under construction is: keys may be added in any order.
pub(super) type Draft = BTreeMap<Key, Value>;

/// What to look for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Options {
    /// Whether `$setElementOrder` lists are made.
    pub(super) element_order: bool,
    /// Whether additions and changes are left out.
    pub(super) ignore_changes: bool,
    /// Whether deletions are left out.
    pub(super) ignore_deletions: bool,
    /// Whether this level gets a `$retainKeys`.
    pub(super) retain_keys: bool,
}

/// The patch that makes one map of another.
pub(super) fn maps(schema: &Schema, ty: TypeRef, original: &Map, modified: &Map, options: Options) -> Result<Draft, StrategicError> {
    let mut patch = Draft::new();
    let mut retained = Vec::new();
    for (key, new) in modified {
        if options.retain_keys && !new.is_null() {
            retained.push(Value::str(key.as_str()));
        }
        match (original.get(key.as_str()), new) {
            (None, _) => {
                if !options.ignore_changes {
                    patch.insert(key.clone(), new.clone());
                }
            }
            (Some(old), new) if key.as_str() == PATCH => {
                if old.as_str().ok_or(StrategicError::BadDirective)? != new.as_str().ok_or(StrategicError::BadDirective)? {
                    patch.insert(key.clone(), new.clone());
                }
            }
            (Some(Value::Map(old)), Value::Map(new)) => map_field(schema, ty, key, (old, new), &mut patch, options)?,
            (Some(Value::List(old)), Value::List(new)) => list_field(schema, ty, key, (old, new), &mut patch, options)?,
            (Some(old), new) => replace_if_different(key, old, new, &mut patch, options),
        }
    }
    let mut withdrawn = original.iter().filter(|(key, _)| !modified.has(key.as_str()));
    if !options.ignore_deletions {
        patch.extend(withdrawn.clone().map(|(key, _)| (key.clone(), Value::Null)));
    }
    if !retained.is_empty() && (!patch.is_empty() || withdrawn.any(|(_, value)| !value.is_null())) {
        patch.insert(Key::field(RETAIN_KEYS), Value::list(lists::sorted_scalars(&retained)));
    }
    Ok(patch)
}

fn replace_if_different(key: &Key, old: &Value, new: &Value, patch: &mut Draft, options: Options) {
    if !options.ignore_changes && old != new {
        patch.insert(key.clone(), new.clone());
    }
}

fn map_field(
    schema: &Schema,
    ty: TypeRef,
    key: &Key,
    (old, new): (&Map, &Map),
    patch: &mut Draft,
    options: Options,
) -> Result<(), StrategicError> {
    let strategy = match lookup::of_map(schema, ty, key.as_str()) {
        Ok(strategy) => strategy,
        // Of an unknown field only a difference matters.
        Err(_) if old == new => return Ok(()),
        Err(error) => return Err(error),
    };
    if strategy.replace {
        // Equal ones too, as in Go's library.
        if !options.ignore_changes {
            patch.insert(key.clone(), Value::Map(new.clone()));
        }
        return Ok(());
    }
    let inner = maps(schema, strategy.ty, old, new, Options { retain_keys: strategy.retain_keys, ..options })?;
    if !inner.is_empty() {
        patch.insert(key.clone(), Value::Map(finished(inner)));
    }
    Ok(())
}

fn list_field(
    schema: &Schema,
    ty: TypeRef,
    key: &Key,
    (old, new): (&[Value], &[Value]),
    patch: &mut Draft,
    options: Options,
) -> Result<(), StrategicError> {
    let strategy = match lookup::of_list(schema, ty, key.as_str()) {
        Ok(strategy) => strategy,
        Err(_) if old == new => return Ok(()),
        Err(error) => return Err(error),
    };
    if !strategy.merge {
        replace_if_different(key, &Value::list(old.to_vec()), &Value::list(new.to_vec()), patch, options);
        return Ok(());
    }
    let found = merging_lists(schema, strategy.ty, strategy.key, (old, new), Options { retain_keys: strategy.retain_keys, ..options })?;
    let under = |prefix: &str| Key::own(format!("{prefix}/{}", key.as_str()));
    for (key, list) in [(key.clone(), found.add), (under(DELETE_PREFIX), found.delete), (under(ORDER_PREFIX), found.order)] {
        if !list.is_empty() {
            patch.insert(key, Value::list(list));
        }
    }
    Ok(())
}

/// What a merging list contributes to a patch.
#[derive(Default)]
struct Lists {
    add: Vec<Value>,
    delete: Vec<Value>,
    order: Vec<Value>,
}

fn merging_lists(
    schema: &Schema,
    ty: TypeRef,
    key: &str,
    (old, new): (&[Value], &[Value]),
    options: Options,
) -> Result<Lists, StrategicError> {
    if old.is_empty() {
        let add = if options.ignore_changes { Vec::new() } else { new.to_vec() };
        return Ok(Lists { add, ..Lists::default() });
    }
    let mut out = Lists::default();
    match lists::items_of(&[old, new])? {
        Items::Maps => {
            let (add, delete) = lists_of_maps(schema, ty, key, (old, new), options)?;
            out.add = lists::in_order_of(add, new, key, Items::Maps)?;
            out.add.extend(delete);
            let changed = !options.ignore_changes && (!out.add.is_empty() || !same_order(old, new, key)?);
            if options.element_order && (changed || (!options.ignore_deletions && !out.add.is_empty())) {
                for item in new {
                    let id = lists::as_map(item)?.get(key).cloned().unwrap_or_default();
                    out.order.push(Value::map(vec![(key.into(), id)]));
                }
            }
        }
        Items::Scalars => {
            let (add, delete) = lists_of_scalars(old, new, options);
            out.add = lists::in_order_of(add, new, key, Items::Scalars)?;
            // Go's library sorted the old list in place by now: an unsorted list differs from itself.
            let changed = !options.ignore_changes && lists::sorted_scalars(old) != new;
            if options.element_order && (changed || (!options.ignore_deletions && !delete.is_empty())) {
                out.order = new.to_vec();
            }
            out.delete = delete;
        }
    }
    Ok(out)
}

fn same_order(old: &[Value], new: &[Value], key: &str) -> Result<bool, StrategicError> {
    if old.len() != new.len() {
        return Ok(false);
    }
    for (old, new) in old.iter().zip(new) {
        if lists::key_of(lists::as_map(old)?, key)? != lists::key_of(lists::as_map(new)?, key)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Additions and deletions between two lists of scalars, compared by their texts.
fn lists_of_scalars(old: &[Value], new: &[Value], options: Options) -> (Vec<Value>, Vec<Value>) {
    let (old, new) = (lists::sorted_scalars(old), lists::sorted_scalars(new));
    let (mut add, mut delete) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) => lists::printed(a).cmp(&lists::printed(b)),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
        };
        match order {
            std::cmp::Ordering::Equal => {
                old.next();
                new.next();
            }
            std::cmp::Ordering::Less => delete.extend(old.next().filter(|_| !options.ignore_deletions)),
            std::cmp::Ordering::Greater => add.extend(new.next().filter(|_| !options.ignore_changes)),
        }
    }
    (add, lists::deduplicated(delete))
}

/// Additions and changes, and deletions, between two lists of maps, matched by their merge keys.
fn lists_of_maps(
    schema: &Schema,
    ty: TypeRef,
    key: &str,
    (old, new): (&[Value], &[Value]),
    options: Options,
) -> Result<(Vec<Value>, Vec<Value>), StrategicError> {
    let (mut add, mut delete) = (Vec::new(), Vec::new());
    let mut old = lists::sorted_by_key(old, key)?.into_iter().peekable();
    let mut new = lists::sorted_by_key(new, key)?.into_iter().peekable();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) => a.0.cmp(&b.0),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
        };
        match order {
            std::cmp::Ordering::Equal => {
                let (Some((_, old)), Some((_, new))) = (old.next(), new.next()) else { break };
                let mut patch = maps(schema, ty, old, new, options)?;
                if !patch.is_empty() {
                    patch.insert(key.into(), lists::key_of(new, key)?.clone());
                    add.push(Value::Map(finished(patch)));
                }
            }
            std::cmp::Ordering::Greater => {
                let Some((_, new)) = new.next() else { break };
                if !options.ignore_changes {
                    add.push(Value::Map(new.clone()));
                }
            }
            std::cmp::Ordering::Less => {
                let Some((_, old)) = old.next() else { break };
                if !options.ignore_deletions {
                    let id = lists::key_of(old, key)?.clone();
                    delete.push(Value::map(vec![(key.into(), id), (Key::field(PATCH), Value::str("delete"))]));
                }
            }
        }
    }
    Ok((add, delete))
}
