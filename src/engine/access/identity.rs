//! From a Kubernetes identity to the subjects of Argo CD's policies. It knows no policy and no client.
//!
//! Names are never equal by accident: Kubernetes' `admin` is not Argo CD's, and a group that a cluster's owner can make up is no group of
//! a policy. Only what `subjects` of `tiphys-cm` says counts; who may write that ConfigMap may write `argocd-rbac-cm` beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::access::Subjects;
use crate::model::problem::{Place, Problem, ProblemKind};

/// The key in `tiphys-cm`.
pub const KEY: &str = "subjects";

/// Subjects that a policy itself makes: no rest of a Kubernetes name may become one.
const RESERVED: [&str; 2] = ["role:", "proj:"];

/// Argo CD's own local administrator: a rest of a name may not become it either.
const LOCAL_ADMIN: &str = "admin";

/// Somebody, as policies know them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The user's name in Kubernetes.
    pub user: Arc<str>,
    /// The user's groups in Kubernetes: what admission policies match.
    pub kubernetes_groups: Vec<Arc<str>>,
    /// The policy subject; none for a user that nobody mapped.
    pub subject: Option<Arc<str>>,
    /// Policy groups, each once.
    pub groups: Vec<Arc<str>>,
    /// What was mapped, in words: `group oidc:sre is company:sre`.
    pub mapped: Vec<Arc<str>>,
}

impl Person {
    /// Somebody whom policies know under this name already: no Kubernetes identity is behind it.
    pub fn subject(name: &str, groups: &[Arc<str>]) -> Self {
        Self { user: name.into(), subject: Some(name.into()), groups: groups.to_vec(), ..Self::default() }
    }

    /// Whether nothing of them is known to policies: they have what `policy.default` gives.
    pub fn is_unmapped(&self) -> bool {
        self.subject.is_none() && self.groups.is_empty()
    }
}

/// Who a Kubernetes user with these groups is.
pub fn person(user: &str, groups: &[Arc<str>], subjects: &Subjects) -> Person {
    let mut mapped = Vec::new();
    let subject = find(&subjects.users, user);
    if let Some(subject) = &subject {
        mapped.push(format!("user {user} is {subject}").into());
    }
    let mut own: Vec<Arc<str>> = Vec::new();
    for group in groups {
        let Some(policy) = find(&subjects.groups, group) else { continue };
        mapped.push(format!("group {group} is {policy}").into());
        if !own.contains(&policy) {
            own.push(policy);
        }
    }
    Person { user: user.into(), kubernetes_groups: groups.to_vec(), subject, groups: own, mapped }
}

/// The entry for a name: its own, else that of the longest beginning.
fn find(entries: &BTreeMap<Arc<str>, Arc<str>>, name: &str) -> Option<Arc<str>> {
    if let Some(exact) = entries.get(name).filter(|_| !name.ends_with('*')) {
        return Some(exact.clone());
    }
    let beginnings = entries.iter().filter_map(|(from, to)| {
        let beginning = from.strip_suffix('*')?;
        Some((beginning.len(), name.strip_prefix(beginning)?, to))
    });
    let (_, rest, to) = beginnings.max_by_key(|(length, _, _)| *length)?;
    match to.strip_suffix('*') {
        None => Some(to.clone()),
        Some(beginning) => {
            let whole = format!("{beginning}{rest}");
            let is_made_up = beginning.is_empty() && (whole == LOCAL_ADMIN || RESERVED.iter().any(|word| whole.starts_with(word)));
            (!rest.is_empty() && !is_made_up).then(|| whole.into())
        }
    }
}

/// What is wrong with entries.
pub fn validate(subjects: &Subjects) -> Vec<Problem> {
    let of = |kind: &str, entries: &BTreeMap<Arc<str>, Arc<str>>| -> Vec<Problem> {
        let place = |from: &str| Place::file("tiphys-cm").at_field(format!("{KEY}: {kind}: {from}"));
        let bad = |from: &Arc<str>, to: &Arc<str>| {
            let cause = match (from.strip_suffix('*'), to.strip_suffix('*')) {
                _ if to.is_empty() => "it is nobody's subject",
                (None, Some(_)) => "the subject ends in *, the name does not",
                (Some(""), None) => "everybody would be the same subject: policy.default is meant for that",
                (Some(beginning), _) if beginning.contains('*') => "a * stands at the end only",
                (None, None) if from.contains('*') => "a * stands at the end only",
                (Some(_), Some(beginning)) if RESERVED.iter().any(|word| beginning.starts_with(word)) => {
                    "a part of a Kubernetes name would choose a role"
                }
                (Some(_) | None, _) => return None,
            };
            Some(
                Problem::warning(ProblemKind::BadInput, cause)
                    .at(place(from))
                    .hint("write it as: name in Kubernetes: subject of the policy"),
            )
        };
        entries.iter().filter_map(|(from, to)| bad(from, to)).collect()
    };
    of("users", &subjects.users).into_iter().chain(of("groups", &subjects.groups)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Person, person, validate};
    use crate::model::access::Subjects;

    fn subjects(users: &[(&str, &str)], groups: &[(&str, &str)]) -> Subjects {
        let map = |entries: &[(&str, &str)]| entries.iter().map(|(from, to)| (Arc::from(*from), Arc::from(*to))).collect();
        Subjects { users: map(users), groups: map(groups) }
    }

    fn who(user: &str, groups: &[&str], subjects: &Subjects) -> (Option<String>, Vec<String>) {
        let groups: Vec<Arc<str>> = groups.iter().map(|group| Arc::from(*group)).collect();
        let Person { subject, groups, .. } = person(user, &groups, subjects);
        (subject.map(|subject| subject.to_string()), groups.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn only_what_is_mapped_is_a_subject() {
        let map = subjects(&[("oidc:alice", "alice")], &[("oidc:sre", "company:sre"), ("oidc:oncall", "company:sre")]);
        assert_eq!(who("oidc:alice", &["oidc:sre", "oidc:oncall", "dev"], &map), (Some("alice".into()), vec!["company:sre".into()]));
        // Kubernetes' admin is not Argo CD's, nor is a group that happens to have a policy's name.
        assert_eq!(who("admin", &["company:sre"], &map), (None, vec![]));
    }

    #[test]
    fn the_longest_beginning_counts_and_the_rest_can_never_choose_a_role() {
        let map = subjects(&[("oidc:*", "*"), ("oidc:ops-*", "ops"), ("oidc:ops-lead", "lead")], &[("oidc:*", "company:*")]);
        assert_eq!(who("oidc:bob", &["oidc:dev"], &map), (Some("bob".into()), vec!["company:dev".into()]));
        assert_eq!(who("oidc:ops-1", &[], &map).0, Some("ops".into()));
        assert_eq!(who("oidc:ops-lead", &[], &map).0, Some("lead".into()));
        for user in ["oidc:admin", "oidc:role:admin", "oidc:proj:shop:ci", "oidc:"] {
            assert_eq!(who(user, &[], &map).0, None, "{user}");
        }
        // A user whose very name is the pattern is not its entry.
        assert_eq!(who("oidc:*", &[], &subjects(&[("oidc:*", "role:admin")], &[])).0, Some("role:admin".into()));
    }

    #[test]
    fn entries_that_mean_nothing_are_told() {
        let bad = subjects(&[("*", "role:admin"), ("a*b", "c"), ("x:*", "role:*"), ("alice", "")], &[("sre", "company:*")]);
        assert_eq!(validate(&bad).len(), 5, "{:?}", validate(&bad));
        assert_eq!(validate(&subjects(&[("oidc:*", "*"), ("ci", "role:ci")], &[("oidc:sre", "company:sre")])), []);
    }
}
