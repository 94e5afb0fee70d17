//! What is served now: the built-in resources and those of CustomResourceDefinitions. It knows no objects and no store.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::resource::{Resource, builtin};
use crate::sandbox::store::place::ResourceId;

/// All served resources.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry {
    /// By group, then version, then plural.
    groups: BTreeMap<Arc<str>, BTreeMap<Arc<str>, BTreeMap<Arc<str>, Arc<Resource>>>>,
    /// Counts changes: what was made from the registry is stale when it differs.
    generation: u64,
}

/// Built-in groups in the order of a real server's `/apis`: kubectl resolves names that are in several by it.
const ORDER: [&str; 16] = [
    "",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
];

impl Registry {
    /// The built-in resources.
    pub(crate) fn builtin() -> Self {
        let mut registry = Self::default();
        builtin().into_iter().for_each(|resource| registry.add(resource));
        registry
    }

    pub(crate) fn add(&mut self, resource: Resource) {
        self.generation += 1;
        let versions = self.groups.entry(resource.id.group.clone()).or_default();
        versions.entry(resource.version.clone()).or_default().insert(resource.id.plural.clone(), Arc::new(resource));
    }

    /// Serves a resource no longer, in any version.
    pub(crate) fn remove(&mut self, id: &ResourceId) {
        self.generation += 1;
        if let Some(versions) = self.groups.get_mut(&id.group) {
            versions.values_mut().for_each(|plurals| {
                plurals.remove(&id.plural);
            });
            versions.retain(|_, plurals| !plurals.is_empty());
        }
        self.groups.retain(|_, versions| !versions.is_empty());
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn find(&self, group: &str, version: &str, plural: &str) -> Option<&Arc<Resource>> {
        self.groups.get(group)?.get(version)?.get(plural)
    }

    /// A resource in its preferred version.
    pub(crate) fn by_id(&self, id: &ResourceId) -> Option<&Arc<Resource>> {
        let versions = self.groups.get(&id.group)?;
        self.versions(&id.group).iter().find_map(|version| versions.get(*version)?.get(&id.plural))
    }

    /// The resource of a kind, in the version of an `apiVersion`.
    pub(crate) fn by_kind(&self, api_version: &str, kind: &str) -> Option<&Arc<Resource>> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        self.groups.get(group)?.get(version)?.values().find(|resource| &*resource.kind == kind && !resource.create_only)
    }

    pub(crate) fn has_group(&self, group: &str) -> bool {
        self.groups.contains_key(group)
    }

    /// Groups in the order of discovery.
    pub(crate) fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self.groups.keys().map(|group| &**group).collect();
        groups.sort_by_key(|group| ORDER.iter().position(|own| own == group).unwrap_or(ORDER.len()));
        groups
    }

    /// Versions of a group, the preferred one first.
    pub(crate) fn versions(&self, group: &str) -> Vec<&str> {
        let mut versions: Vec<&str> = self.groups.get(group).into_iter().flat_map(BTreeMap::keys).map(|version| &**version).collect();
        versions.sort_by_key(|version| std::cmp::Reverse(priority(version)));
        versions
    }

    /// The resources of a group and version, by plural.
    pub(crate) fn resources(&self, group: &str, version: &str) -> impl Iterator<Item = &Arc<Resource>> {
        self.groups.get(group).and_then(|versions| versions.get(version)).into_iter().flat_map(BTreeMap::values)
    }

    /// Every stored resource once, in its preferred version.
    pub(crate) fn stored(&self) -> Vec<Arc<Resource>> {
        let mut all: BTreeMap<ResourceId, Arc<Resource>> = BTreeMap::new();
        for (group, versions) in &self.groups {
            for version in self.versions(group) {
                for resource in versions.get(version).into_iter().flat_map(BTreeMap::values).filter(|own| !own.create_only) {
                    all.entry(resource.id.clone()).or_insert_with(|| resource.clone());
                }
            }
        }
        all.into_values().collect()
    }
}

/// How Kubernetes orders versions: stable ones first, then beta, then alpha, the higher numbers first
/// (`k8s.io/apimachinery/pkg/version`). Others come last.
fn priority(version: &str) -> (u8, u64, u64) {
    let number = |text: &str| text.parse::<u64>().ok();
    let Some(rest) = version.strip_prefix('v') else { return (0, 0, 0) };
    if let Some(major) = number(rest) {
        return (3, major, 0);
    }
    for (stage, word) in [(2, "beta"), (1, "alpha")] {
        if let Some((major, minor)) = rest.split_once(word)
            && let (Some(major), Some(minor)) = (number(major), number(minor))
        {
            return (stage, major, minor);
        }
    }
    (0, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::{Registry, priority};

    #[test]
    fn the_kinds_that_operators_use_are_served() {
        let registry = Registry::builtin();
        for (group, version, plural) in [
            ("", "v1", "pods"),
            ("", "v1", "events"),
            ("apps", "v1", "deployments"),
            ("batch", "v1", "cronjobs"),
            ("autoscaling", "v2", "horizontalpodautoscalers"),
            ("apiextensions.k8s.io", "v1", "customresourcedefinitions"),
            ("authentication.k8s.io", "v1", "selfsubjectreviews"),
            ("coordination.k8s.io", "v1", "leases"),
            ("discovery.k8s.io", "v1", "endpointslices"),
        ] {
            assert!(registry.find(group, version, plural).is_some(), "{group}/{version} {plural}");
        }
        assert!(registry.find("apps", "v1", "deployments").is_some_and(|own| own.scale.is_some() && own.status && own.namespaced));
        assert_eq!(registry.by_kind("apps/v1", "Deployment").map(|own| own.id.to_string()).as_deref(), Some("deployments.apps"));
        assert_eq!(registry.groups().first(), Some(&""));
    }

    #[test]
    fn versions_are_preferred_as_kubernetes_prefers_them() {
        let mut versions = ["v1alpha1", "v1beta2", "v2", "v1", "v1beta1", "odd"];
        versions.sort_by_key(|version| std::cmp::Reverse(priority(version)));
        assert_eq!(versions, ["v2", "v1", "v1beta2", "v1beta1", "v1alpha1", "odd"]);
    }
}
