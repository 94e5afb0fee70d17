//! Walks two values side by side and tells where they differ. Items of lists are matched by the keys that the schema names,
//! else by `name`, else by what they hold. JSON and YAML kept as texts are walked as what they say. It knows no object and
//! masks nothing: it is given masked values, and its result stays within `compare`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::schema::types::{Listing, TypeRef};
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

use super::hunks::{Change, Places};
use super::inside::{self, Format, Inside};
use super::meaning::{self, Class, Meaning};
use super::{align, pairs, threeway};

/// Most differences that are told one by one: nobody reads more, and a hostile object must not fill the memory. The rest is counted.
const MAX_HUNKS: usize = 5_000;

/// Bytes of texts of one object that are read as documents: some ConfigMaps of the largest size that etcd takes.
const MAX_READ: usize = 8 << 20;

/// Documents within texts within documents: dashboards within values within a ConfigMap.
const MAX_INSIDE: usize = 3;

/// A difference.
pub(super) struct Raw {
    /// Where it is on the new side; the last index of what was removed counts in the old list.
    pub(super) path: Path,
    /// Where it is on the old side, if list items before it came or went.
    pub(super) old_path: Option<Path>,
    /// Where it is inside the text at that path.
    pub(super) inside: Vec<Inside>,
    pub(super) change: Change,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
    /// Of a list's item: its places.
    pub(super) places: Places,
    pub(super) class: Class,
    pub(super) meaning: Option<Meaning>,
}

/// What differs, and how many differences are not told because there are too many.
#[derive(Default)]
pub(super) struct Found {
    pub(super) raw: Vec<Raw>,
    pub(super) n_left_out: usize,
}

/// The differences of two values, in the order of the fields.
pub(super) fn differences(schema: &Schema, ty: TypeRef, old: &Value, new: &Value) -> Found {
    let mut walk = Walk { schema, out: Found::default(), above: Vec::new(), room: MAX_READ };
    walk.value(&At::default(), ty, None, old, new);
    walk.out
}

/// How many fields differ; a text counts once, whatever it holds.
pub(super) fn count(schema: &Schema, ty: TypeRef, old: &Value, new: &Value) -> usize {
    let mut walk = Walk { schema, out: Found::default(), above: Vec::new(), room: 0 };
    walk.value(&At::default(), ty, None, old, new);
    walk.out.raw.len() + walk.out.n_left_out
}

/// A place on both sides.
#[derive(Default, Clone)]
struct At {
    path: Path,
    old: Option<Path>,
}

impl At {
    fn join(&self, segment: Segment) -> Self {
        Self { old: self.old.as_ref().map(|old| old.join(segment.clone())), path: self.path.join(segment) }
    }

    fn pair(&self, from: usize, to: usize) -> Self {
        let old = (from != to || self.old.is_some()).then(|| self.old.as_ref().unwrap_or(&self.path).join(Segment::Index(from)));
        Self { old, path: self.path.join(Segment::Index(to)) }
    }
}

struct Walk<'s> {
    schema: &'s Schema,
    out: Found,
    /// Texts that are being walked as documents, the outermost first.
    above: Vec<(At, Format)>,
    /// Bytes of texts that may still be read.
    room: usize,
}

/// Items with the values of their keys.
type Keyed<'v> = Vec<(Arc<str>, &'v Value)>;

impl Walk<'_> {
    fn value(&mut self, at: &At, ty: TypeRef, keys: Option<&str>, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Map(old), Value::Map(new)) => self.maps(at, ty, old, new),
            (Value::List(old), Value::List(new)) => self.lists(at, ty, keys, old, new),
            (Value::Str(before), Value::Str(after)) if self.texts(at, before, after) => {}
            _ => self.push(at, Change::Changed, Some(old), Some(new), Places::default()),
        }
    }

    /// Two texts that hold documents which differ; false: they are to be told as texts.
    fn texts(&mut self, at: &At, old: &str, new: &str) -> bool {
        let size = old.len() + new.len();
        if self.above.len() >= MAX_INSIDE || size > self.room {
            return false;
        }
        let name = at.path.0.iter().rev().find_map(|segment| if let Segment::Field(name) = segment { Some(&**name) } else { None });
        let Some((format, old, new)) = inside::both(name.unwrap_or(""), old, new) else { return false };
        self.room -= size;
        let text = |value: &Value, key: &str| value.as_map().and_then(|map| map.get(key)).and_then(Value::as_shared_str);
        let ty = match (text(&new, "apiVersion"), text(&new, "kind")) {
            (Some(version), Some(kind)) => threeway::merge_type(self.schema, &version, &kind),
            (_, _) => TypeRef::DEDUCED,
        };
        let before = self.out.raw.len() + self.out.n_left_out;
        self.above.push((at.clone(), format));
        self.value(&At::default(), ty, None, &old, &new);
        self.above.pop();
        self.out.raw.len() + self.out.n_left_out > before
    }

    fn push(&mut self, at: &At, change: Change, old: Option<&Value>, new: Option<&Value>, places: Places) {
        if self.out.raw.len() >= MAX_HUNKS {
            self.out.n_left_out += 1;
            return;
        }
        let is_change = change == Change::Changed;
        let (class, meaning) = meaning::of(&at.path, (!self.above.is_empty(), is_change), old, new);
        let formats = self.above.iter().map(|(_, format)| *format);
        let ats = self.above.iter().skip(1).map(|(at, _)| at).chain([at]);
        let inside: Vec<Inside> =
            formats.zip(ats).map(|(format, at)| Inside { format, path: at.path.clone(), old_path: at.old.clone() }).collect();
        let outer = self.above.first().map_or(at, |(outer, _)| outer);
        self.out.raw.push(Raw {
            path: outer.path.clone(),
            old_path: outer.old.clone(),
            inside,
            change,
            old: old.cloned(),
            new: new.cloned(),
            places,
            class,
            meaning,
        });
    }

    fn maps(&mut self, at: &At, ty: TypeRef, old: &Map, new: &Map) {
        let names: BTreeSet<&str> = old.iter().chain(new).map(|(key, _)| key.as_str()).collect();
        for name in names {
            let below = at.join(Segment::Field(name.into()));
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) if old == new => {}
                (Some(old), Some(new)) => {
                    let field = self.schema.field(ty, name);
                    let keys = field.as_ref().and_then(|field| match (&field.patch, &field.list) {
                        (Some(patch), _) if patch.merge && !patch.merge_key.is_empty() => Some(patch.merge_key.to_owned()),
                        (_, Listing::Map(keys)) => Some((*keys).to_owned()),
                        (_, Listing::Set | Listing::Atomic) => None,
                    });
                    let ty = self.schema.child(ty, name).unwrap_or(TypeRef::DEDUCED);
                    self.value(&below, ty, keys.as_deref(), old, new);
                }
                (None, Some(new)) => self.push(&below, Change::Added, None, Some(new), Places::default()),
                (Some(old), None) => self.push(&below, Change::Removed, Some(old), None, Places::default()),
                (None, None) => {}
            }
        }
    }

    fn lists(&mut self, at: &At, ty: TypeRef, keys: Option<&str>, old: &[Value], new: &[Value]) {
        let item = self.schema.item(ty);
        let item = if item == TypeRef::ATOMIC { TypeRef::DEDUCED } else { item };
        let candidates = keys.into_iter().flat_map(|keys| [keys.split(',').next().unwrap_or(keys), keys]).chain(["name"]);
        for keys in candidates {
            if let (Some(old), Some(new)) = (by_key(keys, old), by_key(keys, new)) {
                return self.keyed(at, item, keys, &old, &new);
            }
        }
        self.placed(at, item, old, new);
    }

    /// Items matched by their keys.
    fn keyed(&mut self, at: &At, item: TypeRef, keys: &str, old: &Keyed<'_>, new: &Keyed<'_>) {
        let places: BTreeMap<&str, usize> = new.iter().enumerate().map(|(place, (name, _))| (&**name, place)).collect();
        let pairs: Vec<(usize, usize)> =
            old.iter().enumerate().filter_map(|(from, (name, _))| Some((from, *places.get(&**name)?))).collect();
        let (before, after): (Vec<&Value>, Vec<&Value>) =
            (old.iter().map(|(_, item)| *item).collect(), new.iter().map(|(_, item)| *item).collect());
        let at = |from: Option<usize>, to: Option<usize>| {
            let item = from.and_then(|from| old.get(from)).or_else(|| to.and_then(|to| new.get(to)));
            at.join(Segment::Item(keys.into(), item.map(|(name, _)| name.clone()).unwrap_or_default()))
        };
        self.items(item, &pairs, (&before, &after), &at);
    }

    /// Items matched by what they hold.
    fn placed(&mut self, at: &At, item: TypeRef, old: &[Value], new: &[Value]) {
        let (before, after): (Vec<&Value>, Vec<&Value>) = (old.iter().collect(), new.iter().collect());
        let at = |from: Option<usize>, to: Option<usize>| match (from, to) {
            (Some(from), Some(to)) => at.pair(from, to),
            (Some(place), None) | (None, Some(place)) => at.join(Segment::Index(place)),
            (None, None) => at.clone(),
        };
        self.items(item, &pairs::pairs(old, new), (&before, &after), &at);
    }

    /// Items with their partners: removed, moved, changed, added.
    fn items(
        &mut self,
        item: TypeRef,
        pairs: &[(usize, usize)],
        (old, new): (&[&Value], &[&Value]),
        at: &dyn Fn(Option<usize>, Option<usize>) -> At,
    ) {
        let partners: BTreeMap<usize, usize> = pairs.iter().copied().collect();
        let rise = align::rising(pairs);
        let taken: BTreeSet<usize> = partners.values().copied().collect();
        // What was removed stands where it would have been, before what was added there.
        let stood =
            |from: usize| rise.get(..rise.partition_point(|(other, _)| *other < from)).and_then(<[_]>::last).map_or(0, |(_, to)| to + 1);
        let mut order: Vec<(usize, bool, Places)> = (0..old.len())
            .map(|from| match partners.get(&from) {
                Some(to) => (*to, true, Places { old: Some(from), new: Some(*to) }),
                None => (stood(from), false, Places { old: Some(from), new: None }),
            })
            .chain((0..new.len()).filter(|to| !taken.contains(to)).map(|to| (to, true, Places { old: None, new: Some(to) })))
            .collect();
        order.sort_by_key(|(place, is_there, _)| (*place, *is_there));
        let settled: BTreeSet<usize> = rise.into_iter().map(|(from, _)| from).collect();
        for (_, _, places) in order {
            let (before, after) = (places.old.and_then(|from| old.get(from)), places.new.and_then(|to| new.get(to)));
            match (places.old, places.new, before, after) {
                (Some(from), Some(to), Some(before), Some(after)) => {
                    let is_settled = settled.contains(&from);
                    if is_settled && before == after {
                        continue;
                    }
                    let at = at(Some(from), Some(to));
                    if !is_settled {
                        self.push(&at, Change::Moved { from, to }, Some(before), Some(after), places);
                    }
                    self.value(&at, item, None, before, after);
                }
                (from, _, Some(before), _) => self.push(&at(from, None), Change::Removed, Some(before), None, places),
                (_, to, _, Some(after)) => self.push(&at(None, to), Change::Added, None, Some(after), places),
                (_, _, None, None) => {}
            }
        }
    }
}

/// The items with their keys' values, joined; none when an item lacks one or two share one.
fn by_key<'v>(keys: &str, items: &'v [Value]) -> Option<Keyed<'v>> {
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
