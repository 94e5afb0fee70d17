//! Health of Pods. It knows no owner: a Pod is judged by its own status. Source: Argo CD 3.6 `gitops-engine/pkg/health/
//! health_pod.go` (3.2 has no `ignore-restart-policy`); messages are kept word for word.

use crate::engine::resources::marks;
use crate::model::object::value::{Map, Value};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};
use crate::model::status::{Health, HealthStatus};

use super::fields::{Fields, text_of};

/// `true`: a Pod that is no hook is judged as a long-running one, whatever its restart policy.
const IGNORE_RESTART_POLICY: &str = "argocd.argoproj.io/ignore-restart-policy";

pub(super) fn pod(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("Pod", &["v1"])?;
    let object = fields.object();
    let policy = fields.text(&["spec", "restartPolicy"])?;
    // A Pod that ends by itself is mostly a hook: calling it Degraded while its image cannot be pulled would fail the
    // hook, and the Pod would run nevertheless once the image is there.
    let runs_on = policy == "Always" || (object.annotation(IGNORE_RESTART_POLICY) == Some("true") && !marks::is_hook(object));
    let containers = fields.list(&["status", "containerStatuses"])?;
    if runs_on && let Some(message) = waiting_with_error(&containers) {
        return Ok(Health::new(Degraded, message));
    }
    let message = fields.text(&["status", "message"])?;
    let status = match fields.text(&["status", "phase"])? {
        "Pending" => Progressing,
        "Succeeded" => Healthy,
        "Failed" => {
            let reason = if message.is_empty() { failure(fields, &containers)? } else { message.to_owned() };
            return Ok(Health::new(Degraded, reason));
        }
        "Running" if runs_on => running(fields, &containers)?,
        "Running" if matches!(policy, "OnFailure" | "Never") => Progressing,
        _ => Unknown,
    };
    Ok(Health::new(status, message))
}

/// The messages of containers that wait because of an error; none when no container does.
fn waiting_with_error(containers: &[&Map]) -> Option<String> {
    let messages: Vec<&str> = containers
        .iter()
        .filter_map(|container| inner(container, "state", "waiting"))
        .filter(|waiting| {
            let reason = text_of(waiting, "reason");
            reason.starts_with("Err") || reason.ends_with("Error") || reason.ends_with("BackOff")
        })
        .map(|waiting| text_of(waiting, "message"))
        .collect();
    (!messages.is_empty()).then(|| messages.join(", "))
}

/// Why a failed Pod without a message of its own failed: the first container that can tell.
fn failure(fields: &Fields<'_>, containers: &[&Map]) -> Result<String, String> {
    let init = fields.list(&["status", "initContainerStatuses"])?;
    let reason = init.iter().chain(containers).find_map(|container| {
        let ended = inner(container, "state", "terminated")?;
        let code = ended.get("exitCode").and_then(Value::as_i64).unwrap_or(0);
        if !text_of(ended, "message").is_empty() {
            Some(text_of(ended, "message").to_owned())
        } else if text_of(ended, "reason") == "OOMKilled" {
            Some("OOMKilled".to_owned())
        } else {
            (code != 0).then(|| format!("container {:?} failed with exit code {code}", text_of(container, "name")))
        }
    });
    Ok(reason.unwrap_or_default())
}

fn running(fields: &Fields<'_>, containers: &[&Map]) -> Result<HealthStatus, String> {
    let conditions = fields.list(&["status", "conditions"])?;
    let ready = conditions.iter().find(|condition| text_of(condition, "type") == "Ready");
    if ready.is_some_and(|condition| text_of(condition, "status") == "True") {
        return Ok(Healthy);
    }
    let has_ended = containers.iter().any(|container| inner(container, "lastState", "terminated").is_some());
    Ok(if has_ended { Degraded } else { Progressing })
}

fn inner<'a>(container: &'a Map, state: &str, what: &str) -> Option<&'a Map> {
    container.get(state)?.as_map()?.get(what)?.as_map()
}
