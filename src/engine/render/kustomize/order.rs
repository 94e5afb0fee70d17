//! The order of the result: by kind ("legacy", the default) or as the kustomization lists its resources ("fifo"). It
//! knows no meaning of kinds beyond Kustomize's two lists. Source: `SortOrderTransformer.go`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::ids::Id;
use super::resource::Resource;

/// Kinds that come first, in this order.
const FIRST: [&str; 22] = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

/// Kinds that come last, in this order.
const LAST: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// `sortOptions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SortOrder {
    /// As listed.
    Fifo,
    /// By kind.
    Legacy {
        /// Kinds that come first; `None`: the built-in lists.
        lists: Option<(Vec<Arc<str>>, Vec<Arc<str>>)>,
    },
}

impl SortOrder {
    /// The order without any options.
    pub(super) const LEGACY: Self = Self::Legacy { lists: None };
}

/// A kind's place by the built-in lists: negative first, positive last, 0 between.
pub(super) fn kind_rank(kind: &str) -> i32 {
    rank(FIRST.iter().position(|own| *own == kind), FIRST.len(), LAST.iter().position(|own| *own == kind))
}

fn rank(first: Option<usize>, n_first: usize, last: Option<usize>) -> i32 {
    let number = |position: usize| i32::try_from(position).unwrap_or(i32::MAX);
    match (last, first) {
        (Some(last), _) => number(last) + 1,
        (None, Some(first)) => number(first) - number(n_first),
        (None, None) => 0,
    }
}

/// Sorts resources. Equal identities do not occur, so the order is total.
pub(super) fn sort(list: &mut [Resource], order: &SortOrder) {
    let SortOrder::Legacy { lists } = order else { return };
    let rank_of = |kind: &str| match lists {
        None => kind_rank(kind),
        Some((first, last)) => {
            // A kind that is listed twice has its last place.
            rank(first.iter().rposition(|own| &**own == kind), first.len(), last.iter().rposition(|own| &**own == kind))
        }
    };
    list.sort_by_cached_key(|resource| SortKey::new(rank_of(&resource.id().kind), resource.id()));
}

#[derive(PartialEq, Eq)]
struct SortKey {
    rank: i32,
    is_namespace: bool,
    has_group: bool,
    gvk: String,
    id: String,
}

impl SortKey {
    fn new(rank: i32, id: &Id) -> Self {
        let or = |text: &str, none: &'static str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        let gvk = format!("{}_{}_{}", or(id.group(), "~G"), or(id.version(), "~V"), or(&id.kind, "~K"));
        let text = format!("{}|{}", or(&id.namespace, "~X"), or(&id.name, "~N"));
        Self { rank, is_namespace: &*id.kind == "Namespace", has_group: !id.group().is_empty(), gvk, id: text }
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_gvk = self.gvk.cmp(&other.gvk);
        // Core Namespaces come before other kinds of that name, against the order of the texts.
        let core_namespace = self.is_namespace && other.is_namespace && !(self.has_group && other.has_group);
        let by_gvk = if core_namespace { by_gvk.reverse() } else { by_gvk };
        self.rank.cmp(&other.rank).then(by_gvk).then_with(|| self.id.cmp(&other.id))
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
