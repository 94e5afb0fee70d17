//! Which resources a patch or a replacement is for: regular expressions on identity, Kubernetes selectors on labels and
//! annotations. It knows no patch. Source: kustomize `api/types/selector.go`.

use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::model::problem::Problem;

use super::decode::{Fields, Item};
use super::ids::{Gvk, Id};
use super::label_selector::Requirements;
use super::resource::Resource;

/// Bytes that a compiled expression may take; selectors are names with a star or two.
const MAX_REGEX: usize = 1 << 20;

/// A selector as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Selector {
    /// Group, version and kind.
    pub(super) gvk: Gvk,
    /// Name.
    pub(super) name: Arc<str>,
    /// Namespace.
    pub(super) namespace: Arc<str>,
    /// On labels.
    pub(super) labels: Arc<str>,
    /// On annotations.
    pub(super) annotations: Arc<str>,
}

impl Selector {
    /// The selector in a map.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let (gvk, name, namespace) = read_id(&mut fields)?;
        let (labels, annotations) = (fields.text("labelSelector")?, fields.text("annotationSelector")?);
        fields.finish()?;
        Ok(Self { gvk, name, namespace, labels, annotations })
    }

    /// Whether it says nothing of identity.
    pub(super) fn has_no_id(&self) -> bool {
        self.gvk == Gvk::default() && self.name.is_empty() && self.namespace.is_empty()
    }
}

/// Group, version, kind, name and namespace.
pub(super) fn read_id(fields: &mut Fields<'_>) -> Result<(Gvk, Arc<str>, Arc<str>), Problem> {
    let gvk = Gvk { group: fields.text("group")?, version: fields.text("version")?, kind: fields.text("kind")? };
    Ok((gvk, fields.text("name")?, fields.text("namespace")?))
}

/// One part of a selector: nothing said, a literal, or an expression.
#[derive(Debug)]
enum Part {
    Any,
    Literal(Arc<str>),
    Expression(Regex),
}

impl Part {
    fn new(text: &Arc<str>) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::Any);
        }
        // Nearly all are plain names: no expression is compiled for those. A dot would be one.
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            return Ok(Self::Literal(text.clone()));
        }
        compile(&format!("^(?:{text})$")).map(Self::Expression)
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Literal(own) => **own == *text,
            Self::Expression(regex) => regex.is_match(text),
        }
    }
}

/// A compiled expression, within the budget.
pub(super) fn compile(expression: &str) -> Result<Regex, String> {
    RegexBuilder::new(expression).size_limit(MAX_REGEX).build().map_err(|error| {
        let text = error.to_string();
        format!("regular expression {expression:?}: {}", text.lines().last().unwrap_or("is malformed").trim_start_matches("error: "))
    })
}

/// A selector ready to be asked.
#[derive(Debug)]
pub(super) struct Matcher {
    group: Part,
    version: Part,
    kind: Part,
    name: Part,
    namespace: Part,
    labels: Requirements,
    annotations: Requirements,
}

impl Matcher {
    /// The matcher of a selector.
    ///
    /// # Errors
    /// For a malformed expression or selector, in words.
    pub(super) fn new(selector: &Selector) -> Result<Self, String> {
        Ok(Self {
            group: Part::new(&selector.gvk.group)?,
            version: Part::new(&selector.gvk.version)?,
            kind: Part::new(&selector.gvk.kind)?,
            name: Part::new(&selector.name)?,
            namespace: Part::new(&selector.namespace)?,
            labels: Requirements::parse(&selector.labels)?,
            annotations: Requirements::parse(&selector.annotations)?,
        })
    }

    /// Whether a patch's target is this resource: by its first or its present name and namespace, and its present kind.
    pub(super) fn is_target(&self, resource: &Resource) -> bool {
        let (now, first) = (resource.id(), resource.original_id());
        (self.namespace.matches(first.effective_namespace()) || self.namespace.matches(now.effective_namespace()))
            && (self.name.matches(&first.name) || self.name.matches(&now.name))
            && self.matches_kind(now)
            && self.matches_metadata(resource)
    }

    /// Whether an identity, with its namespace as written, is selected.
    pub(super) fn matches_id(&self, id: &Id) -> bool {
        self.matches_kind(id) && self.name.matches(&id.name) && self.namespace.matches(&id.namespace)
    }

    /// Whether labels and annotations are selected.
    pub(super) fn matches_metadata(&self, resource: &Resource) -> bool {
        let fits =
            |requirements: &Requirements, field: &'static str| requirements.is_empty() || requirements.matches(&resource.meta_texts(field));
        fits(&self.labels, "labels") && fits(&self.annotations, "annotations")
    }

    fn matches_kind(&self, id: &Id) -> bool {
        self.group.matches(id.group()) && self.version.matches(id.version()) && self.kind.matches(&id.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::{Matcher, Selector};
    use crate::engine::render::kustomize::ids::{Gvk, Id};

    fn matches(selector: &Selector, name: &str) -> bool {
        let id = Id::new("apps/v1".into(), "Deployment".into(), name.into(), "".into());
        Matcher::new(selector).expect("compiles").matches_id(&id)
    }

    #[test]
    fn names_are_whole_regular_expressions() {
        let named = |name: &str| Selector { name: name.into(), ..Selector::default() };
        assert!(matches(&named("web"), "web"));
        assert!(!matches(&named("web"), "web-1"));
        assert!(matches(&named("web.*"), "web-1"));
        assert!(matches(&named("a|b"), "b"));
        assert!(matches(&Selector { gvk: Gvk { kind: "Deployment|StatefulSet".into(), ..Gvk::default() }, ..Selector::default() }, "x"));
        assert!(Matcher::new(&named("(")).is_err());
    }
}
