//! A strategic merge patch onto a document, or onto another patch. It knows no origin of the patch.

use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::StrategicError;
use super::diff::Draft;
use super::directive::{self, DELETE_PREFIX, Directive, ORDER_PREFIX, PATCH, RETAIN_KEYS};
use super::lists::{self, Items};
use super::lookup::{self, Strategy};
use super::places::Places;

/// A map that can be changed.
pub(super) fn draft(map: &Map) -> Draft {
    map.iter().cloned().collect()
}

/// The map that a draft has become.
pub(super) fn finished(draft: Draft) -> Map {
    Map::from_entries(draft.into_iter().collect())
}

/// How patches are merged.
#[derive(Clone, Copy)]
pub(super) struct Merging<'s> {
    pub(super) schema: &'s Schema,
    /// Whether directives are carried out (onto a document) or kept (onto a patch).
    pub(super) parallel_lists: bool,
    /// Whether a null for a key that is not there is dropped.
    pub(super) ignore_unmatched_nulls: bool,
}

impl Merging<'_> {
    /// `original` with `patch` merged in.
    pub(super) fn map(self, ty: TypeRef, mut original: Draft, mut patch: Draft) -> Result<Draft, StrategicError> {
        if let Some(word) = patch.remove(PATCH) {
            return match directive::read(&word)? {
                Directive::Replace => Ok(patch),
                Directive::Delete => Ok(Draft::new()),
                Directive::Merge => Err(StrategicError::UnknownDirective("merge".to_owned())),
            };
        }
        self.retain_keys(&mut original, &mut patch)?;
        self.ordered_lists(ty, &mut original, &mut patch)?;
        for (key, new) in patch {
            if key.as_str().starts_with(DELETE_PREFIX) {
                if self.parallel_lists {
                    let field = directive::field_of(key.as_str(), DELETE_PREFIX, StrategicError::BadPrimitiveList)?;
                    self.field(ty, &mut original, Key::own(field), &new, Deleting::Yes)?;
                } else {
                    original.insert(key, new);
                }
            } else {
                self.field(ty, &mut original, key, &new, Deleting::No)?;
            }
        }
        Ok(original)
    }

    fn field(self, ty: TypeRef, original: &mut Draft, key: Key, new: &Value, deleting: Deleting) -> Result<(), StrategicError> {
        if new.is_null() {
            original.remove(key.as_str());
            if self.ignore_unmatched_nulls {
                return Ok(());
            }
        }
        let merged = match (original.get(key.as_str()), new) {
            (Some(Value::Map(old)), Value::Map(new)) => {
                let strategy = lookup::of_map(self.schema, ty, key.as_str())?;
                Value::Map(if strategy.replace { new.clone() } else { finished(self.map(strategy.ty, draft(old), draft(new))?) })
            }
            (Some(Value::List(old)), Value::List(new)) => {
                let strategy = lookup::of_list(self.schema, ty, key.as_str())?;
                Value::list(self.list(strategy, old, new, deleting)?)
            }
            (Some(old), new) if old.kind_name() == new.kind_name() => new.clone(),
            _ if deleting == Deleting::Yes => return Ok(()),
            _ => {
                let new = if self.ignore_unmatched_nulls { directive::without_nulls(new) } else { new.clone() };
                if let Some(new) = directive::removed(&new) {
                    new
                } else {
                    original.remove(key.as_str());
                    return Ok(());
                }
            }
        };
        original.insert(key, merged);
        Ok(())
    }

    fn list(self, strategy: Strategy<'_>, old: &[Value], new: &[Value], deleting: Deleting) -> Result<Vec<Value>, StrategicError> {
        if !strategy.merge && deleting == Deleting::No {
            return Ok(new.to_vec());
        }
        if old.is_empty() && new.is_empty() {
            return Ok(Vec::new());
        }
        let items = lists::items_of(&[old, new])?;
        let (merged, old, new) = match items {
            Items::Scalars if self.parallel_lists && deleting == Deleting::Yes => {
                return Ok(old.iter().filter(|item| !new.contains(item)).cloned().collect());
            }
            Items::Scalars => (lists::deduplicated([old, new].concat()), old.to_vec(), new.to_vec()),
            Items::Maps if strategy.key.is_empty() => return Err(StrategicError::NoDeclaredKey("Struct")),
            Items::Maps => {
                let (old, new) = directed(old, new, strategy.key)?;
                (self.items(strategy, old.clone(), &new)?, old, new)
            }
        };
        let (named, rest) = lists::partitioned(merged, &new, strategy.key)?;
        lists::ordered(named, rest, &new, &old, strategy.key, items)
    }

    /// The old maps with the new ones merged in by their key, or added.
    fn items(self, strategy: Strategy<'_>, mut old: Vec<Value>, new: &[Value]) -> Result<Vec<Value>, StrategicError> {
        let mut places = Places::of(&old, strategy.key, Items::Maps);
        for item in new {
            let map = lists::as_map(item)?;
            let id = lists::key_of(map, strategy.key)?;
            match places.find(&old, id)?.and_then(|index| old.get_mut(index)) {
                Some(own) => *own = Value::Map(finished(self.map(strategy.ty, draft(lists::as_map(own)?), draft(map))?)),
                None => {
                    old.push(item.clone());
                    places.grown(&old);
                }
            }
        }
        Ok(old)
    }

    /// `$retainKeys`: keys that it does not name go.
    fn retain_keys(self, original: &mut Draft, patch: &mut Draft) -> Result<(), StrategicError> {
        let Some(retained) = patch.remove(RETAIN_KEYS) else { return Ok(()) };
        if !self.parallel_lists {
            let own = original.entry(Key::field(RETAIN_KEYS)).or_insert_with(|| retained.clone());
            return if *own == retained { Ok(()) } else { Err(StrategicError::RetainKeysDiffer) };
        }
        let names = retained.as_list().ok_or(StrategicError::BadRetainKeys)?;
        let is_named = |key: &Key| names.iter().any(|name| name.as_str() == Some(key.as_str()));
        let must_be_named = |key: &Key, value: &Value| {
            !value.is_null() && !key.as_str().starts_with(DELETE_PREFIX) && !key.as_str().starts_with(ORDER_PREFIX)
        };
        if patch.iter().any(|(key, value)| must_be_named(key, value) && !is_named(key)) {
            return Err(StrategicError::BadRetainKeys);
        }
        original.retain(|key, _| is_named(key));
        Ok(())
    }

    /// `$setElementOrder` lists with their lists; both leave the patch.
    fn ordered_lists(self, ty: TypeRef, original: &mut Draft, patch: &mut Draft) -> Result<(), StrategicError> {
        let keys: Vec<Key> = patch.keys().filter(|key| key.as_str().starts_with(ORDER_PREFIX)).cloned().collect();
        for key in keys {
            let Some(order) = patch.remove(key.as_str()) else { continue };
            if !self.parallel_lists {
                let own = original.entry(key.clone()).or_insert_with(|| order.clone());
                if *own != order {
                    return Err(StrategicError::BadElementOrder);
                }
            }
            let field = directive::field_of(key.as_str(), ORDER_PREFIX, StrategicError::BadElementOrder)?;
            let order = as_list(&order)?;
            let old = original.get(&*field).map(as_list).transpose()?;
            let new = patch.get(&*field).map(as_list).transpose()?;
            let strategy = lookup::of_list(self.schema, ty, &field)?;
            lists::check_order(new.as_deref().unwrap_or(&[]), &order, strategy.key, &field)?;
            let merged = match (&old, &new) {
                (None, None) => continue,
                (Some(old), None) => old.to_vec(),
                (None, Some(new)) => new.iter().filter_map(directive::removed).collect(),
                (Some(old), Some(new)) => self.list(strategy, old, new, Deleting::No)?,
            };
            let (named, rest) = lists::partitioned(merged, &order, strategy.key)?;
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            let items = lists::items_of(&[&old, &new])?;
            let outcome = lists::ordered(named, rest, &order, &old, strategy.key, items)?;
            patch.remove(&*field);
            original.insert(Key::own(field), Value::list(outcome));
        }
        Ok(())
    }
}

/// Whether a list names scalars to take out.
#[derive(Clone, Copy, PartialEq)]
enum Deleting {
    Yes,
    No,
}

fn as_list(value: &Value) -> Result<Arc<[Value]>, StrategicError> {
    match value {
        Value::List(items) => Ok(items.clone()),
        other => Err(StrategicError::Argument { expected: "[]interface {}", found: other.kind_name() }),
    }
}

/// The lists after the items with `$patch` were carried out: deletions from the old one, or its replacement.
fn directed(old: &[Value], new: &[Value], key: &str) -> Result<(Vec<Value>, Vec<Value>), StrategicError> {
    let (mut plain, mut gone) = (Vec::new(), Vec::new());
    let mut replace = false;
    for item in new {
        let map = lists::as_map(item)?;
        match directive::of(map).transpose()? {
            None => plain.push(item.clone()),
            Some(Directive::Delete) => {
                lists::key_of(map, key)?;
                gone.push(item.clone());
            }
            Some(Directive::Replace) => replace = true,
            Some(Directive::Merge) => return Err(StrategicError::MergeDirective),
        }
    }
    let places = Places::of(&gone, key, Items::Maps);
    let is_gone = |item: &Value| item.as_map().is_some_and(|map| map.has(key)) && places.of_item(&gone, item).is_some();
    let old = old.iter().filter(|item| !is_gone(item)).cloned().collect();
    Ok(if replace { (plain, Vec::new()) } else { (old, plain) })
}
