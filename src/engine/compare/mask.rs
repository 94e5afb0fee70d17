//! The only maker of [`Shown`]: values and texts that may leave the engine. Secret data, secret parts of last-applied
//! annotations and annotations that the settings name are masked by runs of `+`. It knows no screen.
//!
//! The rule is Argo CD's (gitops-engine `pkg/diff/diff.go`, `HideSecretData`, 3.6): of the objects masked together, equal
//! values of one key get equal runs, different ones runs of different lengths, so that a change shows and nothing else does.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::engine::manifest::{emit, json};
use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};
use crate::model::settings::Settings;

use super::last_applied::{LastApplied, last_applied};
use super::masks::{self, Masks, hide};
use super::secrets::Secrets;

/// A value that is safe to show, log and export. Only this module can make one.
#[derive(Clone, PartialEq)]
pub struct Shown(Value);

impl fmt::Display for Shown {
    /// Texts as they stand, other scalars as JSON, lists and maps as YAML without the last line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Str(text) => f.write_str(text),
            Value::List(_) | Value::Map(_) => f.write_str(self.to_yaml().trim_end_matches('\n')),
            other => f.write_str(&String::from_utf8_lossy(&json::canonical_json(other))),
        }
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shown({self})")
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Shown {
    /// YAML with sorted keys, as `kubectl get -o yaml` prints it, with a line feed at its end.
    pub fn to_yaml(&self) -> String {
        emit::emit(&self.0)
    }

    /// JSON indented by two, as `argocd -o json` prints it, without a line feed at its end.
    pub fn to_json(&self) -> String {
        String::from_utf8_lossy(&json::to_json_pretty(&self.0, json::Html::Escaped)).into_owned()
    }

    /// The text, if it is one: what a difference of lines or words is made of.
    pub fn as_text(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// Whether it is neither a list nor a map: it fits on the line of its field.
    pub fn is_scalar(&self) -> bool {
        !matches!(self.0, Value::List(_) | Value::Map(_))
    }
}

/// One object, masked: for `app manifests`, `get -o json|yaml` and the manifest screen.
pub fn shown_object(object: &Object, settings: &Settings) -> Shown {
    let [masked] = masked_among(&mut Masks::default(), [Some(object)], settings);
    Shown(Value::Map(masked.unwrap_or_default()))
}

/// A list of shown values as one (`list -o json`).
pub fn shown_list(items: Vec<Shown>) -> Shown {
    Shown(Value::list(items.into_iter().map(|Shown(item)| item).collect()))
}

/// A part of what [`masked`] made.
pub(super) fn shown_part(part: &Value) -> Shown {
    Shown(part.clone())
}

/// These objects' fields, masked together with all that these masks have seen. What comes out may be shown, by way of
/// [`shown_part`].
pub(super) fn masked_among<const N: usize>(masks: &mut Masks, objects: [Option<&Object>; N], settings: &Settings) -> [Option<Map>; N] {
    // Lengths follow the order of first sight: all objects first, their last-applied records after them.
    let records = objects.map(|object| object.map_or(LastApplied::Absent, last_applied));
    let body = |object: &Object| match last_applied(object) {
        LastApplied::Absent => object.root().clone(),
        LastApplied::Invalid | LastApplied::Applied(_) => {
            build::remove(object.root(), &["metadata", "annotations", annotation::LAST_APPLIED])
        }
    };
    let mut bodies =
        objects.map(|object| object.map(|object| own(object, &hide(&body(object), is_secret(object), settings, masks), settings, masks)));
    for ((body, record), object) in bodies.iter_mut().zip(&records).zip(&objects) {
        let (Some(map), Some(object)) = (body.as_ref(), object) else { continue };
        let is_hidden = settings.mask_annotations.iter().any(|name| &**name == annotation::LAST_APPLIED);
        let text = match record {
            LastApplied::Absent => continue,
            // What cannot be read cannot be masked in part.
            LastApplied::Invalid => masks::run(),
            LastApplied::Applied(_) if is_hidden => masks::run(),
            LastApplied::Applied(record) => {
                let hidden = hide(record, is_secret(object) || masks::is_secret(record), settings, masks);
                String::from_utf8_lossy(&json::to_json(&Value::Map(hidden))).into_owned()
            }
        };
        *body = Some(build::set(map, &["metadata", "annotations", annotation::LAST_APPLIED], Value::str(text)));
    }
    bodies
}

/// A Secret's annotations without its own values: tools that copy Secrets write them there. Labels stay, since they are words that
/// people choose.
fn own(object: &Object, hidden: &Map, settings: &Settings, masks: &mut Masks) -> Map {
    if !is_secret(object) {
        return hidden.clone();
    }
    let secrets = Secrets::of(&[object], &settings.mask_annotations);
    let annotations =
        hidden.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get("annotations")).and_then(Value::as_map);
    let repeated = annotations.into_iter().flatten().filter_map(|(key, value)| Some((key, value.as_str()?)));
    repeated.filter(|(_, text)| secrets.are_in_key(text)).fold(hidden.clone(), |map, (key, text)| {
        build::set(&map, &["metadata", "annotations", key.as_str()], masks.mask("annotations", key, text.as_bytes()))
    })
}

fn is_secret(object: &Object) -> bool {
    object.is("", "Secret")
}
