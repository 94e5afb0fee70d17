//! A rule's validation: context, preconditions, then deny, pattern, anyPattern or foreach. It knows no policy. Source: kyverno
//! `pkg/engine/handlers/validation/validate_resource.go`.

use super::action::Action;
use super::condition::{Conditions, Held};
use super::context::Context;
use super::evaluate::Status;
use super::fault::Fault;
use super::matching::{self, Fit};
use super::pattern::tree::{self, Mismatch};
use super::request::{Operation, Request, User};
use super::requested;
use super::rule::Rule;
use super::rule::body::{Check, ForEach, How};
use super::substitute::substitute;
use crate::model::object::value::{Map, Value};

/// What a validation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) message: String,
    pub(super) path: String,
}

impl Answer {
    fn new(status: Status, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), path: String::new() }
    }

    pub(super) fn skip(message: String) -> Self {
        Self::new(Status::Skip, message)
    }

    /// An error; what nobody can know here is not judged.
    pub(super) fn of_fault(what: &str, fault: &Fault) -> Self {
        match fault {
            Fault::Absent(cause) => Self::new(Status::NotJudged, cause.clone()),
            Fault::Limit(_) | Fault::NotFound(_) | Fault::Bad(_) => Self::new(Status::Error, format!("{what}: {fault}")),
        }
    }
}

/// What an element of a loop costs of the budget: loops within loops multiply.
const ELEMENT: u64 = 64;
const NO_CONTEXT: &str = "failed to load context";
const NO_PRECONDITIONS: &str = "failed to evaluate preconditions";

/// A rule about to be asked.
#[derive(Clone, Copy)]
pub(super) struct Validator<'a> {
    pub(super) rule: &'a Rule,
    pub(super) check: &'a Check,
    pub(super) request: &'a Request,
    /// Values of tests.
    pub(super) values: &'a [(Vec<String>, Value)],
}

/// Where in loops a validation is.
#[derive(Clone, Default)]
struct Loop {
    element: Option<Map>,
    nesting: usize,
}

impl Validator<'_> {
    /// Reads the rule's context and asks its preconditions; an answer where it ends there.
    pub(super) fn prepare(&self, context: &mut Context) -> Option<Option<Answer>> {
        let answer = self.load(context, &self.rule.context).err().map(|fault| Answer::of_fault(NO_CONTEXT, &fault));
        answer.or_else(|| self.precondition(context, self.rule.preconditions.as_ref())).map(Some)
    }

    fn load(&self, context: &mut Context, entries: &[Map]) -> Result<(), Fault> {
        for (path, value) in self.values {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            context.add(&path, value.clone());
        }
        entries.iter().try_for_each(|entry| context.add_entry(entry))
    }

    fn precondition(&self, context: &mut Context, conditions: Option<&Conditions>) -> Option<Answer> {
        match conditions?.hold(context) {
            Err(fault) => Some(Answer::of_fault(NO_PRECONDITIONS, &fault)),
            Ok(Held { is_true: true, .. }) => None,
            Ok(Held { message, .. }) if message.is_empty() => Some(Answer::skip("preconditions not met".to_owned())),
            Ok(Held { message, .. }) => Some(Answer::skip(format!("preconditions not met; {message}"))),
        }
    }

    /// The rule's answer; where an enforced rule was violated before the change as well, it is skipped.
    pub(super) fn whole(&self, context: &mut Context, action: Action) -> Option<Answer> {
        let original = context.clone();
        let answer = self.ask(context, &self.check.how, &Loop::default());
        let may_excuse = action == Action::Enforce && self.rule.allows_existing && self.request.is_update();
        if may_excuse && answer.as_ref().is_some_and(|answer| answer.status == Status::Fail) && self.failed_before(&original) {
            return Some(Answer::skip("skipping the rule evaluation as pre-existing violations are allowed".to_owned()));
        }
        answer
    }

    fn failed_before(&self, context: &Context) -> bool {
        let (request, mut context) = requested::as_if_made(context, self.request);
        // The user of now is not the one of then: rules for users are not asked.
        let nobody = User {
            name: "kyverno:kyverno-invalid-controller".to_owned(),
            groups: vec!["kyverno:invalidgroup".to_owned()],
            roles: Some(vec!["kyverno:invalidrole".to_owned()]),
            cluster_roles: Some(vec!["kyverno:invalidrole".to_owned()]),
            more: Map::default(),
        };
        let asked = Request { user: Some(nobody), ..request.clone() };
        if matching::fit(&self.rule.matching, self.rule.exclude.as_ref(), &asked) != Fit::Yes {
            return false;
        }
        let before = Validator { request: &request, ..*self };
        if before.precondition(&mut context, self.rule.preconditions.as_ref()).is_some() {
            return false;
        }
        let answer = before.ask(&mut context, &self.check.how, &Loop::default());
        answer.is_some_and(|answer| answer.status == Status::Fail)
    }

    fn ask(&self, context: &mut Context, how: &How, at: &Loop) -> Option<Answer> {
        match how {
            How::Deny(conditions) => Some(self.deny(context, conditions.as_ref())),
            How::Pattern(pattern) => match substitute(context, pattern) {
                Ok(pattern) => self.with_subject(at, |subject| self.pattern(context, subject, &pattern)),
                Err(fault) => Some(Answer::of_fault("variable substitution failed", &fault)),
            },
            How::AnyPattern(patterns) => match substitute(context, &Value::list(patterns.clone())) {
                Ok(patterns) => self.with_subject(at, |subject| self.any_pattern(context, subject, patterns.as_list().unwrap_or_default())),
                Err(fault) => Some(Answer::of_fault("variable substitution failed", &fault)),
            },
            How::ForEach(loops) => self.for_each(context, loops, at),
            How::Nothing => None,
        }
    }

    /// What patterns are compared with: the element of a loop, else the new object. A deleted object has no answer.
    fn with_subject(&self, at: &Loop, answer: impl FnOnce(&Value) -> Answer) -> Option<Answer> {
        if let Some(element) = at.element.as_ref().filter(|element| !element.is_empty()) {
            return Some(answer(&Value::Map(element.clone())));
        }
        if self.request.operation == Operation::Delete {
            return None;
        }
        let subject = self.request.new.clone().map_or(Value::Null, Value::Map);
        Some(answer(&subject))
    }

    fn deny(&self, context: &mut Context, conditions: Option<&Conditions>) -> Answer {
        let held = match conditions {
            // Without conditions everything is denied.
            None => Ok(Held { is_true: true, message: String::new() }),
            Some(conditions) => conditions.hold(context),
        };
        match held {
            Err(fault) => Answer::of_fault("failed to check deny conditions", &fault),
            Ok(Held { is_true: false, .. }) => self.passed(""),
            Ok(Held { message, .. }) => {
                let parts: Vec<&str> = [self.check.message.as_str(), &message].into_iter().filter(|message| !message.is_empty()).collect();
                if parts.is_empty() {
                    return Answer::new(Status::Fail, format!("validation error: rule {} failed", self.rule.name));
                }
                Answer::new(Status::Fail, said(context, &parts.join("; ")).unwrap_or(message))
            }
        }
    }

    fn passed(&self, which: &str) -> Answer {
        Answer::new(Status::Pass, format!("validation rule '{}'{which} passed.", self.rule.name))
    }

    fn pattern(&self, context: &mut Context, subject: &Value, pattern: &Value) -> Answer {
        match tree::compare(subject, pattern) {
            Ok(()) => self.passed(""),
            Err(Mismatch { is_skip: true, message, .. }) => Answer::skip(message),
            Err(Mismatch { path, message, .. }) => {
                let rule = &self.rule.name;
                let end = if path.is_empty() { format!("execution error: {message}") } else { format!("failed at path {path}") };
                let text = match self.message(context) {
                    None => format!("validation error: rule {rule} {end}"),
                    Some(Ok(own)) if own.ends_with('.') => format!("validation error: {own} rule {rule} {end}"),
                    Some(Ok(own)) => format!("validation error: {own}. rule {rule} {end}"),
                    Some(Err(_)) => format!("validation error: variables substitution error in rule {rule} execution error: {message}"),
                };
                let status = if path.is_empty() { Status::Error } else { Status::Fail };
                Answer { path, ..Answer::new(status, text) }
            }
        }
    }

    fn any_pattern(&self, context: &mut Context, subject: &Value, patterns: &[Value]) -> Answer {
        let (mut failed, mut skipped) = (Vec::new(), Vec::new());
        let mut first_path = String::new();
        let rule = &self.rule.name;
        for (index, pattern) in patterns.iter().enumerate() {
            match tree::compare(subject, pattern) {
                Ok(()) => return self.passed(&format!(" anyPattern[{index}]")),
                Err(Mismatch { is_skip: true, message, .. }) => skipped.push(format!("rule {rule}[{index}] skipped: {message}")),
                Err(Mismatch { path, message, .. }) if path.is_empty() => failed.push(format!("rule {rule}[{index}] failed: {message}")),
                Err(Mismatch { path, .. }) => {
                    failed.push(format!("rule {rule}[{index}] failed at path {path}"));
                    if first_path.is_empty() {
                        first_path = path;
                    }
                }
            }
        }
        if failed.is_empty() {
            let message = skipped.join(" ");
            return if skipped.is_empty() { Answer::new(Status::Pass, self.check.message.clone()) } else { Answer::skip(message) };
        }
        let failed = failed.join(" ");
        let text = match self.message(context) {
            None => format!("validation error: {failed}"),
            Some(Ok(own)) if own.ends_with('.') => format!("validation error: {own} {failed}"),
            Some(Ok(own)) => format!("validation error: {own}. {failed}"),
            Some(Err(_)) => format!("validation error: variables substitution error in rule {rule} execution error: {failed}"),
        };
        Answer { path: first_path, ..Answer::new(Status::Fail, text) }
    }

    /// The rule's own message, substituted; none where it has none.
    fn message(&self, context: &mut Context) -> Option<Result<String, Fault>> {
        (!self.check.message.is_empty()).then(|| said(context, &self.check.message).ok_or_else(|| Fault::bad("no message")))
    }

    fn for_each(&self, context: &mut Context, loops: &[ForEach], at: &Loop) -> Option<Answer> {
        let mut applied = 0;
        let mut failed: Option<Fault> = None;
        for one in loops {
            let elements = match context.query(&one.list) {
                Ok(Value::List(items)) => items.to_vec(),
                Ok(other) => vec![other],
                Err(fault) if fault.is_final() => return Some(Answer::of_fault("failed to evaluate list", &fault)),
                Err(Fault::NotFound(_)) => continue,
                Err(fault) if fault.to_string().contains("Unknown key") => continue,
                Err(fault) => {
                    failed = Some(fault);
                    continue;
                }
            };
            match self.elements(context, one, &elements, at) {
                Ok(count) => applied += count,
                Err(answer) => return Some(answer),
            }
        }
        match (applied, failed) {
            (0, Some(fault)) => Some(Answer::of_fault("failed to evaluate list", &fault)),
            (0, None) => None,
            _ => Some(Answer::new(Status::Pass, "rule passed")),
        }
    }

    /// How many elements pass; the first answer of one that does not.
    fn elements(&self, context: &Context, one: &ForEach, elements: &[Value], at: &Loop) -> Result<usize, Answer> {
        let mut applied = 0;
        for (index, element) in elements.iter().enumerate().filter(|(_, element)| !element.is_null()) {
            if let Err(fault) = context.world().spend(ELEMENT) {
                return Err(Answer::of_fault("failed to process foreach", &fault));
            }
            let mut context = context.clone();
            context.add_element(element, index, at.nesting);
            let map = element.as_map();
            if one.element_scope == Some(true) && map.is_none() {
                let cause =
                    format!("cannot use elementScope=true foreach rules for elements that are not maps, found {}", element.kind_name());
                return Err(Answer::new(Status::Error, format!("failed to process foreach: {cause}")));
            }
            let own = if one.element_scope.unwrap_or(map.is_some()) { map.cloned() } else { at.element.clone() };
            let inner = Loop { element: own, nesting: at.nesting + 1 };
            let answer = match self.load(&mut context, &one.context) {
                Err(fault) => Some(Answer::of_fault(NO_CONTEXT, &fault)),
                Ok(()) => match self.precondition(&mut context, one.preconditions.as_ref()) {
                    Some(answer) => Some(answer),
                    None => self.ask(&mut context, &one.how, &inner),
                },
            };
            match answer {
                None => {}
                Some(answer) => match answer.status {
                    Status::Skip => {}
                    Status::Pass => applied += 1,
                    Status::Error if answer.message.contains(NO_PRECONDITIONS) => {}
                    Status::NotJudged => return Err(answer),
                    Status::Fail | Status::Warn | Status::Error => {
                        let path = if answer.path.is_empty() { String::new() } else { format!("{}[{index}]{}", one.list, answer.path) };
                        return Err(Answer { message: format!("validation failure: {}", answer.message), path, status: answer.status });
                    }
                },
            }
        }
        Ok(applied)
    }
}

/// A message with its variables; none where they cannot be substituted.
fn said(context: &mut Context, message: &str) -> Option<String> {
    match substitute(context, &message.into()).ok()? {
        Value::Str(text) => Some(text.to_string()),
        _ => Some("the produced message didn't resolve to a string, check your policy definition.".to_owned()),
    }
}
