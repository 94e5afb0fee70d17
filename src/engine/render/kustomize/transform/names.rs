//! `namePrefix` and `nameSuffix`. Source: kustomize `PrefixTransformer.go`, `SuffixTransformer.go`.

use std::sync::Arc;

use crate::engine::render::kustomize::fieldspec::{Creates, FieldSpec, scalar_text, set_text};
use crate::engine::render::kustomize::ids::Id;
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::run::bad;
use crate::model::problem::Problem;

/// Before or behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) enum Affix {
    /// Before the name.
    Prefix,
    /// Behind it.
    Suffix,
}

impl Affix {
    /// The kustomization's field.
    pub(in crate::engine::render::kustomize) fn field(self) -> &'static str {
        match self {
            Self::Prefix => "namePrefix",
            Self::Suffix => "nameSuffix",
        }
    }
}

/// A text to put on names.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Names {
    /// Where on the name.
    pub(in crate::engine::render::kustomize) affix: Affix,
    /// The text.
    pub(in crate::engine::render::kustomize) text: Arc<str>,
    /// Which fields are names.
    pub(in crate::engine::render::kustomize) specs: Vec<FieldSpec>,
}

/// Kinds whose names mean something outside the build.
fn is_kept(id: &Id) -> bool {
    matches!((&*id.kind, id.group()), ("CustomResourceDefinition" | "Namespace", _) | ("APIService", "apiregistration.k8s.io"))
}

impl Names {
    /// Puts the text on.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        for resource in map.list_mut() {
            let first = resource.original_id();
            if is_kept(&first) {
                continue;
            }
            for spec in self.specs.iter().filter(|spec| spec.is_for(&first)) {
                if &*spec.text == "metadata/name" && !self.text.is_empty() {
                    match self.affix {
                        Affix::Prefix => resource.notes.prefixes.push(self.text.clone()),
                        Affix::Suffix => resource.notes.suffixes.push(self.text.clone()),
                    }
                    resource.remember_id();
                }
                if !spec.is_for(resource.id()) {
                    continue;
                }
                let edited = spec.edit(resource.root(), Creates::Scalar, &mut |value| {
                    let own = scalar_text(value).unwrap_or_default();
                    let name: Arc<str> = match self.affix {
                        Affix::Prefix => format!("{}{own}", self.text).into(),
                        Affix::Suffix => format!("{own}{}", self.text).into(),
                    };
                    set_text(value, &name)
                });
                match edited {
                    Ok(Some(root)) => resource.set_root(root),
                    Ok(None) => {}
                    Err(error) => return Err(bad(&resource.place, format!("field {} of {}: {error}", spec.text, resource.id()))),
                }
            }
        }
        Ok(())
    }
}
