//! Where an object is kept: resource, namespace, name. It knows no objects.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A resource whatever its version: group (empty for core) and plural.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ResourceId {
    pub(crate) group: Arc<str>,
    pub(crate) plural: Arc<str>,
}

impl ResourceId {
    pub(crate) fn new(group: &str, plural: &str) -> Self {
        Self { group: group.into(), plural: plural.into() }
    }

    pub(crate) fn is(&self, group: &str, plural: &str) -> bool {
        &*self.group == group && &*self.plural == plural
    }
}

impl fmt::Display for ResourceId {
    /// `deployments.apps`, as messages of the API server name resources.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() { f.write_str(&self.plural) } else { write!(f, "{}.{}", self.plural, self.group) }
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Namespace (empty in cluster scope) and name within a resource. Ordered as etcd orders `namespace/name`, so that lists
/// over all namespaces come in the order of a real server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) namespace: Arc<str>,
    pub(crate) name: Arc<str>,
}

impl Place {
    pub(crate) fn new(namespace: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }

    fn bytes(&self) -> impl Iterator<Item = u8> + '_ {
        self.namespace.bytes().chain([b'/']).chain(self.name.bytes())
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.namespace == other.namespace { self.name.cmp(&other.name) } else { self.bytes().cmp(other.bytes()) }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An object's whole address in the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Address {
    pub(crate) resource: ResourceId,
    pub(crate) place: Place,
}

impl Address {
    pub(crate) fn new(resource: &ResourceId, namespace: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { resource: resource.clone(), place: Place::new(namespace, name) }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", self.resource, self.place.namespace, self.place.name)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn places_are_ordered_as_etcd_orders_its_keys() {
        let mut places = [Place::new("a", "x"), Place::new("a-b", "c"), Place::new("a", "b"), Place::new("b", "a")];
        places.sort();
        assert_eq!(places.map(|place| format!("{}/{}", place.namespace, place.name)), ["a-b/c", "a/b", "a/x", "b/a"]);
    }
}
