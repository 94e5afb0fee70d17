//! Walks two values side by side and tells where they differ. Items of lists are matched by the keys that the schema names,
//! else by `name`, else by place. It knows no object and masks nothing: its result stays within `compare`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::schema::types::{Listing, TypeRef};
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

use super::hunks::Change;

/// Most differences that are told one by one: nobody reads more, and a hostile object must not fill the memory.
const MAX_HUNKS: usize = 5_000;

/// A difference whose values are not masked.
pub(super) struct Raw {
    pub(super) path: Path,
    pub(super) change: Change,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
}

/// The differences of two values, in the order of the fields.
pub(super) fn differences(schema: &Schema, ty: TypeRef, old: &Value, new: &Value) -> Vec<Raw> {
    let mut walk = Walk { schema, out: Vec::new() };
    walk.value(&Path::default(), ty, None, old, new);
    walk.out
}

/// How many there are.
pub(super) fn count(schema: &Schema, ty: TypeRef, old: &Value, new: &Value) -> usize {
    differences(schema, ty, old, new).len()
}

struct Walk<'s> {
    schema: &'s Schema,
    out: Vec<Raw>,
}

impl Walk<'_> {
    fn value(&mut self, path: &Path, ty: TypeRef, keys: Option<&str>, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Map(old), Value::Map(new)) => self.maps(path, ty, old, new),
            (Value::List(old), Value::List(new)) => self.lists(path, ty, keys, old, new),
            _ => self.push(path.clone(), Change::Changed, Some(old), Some(new)),
        }
    }

    fn push(&mut self, path: Path, change: Change, old: Option<&Value>, new: Option<&Value>) {
        if self.out.len() < MAX_HUNKS {
            self.out.push(Raw { path, change, old: old.cloned(), new: new.cloned() });
        }
    }

    fn maps(&mut self, path: &Path, ty: TypeRef, old: &Map, new: &Map) {
        let names: BTreeSet<&str> = old.iter().chain(new).map(|(key, _)| key.as_str()).collect();
        for name in names {
            let at = path.join(Segment::Field(name.into()));
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) => {
                    let field = self.schema.field(ty, name);
                    let keys = field.as_ref().and_then(|field| match (&field.patch, &field.list) {
                        (Some(patch), _) if patch.merge && !patch.merge_key.is_empty() => Some(patch.merge_key.to_owned()),
                        (_, Listing::Map(keys)) => Some((*keys).to_owned()),
                        (_, Listing::Set | Listing::Atomic) => None,
                    });
                    let ty = self.schema.child(ty, name).unwrap_or(TypeRef::DEDUCED);
                    self.value(&at, ty, keys.as_deref(), old, new);
                }
                (None, Some(new)) => self.push(at, Change::Added, None, Some(new)),
                (Some(old), None) => self.push(at, Change::Removed, Some(old), None),
                (None, None) => {}
            }
        }
    }

    fn lists(&mut self, path: &Path, ty: TypeRef, keys: Option<&str>, old: &[Value], new: &[Value]) {
        let item = self.schema.item(ty);
        let item = if item == TypeRef::ATOMIC { TypeRef::DEDUCED } else { item };
        let candidates = keys.into_iter().flat_map(|keys| [keys.split(',').next().unwrap_or(keys), keys]).chain(["name"]);
        for keys in candidates {
            if let (Some(old), Some(new)) = (by_key(keys, old), by_key(keys, new)) {
                return self.keyed(path, item, keys, &old, &new);
            }
        }
        self.placed(path, item, old, new);
    }

    /// Items matched by their keys: removed, added, changed; those that only changed their order.
    fn keyed(&mut self, path: &Path, item: TypeRef, keys: &str, old: &[(Arc<str>, &Value)], new: &[(Arc<str>, &Value)]) {
        let segment = |name: &Arc<str>| path.join(Segment::Item(keys.into(), name.clone()));
        let places: BTreeMap<&str, usize> = new.iter().enumerate().map(|(index, (name, _))| (&**name, index)).collect();
        let known: BTreeSet<&str> = old.iter().map(|(name, _)| &**name).collect();
        let common: Vec<(usize, usize)> =
            old.iter().enumerate().filter_map(|(from, (name, _))| Some((from, *places.get(&**name)?))).collect();
        let settled = longest_rise(&common);
        for (from, (name, before)) in old.iter().enumerate() {
            match places.get(&**name).and_then(|to| new.get(*to).map(|(_, after)| (*to, *after))) {
                None => self.push(segment(name), Change::Removed, Some(before), None),
                Some((to, after)) if *before == after => {
                    if !settled.contains(&from) {
                        self.push(segment(name), Change::Moved { from, to }, Some(before), Some(after));
                    }
                }
                Some((_, after)) => self.value(&segment(name), item, None, before, after),
            }
        }
        for (name, after) in new.iter().filter(|(name, _)| !known.contains(&**name)) {
            self.push(segment(name), Change::Added, None, Some(after));
        }
    }

    /// Items matched by place, after the equal ones at both ends.
    fn placed(&mut self, path: &Path, item: TypeRef, old: &[Value], new: &[Value]) {
        let shorter = old.len().min(new.len());
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let tail = old.iter().rev().zip(new.iter().rev()).take(shorter - head).take_while(|(a, b)| a == b).count();
        let (old, new) = (old.get(head..old.len() - tail).unwrap_or_default(), new.get(head..new.len() - tail).unwrap_or_default());
        for index in 0..old.len().max(new.len()) {
            let at = path.join(Segment::Index(head + index));
            match (old.get(index), new.get(index)) {
                (Some(before), Some(after)) => self.value(&at, item, None, before, after),
                (Some(before), None) => self.push(at, Change::Removed, Some(before), None),
                (None, after) => self.push(at, Change::Added, None, after),
            }
        }
    }
}

/// The items with their keys' values, joined; none when an item lacks one or two share one.
fn by_key<'a>(keys: &str, items: &'a [Value]) -> Option<Vec<(Arc<str>, &'a Value)>> {
    let mut seen = BTreeSet::new();
    items
        .iter()
        .map(|item| {
            let map = item.as_map()?;
            let parts: Option<Vec<String>> = keys.split(',').map(|key| scalar(map.get(key)?)).collect();
            let name: Arc<str> = parts?.join(",").into();
            seen.insert(name.clone()).then_some((name, item))
        })
        .collect()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Uint(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// Of pairs (old place, new place) in old order, the old places of a longest run that keeps its order: the others moved.
fn longest_rise(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    let mut tails: Vec<usize> = Vec::new(); // index into pairs of the smallest end of a rise of each length
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, to)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|tail| pairs.get(*tail).is_some_and(|(_, other)| other < to));
        before.push(length.checked_sub(1).and_then(|shorter| tails.get(shorter).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut rise = BTreeSet::new();
    let mut at = tails.last().copied();
    while let Some(index) = at {
        rise.extend(pairs.get(index).map(|(from, _)| *from));
        at = before.get(index).copied().flatten();
    }
    rise
}
