//! Health of the kinds that need a few lines each: Job, Service, PersistentVolumeClaim, Ingress, APIService, Workflow,
//! Application. Source: gitops-engine `pkg/health`, as of Argo CD 3.6; messages are kept word for word.

use crate::model::status::Health;
use crate::model::status::HealthStatus::{self, Degraded, Healthy, Missing, Progressing, Suspended, Unknown};

use super::fields::{Fields, text_of};

pub(super) fn job(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("Job", &["v1"])?;
    let (mut failed, mut complete, mut suspended) = (None, false, false);
    let mut message = "";
    for condition in fields.list(&["status", "conditions"])? {
        match text_of(condition, "type") {
            "Failed" => {
                complete = true;
                failed = Some(text_of(condition, "message"));
            }
            "Complete" => {
                complete = true;
                message = text_of(condition, "message");
            }
            "Suspended" => {
                complete = true;
                message = text_of(condition, "message");
                suspended |= text_of(condition, "status") == "True";
            }
            _ => {}
        }
    }
    Ok(match failed {
        _ if !complete => Health::new(Progressing, message),
        Some(reason) => Health::new(Degraded, reason),
        None if suspended => Health::new(Suspended, message),
        None => Health::new(Healthy, message),
    })
}

pub(super) fn service(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("Service", &["v1"])?;
    let waits = fields.text(&["spec", "type"])? == "LoadBalancer" && !has_address(fields)?;
    Ok(Health::new(if waits { Progressing } else { Healthy }, ""))
}

pub(super) fn ingress(fields: &Fields<'_>) -> Result<Health, String> {
    Ok(Health::new(if has_address(fields).unwrap_or(false) { Healthy } else { Progressing }, ""))
}

fn has_address(fields: &Fields<'_>) -> Result<bool, String> {
    Ok(!fields.list(&["status", "loadBalancer", "ingress"])?.is_empty())
}

pub(super) fn claim(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("PersistentVolumeClaim", &["v1"])?;
    let status = match fields.text(&["status", "phase"])? {
        "Lost" => Degraded,
        "Pending" => Progressing,
        "Bound" => Healthy,
        _ => Unknown,
    };
    Ok(Health::new(status, ""))
}

pub(super) fn api_service(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("APIService", &["v1", "v1beta1"])?;
    let conditions = fields.list(&["status", "conditions"])?;
    Ok(match conditions.iter().find(|condition| text_of(condition, "type") == "Available") {
        None => Health::new(Progressing, "Waiting to be processed"),
        Some(available) => {
            let status = if text_of(available, "status") == "True" { Healthy } else { Progressing };
            Health::new(status, format!("{}: {}", text_of(available, "reason"), text_of(available, "message")))
        }
    })
}

pub(super) fn workflow(fields: &Fields<'_>) -> Result<Health, String> {
    // Argo CD reads these two without a type: something else than a text counts as absent.
    let text = |key| fields.text(&["status", key]).unwrap_or_default();
    let status = match text("phase") {
        "" | "Pending" | "Running" => Progressing,
        "Succeeded" => Healthy,
        "Failed" | "Error" => Degraded,
        _ => Unknown,
    };
    Ok(Health::new(status, text("message")))
}

/// The customisation that Argo CD's documentation recommends for an app of apps (`operator-manual/health.md`).
pub(super) fn application(fields: &Fields<'_>) -> Result<Health, String> {
    if !fields.has_map(&["status", "health"])? {
        return Ok(Health::new(Progressing, ""));
    }
    Ok(match named(fields.text(&["status", "health", "status"])?) {
        Some(status) => Health::new(status, fields.text(&["status", "health", "message"])?),
        None => Health::new(Unknown, "Lua returned an invalid health status"),
    })
}

fn named(word: &str) -> Option<HealthStatus> {
    [Healthy, Suspended, Progressing, Missing, Degraded, Unknown].into_iter().find(|status| status.as_str() == word)
}
