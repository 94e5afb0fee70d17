//! Who may do what: `system:masters` everything, everyone what a real server's default roles let them, the rest by the Roles
//! and bindings in the store, as the RBAC authorizer evaluates them. It knows no request but by its attributes.

use super::state::State;
use super::store::place::{Address, ResourceId};
use super::users::User;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

const GROUP: &str = "rbac.authorization.k8s.io";

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed<'a> {
    pub(crate) verb: &'a str,
    pub(crate) group: &'a str,
    /// With the subresource: `deployments/scale`.
    pub(crate) resource: &'a str,
    /// Empty in cluster scope.
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

/// Whether a user may do something to a resource.
pub(crate) fn allows(state: &State, user: &User, deed: Deed<'_>) -> bool {
    user.is_master() || rules(state, user, deed.namespace).iter().any(|rule| covers(rule, deed))
}

/// Whether a user may read a path that is no resource.
pub(crate) fn allows_path(user: &User, path: &str) -> bool {
    const EVERYONE: [&str; 4] = ["/healthz", "/livez", "/readyz", "/version"];
    const KNOWN: [&str; 3] = ["/api", "/apis", "/openapi"];
    let below = |root: &&str| path == *root || path.strip_prefix(*root).is_some_and(|rest| rest.starts_with('/'));
    let known = user.groups.iter().any(|group| &**group == "system:authenticated");
    user.is_master() || EVERYONE.iter().any(&below) || known && KNOWN.iter().any(below)
}

/// The rules that hold for a user in a namespace (empty: cluster-wide ones only).
pub(crate) fn rules(state: &State, user: &User, namespace: &str) -> Vec<Map> {
    let mut found = basic(user);
    for binding in state.store.list(&ResourceId::new(GROUP, "clusterrolebindings"), "") {
        if names(&binding.object, user, "") {
            found.extend(role_rules(state, &binding.object, ""));
        }
    }
    if !namespace.is_empty() {
        for binding in state.store.list(&ResourceId::new(GROUP, "rolebindings"), namespace) {
            if names(&binding.object, user, namespace) {
                found.extend(role_rules(state, &binding.object, namespace));
            }
        }
    }
    found
}

/// What the role `system:basic-user` gives everyone who is known.
fn basic(user: &User) -> Vec<Map> {
    let one = |group: &'static str, resources: &[&'static str]| {
        let texts = |list: &[&'static str]| Value::list(list.iter().map(|own| Value::str(*own)).collect());
        [("verbs", texts(&["create"])), ("apiGroups", texts(&[group])), ("resources", texts(resources))]
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect()
    };
    if !user.groups.iter().any(|group| &**group == "system:authenticated") {
        return Vec::new();
    }
    vec![
        one("authorization.k8s.io", &["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
        one("authentication.k8s.io", &["selfsubjectreviews"]),
    ]
}

fn names(binding: &Object, user: &User, namespace: &str) -> bool {
    let subjects = binding.get(&["subjects"]).and_then(Value::as_list).unwrap_or(&[]);
    subjects.iter().filter_map(Value::as_map).any(|subject| {
        let text = |key: &str| subject.get(key).and_then(Value::as_str).unwrap_or("");
        match text("kind") {
            "User" => text("name") == &*user.name,
            "Group" => user.groups.iter().any(|group| &**group == text("name")),
            "ServiceAccount" => {
                let own = if text("namespace").is_empty() { namespace } else { text("namespace") };
                *user.name == format!("system:serviceaccount:{own}:{}", text("name"))
            }
            _ => false,
        }
    })
}

fn role_rules(state: &State, binding: &Object, namespace: &str) -> Vec<Map> {
    let name = binding.str_at(&["roleRef", "name"]).unwrap_or("").to_owned();
    let address = match binding.str_at(&["roleRef", "kind"]) {
        Some("Role") => Address::new(&ResourceId::new(GROUP, "roles"), namespace, name),
        _ => Address::new(&ResourceId::new(GROUP, "clusterroles"), "", name),
    };
    let role = state.store.get(&address);
    let list = role.and_then(|version| version.object.get(&["rules"])).and_then(Value::as_list).unwrap_or(&[]);
    list.iter().filter_map(|rule| rule.as_map().cloned()).collect()
}

fn covers(rule: &Map, deed: Deed<'_>) -> bool {
    let list = |key: &str| rule.get(key).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_str);
    let any = |key: &str, wanted: &str| list(key).any(|own| own == "*" || own == wanted);
    let subresource = deed.resource.split_once('/').map(|(_, sub)| sub);
    let resource = list("resources")
        .any(|own| own == "*" || own == deed.resource || own.strip_prefix("*/").is_some_and(|sub| Some(sub) == subresource));
    let mut only = list("resourceNames").peekable();
    let named = only.peek().is_none() || only.any(|own| own == deed.name);
    any("verbs", deed.verb) && any("apiGroups", deed.group) && resource && named
}
