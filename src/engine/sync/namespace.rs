//! `CreateNamespace=true` and `managedNamespaceMetadata`: the destination namespace as a task before everything else. It
//! knows no other namespace. Sources: gitops-engine `pkg/sync/sync_context.go`, `autoCreateNamespace`; Argo CD
//! `controller/sync_namespace.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::resources::marks::is_hook;
use crate::model::application::{ManagedNamespaceMetadata, annotation};
use crate::model::ids::{GroupKind, ObjectKey};
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};
use crate::model::status::SyncPhase;

use super::make::{Making, sending};
use super::request::NamespaceState;
use super::task::{Task, Verb};
use super::verb::is_as_sent;

/// The task, where the option asks for it and no resource is that namespace itself: it is made where it is missing, and its
/// metadata is kept where the policy manages it.
pub(super) fn task(making: &Making<'_>) -> Option<Task> {
    let name = &making.input.rules.namespace;
    if !making.options.creates_namespace() || name.is_empty() || is_desired(making, name) {
        return None;
    }
    let managed = making.input.rules.policy.managed_namespace_metadata.as_ref();
    let object = object(name, managed)?;
    let live = match making.input.namespace {
        NamespaceState::There(live) => Some(live),
        NamespaceState::Missing | NamespaceState::Unknown => None,
    };
    let (verb, why) = match (live, managed) {
        (None, _) => (Verb::Create, "CreateNamespace=true"),
        (Some(_), None) => return None,
        (Some(live), Some(_)) if is_as_sent(making, &object, live) => (Verb::Keep, "managedNamespaceMetadata, as desired"),
        (Some(_), Some(_)) => (Verb::Update, "managedNamespaceMetadata"),
    };
    let key = key(making, name);
    let live = live.cloned();
    Some(Task { verb, why: why.into(), live, makes_namespace: true, ..sending(making, key, object, SyncPhase::PreSync) })
}

/// The key of the destination namespace.
pub(super) fn key(making: &Making<'_>, name: &Arc<str>) -> ObjectKey {
    ObjectKey {
        cluster: making.input.rules.cluster.clone(),
        namespace: Arc::default(),
        group_kind: GroupKind::new("", "Namespace"),
        name: name.clone(),
    }
}

/// Whether a resource (no hook) is the namespace itself.
pub(super) fn is_desired(making: &Making<'_>, name: &str) -> bool {
    making.input.desired.objects.iter().any(|object| object.is("", "Namespace") && **object.name() == *name && !is_hook(object))
}

/// The namespace as it is sent. Managed metadata are applied server-side, so that labels of others stay.
fn object(name: &Arc<str>, managed: Option<&ManagedNamespaceMetadata>) -> Option<Object> {
    let mut metadata = map([("name", Value::Str(name.clone()))]);
    if let Some(managed) = managed {
        let mut annotations = managed.annotations.clone();
        annotations.insert(annotation::SYNC_OPTIONS.to_owned(), "ServerSideApply=true".to_owned());
        if !managed.labels.is_empty() {
            metadata = metadata.with("labels", texts(&managed.labels));
        }
        metadata = metadata.with("annotations", texts(&annotations));
    }
    let root = map([("apiVersion", "v1".into()), ("kind", "Namespace".into()), ("metadata", Value::Map(metadata))]);
    Object::new(root, Origin::default()).ok()
}

fn texts(entries: &BTreeMap<String, String>) -> Value {
    Value::map(entries.iter().map(|(key, value)| (Key::from(key.as_str()), Value::from(value.as_str()))).collect())
}
