//! A served resource: its names, scope, sub-resources and where its fields are known from. It knows no objects.

use std::sync::Arc;

use super::custom::Custom;
use super::types::{Type, types};
use crate::engine::schema::Schema;
use crate::engine::schema::facts::{KindInfo, words};
use crate::model::object::Object;
use crate::sandbox::store::place::ResourceId;

/// One resource in one version.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) id: ResourceId,
    pub(crate) version: Arc<str>,
    pub(crate) kind: Arc<str>,
    pub(crate) list_kind: Arc<str>,
    pub(crate) singular: Arc<str>,
    pub(crate) short_names: Vec<Arc<str>>,
    pub(crate) categories: Vec<Arc<str>>,
    pub(crate) namespaced: bool,
    /// Whether it can only be created (reviews).
    pub(crate) create_only: bool,
    pub(crate) status: bool,
    pub(crate) scale: Option<ScalePaths>,
    pub(crate) origin: Origin,
    /// Merge keys and list types of its objects.
    pub(crate) schema: Schema,
}

/// Where `/scale` reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScalePaths {
    pub(crate) spec: Vec<Arc<str>>,
    pub(crate) status: Vec<Arc<str>>,
    /// To a text (custom resources) or a LabelSelector (built-in kinds).
    pub(crate) selector: Option<Vec<Arc<str>>>,
}

/// Where a resource's fields are known from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    Builtin(&'static Type),
    Custom(Arc<Custom>),
}

impl Resource {
    /// `apps/v1`.
    pub(crate) fn api_version(&self) -> String {
        api_version(&self.id.group, &self.version)
    }

    pub(crate) fn is_custom(&self) -> bool {
        matches!(self.origin, Origin::Custom(_))
    }

    /// Whether an object is of this group and kind.
    pub(crate) fn holds(&self, object: &Object) -> bool {
        object.is(&self.id.group, &self.kind)
    }

    /// Verbs as discovery lists them.
    pub(crate) fn verbs(&self) -> &'static [&'static str] {
        const ALL: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
        // A real server's namespaces cannot be deleted all at once.
        const NO_COLLECTION: &[&str] = &["create", "delete", "get", "list", "patch", "update", "watch"];
        if self.create_only {
            &["create"]
        } else if self.id.is("", "namespaces") {
            NO_COLLECTION
        } else {
            ALL
        }
    }

    /// Sub-resources that are served.
    pub(crate) fn subresources(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        if self.id.is("", "pods") {
            names.extend(["eviction", "log"]);
        }
        if self.id.is("", "namespaces") {
            names.push("finalize");
        }
        if self.scale.is_some() {
            names.push("scale");
        }
        if self.status {
            names.push("status");
        }
        names
    }

    fn builtin(schema: &Schema, info: &KindInfo<'_>) -> Option<Self> {
        let of = types().of_kind(info.group, info.version, info.kind)?;
        let scale = info.has_subresource("scale").then(|| ScalePaths {
            spec: vec!["spec".into(), "replicas".into()],
            status: vec!["status".into(), "replicas".into()],
            selector: Some(vec!["spec".into(), "selector".into()]),
        });
        let shared = |list: &str| words(list).map(Arc::from).collect();
        Some(Self {
            id: ResourceId::new(info.group, info.plural),
            version: info.version.into(),
            kind: info.kind.into(),
            list_kind: format!("{}List", info.kind).into(),
            singular: info.singular.into(),
            short_names: shared(info.short_names),
            categories: shared(info.categories),
            namespaced: info.namespaced(),
            create_only: info.create_only,
            status: info.has_subresource("status"),
            scale,
            origin: Origin::Builtin(of),
            schema: schema.clone(),
        })
    }
}

/// `group/version`, or the version alone for core.
pub(crate) fn api_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

/// The built-in resources: those of the schema's table whose fields are known.
pub(super) fn builtin() -> Vec<Resource> {
    let schema = Schema::builtin();
    schema.kinds().filter(|info| !info.plural.is_empty()).filter_map(|info| Resource::builtin(&schema, &info)).collect()
}
