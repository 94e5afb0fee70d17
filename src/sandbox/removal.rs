//! How an object goes: at once, when its finalizers are gone, or after its grace period (`k8s.io/apiserver`,
//! `registry/generic/registry/store.go` and `registry/rest/delete.go`). It knows no request; controllers use it as well.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::api::options::Propagation;
use super::kinds::edit::Edit;
use super::kinds::resource::Resource;
use super::kinds::rules::prepare::orphans_by_default;
use super::state::State;
use super::store::place::Address;
use super::store::version::Version;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// Dependents lose their reference before the owner goes.
pub(crate) const ORPHAN: &str = "orphan";
/// Dependents go before the owner goes.
pub(crate) const FOREGROUND: &str = "foregroundDeletion";
/// The custom resources go before their definition goes.
pub(crate) const CLEANUP: &str = "customresourcecleanup.apiextensions.k8s.io";

/// How to remove.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Removal {
    pub(crate) grace_seconds: Option<i64>,
    pub(crate) propagation: Option<Propagation>,
}

/// What a removal did.
#[derive(Debug, Clone)]
pub(crate) enum Removed {
    /// The object is still there and will go.
    Marked(Object),
    /// The object is gone.
    Gone,
}

/// What a removal would make of an object.
pub(crate) fn plan(resource: &Resource, object: &Object, removal: Removal, now: Timestamp) -> Removed {
    let finalizers = finalizers_after(resource, object, removal.propagation);
    let marked = object.get(&["metadata", "deletionTimestamp"]).is_some();
    let grace = if resource.id.is("", "pods") { pod_grace(object, removal.grace_seconds) } else { 0 };
    let waits_for_namespace = resource.id.is("", "namespaces")
        && object.get(&["spec", "finalizers"]).and_then(Value::as_list).is_some_and(|list| !list.is_empty());
    let holds = !finalizers.is_empty() || waits_for_namespace;
    if !holds && grace == 0 {
        return Removed::Gone;
    }
    let mut edit = Edit::of(object.root());
    edit.within("metadata", |metadata| {
        set_finalizers(metadata, &finalizers);
        let before = metadata.int("deletionGracePeriodSeconds");
        if !marked || before.is_some_and(|before| grace < before) {
            let at = now.checked_add(SignedDuration::from_secs(grace)).unwrap_or(now);
            metadata.set("deletionTimestamp", time(at));
            metadata.set("deletionGracePeriodSeconds", grace);
            if let Some(generation) = metadata.int("generation").filter(|_| !marked) {
                metadata.set("generation", generation + 1);
            }
        }
    });
    if waits_for_namespace {
        edit.within_new("status", |status| status.set("phase", "Terminating"));
    }
    object.with_root(edit.done()).map_or(Removed::Gone, Removed::Marked)
}

/// Removes an object; none when it is not there.
pub(crate) fn remove(state: &mut State, address: &Address, removal: Removal, now: Timestamp) -> Option<(Removed, Arc<Version>)> {
    let resource = state.registry.by_id(&address.resource)?.clone();
    let version = state.store.get(address)?.clone();
    let planned = plan(&resource, &version.object, removal, now);
    let after = match &planned {
        Removed::Gone => state.store.remove(address)?,
        Removed::Marked(object) if *object == version.object => version,
        Removed::Marked(object) => state.store.put(&address.resource, object.clone()),
    };
    Some((planned, after))
}

/// Whether an object that was changed has nothing left to wait for.
pub(crate) fn is_due(object: &Object) -> bool {
    let none = |path: &[&str]| object.get(path).and_then(Value::as_list).is_none_or(<[Value]>::is_empty);
    let namespace = object.is("", "Namespace") && !none(&["spec", "finalizers"]);
    object.get(&["metadata", "deletionTimestamp"]).is_some()
        && none(&["metadata", "finalizers"])
        && object.int_at(&["metadata", "deletionGracePeriodSeconds"]).unwrap_or(0) == 0
        && !namespace
}

/// RFC 3339 in seconds, as metadata has it.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(crate) fn finalizers(object: &Object) -> Vec<String> {
    let list = object.get(&["metadata", "finalizers"]).and_then(Value::as_list).unwrap_or(&[]);
    list.iter().filter_map(|own| Some(own.as_str()?.to_owned())).collect()
}

pub(crate) fn set_finalizers(metadata: &mut Edit, finalizers: &[String]) {
    if finalizers.is_empty() {
        metadata.remove("finalizers");
    } else {
        metadata.set("finalizers", Value::list(finalizers.iter().map(|own| Value::str(own.as_str())).collect()));
    }
}

fn finalizers_after(resource: &Resource, object: &Object, propagation: Option<Propagation>) -> Vec<String> {
    let mut own = finalizers(object);
    let had = |name: &str| own.iter().any(|own| own == name);
    let (orphan, foreground) = match propagation {
        Some(Propagation::Orphan) => (true, false),
        Some(Propagation::Foreground) => (false, true),
        Some(Propagation::Background) => (false, false),
        None if had(ORPHAN) || had(FOREGROUND) => (had(ORPHAN), had(FOREGROUND)),
        None => (orphans_by_default(resource), false),
    };
    own.retain(|name| name != ORPHAN && name != FOREGROUND);
    if orphan {
        own.push(ORPHAN.to_owned());
    }
    if foreground {
        own.push(FOREGROUND.to_owned());
    }
    if resource.id.is("apiextensions.k8s.io", "customresourcedefinitions") && !own.iter().any(|name| name == CLEANUP) {
        own.push(CLEANUP.to_owned());
    }
    own
}

/// Pods that run somewhere get time to end (`podStrategy.CheckGracefulDelete`).
fn pod_grace(object: &Object, asked: Option<i64>) -> i64 {
    let phase = object.str_at(&["status", "phase"]).unwrap_or("");
    let placed = object.str_at(&["spec", "nodeName"]).is_some_and(|node| !node.is_empty());
    if !placed || matches!(phase, "Succeeded" | "Failed") {
        return 0;
    }
    let own = asked.or_else(|| object.int_at(&["spec", "terminationGracePeriodSeconds"])).unwrap_or(30);
    // Negative periods are the shortest there is.
    if own < 0 { 1 } else { own }
}
