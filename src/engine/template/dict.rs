//! Go's map with texts as keys: a reference, so that `set` and `merge` change what everybody else sees. One that comes
//! from a file stays shared with it until an entry is looked at that can itself be changed. It knows no function.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use super::value::{Value, unravel};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value as Model};

/// What a map is declared to be: for `%T`, `typeOf` and the types of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DictKind {
    /// `map[string]interface {}`.
    Any,
    /// `common.Values`, Helm's own name of the same: `.Values` and `.Template`.
    Values,
    /// `map[string]string`.
    Str,
}

impl DictKind {
    /// Go's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "map[string]interface {}",
            Self::Values => "common.Values",
            Self::Str => "map[string]string",
        }
    }
}

/// A map. Cloning is a reference to the same map.
#[derive(Clone)]
pub struct Dict(Rc<Inner>);

struct Inner {
    kind: DictKind,
    is_nil: bool,
    /// Whether `cycles` has a note of it.
    is_noted: Cell<bool>,
    entries: RefCell<Entries>,
}

/// A reference that does not keep the map: for `cycles`.
pub(super) struct WeakDict(Weak<Inner>);

impl WeakDict {
    /// Whether somebody still has the map.
    pub(super) fn is_there(&self) -> bool {
        self.0.strong_count() > 0
    }

    /// Empties the map, if somebody still has it; it can be noted again.
    pub(super) fn empty(&self) {
        let Some(inner) = self.0.upgrade() else { return };
        inner.is_noted.set(false);
        let entries = match inner.entries.try_borrow_mut() {
            Ok(mut entries) => std::mem::replace(&mut *entries, Entries::Own(BTreeMap::new())),
            Err(_) => return,
        };
        if let Entries::Own(entries) = entries {
            unravel(entries.into_values());
        }
    }
}

enum Entries {
    /// As it was read; nobody has looked at a map or list inside.
    Shared(Map),
    Own(BTreeMap<Key, Value>),
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Entries::Own(entries) = std::mem::replace(self.entries.get_mut(), Entries::Own(BTreeMap::new())) {
            unravel(entries.into_values());
        }
    }
}

impl Default for Dict {
    fn default() -> Self {
        Self::own(BTreeMap::new(), DictKind::Any)
    }
}

impl Dict {
    /// A new map of these entries.
    pub fn own(entries: BTreeMap<Key, Value>, kind: DictKind) -> Self {
        Self::new(kind, false, Entries::Own(entries))
    }

    /// A map that was never made: Go's nil `map[string]interface {}`. It is empty, `null` in YAML and JSON, and `set` of it
    /// is an error, which who sets must see to ([`Dict::is_nil`]).
    pub fn nil() -> Self {
        Self::new(DictKind::Any, true, Entries::Own(BTreeMap::new()))
    }

    /// Whether it is one that was never made.
    pub fn is_nil(&self) -> bool {
        self.0.is_nil
    }

    /// A `map[string]interface {}` over what was read.
    pub fn shared(map: Map) -> Self {
        Self::shared_as(map, DictKind::Any)
    }

    /// The same with another declared type.
    pub fn shared_as(map: Map, kind: DictKind) -> Self {
        Self::new(kind, false, Entries::Shared(map))
    }

    /// What it is declared to be.
    pub fn kind(&self) -> DictKind {
        self.0.kind
    }

    /// The same entries under another declared type: another reference to a copy of the entries where they are its own.
    #[must_use]
    pub fn retyped(&self, kind: DictKind) -> Self {
        let entries = match &*self.0.entries.borrow() {
            Entries::Shared(map) => Entries::Shared(map.clone()),
            Entries::Own(entries) => Entries::Own(entries.clone()),
        };
        Self::new(kind, false, entries)
    }

    /// Whether both are the same map.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// An entry. What is missing is `None`; an entry may be `nil`.
    pub fn get(&self, key: &str) -> Option<Value> {
        match &*self.0.entries.borrow() {
            Entries::Own(entries) => return entries.get(key).cloned(),
            Entries::Shared(map) => match map.get(key)? {
                Model::Map(_) | Model::List(_) => {}
                scalar => return Some(Value::from_model(scalar)),
            },
        }
        self.with(|entries| entries.get(key).cloned())
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        match &*self.0.entries.borrow() {
            Entries::Shared(map) => map.has(key),
            Entries::Own(entries) => entries.contains_key(key),
        }
    }

    /// Sets an entry.
    pub fn set(&self, key: impl Into<Key>, value: Value) {
        let key = key.into();
        self.change(|entries| drop(entries.insert(key, value)));
    }

    /// Takes an entry away.
    pub fn unset(&self, key: &str) {
        self.change(|entries| drop(entries.remove(key)));
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        match &*self.0.entries.borrow() {
            Entries::Shared(map) => map.len(),
            Entries::Own(entries) => entries.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The keys in order.
    pub fn keys(&self) -> Vec<Key> {
        match &*self.0.entries.borrow() {
            Entries::Shared(map) => map.iter().map(|(key, _)| key.clone()).collect(),
            Entries::Own(entries) => entries.keys().cloned().collect(),
        }
    }

    /// The entries in order of their keys, as they are now.
    pub fn entries(&self) -> Vec<(Key, Value)> {
        self.with(|entries| entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    /// What was read, if nobody looked inside: it can be printed as it is.
    pub fn untouched(&self) -> Option<Map> {
        match &*self.0.entries.borrow() {
            Entries::Shared(map) => Some(map.clone()),
            Entries::Own(_) => None,
        }
    }

    /// A reference for `cycles`; only the first time.
    pub(super) fn first_note(&self) -> Option<WeakDict> {
        (!self.0.is_noted.replace(true)).then(|| WeakDict(Rc::downgrade(&self.0)))
    }

    /// What it holds, if nobody else has it.
    pub(super) fn into_values(self) -> Option<std::collections::btree_map::IntoValues<Key, Value>> {
        let mut inner = Rc::into_inner(self.0)?;
        match std::mem::replace(inner.entries.get_mut(), Entries::Own(BTreeMap::new())) {
            Entries::Own(entries) => Some(entries.into_values()),
            Entries::Shared(_) => None,
        }
    }

    fn new(kind: DictKind, is_nil: bool, entries: Entries) -> Self {
        Self(Rc::new(Inner { kind, is_nil, is_noted: Cell::new(false), entries: RefCell::new(entries) }))
    }

    fn with<T>(&self, look: impl FnOnce(&BTreeMap<Key, Value>) -> T) -> T {
        self.change(|entries| look(entries))
    }

    /// Maps inside become references of their own here, once: two looks at `.Values.a` must see the same map.
    fn change<T>(&self, change: impl FnOnce(&mut BTreeMap<Key, Value>) -> T) -> T {
        let mut entries = self.0.entries.borrow_mut();
        if let Entries::Shared(map) = &*entries {
            let own = map.iter().map(|(key, value)| (key.clone(), Value::from_model(value))).collect();
            *entries = Entries::Own(own);
        }
        match &mut *entries {
            Entries::Own(own) => change(own),
            Entries::Shared(_) => change(&mut BTreeMap::new()), // It was made its own just above.
        }
    }
}
