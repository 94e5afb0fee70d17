//! An application's health: the worst of its resources that count. It knows no object, only verdicts.

use crate::model::ids::{AppKey, ObjectKey};
use crate::model::status::Health;

/// What is known of one managed resource.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The resource.
    pub key: &'a ObjectKey,
    /// Its health; `None` where its kind has none.
    pub health: Option<&'a Health>,
    /// Whether it is in the cluster. A kind that is not known counts as live without health.
    pub is_live: bool,
    /// Whether it is a hook, or skipped: it does not count.
    pub is_hook: bool,
    /// Whether `argocd.argoproj.io/ignore-healthcheck` is `true` on the live object.
    pub is_ignored: bool,
}

/// The verdict on an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// The worst; Healthy when nothing counts.
    pub health: Health,
    /// The resources that have this worst health, in the order given; empty when Healthy.
    pub decided_by: Vec<ObjectKey>,
}

/// The worst health of all parts that count. Source: Argo CD `controller/health.go`, `setApplicationHealth`.
pub fn aggregate<'a>(app: &AppKey, parts: impl IntoIterator<Item = Part<'a>>) -> Aggregate {
    let _ = app;
    let mut worst = Aggregate { health: Health::new(crate::model::status::HealthStatus::Healthy, ""), decided_by: Vec::new() };
    for part in parts {
        let Some(health) = part.health else { continue };
        if part.is_hook || part.is_ignored {
            continue;
        }
        if health.status > worst.health.status {
            worst = Aggregate { health: health.clone(), decided_by: Vec::new() };
        }
        if health.status == worst.health.status {
            worst.decided_by.push(part.key.clone());
        }
    }
    worst
}
