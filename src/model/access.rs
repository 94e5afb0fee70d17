//! What decides who may do what on a control plane, as its ConfigMaps say it: `argocd-rbac-cm`, the RBAC switches of `argocd-cm`, and
//! `subjects` of `tiphys-cm`. It knows no ConfigMap and judges nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::house::House;

/// The rules of access of one control plane.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessRules {
    /// `argocd-rbac-cm`; none where there is none: Kubernetes' own RBAC decides then.
    pub policy: Option<PolicyTexts>,
    /// Which policy subject a Kubernetes user or group is.
    pub subjects: Subjects,
    /// What the switches of `argocd-cm` say.
    pub switches: Switches,
    /// What is ours: image rules, change rules, one-off windows.
    pub house: House,
    /// Why `argocd-rbac-cm` or `tiphys-cm` could not be read, where it could not: nobody knows then what is allowed.
    pub unreadable: Option<Arc<str>>,
}

/// `argocd-rbac-cm`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyTexts {
    /// Each key that holds policies with its text: `policy.csv` first, then `policy.*.csv` by name.
    pub files: Vec<(Arc<str>, Arc<str>)>,
    /// `policy.default`; empty for none.
    pub default_role: Arc<str>,
    /// `policy.matchMode`: `glob` or `regex`.
    pub match_mode: Arc<str>,
    /// `scopes`: claims of a token that are groups there. Kubernetes has no such claims; shown only.
    pub scopes: Vec<Arc<str>>,
}

/// `subjects` of `tiphys-cm`: the policy subject of a Kubernetes user or group. A name that ends in `*` stands for all that begin so, and
/// a `*` at the end of its subject for what follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Kubernetes user → policy subject.
    pub users: BTreeMap<Arc<str>, Arc<str>>,
    /// Kubernetes group → policy group.
    pub groups: BTreeMap<Arc<str>, Arc<str>>,
}

/// Switches of `argocd-cm` and `argocd-cmd-params-cm` that change what is asked, or what is refused whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switches {
    /// Whether `update` and `delete` on an application say nothing about its resources
    /// (`server.rbac.disableApplicationFineGrainedRBACInheritance`; true since Argo CD 3.0).
    pub no_inheritance: bool,
    /// Whether a rollback wants `rollback` instead of `sync` (`server.rbac.rollback.enforce.enable`).
    pub rollback_apart: bool,
    /// Whether another revision than the target wants `override` (`application.sync.requireOverridePrivilegeForRevisionSync`).
    pub override_for_revision: bool,
    /// Whether `Replace=true` is refused (`server.sync.replace.allowed: "false"`).
    pub no_replace: bool,
    /// Whether syncs write as a service account of the destination (`application.sync.impersonation.enabled`).
    pub impersonation: bool,
}

impl Default for Switches {
    /// What an Argo CD without any setting does.
    fn default() -> Self {
        Self { no_inheritance: true, rollback_apart: false, override_for_revision: false, no_replace: false, impersonation: false }
    }
}
