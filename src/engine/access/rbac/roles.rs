//! Who has which role, over `g` lines. It knows no policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Steps from a subject to a role at most, as in Casbin's role manager; cycles end there too.
const MAX_STEPS: usize = 10;

/// The graph of `g` lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles(BTreeMap<Arc<str>, Vec<Arc<str>>>);

impl Roles {
    /// `g, subject, role`.
    pub(super) fn grant(&mut self, subject: &str, role: &str) {
        self.0.entry(subject.into()).or_default().push(role.into());
    }

    /// Whether some line gives this subject a role.
    pub(super) fn grants(&self, subject: &str) -> bool {
        self.0.contains_key(subject)
    }

    /// Everybody to whom a role is given.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }

    fn of<'a>(&'a self, subject: &str) -> impl Iterator<Item = &'a Arc<str>> {
        self.0.get(subject).into_iter().flatten()
    }
}

/// The subject itself and every role that it has by these graphs together.
pub(super) fn reach(graphs: [&Roles; 2], subject: &str) -> BTreeSet<Arc<str>> {
    let mut found = BTreeSet::from([Arc::from(subject)]);
    let mut level: Vec<Arc<str>> = vec![subject.into()];
    for _ in 0..MAX_STEPS {
        let next: Vec<Arc<str>> = level.iter().flat_map(|from| graphs.iter().flat_map(move |graph| graph.of(from))).cloned().collect();
        level = next.into_iter().filter(|role| found.insert(role.clone())).collect();
    }
    found
}

/// Subjects that have themselves as a role, over others: nothing breaks, but nobody means it.
pub(super) fn cycles(graph: &Roles) -> Vec<Arc<str>> {
    let none = Roles::default();
    graph.0.keys().filter(|subject| graph.of(subject).any(|role| reach([graph, &none], role).contains(*subject))).cloned().collect()
}
