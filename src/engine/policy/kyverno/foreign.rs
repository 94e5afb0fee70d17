//! Policies that are named and not judged: Kyverno's CEL policies and Kubernetes' own admission policies. It knows no CEL.

use super::request::{Operation, Request, group_version_kind};
use super::rule::autogen::CONTROLLERS;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Place;

/// A policy of a kind that is not judged.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Kind and name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// A namespaced one's namespace.
    namespace: Option<String>,
    rules: Vec<Map>,
    /// Whether it is Kyverno's: those for Pods are for their controllers as well.
    is_kyverno: bool,
}

impl Foreign {
    /// Reads a policy of such a kind; none where the object is something else.
    pub fn read(object: &Object) -> Option<Self> {
        let kind = &**object.kind();
        let is_kyverno = object.group() == "policies.kyverno.io"
            && matches!(
                kind.trim_start_matches("Namespaced"),
                "ValidatingPolicy" | "ImageValidatingPolicy" | "MutatingPolicy" | "GeneratingPolicy"
            );
        let is_kubernetes =
            object.group() == "admissionregistration.k8s.io" && matches!(kind, "ValidatingAdmissionPolicy" | "MutatingAdmissionPolicy");
        if !is_kyverno && !is_kubernetes {
            return None;
        }
        let name = match &**object.namespace() {
            "" => format!("{kind} {}", object.name()),
            namespace => format!("{kind} {namespace}/{}", object.name()),
        };
        let rules = object.get(&["spec", "matchConstraints", "resourceRules"]).and_then(Value::as_list).unwrap_or_default();
        Some(Self {
            place: Place::file(name.as_str()).at_field("spec.matchConstraints"),
            name,
            namespace: kind.starts_with("Namespaced").then(|| object.namespace().to_string()),
            rules: rules.iter().filter_map(Value::as_map).cloned().collect(),
            is_kyverno,
        })
    }

    /// Whether it is for a request, as far as can be told without CEL.
    pub fn matches(&self, request: &Request) -> bool {
        let Some(object) = request.subject() else { return false };
        let (group, version, kind) = group_version_kind(object);
        let own = super::request::metadata(object, "namespace");
        if self.namespace.as_ref().is_some_and(|namespace| namespace != own) {
            return false;
        }
        // Without rules nobody can tell what it is for.
        if self.rules.is_empty() {
            return true;
        }
        let resource = plural(&kind);
        let is_generated = self.is_kyverno && CONTROLLERS.contains(&kind.as_str());
        self.rules.iter().any(|rule| {
            let has = |key: &str, wanted: &str| {
                let own = rule.get(key).and_then(Value::as_list).unwrap_or_default();
                own.iter().filter_map(Value::as_str).any(|own| own == "*" || own == "*/*" || own == wanted)
            };
            let is_own = has("apiGroups", &group) && has("apiVersions", &version) && has("resources", &resource);
            (is_own || (is_generated && has("apiGroups", "") && has("resources", "pods")))
                && (rule.get("operations").is_none() || has("operations", request.operation.name()))
                && request.operation != Operation::Delete
        })
    }
}

/// The resource's name of a kind, by the rule that Kubernetes' generators follow.
pub(super) fn plural(kind: &str) -> String {
    let lower = kind.to_lowercase();
    match lower.strip_suffix('y') {
        _ if lower.ends_with("endpoints") => lower,
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if lower.ends_with(['s', 'x']) || lower.ends_with("ch") || lower.ends_with("sh") => format!("{lower}es"),
        _ => format!("{lower}s"),
    }
}
