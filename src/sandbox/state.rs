//! What is behind the lock: objects, what is served, addresses given away. It knows no request.

use std::collections::BTreeSet;

use super::kinds::custom;
use super::kinds::registry::Registry;
use super::kinds::resource::Resource;
use super::kinds::rules::prepare::Allocation;
use super::store::data::Store;
use super::store::place::ResourceId;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// Objects and what is served.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) registry: Registry,
}

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        let registry = Registry::builtin();
        let mut store = Store::new(seed);
        for resource in registry.stored() {
            store.open(&resource.id);
        }
        Self { store, registry }
    }

    /// Serves the kinds of a definition, in place of what it said before.
    pub(crate) fn serve_definition(&mut self, definition: &Object) {
        self.withdraw_definition(definition);
        for resource in custom::resources(definition) {
            self.store.open(&resource.id);
            self.registry.add(resource);
        }
    }

    /// Serves the kinds of a definition no longer.
    pub(crate) fn withdraw_definition(&mut self, definition: &Object) {
        let text = |path: &[&str]| definition.str_at(path).unwrap_or("").to_owned();
        self.registry.remove(&ResourceId::new(&text(&["spec", "group"]), &text(&["spec", "names", "plural"])));
    }

    /// Addresses that no service has; nothing is looked up for resources that need none.
    pub(crate) fn addresses_for(&self, resource: &Resource) -> Addresses {
        let mut taken = Addresses::default();
        if !resource.id.is("", "services") {
            return taken;
        }
        for service in self.store.list(&ResourceId::new("", "services"), "") {
            let object = &service.object;
            taken.ips.extend(object.str_at(&["spec", "clusterIP"]).map(str::to_owned));
            let ports = object.get(&["spec", "ports"]).and_then(Value::as_list).unwrap_or(&[]);
            taken.ports.extend(ports.iter().filter_map(|port| port.as_map()?.get("nodePort")?.as_i64()));
        }
        taken
    }
}

/// Cluster IPs of 10.96.0.0/16 and node ports of 30000–32767, the ranges of a default installation.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    ips: BTreeSet<String>,
    ports: BTreeSet<i64>,
}

impl Allocation for Addresses {
    fn cluster_ip(&mut self) -> String {
        // The first two are the server's own and the DNS service's by custom.
        let free = (20_u32..65_534).map(|number| format!("10.96.{}.{}", number >> 8, number & 255)).find(|ip| !self.ips.contains(ip));
        let ip = free.unwrap_or_else(|| "10.96.255.255".to_owned());
        self.ips.insert(ip.clone());
        ip
    }

    fn node_port(&mut self) -> i64 {
        let port = (30_000..32_768).find(|port| !self.ports.contains(port)).unwrap_or(32_767);
        self.ports.insert(port);
        port
    }
}
