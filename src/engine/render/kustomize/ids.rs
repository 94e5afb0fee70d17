//! Identities as Kustomize compares them: api version, kind, name and *effective* namespace. It knows no resource body.
//!
//! Two rules differ from Kubernetes': no namespace and `default` are the same namespace, and a kind counts as
//! cluster-scoped only if Kustomize's own, older schema says so (`scope`). Source: kyaml `resid`.

use std::fmt;
use std::sync::Arc;

use super::scope::is_cluster_scoped;

/// What stands for the namespace of cluster-scoped kinds.
pub(super) const NO_NAMESPACE: &str = "_non_namespaceable_";

/// An identity, present or former.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Id {
    /// `apiVersion`.
    pub(super) api_version: Arc<str>,
    /// Kind.
    pub(super) kind: Arc<str>,
    /// Name.
    pub(super) name: Arc<str>,
    /// Namespace as written; empty if there is none.
    pub(super) namespace: Arc<str>,
    /// Whether the kind is certainly cluster-scoped. A former identity never is: its namespace says it instead.
    pub(super) cluster_scoped: bool,
}

/// What two equal identities have in common: kind, name, api version, effective namespace.
pub(super) type Key = (Arc<str>, Arc<str>, Arc<str>, Arc<str>);

impl Id {
    /// The identity of a present object.
    pub(super) fn new(api_version: Arc<str>, kind: Arc<str>, name: Arc<str>, namespace: Arc<str>) -> Self {
        let cluster_scoped = is_cluster_scoped(&api_version, &kind);
        Self { api_version, kind, name, namespace, cluster_scoped }
    }

    /// API group; empty for core.
    pub(super) fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// API version without its group.
    pub(super) fn version(&self) -> &str {
        self.api_version.split_once('/').map_or(&self.api_version, |(_, version)| version)
    }

    /// The namespace by which identities are compared.
    pub(super) fn effective_namespace(&self) -> &str {
        if self.cluster_scoped {
            NO_NAMESPACE
        } else if self.namespace.is_empty() {
            "default"
        } else {
            &self.namespace
        }
    }

    /// Whether both are the same object.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.is_named(other) && self.effective_namespace() == other.effective_namespace()
    }

    /// Whether both are the same but for the namespace.
    pub(super) fn is_named(&self, other: &Self) -> bool {
        self.name == other.name && self.kind == other.kind && self.api_version == other.api_version
    }

    /// The key under which an index holds it.
    pub(super) fn key(&self) -> Key {
        (self.kind.clone(), self.name.clone(), self.api_version.clone(), self.effective_namespace().into())
    }
}

impl fmt::Display for Id {
    /// As Kustomize writes identities: `Deployment.v1.apps/web.[noNs]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or = |text: &str, none: &'static str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        write!(
            f,
            "{}.{}.{}/{}.{}",
            or(&self.kind, "[noKind]"),
            or(self.version(), "[noVer]"),
            or(self.group(), "[noGrp]"),
            or(&self.name, "[noName]"),
            or(&self.namespace, "[noNs]")
        )
    }
}

/// Group, version and kind to select by; an empty part selects all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gvk {
    /// API group.
    pub(super) group: Arc<str>,
    /// API version.
    pub(super) version: Arc<str>,
    /// Kind.
    pub(super) kind: Arc<str>,
}

impl Gvk {
    /// Whether an identity is selected.
    pub(super) fn selects(&self, id: &Id) -> bool {
        self.selects_parts(id.group(), id.version(), &id.kind)
    }

    /// Whether these parts are selected.
    pub(super) fn selects_parts(&self, group: &str, version: &str, kind: &str) -> bool {
        let fits = |wanted: &str, own: &str| wanted.is_empty() || wanted == own;
        fits(&self.kind, kind) && fits(&self.group, group) && fits(&self.version, version)
    }

    /// `apiVersion` of these parts.
    pub(super) fn api_version(&self) -> Arc<str> {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version).into() }
    }

    /// Kustomize's total order of field specifications: kinds of its list first, then group, version and kind as text
    /// with `~` for what is missing.
    pub(super) fn rank(&self) -> (i32, String) {
        let or = |text: &str, none: &'static str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        let text = format!("{}_{}_{}", or(&self.group, "~G"), or(&self.version, "~V"), or(&self.kind, "~K"));
        (super::order::kind_rank(&self.kind), text)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    fn id(api_version: &str, kind: &str, name: &str, namespace: &str) -> Id {
        Id::new(api_version.into(), kind.into(), name.into(), namespace.into())
    }

    #[test]
    fn no_namespace_and_default_are_one() {
        assert!(id("v1", "Pod", "a", "").is(&id("v1", "Pod", "a", "default")));
        assert!(!id("v1", "Pod", "a", "").is(&id("v1", "Pod", "a", "x")));
        assert!(id("v1", "Node", "a", "").is(&id("v1", "Node", "a", "x")));
    }

    #[test]
    fn identities_print_as_kustomize_prints_them() {
        assert_eq!(id("apps/v1", "Deployment", "web", "").to_string(), "Deployment.v1.apps/web.[noNs]");
        assert_eq!(id("v1", "Service", "web", "prod").to_string(), "Service.v1.[noGrp]/web.prod");
    }
}
