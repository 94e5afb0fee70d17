//! What is wrong in a project: policies of roles that could never count, service accounts that cannot be. It decides nothing.
//! Source: Argo CD `ValidateProject`, `validatePolicy`.

use std::sync::LazyLock;

use regex::Regex;

use crate::engine::access::{integrity, windows};
use crate::engine::glob::Glob;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::project::{AppProjectSpec, DestinationServiceAccount};

/// Resources that a project's roles may be about.
const RESOURCES: [&str; 6] = ["applications", "applicationsets", "logs", "exec", "clusters", "repositories"];

/// Actions without anything behind them.
const ACTIONS: [&str; 7] = ["get", "create", "update", "delete", "sync", "override", "*"];

/// Actions that may have more behind a `/`.
const FINE: [&str; 3] = ["action/", "update/", "delete/"];

#[expect(clippy::expect_used, reason = "a constant of this file")]
static ROLE: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$").expect("an expression"));

/// Everything that is wrong with a project of this name, each with its field.
pub fn validate(name: &str, spec: &AppProjectSpec) -> Vec<Problem> {
    let bad = |field: String, cause: String| {
        Problem::error(ProblemKind::BadInput, cause).at(Place::file(format!("AppProject {name}")).at_field(format!("spec.{field}")))
    };
    let mut problems = Vec::new();
    for (index, role) in spec.roles.iter().enumerate() {
        if !ROLE.is_match(&role.name) {
            let cause = format!("a role's name has letters, digits, - and _ only, {:?} has not", role.name);
            problems.push(bad(format!("roles[{index}].name"), cause));
        }
        for (number, line) in role.policies.iter().enumerate() {
            problems.extend(policy(name, &role.name, line).err().map(|cause| bad(format!("roles[{index}].policies[{number}]"), cause)));
        }
    }
    for (index, window) in spec.sync_windows.iter().enumerate() {
        problems.extend(windows::validate(name, index, window));
        if [&window.applications, &window.namespaces, &window.clusters].iter().all(|list| list.is_empty()) {
            problems
                .push(bad(format!("syncWindows[{index}]"), "it names no application, cluster or namespace: it is for nobody".to_owned()));
        }
    }
    problems.extend(integrity::policy::validate(name, spec));
    for (index, account) in spec.destination_service_accounts.iter().enumerate() {
        problems.extend(
            service_account(account).err().map(|(field, cause)| bad(format!("destinationServiceAccounts[{index}].{field}"), cause)),
        );
    }
    problems
}

/// Whether a line may stand in a project's role.
///
/// # Errors
/// What of it may not be so, in words.
pub fn policy(project: &str, role: &str, line: &str) -> Result<(), String> {
    let parts: Vec<&str> = line.split(',').map(str::trim).collect();
    let ["p", subject, resource, action, object, effect] = parts.as_slice() else {
        return Err(format!("{line:?} is not of the form p, subject, resource, action, object, effect"));
    };
    let wanted = format!("proj:{project}:{role}");
    if *subject != wanted {
        return Err(format!("the subject must be {wanted}, not {subject:?}"));
    }
    if !RESOURCES.contains(resource) {
        return Err(format!("the resource must be one of {}, not {resource:?}", RESOURCES.join(", ")));
    }
    if !is_valid_action(action) {
        return Err(format!("there is no action {action:?}"));
    }
    if !is_valid_object(project, object) {
        return Err(format!(
            "the object must be {project}/*, {project}/<application> or {project}/<namespace>/<application>, not {object:?}"
        ));
    }
    if !["allow", "deny"].contains(effect) {
        return Err(format!("the effect must be allow or deny, not {effect:?}"));
    }
    Ok(())
}

/// Whether an action may stand in a project's policy.
pub fn is_valid_action(action: &str) -> bool {
    // As there: what has more behind it is looked for anywhere in the text.
    ACTIONS.contains(&action) || FINE.iter().any(|start| action.contains(start))
}

fn is_valid_object(project: &str, object: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "*_-.".contains(c));
    let Some(rest) = object.strip_prefix(project).and_then(|rest| rest.strip_prefix('/')) else { return false };
    let parts: Vec<&str> = rest.split('/').collect();
    parts.len() <= 2 && parts.into_iter().all(is_part)
}

/// Whether a service account of a destination can be.
///
/// # Errors
/// The field that cannot be so, and why.
pub fn service_account(account: &DestinationServiceAccount) -> Result<(), (&'static str, String)> {
    for (field, text) in [("server", &account.server), ("namespace", &account.namespace)] {
        if text.contains('!') || Glob::new(text).is_err() {
            return Err((field, format!("{field} {text:?} is no glob that may stand here")));
        }
    }
    let name = &account.default_service_account;
    if name.trim().is_empty() || name.contains(['!', '*', '[', ']', '{', '}', '\\', '/']) {
        return Err(("defaultServiceAccount", format!("defaultServiceAccount {name:?} is no name of a service account")));
    }
    Ok(())
}
