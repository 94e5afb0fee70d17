//! `commonLabels`, `labels` and `commonAnnotations`: entries set wherever the field specifications say. Source: kustomize
//! `api/filters/{labels,annotations}`.

use std::sync::Arc;

use crate::engine::render::kustomize::fieldspec::{Creates, FieldSpec, set_entries};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::run::bad;
use crate::engine::render::kustomize::settings::Texts;
use crate::model::object::key::Key;
use crate::model::problem::Problem;

/// Labels to set.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Labels {
    /// The labels.
    pub(in crate::engine::render::kustomize) pairs: Texts,
    /// Where.
    pub(in crate::engine::render::kustomize) specs: Vec<FieldSpec>,
}

/// Annotations to set.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Annotations {
    /// The annotations.
    pub(in crate::engine::render::kustomize) pairs: Texts,
    /// Where.
    pub(in crate::engine::render::kustomize) specs: Vec<FieldSpec>,
}

impl Labels {
    /// Sets them.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        set(map, &self.pairs, &self.specs)
    }
}

impl Annotations {
    /// Sets them.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        set(map, &self.pairs, &self.specs)
    }
}

fn set(map: &mut ResMap, pairs: &Texts, specs: &[FieldSpec]) -> Result<(), Problem> {
    let entries: Vec<(Key, Arc<str>)> = pairs.iter().map(|(key, text)| (Key::own(key.clone()), text.clone())).collect();
    if entries.is_empty() {
        return Ok(());
    }
    for resource in map.list_mut() {
        for spec in specs {
            if !spec.is_for(resource.id()) {
                continue;
            }
            let edited = spec.edit(resource.root(), Creates::Map, &mut |value| set_entries(value, &entries));
            match edited {
                Ok(Some(root)) => resource.set_root(root),
                Ok(None) => {}
                Err(error) => return Err(bad(&resource.place, format!("field {} of {}: {error}", spec.text, resource.id()))),
            }
        }
    }
    Ok(())
}
