//! The ownership tree: managed objects and what they own, from owner references. It knows no cluster; an object that is
//! not among the rows is not there.
//!
//! An owner counts by its uid; where a reference has none (Argo CD's inferred owners), by kind and name in the same
//! namespace or cluster-wide. A StatefulSet owns the claims that its templates name, though no reference says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::ids::ObjectKey;

use super::row::{Facts, ResourceRow, Rows};

/// Most nodes of one tree. An object with several owners stands under each: a hostile web of references could repeat
/// itself without end, and no screen shows as many.
pub(crate) const MAX_NODES: usize = 100_000;

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The object.
    pub key: ObjectKey,
    /// Levels below its root.
    pub depth: u16,
    /// Index of its parent in the tree; none for a root.
    pub parent: Option<usize>,
    /// Nodes below it, at any depth: the next sibling is at `index + 1 + descendants`.
    pub descendants: usize,
}

/// The tree of these roots, depth first: roots in the order given (each once), children by kind and name. A root that
/// another root owns stands below that one only. An object with several owners stands under each that is in the tree; a
/// cycle is cut where it would repeat. Roots need no row (a missing resource is a leaf).
pub fn tree<'a>(rows: &Rows, roots: impl IntoIterator<Item = &'a ObjectKey>) -> Vec<Node> {
    let children = children(rows);
    let mut seen = BTreeSet::new();
    let roots: Vec<&ObjectKey> = roots.into_iter().filter(|key| seen.insert(*key)).collect();
    let owned = owned_roots(&roots, &children);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<(&ObjectKey, u16, Option<usize>)> =
        roots.iter().rev().filter(|key| !owned.contains(*key)).map(|key| (*key, 0, None)).collect();
    while let Some((key, depth, parent)) = open.pop() {
        if nodes.len() >= MAX_NODES || repeats(&nodes, parent, key) {
            continue;
        }
        nodes.push(Node { key: key.clone(), depth, parent, descendants: 0 });
        let index = nodes.len() - 1;
        let below = children.get(key).map_or(&[][..], Vec::as_slice);
        open.extend(below.iter().rev().map(|child| (*child, depth.saturating_add(1), Some(index))));
    }
    count_descendants(&mut nodes);
    nodes
}

/// The objects that each object owns, by kind and name.
pub type Children<'a> = BTreeMap<&'a ObjectKey, Vec<&'a ObjectKey>>;

/// Who owns whom among these rows.
pub fn children(rows: &Rows) -> Children<'_> {
    let by_uid: BTreeMap<&str, &ObjectKey> = rows.values().filter(|row| !row.uid.is_empty()).map(|row| (&*row.uid, &row.key)).collect();
    let mut children: BTreeMap<&ObjectKey, BTreeSet<(&str, &str, &ObjectKey)>> = BTreeMap::new();
    let mut own = |owner: &'_ ObjectKey, child: &'_ ObjectKey| {
        // Both live in `rows`, whose keys are what the tree is made of.
        if let (Some((owner, _)), Some((child, _))) = (rows.get_key_value(owner), rows.get_key_value(child))
            && owner != child
        {
            children.entry(owner).or_default().insert((&child.group_kind.kind, &child.name, child));
        }
    };
    for row in rows.values() {
        for owner in &row.owners {
            let by_uid = by_uid.get(&*owner.uid).map(|key| (*key).clone());
            let named = |namespace: std::sync::Arc<str>| ObjectKey {
                cluster: row.key.cluster.clone(),
                namespace,
                group_kind: owner.group_kind.clone(),
                name: owner.name.clone(),
            };
            match by_uid {
                Some(key) => own(&key, &row.key),
                None if owner.uid.is_empty() => {
                    own(&named(row.key.namespace.clone()), &row.key);
                    own(&named("".into()), &row.key);
                }
                None => {}
            }
        }
        if let Facts::Workload(workload) = &row.facts {
            for claim in claims(rows, row, workload) {
                own(&row.key, claim);
            }
        }
    }
    children.into_iter().map(|(key, set)| (key, set.into_iter().map(|(_, _, child)| child).collect())).collect()
}

/// The claims of a StatefulSet's templates: `<template>-<name>-<n>`. Source: gitops-engine `pkg/cache/references.go`,
/// which accepts any text before the template's name; a foreign claim is no child here.
fn claims<'a>(rows: &'a Rows, owner: &ResourceRow, workload: &super::row::WorkloadFacts) -> Vec<&'a ObjectKey> {
    if workload.claims.is_empty() {
        return Vec::new();
    }
    let first =
        ObjectKey { group_kind: crate::model::ids::GroupKind::new("", "PersistentVolumeClaim"), name: "".into(), ..owner.key.clone() };
    let same = |key: &ObjectKey| key.cluster == first.cluster && key.namespace == first.namespace && key.group_kind == first.group_kind;
    rows.range(first.clone()..).map(|(key, _)| key).take_while(|key| same(key)).filter(|key| is_claim_of(owner, key)).collect()
}

/// Whether a claim is of one of a StatefulSet's templates; that it is a claim is known.
pub(super) fn is_claim_of(owner: &ResourceRow, claim: &ObjectKey) -> bool {
    let Facts::Workload(workload) = &owner.facts else { return false };
    let is_of = |template: &std::sync::Arc<str>| {
        let rest = claim.name.strip_prefix(&**template).and_then(|rest| rest.strip_prefix('-'));
        let number = rest.and_then(|rest| rest.strip_prefix(&*owner.key.name)).and_then(|rest| rest.strip_prefix('-'));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    claim.cluster == owner.key.cluster && claim.namespace == owner.key.namespace && workload.claims.iter().any(is_of)
}

/// Roots that stand below another root. Of roots that own each other the first stays one.
fn owned_roots<'a>(roots: &[&'a ObjectKey], children: &Children<'a>) -> BTreeSet<&'a ObjectKey> {
    let wanted: BTreeSet<&ObjectKey> = roots.iter().copied().collect();
    let mut owned = BTreeSet::new();
    for root in roots {
        if owned.contains(root) {
            continue;
        }
        let mut seen = BTreeSet::from([*root]);
        let mut open: Vec<&ObjectKey> = vec![root];
        while let Some(key) = open.pop() {
            for child in children.get(key).into_iter().flatten() {
                if seen.insert(child) {
                    open.push(child);
                    if wanted.contains(child) {
                        owned.insert(*child);
                    }
                }
            }
        }
    }
    owned
}

fn repeats(nodes: &[Node], parent: Option<usize>, key: &ObjectKey) -> bool {
    let mut at = parent.and_then(|index| nodes.get(index));
    while let Some(node) = at {
        if node.key == *key {
            return true;
        }
        at = node.parent.and_then(|index| nodes.get(index));
    }
    false
}

fn count_descendants(nodes: &mut [Node]) {
    for index in (0..nodes.len()).rev() {
        let Some(node) = nodes.get(index) else { continue };
        let (below, parent) = (node.descendants + 1, node.parent);
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.descendants += below;
        }
    }
}
