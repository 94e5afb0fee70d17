//! The rules of normalisation in effect for one application: ignore rules of the application and of argocd-cm, known types,
//! compare options. Made once a comparison. It knows no object.
//! Source: Argo CD `util/argo/normalizers/{diff_normalizer,knowntypes_normalizer}.go`, `util/argo/diff/ignore.go`.

use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;

use super::Rules;
use super::overrides::{Ignored, Overrides, matches};

/// The rules.
#[derive(Debug, Clone)]
pub(super) struct Norms {
    pub(super) settings: Arc<Settings>,
    pub(super) ignore_aggregated_roles: bool,
    ignores: Vec<Ignore>,
    known_types: Vec<KnownType>,
    /// What in the rules could not be read, or is not judged yet.
    pub(super) problems: Vec<Problem>,
}

/// One ignore rule with what it is for.
#[derive(Debug, Clone)]
struct Ignore {
    group: String,
    kind: String,
    name: String,
    namespace: String,
    fields: Ignored,
}

/// A field that holds a built-in type.
#[derive(Debug, Clone)]
pub(super) struct KnownType {
    group: String,
    kind: String,
    pub(super) path: Vec<String>,
    pub(super) ty: String,
}

impl Norms {
    pub(super) fn new(rules: &Rules) -> Self {
        let overrides = Overrides::new(&rules.settings);
        let mut ignores: Vec<Ignore> = rules
            .ignore
            .iter()
            .map(|rule| Ignore {
                group: rule.group.clone(),
                kind: rule.kind.clone(),
                name: rule.name.clone(),
                namespace: rule.namespace.clone(),
                fields: Ignored {
                    pointers: rule.json_pointers.clone(),
                    jq: rule.jq_path_expressions.clone(),
                    managers: rule.managed_fields_managers.clone(),
                },
            })
            .collect();
        let mut known_types = Vec::new();
        for (group, kind, entry) in overrides.iter() {
            let (group, kind) = (group.to_owned(), kind.to_owned());
            known_types.extend(entry.known_types.iter().map(|(path, ty)| KnownType {
                group: group.clone(),
                kind: kind.clone(),
                path: path.split('.').map(str::to_owned).collect(),
                ty: ty.clone(),
            }));
            if entry.ignore != Ignored::default() {
                ignores.push(Ignore { group, kind, name: String::new(), namespace: String::new(), fields: entry.ignore.clone() });
            }
        }
        if !known_types.iter().any(|known| known.group == "argoproj.io" && known.kind == "Rollout") {
            let path = ["spec", "template", "spec"].map(str::to_owned).to_vec();
            known_types.push(KnownType { group: "argoproj.io".into(), kind: "Rollout".into(), path, ty: "core/v1/PodSpec".into() });
        }
        Self {
            settings: rules.settings.clone(),
            ignore_aggregated_roles: overrides.ignore_aggregated_roles,
            ignores,
            known_types,
            problems: overrides.problems,
        }
    }

    /// JSON pointers to remove from this object, those of the application first.
    pub(super) fn pointers(&self, object: &Object) -> impl Iterator<Item = &str> {
        self.matching(object).flat_map(|ignore| ignore.fields.pointers.iter().map(String::as_str))
    }

    /// Field managers whose differences in this object do not count.
    pub(super) fn managers(&self, object: &Object) -> Vec<&str> {
        self.matching(object).flat_map(|ignore| ignore.fields.managers.iter().map(String::as_str)).collect()
    }

    /// Fields of this object that hold a built-in type.
    pub(super) fn known_types(&self, object: &Object) -> impl Iterator<Item = &KnownType> {
        self.known_types.iter().filter(|known| object.is(&known.group, &known.kind))
    }

    /// The warning for a rule that no one evaluates yet, if one is for this object.
    pub(super) fn unjudged(&self, object: &Object) -> Option<Problem> {
        let jq = self.matching(object).find(|ignore| !ignore.fields.jq.is_empty())?.fields.jq.first()?;
        let cause = format!("the ignore rule {jq:?} for {} is jq, which is not evaluated yet: what it hides is shown", object.group_kind());
        Some(Problem::warning(ProblemKind::BadInput, cause).hint("a JSON pointer does the same for a single field"))
    }

    fn matching(&self, object: &Object) -> impl Iterator<Item = &Ignore> {
        self.ignores.iter().filter(|ignore| {
            (ignore.name.is_empty() || ignore.name == **object.name())
                && (ignore.namespace.is_empty() || ignore.namespace == **object.namespace())
                && matches(&ignore.kind, object.kind())
                && matches(&ignore.group, object.group())
        })
    }
}

/// The value at a path of keys, if only maps are on the way.
pub(super) fn at<'a>(map: &'a Map, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(map.get(first)?, |value, key| value.as_map()?.get(key))
}
