//! What controllers do to the store: read owned objects, create, change, report, delete, tell. It knows no controller.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::engine::merge::structured::apply as structured;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::sandbox::api::options::Propagation;
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::kinds::resource::Resource;
use crate::sandbox::kinds::rules::prepare;
use crate::sandbox::kinds::{decode, defaults, resource};
use crate::sandbox::removal::{Removal, Removed, is_due, remove, time};
use crate::sandbox::state::State;
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::version::Version;

/// The state, and what time it is.
pub(crate) struct World<'s> {
    pub(crate) state: &'s mut State,
    pub(crate) now: Timestamp,
    pub(crate) moments: &'s mut Moments,
}

/// When things began that metadata keeps in whole seconds only: by uid and what began.
#[derive(Debug, Default)]
pub(crate) struct Moments(HashMap<(String, &'static str), Timestamp>);

/// The manager of what controllers write.
const CONTROLLER: &str = "kube-controller-manager";
/// The manager of what the fake nodes write.
const KUBELET: &str = "kubelet";

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    Controller,
    Kubelet,
}

/// A map of these entries.
pub(crate) fn entries(list: Vec<(&'static str, Value)>) -> Value {
    Value::map(list.into_iter().map(|(key, value)| (Key::field(key), value)).collect())
}

impl World<'_> {
    pub(crate) fn get(&self, address: &Address) -> Option<Object> {
        self.state.store.get(address).map(|version| version.object.clone())
    }

    /// The time as metadata has it.
    pub(crate) fn stamp(&self) -> Value {
        Value::str(time(self.now))
    }

    /// When something that begins now, at the first call, is over; none once it is.
    pub(crate) fn not_before(&mut self, object: &Object, what: &'static str, milliseconds: i64) -> Option<Timestamp> {
        let key = (object.uid().to_owned(), what);
        let began = *self.moments.0.entry(key.clone()).or_insert(self.now);
        let due = began.checked_add(SignedDuration::from_millis(milliseconds)).unwrap_or(began);
        if self.now < due {
            return Some(due);
        }
        self.moments.0.remove(&key);
        None
    }

    /// Objects of a resource that an object controls, in order of their names.
    pub(crate) fn controlled(&self, owner: &Object, resource: &ResourceId) -> Vec<Object> {
        let uid = owner.uid();
        let all = self.state.store.dependents(uid).into_iter().filter(|own| own.resource == *resource);
        let objects = all.filter_map(|address| self.get(&address));
        objects.filter(|own| own.owners().any(|by| by.controller && by.uid == uid)).collect()
    }

    /// Creates an object; none when its name is taken or its kind is not served.
    pub(crate) fn create(&mut self, root: Map, by: Writer) -> Option<Object> {
        let object = Object::new(root, Origin::default()).ok()?;
        let resource = self.state.registry.by_kind(object.api_version(), object.kind())?.clone();
        let address = Address::new(&resource.id, object.namespace().clone(), object.name().clone());
        if self.state.store.get(&address).is_some() {
            return None;
        }
        let mut edit = Edit::of(object.root());
        let uid = self.state.store.random.uid();
        let stamp = self.stamp();
        edit.within_new("metadata", |metadata| {
            metadata.set("uid", uid);
            metadata.set("creationTimestamp", stamp);
        });
        let root = decoded(&resource, &edit.done());
        let root = defaults::fill(&resource.id.group, &resource.kind, &root);
        let fresh = object.with_root(root).ok()?;
        let fresh = self.with_owners(&resource, None, &fresh, by, "");
        let mut addresses = self.state.addresses_for(&resource);
        let new = object.with_root(prepare::for_create(&resource, fresh.root(), &mut addresses)).ok()?;
        Some(self.state.store.put(&resource.id, new).object.clone())
    }

    /// Changes an object beside its status; none when it is not there.
    pub(crate) fn change(&mut self, address: &Address, by: Writer, change: impl FnOnce(&mut Edit)) -> Option<Object> {
        let old = self.get(address)?;
        let resource = self.state.registry.by_id(&address.resource)?.clone();
        let mut edit = Edit::of(old.root());
        change(&mut edit);
        let root = prepare::bump(&resource, old.root(), decoded(&resource, &edit.done()));
        let new = old.with_root(root).ok()?;
        self.store(&resource, address, &old, new, by, "")
    }

    /// Reports a status (and annotations, which go the same way); none when the object is not there.
    pub(crate) fn report(&mut self, address: &Address, by: Writer, change: impl FnOnce(&mut Edit)) -> Option<Object> {
        let old = self.get(address)?;
        let resource = self.state.registry.by_id(&address.resource)?.clone();
        let mut edit = Edit::of(old.root());
        change(&mut edit);
        let new = old.with_root(decoded(&resource, &edit.done())).ok()?;
        self.store(&resource, address, &old, new, by, "status")
    }

    fn store(&mut self, resource: &Resource, address: &Address, old: &Object, new: Object, by: Writer, sub: &str) -> Option<Object> {
        if new == *old {
            return Some(new);
        }
        let new = self.with_owners(resource, Some(old), &new, by, sub);
        if is_due(&new) {
            self.state.store.remove(address);
            self.state.after_removal(&new, self.now);
            return None;
        }
        Some(self.state.store.put(&address.resource, new).object.clone())
    }

    fn with_owners(&self, resource: &Resource, old: Option<&Object>, new: &Object, by: Writer, sub: &str) -> Object {
        let name = if by == Writer::Kubelet { KUBELET } else { CONTROLLER };
        let now = time(self.now);
        let writer = structured::Writer { name, subresource: sub, now: &now };
        structured::update(&resource.schema, old, new, &writer).unwrap_or_else(|_| new.clone())
    }

    /// Deletes an object as a controller does: its dependents go after it.
    pub(crate) fn delete(&mut self, address: &Address) {
        let background = Removal { propagation: Some(Propagation::Background), grace_seconds: None };
        if let Some((Removed::Gone, last)) = remove(self.state, address, background, self.now) {
            self.state.after_removal(&last.object, self.now);
        }
    }

    /// Removes an object that is past its grace period.
    pub(crate) fn forget(&mut self, address: &Address) {
        self.state.store.remove(address);
    }

    /// The objects of a resource in a namespace.
    pub(crate) fn list(&self, resource: &ResourceId, namespace: &str) -> Vec<Arc<Version>> {
        self.state.store.list(resource, namespace).cloned().collect()
    }

    /// A name with a random suffix.
    pub(crate) fn named_after(&mut self, prefix: &str) -> String {
        let base: String = prefix.chars().take(57).collect();
        format!("{base}-{}", self.state.store.random.suffix())
    }

    /// Tells of something that happened to an object; saying it again counts.
    pub(crate) fn tell(&mut self, object: &Object, of_type: &'static str, reason: &'static str, message: &str, source: &'static str) {
        let namespace = if object.namespace().is_empty() { "default".into() } else { object.namespace().clone() };
        let name = format!("{}.{:016x}", object.name(), fnv(&[object.uid(), reason, message]));
        let events = ResourceId::new("", "events");
        let address = Address::new(&events, namespace.clone(), name.as_str());
        let stamp = self.stamp();
        if let Some(before) = self.get(&address) {
            let mut edit = Edit::of(before.root());
            let count = edit.int("count").unwrap_or(1);
            edit.set("count", count + 1);
            edit.set("lastTimestamp", stamp);
            if let Ok(new) = before.with_root(edit.done()) {
                self.state.store.put(&events, new);
            }
            return;
        }
        let involved = entries(vec![
            ("apiVersion", Value::str(object.api_version().clone())),
            ("kind", Value::str(object.kind().clone())),
            ("name", Value::str(object.name().clone())),
            ("namespace", Value::str(object.namespace().clone())),
            ("resourceVersion", Value::str(object.resource_version())),
            ("uid", Value::str(object.uid())),
        ]);
        let uid = self.state.store.random.uid();
        let metadata = entries(vec![
            ("name", Value::str(name)),
            ("namespace", Value::str(namespace)),
            ("uid", Value::str(uid)),
            ("creationTimestamp", stamp.clone()),
        ]);
        let root = entries(vec![
            ("apiVersion", "v1".into()),
            ("kind", "Event".into()),
            ("metadata", metadata),
            ("involvedObject", involved),
            ("type", of_type.into()),
            ("reason", reason.into()),
            ("message", message.into()),
            ("source", entries(vec![("component", source.into())])),
            ("reportingComponent", source.into()),
            ("reportingInstance", "".into()),
            ("firstTimestamp", stamp.clone()),
            ("lastTimestamp", stamp),
            ("eventTime", Value::Null),
            ("count", 1.into()),
        ]);
        if let Value::Map(root) = root
            && let Ok(event) = Object::new(root, Origin::default())
        {
            self.state.store.put(&events, event);
        }
    }
}

/// What a real server would keep of fields that a controller made.
fn decoded(resource: &Resource, root: &Map) -> Map {
    match &resource.origin {
        resource::Origin::Builtin(of) => decode::decode(of, root).map_or_else(|_| root.clone(), |own| own.root),
        resource::Origin::Custom(_) => root.clone(),
    }
}

/// FNV-1a over texts: names that depend on content.
pub(crate) fn fnv(texts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in texts.iter().flat_map(|text| text.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The reference of a controller to what it makes.
pub(crate) fn owner(object: &Object) -> Value {
    Value::list(vec![entries(vec![
        ("apiVersion", Value::str(object.api_version().clone())),
        ("kind", Value::str(object.kind().clone())),
        ("name", Value::str(object.name().clone())),
        ("uid", Value::str(object.uid())),
        ("controller", true.into()),
        ("blockOwnerDeletion", true.into()),
    ])])
}
