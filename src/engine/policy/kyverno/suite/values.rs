//! Values that Kyverno's tests give to variables: for all, by policy and resource, by policy and rule; labels of namespaces; the user. It
//! knows no file.

use std::collections::BTreeMap;

use super::super::request::{User, texts};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// A variable's path and value.
pub type Variable = (Vec<String>, Value);

/// Values of a test.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    all: Vec<Variable>,
    /// By policy and resource.
    resources: Vec<(String, String, Vec<Variable>)>,
    /// By policy and rule.
    rules: Vec<(String, String, Vec<Variable>)>,
    namespaces: BTreeMap<String, BTreeMap<String, String>>,
    /// A subresource's group, version and kind; its name; its parent's.
    subresources: Vec<(Gvk, String, Gvk)>,
}

type Gvk = (String, String, String);

impl Values {
    /// Reads a values file, or the `values` of a test.
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn read(value: &Value) -> Result<Self, String> {
        let map = value.as_map().ok_or_else(|| format!("values are a map, not {}", value.kind_name()))?;
        let mut values = Self { all: variables(map.get("globalValues"))?, ..Self::default() };
        for policy in maps(map.get("policies"))? {
            let name = text(policy, "name");
            for resource in maps(policy.get("resources"))? {
                values.resources.push((name.clone(), text(resource, "name"), variables(resource.get("values"))?));
            }
            for rule in maps(policy.get("rules"))? {
                let mut own = variables(rule.get("values"))?;
                // Of a list for loops Kyverno's tests take the first.
                for (path, value) in variables(rule.get("foreachValues"))? {
                    let first = value.as_list().and_then(<[Value]>::first).cloned().unwrap_or_default();
                    own.push((path, first));
                }
                values.rules.push((name.clone(), text(rule, "name"), own));
            }
        }
        for namespace in maps(map.get("namespaceSelector"))? {
            values.namespaces.insert(text(namespace, "name"), texts(namespace.get("labels")));
        }
        for namespace in maps(map.get("namespaces"))? {
            let metadata = namespace.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
            values.namespaces.insert(text(&metadata, "name"), texts(metadata.get("labels")));
        }
        for one in maps(map.get("subresources"))? {
            let part = |key: &str| one.get(key).and_then(Value::as_map).cloned().unwrap_or_default();
            let (own, parent) = (part("subresource"), part("parentResource"));
            let gvk = |map: &Map| (text(map, "group"), text(map, "version"), text(map, "kind"));
            let name = text(&own, "name").split_once('/').map(|(_, name)| name.to_owned()).unwrap_or_default();
            values.subresources.push((gvk(&own), name, gvk(&parent)));
        }
        Ok(values)
    }

    /// Variables for a resource under a policy; later ones win.
    pub fn of_resource(&self, policy: &str, resource: &str) -> Vec<Variable> {
        let own = self.resources.iter().filter(|(own, name, _)| own == policy && name == resource);
        let mut found: Vec<Variable> = Vec::new();
        for (path, value) in self.all.iter().chain(own.flat_map(|(_, _, variables)| variables)) {
            found.retain(|(known, _)| known != path);
            found.push((path.clone(), value.clone()));
        }
        found
    }

    /// Variables for a rule, which a generated one shares.
    pub fn of_rule(&self, policy: &str, rule: &str) -> Vec<Variable> {
        let is_rule = |name: &str| rule == name || rule == format!("autogen-{name}") || rule == format!("autogen-cronjob-{name}");
        let found = self.rules.iter().find(|(own, name, _)| own == policy && is_rule(name));
        found.map(|(_, _, variables)| variables.clone()).unwrap_or_default()
    }

    /// The labels of a namespace, where they are given.
    pub fn namespace_labels(&self, name: &str) -> Option<BTreeMap<String, String>> {
        self.namespaces.get(name).cloned()
    }

    /// The parent's kind and the subresource's name, where an object is a subresource.
    pub fn parent(&self, object: &Object) -> Option<(Gvk, String)> {
        let is_it = |(group, version, kind): &Gvk| object.is(group, kind) && object.version() == version;
        self.subresources.iter().find(|(own, _, _)| is_it(own)).map(|(_, name, parent)| (parent.clone(), name.clone()))
    }
}

/// Reads a user's file.
///
/// # Errors
/// In words, when it is none.
pub fn user(value: &Value) -> Result<User, String> {
    let map = value.as_map().ok_or_else(|| format!("a user is a map, not {}", value.kind_name()))?;
    let list = |map: &Map, key: &str| -> Vec<String> {
        map.get(key).and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let info = map.get("userInfo").and_then(Value::as_map).cloned().unwrap_or_default();
    Ok(User {
        name: text(&info, "username"),
        groups: list(&info, "groups"),
        roles: Some(list(map, "roles")),
        cluster_roles: Some(list(map, "clusterRoles")),
        more: info,
    })
}

fn text(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn maps(value: Option<&Value>) -> Result<Vec<&Map>, String> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::List(items)) => {
            items.iter().map(|item| item.as_map().ok_or_else(|| format!("a map is wanted, not {}", item.kind_name()))).collect()
        }
        Some(other) => Err(format!("a list is wanted, not {}", other.kind_name())),
    }
}

fn variables(value: Option<&Value>) -> Result<Vec<Variable>, String> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Map(map)) => Ok(map.iter().map(|(key, value)| (path(key.as_str()), value.clone())).collect()),
        Some(other) => Err(format!("values are a map, not {}", other.kind_name())),
    }
}

/// A path: parts between dots; a part in quotes may hold dots.
fn path(key: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = key;
    loop {
        let (part, after) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (part, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                (part, after.strip_prefix('.'))
            }
            None => rest.split_once('.').map_or((rest, None), |(part, after)| (part, Some(after))),
        };
        parts.push(part.to_owned());
        match after {
            Some(after) => rest = after,
            None => return parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_part_in_quotes_may_hold_dots() {
        assert_eq!(path("request.object.metadata.annotations.\"a.b/c\""), ["request", "object", "metadata", "annotations", "a.b/c"]);
        assert_eq!(path("x"), ["x"]);
    }
}
