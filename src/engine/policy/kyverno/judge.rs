//! Kyverno's answers as judgements on a plan. It knows no evaluation.

use std::sync::Arc;

use super::Asked;
use super::action::Action;
use super::evaluate::{Around, Response, Status, evaluate};
use super::read::{Policies, Policy};
use super::request::{Operation, Request, User};
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::model::object::value::Map;
use crate::model::problem::Place;

pub(super) fn judge(policies: &Policies, asked: &Asked<'_>) -> Vec<Judgement> {
    let request = request(asked);
    let no_values = |_: &str| Vec::new();
    let around = Around { exceptions: &policies.exceptions, given: asked.given, now: asked.at, rule_values: &no_values };
    let mut judgements = Vec::new();
    for policy in policies.policies.iter().filter(|policy| policy.is_admission) {
        for response in evaluate(policy, &request, around) {
            judgements.extend(judgement(policy, &response, asked));
        }
    }
    for foreign in policies.foreign.iter().filter(|foreign| foreign.matches(&request)) {
        let rule = format!("{}: not judged: CEL and the classes beside validate are judged by the cluster only", foreign.name);
        judgements.push(made(asked, Weight::NotJudged, rule.into(), Some(foreign.place.clone()), ASK_THE_CLUSTER.into()));
    }
    judgements
}

const ASK_THE_CLUSTER: &str = "ask the cluster with a server-side dry run";

fn request(asked: &Asked<'_>) -> Request {
    let user = User { name: asked.user.to_owned(), groups: asked.groups.to_vec(), roles: None, cluster_roles: None, more: Map::default() };
    Request {
        new: Some(asked.object.root().clone()),
        old: asked.old.map(|old| old.root().clone()),
        operation: if asked.old.is_some() { Operation::Update } else { Operation::Create },
        parent: None,
        subresource: String::new(),
        user: Some(user),
        namespace_labels: asked.namespace_labels.cloned(),
        is_admission: true,
        variables: Vec::new(),
    }
}

fn judgement(policy: &Policy, response: &Response, asked: &Asked<'_>) -> Option<Judgement> {
    let by_action = match response.action {
        Action::Enforce => Weight::Refuses,
        Action::Audit => Weight::Warns,
    };
    let weight = match response.status {
        Status::Pass => Weight::Admits,
        Status::Fail | Status::Error => by_action,
        Status::Warn => Weight::Warns,
        Status::NotJudged => Weight::NotJudged,
        Status::Skip => return None,
    };
    let name = format!("{} {}, rule {}", policy.kind, policy.full_name(), response.rule);
    // A Secret's values may stand in what Kyverno says of it.
    let is_secret = asked.object.is("", "Secret");
    let rule = match response.status {
        Status::Pass => format!("{name}: fulfilled"),
        Status::NotJudged => format!("{name}: not judged: {}", response.message),
        Status::Fail | Status::Warn | Status::Error | Status::Skip if is_secret => match response.path.as_str() {
            "" => format!("{name}: {} (a Secret's values are not shown)", response.status.name()),
            path => format!("{name}: {} at path {path} (a Secret's values are not shown)", response.status.name()),
        },
        Status::Fail | Status::Warn | Status::Error | Status::Skip => format!("{name}: {}", response.message),
    };
    let change: Arc<str> = match (response.status, response.path.as_str()) {
        (Status::Pass | Status::Skip, _) => "nothing".into(),
        (Status::NotJudged, _) => ASK_THE_CLUSTER.into(),
        (Status::Error, _) => "correct the rule, or the object where it lacks what the rule reads".into(),
        (Status::Fail | Status::Warn, "") => "change the object as the rule says, or ask for a PolicyException".into(),
        (Status::Fail | Status::Warn, path) => format!("change {path} as the rule says, or ask for a PolicyException").into(),
    };
    let place = policy.place(&format!("spec.rules[{}]", response.index));
    Some(made(asked, weight, rule.into(), Some(place), change))
}

fn made(asked: &Asked<'_>, weight: Weight, rule: Arc<str>, place: Option<Place>, change: Arc<str>) -> Judgement {
    let verdict = Verdict { allowed: weight != Weight::Refuses, rule, place, change };
    Judgement { judge: Judge::Kyverno, about: Some(asked.object.key(asked.cluster)), weight, verdict }
}
