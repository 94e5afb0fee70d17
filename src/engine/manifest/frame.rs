//! The containers that `build` has open, and what becomes of a map's entries: merge keys, duplicates, order. It knows no
//! parser.

use crate::model::object::key::Key;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

/// A list or map that is being read.
pub(super) struct Frame {
    /// What it holds so far.
    pub(super) kind: FrameKind,
    /// Its anchor's id, or 0.
    pub(super) anchor: usize,
    /// The line on which it begins.
    pub(super) line: u32,
    /// Nodes below and including it, aliases followed.
    pub(super) nodes: usize,
    /// Levels below and including it.
    pub(super) height: usize,
    /// Where it is; empty unless spans are kept.
    pub(super) path: Path,
}

/// What a frame holds.
pub(super) enum FrameKind {
    /// A list's items.
    List(Vec<Value>),
    /// A map's entries, and the key whose value comes next.
    Map {
        /// Entries in the order in which later ones win.
        entries: Vec<Entry>,
        /// The key that waits for its value.
        key: Option<PendingKey>,
        /// Written as `{…}`.
        flow: bool,
    },
}

/// One entry of a map.
pub(super) struct Entry {
    /// Its key.
    pub(super) key: Key,
    /// Its value.
    pub(super) value: Value,
    /// The key's line.
    pub(super) line: u32,
    /// Came by a merge key: overriding it, or by it, is no duplicate.
    pub(super) merged: bool,
}

/// A key that waits for its value.
pub(super) enum PendingKey {
    /// An ordinary key and its line.
    Field(Key, u32),
    /// `<<`.
    Merge,
}

/// What a scalar is as a map's key.
pub(super) enum KeyText {
    /// Text.
    Text(std::sync::Arc<str>),
    /// `<<`.
    Merge,
    /// Nothing that can be a key.
    Refused,
}

impl Frame {
    /// The key of a map whose value comes next.
    pub(super) fn waiting(&self) -> Option<&Key> {
        match &self.kind {
            FrameKind::Map { key: Some(PendingKey::Field(key, _)), .. } => Some(key),
            FrameKind::Map { .. } | FrameKind::List(_) => None,
        }
    }

    /// Whether it is a map whose value of this key comes next.
    pub(super) fn waits_for(&self, name: &str) -> bool {
        self.waiting().is_some_and(|key| key.as_str() == name)
    }

    /// Whether it is a map whose next node is a key.
    pub(super) fn expects_key(&self) -> bool {
        matches!(&self.kind, FrameKind::Map { key: None, .. })
    }

    /// Whether it is a map in flow style whose next node is a value.
    pub(super) fn expects_flow_value(&self) -> bool {
        matches!(&self.kind, FrameKind::Map { key: Some(_), flow: true, .. })
    }
}

/// The path of the innermost of these open maps and lists, outermost first.
pub(super) fn path(stack: &[Frame]) -> Path {
    let segments = stack.iter().filter_map(|frame| match &frame.kind {
        FrameKind::List(items) => Some(Segment::Index(items.len())),
        FrameKind::Map { .. } => frame.waiting().map(|key| Segment::Field(key.as_str().into())),
    });
    Path(segments.collect())
}

/// A key that was set twice: the key, the line of the first and of the second.
pub(super) struct Duplicate {
    /// The key.
    pub(super) key: Key,
    /// The overridden one's line.
    pub(super) first: u32,
    /// The winner's line.
    pub(super) second: u32,
}

/// The map of these entries: of equal keys the last wins, and each pair of equal keys that no merge brought is returned.
pub(super) fn map(mut entries: Vec<Entry>) -> (Map, Vec<Duplicate>) {
    let mut duplicates = Vec::new();
    if !entries.is_sorted_by(|a, b| a.key < b.key) {
        entries.sort_by(|a, b| a.key.cmp(&b.key)); // stable: equal keys keep their order
        for pair in entries.windows(2) {
            if let [first, second] = pair
                && first.key == second.key
                && !first.merged
                && !second.merged
            {
                duplicates.push(Duplicate { key: first.key.clone(), first: first.line, second: second.line });
            }
        }
    }
    (Map::from_entries(entries.into_iter().map(|entry| (entry.key, entry.value)).collect()), duplicates)
}

/// The entries that a merge key brings, in the order in which later ones win; `None` when the value is no map and no list
/// of maps. Of a list the first map wins.
pub(super) fn merged(value: &Value) -> Option<Vec<(Key, Value)>> {
    match value {
        Value::Map(map) => Some(map.to_entries()),
        Value::List(items) => {
            let mut all = Vec::new();
            for item in items.iter().rev() {
                all.extend(item.as_map()?.iter().cloned());
            }
            Some(all)
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => None,
    }
}
