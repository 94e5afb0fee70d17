//! The suite `rbac`: may somebody do something by these policies. It knows no ConfigMap.

use std::sync::Arc;

use crate::engine::access::rbac::{Project, Rbac, Request, Who, policy, validate};
use crate::model::object::serde_de;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;
use crate::model::project::ProjectRole;

/// The answer to a row.
pub fn answer(row: &Map) -> Value {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("");
    match text("op") {
        "line" => Value::Bool(!validate::validate(policy::lines("line", text("line")), "").iter().any(Problem::is_error)),
        "enforce" => Value::Bool(allowed(row)),
        _ => super::outcome(Err("unknown op")),
    }
}

fn allowed(row: &Map) -> bool {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("");
    let mut rbac = Rbac::new([("builtin", text("builtin")), ("policy.csv", text("user"))], text("matchMode"), text("defaultRole"));
    if row.get("enabled").and_then(Value::as_bool) == Some(false) {
        rbac = rbac.off();
    }
    let rvals: Vec<&str> = row.get("rvals").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_str).collect();
    let [resource, action, object] = rvals.as_slice() else { return false };
    let request = Request { resource, action, object };
    let project = super::map_at(row, "project");
    let mut roles: Vec<ProjectRole> = project.get("roles").and_then(|roles| serde_de::from_value(roles).ok()).unwrap_or_default();
    // A policy given at run time stands where a project's would.
    if row.has("runtime") {
        roles.push(ProjectRole { policies: vec![text("runtime").to_owned()], ..ProjectRole::default() });
    }
    let name = project.get("name").and_then(Value::as_str).unwrap_or("runtime");
    let project = (!roles.is_empty()).then_some(Project { name, roles: &roles });
    let Some(claims) = row.get("claims").and_then(Value::as_map) else {
        return rbac.can(Who { subject: text("subject"), groups: &[] }, request, project).allowed;
    };
    // Without a function that reads claims nobody is known by them.
    if row.get("claimsFunc").and_then(Value::as_str).is_none() {
        return rbac.can(Who { subject: "", groups: &[] }, request, project).allowed;
    }
    // The extraction left the quotes of Go's map keys in.
    let claim = |name: &str| claims.iter().find(|(key, _)| key.as_str().trim_matches('"') == name).map(|(_, value)| value);
    let federated = claim("federated_claims").and_then(Value::as_map).and_then(|own| own.get("user_id")?.as_str());
    let subject = federated.or(claim("sub").and_then(Value::as_str)).unwrap_or("");
    let scopes: Vec<&str> =
        row.get("scopes").and_then(Value::as_list).map_or(vec!["groups"], |all| all.iter().filter_map(Value::as_str).collect());
    let values = |scope: &&str| -> Vec<Arc<str>> {
        match claim(scope) {
            Some(Value::List(list)) => list.iter().filter_map(Value::as_shared_str).collect(),
            Some(one) => one.as_shared_str().into_iter().collect(),
            None => Vec::new(),
        }
    };
    let groups: Vec<Arc<str>> = scopes.iter().flat_map(values).collect();
    rbac.can(Who { subject, groups: &groups }, request, project).allowed
}
