//! Cases in the form of Kyverno's own tests: policies, resources, values for variables, and expected results. Pure: who runs them reads the
//! files. Source: kyverno `cmd/cli/kubectl-kyverno/commands/test`.

pub mod file;
pub mod values;

use std::sync::Arc;

use jiff::Timestamp;

use super::evaluate::{Around, Response, Status, evaluate};
use super::given::Given;
use super::read::{Policies, Policy};
use super::request::{Operation, Request, User};
use crate::engine::schema::Schema;
use crate::model::object::Object;
use crate::model::object::value::Value;
use values::Values;

/// Everything that a case holds.
#[derive(Debug, Clone)]
pub struct Case {
    /// What is asked, exceptions included.
    pub policies: Policies,
    /// The objects; of equal ones the first counts.
    pub resources: Vec<Object>,
    /// Values for variables.
    pub values: Values,
    /// Who asks.
    pub user: Option<User>,
    /// What is known of a cluster.
    pub given: Arc<Given>,
    /// The time.
    pub now: Timestamp,
}

/// A question, and what it expects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// `NAME` or `NAMESPACE/NAME`.
    pub policy: String,
    /// The rule as it is written; empty: all. Generated ones count as it.
    pub rule: String,
    /// Names, or `namespace/name`; empty: all.
    pub resources: Vec<String>,
    /// The operation, where the question names one.
    pub operation: Option<Operation>,
    /// The expected status by its name; empty where none is.
    pub expected: String,
}

/// What one object's answer is.
#[derive(Debug, Clone)]
pub struct Found {
    /// The object.
    pub resource: Object,
    /// The rule's answer; none where no rule was for the object.
    pub response: Option<Response>,
}

impl Case {
    /// The answers to a question: by object, by rule. An object that no rule was for has one without a response.
    pub fn ask(&self, question: &Question) -> Vec<Found> {
        let (_, name) = question.policy.rsplit_once('/').unwrap_or(("", &question.policy));
        let policies: Vec<&Policy> = self.policies.policies.iter().filter(|policy| &*policy.name == name).collect();
        let mut found = Vec::new();
        for resource in self.chosen(&question.resources) {
            let before = found.len();
            for policy in &policies {
                let responses = self.responses(policy, resource, question.operation);
                let is_asked = |response: &Response| {
                    let rule = response.rule.as_str();
                    question.rule.is_empty() || rule == question.rule || origin(rule) == question.rule
                };
                let responses = responses.into_iter().filter(is_asked);
                found.extend(responses.map(|response| Found { resource: resource.clone(), response: Some(response) }));
            }
            if found.len() == before && !policies.is_empty() {
                found.push(Found { resource: resource.clone(), response: None });
            }
        }
        found
    }

    /// The objects of these names; all, where there is no name.
    fn chosen(&self, names: &[String]) -> Vec<&Object> {
        let mut seen: Vec<(&str, &str, &str, &str)> = Vec::new();
        let mut unique = Vec::new();
        for object in &self.resources {
            let key = (object.group(), &**object.kind(), namespace(object), &**object.name());
            if !seen.contains(&key) {
                seen.push(key);
                unique.push(object);
            }
        }
        let is_it = |object: &&Object, name: &String| match name.split_once('/') {
            Some((own, name)) => namespace(object) == own && &**object.name() == name,
            None => **object.name() == **name,
        };
        let named: Vec<&Object> = unique.iter().copied().filter(|object| names.iter().any(|name| is_it(object, name))).collect();
        // Kyverno asks about everything where the names are of nothing.
        if named.is_empty() { unique } else { named }
    }

    /// What a policy's rules say of an object.
    pub fn responses(&self, policy: &Policy, resource: &Object, operation: Option<Operation>) -> Vec<Response> {
        let request = self.request(policy, resource, operation);
        let values = |rule: &str| self.values.of_rule(&policy.name, rule);
        let around = Around { exceptions: &self.policies.exceptions, given: &self.given, now: self.now, rule_values: &values };
        evaluate(policy, &request, around)
    }

    /// Whether a policy that the question names has the rule that it names.
    pub fn knows(&self, question: &Question) -> bool {
        let (_, name) = question.policy.rsplit_once('/').unwrap_or(("", &question.policy));
        let policies = self.policies.policies.iter().filter(|policy| &*policy.name == name);
        policies.flat_map(Policy::all_rules).any(|rule| rule == question.rule || origin(rule) == question.rule)
    }

    fn request(&self, policy: &Policy, resource: &Object, operation: Option<Operation>) -> Request {
        let resource = &placed(resource);
        let mut variables = self.values.of_resource(&policy.name, resource.name());
        let is_operation = |path: &[String]| matches!(path, [request, operation] if request == "request" && operation == "operation");
        // An operation that the question names wins over that of the values; one of the values is seen as it is written.
        if operation.is_some() {
            variables.retain(|(path, _)| !is_operation(path));
        }
        let written = variables.iter().find(|(path, _)| is_operation(path)).and_then(|(_, value)| value.as_str());
        let operation = operation.unwrap_or(match written {
            Some("DELETE") => Operation::Delete,
            Some("UPDATE") => Operation::Update,
            Some(_) | None => Operation::Create,
        });
        let object = resource.root().clone();
        let parent = self.values.parent(resource);
        Request {
            new: (operation != Operation::Delete).then(|| object.clone()),
            old: (operation != Operation::Create).then_some(object),
            operation,
            subresource: parent.as_ref().map(|(_, subresource)| subresource.clone()).unwrap_or_default(),
            parent: parent.map(|(parent, _)| parent),
            user: self.user.clone(),
            namespace_labels: Some(self.namespace_labels(resource)),
            is_admission: false,
            variables,
        }
    }

    /// The labels of an object's namespace.
    fn namespace_labels(&self, resource: &Object) -> std::collections::BTreeMap<String, String> {
        self.values.namespace_labels(resource.namespace()).unwrap_or_else(|| {
            let is_it = |object: &&Object| object.is("", "Namespace") && object.name() == resource.namespace();
            let namespace = self.given.objects.iter().find(is_it);
            namespace.map(|object| super::request::metadata_map(object.root(), "labels")).unwrap_or_default()
        })
    }
}

/// The rule that a generated one was made from.
fn origin(rule: &str) -> &str {
    rule.strip_prefix("autogen-cronjob-").or_else(|| rule.strip_prefix("autogen-")).unwrap_or(rule)
}

/// An object's namespace; `default` where it names none and its kind is not known to be of the whole cluster.
fn namespace(object: &Object) -> &str {
    let is_known =
        |object: &Object| Schema::builtin().kind(object.group(), object.version(), object.kind()).is_some_and(|kind| !kind.namespaced());
    match &**object.namespace() {
        "" if is_known(object) => "",
        "" => "default",
        own => own,
    }
}

/// An object as Kyverno's tests load it: in its namespace, labels and annotations of nothing left out.
fn placed(object: &Object) -> Object {
    let mut out = object.clone();
    for field in ["labels", "annotations"] {
        let path = ["metadata", field];
        if out.get(&path).is_some_and(Value::is_null) {
            out = out.set(&path, Value::map(Vec::new())).unwrap_or(out);
        }
    }
    let namespace = namespace(object);
    if **out.namespace() == *namespace { out } else { out.set(&["metadata", "namespace"], namespace.into()).unwrap_or(out) }
}

/// The one status that stands for many: that of all objects that a rule was for, the worst where they differ. None where no rule was for
/// any.
pub fn status(found: &[Found]) -> Option<Status> {
    let rank = |status: Status| match status {
        Status::Pass => 0,
        Status::Skip => 1,
        Status::Warn => 2,
        Status::NotJudged => 3,
        Status::Error => 4,
        Status::Fail => 5,
    };
    found.iter().filter_map(|one| Some(one.response.as_ref()?.status)).max_by_key(|status| rank(*status))
}

/// An operation by its name.
pub fn operation(value: Option<&Value>) -> Option<Operation> {
    match value.and_then(Value::as_str)? {
        "CREATE" => Some(Operation::Create),
        "UPDATE" => Some(Operation::Update),
        "DELETE" => Some(Operation::Delete),
        _ => None,
    }
}
