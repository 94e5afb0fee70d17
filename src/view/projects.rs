//! Projects: the list, and one of them with everything that it admits, denies and names. It decides nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::access::projects::validate::validate;
use crate::engine::gate::project::Found;
use crate::model::problem::Problem;
use crate::model::project::{AppProjectSpec, KindPattern};
use crate::session::rules::project;
use crate::session::state::State;

use super::content::Content;
use super::page::{Column, Cut, Line, Row, RowId, Span, Tone};
use super::{windows, words};

const COLUMNS: [Column; 6] = [
    Column { title: "NAME", min: 8, max: 0, drop: 0, cut: Cut::Middle },
    Column { title: "APPS", min: 4, max: 6, drop: 1, cut: Cut::End },
    Column { title: "WINDOWS", min: 8, max: 22, drop: 0, cut: Cut::End },
    Column { title: "SOURCES", min: 7, max: 30, drop: 4, cut: Cut::Middle },
    Column { title: "DESTINATIONS", min: 8, max: 30, drop: 3, cut: Cut::Middle },
    Column { title: "DESCRIPTION", min: 8, max: 0, drop: 2, cut: Cut::End },
];

/// The list.
pub(super) fn list(state: &State) -> Content {
    let mut content = Content { crumbs: vec![Span::fixed("Projects", Tone::Title)], columns: COLUMNS.to_vec(), ..Content::default() };
    match &state.plane.projects_listed {
        None => content.notes.push(vec![Span::fixed("reading projects…", Tone::Info)]),
        Some(Err(problem)) => content.notes.extend(words::problem(problem)),
        Some(Ok(())) if state.plane.projects.is_empty() => {
            content.notes.push(vec![Span::fixed("there is no AppProject: `default` counts as Argo CD would make it", Tone::Dim)]);
        }
        Some(Ok(())) => {}
    }
    let mut n_apps: BTreeMap<&str, usize> = BTreeMap::new();
    for app in state.apps.values() {
        *n_apps.entry(&app.row.project).or_default() += 1;
    }
    for name in state.plane.projects.keys() {
        let n_apps = n_apps.get(&**name).copied().unwrap_or_default();
        if let Some(row) = row(state, (name, n_apps), &mut content.times) {
            content.rows.push(row);
        }
    }
    content
}

fn row(state: &State, (name, n_apps): (&Arc<str>, usize), times: &mut Vec<jiff::Timestamp>) -> Option<Row> {
    let found = project(state, name);
    let spec = found.spec()?;
    let shown = |texts: Vec<String>| match texts.as_slice() {
        [] => vec![Span::fixed("none", Tone::Dim)],
        [one] => vec![Span::plain(one)],
        [first, rest @ ..] => vec![Span::plain(first), Span::new(format!(" +{}", rest.len()), Tone::Dim)],
    };
    let is_wrong = !validate(name, spec).is_empty();
    let mut own = vec![Span::new(name, Tone::Link)];
    if is_wrong {
        own.push(Span::fixed(" !", Tone::Bad));
    }
    let cells = vec![
        own,
        vec![Span::plain(n_apps.to_string())],
        windows::in_short(state, name, times),
        shown(spec.source_repos.clone()),
        shown(destinations(spec)),
        vec![Span::new(&spec.description, Tone::Dim)],
    ];
    Some(Row { cells, is_problem: is_wrong, ..Row::line(RowId::Project(name.clone()), Vec::new()) })
}

fn destinations(spec: &AppProjectSpec) -> Vec<String> {
    let one = |entry: &crate::model::application::Destination| {
        let cluster = if entry.server.is_empty() { &entry.name } else { &entry.server };
        format!("{cluster} {}", entry.namespace)
    };
    spec.destinations.iter().map(one).collect()
}

/// One project.
pub(super) fn one(state: &State, name: &Arc<str>) -> Content {
    let crumbs = vec![Span::fixed("Projects", Tone::Dim), Span::new(name, Tone::Title)];
    let mut content = Content { crumbs, ..Content::default() };
    let found = project(state, name);
    let Some(spec) = found.spec() else {
        let why = match &found {
            Found::Unknown(why) => format!("the project cannot be read: {why}"),
            Found::Missing | Found::There { .. } | Found::Default(_) => format!("there is no project {name}"),
        };
        content.notes.push(vec![Span::new(why, Tone::Bad)]);
        return content;
    };
    if let Found::Default(_) = found {
        content.notes.push(vec![Span::fixed("there is no AppProject of this name: it counts as Argo CD would make it", Tone::Dim)]);
    }
    let n_apps = state.apps.values().filter(|app| *app.row.project == **name).count();
    let mut first = vec![Span::new(format!("{n_apps} applications"), Tone::Plain)];
    if !spec.description.is_empty() {
        first.push(Span::new(format!("  {}", spec.description), Tone::Dim));
    }
    content.facts.push(first);
    let problems: Vec<Problem> = validate(name, spec);
    if !problems.is_empty() {
        content.heading("Problems");
        content.below(problems.iter().flat_map(words::problem));
    }
    lists(&mut content, spec);
    roles(&mut content, name, spec);
    windows::of_project(state, name, &mut content);
    content
}

/// An entry: `✓ pattern`, or `✖ pattern` for one that denies.
fn entry(text: &str) -> Line {
    match text.strip_prefix('!') {
        Some(denied) => vec![Span::fixed("✖ ", Tone::Bad), Span::plain(denied)],
        None => vec![Span::fixed("✓ ", Tone::Good), Span::plain(text)],
    }
}

fn kinds(list: &[KindPattern], denies: bool) -> Vec<Line> {
    let one = |kind: &KindPattern| {
        let name = if kind.name.is_empty() { String::new() } else { format!(" {}", kind.name) };
        let group = if kind.group.is_empty() { String::new() } else { format!("{}/", kind.group) };
        entry(&format!("{}{group}{}{name}", if denies { "!" } else { "" }, kind.kind))
    };
    list.iter().map(one).collect()
}

fn lists(content: &mut Content, spec: &AppProjectSpec) {
    let none = |text: &'static str| vec![vec![Span::fixed(text, Tone::Dim)]];
    let or = |lines: Vec<Line>, text: &'static str| if lines.is_empty() { none(text) } else { lines };
    content.heading("Sources");
    content.below(or(spec.source_repos.iter().map(|repo| entry(repo)).collect(), "none: no application of it may have a source"));
    content.heading("Destinations");
    content.below(or(destinations(spec).iter().map(|text| entry(text)).collect(), "none: nothing of it may be deployed"));
    if spec.permit_only_project_scoped_clusters {
        content.below([vec![Span::fixed("only clusters whose Secret names this project", Tone::Warn)]]);
    }
    content.heading("Cluster-scoped kinds");
    let cluster = kinds(&spec.cluster_resource_blacklist, true).into_iter().chain(kinds(&spec.cluster_resource_whitelist, false));
    content.below(or(cluster.collect(), "none"));
    content.heading("Namespaced kinds");
    let denied = kinds(&spec.namespace_resource_blacklist, true);
    let admitted = spec.namespace_resource_whitelist.as_deref().map_or_else(|| none("✓ all others"), |list| kinds(list, false));
    content.below(or(denied.into_iter().chain(admitted).collect(), "none"));
    if !spec.source_namespaces.is_empty() {
        content.heading("Namespaces of Applications");
        content.below(spec.source_namespaces.iter().map(|text| entry(text)));
    }
    if let Some(orphaned) = &spec.orphaned_resources {
        content.heading("Orphaned resources");
        let warns = if orphaned.warn == Some(true) { "each is a warning" } else { "watched for, no warning" };
        content.below([vec![Span::fixed(warns, Tone::Plain)]]);
        content.below(orphaned.ignore.iter().map(|entry| {
            let name = if entry.name.is_empty() { String::new() } else { format!(" {}", entry.name) };
            vec![Span::fixed("ignored ", Tone::Dim), Span::plain(format!("{}/{}{name}", entry.group, entry.kind))]
        }));
    }
    signatures(content, spec);
    if !spec.destination_service_accounts.is_empty() {
        content.heading("Service accounts of syncs");
        content.below(spec.destination_service_accounts.iter().map(|account| {
            let there = format!("{} {} → ", account.server, account.namespace);
            vec![Span::new(there, Tone::Dim), Span::plain(&account.default_service_account)]
        }));
    }
}

/// Whose signatures commits must have.
fn signatures(content: &mut Content, spec: &AppProjectSpec) {
    let policies = spec.source_integrity.as_ref().and_then(|integrity| integrity.git.as_ref()).map_or(&[][..], |git| &git.policies);
    if spec.signature_keys.is_empty() && policies.is_empty() {
        return;
    }
    content.heading("Signatures of commits");
    content.below(spec.signature_keys.iter().map(|key| vec![Span::fixed("signed by ", Tone::Dim), Span::plain(&key.key_id)]));
    content.below(policies.iter().map(|policy| {
        let repos: Vec<&str> = policy.repos.iter().map(|repo| repo.url.as_str()).collect();
        let (mode, keys) = policy.gpg.as_ref().map_or(("", String::new()), |gpg| (gpg.mode.as_str(), gpg.keys.join(", ")));
        vec![Span::plain(repos.join(", ")), Span::new(format!("  {mode}"), Tone::Key), Span::new(format!("  {keys}"), Tone::Dim)]
    }));
}

fn roles(content: &mut Content, name: &str, spec: &AppProjectSpec) {
    if spec.roles.is_empty() {
        return;
    }
    content.heading("Roles");
    for role in &spec.roles {
        let groups = if role.groups.is_empty() { String::new() } else { format!("  groups {}", role.groups.join(", ")) };
        let tokens = match role.jwt_tokens.len() {
            0 => String::new(),
            n => format!("  {n} tokens"),
        };
        let title = vec![Span::new(format!("proj:{name}:{}", role.name), Tone::Key), Span::new(format!("{groups}{tokens}"), Tone::Dim)];
        content.below([title]);
        content.below(role.policies.iter().map(|line| vec![Span::new(format!("  {line}"), Tone::Plain)]));
    }
}
