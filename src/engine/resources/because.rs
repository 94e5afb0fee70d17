//! Why an object has the health it has, and since when, by the best evidence in the object itself: the condition that decides, with the
//! time of its last change. It knows no kind by name but those that say it elsewhere.
//!
//! Conditions are a convention, not a schema: a kind may have any, and few say which one their controller lives by. The one that
//! tells most is the one whose words the health repeats; then one that names a failure; then one that names what is still lacking.
//! Source: Kubernetes API conventions, "Typical status properties".

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::secrecy::hushed;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::status::{Health, HealthStatus};

use super::facts::{cut, maps, shared, text};

/// Conditions that are looked at, at most: no controller writes as many, and a row is made for each change of an object.
const MAX_CONDITIONS: usize = 64;

/// The condition that tells most about why an object is not healthy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Because {
    /// The condition's type: `Progressing`, `Ready`, `Synced`.
    pub kind: Arc<str>,
    /// Its reason: `ProgressDeadlineExceeded`; empty where the controller gives none.
    pub reason: Arc<str>,
    /// Its message, cut to 300 bytes.
    pub message: Arc<str>,
}

/// Words in a condition's type that make `True` the bad value of it. Source: the conditions of the bundled health checks' kinds.
const BAD_WHEN_TRUE: [&str; 16] = [
    "conflict",
    "degraded",
    "denied",
    "error",
    "exhausted",
    "expired",
    "fail",
    "invalid",
    "issue",
    "nonstructuralschema",
    "notready",
    "pressure",
    "stalled",
    "terminating",
    "unavailable",
    "unhealthy",
];

/// Conditions that stand on healthy objects in either value, and so explain nothing.
const SAYS_NOTHING: [&str; 4] = ["HorizontallyScaled", "Paused", "Reconciling", "ScalingLimited"];

/// Why, where the object is not healthy; and since when it is as it is. `None`: it does not say.
pub(super) fn because(object: &Object, health: Option<&Health>) -> (Option<Arc<Because>>, Option<Timestamp>) {
    let Some(health) = health else { return (None, None) };
    if let Some(at) = time(object.str_at(&["metadata", "deletionTimestamp"])) {
        return (None, Some(at));
    }
    let conditions = || maps(object.get(&["status", "conditions"])).take(MAX_CONDITIONS);
    if health.status == HealthStatus::Healthy {
        let good = conditions().filter(|condition| text(condition, "status") == "True" && !is_bad_when_true(text(condition, "type")));
        let since = good.max_by_key(|condition| main_rank(text(condition, "type"))).and_then(changed);
        return (None, since);
    }
    let rated = conditions().filter_map(|condition| rate(condition, health).map(|rate| (rate, condition)));
    // Of equal ones the first stands: controllers write the one they live by first.
    let best = rated.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, condition)| condition);
    let Some(condition) = best else { return (None, begun(object)) };
    let because =
        Because { kind: shared(condition, "type"), reason: shared(condition, "reason"), message: quiet(cut(condition, "message")) };
    (Some(Arc::new(because)), changed(condition))
}

/// How much a condition tells about a health that is not Healthy; `None`: nothing.
fn rate(condition: &Map, health: &Health) -> Option<u8> {
    let (kind, status, reason, message) =
        (text(condition, "type"), text(condition, "status"), text(condition, "reason"), text(condition, "message"));
    if SAYS_NOTHING.contains(&kind) {
        return None;
    }
    let is_bad = match status {
        "True" => is_bad_when_true(kind),
        "False" => !is_bad_when_true(kind),
        // Nobody knows, which is no good news; and some kinds have no status at all.
        _ => true,
    };
    let repeats = message.len() > 3 && health.message.contains(message) || reason.len() > 3 && health.message.contains(reason);
    // A condition that is as it should be explains only a health that speaks of it (a Suspended one: `CronJobSuspended`).
    if !is_bad && !repeats {
        return None;
    }
    let fails = ["exceeded", "fail", "error", "invalid", "denied", "backoff"].iter().any(|word| reason.to_lowercase().contains(word));
    let weight = u8::from(repeats) * 8 + u8::from(is_bad && is_bad_when_true(kind)) * 2 + u8::from(fails && is_bad) * 4;
    Some(1 + weight + main_rank(kind).min(1))
}

/// A controller of Secrets may quote what a server told it.
fn quiet(message: Arc<str>) -> Arc<str> {
    match hushed(&message) {
        Cow::Borrowed(_) => message.clone(),
        Cow::Owned(text) => text.into(),
    }
}

fn is_bad_when_true(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    BAD_WHEN_TRUE.iter().any(|word| kind.contains(word))
}

/// The conditions that stand for the whole object, the more so the higher.
fn main_rank(kind: &str) -> u8 {
    match kind {
        "Ready" | "Available" | "Healthy" | "Complete" | "Succeeded" => 2,
        "Synced" | "Established" | "Accepted" | "Programmed" | "Initialized" => 1,
        _ => 0,
    }
}

/// Since when an object waits that has no condition to say so: since it was made. Claims, Services and Ingresses without an address
/// have nothing else.
fn begun(object: &Object) -> Option<Timestamp> {
    let waits = match (object.group(), &**object.kind()) {
        ("", "PersistentVolumeClaim" | "Service") | ("networking.k8s.io" | "extensions", "Ingress") => true,
        _ => object.get(&["status"]).is_none_or(|status| status.as_map().is_some_and(|map| map.iter().next().is_none())),
    };
    time(object.str_at(&["metadata", "creationTimestamp"])).filter(|_| waits)
}

fn changed(condition: &Map) -> Option<Timestamp> {
    ["lastTransitionTime", "lastUpdateTime"].into_iter().find_map(|field| time(condition.get(field).and_then(Value::as_str)))
}

fn time(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::because;
    use crate::engine::manifest::json::object_from_json;
    use crate::model::object::key::Interner;
    use crate::model::status::{Health, HealthStatus};

    fn of(status: &str, health: HealthStatus, message: &str) -> (String, String) {
        let text = format!(
            r#"{{"apiVersion":"x.io/v1","kind":"Thing","metadata":{{"name":"a","creationTimestamp":"2026-01-01T00:00:00Z"}},"status":{status}}}"#
        );
        let object = object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object");
        let (why, since) = because(&object, Some(&Health::new(health, message)));
        (why.map(|why| format!("{}/{}", why.kind, why.reason)).unwrap_or_default(), since.map(|at| at.to_string()).unwrap_or_default())
    }

    #[test]
    fn the_condition_that_failed_decides_and_not_the_one_that_follows_from_it() {
        let rollout = r#"{"conditions":[
            {"type":"Available","status":"False","reason":"MinimumReplicasUnavailable","lastTransitionTime":"2026-01-01T01:00:00Z"},
            {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","lastTransitionTime":"2026-01-01T02:00:00Z"}]}"#;
        let told = of(rollout, HealthStatus::Degraded, "Deployment \"a\" exceeded its progress deadline");
        assert_eq!(told, ("Progressing/ProgressDeadlineExceeded".into(), "2026-01-01T02:00:00Z".into()));
    }

    #[test]
    fn the_condition_whose_words_the_health_repeats_decides() {
        let two = r#"{"conditions":[
            {"type":"Synced","status":"False","reason":"ReconcileError","message":"cannot reach the provider"},
            {"type":"Ready","status":"False","reason":"Creating","message":"still being made"}]}"#;
        assert_eq!(of(two, HealthStatus::Progressing, "still being made").0, "Ready/Creating");
        assert_eq!(of(two, HealthStatus::Degraded, "").0, "Synced/ReconcileError");
    }

    #[test]
    fn a_type_that_names_something_bad_is_bad_when_it_is_true() {
        let pressed = r#"{"conditions":[{"type":"Ready","status":"True"},{"type":"MemoryPressure","status":"False"},{"type":"ReplicaFailure","status":"True","reason":"FailedCreate"}]}"#;
        assert_eq!(of(pressed, HealthStatus::Progressing, "waiting").0, "ReplicaFailure/FailedCreate");
        let well = r#"{"conditions":[{"type":"Ready","status":"True","reason":"Ok","lastTransitionTime":"2026-01-01T03:00:00Z"},{"type":"Stalled","status":"True"}]}"#;
        assert_eq!(of(well, HealthStatus::Healthy, ""), (String::new(), "2026-01-01T03:00:00Z".into()));
    }

    #[test]
    fn a_condition_that_quotes_a_secret_quotes_nothing_here() {
        let status = r#"{"conditions":[{"type":"Ready","status":"False","reason":"UpdateFailed","message":"Secret \"db\" is invalid: data[a]: Invalid value: \"hunter2\": bad"}]}"#;
        let text = format!(r#"{{"apiVersion":"x.io/v1","kind":"Thing","metadata":{{"name":"a"}},"status":{status}}}"#);
        let object = object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object");
        let (why, _) = because(&object, Some(&Health::new(HealthStatus::Degraded, "")));
        let said = why.expect("a reason").message.clone();
        assert!(said.contains("is invalid") && !said.contains("hunter2"), "{said}");
    }

    #[test]
    fn what_says_nothing_gives_no_reason_and_hostile_conditions_do_no_harm() {
        assert_eq!(of("{}", HealthStatus::Progressing, "waiting"), (String::new(), "2026-01-01T00:00:00Z".into()));
        for status in [r#"{"conditions":"no list"}"#, r#"{"conditions":[1,null,{}]}"#, r#"{"conditions":[{"type":1,"status":[]}]}"#] {
            assert_eq!(of(status, HealthStatus::Healthy, ""), (String::new(), String::new()), "{status}");
        }
        let many = format!(r#"{{"conditions":[{}]}}"#, vec![r#"{"type":"A","status":"False"}"#; 5000].join(","));
        assert_eq!(of(&many, HealthStatus::Degraded, "").0, "A/");
    }
}
