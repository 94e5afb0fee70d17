//! Sync windows: which are open, until when, which an application is under, and whether a sync may run now. It decides nothing.

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::access::windows::listing::{Listed, Matches, Source, State as Is, listing};
use crate::engine::access::windows::{Subject, matching, one_off};
use crate::engine::access::{Judge, Judgement};
use crate::model::house::Label;
use crate::model::ids::AppKey;
use crate::model::problem::Problem;
use crate::session::apps::App;
use crate::session::rules;
use crate::session::state::State;

use super::content::Content;
use super::header::crumbs;
use super::page::{Line, Row, RowId, Span, Tone};
use super::{age, rules as lines, words};

/// The windows of one project in its page.
pub(super) fn of_project(state: &State, name: &str, content: &mut Content) {
    let all = listed(state, name, state.server_time());
    if !all.is_empty() {
        content.heading("Sync windows");
    }
    for window in all {
        add(content, state, &window, false);
    }
}

/// Windows: of an application those that it is under, else those of all projects.
pub(super) fn content(state: &State, app: Option<&AppKey>) -> Content {
    match app {
        Some(app) => of_app(state, app),
        None => of_all(state),
    }
}

fn of_all(state: &State) -> Content {
    let mut content = Content { crumbs: vec![Span::fixed("Sync windows", Tone::Title)], ..Content::default() };
    content.facts.push(vec![Span::fixed("of every project; w on an application shows those that it is under", Tone::Dim)]);
    for name in state.plane.projects.keys() {
        let all = listed(state, name, state.server_time());
        if all.is_empty() {
            continue;
        }
        content.lines([vec![Span::new(name, Tone::Title)]]);
        for window in all {
            add(&mut content, state, &window, false);
        }
    }
    if content.rows.is_empty() {
        content.notes.push(vec![Span::fixed("no project has a sync window: every time is as good as another", Tone::Dim)]);
    }
    content
}

fn of_app(state: &State, app: &AppKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Sync windows"), ..Content::default() };
    let Some(detail) = state.apps.get(app).and_then(App::read) else { return content };
    let judged: Vec<Judgement> = rules::of(state, app).unwrap_or_default().into_iter().filter(|own| own.judge == Judge::Window).collect();
    content.facts.extend(judged.iter().flat_map(lines::in_full));
    let project = detail.app.spec.project();
    let destination = rules::named(&detail.app.spec.destination);
    let found = rules::project(state, project);
    let specs = found.spec().map_or(&[][..], |spec| &spec.sync_windows);
    let subject = Subject { name: &app.name, destination: &destination };
    let house = &state.plane.access.rules.house;
    let own: Vec<usize> = matching(specs, subject).into_iter().map(|(index, _)| index).collect();
    let ours: Vec<usize> = one_off::matching(&house.windows, project, subject).into_iter().map(|window| window.index).collect();
    let is_under = |window: &Listed| {
        let list = match window.source {
            Source::Project => &own,
            Source::House => &ours,
        };
        list.iter().any(|index| window.place.field.as_deref().is_some_and(|field| field.ends_with(&format!("[{index}]"))))
    };
    let (under, others): (Vec<Listed>, Vec<Listed>) = listed(state, project, state.server_time()).into_iter().partition(is_under);
    content.heading("It is under");
    if under.is_empty() {
        content.below([vec![Span::fixed("no window: nothing is in the way", Tone::Good)]]);
    }
    for window in under {
        add(&mut content, state, &window, true);
    }
    if !others.is_empty() {
        content.heading("Others of its project");
    }
    for window in others {
        add(&mut content, state, &window, false);
    }
    content
}

/// The windows of a project at a time, one-offs included.
pub fn listed(state: &State, project: &str, at: Timestamp) -> Vec<Listed> {
    let found = rules::project(state, project);
    listing(project, found.spec().map_or(&[][..], |spec| &spec.sync_windows), &state.plane.access.rules.house, at)
}

/// When a window of an application's project opens or closes next.
pub(super) fn edges_of(state: &State, app: &AppKey) -> Vec<Timestamp> {
    let Some(project) = state.apps.get(app).map(|app| app.row.project.clone()) else { return Vec::new() };
    listed(state, &project, state.server_time()).iter().flat_map(edges).map(|at| local(state, at)).collect()
}

fn add(content: &mut Content, state: &State, window: &Listed, counts: bool) {
    content.times.extend(edges(window).map(|at| local(state, at)));
    for (index, line) in window_lines(window, state.server_time()).into_iter().enumerate() {
        let id = RowId::Line(content.rows.len());
        let is_problem = counts && index == 0 && window.state == Is::Open && window.label == Some(Label::Deny);
        content.rows.push(Row { depth: 1, is_problem, ..Row::line(id, line) });
    }
}

/// A time of the control plane's clock, by ours: the console wakes by its own.
fn local(state: &State, at: Timestamp) -> Timestamp {
    at.checked_add(jiff::SignedDuration::from_millis(state.plane.clock_ahead_ms)).unwrap_or(at)
}

/// When the window is otherwise: the moment that its countdown, or its age, is shown of.
fn edges(window: &Listed) -> impl Iterator<Item = Timestamp> {
    let edge = match window.state {
        Is::Open | Is::Ended => window.closes,
        Is::Closed => window.opens,
        Is::Unread => None,
    };
    edge.into_iter()
}

/// A window in two or three lines: label, state and countdown; times; whom it is for.
pub fn window_lines(window: &Listed, now: Timestamp) -> Vec<Line> {
    let (label, tone) = match window.label {
        Some(Label::Allow) => ("ALLOW", Tone::Good),
        Some(Label::Deny) => ("DENY ", Tone::Bad),
        None => ("?    ", Tone::Unknown),
    };
    let mut first = vec![Span::fixed(label, tone), Span::fixed("  ", Tone::Plain)];
    first.push(match window.state {
        Is::Open => Span::fixed("open  ", tone),
        Is::Closed => Span::fixed("closed", Tone::Dim),
        Is::Ended => Span::fixed("ended ", Tone::Dim),
        Is::Unread => Span::fixed("cannot be read", Tone::Bad),
    });
    first.push(Span::new(format!("  {}", countdown(window, now)), Tone::Emphasis));
    first.push(Span::new(format!("  {} {}", window.times, window.zone), Tone::Plain));
    let mut flags = Vec::new();
    if window.manual_sync {
        flags.push("manual syncs pass");
    }
    if window.sync_overrun {
        flags.push("what began before goes on");
    }
    let mut about: Vec<String> = vec![for_whom(&window.matches)];
    about.extend(flags.into_iter().map(str::to_owned));
    about.extend([&window.name, &window.description].into_iter().filter(|text| !text.is_empty()).map(ToString::to_string));
    about.extend((!window.by.is_empty()).then(|| format!("by {}", window.by)));
    let place = match window.source {
        Source::Project => window.place.to_string(),
        Source::House => format!("{}: Argo CD does not read it", window.place),
    };
    let second = vec![Span::new(format!("       {}", about.join("; ")), Tone::Dim), Span::new(format!("  {place}"), Tone::Dim)];
    let mut lines = vec![first, second];
    // Its place stands in the line above: on a narrow screen there is room for the reason only.
    lines.extend(window.problem.iter().flat_map(|problem| words::problem(&Problem { place: None, ..problem.clone() })));
    lines
}

/// `closes in 2h 5m`, `opens in 3d 4h`, `never`.
pub fn countdown(window: &Listed, now: Timestamp) -> String {
    match (window.state, window.closes, window.opens) {
        (Is::Open, Some(at), _) => format!("closes in {}", age::until(at, now)),
        (Is::Open, None, _) => "stays open".into(),
        (Is::Closed, _, Some(at)) => format!("opens in {}", age::until(at, now)),
        (Is::Closed, _, None) => "never opens".into(),
        (Is::Ended, Some(at), _) => format!("closed {} ago", age::age(at, now)),
        (Is::Ended | Is::Unread, _, _) => String::new(),
    }
}

/// Projects are always asked, where some are named; of the other lists any is enough, unless all have to match.
fn for_whom(matches: &Matches) -> String {
    let set = |name: &str, list: &[String]| (!list.is_empty()).then(|| format!("{name} {}", list.join(", ")));
    let lists = [("applications", &matches.applications), ("namespaces", &matches.namespaces), ("clusters", &matches.clusters)];
    let others: Vec<String> = lists.into_iter().filter_map(|(name, list)| set(name, list)).collect();
    let other = others.join(if matches.and_operator { " and " } else { " or " });
    match (set("projects", &matches.projects), others.len()) {
        (None, 0) => "for nobody: no list is set".into(),
        (None, _) => format!("for {other}"),
        (Some(projects), 0) => format!("for {projects}"),
        (Some(projects), 1) => format!("for {projects} and {other}"),
        (Some(projects), _) => format!("for {projects} and ({other})"),
    }
}

/// A project's windows in a cell: how many are open, and when the next edge is.
pub(super) fn in_short(state: &State, project: &Arc<str>, times: &mut Vec<Timestamp>) -> Line {
    let (now, all) = (state.server_time(), listed(state, project, state.server_time()));
    times.extend(all.iter().flat_map(edges).map(|at| local(state, at)));
    let open = |label: Label| all.iter().find(|window| window.state == Is::Open && window.label == Some(label));
    match (open(Label::Deny), open(Label::Allow), all.len()) {
        (Some(deny), _, _) => vec![Span::new(format!("DENY {}", countdown(deny, now)), Tone::Bad)],
        (None, Some(allow), _) => vec![Span::new(format!("ALLOW {}", countdown(allow, now)), Tone::Good)],
        (None, None, 0) => vec![Span::fixed("none", Tone::Dim)],
        (None, None, n) => vec![Span::new(format!("{n}, none open"), Tone::Warn)],
    }
}
