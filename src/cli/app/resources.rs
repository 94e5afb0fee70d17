//! `app resources`: what an application manages, and what lies in its namespace and belongs to no application.

use std::collections::BTreeSet;

use crate::engine::resources::orphans::Orphans;
use crate::engine::resources::row::ResourceRow;
use crate::model::ids::AppKey;
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::model::status::{Health, HealthStatus, ResourceStatus};
use crate::model::text::clean;
use crate::session::orphans;
use crate::session::outcome::Evaluation;
use crate::session::query::QuerySpec;
use crate::session::state::State;
use crate::session::update::{evaluate, judged};
use crate::view;
use crate::view::orphans::ORPHANED;
use crate::view::page::{Page, RowId};
use crate::view::screen::{Screen, Tab};

use super::super::app_args::Which;
use super::super::args::Output;
use super::super::headless::Headless;
use super::super::out;
use super::show::{ALL, judge, print_list};

/// Prints them. `orphaned` is argocd's flag: only orphans, or none of them; without it both.
pub(super) fn resources(session: &mut Headless, which: &Which, output: Output, orphaned: Option<bool>) -> Result<u8, Problem> {
    let app = session.app(&which.name, which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, (false, false))?;
    session.know_projects()?;
    let state = &session.state;
    let found = orphans::of(state, &app);
    match output {
        Output::Json | Output::Yaml if orphaned == Some(true) => print_list(&rows_of(found.as_ref()), output)?,
        Output::Json | Output::Yaml => print_list(&managed(state, &app, &evaluation), output)?,
        Output::Name => {
            // One list of names says nothing of what each is: those of orphans are asked for.
            let page = page(state, &app, output, Some(orphaned == Some(true)));
            let names = page.rows.iter().filter_map(|row| if let RowId::Object(key) = &row.id { Some(key) } else { None });
            names.for_each(|key| out::say(&clean(&key.to_string())));
        }
        Output::Table | Output::Wide | Output::Tree => out::rows(&page(state, &app, output, orphaned)),
    }
    let unasked = (orphaned == Some(true) && found.is_none()).then(|| not_asked_for(state, &app));
    let warning = found.as_ref().filter(|_| orphaned != Some(false)).and_then(orphans::warning);
    let failed = judged::failed_scripts(state, &app);
    evaluation.problems.iter().chain(&failed).chain(&unasked).chain(&warning).for_each(out::problem);
    Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 })
}

/// The tree's page: only its first level, unless the whole tree is wanted, and only one of its two parts, where one is.
fn page(state: &State, app: &AppKey, output: Output, orphaned: Option<bool>) -> Page {
    let mut page = view::page(state, &Screen::App(app.clone(), Tab::Tree), &QuerySpec::default(), &BTreeSet::new(), ALL);
    let at = page.rows.iter().position(|row| row.id == RowId::Section(ORPHANED)).unwrap_or(page.rows.len());
    let mut rest = page.rows.split_off(at);
    if output != Output::Tree {
        page.rows.retain(|row| row.depth == 0);
        rest.retain(|row| row.depth <= 1);
    }
    match orphaned {
        None => page.rows.append(&mut rest),
        Some(true) => page.rows = rest,
        Some(false) => {}
    }
    page
}

/// What it manages, as `status.resources` has it.
fn managed(state: &State, app: &AppKey, evaluation: &Evaluation) -> Vec<ResourceStatus> {
    let mut rows = evaluate::resources(state, app).unwrap_or_default();
    for (row, verdict) in rows.iter_mut().zip(evaluation.verdicts.rows.iter().filter(|row| row.hooks.is_empty())) {
        // Here health is always told, whatever the control plane keeps in its status.
        let live = state.live.get(&verdict.key).and_then(|live| live.health.clone());
        row.health = live.or_else(|| verdict.is_missing().then(|| Health::new(HealthStatus::Missing, "")));
    }
    rows
}

/// Orphans in the same form; none has a sync status.
fn rows_of(found: Option<&Orphans>) -> Vec<ResourceStatus> {
    let status = |row: &ResourceRow| ResourceStatus {
        group: row.key.group_kind.group.to_string(),
        version: row.version.to_string(),
        kind: row.key.group_kind.kind.to_string(),
        namespace: row.key.namespace.to_string(),
        name: row.key.name.to_string(),
        health: row.health.clone(),
        ..ResourceStatus::default()
    };
    found.map(|found| found.rows.values().map(|row| status(row)).collect()).unwrap_or_default()
}

/// Why there is nothing to say of orphans.
fn not_asked_for(state: &State, app: &AppKey) -> Problem {
    let project = state.apps.get(app).map(|own| own.row.project.clone()).unwrap_or_default();
    Problem::note(ProblemKind::NotFound, format!("project {project} does not ask for orphaned resources, or cannot be read"))
        .hint("set spec.orphanedResources of the AppProject: {} looks for them, warn: true makes them a condition")
}
