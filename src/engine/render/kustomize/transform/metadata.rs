//! `commonLabels`, `labels` and `commonAnnotations`: entries set wherever the field specifications say. Source: kustomize
//! `api/filters/{labels,annotations}`.

use crate::engine::manifest::scalar::{Scalars, is_text};
use crate::engine::render::kustomize::fieldspec::{Creates, FieldSpec, set_entries};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::run::bad;
use crate::engine::render::kustomize::settings::Texts;
use crate::engine::render::kustomize::shared::Shared;
use crate::model::object::key::Key;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::Value;
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
    let keys: Vec<Key> = pairs.keys().map(|key| Key::own(key.clone())).collect();
    if keys.is_empty() {
        return Ok(());
    }
    for resource in map.list_mut() {
        let mut nodes: Vec<Shared> = pairs.values().map(|text| Shared::new(text)).collect();
        let mut n_added: Vec<usize> = vec![0; nodes.len()];
        let mut odd: Vec<Path> = Vec::new();
        for spec in specs {
            if !spec.is_for(resource.id()) {
                continue;
            }
            let entries: Vec<(Key, Value)> = keys.iter().cloned().zip(nodes.iter().map(Shared::value)).collect();
            let edited = spec.edit(resource.root(), Creates::Map, &mut |value| {
                for ((key, n_added), node) in keys.iter().zip(&mut n_added).zip(&mut nodes) {
                    if value.as_map().is_some_and(|map| !map.has(key.as_str())) {
                        *n_added += 1;
                        let place = spec.keys_to(key);
                        // Kustomize writes the key as it is: `1` and `true` are no texts then.
                        if !is_text(key.as_str(), Scalars::Yaml12) {
                            odd.push(Path(place.iter().map(|key| Segment::Field(key.as_str().into())).collect()));
                        }
                        node.stands_at(place);
                    }
                }
                set_entries(value, &entries)
            });
            match edited {
                Ok(Some(root)) => resource.set_root(root),
                Ok(None) => {}
                Err(error) => return Err(bad(&resource.place, format!("field {} of {}: {error}", spec.text, resource.id()))),
            }
        }
        resource.odd_keys.append(&mut odd);
        resource.shared.extend(nodes.into_iter().zip(n_added).filter(|(_, n_added)| *n_added > 1).map(|(node, _)| node));
    }
    Ok(())
}
