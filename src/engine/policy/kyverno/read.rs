//! Objects become policies: what cannot be read is a problem with its place, and a policy or rule that is named as not judged. It knows no
//! request.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::action::{Action, Override};
use super::condition::operator::Operator;
use super::condition::{Condition, Conditions};
use super::exception::Exception;
use super::foreign::Foreign;
use super::matching::Filters;
use super::rule::Rule;
use super::rule::autogen;
use super::rule::body::{Body, ForEach, How};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Levels that a policy may nest. The deepest published one has about 30; deeper ones are an attack on the stack.
pub const MAX_DEPTH: usize = 100;

/// A rule of a policy, or why it cannot be read.
#[derive(Debug, Clone)]
pub enum Read {
    /// It can be judged.
    Rule(Box<Rule>),
    /// It cannot be read; what it is for is known where that could be.
    Broken(Broken),
}

/// A rule that cannot be read.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its name, where it has one.
    pub name: String,
    /// Its number in `spec.rules`, from 0.
    pub index: usize,
    /// What it is for.
    pub matching: Option<Filters>,
    /// Why.
    pub cause: String,
}

/// A ClusterPolicy or Policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// `ClusterPolicy` or `Policy`.
    pub kind: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// A Policy's namespace: it judges there only.
    pub namespace: Option<Arc<str>>,
    /// Where it was read.
    pub source: Option<Place>,
    /// What failing rules do.
    pub action: Action,
    /// The same by namespace.
    pub overrides: Vec<Override>,
    /// Whether the first rule that applies is the last one asked.
    pub stops_at_first: bool,
    /// Whether it is asked at admission at all.
    pub is_admission: bool,
    /// Whether CEL decides which requests it is for.
    pub has_match_conditions: bool,
    /// Whether its failures count: else they are warnings.
    pub is_scored: bool,
    /// Rules for any kind, and those for kinds of controllers.
    own: Vec<Read>,
    generated: BTreeMap<String, Vec<Read>>,
}

impl Policy {
    /// The rules for objects of a kind, in order.
    pub fn rules(&self, kind: &str) -> &[Read] {
        self.generated.get(kind).unwrap_or(&self.own)
    }

    /// The names of all its rules, generated ones included.
    pub fn all_rules(&self) -> impl Iterator<Item = &str> {
        self.own.iter().chain(self.generated.values().flatten()).map(|read| match read {
            Read::Rule(rule) => rule.name.as_str(),
            Read::Broken(broken) => broken.name.as_str(),
        })
    }

    /// `NAMESPACE/NAME` or `NAME`.
    pub fn full_name(&self) -> String {
        self.namespace.as_ref().map_or_else(|| self.name.to_string(), |namespace| format!("{namespace}/{}", self.name))
    }

    /// The place of a field: `ClusterPolicy NAME`, field.
    pub fn place(&self, field: &str) -> Place {
        let place = Place::file(format!("{} {}", self.kind, self.full_name()));
        if field.is_empty() { place } else { place.at_field(field) }
    }
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// Policies that are judged, at least in part.
    pub policies: Vec<Policy>,
    /// Exceptions from them.
    pub exceptions: Vec<Exception>,
    /// Policies of kinds that are named and not judged.
    pub foreign: Vec<Foreign>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads what is a policy or an exception among objects; everything else is left out.
pub fn read(objects: &[Object]) -> Policies {
    let mut read = Policies::default();
    for object in objects {
        match (object.group(), &**object.kind()) {
            ("kyverno.io", "ClusterPolicy" | "Policy") => policy(object, &mut read),
            ("kyverno.io", "PolicyException") => match Exception::read(object) {
                Ok(exception) => read.exceptions.push(exception),
                Err(cause) => read.problems.push(problem(object, "", &cause)),
            },
            _ => read.foreign.extend(Foreign::read(object)),
        }
    }
    read
}

fn problem(object: &Object, field: &str, cause: &str) -> Problem {
    let name = match (&**object.namespace(), &**object.kind()) {
        ("", _) | (_, "ClusterPolicy") => object.name().to_string(),
        (namespace, _) => format!("{namespace}/{}", object.name()),
    };
    let mut place = object.origin().place.clone().unwrap_or_else(|| Place::file(format!("{} {name}", object.kind())));
    let spans = object.origin().spans.as_ref();
    // The nearest field above whose line is known.
    let mut above = field;
    while !above.is_empty() {
        if let Some((_, line)) = spans.and_then(|spans| spans.lines.iter().find(|(own, _)| **own == *above)) {
            place.line = Some(*line);
            break;
        }
        above = above.rfind(['.', '[']).and_then(|at| above.get(..at)).unwrap_or_default();
    }
    let place = if field.is_empty() { place } else { place.at_field(field) };
    let cause = format!("{} {name}: {cause}", object.kind());
    Problem::error(ProblemKind::BadInput, cause).at(place).hint("correct the policy; until then it is named as not judged")
}

fn policy(object: &Object, read: &mut Policies) {
    let mut problems = Vec::new();
    let is_cluster = &**object.kind() == "ClusterPolicy";
    let mut note = |field: &str, cause: &str| problems.push(problem(object, field, cause));
    let is_deep = depth_is_more(&object.to_value(), MAX_DEPTH);
    if is_deep {
        note("spec", &format!("it nests deeper than {MAX_DEPTH} levels"));
    }
    let empty = Map::default();
    let spec = object.get(&["spec"]).and_then(Value::as_map).filter(|_| !is_deep).unwrap_or(&empty);
    let part = |key: &str| spec.get(key).filter(|value| !value.is_null());
    // What cannot be read as an action must not pass as the weaker one.
    let action = part("validationFailureAction").map_or(Ok(Action::Audit), Action::read).unwrap_or_else(|cause| {
        note("spec.validationFailureAction", &cause);
        Action::Enforce
    });
    let overrides = part("validationFailureActionOverrides").map_or(Ok(Vec::new()), Override::read_all).unwrap_or_else(|cause| {
        note("spec.validationFailureActionOverrides", &cause);
        Vec::new()
    });
    let mut written: Vec<Map> = Vec::new();
    match part("rules") {
        Some(Value::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                match item.as_map() {
                    Some(map) => written.push(map.clone()),
                    None => note(&format!("spec.rules[{index}]"), &format!("a rule is a map, not {}", item.kind_name())),
                }
            }
        }
        _ if is_deep => {}
        Some(other) => note("spec.rules", &format!("a list is wanted, not {}", other.kind_name())),
        None => note("spec.rules", "it has no rules"),
    }
    let controllers = autogen::controllers(&written, object.annotation(autogen::ANNOTATION));
    let rules = |kind: &str| -> Vec<Read> {
        autogen::rules_for(&written, &controllers, kind).iter().map(|(index, rule)| rule_of(rule, *index)).collect()
    };
    let mut own = rules("");
    if is_deep {
        let cause = format!("the policy nests deeper than {MAX_DEPTH} levels");
        own.push(Read::Broken(Broken { name: String::new(), index: 0, matching: None, cause }));
    }
    for read in &own {
        match read {
            Read::Broken(broken) if !is_deep => note(&format!("spec.rules[{}]", broken.index), &broken.cause),
            Read::Broken(_) => {}
            Read::Rule(rule) => {
                if let Some(name) = unknown_operator(rule) {
                    let cause = format!("rule {}: there is no condition operator {name:?}", rule.name);
                    note(&format!("spec.rules[{}]", rule.index), &cause);
                }
            }
        }
    }
    let generated = controllers.iter().map(|kind| (kind.clone(), rules(kind))).collect();
    let conditions = object.get(&["spec", "webhookConfiguration", "matchConditions"]).or_else(|| object.get(&["spec", "matchConditions"]));
    read.policies.push(Policy {
        kind: object.kind().clone(),
        name: object.name().clone(),
        namespace: (!is_cluster).then(|| if object.namespace().is_empty() { "default".into() } else { object.namespace().clone() }),
        source: object.origin().place.clone(),
        action,
        overrides,
        stops_at_first: part("applyRules").and_then(Value::as_str) == Some("One"),
        is_admission: part("admission").and_then(Value::as_bool).unwrap_or(true),
        has_match_conditions: conditions.and_then(Value::as_list).is_some_and(|list| !list.is_empty()),
        is_scored: object.annotation("policies.kyverno.io/scored") != Some("false"),
        own,
        generated,
    });
    read.problems.extend(problems);
}

fn rule_of(written: &Map, index: usize) -> Read {
    match Rule::read(written, index) {
        Ok(rule) => Read::Rule(Box::new(rule)),
        Err((field, cause)) => Read::Broken(Broken {
            name: written.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
            index,
            matching: written.get("match").and_then(|value| Filters::read(value).ok()),
            cause: format!("{field}: {cause}"),
        }),
    }
}

/// The first operator of a rule that Kyverno does not know.
fn unknown_operator(rule: &Rule) -> Option<String> {
    let one = |condition: &Condition| if let Operator::Unknown(name) = &condition.operator { Some(name.clone()) } else { None };
    let all = |conditions: Option<&Conditions>| conditions.and_then(|conditions| conditions.all().find_map(one));
    fn below(how: &How, all: &dyn Fn(Option<&Conditions>) -> Option<String>) -> Option<String> {
        let each = |one: &ForEach| all(one.preconditions.as_ref()).or_else(|| below(&one.how, all));
        match how {
            How::Deny(conditions) => all(conditions.as_ref()),
            How::ForEach(loops) => loops.iter().find_map(each),
            How::Pattern(_) | How::AnyPattern(_) | How::Nothing => None,
        }
    }
    all(rule.preconditions.as_ref()).or_else(|| match &rule.body {
        Body::Validate(check) => below(&check.how, &all),
        Body::NotJudged(_) => None,
    })
}

/// Whether a value nests deeper than that many levels.
fn depth_is_more(value: &Value, limit: usize) -> bool {
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > limit {
            return true;
        }
        match value {
            Value::List(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Map(map) => open.extend(map.iter().map(|(_, item)| (item, depth + 1))),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => {}
        }
    }
    false
}
