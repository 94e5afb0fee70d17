//! A policy on a request: which rules answer, and what. It knows no plan. Source: kyverno `pkg/engine/engine.go`, `validation.go`,
//! `handlers/validation/validate_resource.go`.

use std::sync::Arc;

use jiff::Timestamp;

use super::action::{self, Action};
use super::context::Context;
use super::exception::Exception;
use super::given::Given;
use super::matching::{self, Fit};
use super::read::{Policy, Read};
use super::request::{Request, group_version_kind, metadata};
use super::requested;
use super::rule::Rule;
use super::rule::body::Body;
use super::validate::{Answer, Validator};
use crate::model::object::value::Value;

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is fulfilled.
    Pass,
    /// It is violated.
    Fail,
    /// It is not for this object after all.
    Skip,
    /// It is violated, and does not count (`policies.kyverno.io/scored: "false"`).
    Warn,
    /// It cannot be evaluated.
    Error,
    /// It cannot be judged here.
    NotJudged,
}

impl Status {
    /// Its name, as Kyverno's reports have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::NotJudged => "not judged",
        }
    }
}

/// A rule's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The rule's name; generated ones have their own.
    pub rule: String,
    /// Its number in `spec.rules`.
    pub index: usize,
    /// What it says.
    pub status: Status,
    /// Why, in Kyverno's words.
    pub message: String,
    /// The path in the object that failed, where there is one: `/spec/containers/0/image/`.
    pub path: String,
    /// What a failure does.
    pub action: Action,
}

/// Values that Kyverno's tests give to a rule's context, by the rule's name.
pub type RuleValues<'a> = &'a dyn Fn(&str) -> Vec<(Vec<String>, Value)>;

/// Everything around a request.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Exceptions from policies.
    pub exceptions: &'a [Exception],
    /// What is known of the cluster.
    pub given: &'a Arc<Given>,
    /// The time.
    pub now: Timestamp,
    /// Values of tests.
    pub rule_values: RuleValues<'a>,
}

/// The answers of a policy's rules, in order; rules that are not for the request have none.
pub fn evaluate(policy: &Policy, request: &Request, around: Around<'_>) -> Vec<Response> {
    let Ok((request, context)) = requested::context(request, around.given, around.now) else { return Vec::new() };
    let Some(subject) = request.subject() else { return Vec::new() };
    if !is_in_namespace(policy, &request) {
        return Vec::new();
    }
    let kind = match &request.parent {
        Some((_, _, kind)) => kind.clone(),
        None => group_version_kind(subject).2,
    };
    let mut responses = Vec::new();
    for read in policy.rules(&kind) {
        let response = match read {
            Read::Rule(rule) => one(policy, rule, &request, &context, around),
            Read::Broken(broken) => {
                let fit = broken.matching.as_ref().map_or(Fit::Yes, |matching| matching.matches(&request));
                (fit != Fit::No).then(|| Response {
                    rule: broken.name.clone(),
                    index: broken.index,
                    status: Status::NotJudged,
                    message: format!("the rule cannot be read: {}", broken.cause),
                    path: String::new(),
                    action: policy.action,
                })
            }
        };
        let Some(response) = response else { continue };
        let has_applied = matches!(response.status, Status::Pass | Status::Fail | Status::Warn | Status::NotJudged);
        responses.push(response);
        if policy.stops_at_first && has_applied {
            break;
        }
    }
    responses
}

fn is_in_namespace(policy: &Policy, request: &Request) -> bool {
    let Some(namespace) = &policy.namespace else { return true };
    [&request.new, &request.old].into_iter().flatten().all(|object| metadata(object, "namespace") == &**namespace)
}

/// What a failure of a rule does to a request.
fn action_of(policy: &Policy, rule: &Rule, request: &Request) -> Action {
    let namespace = request.subject().map_or("", |object| metadata(object, "namespace"));
    let labels = request.namespace_labels.clone().unwrap_or_default();
    action::overridden(&rule.overrides, namespace, &labels)
        .or(rule.action)
        .or_else(|| action::overridden(&policy.overrides, namespace, &labels))
        .unwrap_or(policy.action)
}

/// One rule on a request; none where it is not for it.
fn one(policy: &Policy, rule: &Rule, request: &Request, context: &Context, around: Around<'_>) -> Option<Response> {
    let fit = matching::fit(&rule.matching, rule.exclude.as_ref(), request);
    if fit == Fit::No {
        return None;
    }
    let response = |status: Status, message: String, path: String| Response {
        rule: rule.name.clone(),
        index: rule.index,
        status,
        message,
        path,
        action: action_of(policy, rule, request),
    };
    let not_judged = |message: &str| Some(response(Status::NotJudged, message.to_owned(), String::new()));
    if fit == Fit::Unknown {
        return not_judged("whether it is for this object depends on the user's roles or the namespace's labels, which are not known");
    }
    let check = match &rule.body {
        Body::NotJudged(class) => return not_judged(class),
        Body::Validate(_) if policy.has_match_conditions => return not_judged("CEL conditions decide which requests it is for"),
        Body::Validate(check) => check,
    };
    let mut context = context.clone();
    context.world().refill();
    let values = (around.rule_values)(&rule.name);
    let validator = Validator { rule, check, request, values: &values };
    let answer = validator.prepare(&mut context).unwrap_or_else(|| {
        let mut exempt = None;
        for exception in around.exceptions {
            match exception.covers(policy, &rule.name, request, &mut context) {
                Ok(false) => {}
                Ok(true) => exempt = Some(Answer::skip(format!("rule is skipped due to policy exceptions {}", exception.name))),
                Err(fault) => exempt = Some(Answer::of_fault("failed to evaluate an exception", &fault)),
            }
            if exempt.is_some() {
                return exempt;
            }
        }
        validator.whole(&mut context, action_of_old(policy, rule))
    })?;
    let status = if answer.status == Status::Fail && !policy.is_scored { Status::Warn } else { answer.status };
    Some(response(status, answer.message, answer.path))
}

/// The action that decides whether an old violation excuses a new one: overrides do not count there.
fn action_of_old(policy: &Policy, rule: &Rule) -> Action {
    rule.action.unwrap_or(policy.action)
}
