//! The field specifications of all transformers: Kustomize's built-in ones, and what `configurations` and `crds` add. It
//! knows no file. Source: `builtinpluginconsts` and `builtinconfig/transformerconfig.go` of Kustomize 5.8.1.

use std::sync::{Arc, LazyLock};

use super::builtin;
use crate::engine::render::kustomize::fieldspec::FieldSpec;
use crate::engine::render::kustomize::ids::Gvk;

/// Fields that hold the name of an object of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct NameReference {
    /// The kind referred to.
    pub(in crate::engine::render::kustomize) target: Gvk,
    /// Where it is referred to.
    pub(in crate::engine::render::kustomize) referrers: Vec<FieldSpec>,
}

/// All specifications in effect for a kustomization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct Specs {
    /// `namePrefix`.
    pub(in crate::engine::render::kustomize) name_prefix: Vec<FieldSpec>,
    /// `nameSuffix`.
    pub(in crate::engine::render::kustomize) name_suffix: Vec<FieldSpec>,
    /// `namespace`.
    pub(in crate::engine::render::kustomize) namespace: Vec<FieldSpec>,
    /// `commonLabels`, and `labels` with selectors.
    pub(in crate::engine::render::kustomize) common_labels: Vec<FieldSpec>,
    /// `labels` always; none are built in.
    pub(in crate::engine::render::kustomize) labels: Vec<FieldSpec>,
    /// `labels` with templates.
    pub(in crate::engine::render::kustomize) template_labels: Vec<FieldSpec>,
    /// `commonAnnotations`.
    pub(in crate::engine::render::kustomize) common_annotations: Vec<FieldSpec>,
    /// Name references.
    pub(in crate::engine::render::kustomize) name_reference: Vec<NameReference>,
    /// Where `$(VAR)` is looked for.
    pub(in crate::engine::render::kustomize) var_reference: Vec<FieldSpec>,
    /// `images`.
    pub(in crate::engine::render::kustomize) images: Vec<FieldSpec>,
    /// `replicas`.
    pub(in crate::engine::render::kustomize) replicas: Vec<FieldSpec>,
}

/// Two specifications of one path disagree about creating it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("conflicting field specifications for {0}: one creates the path, the other does not")]
pub(in crate::engine::render::kustomize) struct Conflict(Arc<str>);

/// The built-in specifications, made once. They are also what an empty heap becomes that takes them in.
pub(in crate::engine::render::kustomize) static BUILT_IN: LazyLock<Arc<Specs>> = LazyLock::new(|| {
    let mut specs = builtin::specs();
    specs.sort();
    Arc::new(specs)
});

/// No specification: what a heap begins with.
pub(in crate::engine::render::kustomize) static NONE: LazyLock<Arc<Specs>> = LazyLock::new(Arc::default);

/// Two sets of specifications as one. Nearly every kustomization has the built-in ones only.
pub(in crate::engine::render::kustomize) fn merged(own: &Arc<Specs>, more: &Arc<Specs>) -> Result<Arc<Specs>, Conflict> {
    if Arc::ptr_eq(own, more) || Arc::ptr_eq(more, &NONE) {
        return Ok(own.clone());
    }
    if Arc::ptr_eq(own, &NONE) && Arc::ptr_eq(more, &BUILT_IN) {
        return Ok(more.clone());
    }
    own.merge(more).map(Arc::new)
}

/// Adds a specification unless it is there.
pub(in crate::engine::render::kustomize) fn merge_one(list: &mut Vec<FieldSpec>, spec: FieldSpec) -> Result<(), Conflict> {
    // One that is there matches if the new one selects its kind: an empty part of the new one is a wildcard.
    let same = list.iter().find(|own| own.text == spec.text && spec.gvk.selects_parts(&own.gvk.group, &own.gvk.version, &own.gvk.kind));
    match same {
        Some(own) if own.create != spec.create => Err(Conflict(spec.text)),
        Some(_) => Ok(()),
        None => {
            list.push(spec);
            Ok(())
        }
    }
}

/// Adds specifications unless they are there.
pub(in crate::engine::render::kustomize) fn merge_all(list: &mut Vec<FieldSpec>, more: &[FieldSpec]) -> Result<(), Conflict> {
    more.iter().try_for_each(|spec| merge_one(list, spec.clone()))
}

impl Specs {
    /// These specifications and more.
    pub(in crate::engine::render::kustomize) fn merge(&self, more: &Self) -> Result<Self, Conflict> {
        let mut all = self.clone();
        for (list, more) in all.lists_mut().into_iter().zip(more.lists()) {
            merge_all(list, more)?;
        }
        for reference in &more.name_reference {
            match all.name_reference.iter_mut().find(|own| own.target == reference.target) {
                Some(own) => merge_all(&mut own.referrers, &reference.referrers)?,
                None => all.name_reference.push(reference.clone()),
            }
        }
        all.sort();
        Ok(all)
    }

    /// Kustomize sorts after every merge, and that shows: a set that is merged into another one comes in this order, and the
    /// specification of one kind, which stands first, then hides the one of all kinds (see `merge_one`). Name references
    /// are tried in the order of their targets.
    pub(in crate::engine::render::kustomize) fn sort(&mut self) {
        for list in self.lists_mut() {
            list.sort_by_cached_key(|spec| spec.gvk.rank());
        }
        self.name_reference.sort_by_cached_key(|reference| reference.target.rank());
    }

    fn lists(&self) -> [&Vec<FieldSpec>; 10] {
        [
            &self.name_prefix,
            &self.name_suffix,
            &self.namespace,
            &self.common_labels,
            &self.labels,
            &self.template_labels,
            &self.common_annotations,
            &self.var_reference,
            &self.images,
            &self.replicas,
        ]
    }

    fn lists_mut(&mut self) -> [&mut Vec<FieldSpec>; 10] {
        [
            &mut self.name_prefix,
            &mut self.name_suffix,
            &mut self.namespace,
            &mut self.common_labels,
            &mut self.labels,
            &mut self.template_labels,
            &mut self.common_annotations,
            &mut self.var_reference,
            &mut self.images,
            &mut self.replicas,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, Specs, merge_one};
    use crate::engine::render::kustomize::fieldspec::FieldSpec;
    use crate::engine::render::kustomize::ids::Gvk;

    #[test]
    fn a_wider_specification_of_a_known_path_adds_nothing_or_conflicts() {
        let mut list = vec![FieldSpec::new(Gvk { kind: "Foo".into(), ..Gvk::default() }, "a/b", true)];
        assert!(merge_one(&mut list, FieldSpec::new(Gvk::default(), "a/b", true)).is_ok());
        assert_eq!(list.len(), 1);
        assert!(merge_one(&mut list, FieldSpec::new(Gvk::default(), "a/b", false)).is_err());
    }

    #[test]
    fn merging_with_nothing_changes_nothing() {
        assert_eq!(BUILT_IN.merge(&Specs::default()).as_ref(), Ok(&**BUILT_IN));
        assert_eq!(Specs::default().merge(&BUILT_IN).as_ref(), Ok(&**BUILT_IN));
        assert_eq!(BUILT_IN.merge(&BUILT_IN).as_ref(), Ok(&**BUILT_IN));
    }

    #[test]
    fn a_kind_s_own_specification_hides_the_general_one_when_both_are_merged_into_an_empty_set() {
        let own = FieldSpec::new(Gvk { kind: "Deployment".into(), ..Gvk::default() }, "metadata/name", false);
        let custom = Specs { name_prefix: vec![own.clone()], ..Specs::default() };
        let both = BUILT_IN.merge(&custom).expect("no conflict");
        assert_eq!(both.name_prefix.len(), 2);
        assert_eq!(Specs::default().merge(&both).expect("no conflict").name_prefix, [own]);
    }
}
