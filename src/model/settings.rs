//! What configures judgement: argocd-cm, argocd-cmd-params-cm, tiphys-cm and the control plane's version profile, as one
//! value with a hash. It knows no ConfigMap and no file: adapters and config fill it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ids::GroupKind;

/// How objects are marked as an application's (`application.resourceTrackingMethod`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrackingMethod {
    /// By annotation: the default since Argo CD 3.0.
    #[default]
    Annotation,
    /// By label: the default before.
    Label,
    /// By both; the annotation decides.
    AnnotationAndLabel,
}

/// What differs between versions of a control plane.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionProfile {
    /// The version as shown, e.g. `3.2`, or `none` where no Argo CD was ever installed.
    pub name: Arc<str>,
    /// Tracking where settings do not say.
    pub default_tracking: TrackingMethod,
    /// Whether `automated.enabled` is in the CRD (3.1 and later).
    pub automated_enabled: bool,
    /// Whether per-resource health stands in the CRD by default (before 3.0).
    pub health_in_status: bool,
}

impl Default for VersionProfile {
    /// The newest: what Tiphys' own CRDs are.
    fn default() -> Self {
        Self { name: "none".into(), default_tracking: TrackingMethod::Annotation, automated_enabled: true, health_in_status: false }
    }
}

/// Settings of one control plane. Equal settings judge equally.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Settings {
    /// The control plane's own namespace.
    pub control_namespace: Arc<str>,
    /// `application.resourceTrackingMethod`, if set.
    pub tracking: Option<TrackingMethod>,
    /// `application.instanceLabelKey`.
    pub instance_label_key: Arc<str>,
    /// `installationID`, if set.
    pub installation_id: Option<Arc<str>>,
    /// Version profile.
    pub profile: VersionProfile,
    /// `timeout.reconciliation` plus jitter, in seconds.
    pub reconciliation_seconds: u64,
    /// `resource.compareoptions` → `ignoreResourceStatusField`: `all` (default), `crd`, `none`.
    pub ignore_status: IgnoreStatus,
    /// `controller.diff.server.side` of argocd-cmd-params-cm: applications are compared by the API server.
    pub server_side_diff: bool,
    /// `kustomize.buildOptions`.
    pub kustomize_build_options: Arc<str>,
    /// Tools switched off: `kustomize.enable`, `helm.enable`, `jsonnet.enable`.
    pub disabled_tools: Vec<Arc<str>>,
    /// `resource.sensitive.mask.annotations`.
    pub mask_annotations: Vec<Arc<str>>,
    /// Environment rules of `tiphys-cm`, in order; the built-in rule follows them.
    pub environments: Vec<EnvironmentRule>,
    /// Every other key of argocd-cm, for the parts of the engine that read them (health Lua, ignore rules by kind).
    pub raw: BTreeMap<Arc<str>, Arc<str>>,
}

/// `ignoreResourceStatusField`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IgnoreStatus {
    /// `/status` of every kind is not compared.
    #[default]
    All,
    /// Only of CustomResourceDefinitions.
    Crd,
    /// It is compared.
    None,
}

/// One of `environments` in `tiphys-cm`: all globs that are set must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvironmentRule {
    /// The environment's name.
    pub name: Arc<str>,
    /// Glob on the project.
    pub project: Option<Arc<str>>,
    /// Glob on the application's name.
    pub application: Option<Arc<str>>,
    /// Glob on the destination namespace.
    pub namespace: Option<Arc<str>>,
    /// Glob on the destination cluster's name or server.
    pub cluster: Option<Arc<str>>,
    /// Whether it counts as production.
    pub production: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            control_namespace: "argocd".into(),
            tracking: None,
            instance_label_key: "app.kubernetes.io/instance".into(),
            installation_id: None,
            profile: VersionProfile::default(),
            reconciliation_seconds: 180,
            ignore_status: IgnoreStatus::All,
            server_side_diff: false,
            kustomize_build_options: "".into(),
            disabled_tools: Vec::new(),
            mask_annotations: Vec::new(),
            environments: Vec::new(),
            raw: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The tracking method in effect.
    pub fn tracking(&self) -> TrackingMethod {
        self.tracking.unwrap_or(self.profile.default_tracking)
    }

    /// Health and ignore rules by kind are looked up under `<group>_<Kind>`, core kinds under `<Kind>`.
    pub fn customization(&self, what: &str, kind: &GroupKind) -> Option<&Arc<str>> {
        let name = if kind.group.is_empty() { kind.kind.to_string() } else { format!("{}_{}", kind.group, kind.kind) };
        self.raw.get(format!("resource.customizations.{what}.{name}").as_str())
    }
}
