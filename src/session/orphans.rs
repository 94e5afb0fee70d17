//! Objects in an application's namespace that belong to no application, among the rows that the watches brought. It decides no verdict
//! and starts no watch: kinds that nobody watches are not looked at, and every face says so.

use std::collections::BTreeSet;

use crate::engine::access::projects::Project;
use crate::engine::compare::excluded::Excluded;
use crate::engine::resources::orphans::{Asked, Orphans, orphans};
use crate::model::application::IN_CLUSTER_SERVER;
use crate::model::ids::{AppKey, GroupKind, ObjectKey};
use crate::model::problem::{Problem, ProblemKind};

use super::apps::App;
use super::rules;
use super::state::State;

/// What a count of orphans leaves out, in words.
pub const SCOPE: &str = "of watched kinds";

/// The orphans of a judged application; none where its project does not ask for them, or while that cannot be told: the project or the
/// Applications are not read yet.
pub fn of(state: &State, app: &AppKey) -> Option<Orphans> {
    let cluster = state.evaluation(app)?.cluster.as_ref()?;
    let own = state.apps.get(app)?;
    let project = rules::project(state, &own.row.project);
    // Most projects ask for none: that costs nothing but this look.
    let spec = project.spec().filter(|spec| spec.orphaned_resources.is_some() && state.plane.is_listed)?;
    let detail = App::read(own)?;
    let destination = rules::named(&detail.app.spec.destination);
    let server = if destination.server.is_empty() { IN_CLUSTER_SERVER } else { &destination.server };
    let excluded = Excluded::of(&state.plane.settings, server);
    let managed: BTreeSet<&ObjectKey> = state.evaluation(app)?.verdicts.rows.iter().map(|row| &row.key).collect();
    // Where not all Applications may be listed, a mark may be of one of those: what bears one is then called no orphan.
    let is_application = |instance: &str| {
        let key = state.app_of_instance(instance);
        state.apps.contains_key(&key) || state.unseen.contains_key(&key) || state.plane.left_out.is_some()
    };
    let is_excluded = |kind: &GroupKind| excluded.is_excluded(kind);
    let asked = Asked {
        project: Project { name: &own.row.project, spec },
        destination: &destination,
        managed: &managed,
        is_application: &is_application,
        is_excluded: &is_excluded,
    };
    orphans(state.live.within(cluster, &destination.namespace), &asked)
}

/// The condition that Argo CD would set, where the project wants it.
pub fn warning(found: &Orphans) -> Option<Problem> {
    let cause = format!("OrphanedResourceWarning: {}", found.condition()?);
    let hint = format!("{SCOPE}; the project's orphanedResources.ignore hides more");
    Some(Problem::warning(ProblemKind::NotFound, cause).hint(hint))
}
