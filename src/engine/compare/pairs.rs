//! Which items of two lists without keys stand for each other: equal ones first, then those that are most alike. It knows
//! no schema and no path. Its cost is bounded: long lists are compared from both ends only.

use std::collections::BTreeSet;

use crate::engine::manifest::json;
use crate::model::object::value::{Map, Value};

use super::align::{self, Numbers};

/// Leaves of one item that are looked at: more say no more about which item it is.
const MAX_LEAVES: usize = 256;

/// Up to this product of two lengths every item is held against every other one.
const MAX_MATRIX: usize = 2_500;

/// How many of a thousand leaves two maps must share to be the same item with changes: one of three fields, rounded down.
const ALIKE: usize = 250;

/// How many of a thousand leaves are the same in an item that moved and changed.
const THE_SAME: usize = 500;

/// How many of a thousand characters two texts must share at their ends.
const ALIKE_TEXTS: usize = 500;

/// Pairs (old place, new place), by their old place. An item without a partner was added or removed.
pub(super) fn pairs(old: &[Value], new: &[Value]) -> Vec<(usize, usize)> {
    let mut numbers = Numbers::default();
    let (a, b) = (numbers.of(old.iter().map(json::canonical_json)), numbers.of(new.iter().map(json::canonical_json)));
    let settled = align::aligned(&a, &b);
    let mut pairs = settled.clone();
    let (free_old, free_new) = free(&pairs, old.len(), new.len());
    pairs.extend(moved(&a, &b, &free_old, &free_new));
    let (free_old, free_new) = free(&pairs, old.len(), new.len());
    for (olds, news) in gaps(&settled, &free_old, &free_new) {
        alike(old, new, olds, news, &mut pairs);
    }
    let (free_old, free_new) = free(&pairs, old.len(), new.len());
    moved_and_changed(old, new, &free_old, &free_new, &mut pairs);
    pairs.sort_unstable();
    pairs
}

/// Places that have no partner.
fn free(pairs: &[(usize, usize)], n_old: usize, n_new: usize) -> (Vec<usize>, Vec<usize>) {
    let (olds, news): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
    ((0..n_old).filter(|place| !olds.contains(place)).collect(), (0..n_new).filter(|place| !news.contains(place)).collect())
}

/// Equal items that changed their order.
fn moved(a: &[u32], b: &[u32], free_old: &[usize], free_new: &[usize]) -> Vec<(usize, usize)> {
    let of = |items: &[u32], places: &[usize]| -> Vec<u32> { places.iter().filter_map(|place| items.get(*place).copied()).collect() };
    let pairs = align::by_count(&of(a, free_old), &of(b, free_new));
    pairs.into_iter().filter_map(|(from, to)| Some((*free_old.get(from)?, *free_new.get(to)?))).collect()
}

/// Free places between the same two settled pairs.
fn gaps<'p>(settled: &[(usize, usize)], free_old: &'p [usize], free_new: &'p [usize]) -> Vec<(&'p [usize], &'p [usize])> {
    let (mut old, mut new) = (free_old, free_new);
    let mut gaps = Vec::new();
    for (from, to) in settled.iter().copied().chain([(usize::MAX, usize::MAX)]) {
        let (olds, rest_old) = old.split_at(old.partition_point(|place| *place < from));
        let (news, rest_new) = new.split_at(new.partition_point(|place| *place < to));
        if !olds.is_empty() && !news.is_empty() {
            gaps.push((olds, news));
        }
        (old, new) = (rest_old, rest_new);
    }
    gaps
}

fn alike(old: &[Value], new: &[Value], olds: &[usize], news: &[usize], out: &mut Vec<(usize, usize)>) {
    let (a, b) = (traits(old, olds), traits(new, news));
    let found = if a.len().saturating_mul(b.len()) <= MAX_MATRIX { best(&a, &b) } else { from_ends(&a, &b) };
    let (left, right) = free(&found, a.len(), b.len());
    let rest: Vec<(usize, usize)> = if left.len() == right.len() {
        left.into_iter().zip(right).filter(|(x, y)| a.get(*x).zip(b.get(*y)).is_some_and(|(x, y)| x.is_kin(y))).collect()
    } else {
        Vec::new()
    };
    out.extend(found.into_iter().chain(rest).filter_map(|(x, y)| Some((*olds.get(x)?, *news.get(y)?))));
}

/// What is left over anywhere: an item that changed its order is only known again when most of it is the same.
fn moved_and_changed(old: &[Value], new: &[Value], olds: &[usize], news: &[usize], out: &mut Vec<(usize, usize)>) {
    let (a, b) = (traits(old, olds), traits(new, news));
    if a.len().saturating_mul(b.len()) > MAX_MATRIX {
        return;
    }
    let is_same =
        |x: &usize, y: &usize| a.get(*x).zip(b.get(*y)).and_then(|(x, y)| x.likeness(y)).is_some_and(|likeness| likeness >= THE_SAME);
    let found = best(&a, &b).into_iter().filter(|(x, y)| is_same(x, y));
    out.extend(found.filter_map(|(x, y)| Some((*olds.get(x)?, *news.get(y)?))));
}

fn traits<'v>(items: &'v [Value], places: &[usize]) -> Vec<Traits<'v>> {
    places.iter().filter_map(|place| items.get(*place)).map(Traits::of).collect()
}

/// The most alike first; of equally alike ones those that stand nearest.
fn best(a: &[Traits], b: &[Traits]) -> Vec<(usize, usize)> {
    let mut scores: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (x, one) in a.iter().enumerate() {
        for (y, other) in b.iter().enumerate() {
            if let Some(likeness) = one.likeness(other) {
                scores.push((1_000 - likeness, x.abs_diff(y), x, y));
            }
        }
    }
    scores.sort_unstable();
    let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, _, x, y) in scores {
        if !olds.contains(&x) && !news.contains(&y) {
            olds.insert(x);
            news.insert(y);
            pairs.push((x, y));
        }
    }
    pairs
}

/// As long as neighbors are alike, from the front and from the back.
fn from_ends(a: &[Traits], b: &[Traits]) -> Vec<(usize, usize)> {
    let is_alike = |(one, other): &(&Traits, &Traits)| one.likeness(other).is_some();
    let head = a.iter().zip(b).take_while(is_alike).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(is_alike).count();
    (0..head).map(|place| (place, place)).chain((1..=tail).map(|back| (a.len() - back, b.len() - back))).collect()
}

/// What an item is told by.
enum Traits<'v> {
    /// A map's or a list's leaves, hashed and sorted, and a map's own keys.
    Leaves(Vec<u64>, Option<&'v Map>),
    /// A text.
    Text(&'v str),
    /// Any other scalar.
    Scalar,
}

impl<'v> Traits<'v> {
    fn of(value: &'v Value) -> Self {
        match value {
            Value::Map(_) | Value::List(_) => {
                let mut leaves = Vec::new();
                collect(value, SEED, &mut leaves);
                leaves.sort_unstable();
                Self::Leaves(leaves, value.as_map())
            }
            Value::Str(text) => Self::Text(text),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => Self::Scalar,
        }
    }

    /// How alike two items are, of a thousand; none when they are not the same item.
    fn likeness(&self, other: &Self) -> Option<usize> {
        match (self, other) {
            (Self::Leaves(a, _), Self::Leaves(b, _)) => {
                let common = n_common(a, b);
                let likeness = common * 1_000 / (a.len() + b.len() - common).max(1);
                (likeness >= ALIKE).then_some(likeness)
            }
            (Self::Text(a), Self::Text(b)) => {
                let (a, b) = (a.as_bytes(), b.as_bytes());
                let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
                let room = a.len().min(b.len()) - head;
                let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
                let likeness = (head + tail) * 1_000 / a.len().max(b.len()).max(1);
                (likeness >= ALIKE_TEXTS).then_some(likeness)
            }
            (Self::Leaves(..) | Self::Text(_) | Self::Scalar, Self::Leaves(..) | Self::Text(_) | Self::Scalar) => None,
        }
    }

    /// Whether one may stand in the place of the other although nothing in them is equal: scalars, lists, maps of mostly the same keys.
    fn is_kin(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Leaves(_, Some(a)), Self::Leaves(_, Some(b))) => {
                let common = a.iter().filter(|(key, _)| b.has(key.as_str())).count();
                common * 2 >= a.len().max(b.len())
            }
            (Self::Leaves(_, a), Self::Leaves(_, b)) => a.is_none() && b.is_none(),
            (Self::Text(_) | Self::Scalar, Self::Text(_) | Self::Scalar) => true,
            (Self::Leaves(..), Self::Text(_) | Self::Scalar) | (Self::Text(_) | Self::Scalar, Self::Leaves(..)) => false,
        }
    }
}

/// FNV-1a's start and factor: a hash that is the same everywhere. Items are only likened by it, never called equal.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x0000_0100_0000_01b3;

fn hash(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FACTOR))
}

/// Adds the leaves below a value: the keys on the way and the scalar. Places in lists do not count.
fn collect(value: &Value, above: u64, out: &mut Vec<u64>) {
    if out.len() >= MAX_LEAVES {
        return;
    }
    match value {
        Value::Map(map) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| collect(value, hash(hash(above, b"."), key.as_str().as_bytes()), out))
        }
        Value::List(items) if !items.is_empty() => items.iter().for_each(|item| collect(item, hash(above, b"[]"), out)),
        leaf => out.push(hash(hash(above, b"="), &json::canonical_json(leaf))),
    }
}

/// How many two sorted lists share, each as often as it is in both.
fn n_common(a: &[u64], b: &[u64]) -> usize {
    let (mut x, mut y, mut common) = (0, 0, 0);
    while let (Some(one), Some(other)) = (a.get(x), b.get(y)) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => x += 1,
            std::cmp::Ordering::Greater => y += 1,
            std::cmp::Ordering::Equal => (x, y, common) = (x + 1, y + 1, common + 1),
        }
    }
    common
}
