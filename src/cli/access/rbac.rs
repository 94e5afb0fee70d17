//! `tiphys rbac validate|explain|matrix`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::engine::access::can::{Access, RBAC_CM, place_of, policies};
use crate::engine::access::identity::{Person, validate as validate_subjects};
use crate::engine::access::rbac::explain::Reached;
use crate::engine::access::rbac::{Project, Rbac as Engine, Who, policy, validate};
use crate::engine::access::right::VERBS;
use crate::model::access::AccessRules;
use crate::model::problem::{Problem, ProblemKind};
use crate::runtime::world::World;
use crate::session::rights::{Covered, matrix};
use crate::session::state::State;
use crate::view::can;
use crate::view::page::{Line, Span, Tone};

use super::super::access_args::{Form, Person as Named, Policies, Rbac};
use super::super::headless::Headless;
use super::super::out;
use super::{NO, connected, json, print, source};

/// Runs a verb of `rbac`.
pub(in super::super) fn run(verb: &Rbac, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    match verb {
        Rbac::Validate { policies, output } => check(policies, *output, world),
        Rbac::Explain { person, policies, output } => explain(person, policies, *output, world),
        Rbac::Matrix { users, output } => show_matrix(&connected(world()?)?, users, *output),
    }
}

/// Everything that is wrong with policies and with the map of subjects.
fn problems(rules: &AccessRules) -> Vec<Problem> {
    let mut all = validate_subjects(&rules.subjects);
    if let Some(texts) = &rules.policy {
        let named: Vec<(String, Arc<str>)> = texts.files.iter().map(|(key, text)| (place_of(key), text.clone())).collect();
        let lines = named.iter().flat_map(|(file, text)| policy::lines(file, text));
        all.extend(validate::validate(lines, &texts.match_mode));
    }
    all
}

fn check(wanted: &Policies, output: Form, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    let rules = match source::of_file(wanted)? {
        Some(rules) => Arc::new(rules),
        None => connected(world()?)?.state.plane.access.rules.clone(),
    };
    if let Some(why) = &rules.unreadable {
        return Err(Problem::error(ProblemKind::Forbidden, why.clone()));
    }
    let found = problems(&rules);
    match output {
        Form::Json => json::say(&found.iter().map(json::problem).collect()),
        Form::Table if rules.policy.is_none() => out::say(&format!("there is no {RBAC_CM}: Kubernetes' own RBAC decides")),
        Form::Table => {
            found.iter().for_each(out::problem);
            let n = rules.policy.as_ref().map_or(0, |texts| texts.files.len());
            let errors = found.iter().filter(|problem| problem.is_error()).count();
            let counted = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
            let warnings = found.len() - errors;
            out::say(&format!("{}, {}, {}", counted(n, "policy text"), counted(errors, "error"), counted(warnings, "warning")));
        }
    }
    Ok(if found.is_empty() { 0 } else { NO })
}

fn explain(person: &Named, wanted: &Policies, output: Form, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    if let Some(rules) = source::of_file(wanted)? {
        let access = source::of_rules(rules, person)?;
        readable(&access)?;
        show_person(&access, &BTreeMap::new(), None, output);
        return Ok(0);
    }
    let session = connected(world()?)?;
    let access = source::of_plane(&session.state, person);
    readable(&access)?;
    let roles = session.state.plane.projects.iter().map(|(name, project)| (name.clone(), project.spec.roles.clone())).collect();
    let me = (person.user == "me" && !person.kubernetes).then_some(&session.state);
    show_person(&access, &roles, me, output);
    Ok(0)
}

/// Nothing can be told of policies that cannot be read.
fn readable(access: &Access) -> Result<(), Problem> {
    if let Some(why) = &access.rules.unreadable {
        return Err(Problem::error(ProblemKind::Forbidden, why.clone()));
    }
    access.problem().cloned().map_or(Ok(()), Err)
}

type Roles = BTreeMap<Arc<str>, Vec<crate::model::project::ProjectRole>>;

fn show_person(access: &Access, roles: &Roles, me: Option<&State>, output: Form) {
    let projects: Vec<Project<'_>> = roles.iter().map(|(name, roles)| Project { name, roles }).collect();
    let who = Who { subject: access.person.subject.as_deref().unwrap_or(""), groups: &access.person.groups };
    let reached = policies(&access.rules).map(|engine| engine.explain(who, &projects)).unwrap_or_default();
    if output == Form::Json {
        return json::say(&json!({
            "user": &*access.person.user,
            "subject": access.person.subject.as_deref(),
            "groups": access.person.groups.iter().map(|group| &**group).collect::<Vec<_>>(),
            "mapped": access.person.mapped.iter().map(|one| &**one).collect::<Vec<_>>(),
            "policies": access.has_policies(),
            "reached": reached.iter().map(reached_json).collect::<Vec<_>>(),
        }));
    }
    match me {
        Some(state) => print(can::who(state)),
        None => print([vec![Span::new(&access.person.user, Tone::Title)]]),
    }
    if me.is_none() {
        print(access.person.mapped.iter().map(|mapped| vec![Span::new(format!("  {mapped}"), Tone::Plain)]));
    }
    if reached.iter().all(|own| own.lines.is_empty()) && access.has_policies() {
        out::say("no line of the policies concerns them");
    }
    let default = access.rules.policy.as_ref().map_or("", |texts| &texts.default_role);
    print(reached.iter().flat_map(|own| reached_lines(own, default)));
}

fn reached_json(own: &Reached) -> serde_json::Value {
    let lines: Vec<_> = own.lines.iter().map(|line| json!({ "line": &*line.text, "place": line.place.to_string() })).collect();
    json!({ "subject": &*own.subject, "roles": own.roles.iter().map(|role| &**role).collect::<Vec<_>>(), "lines": lines })
}

fn reached_lines(own: &Reached, default: &str) -> Vec<Line> {
    let what = if *own.subject == *default { " (policy.default: everybody has it, and its allow cannot be denied)" } else { "" };
    let roles: Vec<&str> = own.roles.iter().map(|role| &**role).collect();
    let has = if roles.is_empty() { String::new() } else { format!("  has {}", roles.join(", ")) };
    let title = vec![Span::new(&own.subject, Tone::Key), Span::new(what, Tone::Dim), Span::new(has, Tone::Plain)];
    let line = |line: &crate::engine::access::rbac::explain::Line| {
        let tone = if line.text.ends_with("deny") { Tone::Bad } else { Tone::Plain };
        vec![Span::new(format!("  {}", line.text), tone), Span::new(format!("  {}", line.place), Tone::Dim)]
    };
    std::iter::once(title).chain(own.lines.iter().map(line)).collect()
}

fn show_matrix(session: &Headless, users: &[String], output: Form) -> Result<u8, Problem> {
    let state = &session.state;
    let rules = &state.plane.access.rules;
    if let Some(why) = &rules.unreadable {
        return Err(Problem::error(ProblemKind::Forbidden, why.clone()));
    }
    let Some(engine) = policies(rules) else {
        let problem = Problem::error(ProblemKind::NotFound, format!("there is no {RBAC_CM}: Kubernetes' own RBAC decides"));
        return Err(problem.hint("ask for one right with: tiphys can me sync applications PROJECT/APP"));
    };
    if let Some(problem) = engine.problem() {
        return Err(problem.clone());
    }
    let named: Vec<Arc<str>> =
        if users.is_empty() { everybody(state, &engine) } else { users.iter().map(|user| user.as_str().into()).collect() };
    let rows: Vec<(Arc<str>, Vec<Covered>)> = named
        .into_iter()
        .map(|subject| {
            let access = Access::new(rules.clone(), Person::subject(&subject, &[]));
            let rows = matrix(state, &access);
            (subject, rows)
        })
        .collect();
    match output {
        Form::Json => json::say(&rows.iter().flat_map(|(subject, own)| own.iter().map(|row| json::covered(subject, row))).collect()),
        Form::Table => table(&rows),
    }
    if state.n_unseen() > 0 {
        out::note(&format!("{} more applications are not yours to see: they are not counted", state.n_unseen()));
    }
    Ok(0)
}

/// Whom policies and projects name, and whom `tiphys-cm` maps.
fn everybody(state: &State, engine: &Engine) -> Vec<Arc<str>> {
    let mut all: std::collections::BTreeSet<Arc<str>> = engine.subjects().into_iter().collect();
    for (name, project) in &state.plane.projects {
        all.extend(project.spec.roles.iter().flat_map(|role| role.groups.iter().map(|group| Arc::from(group.as_str()))));
        all.extend(project.spec.roles.iter().map(|role| Arc::from(format!("proj:{name}:{}", role.name))));
    }
    let subjects = &state.plane.access.rules.subjects;
    all.extend(subjects.users.values().chain(subjects.groups.values()).filter(|subject| !subject.ends_with('*')).cloned());
    all.into_iter().collect()
}

/// One line a subject and environment, one column a verb.
fn table(rows: &[(Arc<str>, Vec<Covered>)]) {
    let mut lines: Vec<Vec<String>> =
        vec![["SUBJECT", "ENVIRONMENT", "APPS"].into_iter().chain(VERBS.map(|(verb, ..)| verb)).map(str::to_owned).collect()];
    for (subject, own) in rows {
        for row in own {
            let environment = if row.environment.is_empty() { "-" } else { &row.environment };
            let counts = row.allowed.iter().map(|n| match *n {
                0 => "-".to_owned(),
                n if n == row.n_apps => "all".to_owned(),
                n => format!("{n}"),
            });
            let first = [subject.to_string(), environment.to_owned(), row.n_apps.to_string()];
            lines.push(first.into_iter().chain(counts).map(|text| crate::model::text::clean(&text).into_owned()).collect());
        }
    }
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|text| text.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..VERBS.len() + 3).map(width).collect();
    for line in &lines {
        let cells: Vec<String> = line.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}")).collect();
        out::say(cells.join("  ").trim_end());
    }
}
