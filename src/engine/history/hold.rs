//! A hold: automatic sync is off, on purpose, visibly, and exactly what stood before comes back with the release. It knows
//! no parent: whether somebody heals the hold away is judged elsewhere.

use serde::{Deserialize, Serialize};

use crate::engine::merge::jsonmerge::two_way;
use crate::model::application::{OpaqueValue, annotation};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, build};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::VersionProfile;

/// The annotation `tiphys.dev/hold`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who holds.
    pub by: String,
    /// RFC 3339, UTC.
    pub at: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// `spec.syncPolicy.automated` exactly as it stood before, unknown fields included; absent: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automated: Option<OpaqueValue>,
}

const AUTOMATED: &[&str] = &["spec", "syncPolicy", "automated"];

/// The hold on an Application, if there is one.
///
/// # Errors
/// When the annotation cannot be read.
pub fn hold(app: &Object) -> Result<Option<Hold>, Problem> {
    let Some(text) = app.annotation(annotation::HOLD) else { return Ok(None) };
    serde_json::from_str(text).map(Some).map_err(|error| {
        Problem::error(ProblemKind::BadInput, format!("the hold cannot be read: {error}"))
            .at(place(app))
            .hint(format!("set spec.syncPolicy.automated by hand and remove the annotation {}", annotation::HOLD))
    })
}

/// The merge patch that holds: `automated.enabled: false`, before Argo CD 3.1 no `automated` at all; the annotation keeps
/// what stood there. Without automatic sync only the annotation is set.
///
/// # Errors
/// When it is held already, or the hold that is there cannot be read.
pub fn set(app: &Object, profile: &VersionProfile, by: &str, at: &str, reason: &str) -> Result<Value, Problem> {
    if let Some(hold) = hold(app)? {
        let cause = format!("it is held already, by {} since {}", hold.by, hold.at);
        return Err(Problem::error(ProblemKind::Conflict, cause).at(place(app)).hint("release that hold first"));
    }
    let before = app.get(AUTOMATED).filter(|value| !value.is_null());
    let hold = Hold { by: by.into(), at: at.into(), reason: reason.into(), automated: before.cloned().map(OpaqueValue) };
    let text = serde_json::to_string(&hold)
        .map_err(|error| Problem::error(ProblemKind::Internal, format!("the hold cannot be written: {error}")))?;
    let off = if profile.automated_enabled { Value::Map(build::map([("enabled", false.into())])) } else { Value::Null };
    let automated = before.map(|_| off);
    Ok(patch(app, text.into(), automated))
}

/// The merge patch that releases: exactly what stood before, whatever was written there since.
///
/// # Errors
/// When it is not held, or the hold cannot be read.
pub fn release(app: &Object) -> Result<Value, Problem> {
    let Some(hold) = hold(app)? else {
        return Err(Problem::error(ProblemKind::NotFound, "it is not held").at(place(app)));
    };
    let before = hold.automated.map(|OpaqueValue(value)| value);
    let automated = match (app.get(AUTOMATED), before) {
        (Some(Value::Map(now)), Some(Value::Map(before))) => Some(two_way(now, &before)).filter(|map| !map.is_empty()).map(Value::Map),
        (_, Some(before)) => Some(before),
        (Some(_), None) => Some(Value::Null),
        (None, None) => None,
    };
    Ok(patch(app, Value::Null, automated))
}

/// A patch of the annotation and `automated`, guarded by resourceVersion.
fn patch(app: &Object, text: Value, automated: Option<Value>) -> Value {
    let annotations = Map::from_entries(vec![(Key::field(annotation::HOLD), text)]);
    let mut metadata = build::map([("annotations", Value::Map(annotations))]);
    if !app.resource_version().is_empty() {
        metadata = metadata.with(Key::field("resourceVersion"), app.resource_version().into());
    }
    let root = build::map([("metadata", Value::Map(metadata))]);
    Value::Map(automated.map_or_else(|| root.clone(), |automated| build::set(&root, AUTOMATED, automated)))
}

fn place(app: &Object) -> Place {
    Place::file(format!("Application/{}", app.name()))
}
