//! `namespace`: on every object that is not certainly cluster-scoped, on subjects of bindings, and where the field
//! specifications say. Source: kustomize `api/filters/namespace`, `NamespaceTransformer.go`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::render::kustomize::fieldspec::{Creates, FieldSpec, WalkError, scalar_text, set_text};
use crate::engine::render::kustomize::ids::Gvk;
use crate::engine::render::kustomize::origin::HELM_GENERATED;
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::resource::Resource;
use crate::engine::render::kustomize::run::bad;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

/// Which subjects of bindings get the namespace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) enum Subjects {
    /// Those named `default`.
    #[default]
    Default,
    /// Every service account.
    ServiceAccounts,
    /// None.
    None,
}

/// A namespace to set.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Namespace {
    /// The namespace.
    pub(in crate::engine::render::kustomize) namespace: Arc<str>,
    /// Where else.
    pub(in crate::engine::render::kustomize) specs: Vec<FieldSpec>,
    /// Only where there is none.
    pub(in crate::engine::render::kustomize) unset_only: bool,
    /// Subjects of bindings.
    pub(in crate::engine::render::kustomize) subjects: Subjects,
}

impl Namespace {
    /// Sets it.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        if self.namespace.is_empty() {
            return Ok(());
        }
        for resource in map.list_mut() {
            // Helm has put what a chart rendered where it belongs.
            if resource.annotation(HELM_GENERATED).as_deref() == Some("true") {
                continue;
            }
            resource.remember_id();
            self.edit(resource).map_err(|error| bad(&resource.place, format!("namespace transformation of {}: {error}", resource.id())))?;
        }
        let mut seen = BTreeSet::new();
        for resource in map.list() {
            if !seen.insert(resource.id().key()) {
                let cause = format!("namespace transformation produces ID conflict: {}", resource.id());
                let hint = "two objects of that kind and name now share a namespace; rename one, or build them apart";
                return Err(bad(&resource.place, cause).hint(hint));
            }
        }
        Ok(())
    }

    /// Sets it in one object; `remember_id` is the caller's.
    pub(super) fn edit(&self, resource: &mut Resource) -> Result<(), WalkError> {
        if !resource.id().cluster_scoped {
            let own = FieldSpec::new(Gvk::default(), "metadata/namespace", true);
            self.set(resource, &own)?;
        }
        let is_binding = matches!(&*resource.id().kind, "RoleBinding" | "ClusterRoleBinding");
        if is_binding && let Some(Value::List(subjects)) = resource.root().get("subjects") {
            let subjects: Vec<Value> = subjects.iter().map(|subject| self.subject(subject)).collect();
            let root = resource.root().with(Key::field("subjects"), Value::list(subjects));
            resource.set_root(root);
        }
        let is_core = &*resource.id().api_version == "v1";
        for spec in &self.specs {
            let own_field = &*spec.text == "metadata/namespace" || (&*spec.text == "metadata/name" && !is_core);
            let of_binding = is_binding && &*spec.text == "subjects/namespace" && spec.gvk.kind.ends_with("RoleBinding");
            if !own_field && !of_binding && spec.is_for(resource.id()) {
                self.set(resource, spec)?;
            }
        }
        Ok(())
    }

    fn set(&self, resource: &mut Resource, spec: &FieldSpec) -> Result<(), WalkError> {
        let edited = spec.edit(resource.root(), Creates::Scalar, &mut |value| self.text(value))?;
        if let Some(root) = edited {
            resource.set_root(root);
        }
        Ok(())
    }

    fn text(&self, value: &Value) -> Result<Option<Value>, WalkError> {
        let is_set = scalar_text(value).is_some_and(|text| !text.is_empty());
        if self.unset_only && is_set { Ok(None) } else { set_text(value, &self.namespace) }
    }

    fn subject(&self, subject: &Value) -> Value {
        let Value::Map(map) = subject else { return subject.clone() };
        let is = |field: &str, text: &str| map.get(field).and_then(Value::as_str) == Some(text);
        let meant = match self.subjects {
            Subjects::Default => is("name", "default"),
            Subjects::ServiceAccounts => is("kind", "ServiceAccount"),
            Subjects::None => false,
        };
        if meant { Value::Map(self.with_namespace(map)) } else { subject.clone() }
    }

    fn with_namespace(&self, map: &Map) -> Map {
        let is_set = map.get("namespace").and_then(scalar_text).is_some_and(|text| !text.is_empty());
        if self.unset_only && is_set { map.clone() } else { map.with(Key::field("namespace"), Value::Str(self.namespace.clone())) }
    }
}
