//! Map keys: well-known field names are static text, all others belong to their document. It knows no schema; the
//! table of names is given to [`Interner`] by who parses.

use std::borrow::Borrow;
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
    keys: Table<Key>,
    texts: Table<Arc<str>>,
}

impl Interner {
    /// An interner over a sorted table of well-known names.
    pub fn new(fields: &'static [&'static str]) -> Self {
        Self { fields, keys: Table::default(), texts: Table::default() }
    }

    /// The key with this text.
    pub fn key(&mut self, name: &str) -> Key {
        if let Some(key) = self.keys.get(name) {
            return key.clone();
        }
        let key = match self.fields.binary_search(&name).ok().and_then(|index| self.fields.get(index)) {
            Some(field) => Key::field(field),
            None => Key::own(self.text(name)),
        };
        self.keys.put(key.clone());
        key
    }

    /// A shared text: equal texts of one document are one allocation.
    pub fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.texts.get(text) {
            return shared.clone();
        }
        let shared: Arc<str> = text.into();
        self.texts.put(shared.clone());
        shared
    }
}

/// Places that are looked at for one text before it is given up: nearly all stand in the first two. Hostile texts that all want the same
/// place are not shared then, and cost no more than that.
const MAX_PROBES: usize = 16;

/// Texts found by a hash of theirs, without an order that anybody could see.
struct Table<T> {
    /// A power of two of places, at least half of them empty.
    places: Vec<Option<T>>,
    n: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { places: Vec::new(), n: 0 }
    }
}

impl<T: Borrow<str>> Table<T> {
    fn get(&self, text: &str) -> Option<&T> {
        let start = hash(text);
        for probe in 0..MAX_PROBES {
            let value = self.place(start, probe).and_then(|place| self.places.get(place))?.as_ref()?;
            if value.borrow() == text {
                return Some(value);
            }
        }
        None
    }

    /// Puts a text that is not there.
    fn put(&mut self, value: T) {
        if self.n.saturating_mul(2) >= self.places.len() {
            let n_places = self.places.len().saturating_mul(2).max(64);
            let old = std::mem::replace(&mut self.places, std::iter::repeat_with(|| None).take(n_places).collect());
            self.n = 0;
            old.into_iter().flatten().for_each(|value| self.put_into_room(value));
        }
        self.put_into_room(value);
    }

    fn put_into_room(&mut self, value: T) {
        let start = hash(value.borrow());
        for probe in 0..MAX_PROBES {
            let place = self.place(start, probe).and_then(|place| self.places.get_mut(place));
            if let Some(place @ None) = place {
                *place = Some(value);
                self.n += 1;
                return;
            }
        }
    }

    fn place(&self, start: usize, probe: usize) -> Option<usize> {
        Some(start.wrapping_add(probe) & self.places.len().checked_sub(1)?)
    }
}

/// A hash of a text, eight bytes at a time (multiply and shift, after FxHash and splitmix). It is the same everywhere.
fn hash(text: &str) -> usize {
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let hash = words.iter().fold(0x51_7c_c1_b7_27_22_0a_95, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(1, |word, byte| (word << 8) | u64::from(*byte));
    usize::try_from(mix(hash, rest) >> 16 & 0xffff_ffff).unwrap_or(0)
}
