//! Objects in an application's namespace that belong to no application, where its project asks for them. It knows no cluster and no
//! watch: an object that is not among the rows is not there, so what is found is of the kinds that are watched.
//!
//! Source: Argo CD `controller/appcontroller.go`, `getResourceTree` and `isKnownOrphanedResourceExclusion`. An orphan is a namespaced
//! object without an owner that the application does not manage, that bears the mark of no application that exists, that the project
//! admits and that neither the project nor Argo CD leaves out. What an orphan owns stands below it and counts as well, as far as the
//! project admits it; what the project ignores by name is looked for among the orphans only, not below them. An object whose owner is
//! gone is none: it has one. It never counts in a verdict and is never pruned.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::access::projects::{self, Project};
use crate::engine::glob::Glob;
use crate::model::application::Destination;
use crate::model::ids::{GroupKind, ObjectKey};
use crate::model::project::{KindPattern, OrphanPattern};

use super::row::{Facts, ResourceRow, Rows};
use super::tree::{Node, is_claim_of, tree};

/// What is asked, besides the rows.
pub struct Asked<'a> {
    /// The application's project, global ones merged in.
    pub project: Project<'a>,
    /// Where the application deploys to, as far as its server and name are known. Without a namespace all of them are looked at.
    pub destination: &'a Destination,
    /// What the application manages, with mark or without.
    pub managed: &'a BTreeSet<&'a ObjectKey>,
    /// Whether there is an application of this instance name.
    pub is_application: &'a dyn Fn(&str) -> bool,
    /// Whether settings leave a kind out of all applications.
    pub is_excluded: &'a dyn Fn(&GroupKind) -> bool,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orphans {
    /// The orphans, by kind and name, each with what it owns below it.
    pub nodes: Vec<Node>,
    /// The rows of these.
    pub rows: Rows,
    /// Whether the project wants them to be a condition of the application.
    pub warns: bool,
}

impl Orphans {
    /// How many objects there are, each once: what Argo CD counts.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The message of Argo CD's condition `OrphanedResourceWarning`; none where there is nothing to warn of, or the project does not
    /// want it.
    pub fn condition(&self) -> Option<String> {
        (self.warns && self.count() > 0).then(|| format!("Application has {} orphaned resources", self.count()))
    }
}

/// The orphans among the rows of one cluster, of which those in other namespaces are passed over; none where the project does not ask
/// for them.
pub fn orphans<'a>(rows: impl Iterator<Item = &'a Arc<ResourceRow>> + Clone, asked: &Asked<'_>) -> Option<Orphans> {
    let setting = asked.project.spec.orphaned_resources.as_ref()?;
    let warns = setting.warn == Some(true);
    let here = &asked.destination.namespace;
    let inside = rows.filter(|row| !row.key.namespace.is_empty() && (here.is_empty() || *here == *row.key.namespace));
    let sets: Vec<&ResourceRow> = inside.clone().map(|row| &**row).filter(|row| has_claims(row)).collect();
    let is_claimed =
        |row: &ResourceRow| row.key.group_kind.is("", "PersistentVolumeClaim") && sets.iter().any(|set| is_claim_of(set, &row.key));
    let ignored: Vec<Ignore> = setting.ignore.iter().filter_map(Ignore::of).collect();
    let mut admits = Admits::new(asked);
    let mut roots: Vec<&ObjectKey> = Vec::new();
    for row in inside.clone() {
        let belongs = [&row.instance, &row.borrowed].into_iter().flatten().any(|instance| (asked.is_application)(instance));
        let is_one = row.owners.is_empty()
            && !asked.managed.contains(&row.key)
            && !belongs
            && !is_everywhere(&row.key)
            && !ignored.iter().any(|ignore| ignore.names(&row.key))
            && !is_claimed(row)
            && admits.admits(&row.key);
        if is_one {
            roots.push(&row.key);
        }
    }
    if roots.is_empty() {
        return Some(Orphans { warns, ..Orphans::default() });
    }
    roots.sort_unstable();
    let of_orphans: BTreeSet<&ObjectKey> = roots.iter().copied().collect();
    let may_be_below = |row: &ResourceRow| !row.owners.is_empty() || is_claimed(row);
    let family: Rows = inside
        .filter(|row| of_orphans.contains(&row.key) || (may_be_below(row) && admits.admits(&row.key)))
        .map(|row| (row.key.clone(), row.clone()))
        .collect();
    let nodes = tree(&family, roots.iter().copied());
    let rows = nodes.iter().filter_map(|node| family.get_key_value(&node.key)).map(|(key, row)| (key.clone(), row.clone())).collect();
    Some(Orphans { nodes, rows, warns })
}

fn has_claims(row: &ResourceRow) -> bool {
    matches!(&row.facts, Facts::Workload(workload) if !workload.claims.is_empty())
}

/// What a cluster itself puts into every namespace, or into `default`.
fn is_everywhere(key: &ObjectKey) -> bool {
    let is = |kind: &str, name: &str| key.group_kind.is("", kind) && &*key.name == name;
    is("ServiceAccount", "default") || is("ConfigMap", "kube-root-ca.crt") || (is("Service", "kubernetes") && &*key.namespace == "default")
}

/// One of a project's `ignore`, compiled.
struct Ignore {
    kind: Option<Glob>,
    group: Glob,
    name: Option<Glob>,
}

impl Ignore {
    /// None where one of its globs is malformed: it then matches nothing, as there.
    fn of(pattern: &OrphanPattern) -> Option<Self> {
        let or_any = |text: &str| if text.is_empty() { Some(None) } else { Glob::new(text).ok().map(Some) };
        Some(Self { kind: or_any(&pattern.kind)?, group: Glob::new(&pattern.group).ok()?, name: or_any(&pattern.name)? })
    }

    fn names(&self, key: &ObjectKey) -> bool {
        let is = |glob: &Option<Glob>, text: &str| glob.as_ref().is_none_or(|glob| glob.matches(text));
        is(&self.kind, &key.group_kind.kind) && self.group.matches(&key.group_kind.group) && is(&self.name, &key.name)
    }
}

/// What the project and the settings let in, each kind and namespace asked once.
struct Admits<'a, 'b> {
    asked: &'a Asked<'b>,
    /// Whether an entry of the project's lists names objects: then each is asked for.
    by_name: bool,
    kinds: BTreeMap<(GroupKind, Arc<str>), bool>,
    namespaces: BTreeMap<Arc<str>, bool>,
}

impl<'a, 'b> Admits<'a, 'b> {
    fn new(asked: &'a Asked<'b>) -> Self {
        let spec = asked.project.spec;
        let has_names = |list: &[KindPattern]| list.iter().any(|pattern| !pattern.name.is_empty());
        let by_name = has_names(&spec.namespace_resource_blacklist) || spec.namespace_resource_whitelist.as_deref().is_some_and(has_names);
        Self { asked, by_name, kinds: BTreeMap::new(), namespaces: BTreeMap::new() }
    }

    fn admits(&mut self, key: &ObjectKey) -> bool {
        let (asked, kind) = (self.asked, &key.group_kind);
        let name: Arc<str> = if self.by_name { key.name.clone() } else { Arc::default() };
        let in_kind = *self
            .kinds
            .entry((kind.clone(), name.clone()))
            .or_insert_with(|| !(asked.is_excluded)(kind) && projects::kind(asked.project, kind, &name, true).allowed);
        in_kind && *self.namespaces.entry(key.namespace.clone()).or_insert_with(|| is_admitted(asked, &key.namespace))
    }
}

/// Whether the project deploys to a namespace. Where the application itself deploys to was judged with it.
fn is_admitted(asked: &Asked<'_>, namespace: &str) -> bool {
    let there = Destination { namespace: namespace.to_owned(), ..asked.destination.clone() };
    asked.destination.namespace == namespace || projects::destination(asked.project, &there, &[]).allowed
}
