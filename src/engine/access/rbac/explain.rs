//! Why somebody has the rights that they have: the roles they reach, and every line that is about one of them. It decides nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::problem::Place;

use super::roles::{Roles, reach};
use super::{Project, Rbac, Who, project};

/// A line that concerns somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line as it is read.
    pub text: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// The subject that it is about: the person, a group, or a role.
    pub subject: Arc<str>,
}

/// What one subject of a person comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// `policy.default`, the user, or a group.
    pub subject: Arc<str>,
    /// Roles that it has, over others too.
    pub roles: Vec<Arc<str>>,
    /// Lines about the subject and its roles, in the policies' order.
    pub lines: Vec<Line>,
}

impl Rbac {
    /// Everything that concerns a person: `policy.default` first, then the user, then each group. Roles of these projects count too.
    pub fn explain(&self, who: Who<'_>, projects: &[Project<'_>]) -> Vec<Reached> {
        let Ok(policy) = &self.policy else { return Vec::new() };
        let own: Vec<super::Policy> = projects.iter().filter_map(|own| project::load(*own, self.mode).ok()).collect();
        let groups = who.groups.iter().map(|group| &**group);
        let subjects = [&*self.default_role, who.subject].into_iter().chain(groups).filter(|subject| !subject.is_empty());
        let one = |subject: &str| {
            let none = Roles::default();
            let mut roles: BTreeSet<Arc<str>> = reach([policy.roles(), &none], subject);
            for project in &own {
                roles.extend(reach([policy.roles(), project.roles()], subject));
            }
            let rules = policy.rules().iter().chain(own.iter().flat_map(super::Policy::rules));
            let lines = rules.filter(|rule| roles.contains(&rule.subject)).map(|rule| Line {
                text: rule.to_string().into(),
                place: rule.place.clone(),
                subject: rule.subject.clone(),
            });
            let lines = lines.collect();
            Reached { subject: subject.into(), roles: roles.into_iter().filter(|role| **role != *subject).collect(), lines }
        };
        subjects.map(one).collect()
    }

    /// Everybody whom the policies name: subjects of lines and of roles, roles themselves left out.
    pub fn subjects(&self) -> Vec<Arc<str>> {
        let Ok(policy) = &self.policy else { return Vec::new() };
        let named = policy.rules().iter().map(|rule| &rule.subject).chain(policy.roles().subjects());
        let all: BTreeSet<&Arc<str>> = named.filter(|subject| !subject.starts_with("role:")).collect();
        all.into_iter().cloned().collect()
    }
}
