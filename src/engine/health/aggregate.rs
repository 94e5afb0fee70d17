//! An application's health: the worst of its resources that count. It knows no object, only verdicts.
//!
//! Argo CD 3.6's rules (`controller/health.go`, `setApplicationHealth`): hooks and skipped resources do not count; a missing
//! resource counts only when all are missing (being OutOfSync says it already); a resource that asks to be ignored is there
//! but is not judged; a child Application that is Missing or Unknown does not count, and neither does the application itself.

use crate::model::application::GROUP;
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::status::{Health, HealthStatus};

/// Resources that the message names. Source: `controller/health.go`, `maxHealthCausesShown`.
const MAX_CAUSES: usize = 3;

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
    /// The worst; Healthy when nothing counts. Its message names the first resources that decided, as Argo CD writes it into the
    /// Application.
    pub health: Health,
    /// The resources that have this worst health, in the order given; empty when Healthy.
    pub decided_by: Vec<ObjectKey>,
}

/// The worst health of all parts that count.
pub fn aggregate<'a>(app: &AppKey, parts: impl IntoIterator<Item = Part<'a>>) -> Aggregate {
    let mut worst = Aggregate { health: Health::new(HealthStatus::Healthy, ""), decided_by: Vec::new() };
    let mut missing = Vec::new();
    let mut n_live = 0;
    for part in parts.into_iter().filter(|part| !part.is_hook) {
        if !part.is_live {
            missing.push(part.key.clone());
            continue;
        }
        n_live += 1;
        let Some(health) = part.health.filter(|health| counts(app, &part, health)) else { continue };
        if health.status > worst.health.status {
            worst = Aggregate { health: Health::new(health.status, ""), decided_by: vec![part.key.clone()] };
        } else if health.status == worst.health.status && health.status != HealthStatus::Healthy {
            worst.decided_by.push(part.key.clone());
        }
    }
    if n_live == 0 && !missing.is_empty() {
        return Aggregate { health: Health::new(HealthStatus::Missing, ""), decided_by: missing };
    }
    worst.health.message = causes(&worst.decided_by);
    worst
}

/// The resources that decided, in Argo CD's form: `apps/Deployment:prod/web, Service:prod/web and 2 more`. Source: `controller/health.go`,
/// `formatHealthCauses`.
fn causes(decided_by: &[ObjectKey]) -> String {
    let name = |key: &ObjectKey| {
        let name = if key.namespace.is_empty() { key.name.to_string() } else { format!("{}/{}", key.namespace, key.name) };
        format!("{}:{name}", key.group_kind)
    };
    let shown: Vec<String> = decided_by.iter().take(MAX_CAUSES).map(name).collect();
    let more = decided_by.len().saturating_sub(MAX_CAUSES);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// Whether a resource's health stands in `status.resources` where it is kept there: of the application itself and of what is ignored it
/// does not. Source: `controller/health.go`, `setApplicationHealth`.
pub fn is_persisted(app: &AppKey, part: &Part<'_>) -> bool {
    !part.is_hook && !part.is_ignored && !is_self(app, part.key)
}

fn is_self(app: &AppKey, key: &ObjectKey) -> bool {
    key.group_kind.is(GROUP, "Application") && key.name == app.name && key.namespace == app.namespace
}

fn counts(app: &AppKey, part: &Part<'_>, health: &Health) -> bool {
    if part.is_ignored {
        return false;
    }
    if !part.key.group_kind.is(GROUP, "Application") {
        return true;
    }
    !is_self(app, part.key) && !matches!(health.status, HealthStatus::Missing | HealthStatus::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{ClusterId, GroupKind};
    use HealthStatus::{Degraded, Healthy, Missing, Progressing, Unknown};

    fn key(kind: GroupKind, name: &str) -> ObjectKey {
        ObjectKey { cluster: ClusterId::new("c"), namespace: "argocd".into(), group_kind: kind, name: name.into() }
    }

    fn judge(resources: &[(&str, &str, Option<HealthStatus>)]) -> (HealthStatus, Vec<String>) {
        let app = AppKey::new(ClusterId::new("c"), "argocd", "shop");
        let keys: Vec<_> = resources
            .iter()
            .map(|(kind, name, _)| key(GroupKind::new(if *kind == "Application" { GROUP } else { "apps" }, *kind), name))
            .collect();
        let healths: Vec<_> = resources.iter().map(|(_, _, status)| status.map(|status| Health::new(status, ""))).collect();
        let parts = keys.iter().zip(&healths).map(|(key, health)| Part {
            key,
            is_live: health.as_ref().is_none_or(|health| health.status != Missing),
            health: health.as_ref(),
            is_hook: &*key.name == "hook",
            is_ignored: &*key.name == "ignored",
        });
        let verdict = aggregate(&app, parts);
        (verdict.health.status, verdict.decided_by.iter().map(|key| key.name.to_string()).collect())
    }

    #[test]
    fn the_message_names_three_of_those_that_decided_and_counts_the_rest() {
        let app = AppKey::new(ClusterId::new("c"), "argocd", "shop");
        let bad = Health::new(Degraded, "its own words");
        let keys: Vec<ObjectKey> = ["a", "b", "c", "d", "e"].iter().map(|name| key(GroupKind::new("apps", "Deployment"), name)).collect();
        let cluster_wide = ObjectKey { namespace: "".into(), ..key(GroupKind::new("", "Node"), "n") };
        let message = |keys: &[ObjectKey]| {
            let part = |key| Part { key, health: Some(&bad), is_live: true, is_hook: false, is_ignored: false };
            aggregate(&app, keys.iter().map(part)).health.message
        };
        assert_eq!(message(&keys), "apps/Deployment:argocd/a, apps/Deployment:argocd/b, apps/Deployment:argocd/c and 2 more");
        assert_eq!(message(&keys[..1]), "apps/Deployment:argocd/a");
        assert_eq!(message(&[cluster_wide]), "Node:n");
        let gone = Part { key: &keys[0], health: None, is_live: false, is_hook: false, is_ignored: false };
        assert_eq!(aggregate(&app, [gone]).health, Health::new(Missing, ""));
    }

    #[test]
    fn the_application_itself_hooks_and_what_is_ignored_have_no_health_in_its_status() {
        let app = AppKey::new(ClusterId::new("c"), "argocd", "shop");
        let (own, child) = (key(GroupKind::new(GROUP, "Application"), "shop"), key(GroupKind::new(GROUP, "Application"), "child"));
        let part = |key, is_hook, is_ignored| Part { key, health: None, is_live: true, is_hook, is_ignored };
        assert!(is_persisted(&app, &part(&child, false, false)));
        for part in [part(&own, false, false), part(&child, true, false), part(&child, false, true)] {
            assert!(!is_persisted(&app, &part));
        }
    }

    fn decided(status: HealthStatus, by: &[&str]) -> (HealthStatus, Vec<String>) {
        (status, by.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_worst_decides_and_all_who_share_it_are_named() {
        let resources = [("Deployment", "a", Some(Degraded)), ("Deployment", "b", Some(Progressing)), ("Service", "c", Some(Degraded))];
        assert_eq!(judge(&resources), decided(Degraded, &["a", "c"]));
        assert_eq!(judge(&[("Deployment", "a", Some(Healthy)), ("ConfigMap", "b", None)]), decided(Healthy, &[]));
        assert_eq!(judge(&[]), decided(Healthy, &[]));
    }

    #[test]
    fn missing_resources_count_only_when_all_are_missing() {
        let some = [("Deployment", "a", Some(Missing)), ("Deployment", "b", Some(Healthy))];
        assert_eq!(judge(&some), decided(Healthy, &[]));
        let all = [("Deployment", "a", Some(Missing)), ("Deployment", "hook", Some(Degraded)), ("ConfigMap", "b", Some(Missing))];
        assert_eq!(judge(&all), decided(Missing, &["a", "b"]));
        let ignored_is_there = [("Deployment", "a", Some(Missing)), ("Deployment", "ignored", Some(Degraded))];
        assert_eq!(judge(&ignored_is_there), decided(Healthy, &[]));
    }

    #[test]
    fn child_applications_count_unless_missing_or_unknown_and_never_itself() {
        assert_eq!(judge(&[("Application", "child", Some(Degraded))]), decided(Degraded, &["child"]));
        assert_eq!(judge(&[("Application", "child", Some(Unknown)), ("Application", "shop", Some(Degraded))]), decided(Healthy, &[]));
    }
}
