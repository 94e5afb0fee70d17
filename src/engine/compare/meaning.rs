//! What a difference means beside what it says: quantities and durations that are the same or a multiple, and fields that
//! nobody writes by hand. It knows no schema: built-in kinds are respelled before, what is left is told by its name.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::quantity::Quantity;
use crate::model::object::generated::AT_SYNC;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::Value;

/// How a difference counts for the eye. All but the first are folded: kept, counted and shown when asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Somebody wrote the field.
    #[default]
    Field,
    /// Both sides mean the same and spell it differently (`1000m`, `1`).
    Respelled,
    /// A moment that a tool noted.
    Timestamp,
    /// A checksum, a restart mark, a value generated at sync, a record of another tool.
    Generated,
    /// A field of metadata that only a server writes.
    Server,
}

/// What both values together mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The same quantity.
    SameQuantity,
    /// The same duration.
    SameDuration,
    /// So many times the old value, e.g. `2` or `0.25`.
    Times(Arc<str>),
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameQuantity => f.write_str("the same quantity, spelled differently"),
            Self::SameDuration => f.write_str("the same duration, spelled differently"),
            Self::Times(factor) => write!(f, "×{factor}"),
        }
    }
}

impl Class {
    /// Whether the difference is folded.
    pub fn is_folded(self) -> bool {
        self != Self::Field
    }

    /// What such differences are called, one and many.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Field => ("field differs", "fields differ"),
            Self::Respelled => ("value is spelled differently", "values are spelled differently"),
            Self::Timestamp => ("timestamp differs", "timestamps differ"),
            Self::Generated => ("generated field differs", "generated fields differ"),
            Self::Server => ("field of the server differs", "fields of the server differ"),
        }
    }
}

/// Class and meaning of a difference. `path` is where the value stands in its own document: that of a text, or the object.
pub(super) fn of(path: &Path, (is_inside, is_change): (bool, bool), old: Option<&Value>, new: Option<&Value>) -> (Class, Option<Meaning>) {
    let meaning = old.zip(new).filter(|_| is_change).and_then(|(old, new)| meaning(path, is_inside, old, new));
    let class = match meaning {
        Some(Meaning::SameQuantity | Meaning::SameDuration) => Class::Respelled,
        Some(Meaning::Times(_)) => Class::Field,
        None if is_inside => Class::Field,
        None => class(path, old, new),
    };
    (class, meaning)
}

/// Fields below which every value is a quantity.
const QUANTITY_MAPS: [&str; 12] = [
    "limits",
    "requests",
    "capacity",
    "allocatable",
    "hard",
    "used",
    "defaultRequest",
    "maxLimitRequestRatio",
    "podFixed",
    "minResources",
    "minAllowed",
    "maxAllowed",
];

/// Fields that hold a quantity.
const QUANTITIES: [&str; 12] = [
    "cpu",
    "memory",
    "storage",
    "ephemeral-storage",
    "sizeLimit",
    "divisor",
    "averageValue",
    "targetAverageValue",
    "storageSize",
    "diskSize",
    "volumeSize",
    "memoryLimit",
];

/// Fields of a ConfigMap or Secret: what their texts mean is known to the program alone that reads them.
const TEXTS: [&str; 3] = ["data", "stringData", "binaryData"];

/// Words at the end of the name of a field that holds a duration.
const DURATIONS: [&str; 16] = [
    "duration",
    "interval",
    "timeout",
    "period",
    "ttl",
    "age",
    "before",
    "after",
    "delay",
    "window",
    "backoff",
    "retention",
    "every",
    "deadline",
    "wait",
    "expiry",
];

fn meaning(path: &Path, is_inside: bool, old: &Value, new: &Value) -> Option<Meaning> {
    let is_text = |value: &Value| value.as_str().is_some();
    let is_free_text = path.0.first().and_then(name).is_some_and(|root| TEXTS.contains(&root));
    if !is_text(old) && !is_text(new) || is_free_text && !is_inside {
        return None;
    }
    let names: Vec<&str> = path.0.iter().rev().filter_map(name).take(2).collect();
    let (last, above) = (names.first().copied().unwrap_or(""), names.get(1).copied().unwrap_or(""));
    let is_named = QUANTITIES.contains(&last) || QUANTITY_MAPS.contains(&above);
    if (is_named || is_binary(old) && is_binary(new))
        && let (Some(before), Some(after)) = (Quantity::of(old), Quantity::of(new))
    {
        return if before == after { Some(Meaning::SameQuantity) } else { times(before.approximate(), after.approximate()) };
    }
    let last = last.to_ascii_lowercase();
    if DURATIONS.iter().any(|word| last.ends_with(word))
        && let (Some(before), Some(after)) = (duration(old), duration(new))
    {
        return if before == after { Some(Meaning::SameDuration) } else { times(before.as_secs_f64(), after.as_secs_f64()) };
    }
    None
}

fn name(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Field(name) => Some(name),
        Segment::Index(_) | Segment::Item(..) => None,
    }
}

/// `512Mi`: a spelling that nothing but a quantity has.
fn is_binary(value: &Value) -> bool {
    value.as_str().and_then(|text| text.strip_suffix('i')).is_some_and(|text| {
        text.strip_suffix(['K', 'M', 'G', 'T', 'P', 'E']).is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()))
    })
}

fn duration(value: &Value) -> Option<std::time::Duration> {
    let text = value.as_str().filter(|text| text.ends_with(['s', 'm', 'h']))?;
    GoDuration::parse(text).ok()?.to_std()
}

/// The factor, to two digits after the point; none where it would say nothing.
fn times(old: f64, new: f64) -> Option<Meaning> {
    let factor = new / old;
    if !(0.01..1_000_000.0).contains(&factor) {
        return None;
    }
    let text = format!("{factor:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    (text != "1").then(|| Meaning::Times(text.into()))
}

/// Fields of metadata that only a server writes.
const SERVER_FIELDS: [&str; 8] = [
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "managedFields",
];

/// Fields that hold the moment of something that happened.
const MOMENTS: [&str; 12] = [
    "lastTransitionTime",
    "lastUpdateTime",
    "lastProbeTime",
    "lastHeartbeatTime",
    "lastScheduleTime",
    "lastSuccessfulTime",
    "lastScaleTime",
    "renewTime",
    "acquireTime",
    "creationTimestamp",
    "observedTime",
    "reconciledAt",
];

/// Annotations and labels in which tools keep their records.
const RECORDS: [&str; 10] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "kubectl.kubernetes.io/restartedAt",
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "rollout.argoproj.io/revision",
    "deprecated.daemonset.template.generation",
    "control-plane.alpha.kubernetes.io/leader",
    "pod-template-hash",
    "controller-revision-hash",
];

fn class(path: &Path, old: Option<&Value>, new: Option<&Value>) -> Class {
    let values = || old.into_iter().chain(new);
    if values().any(|value| value.as_str() == Some(AT_SYNC)) {
        return Class::Generated;
    }
    let (Some(last), root) = (path.0.last().and_then(name), path.0.first().and_then(name).unwrap_or("")) else { return Class::Field };
    let above = path.0.len().checked_sub(2).and_then(|index| path.0.get(index)).and_then(name).unwrap_or("");
    if root == "metadata" && path.0.len() == 2 && SERVER_FIELDS.contains(&last) || root == "status" && last == "observedGeneration" {
        return Class::Server;
    }
    if matches!(last, "annotations" | "labels") && above == "metadata" && !(old.is_some() && new.is_some()) {
        // All of it came or went: as good as its entries.
        let entries = || values().filter_map(Value::as_map).flatten();
        let is_all = entries().next().is_some() && entries().all(|(key, _)| is_record(key.as_str()));
        return if is_all { Class::Generated } else { Class::Field };
    }
    let is_note = matches!(above, "annotations" | "labels");
    if is_note && is_record(last) {
        return Class::Generated;
    }
    let is_moment = values().all(is_timestamp);
    if is_moment && (MOMENTS.contains(&last) || is_note || matches!(root, "metadata" | "status")) {
        return Class::Timestamp;
    }
    Class::Field
}

/// Whether an annotation or label of this name is written by a tool: `checksum/config`, `app/config-hash`, a restart mark.
fn is_record(key: &str) -> bool {
    if RECORDS.contains(&key) {
        return true;
    }
    let (prefix, name) = key.split_once('/').unwrap_or(("", key));
    let words = |text: &str, word: &str| text.to_ascii_lowercase().split(['-', '.', '_']).any(|part| part == word);
    let is_sum = |text: &str| ["checksum", "sha256", "sha256sum"].iter().any(|word| words(text, word));
    is_sum(prefix) || is_sum(name) || name.ends_with("-hash") || name.eq_ignore_ascii_case("restartedAt") || name == "rollme"
}

/// A moment as RFC 3339 has it.
fn is_timestamp(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        (20..=40).contains(&text.len()) && text.as_bytes().get(4) == Some(&b'-') && text.parse::<jiff::Timestamp>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::{Class, Meaning, of};
    use crate::model::object::path::{Path, Segment};
    use crate::model::object::value::Value;

    fn at(path: &[&str]) -> Path {
        Path(path.iter().map(|name| Segment::Field((*name).into())).collect())
    }

    fn told(path: &[&str], old: Value, new: Value) -> (Class, Option<Meaning>) {
        of(&at(path), (false, true), Some(&old), Some(&new))
    }

    #[test]
    fn quantities_and_durations_are_told_by_what_they_mean() {
        let times = |text: &str| (Class::Field, Some(Meaning::Times(text.into())));
        let limits = ["spec", "resources", "limits", "cpu"];
        assert_eq!(told(&limits, "1000m".into(), 1.into()), (Class::Respelled, Some(Meaning::SameQuantity)));
        assert_eq!(told(&limits, "1".into(), "1500m".into()), times("1.5"));
        assert_eq!(told(&["spec", "limits", "nvidia.com/gpu"], "4".into(), "1".into()), times("0.25"));
        assert_eq!(told(&["spec", "buffer"], "512Mi".into(), "1Gi".into()), times("2"));
        assert_eq!(told(&["spec", "buffer"], "1024Mi".into(), "1Gi".into()), (Class::Respelled, Some(Meaning::SameQuantity)));
        assert_eq!(told(&["spec", "interval"], "60s".into(), "1m0s".into()), (Class::Respelled, Some(Meaning::SameDuration)));
        assert_eq!(told(&["spec", "renewBefore"], "24h".into(), "36h".into()), times("1.5"));
    }

    #[test]
    fn versions_numbers_and_texts_are_no_quantities() {
        for (path, old, new) in [
            (["spec", "version"], "1.10", "1.1"),
            (["spec", "serviceName"], "1", "1000m"),
            (["data", "interval"], "1h", "60m"),
            (["spec", "interval"], "daily", "weekly"),
        ] {
            assert_eq!(told(&path, old.into(), new.into()), (Class::Field, None), "{path:?}");
        }
        assert_eq!(told(&["spec", "limits", "pods"], 5.into(), 3.into()), (Class::Field, None), "two numbers say it themselves");
        assert_eq!(told(&["spec", "limits", "cpu"], "0".into(), "1".into()), (Class::Field, None), "nothing is a multiple of zero");
    }

    #[test]
    fn what_tools_write_is_folded_and_what_people_write_is_not() {
        let annotation =
            |key: &str, old: &str, new: &str| told(&["spec", "template", "metadata", "annotations", key], old.into(), new.into()).0;
        assert_eq!(annotation("checksum/config", "ab", "cd"), Class::Generated);
        assert_eq!(annotation("app.example/config-hash", "ab", "cd"), Class::Generated);
        assert_eq!(annotation("kubectl.kubernetes.io/restartedAt", "ab", "cd"), Class::Generated);
        assert_eq!(annotation("deployed-at", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00+02:00"), Class::Timestamp);
        assert_eq!(annotation("owner", "ana", "ben"), Class::Field);
        assert_eq!(annotation("hash-tags", "a", "b"), Class::Field);
        assert_eq!(told(&["metadata", "resourceVersion"], "1".into(), "2".into()).0, Class::Server);
        assert_eq!(told(&["spec", "until"], "2026-01-01T00:00:00Z".into(), "2026-02-01T00:00:00Z".into()).0, Class::Field);
        assert_eq!(told(&["spec", "resourceVersion"], "1".into(), "2".into()).0, Class::Field);
        assert_eq!(told(&["data", "p"], "x".into(), crate::model::object::generated::AT_SYNC.into()).0, Class::Generated);
    }
}
