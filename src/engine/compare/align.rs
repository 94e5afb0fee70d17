//! Which items of two sequences stand for each other when the order is kept: the longest common part of short ones, what
//! stands out in long ones. It knows no value: items are numbers, equal items equal numbers. Its cost grows with the
//! length, never with its square, whatever the items are.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Up to this product of two lengths the longest common part is looked for exactly: a list or a script of 500 lines on both
/// sides takes a few milliseconds.
const EXACT: usize = 250_000;

/// How often a sequence is cut at items that stand out before the rest is paired by counting: each level shortens what is left.
const MAX_LEVELS: u8 = 8;

/// Numbers for items: equal ones share one. Both sides are numbered by one of these.
#[derive(Debug)]
pub(super) struct Numbers<K: Ord> {
    known: BTreeMap<K, u32>,
}

impl<K: Ord> Default for Numbers<K> {
    fn default() -> Self {
        Self { known: BTreeMap::new() }
    }
}

impl<K: Ord> Numbers<K> {
    /// The numbers of these items. More than `u32::MAX` different ones cannot be held in memory.
    pub(super) fn of(&mut self, items: impl Iterator<Item = K>) -> Vec<u32> {
        items
            .map(|item| {
                let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
                *self.known.entry(item).or_insert(next)
            })
            .collect()
    }
}

/// Pairs (old place, new place) of equal items, both rising.
pub(super) fn aligned(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    align(old, new, (0, 0), 0, &mut pairs);
    pairs
}

fn align(old: &[u32], new: &[u32], (left, right): (usize, usize), level: u8, out: &mut Vec<(usize, usize)>) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    out.extend((0..head).map(|place| (left + place, right + place)));
    let (old, new) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let (left, right) = (left + head, right + head);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (n_old, n_new) = (old.len() - tail, new.len() - tail);
    let (middle_old, middle_new) = (old.get(..n_old).unwrap_or_default(), new.get(..n_new).unwrap_or_default());
    middle(middle_old, middle_new, (left, right), level, out);
    out.extend((0..tail).map(|place| (left + n_old + place, right + n_new + place)));
}

fn middle(old: &[u32], new: &[u32], (left, right): (usize, usize), level: u8, out: &mut Vec<(usize, usize)>) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    if old.len().saturating_mul(new.len()) <= EXACT {
        for op in capture_diff_slices(Algorithm::Myers, old, new) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                out.extend((0..len).map(|place| (left + old_index + place, right + new_index + place)));
            }
        }
        return;
    }
    let anchors = if level < MAX_LEVELS { rising(&unique(old, new)) } else { Vec::new() };
    if anchors.is_empty() {
        let pairs = rising(&by_count(old, new));
        out.extend(pairs.into_iter().map(|(from, to)| (left + from, right + to)));
        return;
    }
    let (mut at_old, mut at_new) = (0, 0);
    for (from, to) in anchors.into_iter().chain([(old.len(), new.len())]) {
        let (before_old, before_new) = (old.get(at_old..from).unwrap_or_default(), new.get(at_new..to).unwrap_or_default());
        align(before_old, before_new, (left + at_old, right + at_new), level + 1, out);
        if from < old.len() {
            out.push((left + from, right + to));
        }
        (at_old, at_new) = (from + 1, to + 1);
    }
}

/// Items that are there once on each side, by their old place.
fn unique(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let singles = |items: &[u32]| {
        let mut found: BTreeMap<u32, Option<usize>> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            found.entry(*item).and_modify(|single| *single = None).or_insert(Some(place));
        }
        found
    };
    let others = singles(new);
    let mut pairs: Vec<(usize, usize)> =
        singles(old).into_iter().filter_map(|(item, from)| Some((from?, (*others.get(&item)?)?))).collect();
    pairs.sort_unstable();
    pairs
}

/// The nth of equal items on one side with the nth on the other, by their old place.
pub(super) fn by_count(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let mut places: BTreeMap<u32, std::collections::VecDeque<usize>> = BTreeMap::new();
    for (place, item) in new.iter().enumerate() {
        places.entry(*item).or_default().push_back(place);
    }
    old.iter().enumerate().filter_map(|(from, item)| Some((from, places.get_mut(item)?.pop_front()?))).collect()
}

/// Of pairs in the order of their old places, a longest run whose new places rise too: the others moved.
pub(super) fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
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
    let mut rise = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(index) = at {
        rise.extend(pairs.get(index).copied());
        at = before.get(index).copied().flatten();
    }
    rise.reverse();
    rise
}

#[cfg(test)]
mod tests {
    use super::{aligned, rising};
    use proptest::prelude::*;

    fn is_sound(old: &[u32], new: &[u32]) {
        let pairs = aligned(old, new);
        assert!(pairs.iter().all(|(from, to)| old[*from] == new[*to]), "only equal items are paired");
        assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1), "both sides rise");
    }

    proptest! {
        #[test]
        fn pairs_are_equal_items_in_order(old in prop::collection::vec(0_u32..6, 0..40), new in prop::collection::vec(0_u32..6, 0..40)) {
            is_sound(&old, &new);
        }

        #[test]
        fn an_insertion_is_all_that_differs(items in prop::collection::vec(0_u32..1_000, 1..1_500), at in 0_usize..1_500, more in prop::collection::vec(5_000_u32..6_000, 1..20)) {
            let at = at.min(items.len());
            let mut new = items.clone();
            new.splice(at..at, more);
            prop_assert_eq!(aligned(&items, &new).len(), items.len());
        }
    }

    #[test]
    fn long_sequences_are_paired_soundly_whatever_repeats_in_them() {
        let n = 20_000_u32;
        let reversed: Vec<u32> = (0..n).rev().collect();
        let forward: Vec<u32> = (0..n).collect();
        is_sound(&forward, &reversed);
        let blocks = |shift: u32| -> Vec<u32> { (0..n).map(|place| if place % 2 == 0 { 0 } else { (place + shift) % 700 }).collect() };
        is_sound(&blocks(0), &blocks(2));
        let (zeros, few) = (vec![0; 20_000], [vec![1], vec![0; 9_000], vec![2]].concat());
        assert_eq!(aligned(&zeros, &few).len(), 9_000);
        let mut changed = forward.clone();
        changed.iter_mut().step_by(100).for_each(|item| *item += n);
        assert_eq!(aligned(&forward, &changed).len(), 19_800);
    }

    #[test]
    fn what_falls_out_of_the_rise_moved() {
        assert_eq!(rising(&[(0, 2), (1, 0), (2, 1)]), [(1, 0), (2, 1)]);
        assert!(rising(&[]).is_empty());
    }
}
