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

use super::last_applied::{LastApplied, last_applied};
use super::norms::Norms;
use super::threeway::{self, Pair};
use super::{managers, normalize};

/// How the prediction is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Method<'a> {
    /// With the last-applied record.
    ThreeWay,
    /// As server-side apply would merge it.
    Structured,
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

/// The method by which an object is compared: its own sync option counts as the application's.
pub(super) fn method<'a>(desired: &Object, predicted: Option<&'a Object>, app_is_server_side: bool) -> Method<'a> {
    match predicted {
        Some(predicted) => Method::Predicted(predicted),
        None if app_is_server_side || marks::has_option(desired, annotation::SYNC_OPTIONS, "ServerSideApply=true") => Method::Structured,
        None => Method::ThreeWay,
    }
}

/// Compares the two.
///
/// # Errors
/// When the desired object cannot be merged (an item of a merged list without its key): Argo CD's `ComparisonError`.
pub(super) fn outcome(desired: &Object, live: &Object, method: Method<'_>, schema: &Schema, norms: &Norms) -> Result<Outcome, Problem> {
    outcome_of(desired, normalize::normalize(desired, norms), live, method, schema, norms)
}

/// The same where the desired object is normalised already.
pub(super) fn outcome_of(
    desired: &Object,
    config: Map,
    live: &Object,
    method: Method<'_>,
    schema: &Schema,
    norms: &Norms,
) -> Result<Outcome, Problem> {
    let mut live = tracked(desired, live, norms);
    let mut config = config;
    let managers = norms.managers(desired);
    if !managers.is_empty() {
        let (desired_map, live_map) = managers::without_managed(desired.root(), live.root(), &live, &managers);
        config = normalize::normalize(&remade(desired, desired_map)?, norms);
        live = remade(&live, live_map)?;
    }
    let normal = normalize::normalize(&live, norms);
    let pair = match method {
        Method::Predicted(predicted) => predicted_by_server(predicted, &normal, norms),
        Method::Structured => super::structured::merged(&remade(desired, config)?, &remade(&live, normal)?, schema)?,
        Method::ThreeWay => by_last_applied(desired, &config, &live, &normal, schema, norms)?,
    };
    Ok(Outcome { live: remade(&live, pair.live)?, predicted: remade(&live, pair.predicted)? })
}

fn by_last_applied(desired: &Object, config: &Map, live: &Object, normal: &Map, schema: &Schema, norms: &Norms) -> Result<Pair, Problem> {
    if let LastApplied::Applied(record) = last_applied(live) {
        // A record that is no object has no kind: it merges as an unknown one, by no rule of normalisation.
        let original = match Object::new(record.clone(), Origin::default()) {
            Ok(object) => normalize::normalize_as_is(&object, &record, norms),
            Err(_) => record,
        };
        if let Ok(pair) = threeway::three_way(schema, &original, config, normal) {
            return Ok(pair);
        }
    }
    threeway::three_way(schema, config, config, normal).map_err(|error| {
        let problem = Problem::error(ProblemKind::BadInput, format!("failed to compare desired state to live state: {error}"));
        let hint = "give every item of the list the key by which the API server merges it (a container's `name`), each once";
        problem.at(place(desired)).hint(hint)
    })
}

/// The server's answer, normalised as the live object is; what a server writes by itself does not count.
fn predicted_by_server(predicted: &Object, live: &Map, norms: &Norms) -> Pair {
    let strip = |map: Map| {
        let map = build::remove(&map, &["metadata", "managedFields"]);
        let map = build::remove(&map, &["metadata", "resourceVersion"]);
        build::remove(&map, &["metadata", "annotations", annotation::LAST_APPLIED])
    };
    Pair { live: strip(live.clone()), predicted: strip(normalize::normalize(predicted, norms)) }
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
