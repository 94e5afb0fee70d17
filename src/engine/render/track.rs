//! Marks objects as an application's: tracking annotation, instance label, installation id. It knows no scope of kinds.
//! Source: Argo CD `util/argo/resource_tracking.go`, `util/kube/kube.go`.

use std::sync::Arc;

use super::Context;
use crate::engine::resources::tracking::{INSTALLATION_ID, TrackingId};
use crate::model::application::annotation;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, build};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::TrackingMethod;

/// The longest value of a label; the instance's name is cut to it where the annotation says it whole.
const MAX_LABEL: usize = 63;

/// The label of old: with it pod templates are marked too.
const LEGACY_LABEL: &str = "applications.argoproj.io/app-name";

/// The object with the application's mark.
///
/// # Errors
/// When its labels or annotations are no map of texts, or the name cannot be cut to a label.
pub(super) fn track(object: &Object, context: &Context) -> Result<Object, Problem> {
    let settings = &context.settings;
    let method = settings.tracking();
    let mut root = object.root().clone();
    if matches!(method, TrackingMethod::Annotation | TrackingMethod::AnnotationAndLabel) {
        let mut entries = texts(object, "annotations")?;
        entries.retain(|(key, _)| key.as_str() != INSTALLATION_ID);
        if let Some(id) = settings.installation_id.as_ref().filter(|id| !id.is_empty()) {
            entries.push((Key::field(INSTALLATION_ID), Value::Str(id.clone())));
        }
        let id = TrackingId::of(object, &context.instance, &context.namespace);
        entries.push((Key::field(annotation::TRACKING_ID), Value::str(id.to_string())));
        root = build::set(&root, &["metadata", "annotations"], Value::map(entries));
    }
    if matches!(method, TrackingMethod::Label | TrackingMethod::AnnotationAndLabel) {
        let value = match method {
            TrackingMethod::AnnotationAndLabel => cut(&context.instance).ok_or_else(|| {
                let cause = "unable to truncate label to not end with a special character";
                Problem::error(ProblemKind::InvalidSpec, cause).at(place(object)).hint("rename the application")
            })?,
            TrackingMethod::Annotation | TrackingMethod::Label => context.instance.clone(),
        };
        let mut entries = texts(object, "labels")?;
        entries.push((Key::own(settings.instance_label_key.clone()), Value::Str(value.clone())));
        root = build::set(&root, &["metadata", "labels"], Value::map(entries));
        if &*settings.instance_label_key == LEGACY_LABEL && has_template(object) {
            let path = ["spec", "template", "metadata", "labels", LEGACY_LABEL];
            root = build::set(&root, &path, Value::Str(value));
        }
    }
    object.with_root(root).map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()).at(place(object)))
}

fn place(object: &Object) -> Place {
    object.origin().place.clone().unwrap_or_else(|| Place::file(format!("{} {}", object.kind(), object.name())))
}

fn has_template(object: &Object) -> bool {
    match object.group() {
        "apps" | "extensions" => matches!(&**object.kind(), "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet"),
        "batch" => &**object.kind() == "Job",
        _ => false,
    }
}

/// The entries of a map of the object's metadata. Argo CD refuses objects whose labels or annotations are not all texts.
fn texts(object: &Object, field: &'static str) -> Result<Vec<(Key, Value)>, Problem> {
    let refuse = |path: String, found: &Value| {
        let cause = format!("expected a string, found {}", found.kind_name());
        Err(Problem::error(ProblemKind::BadInput, cause).at(place(object).at_field(path)).hint("put the value in quotes"))
    };
    let map = match object.get(&["metadata", field]) {
        None | Some(Value::Null) => Map::default(),
        Some(Value::Map(map)) => map.clone(),
        Some(other) => return refuse(format!("metadata.{field}"), other),
    };
    match map.iter().find(|(_, value)| value.as_str().is_none()) {
        Some((key, value)) => refuse(format!("metadata.{field}[{:?}]", key.as_str()), value),
        None => Ok(map.to_entries()),
    }
}

/// A name as a label's value: at most 63 bytes, ending in a letter or digit.
fn cut(name: &Arc<str>) -> Option<Arc<str>> {
    if name.len() <= MAX_LABEL {
        return Some(name.clone());
    }
    let end = (0..=MAX_LABEL).rev().find(|end| name.is_char_boundary(*end))?;
    let cut = name.get(..end)?.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    (!cut.is_empty()).then(|| cut.into())
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn long_names_are_cut_to_labels() {
        assert_eq!(cut(&"shop".into()).as_deref(), Some("shop"));
        let long = format!("{}-{}", "a".repeat(62), "b");
        assert_eq!(cut(&long.into()).as_deref(), Some("a".repeat(62).as_str()));
        assert_eq!(cut(&"-".repeat(64).into()), None);
    }
}
