//! Where policies come from, and whose rights are asked about: the control plane's ConfigMaps, or a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::adapters::store::access::{Maps, rules};
use crate::engine::access::can::Access;
use crate::engine::access::identity::{self, Person};
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::access::{AccessRules, PolicyTexts};
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::session::state::State;

use super::super::access_args::{Person as Named, Policies};

type Data = BTreeMap<Arc<str>, Arc<str>>;

/// Policies of the largest file: etcd keeps no ConfigMap of more than a mebibyte, and nobody reads one of this size.
const MAX_FILE: u64 = 8 << 20;

/// The rules of a file; none where none is named.
pub(super) fn of_file(policies: &Policies) -> Result<Option<AccessRules>, Problem> {
    let Some(path) = &policies.policy_file else { return Ok(None) };
    let shown = path.display().to_string();
    // A file of this folder is not taken for the ConfigMap's key of the same name.
    let shown = if shown.contains('/') { shown } else { format!("./{shown}") };
    let unreadable =
        |cause: String| Problem::error(ProblemKind::NotFound, cause).at(Place::file(shown.as_str())).hint("name a file with policy lines");
    let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
    if size > MAX_FILE {
        return Err(unreadable(format!("{size} bytes are more than any policy has")));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is no text".to_owned()))?;
    let mut rules = match config_map(&text, &shown) {
        Some(data) => {
            let none = Data::new();
            rules(Maps { rbac: Some(&data), argocd: &none, params: &none, tiphys: &none }).0
        }
        None => AccessRules {
            policy: Some(PolicyTexts { files: vec![(shown.into(), text.into())], ..PolicyTexts::default() }),
            ..AccessRules::default()
        },
    };
    if let Some(policy) = &mut rules.policy {
        if let Some(role) = &policies.default_role {
            policy.default_role = role.as_str().into();
        }
        if let Some(mode) = &policies.match_mode {
            policy.match_mode = mode.as_str().into();
        }
    }
    Ok(Some(rules))
}

/// The data of a ConfigMap in YAML; none for policy lines.
fn config_map(text: &str, name: &str) -> Option<Data> {
    if !text.contains("kind: ConfigMap") {
        return None;
    }
    let read = parse_yaml(text.as_bytes(), name, ParseOptions::KUBERNETES);
    let is_one = |value: &&Value| value.as_map().and_then(|map| map.get("kind")).and_then(Value::as_str) == Some("ConfigMap");
    let map = read.values.iter().map(|document| &document.value).find(is_one)?.as_map()?.clone();
    let data = map.get("data")?.as_map()?;
    Some(data.iter().filter_map(|(key, value)| Some((key.as_str().into(), value.as_shared_str()?))).collect())
}

/// The rights of who is named, by the control plane's rules.
pub(super) fn of_plane(state: &State, named: &Named) -> Access {
    let rules = state.plane.access.rules.clone();
    let groups: Vec<Arc<str>> = named.group.iter().map(|group| Arc::from(group.as_str())).collect();
    let person = match (named.user.as_str(), named.kubernetes) {
        ("me", false) => return (*state.plane.access).clone(),
        (user, true) => identity::person(user, &groups, &rules.subjects),
        (user, false) => Person::subject(user, &groups),
    };
    Access::new(rules, person)
}

/// The rights of who is named, by a file's rules: nobody is mapped there.
pub(super) fn of_rules(rules: AccessRules, named: &Named) -> Result<Access, Problem> {
    if named.user == "me" || named.kubernetes {
        let problem = Problem::error(ProblemKind::BadInput, "a policy file does not say who a Kubernetes user is");
        return Err(problem.hint("name a subject of its lines, or leave --policy-file out"));
    }
    let groups: Vec<Arc<str>> = named.group.iter().map(|group| Arc::from(group.as_str())).collect();
    Ok(Access::new(Arc::new(rules), Person::subject(&named.user, &groups)))
}
