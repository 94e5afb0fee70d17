//! Live objects as rows, indexed by owner and by what an application manages, so that a tree, a verdict and a health can be made of
//! just the rows that belong to it. It knows no watch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::resources::row::{Judged, ResourceRow, Rows, meanwhile};
use crate::model::ids::{ClusterId, GroupKind, ObjectKey};

/// Levels of ownership that are followed: Deployment → ReplicaSet → Pod is three; operators add a few.
const MAX_DEPTH: usize = 12;

/// All rows that are known.
#[derive(Debug, Clone, Default)]
pub struct LiveRows {
    rows: Rows,
    children: BTreeMap<Arc<str>, BTreeSet<ObjectKey>>,
}

impl LiveRows {
    /// The row of an object.
    pub fn get(&self, key: &ObjectKey) -> Option<&ResourceRow> {
        self.rows.get(key).map(|row| &**row)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes a row in, unless a newer one is known; whether something changed.
    pub fn put(&mut self, mut row: Arc<ResourceRow>) -> bool {
        if let Some(old) = self.rows.get(&row.key) {
            let is_same = old.uid == row.uid;
            if is_same && is_older(&row.resource_version, &old.resource_version) || *old == row {
                return false;
            }
            // The answer to a write says of a script's verdict only that there is none yet.
            let is_behind = row.judged == Judged::Pending && old.judged != Judged::Pending;
            if is_same && is_behind && old.resource_version == row.resource_version {
                return false;
            }
            if is_behind && row.health.is_none() {
                row = Arc::new(meanwhile(ResourceRow::clone(&row), old));
            }
            let (key, owners) = (row.key.clone(), old.owners.clone());
            self.unlink(&key, owners.iter().map(|owner| &owner.uid));
        }
        for owner in &row.owners {
            self.children.entry(owner.uid.clone()).or_default().insert(row.key.clone());
        }
        self.rows.insert(row.key.clone(), row);
        true
    }

    /// Forgets a row; the row, if it was known.
    pub fn remove(&mut self, key: &ObjectKey) -> Option<Arc<ResourceRow>> {
        let row = self.rows.remove(key)?;
        self.unlink(key, row.owners.iter().map(|owner| &owner.uid));
        Some(row)
    }

    fn unlink<'a>(&mut self, key: &ObjectKey, owners: impl Iterator<Item = &'a Arc<str>>) {
        for uid in owners {
            if let Some(keys) = self.children.get_mut(uid) {
                keys.remove(key);
                if keys.is_empty() {
                    self.children.remove(uid);
                }
            }
        }
    }

    /// The rows of these roots and of everything they own.
    pub fn family<'a>(&self, roots: impl IntoIterator<Item = &'a ObjectKey>) -> Rows {
        let mut family = Rows::new();
        let mut level: Vec<&ObjectKey> = roots.into_iter().collect();
        for _ in 0..MAX_DEPTH {
            let mut next = Vec::new();
            for key in level {
                if let (false, Some(row)) = (family.contains_key(key), self.rows.get(key)) {
                    family.insert(key.clone(), row.clone());
                    next.extend(self.children.get(&row.uid).into_iter().flatten());
                }
            }
            level = next;
        }
        family
    }

    /// The rows of a namespace of a cluster; of the whole cluster where none is said.
    pub fn within<'a>(&'a self, cluster: &'a ClusterId, namespace: &'a str) -> impl Iterator<Item = &'a Arc<ResourceRow>> + Clone {
        let first =
            ObjectKey { cluster: cluster.clone(), namespace: namespace.into(), group_kind: GroupKind::new("", ""), name: "".into() };
        let is_in = move |key: &ObjectKey| key.cluster == *cluster && (namespace.is_empty() || *key.namespace == *namespace);
        self.rows.range(first..).take_while(move |(key, _)| is_in(key)).map(|(_, row)| row)
    }

    /// The topmost owner's row of an object that is known, the object's own if it has none.
    pub fn root_of<'a>(&'a self, row: &'a ResourceRow) -> &'a ResourceRow {
        let mut top = row;
        for _ in 0..MAX_DEPTH {
            let owner = top.owners.iter().find_map(|owner| {
                let key = ObjectKey {
                    cluster: top.key.cluster.clone(),
                    namespace: top.key.namespace.clone(),
                    group_kind: owner.group_kind.clone(),
                    name: owner.name.clone(),
                };
                self.get(&key).filter(|found| found.uid == owner.uid)
            });
            match owner {
                Some(owner) => top = owner,
                None => break,
            }
        }
        top
    }
}

/// Whether one resourceVersion is older than another. They are opaque in general; where both are numbers (every server since
/// Kubernetes 1.35 guarantees it, and etcd always did) the smaller is older.
pub fn is_older(a: &str, b: &str) -> bool {
    match (a.parse::<u64>(), b.parse::<u64>()) {
        (Ok(a), Ok(b)) => a < b,
        _ => false,
    }
}
