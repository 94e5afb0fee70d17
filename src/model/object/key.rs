//! Map keys: well-known field names are static text, all others belong to their document. It knows no schema; the
//! table of names is given to [`Interner`] by who parses.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A key of a map. Ordered and compared as text, byte by byte, as Go sorts map keys.
#[derive(Clone)]
pub struct Key(Repr);

#[derive(Clone)]
enum Repr {
    Field(&'static str),
    Own(Arc<str>),
}

impl Key {
    /// A well-known field name: no allocation.
    pub const fn field(name: &'static str) -> Self {
        Self(Repr::Field(name))
    }

    /// Any other name.
    pub fn own(name: impl Into<Arc<str>>) -> Self {
        Self(Repr::Own(name.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Field(name) => name,
            Repr::Own(name) => name,
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}
impl Eq for Key {}
impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}
impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::own(name)
    }
}

/// Makes keys and repeated short texts of one document share their storage.
#[derive(Default)]
pub struct Interner {
    /// Sorted well-known names (the schema's table); looked up by binary search.
    fields: &'static [&'static str],
    own: BTreeSet<Arc<str>>,
}

impl Interner {
    /// An interner over a sorted table of well-known names.
    pub fn new(fields: &'static [&'static str]) -> Self {
        Self { fields, own: BTreeSet::new() }
    }

    /// The key with this text.
    pub fn key(&mut self, name: &str) -> Key {
        match self.fields.binary_search(&name).ok().and_then(|index| self.fields.get(index)) {
            Some(field) => Key::field(field),
            None => Key::own(self.text(name)),
        }
    }

    /// A shared text: equal texts of one document are one allocation.
    pub fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.own.get(text) {
            return shared.clone();
        }
        let shared: Arc<str> = text.into();
        self.own.insert(shared.clone());
        shared
    }
}
