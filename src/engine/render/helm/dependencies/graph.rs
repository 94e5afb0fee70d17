//! Maps that may be shared and changed in several places at once, as Go's are: what `import-values` does shows that they are the same. It
//! knows no chart.

use std::collections::BTreeMap;

use crate::engine::render::helm::coalesce::Merging;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// Maps within maps; imports may tie knots.
const MAX_DEPTH: usize = 200;

/// Where a map lies in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Table(usize);

#[derive(Debug, Clone)]
enum Node {
    Leaf(Value),
    Table(Table),
}

/// Maps that refer to each other.
#[derive(Debug, Default)]
pub(super) struct Graph(Vec<BTreeMap<Key, Node>>);

impl Graph {
    fn add(&mut self, entries: BTreeMap<Key, Node>) -> Table {
        self.0.push(entries);
        Table(self.0.len() - 1)
    }

    fn entries(&self, table: Table) -> Vec<(Key, Node)> {
        self.0.get(table.0).map(|entries| entries.iter().map(|(key, node)| (key.clone(), node.clone())).collect()).unwrap_or_default()
    }

    fn set(&mut self, table: Table, key: Key, node: Node) {
        if let Some(entries) = self.0.get_mut(table.0) {
            entries.insert(key, node);
        }
    }

    /// A map without entries.
    pub(super) fn empty(&mut self) -> Table {
        self.add(BTreeMap::new())
    }

    /// A map, its inner ones too; its depth is bounded by who parsed.
    pub(super) fn open(&mut self, map: &Map) -> Table {
        let mut entries = BTreeMap::new();
        for (key, value) in map {
            let node = match value {
                Value::Map(inner) => Node::Table(self.open(inner)),
                other => Node::Leaf(other.clone()),
            };
            entries.insert(key.clone(), node);
        }
        self.add(entries)
    }

    /// A map of one entry.
    pub(super) fn wrap(&mut self, key: &str, table: Table) -> Table {
        self.add([(Key::own(key), Node::Table(table))].into())
    }

    /// The map that a dotted path leads to; the part of the path that leads to none.
    pub(super) fn at<'p>(&self, table: Table, path: &'p str) -> Result<Table, &'p str> {
        path.split('.').try_fold(table, |table, part| match self.0.get(table.0).and_then(|entries| entries.get(part)) {
            Some(Node::Table(inner)) => Ok(*inner),
            Some(Node::Leaf(_)) | None => Err(part),
        })
    }

    /// Whether a map has no entry.
    pub(super) fn is_empty(&self, table: Table) -> bool {
        self.0.get(table.0).is_none_or(BTreeMap::is_empty)
    }

    /// Lays `over` over `under`, in place, nulls kept: what `under` has and `over` has not comes in, shared.
    pub(super) fn merge(&mut self, over: Table, under: Table, merging: &mut Merging) -> Result<(), String> {
        self.merge_within(over, under, MAX_DEPTH, merging)
    }

    fn merge_within(&mut self, over: Table, under: Table, depth: usize, merging: &mut Merging) -> Result<(), String> {
        let depth = depth.checked_sub(1).ok_or_else(knot)?;
        merging.check()?;
        for (key, node) in self.entries(over) {
            if matches!(node, Node::Leaf(Value::Null)) {
                self.set(under, key, node);
            }
        }
        let entries = self.entries(under);
        merging.step(entries.len());
        for (key, node) in entries {
            match (self.0.get(over.0).and_then(|entries| entries.get(&key)).cloned(), node) {
                (None, node) => self.set(over, key, node),
                (Some(Node::Table(over)), Node::Table(under)) => self.merge_within(over, under, depth, merging)?,
                (Some(Node::Leaf(_)), Node::Table(_)) => {
                    merging.warn(|| format!("warning: cannot overwrite table with non table for {}", key.as_str()));
                }
                (Some(Node::Table(_)), Node::Leaf(value)) if !value.is_null() => {
                    merging.warn(|| format!("warning: destination for {} is a table. Ignoring non-table value", key.as_str()));
                }
                (Some(_), Node::Leaf(_)) => {}
            }
        }
        Ok(())
    }

    /// The map by itself.
    pub(super) fn close(&self, table: Table, merging: &mut Merging) -> Result<Map, String> {
        self.close_within(table, MAX_DEPTH, merging)
    }

    fn close_within(&self, table: Table, depth: usize, merging: &mut Merging) -> Result<Map, String> {
        let depth = depth.checked_sub(1).ok_or_else(knot)?;
        let Some(entries) = self.0.get(table.0) else { return Ok(Map::default()) };
        merging.step(entries.len());
        merging.check()?;
        let mut out = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let value = match node {
                Node::Leaf(value) => value.clone(),
                Node::Table(inner) => Value::Map(self.close_within(*inner, depth, merging)?),
            };
            out.push((key.clone(), value));
        }
        Ok(Map::from_entries(out))
    }
}

fn knot() -> String {
    "import-values nest too deeply, or a map comes to lie within itself".to_owned()
}
