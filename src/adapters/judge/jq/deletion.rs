//! Paths that are taken out of a value, as `delpaths` does: all of them are meant in the value as it was. It evaluates nothing.

use std::collections::BTreeSet;

use jaq_json::{Num, Rc, Val};
use serde_json::Value;

/// A step of a path into a value that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// An item of a list.
    Index(usize),
    /// A field.
    Field(Vec<u8>),
}

impl Step {
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Index(index) => (*index).into(),
            Self::Field(name) => String::from_utf8_lossy(name).into_owned().into(),
        }
    }
}

/// Where a path has come to.
#[derive(Clone, Copy)]
enum Reached<'v> {
    /// A value.
    Value(&'v Val),
    /// A part of a list, and how many items stand before it.
    Part(&'v [Val], usize),
}

/// A path as jq tells it, in the steps that the value has: negative indexes are counted from the end, a slice is each of its items. A
/// path to nothing adds nothing.
pub(super) fn resolve(value: &Val, path: &Val, found: &mut Vec<Vec<Step>>) {
    let Val::Arr(path) = path else { return };
    let (mut reached, mut steps) = (Reached::Value(value), Vec::with_capacity(path.len()));
    for key in path.iter() {
        let next = match (items(reached), key) {
            (Some((items, before)), Val::Num(index)) => {
                let index = whole(index).and_then(|index| from_end(index, items.len()));
                index.and_then(|index| {
                    steps.push(Step::Index(before + index));
                    items.get(index).map(Reached::Value)
                })
            }
            (Some((items, before)), Val::Obj(slice)) => {
                let bound = |name: &str| match slice.get(&Val::from(name.to_owned())) {
                    Some(Val::Num(bound)) => whole(bound),
                    _ => None,
                };
                let cut = |bound: isize| from_end(bound, items.len()).unwrap_or(0).min(items.len());
                let (start, end) = (bound("start").map_or(0, cut), bound("end").map_or(items.len(), cut));
                Some(Reached::Part(items.get(start..end).unwrap_or_default(), before + start))
            }
            (None, Val::TStr(name)) => match reached {
                Reached::Value(Val::Obj(fields)) => {
                    steps.push(Step::Field(name.to_vec()));
                    fields.get(key).map(Reached::Value)
                }
                Reached::Value(_) | Reached::Part(..) => None,
            },
            _ => None,
        };
        match next {
            Some(next) => reached = next,
            None => return,
        }
    }
    match reached {
        Reached::Value(_) => found.push(steps),
        Reached::Part(items, before) => found.extend((before..before + items.len()).map(|index| {
            let mut steps = steps.clone();
            steps.push(Step::Index(index));
            steps
        })),
    }
}

fn items(reached: Reached<'_>) -> Option<(&[Val], usize)> {
    match reached {
        Reached::Value(Val::Arr(items)) => Some((items.as_slice(), 0)),
        Reached::Part(items, before) => Some((items, before)),
        Reached::Value(_) => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an index beyond the machine's integers is outside of each list")]
fn whole(number: &Num) -> Option<isize> {
    match number {
        Num::Int(index) => Some(*index),
        Num::Float(index) => Some(index.floor() as isize),
        Num::BigInt(_) | Num::Dec(_) => None,
    }
}

fn from_end(index: isize, len: usize) -> Option<usize> {
    if index < 0 { len.checked_add_signed(index) } else { usize::try_from(index).ok() }
}

/// The paths in their order: none twice, none below another one. From the last to the first they can be taken out one after the other.
pub(super) fn in_order(mut paths: Vec<Vec<Step>>) -> Vec<Vec<Step>> {
    paths.sort_unstable();
    paths.dedup();
    let mut kept: Vec<Vec<Step>> = Vec::with_capacity(paths.len());
    for path in paths {
        if !kept.last().is_some_and(|last| path.starts_with(last)) {
            kept.push(path);
        }
    }
    kept
}

/// Takes what is at the paths out of a value; they are in order, and equal up to a depth. Each list and each map is gone through once,
/// however many of its items go.
pub(super) fn remove(value: &mut Val, paths: &[Vec<Step>], depth: usize) {
    let below = |group: &[Vec<Step>]| group.first().is_some_and(|path| path.len() > depth + 1);
    let groups = paths.chunk_by(|a, b| a.get(depth) == b.get(depth));
    let step_of = |group: &[Vec<Step>]| group.first().and_then(|path| path.get(depth)).cloned();
    match value {
        Val::Obj(fields) => {
            let fields = Rc::make_mut(fields);
            let mut gone = BTreeSet::new();
            for group in groups {
                let Some(Step::Field(name)) = step_of(group) else { continue };
                if !below(group) {
                    gone.insert(name);
                } else if let Some(value) = fields.get_mut(&Val::utf8_str(name)) {
                    remove(value, group, depth + 1);
                }
            }
            fields.retain(|name, _| !matches!(name, Val::TStr(name) if gone.contains(name.as_ref().as_ref())));
        }
        Val::Arr(items) => {
            let items = Rc::make_mut(items);
            let mut gone = BTreeSet::new();
            for group in groups {
                let Some(Step::Index(index)) = step_of(group) else { continue };
                if !below(group) {
                    gone.insert(index);
                } else if let Some(value) = items.get_mut(index) {
                    remove(value, group, depth + 1);
                }
            }
            let mut index = 0;
            items.retain(|_| {
                index += 1;
                !gone.contains(&(index - 1))
            });
        }
        _ => {}
    }
}
