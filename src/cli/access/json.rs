//! The answers as JSON: the same words as the table's, under names of their own.

use serde_json::{Value, json};

use crate::engine::access::windows::listing::{Listed, Source, State};
use crate::engine::access::{Judgement, Verdict};
use crate::model::problem::Problem;
use crate::session::rights::Covered;

use super::super::out;
use crate::engine::access::right::VERBS;

/// Prints a value.
pub(super) fn say(value: &Value) {
    out::say(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// A verdict.
pub(super) fn verdict(verdict: &Verdict) -> Value {
    json!({
        "allowed": verdict.allowed,
        "rule": &*verdict.rule,
        "place": verdict.place.as_ref().map(ToString::to_string),
        "change": &*verdict.change,
    })
}

/// A judgement: a verdict, who gave it, on what, and what it does.
pub(super) fn judgement(judgement: &Judgement) -> Value {
    let about = judgement.about.as_ref().map(
        |key| json!({ "group": &*key.group_kind.group, "kind": &*key.group_kind.kind, "namespace": &*key.namespace, "name": &*key.name }),
    );
    json!({ "judge": judgement.judge.as_str(), "weight": judgement.weight.as_str(), "about": about, "verdict": verdict(&judgement.verdict) })
}

/// A problem.
pub(super) fn problem(problem: &Problem) -> Value {
    let place = problem.place.as_ref();
    json!({
        "error": problem.is_error(),
        "cause": &*problem.cause,
        "file": place.map(|place| &*place.file),
        "line": place.and_then(|place| place.line),
        "field": place.and_then(|place| place.field.as_deref()),
        "hint": problem.hint.as_deref(),
    })
}

/// A window.
pub(super) fn window(project: &str, window: &Listed) -> Value {
    let state = match window.state {
        State::Open => "open",
        State::Closed => "closed",
        State::Ended => "ended",
        State::Unread => "unreadable",
    };
    json!({
        "project": project,
        "kind": window.label.map(crate::model::house::Label::as_str),
        "state": state,
        "opens": window.opens.map(|at| at.to_string()),
        "closes": window.closes.map(|at| at.to_string()),
        "times": &*window.times,
        "timeZone": &*window.zone,
        "applications": &window.matches.applications,
        "namespaces": &window.matches.namespaces,
        "clusters": &window.matches.clusters,
        "projects": &window.matches.projects,
        "andOperator": window.matches.and_operator,
        "manualSync": window.manual_sync,
        "syncOverrun": window.sync_overrun,
        "description": &*window.description,
        "by": &*window.by,
        "place": window.place.to_string(),
        "argocdReadsIt": window.source == Source::Project,
        "problem": window.problem.as_ref().map(problem),
    })
}

/// A line of the matrix.
pub(super) fn covered(subject: &str, row: &Covered) -> Value {
    let counts: serde_json::Map<String, Value> =
        VERBS.iter().zip(&row.allowed).map(|((verb, ..), n)| ((*verb).to_owned(), json!(n))).collect();
    json!({
        "subject": subject,
        "environment": &*row.environment,
        "production": row.production,
        "applications": row.n_apps,
        "allowed": counts,
    })
}
