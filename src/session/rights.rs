//! Who may do what, counted: for a person, how many applications of each environment a right covers. It decides nothing itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::access::can::Access;
use crate::engine::access::rbac::{Project, Request};
use crate::engine::access::right::{VERBS, object_of};

use super::state::State;

/// One line of the matrix: a person in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The environment; empty where no rule names one.
    pub environment: Arc<str>,
    /// Whether it is production.
    pub production: bool,
    /// Applications there.
    pub n_apps: usize,
    /// Of how many of them each of [`VERBS`] is allowed, in that order.
    pub allowed: Vec<usize>,
}

/// What somebody may do, environment by environment.
pub fn matrix(state: &State, access: &Access) -> Vec<Covered> {
    // A page asks for ten verbs of ten thousand applications: lines are chosen once a verb, not once an application.
    let filters = VERBS.map(|(_, resource, action)| access.filter(resource, action));
    let mut rows: BTreeMap<(bool, Arc<str>), Covered> = BTreeMap::new();
    for (key, app) in &state.apps {
        let environment = state.environment(key);
        let row = rows.entry((!environment.production, environment.name.clone())).or_insert_with(|| Covered {
            environment: environment.name,
            production: environment.production,
            n_apps: 0,
            allowed: vec![0; VERBS.len()],
        });
        row.n_apps += 1;
        let target = state.plane.target(key, &app.row.project);
        let object = object_of(key, target.project, target.control_namespace);
        let project = Project { name: target.project, roles: target.roles };
        for (((_, resource, action), filter), n) in VERBS.iter().zip(&filters).zip(&mut row.allowed) {
            let by_policy = filter.as_ref().is_some_and(|filter| filter.allows(&object));
            // Roles of the project may allow more; without policies there is one answer for all.
            let needs_more = !by_policy && (filter.is_none() || !target.roles.is_empty());
            let request = Request { resource, action, object: &object };
            *n += usize::from(by_policy || needs_more && access.ask(request, Some(project)).allowed);
        }
    }
    rows.into_values().collect()
}
