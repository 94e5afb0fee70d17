//! `replicas`. Source: kustomize `ReplicaCountTransformer.go`.

use crate::engine::manifest::scalar::{Scalars, is_text};
use crate::engine::render::kustomize::fieldspec::{Creates, FieldSpec, WalkError};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::run::{bad, missing};
use crate::engine::render::kustomize::settings::Replica;
use crate::model::object::value::Value;
use crate::model::problem::Problem;

/// A count to set.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Replicas {
    /// Of which workload, and how many.
    pub(in crate::engine::render::kustomize) replica: Replica,
    /// Where.
    pub(in crate::engine::render::kustomize) specs: Vec<FieldSpec>,
}

impl Replicas {
    /// Sets it.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        let count = Value::Int(self.replica.count);
        let mut found = false;
        for resource in map.list_mut() {
            for spec in &self.specs {
                let now = std::iter::once(resource.id().clone());
                if !resource.former_ids().chain(now).any(|id| id.name == self.replica.name && spec.is_for(&id)) {
                    continue;
                }
                found = true;
                if !spec.is_for(resource.id()) {
                    continue;
                }
                let edited = spec.edit(resource.root(), Creates::Scalar, &mut |value| match value {
                    Value::Map(_) | Value::List(_) => Err(WalkError::Shape { expected: "a number", found: value.kind_name() }),
                    // A count in quotes keeps its quotes, as kyaml's setter keeps a field's style.
                    Value::Str(text) if is_quoted(text) => Ok(Some(Value::str(self.replica.count.to_string()))),
                    Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {
                        Ok(Some(count.clone()))
                    }
                });
                match edited {
                    Ok(Some(root)) => resource.set_root(root),
                    Ok(None) => {}
                    Err(error) => return Err(bad(&resource.place, format!("field {} of {}: {error}", spec.text, resource.id()))),
                }
            }
        }
        if found {
            return Ok(());
        }
        let kinds: Vec<&str> = self.specs.iter().map(|spec| &*spec.gvk.kind).collect();
        let cause = format!("no resource with name {} is a {}", self.replica.name, kinds.join(", "));
        Err(missing(&self.replica.place, cause).hint("check the name; it is the one before prefixes and suffixes"))
    }
}

/// Whether a text can only have been written in quotes: plain it would be something else.
fn is_quoted(text: &str) -> bool {
    !is_text(text, Scalars::Yaml12)
}
