//! What a cluster has from its first moment: namespaces, the service of its API server, the roles that everyone expects.

use jiff::Timestamp;

use super::control::nodes::node;
use super::host::Controllers;
use super::kinds::defaults;
use super::kinds::resource::Resource;
use super::kinds::rules::prepare;
use super::removal::time;
use super::state::State;
use crate::engine::manifest::json::parse_json;
use crate::model::object::build::set;
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};

/// One JSON document a line.
const OBJECTS: &str = r#"
{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}}
{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-node-lease"}}
{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-public"}}
{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system"}}
{"apiVersion":"v1","kind":"Service","metadata":{"name":"kubernetes","namespace":"default","labels":{"component":"apiserver","provider":"kubernetes"}},"spec":{"clusterIP":"10.96.0.1","ports":[{"name":"https","port":443,"targetPort":6443,"protocol":"TCP"}]}}
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"cluster-admin"},"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}]}
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"sandbox:reader"},"rules":[{"apiGroups":[""],"resources":["bindings","configmaps","endpoints","events","limitranges","namespaces","namespaces/status","nodes","persistentvolumeclaims","persistentvolumeclaims/status","persistentvolumes","pods","pods/log","pods/status","podtemplates","replicationcontrollers","replicationcontrollers/scale","replicationcontrollers/status","resourcequotas","resourcequotas/status","serviceaccounts","services","services/status"],"verbs":["get","list","watch"]},{"apiGroups":["admissionregistration.k8s.io","apiextensions.k8s.io","apps","argoproj.io","autoscaling","batch","coordination.k8s.io","discovery.k8s.io","networking.k8s.io","policy","rbac.authorization.k8s.io","scheduling.k8s.io","storage.k8s.io","tiphys.dev"],"resources":["*"],"verbs":["get","list","watch"]}]}
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"cluster-admin"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"Group","name":"system:masters","apiGroup":"rbac.authorization.k8s.io"}]}
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"sandbox:reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"sandbox:reader"},"subjects":[{"kind":"Group","name":"readers","apiGroup":"rbac.authorization.k8s.io"}]}
{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"system-cluster-critical"},"value":2000000000,"description":"Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."}
{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"system-node-critical"},"value":2000001000,"description":"Used for system critical pods that must not be moved from their current node."}
"#;

/// Puts the first objects into a store.
pub(crate) fn bootstrap(state: &mut State, now: Timestamp, controllers: Controllers) {
    if let Controllers::On { nodes } = controllers {
        state.store.keep_changes();
        let resource = state.registry.by_kind("v1", "Node").cloned();
        for object in (1..=nodes).filter_map(|number| node(number, now)) {
            if let Some(resource) = &resource {
                put(state, resource, &object, now);
            }
        }
    }
    for line in OBJECTS.lines().filter(|line| !line.is_empty()) {
        let Ok(Value::Map(root)) = parse_json(line.as_bytes()) else { continue };
        let Ok(object) = Object::new(root, Origin::default()) else { continue };
        let found = state.registry.by_kind(object.api_version(), object.kind()).cloned();
        if let Some(resource) = found {
            put(state, &resource, &object, now);
        }
    }
}

/// Puts an object into the store as a request would, without its checks and owners.
pub(crate) fn put(state: &mut State, resource: &Resource, object: &Object, now: Timestamp) {
    let mut root = set(object.root(), &["metadata", "uid"], Value::str(state.store.random.uid()));
    root = set(&root, &["metadata", "creationTimestamp"], Value::str(time(now)));
    root = defaults::fill(&resource.id.group, &resource.kind, &root);
    let mut addresses = state.addresses_for(resource);
    root = prepare::for_create(resource, &root, &mut addresses);
    if let Ok(object) = object.with_root(root) {
        state.store.put(&resource.id, object);
    }
}

#[cfg(test)]
mod tests {
    use super::{Controllers, OBJECTS, bootstrap};
    use crate::sandbox::state::State;
    use crate::sandbox::store::place::{Address, ResourceId};

    #[test]
    fn every_first_object_is_there() {
        let mut state = State::new(0);
        bootstrap(&mut state, jiff::Timestamp::UNIX_EPOCH, Controllers::Off);
        let lines = u64::try_from(OBJECTS.lines().filter(|line| !line.is_empty()).count()).unwrap();
        assert_eq!(state.store.revision(), 1 + lines);
        let namespace = state.store.get(&Address::new(&ResourceId::new("", "namespaces"), "", "default")).unwrap();
        assert_eq!(namespace.object.str_at(&["status", "phase"]), Some("Active"));
    }
}
