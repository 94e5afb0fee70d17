//! What is wrong, or surely not meant, in a policy: every line of it, not the first alone. It decides no request.

use crate::model::problem::{Place, Problem, ProblemKind};

use super::pattern::MatchMode;
use super::policy::{Policy, Rule};
use super::roles;

/// Resources that Argo CD asks about.
pub const RESOURCES: [&str; 12] = [
    "clusters",
    "projects",
    "applications",
    "applicationsets",
    "repositories",
    "write-repositories",
    "certificates",
    "accounts",
    "gpgkeys",
    "logs",
    "exec",
    "extensions",
];

/// Actions that Argo CD asks for; `update`, `delete` and `action` also with `/` and more behind them.
pub const ACTIONS: [&str; 10] = ["get", "create", "update", "delete", "sync", "override", "rollback", "action", "invoke", "debug"];

/// Everything that is wrong with policy lines. Errors make Argo CD load nothing; warnings say what decides nothing.
pub fn validate<'a>(lines: impl IntoIterator<Item = (Place, &'a str)>, match_mode: &str) -> Vec<Problem> {
    let mode = if match_mode == "regex" { MatchMode::Regex } else { MatchMode::Glob };
    let mut policy = Policy::default();
    let mut problems: Vec<Problem> = Vec::new();
    for (place, text) in lines {
        problems.extend(policy.add(place, text, mode).err());
    }
    problems.extend(policy.rules().iter().flat_map(of_rule));
    problems.extend(roles::cycles(policy.roles()).iter().map(|subject| {
        let cause = format!("{subject} has itself as a role, over others");
        Problem::warning(ProblemKind::BadInput, cause).hint("take one of the g lines of the circle away")
    }));
    problems
}

fn of_rule(rule: &Rule) -> Vec<Problem> {
    let odd = |cause: String| Problem::warning(ProblemKind::BadInput, cause).at(rule.place.clone());
    let mut problems = Vec::new();
    for (text, pattern) in rule.parts() {
        if text.ends_with(' ') {
            problems.push(odd(format!("{text:?} ends with a space, which counts")).hint("put the comma right behind the word"));
        }
        problems.extend(pattern.and_then(|pattern| pattern.fault(text)).map(|why| odd(why).hint("correct the pattern")));
    }
    let parts: Vec<&str> = rule.parts().map(|(text, _)| text).collect();
    let [_, resource, action, _, effect] = parts.as_slice() else { return problems };
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let mut unknown = |what: &str, text: &str, known: &[&str]| {
        if is_plain(text) && !known.contains(&text) {
            let near = known.iter().min_by_key(|known| strsim::levenshtein(known, text)).copied().unwrap_or_default();
            problems.push(odd(format!("Argo CD knows no {what} {text:?}: the line decides nothing")).hint(format!("did you mean {near}?")));
        }
    };
    unknown("resource", resource, &RESOURCES);
    unknown("action", action, &ACTIONS);
    if !["allow", "deny"].contains(effect) {
        problems.push(odd(format!("{effect:?} is neither allow nor deny: the line decides nothing")).hint("write allow or deny"));
    }
    problems
}
