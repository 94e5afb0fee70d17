//! The last step of a render: each object its namespace and the application's mark, and no object twice. Sources: Argo CD
//! `controller/state.go`, `DeduplicateTargetObjects`; `util/argo/resource_tracking.go`, `SetAppInstance`.

use std::collections::BTreeMap;

use crate::engine::resources::tracking::{INSTALLATION_ID, TrackingId};
use crate::engine::step::Asking;
use crate::model::application::annotation;
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::TrackingMethod;

use super::Context;

/// Longest label value; cut only where the annotation carries the whole name too.
const MAX_LABEL: usize = 63;

/// Objects marked, in their namespaces, each once (the last wins, with a warning).
pub(super) fn placed(objects: Vec<Object>, context: &Context, asking: &mut Asking<'_>) -> Vec<Object> {
    if !context.track {
        return objects;
    }
    let mut placed: Vec<Option<Object>> = Vec::with_capacity(objects.len());
    let mut known: BTreeMap<(GroupKind, String, String), usize> = BTreeMap::new();
    for object in objects {
        let object = in_namespace(mark(object, context), context);
        let key = (object.group_kind(), object.namespace().to_string(), object.name().to_string());
        if !object.name().is_empty()
            && let Some(before) = known.insert(key, placed.len())
        {
            let name = format!("{}/{}", object.group_kind(), object.name());
            asking.problem(Problem::warning(ProblemKind::BadInput, format!("{name} appears more than once: the last one counts")).hint("define it once"));
            if let Some(slot) = placed.get_mut(before) {
                *slot = None;
            }
        }
        placed.push(Some(object));
    }
    placed.into_iter().flatten().collect()
}

fn in_namespace(object: Object, context: &Context) -> Object {
    let namespaced = context.schema.kind(object.group(), object.version(), object.kind()).is_none_or(|kind| kind.namespaced());
    let changed = match (namespaced, object.namespace().is_empty()) {
        (false, false) => object.unset(&["metadata", "namespace"]),
        (true, true) if !context.namespace.is_empty() => object.set(&["metadata", "namespace"], Value::Str(context.namespace.clone())),
        (false, true) | (true, _) => return object,
    };
    changed.unwrap_or(object)
}

fn mark(object: Object, context: &Context) -> Object {
    if object.is("apiextensions.k8s.io", "CustomResourceDefinition") || context.instance.is_empty() {
        return object;
    }
    let settings = &context.settings;
    let label = |object: Object, value: &str| {
        let path = ["metadata", "labels", &settings.instance_label_key];
        object.set(&path, Value::str(value)).unwrap_or(object)
    };
    let annotated = |object: Object| {
        let id = TrackingId::of(&object, &context.instance, &context.namespace).to_string();
        let marked = object.set(&["metadata", "annotations", annotation::TRACKING_ID], Value::str(id)).unwrap_or(object);
        match settings.installation_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => marked.set(&["metadata", "annotations", INSTALLATION_ID], Value::str(id)).unwrap_or(marked),
            None => marked,
        }
    };
    match settings.tracking() {
        TrackingMethod::Annotation => annotated(object),
        TrackingMethod::Label => label(object, &context.instance),
        TrackingMethod::AnnotationAndLabel => {
            let short: String = context.instance.chars().take(MAX_LABEL).collect();
            label(annotated(object), &short)
        }
    }
}
