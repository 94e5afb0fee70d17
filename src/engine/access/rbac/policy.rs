//! A loaded policy: `p` and `g` lines with their places, and what they decide for one subject. It knows no project and no default role.

use std::fmt;
use std::sync::Arc;

use crate::model::problem::{Place, Problem, ProblemKind};

use super::filter::{Narrow, Set};
use super::pattern::{MatchMode, Pattern};
use super::roles::{Roles, reach};
use super::{Request, at, line};

/// What a `p` line does where it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
    /// Neither word: the line decides nothing.
    Nothing,
}

/// A `p` line.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Where it stands.
    pub place: Place,
    /// Whom it is about.
    pub(super) subject: Arc<str>,
    fields: Vec<String>,
    /// Resource, action, object.
    patterns: [Pattern; 3],
    effect: Effect,
}

impl fmt::Display for Rule {
    /// The line as it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p, {}", self.fields.join(", "))
    }
}

impl Rule {
    fn new(place: Place, fields: Vec<String>, mode: MatchMode) -> Self {
        let text = |index: usize| fields.get(index).map_or("", String::as_str);
        let effect = match text(4) {
            "allow" => Effect::Allow,
            "deny" => Effect::Deny,
            _ => Effect::Nothing,
        };
        let patterns = [1, 2, 3].map(|index| Pattern::new(text(index), mode));
        Self { place, subject: text(0).into(), patterns, effect, fields }
    }

    /// The fields after `p`, each with its pattern where it is one.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, Option<&Pattern>)> {
        let pattern = |index: usize| index.checked_sub(1).and_then(|index| self.patterns.get(index));
        self.fields.iter().enumerate().map(move |(index, text)| (text.as_str(), pattern(index)))
    }

    fn matches(&self, request: Request<'_>) -> Result<bool, String> {
        let [resource, action, object] = &self.patterns;
        for (pattern, text) in [(resource, request.resource), (action, request.action), (object, request.object)] {
            if !pattern.matches(text)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What a policy says to a request.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// This line allows it, and none denies it.
    Allowed(&'a Rule),
    /// This line denies it.
    Denied(&'a Rule),
    /// This line cannot be decided by, so nothing is allowed; why.
    Broken(&'a Rule, String),
    /// No line is about it.
    Silent,
}

/// A policy.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    rules: Vec<Rule>,
    roles: Roles,
}

/// The lines of a policy text with their places.
pub fn lines<'a>(file: &'a str, text: &'a str) -> impl Iterator<Item = (Place, &'a str)> {
    text.split('\n').enumerate().map(move |(index, line)| (at(file, index + 1), line))
}

impl Policy {
    /// Loads lines in their order.
    ///
    /// # Errors
    /// The first line that Argo CD could not load either: then it has no policy at all.
    pub(super) fn load<'a>(lines: impl IntoIterator<Item = (Place, &'a str)>, mode: MatchMode) -> Result<Self, Problem> {
        let mut own = Self::default();
        for (place, text) in lines {
            own.add(place, text, mode)?;
        }
        Ok(own)
    }

    /// Adds one line.
    pub(super) fn add(&mut self, place: Place, text: &str, mode: MatchMode) -> Result<(), Problem> {
        let bad = |cause: String| {
            Problem::error(ProblemKind::BadInput, cause)
                .at(place.clone())
                .hint("a line is `p, subject, resource, action, object, allow|deny` or `g, subject, role`")
        };
        let Some(mut fields) = line::fields(text).map_err(|why| bad(why.to_owned()))? else { return Ok(()) };
        let kind = if fields.is_empty() { String::new() } else { fields.remove(0) };
        match (kind.as_str(), fields.as_slice()) {
            ("p", [_, _, _, _, _]) => {
                self.rules.push(Rule::new(place, fields, mode));
                Ok(())
            }
            ("g", [subject, role]) => {
                self.roles.grant(subject, role);
                Ok(())
            }
            ("p" | "g", _) => {
                let wanted = if kind == "p" { 6 } else { 3 };
                Err(bad(format!("a {kind} line has {wanted} fields, this one has {}", fields.len() + 1)))
            }
            _ => Err(bad(format!("a line begins with p or g, not with {kind:?}"))),
        }
    }

    /// Whether some `g` line gives this subject a role.
    pub(super) fn grants(&self, subject: &str) -> bool {
        self.roles.grants(subject)
    }

    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(super) fn roles(&self) -> &Roles {
        &self.roles
    }

    /// What the lines of this policy, and then of another behind it, say. Source: Casbin's `enforce` with the effect "some allow and no
    /// deny".
    pub(super) fn decide<'a>(&'a self, more: &'a Self, subject: &str, request: Request<'_>) -> Outcome<'a> {
        let reached = reach([&self.roles, &more.roles], subject);
        let mut allowed = None;
        for rule in self.rules.iter().chain(&more.rules) {
            if !reached.contains(&rule.subject) {
                continue;
            }
            match (rule.matches(request), rule.effect) {
                (Err(why), _) => return Outcome::Broken(rule, why),
                (Ok(true), Effect::Deny) => return Outcome::Denied(rule),
                (Ok(true), Effect::Allow) => allowed = allowed.or(Some(rule)),
                (Ok(true), Effect::Nothing) | (Ok(false), _) => {}
            }
        }
        allowed.map_or(Outcome::Silent, Outcome::Allowed)
    }

    /// The lines that can matter to a subject for one resource and action.
    pub(super) fn narrow(&self, subject: &str, resource: &str, action: &str) -> Narrow {
        let reached = reach([&self.roles, &Roles::default()], subject);
        let (mut allow, mut deny) = (Vec::new(), Vec::new());
        for rule in self.rules.iter().filter(|rule| reached.contains(&rule.subject)) {
            let [of_resource, of_action, of_object] = &rule.patterns;
            let both = || Ok::<_, &str>(of_resource.matches(resource)? && of_action.matches(action)?);
            match (both(), of_object) {
                (Ok(false), _) => {}
                // A line that cannot be decided by refuses whatever it is read for, whatever its effect says.
                (Err(_), _) | (Ok(true), Pattern::Broken(_)) => return Narrow::default(),
                (Ok(true), pattern) => match rule.effect {
                    Effect::Allow => allow.push(pattern),
                    Effect::Deny => deny.push(pattern),
                    Effect::Nothing => {}
                },
            }
        }
        Narrow { allow: Set::new(allow), deny: Set::new(deny) }
    }
}
