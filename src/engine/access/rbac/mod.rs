//! Argo CD's RBAC: policy lines, roles, and who may do what by them (`util/rbac/rbac.go`, `assets/model.conf`,
//! `server/rbacpolicy/rbacpolicy.go` of Argo CD). It knows no ConfigMap: texts and their places are given.
//!
//! A request is allowed by some line that allows it and no line that denies it. `policy.default` is asked first, and what it allows
//! cannot be denied. A policy with a line that cannot be read allows nothing; one of a project does not count.

pub mod builtin;
pub mod explain;
pub mod filter;
mod line;
mod pattern;
pub mod policy;
mod project;
mod roles;
pub mod validate;

use std::sync::Arc;

use crate::model::problem::{Place, Problem};
use crate::model::project::ProjectRole;

use super::Verdict;
use filter::Filter;
use pattern::MatchMode;
use policy::{Outcome, Policy, Rule};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// `applications`, `projects`, `logs`…
    pub resource: &'a str,
    /// `get`, `sync`, `action/apps/Deployment/restart`…
    pub action: &'a str,
    /// `<project>/<application>`, `<project>/<namespace>/<application>`, or an object's own name.
    pub object: &'a str,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who<'a> {
    /// The policy subject: a user, or `proj:<project>:<role>` for a project's token.
    pub subject: &'a str,
    /// Groups, as the policy's scopes name them.
    pub groups: &'a [Arc<str>],
}

/// A project as far as requests for its objects are decided by it.
#[derive(Debug, Clone, Copy)]
pub struct Project<'a> {
    /// Its name.
    pub name: &'a str,
    /// `spec.roles`.
    pub roles: &'a [ProjectRole],
}

/// How requests are decided on a control plane.
#[derive(Debug, Clone)]
pub struct Rbac {
    policy: Result<Policy, Problem>,
    mode: MatchMode,
    default_role: Arc<str>,
    is_off: bool,
}

impl Rbac {
    /// The rules of policy texts, each with the file it stands in: the built-in one first, then `policy.csv`, then `policy.*.csv` in the
    /// order of their names. `match_mode` is `policy.matchMode` (`regex`, else globs), `default_role` is `policy.default`.
    pub fn new<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>, match_mode: &str, default_role: &str) -> Self {
        let mode = if match_mode == "regex" { MatchMode::Regex } else { MatchMode::Glob };
        let lines = texts.into_iter().flat_map(|(file, text)| policy::lines(file, text));
        Self { policy: Policy::load(lines, mode), mode, default_role: default_role.into(), is_off: false }
    }

    /// The same with enforcement off: everything is allowed.
    #[must_use]
    pub fn off(mut self) -> Self {
        self.is_off = true;
        self
    }

    /// Why the policy cannot be read, if it cannot: then nothing is allowed.
    pub fn problem(&self) -> Option<&Problem> {
        self.policy.as_ref().err()
    }

    /// Whether somebody may do something. `project` is the one whose objects the request is about, where it exists.
    pub fn can(&self, who: Who<'_>, request: Request<'_>, project: Option<Project<'_>>) -> Verdict {
        if self.is_off {
            return Verdict { allowed: true, rule: "RBAC is off".into(), place: None, change: "turn it on".into() };
        }
        let policy = match &self.policy {
            Ok(policy) => policy,
            Err(problem) => return unreadable(problem),
        };
        let own = project.map(|project| project::load(project, self.mode));
        let bad = own.as_ref().and_then(|own| own.as_ref().err()).cloned();
        let own = own.and_then(Result::ok).unwrap_or_default();
        let none = Policy::default();
        let mut denied: Option<Verdict> = None;
        let mut asked: Vec<(&str, &Policy)> = Vec::new();
        if !self.default_role.is_empty() {
            asked.extend([(&*self.default_role, &none), (&*self.default_role, &own)]);
        }
        let is_foreign = project::of_subject(who.subject).is_some_and(|(name, _)| project.is_some_and(|project| project.name != name));
        if !is_foreign {
            asked.push((who.subject, &own));
            let is_token = project.is_some() && project::of_subject(who.subject).is_some();
            // A group that no `g` line names is not asked for, whatever a `p` line says of it.
            let groups = who.groups.iter().filter(|group| !is_token && (policy.grants(group) || own.grants(group)));
            asked.extend(groups.map(|group| (&**group, &own)));
        }
        for (subject, runtime) in asked {
            match policy.decide(runtime, subject, request) {
                Outcome::Allowed(rule) => return allowed(rule, subject),
                Outcome::Denied(rule) => denied = denied.or_else(|| Some(refused(rule, subject))),
                Outcome::Broken(rule, why) => denied = denied.or_else(|| Some(broken(rule, &why))),
                Outcome::Silent => {}
            }
        }
        denied.unwrap_or_else(|| silent(who, request, &self.default_role, bad.as_ref()))
    }

    /// A filter for the many objects of a list: `get` on ten thousand applications is decided by the few lines that can matter.
    pub fn filter(&self, who: Who<'_>, resource: &str, action: &str) -> Filter {
        let Ok(policy) = &self.policy else { return Filter { subjects: Vec::new(), is_off: self.is_off } };
        let groups = who.groups.iter().filter(|group| policy.grants(group)).map(|group| &**group);
        let all = [&*self.default_role].into_iter().filter(|role| !role.is_empty()).chain([who.subject]).chain(groups);
        Filter { subjects: all.map(|subject| policy.narrow(subject, resource, action)).collect(), is_off: self.is_off }
    }
}

fn allowed(rule: &Rule, subject: &str) -> Verdict {
    let rule_of = rule.to_string();
    let change = "a line with deny for the same subject would refuse it".into();
    Verdict { allowed: true, rule: said(&rule_of, subject, &rule.subject), place: Some(rule.place.clone()), change }
}

fn refused(rule: &Rule, subject: &str) -> Verdict {
    let rule_of = rule.to_string();
    let change = "take the line away: a deny wins over every allow".into();
    Verdict { allowed: false, rule: said(&rule_of, subject, &rule.subject), place: Some(rule.place.clone()), change }
}

/// The line, and through whom it concerns the subject.
fn said(rule: &str, subject: &str, of: &str) -> Arc<str> {
    if subject == of { rule.into() } else { format!("{rule} ({subject} has {of})").into() }
}

fn broken(rule: &Rule, why: &str) -> Verdict {
    Verdict {
        allowed: false,
        rule: format!("{rule}: {why}").into(),
        place: Some(rule.place.clone()),
        change: "correct the line: until then it refuses whoever it is read for".into(),
    }
}

fn unreadable(problem: &Problem) -> Verdict {
    Verdict {
        allowed: false,
        rule: format!("the policy cannot be read: {}", problem.cause).into(),
        place: problem.place.clone(),
        change: problem.hint.clone().unwrap_or_else(|| "correct the line".into()),
    }
}

fn silent(who: Who<'_>, request: Request<'_>, default_role: &str, bad: Option<&Problem>) -> Verdict {
    let Request { resource, action, object } = request;
    let place = bad.and_then(|problem| problem.place.clone());
    let rule = match (bad, default_role) {
        (Some(problem), _) => format!("the project's policies do not count, one cannot be read: {}", problem.cause),
        (None, "") => "no policy allows it, and there is no policy.default".to_owned(),
        (None, role) => format!("no policy allows it, and policy.default ({role}) does not either"),
    };
    let change = format!("a line such as: p, {}, {resource}, {action}, {object}, allow", who.subject);
    Verdict { allowed: false, rule: rule.into(), place, change: change.into() }
}

/// The place of a line in a policy text.
fn at(file: &str, line: usize) -> Place {
    Place::file(file).at_line(u32::try_from(line).unwrap_or(u32::MAX))
}
