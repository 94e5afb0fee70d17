//! One desired object against one live object: both normalised, and what the live one would become. It knows no
//! application: whose they are is decided before. Source: Argo CD `util/argo/diff/diff.go`, `StateDiffs`; gitops-engine
//! `pkg/diff/diff.go`, `Diff`.

use crate::engine::resources::marks;
use crate::engine::schema::Schema;
use crate::model::application::annotation;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::TrackingMethod;

use super::ignore::Judging;
use super::last_applied::{LastApplied, last_applied};
use super::norms::Norms;
use super::server_side::{self, Asked};
use super::threeway::{self, Pair, Whole};
use super::{Rules, managers, normalize};

/// How the prediction is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Method<'a> {
    /// With the last-applied record.
    ThreeWay,
    /// As server-side apply would merge it.
    Structured,
    /// By what the server says when it is asked.
    Asked(Asked<'a>),
    /// By what the server said.
    Predicted(&'a Object),
}

/// What is compared.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// The live object as it counts.
    pub(super) live: Object,
    /// What it would become.
    pub(super) predicted: Object,
}

impl Outcome {
    /// Whether a sync would change something that counts.
    pub(super) fn is_modified(&self) -> bool {
        self.live != self.predicted
    }
}

/// The method by which an object is compared: the server's word before the two others; its own sync option counts as the
/// application's. Source: gitops-engine `pkg/diff/diff.go`, `Diff`.
pub(super) fn method<'a>(desired: &Object, predicted: Option<&'a Object>, rules: &'a Rules) -> Method<'a> {
    match (predicted, &rules.server_side) {
        (Some(predicted), _) => Method::Predicted(predicted),
        (None, Some(how)) => Method::Asked(Asked { cluster: &rules.cluster, how }),
        (None, None) => offline(desired, rules),
    }
}

/// The method that asks nobody.
pub(super) fn offline<'a>(desired: &Object, rules: &Rules) -> Method<'a> {
    let is_structured = rules.is_server_side() || marks::has_option(desired, annotation::SYNC_OPTIONS, "ServerSideApply=true");
    if is_structured { Method::Structured } else { Method::ThreeWay }
}

/// Compares the two.
///
/// # Errors
/// When the desired object cannot be merged (an item of a merged list without its key), or the server refuses it: Argo CD's
/// `ComparisonError`.
pub(super) fn outcome(
    desired: &Object,
    live: &Object,
    method: Method<'_>,
    schema: &Schema,
    norms: &Norms,
    judging: &mut Judging<'_, '_>,
) -> Result<Outcome, Problem> {
    let config = normalize::normalize(desired, norms, judging);
    outcome_of((desired, config), live, method, schema, norms, judging)
}

/// The same where the desired object is normalised already. Of no use while an answer is missing.
pub(super) fn outcome_of(
    (desired, config): (&Object, Map),
    live: &Object,
    method: Method<'_>,
    schema: &Schema,
    norms: &Norms,
    judging: &mut Judging<'_, '_>,
) -> Result<Outcome, Problem> {
    let n_cuts = judging.n_cuts;
    let (mut desired, mut config, mut live) = (desired.clone(), config, tracked(desired, live, norms));
    let managers = norms.managers(&desired);
    if !managers.is_empty() {
        let names: Vec<&str> = managers.iter().map(|(_, line)| &*line.text).collect();
        let (desired_map, live_map, found) = managers::without_managed(schema, &desired, &live, &names)?;
        for (number, line) in managers.iter().filter(|(_, line)| found.contains(&&*line.text)) {
            judging.hit(*number, line);
        }
        (desired, live) = (remade(&desired, desired_map)?, remade(&live, live_map)?);
        config = normalize::normalize(&desired, norms, judging);
    }
    let normal = normalize::normalize(&live, norms, judging);
    let record = match method {
        Method::ThreeWay => record(&remade(&live, normal.clone())?, norms, judging),
        Method::Structured | Method::Asked(_) | Method::Predicted(_) => None,
    };
    let predicted = match method {
        Method::Asked(to) => server_side::predicted(&desired, &live, to, schema, norms, judging)?,
        Method::Predicted(predicted) => Some(predicted.clone()),
        Method::ThreeWay | Method::Structured => None,
    };
    let by_server = predicted.map(|predicted| server_side::pair(&predicted, &normal, norms, judging));
    if judging.is_pending() {
        return Ok(Outcome { live: live.clone(), predicted: live });
    }
    // A rule may take away what an item is merged by: that the defaults cannot be filled in then is an error, as there.
    let whole = if judging.n_cuts == n_cuts { Whole::Yes } else { Whole::No };
    let pair = match (method, by_server) {
        (_, Some(pair)) => pair,
        (Method::ThreeWay, None) => by_last_applied(&desired, &config, record, &normal, schema, whole)?,
        (Method::Structured | Method::Asked(_) | Method::Predicted(_), None) => {
            super::structured::merged(&remade(&desired, config)?, &remade(&live, normal)?, schema)?
        }
    };
    Ok(Outcome { live: remade(&live, pair.live)?, predicted: remade(&live, pair.predicted)? })
}

/// The last-applied record, normalised. A rule that takes the annotations out of the live object takes the record too, as
/// there.
fn record(live: &Object, norms: &Norms, judging: &mut Judging<'_, '_>) -> Option<Map> {
    let LastApplied::Applied(record) = last_applied(live) else { return None };
    // A record that is no object has no kind: it merges as an unknown one, by no rule of normalisation.
    Some(match Object::new(record.clone(), Origin::default()) {
        Ok(object) => normalize::normalize_as_is(&object, &record, norms, judging),
        Err(_) => record,
    })
}

fn by_last_applied(
    desired: &Object,
    config: &Map,
    record: Option<Map>,
    normal: &Map,
    schema: &Schema,
    whole: Whole,
) -> Result<Pair, Problem> {
    if let Some(pair) = record.and_then(|original| threeway::three_way(schema, &original, config, normal, whole).ok()) {
        return Ok(pair);
    }
    threeway::three_way(schema, config, config, normal, whole).map_err(|error| {
        let problem = Problem::error(ProblemKind::BadInput, format!("failed to compare desired state to live state: {error}"));
        let hint = "give every item of the list the key by which the API server merges it (a container's `name`), each once";
        problem.at(place(desired)).hint(hint)
    })
}

/// The live object as if it carried the marks of the method in effect: one that still has the label of the old method is
/// not different for that. Source: Argo CD 3.6 `util/argo/resource_tracking.go`, `Normalize`.
fn tracked(desired: &Object, live: &Object, norms: &Norms) -> Object {
    let settings = &norms.settings;
    let label = live.label(&settings.instance_label_key).unwrap_or("");
    if settings.tracking() == TrackingMethod::Label || label.is_empty() || live.is("apiextensions.k8s.io", "CustomResourceDefinition") {
        return live.clone();
    }
    let mut map = live.root().clone();
    if live.annotation(annotation::TRACKING_ID).unwrap_or("").is_empty() {
        let own = desired.annotation(annotation::TRACKING_ID).unwrap_or("");
        map = build::set(&map, &["metadata", "annotations", annotation::TRACKING_ID], own.into());
    }
    if desired.label(&settings.instance_label_key).unwrap_or("").is_empty() {
        map = without_label(&map, &settings.instance_label_key);
    }
    live.with_root(map).unwrap_or_else(|_| live.clone())
}

/// Labels left empty go too.
fn without_label(map: &Map, label: &str) -> Map {
    let map = build::remove(map, &["metadata", "labels", label]);
    let labels = map.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get("labels"));
    match labels {
        Some(Value::Map(labels)) if labels.is_empty() => build::remove(&map, &["metadata", "labels"]),
        _ => map,
    }
}

/// An object of the same identity with other fields. Ignore rules may take away `kind` itself: it is put back.
pub(super) fn remade(object: &Object, map: Map) -> Result<Object, Problem> {
    let mut map = map;
    for (key, text) in [("apiVersion", object.api_version()), ("kind", object.kind())] {
        if map.get(key).and_then(Value::as_str).is_none_or(str::is_empty) {
            map = map.with(Key::field(key), Value::Str(text.clone()));
        }
    }
    if !matches!(map.get("metadata"), None | Some(Value::Null | Value::Map(_))) {
        map = map.without("metadata");
    }
    object.with_root(map).map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()).at(place(object)))
}

/// Where a problem of an object is shown: its file and line, else its kind and name.
pub(super) fn place(object: &Object) -> Place {
    object.origin().place.clone().unwrap_or_else(|| Place::file(format!("{}/{}", object.group_kind(), object.name())))
}
