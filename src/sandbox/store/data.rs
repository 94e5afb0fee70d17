//! `Store`: all collections under one growing resourceVersion, with indices of uids and owners. Every write goes through
//! `insert`, `replace` or `remove`; nothing else changes an object. It knows no rules: what is written is the caller's.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::Notify;

use super::collection::{Collection, Event, TooOld};
use super::place::{Address, Place, ResourceId};
use super::random::Random;
use super::version::Version;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// Changes kept for watchers of one resource: 16 seconds at the 1,000 events a second that the console must bear, more
/// than a reconnect takes.
pub(crate) const HISTORY: usize = 16_384;

/// A change as controllers see it.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) address: Address,
    pub(crate) old: Option<Arc<Version>>,
    /// None: it is gone.
    pub(crate) new: Option<Arc<Version>>,
}

/// Everything.
#[derive(Debug)]
pub(crate) struct Store {
    revision: u64,
    collections: HashMap<ResourceId, Collection>,
    by_uid: HashMap<Arc<str>, Address>,
    /// Owner's uid → who names it in ownerReferences.
    dependents: HashMap<Arc<str>, BTreeSet<Address>>,
    /// For controllers; none are kept where there are no controllers.
    changes: Option<Vec<Change>>,
    wake: Arc<Notify>,
    history: usize,
    pub(crate) random: Random,
}

impl Store {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            revision: 1,
            collections: HashMap::new(),
            by_uid: HashMap::new(),
            dependents: HashMap::new(),
            changes: None,
            wake: Arc::default(),
            history: HISTORY,
            random: Random::new(seed),
        }
    }

    /// The revision of the latest change to anything.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Wakes when there are changes to take.
    pub(crate) fn wake(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    /// Keeps changes from now on.
    pub(crate) fn keep_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// What happened since the last call.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        self.changes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn collection(&self, resource: &ResourceId) -> Option<&Collection> {
        self.collections.get(resource)
    }

    /// The collection, made when it is not there: for watchers of a resource that has no object yet.
    pub(crate) fn open(&mut self, resource: &ResourceId) -> &mut Collection {
        let revision = self.revision;
        self.collections.entry(resource.clone()).or_insert_with(|| Collection::new(revision))
    }

    /// Drops a resource that is no longer served.
    pub(crate) fn drop_collection(&mut self, resource: &ResourceId) {
        self.collections.remove(resource);
    }

    pub(crate) fn get(&self, address: &Address) -> Option<&Arc<Version>> {
        self.collections.get(&address.resource)?.items.get(&address.place)
    }

    /// The objects of a resource in a namespace (empty: in all), in order.
    pub(crate) fn list(&self, resource: &ResourceId, namespace: &str) -> impl Iterator<Item = &Arc<Version>> {
        self.collections.get(resource).into_iter().flat_map(|own| own.within(namespace)).map(|(_, version)| version)
    }

    pub(crate) fn address_of(&self, uid: &str) -> Option<&Address> {
        self.by_uid.get(uid)
    }

    /// Who names this uid as owner.
    pub(crate) fn dependents(&self, uid: &str) -> Vec<Address> {
        self.dependents.get(uid).into_iter().flatten().cloned().collect()
    }

    /// Writes a new object or a new version of one; the object gets the next resourceVersion.
    pub(crate) fn put(&mut self, resource: &ResourceId, object: Object) -> Arc<Version> {
        self.revision += 1;
        let address = Address::new(resource, object.namespace().clone(), object.name().clone());
        let version = Version::new(stamped(object, self.revision), self.revision);
        let history = self.history;
        let collection = self.open(resource);
        let old = collection.items.insert(address.place.clone(), version.clone());
        collection.record(Event { revision: version.revision, old: old.clone(), new: version.clone(), deleted: false }, history);
        self.index(&address, old.as_ref(), Some(&version));
        self.note(Change { address, old, new: Some(version.clone()) });
        version
    }

    /// Removes an object; the deletion is a revision of its own.
    pub(crate) fn remove(&mut self, address: &Address) -> Option<Arc<Version>> {
        let old = self.collections.get_mut(&address.resource)?.items.remove(&address.place)?;
        self.revision += 1;
        let last = Version::new(stamped(old.object.clone(), self.revision), self.revision);
        let (revision, history) = (self.revision, self.history);
        self.open(&address.resource).record(Event { revision, old: Some(old.clone()), new: last.clone(), deleted: true }, history);
        self.index(address, Some(&old), None);
        self.note(Change { address: address.clone(), old: Some(old), new: None });
        Some(last)
    }

    /// Forgets the history of everything: the next watch from before gets 410.
    pub(crate) fn compact(&mut self) {
        let revision = self.revision;
        self.collections.values_mut().for_each(|collection| collection.compact(revision));
    }

    /// At most `limit` changes of a resource after a revision.
    pub(crate) fn since(&self, resource: &ResourceId, revision: u64, limit: usize) -> Result<Vec<Event>, TooOld> {
        self.collections.get(resource).map_or(Ok(Vec::new()), |own| own.since(revision, limit))
    }

    fn note(&mut self, change: Change) {
        if let Some(changes) = &mut self.changes {
            changes.push(change);
            self.wake.notify_one();
        }
    }

    fn index(&mut self, address: &Address, old: Option<&Arc<Version>>, new: Option<&Arc<Version>>) {
        let owners = |version: Option<&Arc<Version>>| -> BTreeSet<Arc<str>> {
            version.iter().flat_map(|version| version.object.owners().map(|owner| Arc::from(owner.uid))).collect()
        };
        let (before, after) = (owners(old), owners(new));
        for gone in before.difference(&after) {
            if let Some(own) = self.dependents.get_mut(gone) {
                own.remove(address);
                if own.is_empty() {
                    self.dependents.remove(gone);
                }
            }
        }
        for come in after.difference(&before) {
            self.dependents.entry(come.clone()).or_default().insert(address.clone());
        }
        let uid = |version: Option<&Arc<Version>>| version.map(|version| version.object.uid().to_owned());
        if uid(old) != uid(new) {
            if let Some(old) = uid(old) {
                self.by_uid.remove(old.as_str());
            }
            if let Some(new) = uid(new) {
                self.by_uid.insert(new.into(), address.clone());
            }
        }
    }
}

fn stamped(object: Object, revision: u64) -> Object {
    let stamped = object.set(&["metadata", "resourceVersion"], Value::str(revision.to_string()));
    stamped.unwrap_or(object)
}

/// The place of an object by its own metadata.
pub(crate) fn place_of(object: &Object) -> Place {
    Place::new(object.namespace().clone(), object.name().clone())
}

#[cfg(test)]
mod tests {
    use super::Store;
    use crate::engine::manifest::json::object_from_json;
    use crate::model::object::Object;
    use crate::sandbox::store::collection::TooOld;
    use crate::sandbox::store::place::{Address, ResourceId};

    fn object(text: &str) -> Object {
        object_from_json(text.as_bytes(), &mut crate::engine::manifest::interner()).unwrap()
    }

    #[test]
    fn every_write_has_its_own_revision_and_can_be_read_on_from() {
        let (mut store, cms) = (Store::new(0), ResourceId::new("", "configmaps"));
        store.keep_changes();
        let a = store.put(&cms, object(r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"n","uid":"1"}}"#));
        let b = store.put(&cms, a.object.clone());
        let last = store.remove(&Address::new(&cms, "n", "a")).unwrap();
        assert_eq!([a.revision, b.revision, last.revision], [2, 3, 4]);
        assert_eq!(last.object.resource_version(), "4");
        let since = |revision| store.since(&cms, revision, 10).unwrap().iter().map(|e| (e.revision, e.deleted)).collect::<Vec<_>>();
        assert_eq!(since(2), [(3, false), (4, true)]);
        assert_eq!(since(4), []);
        assert_eq!(store.collection(&cms).unwrap().at(3).unwrap().len(), 1);
        assert_eq!(store.take_changes().len(), 3);
        store.compact();
        assert_eq!(store.since(&cms, 3, 10).unwrap_err(), TooOld { oldest: 4 });
        assert!(store.since(&cms, 4, 10).is_ok());
        store.put(&ResourceId::new("", "secrets"), a.object.clone());
        store.compact();
        let collection = store.collection(&cms).unwrap();
        assert_eq!(collection.reaches(4), Err(TooOld { oldest: 5 }));
        assert!(collection.since(4, 10).is_ok(), "who has read everything reads on");
    }

    #[test]
    fn dependents_are_found_by_their_owners_uid() {
        let (mut store, pods) = (Store::new(0), ResourceId::new("", "pods"));
        let text = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n","uid":"1",
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"9"}]}}"#;
        let pod = store.put(&pods, object(text));
        assert_eq!(store.dependents("9"), [Address::new(&pods, "n", "a")]);
        store.put(&pods, pod.object.unset(&["metadata", "ownerReferences"]).unwrap());
        assert_eq!(store.dependents("9"), []);
        assert!(store.address_of("1").is_some());
    }
}
