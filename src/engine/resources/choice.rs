//! Resources chosen by patterns, some of them left out again: `*:Service:*`, `!apps:Deployment:web`. It knows no application.
//! Source: Argo CD `util/argo/argo.go`, `IncludeResource`; `pkg/apis/application/v1alpha1`, `SyncOperationResource.Compare`.

use crate::engine::glob::Glob;
use crate::model::ids::ObjectKey;
use crate::model::operation::SyncResource;

/// One pattern: globs on group, kind, namespace and name; an empty namespace means any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it names.
    pub resource: SyncResource,
    /// Whether what it names is left out.
    pub is_excluded: bool,
}

impl Choice {
    /// Whether it names exactly one resource that is to be in.
    pub fn is_plain(&self) -> bool {
        let SyncResource { group, kind, name, namespace } = &self.resource;
        !self.is_excluded && [group, kind, name, namespace].iter().all(|text| !text.contains(['*', '?', '[', '{', '\\']))
    }

    fn names(&self, key: &ObjectKey) -> bool {
        let SyncResource { group, kind, name, namespace } = &self.resource;
        let is = |pattern: &str, text: &str| pattern == text || Glob::new(pattern).is_ok_and(|glob| glob.matches(text));
        is(group, &key.group_kind.group)
            && is(kind, &key.group_kind.kind)
            && is(name, &key.name)
            && (namespace.is_empty() || is(namespace, &key.namespace))
    }
}

/// Whether a resource is among the chosen ones: in by some choice, or because none says what is in; and not left out by any.
pub fn includes(choices: &[Choice], key: &ObjectKey) -> bool {
    let (excluded, included): (Vec<&Choice>, Vec<&Choice>) = choices.iter().partition(|choice| choice.is_excluded);
    (included.is_empty() || included.iter().any(|choice| choice.names(key))) && !excluded.iter().any(|choice| choice.names(key))
}
