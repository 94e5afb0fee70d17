//! One step of a kustomization, ready to be taken: its settings are read, its files loaded.

use crate::engine::schema::Schema;
use crate::model::problem::Problem;

use super::images::Images;
use super::metadata::{Annotations, Labels};
use super::names::{Affix, Names};
use super::namespace::Namespace;
use super::patch::{JsonPatch, PatchStep};
use super::replicas::Replicas;
use super::strategic::StrategicPatches;
use super::value_add::ValueAdd;
use crate::engine::render::kustomize::replace::filter::Replacements;
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::settings::Texts;

/// A step.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) enum Step {
    /// `PatchStrategicMergeTransformer`.
    Strategic(StrategicPatches),
    /// `PatchTransformer`.
    Patch(PatchStep),
    /// `NamespaceTransformer`.
    Namespace(Namespace),
    /// `PrefixTransformer`, `SuffixTransformer`.
    Names(Names),
    /// `LabelTransformer`.
    Labels(Labels),
    /// `AnnotationsTransformer`.
    Annotations(Annotations),
    /// `PatchJson6902Transformer`.
    Json(JsonPatch),
    /// `ReplicaCountTransformer`.
    Replicas(Replicas),
    /// `ImageTagTransformer`.
    Images(Images),
    /// `ReplacementTransformer`.
    Replacements(Replacements),
    /// `ValueAddTransformer`.
    ValueAdd(ValueAdd),
    /// `HashTransformer`.
    Hash,
}

impl Step {
    /// The name of Kustomize's plugin.
    pub(in crate::engine::render::kustomize) fn plugin(&self) -> &'static str {
        match self {
            Self::Strategic(_) => "PatchStrategicMergeTransformer",
            Self::Patch(_) => "PatchTransformer",
            Self::Namespace(_) => "NamespaceTransformer",
            Self::Names(names) => match names.affix {
                Affix::Prefix => "PrefixTransformer",
                Affix::Suffix => "SuffixTransformer",
            },
            Self::Labels(_) => "LabelTransformer",
            Self::Annotations(_) => "AnnotationsTransformer",
            Self::Json(_) => "PatchJson6902Transformer",
            Self::Replicas(_) => "ReplicaCountTransformer",
            Self::Images(_) => "ImageTagTransformer",
            Self::Replacements(_) => "ReplacementTransformer",
            Self::ValueAdd(_) => "ValueAddTransformer",
            Self::Hash => "HashTransformer",
        }
    }

    /// Bytes that it may add to some fields of every resource; 0: next to none. `None`: its settings do not tell what it adds.
    pub(in crate::engine::render::kustomize) fn adds(&self) -> Option<usize> {
        match self {
            Self::Names(step) => Some(step.text.len()),
            Self::Namespace(step) => Some(step.namespace.len()),
            Self::Labels(step) => Some(n_bytes(&step.pairs)),
            Self::Annotations(step) => Some(n_bytes(&step.pairs)),
            Self::Images(_) | Self::Replicas(_) | Self::Hash => Some(0),
            Self::Strategic(_) | Self::Patch(_) | Self::Json(_) | Self::Replacements(_) | Self::ValueAdd(_) => None,
        }
    }

    /// Takes it.
    ///
    /// # Errors
    /// When it cannot be taken as a whole; resources may be half changed then.
    pub(in crate::engine::render::kustomize) fn take(&self, map: &mut ResMap, schema: &Schema) -> Result<(), Problem> {
        match self {
            Self::Strategic(step) => step.apply(map, schema),
            Self::Patch(step) => step.apply(map, schema),
            Self::Namespace(step) => step.apply(map),
            Self::Names(step) => step.apply(map),
            Self::Labels(step) => step.apply(map),
            Self::Annotations(step) => step.apply(map),
            Self::Json(step) => step.apply(map),
            Self::Replicas(step) => step.apply(map),
            Self::Images(step) => step.apply(map),
            Self::Replacements(step) => step.apply(map),
            Self::ValueAdd(step) => step.apply(map),
            Self::Hash => {
                crate::engine::render::kustomize::generate::hash::add_hashes(map);
                Ok(())
            }
        }
    }
}

fn n_bytes(pairs: &Texts) -> usize {
    pairs.iter().map(|(key, text)| key.len().saturating_add(text.len())).fold(0, usize::saturating_add)
}
