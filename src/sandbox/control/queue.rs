//! What controllers have to look at: work named by what changed, each once, now or at a time. It knows no controller's work.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::object::Object;
use crate::sandbox::removal::{FOREGROUND, ORPHAN, finalizers};
use crate::sandbox::state::State;
use crate::sandbox::store::data::Change;
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::select::Selector;

/// Who is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    Namespace,
    Finalizer,
    Dependent,
    Deployment,
    ReplicaSet,
    StatefulSet,
    DaemonSet,
    Job,
    Pod,
    Endpoints,
    Autoscaler,
    Claim,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Work {
    pub(crate) role: Role,
    pub(crate) address: Address,
}

/// Everything to look at.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    now: BTreeSet<Work>,
    later: BTreeMap<Timestamp, BTreeSet<Work>>,
}

impl Queue {
    pub(crate) fn push(&mut self, role: Role, address: Address) {
        self.now.insert(Work { role, address });
    }

    /// Looks again at a time.
    pub(crate) fn push_at(&mut self, at: Timestamp, work: Work) {
        self.later.entry(at).or_default().insert(work);
    }

    /// The next thing that is due.
    pub(crate) fn pop(&mut self, now: Timestamp) -> Option<Work> {
        while let Some(entry) = self.later.first_entry() {
            if *entry.key() > now {
                break;
            }
            self.now.extend(entry.remove());
        }
        self.now.pop_first()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.now.is_empty()
    }

    /// When something is due next.
    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.later.first_key_value().map(|(at, _)| *at)
    }

    /// Notes who has to look after a change.
    pub(crate) fn note(&mut self, state: &State, change: &Change) {
        let Some(object) = change.new.as_ref().or(change.old.as_ref()).map(|version| &version.object) else { return };
        let address = &change.address;
        if let Some(role) = role_of(&address.resource) {
            self.push(role, address.clone());
        }
        let before = change.old.as_ref().map(|version| &version.object);
        let after = change.new.as_ref().map(|version| &version.object);
        for object in before.into_iter().chain(after) {
            self.owners(state, object);
        }
        if address.resource.is("", "pods") {
            self.services(state, object);
        }
        if address.resource.is("", "nodes") {
            self.every(state, &ResourceId::new("apps", "daemonsets"), Role::DaemonSet);
            self.every(state, &ResourceId::new("", "pods"), Role::Pod);
        }
        if is_scaled(&address.resource) {
            for own in state.store.list(&ResourceId::new("autoscaling", "horizontalpodautoscalers"), object.namespace()) {
                if own.object.str_at(&["spec", "scaleTargetRef", "name"]) == Some(object.name()) {
                    self.push(Role::Autoscaler, address_of("autoscaling", "horizontalpodautoscalers", &own.object));
                }
            }
        }
        self.lifecycle(state, address, before, after);
    }

    fn lifecycle(&mut self, state: &State, address: &Address, before: Option<&Object>, after: Option<&Object>) {
        match (before, after) {
            (Some(gone), None) => {
                for dependent in state.store.dependents(gone.uid()) {
                    self.push(Role::Dependent, dependent);
                }
                for owner in gone.owners() {
                    // An owner may be waiting for this one to go first.
                    if let Some(owner) = state.store.address_of(owner.uid) {
                        self.push(Role::Finalizer, owner.clone());
                    }
                }
                let namespace = Address::new(&ResourceId::new("", "namespaces"), "", gone.namespace().clone());
                if state.store.get(&namespace).is_some_and(|own| own.object.get(&["metadata", "deletionTimestamp"]).is_some()) {
                    self.push(Role::Namespace, namespace);
                }
            }
            (_, Some(object)) => {
                if object.owners().any(|owner| state.store.address_of(owner.uid).is_none()) {
                    self.push(Role::Dependent, address.clone());
                }
                let waits = finalizers(object).iter().any(|own| own == ORPHAN || own == FOREGROUND);
                let protected = matches!(&*address.resource.plural, "persistentvolumeclaims" | "persistentvolumes");
                if object.get(&["metadata", "deletionTimestamp"]).is_some() && (waits || protected) {
                    self.push(Role::Finalizer, address.clone());
                }
            }
            (None, None) => {}
        }
    }

    fn owners(&mut self, state: &State, object: &Object) {
        for owner in object.owners().filter(|owner| owner.controller) {
            let Some(address) = state.store.address_of(owner.uid) else { continue };
            if let Some(role) = role_of(&address.resource) {
                self.push(role, address.clone());
            }
        }
    }

    fn services(&mut self, state: &State, pod: &Object) {
        for service in state.store.list(&ResourceId::new("", "services"), pod.namespace()) {
            let selector = Selector::of_labels(service.object.get(&["spec", "selector"]));
            if selector.is_some_and(|own| own.selects(pod)) {
                self.push(Role::Endpoints, address_of("", "services", &service.object));
            }
        }
    }

    fn every(&mut self, state: &State, resource: &ResourceId, role: Role) {
        for version in state.store.list(resource, "") {
            self.push(role, Address::new(resource, version.object.namespace().clone(), version.object.name().clone()));
        }
    }
}

/// The address of an object of a resource.
pub(crate) fn address_of(group: &str, plural: &str, object: &Object) -> Address {
    Address::new(&ResourceId::new(group, plural), object.namespace().clone(), object.name().clone())
}

fn role_of(resource: &ResourceId) -> Option<Role> {
    Some(match (&*resource.group, &*resource.plural) {
        ("", "namespaces") => Role::Namespace,
        ("", "pods") => Role::Pod,
        ("", "services") => Role::Endpoints,
        ("", "persistentvolumeclaims") => Role::Claim,
        ("apps", "deployments") => Role::Deployment,
        ("apps", "replicasets") => Role::ReplicaSet,
        ("apps", "statefulsets") => Role::StatefulSet,
        ("apps", "daemonsets") => Role::DaemonSet,
        ("batch", "jobs") => Role::Job,
        ("autoscaling", "horizontalpodautoscalers") => Role::Autoscaler,
        _ => return None,
    })
}

/// Whether an autoscaler may look at this resource.
fn is_scaled(resource: &ResourceId) -> bool {
    matches!((&*resource.group, &*resource.plural), ("apps", "deployments" | "statefulsets" | "replicasets"))
}
