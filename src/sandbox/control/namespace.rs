//! Namespaces: what every one gets, and how one that ends is emptied. It knows all resources and no kind.

use jiff::Timestamp;

use super::world::{World, Writer, entries};
use crate::model::object::value::{Map, Value};
use crate::sandbox::store::data::place_of;
use crate::sandbox::store::place::Address;

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let namespace = world.get(address)?;
    if namespace.get(&["metadata", "deletionTimestamp"]).is_none() {
        for root in first(namespace.name()) {
            world.create(root, Writer::Controller);
        }
        return None;
    }
    let mut left = false;
    let namespaced: Vec<_> = world.state.registry.stored().into_iter().filter(|own| own.namespaced).map(|own| own.id.clone()).collect();
    for resource in namespaced {
        let found: Vec<Address> = world
            .list(&resource, namespace.name())
            .iter()
            .map(|version| Address { resource: resource.clone(), place: place_of(&version.object) })
            .collect();
        for address in found {
            if world.get(&address).is_some_and(|own| own.get(&["metadata", "deletionTimestamp"]).is_none()) {
                world.delete(&address);
            }
            left |= world.get(&address).is_some();
        }
    }
    if !left {
        world.change(address, Writer::Controller, |edit| edit.within("spec", |spec| spec.remove("finalizers")));
    }
    None
}

/// The service account and the certificate that every namespace has.
fn first(namespace: &str) -> Vec<Map> {
    let named = |kind: &'static str, name: &'static str| {
        let metadata = entries(vec![("name", name.into()), ("namespace", namespace.into())]);
        vec![("apiVersion", Value::str("v1")), ("kind", kind.into()), ("metadata", metadata)]
    };
    let account = named("ServiceAccount", "default");
    let mut certificate = named("ConfigMap", "kube-root-ca.crt");
    certificate.push(("data", entries(vec![("ca.crt", "-----BEGIN CERTIFICATE-----\nsandbox\n-----END CERTIFICATE-----\n".into())])));
    [account, certificate].into_iter().filter_map(|root| entries(root).as_map().cloned()).collect()
}
