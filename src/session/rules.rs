//! What rules say about an application as it stands, before any plan of it is made: for triage, windows and projects. It judges by what the
//! watches brought; a plan reads it all again.

use jiff::Timestamp;

use crate::engine::access::projects::globals;
use crate::engine::access::windows::Asked as When;
use crate::engine::access::{Judgement, Weight};
use crate::engine::gate::project::Found;
use crate::engine::gate::{Asked, Subject, standing, window};
use crate::model::application::{ApplicationSpec, Destination, IN_CLUSTER_NAME, IN_CLUSTER_SERVER};
use crate::model::ids::AppKey;
use crate::model::project::AppProjectSpec;

use super::apps::App;
use super::state::State;

/// A project as far as the watches brought it, with what global projects add.
pub fn project(state: &State, name: &str) -> Found {
    let plane = &state.plane;
    match (plane.projects.get(name), &plane.projects_listed) {
        (Some(own), _) => {
            let (rules, _) = globals::rules(&plane.settings);
            let spec = globals::merged_with(&rules, name, own, &plane.projects);
            // Which clusters belong to it is read with a plan.
            let spec = AppProjectSpec { permit_only_project_scoped_clusters: false, ..spec };
            Found::There { spec: spec.into(), own_clusters: Vec::new() }
        }
        (None, Some(Ok(()))) => Found::missing(name),
        (None, Some(Err(problem))) => Found::Unknown(problem.cause.clone()),
        (None, None) => Found::Unknown("it was not read yet".into()),
    }
}

/// A destination with both the server and the name, as far as that is known without the cluster Secrets.
pub fn named(destination: &Destination) -> Destination {
    let is_own = destination.server.trim_end_matches('/') == IN_CLUSTER_SERVER || destination.name == IN_CLUSTER_NAME;
    let mut named = destination.clone();
    if is_own {
        (named.server, named.name) = (IN_CLUSTER_SERVER.to_owned(), IN_CLUSTER_NAME.to_owned());
    }
    named
}

/// What holds for an application now; none while its body is not there.
pub fn of(state: &State, app: &AppKey) -> Option<Vec<Judgement>> {
    asked(state, app, now(state, None), standing)
}

/// Why windows do not let an operation go on that began then; none: they do.
pub fn blocked(state: &State, app: &AppKey, began: Timestamp) -> Option<Judgement> {
    asked(state, app, now(state, Some(began)), window).filter(|own| own.weight == Weight::Refuses)
}

/// What would hold for an Application that says this.
pub fn of_spec(state: &State, app: &AppKey, spec: &ApplicationSpec) -> Vec<Judgement> {
    ask_for(state, (app, spec), now(state, None), standing)
}

/// What windows say to a sync that is asked for at a time; none while the application's body is not there.
pub fn windows(state: &State, app: &AppKey, when: When) -> Option<Judgement> {
    asked(state, app, when, window)
}

/// A person, now.
fn now(state: &State, began: Option<Timestamp>) -> When {
    When { at: state.server_time(), manual: true, began }
}

/// Asks for an application as it stands.
fn asked<T>(state: &State, app: &AppKey, when: When, ask: impl FnOnce(Subject<'_>, Asked<'_>) -> T) -> Option<T> {
    let detail = state.apps.get(app).and_then(App::read)?;
    Some(ask_for(state, (app, &detail.app.spec), when, ask))
}

fn ask_for<T>(
    state: &State,
    (app, spec): (&AppKey, &ApplicationSpec),
    When { at, manual, began }: When,
    ask: impl FnOnce(Subject<'_>, Asked<'_>) -> T,
) -> T {
    let project = project(state, spec.project());
    let destination = named(&spec.destination);
    let subject = Subject {
        app,
        spec,
        project: &project,
        destination: &destination,
        control_namespace: &state.plane.settings.control_namespace,
        is_deleting: false,
    };
    let environment = state.environment(app);
    let asked = Asked {
        access: &state.plane.access,
        at,
        manual,
        began,
        environment: (&environment.name, environment.production),
        is_other_revision: false,
    };
    ask(subject, asked)
}
