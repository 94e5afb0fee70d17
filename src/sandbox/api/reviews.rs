//! Reviews: who am I, what may I. They are answered and forgotten.

use http::StatusCode;

use super::answer::{Answer, Payload};
use super::ask::Ask;
use super::write::{object, with_owners};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::authz::{Deed, allows, allows_path, rules};
use crate::sandbox::failure::Failure;
use crate::sandbox::removal::time;
use crate::sandbox::state::State;
use crate::sandbox::users::User;

fn entries(list: Vec<(&'static str, Value)>) -> Value {
    Value::map(list.into_iter().map(|(key, value)| (Key::field(key), value)).collect())
}

/// Answers a review.
pub(super) fn review(ask: &Ask, state: &State) -> Result<Answer, Failure> {
    let body = if ask.body.is_empty() { Map::default() } else { ask.body_map()? };
    let spec = body.get("spec").and_then(Value::as_map).cloned().unwrap_or_default();
    let status = match &*ask.resource.kind {
        "SelfSubjectReview" => entries(vec![("userInfo", info(&ask.user))]),
        "SelfSubjectAccessReview" => entries(vec![("allowed", Value::Bool(decide(state, &ask.user, &spec)))]),
        "SubjectAccessReview" | "LocalSubjectAccessReview" => {
            entries(vec![("allowed", Value::Bool(decide(state, &subject(&spec), &spec)))])
        }
        "SelfSubjectRulesReview" => {
            let namespace = spec.get("namespace").and_then(Value::as_str).unwrap_or("");
            let found = rules(state, &ask.user, namespace).into_iter().map(Value::Map);
            let all = ["*"].map(Value::str).to_vec();
            let everything = entries(vec![
                ("verbs", Value::list(all.clone())),
                ("apiGroups", Value::list(all.clone())),
                ("resources", Value::list(all)),
            ]);
            let found = found.chain(ask.user.is_master().then_some(everything)).collect();
            entries(vec![
                ("resourceRules", Value::list(found)),
                ("nonResourceRules", Value::list(Vec::new())),
                ("incomplete", Value::Bool(false)),
            ])
        }
        _ => return Err(Failure::method_not_allowed()),
    };
    let mut answered =
        vec![("kind", Value::str(ask.resource.kind.clone())), ("apiVersion", Value::str(ask.resource.api_version())), ("status", status)];
    if &*ask.resource.kind == "SelfSubjectReview" {
        answered.push(("metadata", entries(vec![("creationTimestamp", Value::str(time(ask.now)))])));
    } else {
        answered.push(("metadata", owners(ask, &spec)));
        answered.push(("spec", Value::Map(spec)));
    }
    Ok(Answer::new(StatusCode::CREATED, Payload::Value(entries(answered))))
}

/// Metadata of a review that is answered and forgotten: whose its fields would be.
fn owners(ask: &Ask, spec: &Map) -> Value {
    let asked = entries(vec![
        ("kind", Value::str(ask.resource.kind.clone())),
        ("apiVersion", Value::str(ask.resource.api_version())),
        ("metadata", Value::Map(Map::default())),
        ("spec", Value::Map(spec.clone())),
    ]);
    let owned = asked.as_map().cloned().and_then(|root| with_owners(ask, None, &object(root).ok()?).ok());
    owned.and_then(|owned| owned.get(&["metadata"]).cloned()).unwrap_or_default()
}

fn info(user: &User) -> Value {
    let groups = user.groups.iter().map(|group| Value::str(group.clone())).collect();
    entries(vec![("username", Value::str(user.name.clone())), ("groups", Value::list(groups))])
}

fn subject(spec: &Map) -> User {
    let groups: Vec<&str> = spec.get("groups").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_str).collect();
    User::new(spec.get("user").and_then(Value::as_str).unwrap_or(""), &groups)
}

fn decide(state: &State, user: &User, spec: &Map) -> bool {
    let part = |key: &str| spec.get(key).and_then(Value::as_map);
    let text = |own: &Map, key: &str| own.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    if let Some(own) = part("nonResourceAttributes") {
        return allows_path(user, &text(own, "path"));
    }
    let Some(own) = part("resourceAttributes") else { return false };
    let (resource, subresource) = (text(own, "resource"), text(own, "subresource"));
    let resource = if subresource.is_empty() { resource } else { format!("{resource}/{subresource}") };
    let deed = Deed {
        verb: &text(own, "verb"),
        group: &text(own, "group"),
        resource: &resource,
        namespace: &text(own, "namespace"),
        name: &text(own, "name"),
    };
    allows(state, user, deed)
}
