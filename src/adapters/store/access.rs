//! The rules of access as a control plane's ConfigMaps hold them: `argocd-rbac-cm`, the switches of `argocd-cm` and
//! `argocd-cmd-params-cm`, `subjects` of `tiphys-cm`. It judges nothing. Source of keys: Argo CD `util/rbac/rbac.go`, `util/settings/settings.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::house::house;
use super::settings::{TIPHYS_CM, document};
use super::truth::truth;
use crate::engine::access::can::RBAC_CM;
use crate::engine::access::identity;
use crate::model::access::{AccessRules, PolicyTexts, Subjects, Switches};
use crate::model::object::serde_de::from_value;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

type Data = BTreeMap<Arc<str>, Arc<str>>;

/// The data of the ConfigMaps that have a say, each as far as it is there.
#[derive(Debug, Clone, Copy)]
pub struct Maps<'a> {
    /// `argocd-rbac-cm`; none where there is none.
    pub rbac: Option<&'a Data>,
    /// `argocd-cm`.
    pub argocd: &'a Data,
    /// `argocd-cmd-params-cm`.
    pub params: &'a Data,
    /// `tiphys-cm`.
    pub tiphys: &'a Data,
}

/// The rules that ConfigMaps say; pure.
pub fn rules(maps: Maps<'_>) -> (AccessRules, Vec<Problem>) {
    let mut problems = Vec::new();
    let subjects = maps.tiphys.get(identity::KEY).map(|yaml| subjects(yaml, &mut problems)).unwrap_or_default();
    problems.extend(identity::validate(&subjects));
    let (house, found) = house(maps.tiphys);
    problems.extend(found);
    let rules = AccessRules { policy: maps.rbac.map(policy), subjects, switches: switches(&maps), house, unreadable: None };
    (rules, problems)
}

/// `policy.csv` comes first, then `policy.*.csv` in the order of their names.
fn policy(data: &Data) -> PolicyTexts {
    let text = |key: &str| data.get(key).map(|text| text.trim()).unwrap_or_default();
    let main = data.get_key_value("policy.csv");
    let more = data.iter().filter(|(key, _)| &***key != "policy.csv" && key.starts_with("policy.") && key.ends_with(".csv"));
    PolicyTexts {
        files: main.into_iter().chain(more).map(|(key, text)| (key.clone(), text.clone())).collect(),
        default_role: text("policy.default").into(),
        match_mode: text("policy.matchMode").into(),
        scopes: match text("scopes") {
            "" => vec!["groups".into()],
            list => list
                .trim_matches(['[', ']'])
                .split(',')
                .map(|scope| Arc::from(scope.trim().trim_matches(['\'', '"'])))
                .filter(|scope: &Arc<str>| !scope.is_empty())
                .collect(),
        },
    }
}

fn switches(maps: &Maps<'_>) -> Switches {
    let usual = Switches::default();
    // What is no truth value changes nothing.
    let flag = |data: &Data, key: &str, default: bool| data.get(key).and_then(|value| truth(value.trim())).unwrap_or(default);
    Switches {
        no_inheritance: flag(maps.argocd, "server.rbac.disableApplicationFineGrainedRBACInheritance", usual.no_inheritance),
        rollback_apart: flag(maps.argocd, "server.rbac.rollback.enforce.enable", usual.rollback_apart),
        override_for_revision: flag(maps.argocd, "application.sync.requireOverridePrivilegeForRevisionSync", usual.override_for_revision),
        no_replace: !flag(maps.params, "server.sync.replace.allowed", !usual.no_replace),
        impersonation: maps.argocd.get("application.sync.impersonation.enabled").is_some_and(|value| &**value == "true"),
    }
}

/// `subjects`: maps of users and groups.
fn subjects(yaml: &str, problems: &mut Vec<Problem>) -> Subjects {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Written {
        users: BTreeMap<String, String>,
        groups: BTreeMap<String, String>,
    }
    let Some(value) = document(TIPHYS_CM, identity::KEY, yaml, problems) else { return Subjects::default() };
    if matches!(value, Value::Null) {
        return Subjects::default();
    }
    let shared = |map: BTreeMap<String, String>| map.into_iter().map(|(from, to)| (from.into(), to.into())).collect();
    match from_value::<Written>(&value) {
        Ok(written) => Subjects { users: shared(written.users), groups: shared(written.groups) },
        Err(error) => {
            let cause = format!("no map of subjects, so nobody is mapped: {error}");
            let hint = "write users: and groups:, each with lines `name in Kubernetes: subject of the policy`";
            problems.push(Problem::warning(ProblemKind::BadInput, cause).at(Place::file(TIPHYS_CM).at_field(identity::KEY)).hint(hint));
            Subjects::default()
        }
    }
}

/// Rules of which nobody knows what they say: `argocd-rbac-cm` or `tiphys-cm` may not be read.
pub fn unreadable(why: &str) -> AccessRules {
    AccessRules { unreadable: Some(format!("{RBAC_CM} cannot be read ({why})").into()), ..AccessRules::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::{Data, Maps, rules};
    use crate::model::access::Switches;

    fn data(entries: &[(&str, &str)]) -> Data {
        entries.iter().map(|(key, value)| (Arc::from(*key), Arc::from(*value))).collect()
    }

    #[test]
    fn policies_are_read_in_argo_cds_order() {
        let rbac = data(&[
            ("policy.z.csv", "3"),
            ("policy.csv", "1"),
            ("policy.a.csv", "2"),
            ("policy.default", " role:readonly\n"),
            ("policy.matchMode", "regex"),
            ("scopes", "[groups, 'email']"),
        ]);
        let none = Data::new();
        let (read, problems) = rules(Maps { rbac: Some(&rbac), argocd: &none, params: &none, tiphys: &none });
        let policy = read.policy.expect("a policy");
        let names: Vec<&str> = policy.files.iter().map(|(key, _)| &**key).collect();
        assert_eq!(names, ["policy.csv", "policy.a.csv", "policy.z.csv"]);
        assert_eq!((&*policy.default_role, &*policy.match_mode), ("role:readonly", "regex"));
        assert_eq!(policy.scopes, ["groups".into(), "email".into()]);
        assert_eq!((problems, read.switches), (vec![], Switches::default()));
    }

    #[test]
    fn switches_and_subjects_are_read_and_what_cannot_be_is_told() {
        let argocd = data(&[
            ("server.rbac.disableApplicationFineGrainedRBACInheritance", "false"),
            ("application.sync.impersonation.enabled", "true"),
            ("server.rbac.rollback.enforce.enable", "perhaps"),
        ]);
        let params = data(&[("server.sync.replace.allowed", "false")]);
        let none = BTreeMap::new();
        let tiphys = data(&[("subjects", "groups:\n  oidc:sre: company:sre\n")]);
        let (read, problems) = rules(Maps { rbac: None, argocd: &argocd, params: &params, tiphys: &tiphys });
        let expected = Switches { no_inheritance: false, impersonation: true, no_replace: true, ..Switches::default() };
        assert_eq!((read.switches, read.policy, problems), (expected, None, vec![]));
        assert_eq!(read.subjects.groups.get("oidc:sre").map(|to| &**to), Some("company:sre"));
        let bad = data(&[("subjects", "- oidc:sre\n")]);
        let (read, problems) = rules(Maps { rbac: None, argocd: &none, params: &none, tiphys: &bad });
        assert!(read.subjects.groups.is_empty() && problems[0].to_string().starts_with("tiphys-cm: subjects: no map"), "{problems:?}");
    }
}
