//! The first screen of an application that is not well: what is wrong, down to the evidence; what changed last; the way back. Every
//! claim stands with its source.

use crate::engine::access::Weight;
use crate::engine::explain::{Finding, What};
use crate::engine::history::verdicts::{self, Known};
use crate::engine::sync::record::lock::Driver;
use crate::model::application::Source;
use crate::model::ids::{AppKey, ObjectKey, RepoUrl, Sha};
use crate::model::operation::{INFO_ROLLBACK, OperationState};
use crate::model::problem::{Problem, Severity};
use crate::session::apps::{App, Detail};
use crate::session::command::DiffOf;
use crate::session::rules::of as of_rules;
use crate::session::state::State;
use crate::session::update::judged;

use super::content::Content;
use super::header::crumbs;
use super::page::{Fold, Line, Row, RowId, Span, Tone};
use super::{age, apps, evidence, explain, rules, streams, words};

/// Log lines of the failing container that are shown.
const LOG_LINES: usize = 6;

/// The page.
pub(super) fn content(state: &State, app: &AppKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Triage"), facts: facts(state, app), ..Content::default() };
    let Some(detail) = state.apps.get(app).and_then(App::read) else {
        content.notes.push(vec![Span::fixed("reading the application…", Tone::Info)]);
        return content;
    };
    problems(state, app, &detail, &mut content);
    why(state, app, &mut content);
    last_change(state, app, &detail, &mut content);
    way_back(state, &detail, &mut content);
    last_lines(state, app, &mut content);
    standing(state, app, &mut content);
    notes(state, app, &mut content);
    content
}

/// Status, destination, environment, hold: what stands above every page of an application.
pub(super) fn facts(state: &State, app: &AppKey) -> Vec<Line> {
    let Some(own) = state.apps.get(app) else { return Vec::new() };
    let (row, environment) = (&own.row, state.environment(app));
    let mut line = vec![words::health(own.health())];
    line.extend(explain::since(state, app, own).map(|at| Span::new(format!(" since {}", age::age(at, state.now)), Tone::Dim)));
    line.extend([Span::fixed("  ", Tone::Plain), words::sync(own.sync(), row.held)]);
    if let Some(phase) = row.running {
        line.push(Span::fixed("  ", Tone::Plain));
        line.push(words::phase(phase));
    }
    if !environment.name.is_empty() {
        let tone = if environment.production { Tone::Production } else { Tone::Dim };
        line.push(Span::new(format!("  {}", environment.name), tone));
    }
    let cluster = match &*row.cluster {
        "" | "https://kubernetes.default.svc" => "in-cluster",
        other => other,
    };
    line.push(Span::new(format!("  {cluster}/{}  project {}", row.namespace, row.project), Tone::Dim));
    if state.evaluation(app).is_none() {
        let old = row.reconciled.map(|at| format!("  reported {} ago", age::age(at, state.now))).unwrap_or_default();
        line.push(Span::new(old, Tone::Dim));
    }
    let mut lines = vec![line];
    if let Some(hold) = own.read().and_then(|detail| detail.hold.clone()) {
        let since = hold.at.parse().map(|at| age::age(at, state.now)).unwrap_or_default();
        lines.push(vec![
            Span::fixed("■ HELD ", Tone::Held),
            Span::new(format!("by {} {since} ago: {}", hold.by, hold.reason), Tone::Plain),
            Span::fixed("  H releases", Tone::Dim),
        ]);
    }
    lines.extend(left_over(state, app));
    lines.extend(git_age(state, app));
    lines
}

/// A lock that its driver left: who, since when, and what ends it.
fn left_over(state: &State, app: &AppKey) -> Vec<Line> {
    if !apps::is_left_over(state, app) {
        return Vec::new();
    }
    let driver = state.apps.get(app).and_then(App::read).and_then(|detail| Driver::of(&detail.object)).unwrap_or_default();
    let since = driver.since.parse().map(|at| format!(" {} ago", age::age(at, state.now))).unwrap_or_default();
    let what = format!("by {}{since}: nobody drives the operation any more", driver.who);
    vec![
        vec![Span::fixed("! LEFT OVER ", Tone::Bad), Span::new(what, Tone::Plain)],
        vec![Span::fixed("  → :resume takes it up, :hand-back ends it", Tone::Dim)],
    ]
}

/// How old what Git wants is, where Git cannot be reached.
pub(super) fn git_age(state: &State, app: &AppKey) -> Option<Line> {
    let since = state.evaluation(app)?.git_stale_since?;
    let text = format!("! Git cannot be reached: what Git wants is as of {} ago", age::age(since, state.now));
    Some(vec![Span::new(text, Tone::Warn)])
}

fn problems(state: &State, app: &AppKey, detail: &Detail, content: &mut Content) {
    let mut lines: Vec<Line> = Vec::new();
    if let Some(problem) = &detail.invalid {
        lines.extend(words::problem(problem));
    }
    for problem in of_evaluation(state, app, false) {
        lines.extend(words::problem(problem));
    }
    for problem in judged::failed_scripts(state, app) {
        lines.extend(words::problem(&problem));
    }
    if state.evaluation(app).is_none() {
        for condition in &detail.app.status.conditions {
            lines.push(vec![Span::new(format!("! {}: {}", condition.kind, condition.message), Tone::Warn)]);
        }
    }
    if !lines.is_empty() {
        content.heading("Problems");
        indented(content, lines, true);
    }
}

/// What an evaluation ran into: problems, or what is only worth knowing.
fn of_evaluation<'a>(state: &'a State, app: &AppKey, notes: bool) -> impl Iterator<Item = &'a Problem> {
    let problems = state.evaluation(app).into_iter().flat_map(|evaluation| &evaluation.problems);
    problems.filter(move |problem| (problem.severity == Severity::Note) == notes)
}

/// What a sync would meet now: the right to it, the project, its windows; what refuses stands among the problems above.
fn standing(state: &State, app: &AppKey, content: &mut Content) {
    let judgements = of_rules(state, app).unwrap_or_default();
    content.times.extend(super::windows::edges_of(state, app));
    if let Some(first) = judgements.iter().find(|own| own.weight == Weight::Refuses) {
        let what = format!("✖ no sync now: {}: {}", first.judge.as_str(), first.verdict.rule);
        content.facts.push(vec![Span::new(what, Tone::Bad)]);
    }
    if !judgements.is_empty() {
        content.heading("Rules for a sync now");
        indented(content, rules::judgements(&judgements).into_iter().map(|(line, _)| line).collect(), false);
    }
}

/// What is worth knowing and withholds nothing stands last.
fn notes(state: &State, app: &AppKey, content: &mut Content) {
    let lines: Vec<Line> = of_evaluation(state, app, true).flat_map(words::problem).collect();
    if !lines.is_empty() {
        content.heading("Worth knowing");
        indented(content, lines, false);
    }
}

fn indented(content: &mut Content, lines: Vec<Line>, is_problem: bool) {
    for line in lines {
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 1, is_problem, ..Row::line(id, line) });
    }
}

fn why(state: &State, app: &AppKey, content: &mut Content) {
    if state.evaluation(app).is_none() {
        content.heading("Why");
        indented(content, vec![vec![Span::fixed("rendering and comparing…", Tone::Info)]], false);
        return;
    }
    let chains = explain::chains(state, app);
    if chains.is_empty() {
        return;
    }
    content.heading("Why");
    for chain in chains {
        let mut shown: std::collections::BTreeSet<RowId> = content.rows.iter().map(|row| row.id.clone()).collect();
        let mut next = content.rows.len();
        content.times.extend(chain.iter().filter_map(|evidence| evidence.since));
        let rows = evidence::rows(&chain, 1, state.now, |key| {
            next += 1;
            let own = key.map(|key| RowId::Object(key.clone()));
            // An object's row stands on a page once: the cursor could not tell two apart.
            own.filter(|own| shown.insert(own.clone())).unwrap_or(RowId::Line(next - 1))
        });
        content.rows.extend(rows);
    }
}

fn last_change(state: &State, app: &AppKey, detail: &Detail, content: &mut Content) {
    let Some(operation) = &detail.app.status.operation_state else { return };
    content.heading("Last change");
    let mut lines = vec![synced(state, operation)];
    content.times.extend(operation.finished_at.as_deref().and_then(age::time));
    let result = operation.sync_result.clone().unwrap_or_default();
    let sources = if result.sources.is_empty() { result.source.as_slice() } else { &result.sources };
    let sources: &[Source] = if sources.is_empty() { detail.app.spec.sources() } else { sources };
    let revisions: Vec<&str> =
        if result.revisions.is_empty() { vec![&result.revision] } else { result.revisions.iter().map(String::as_str).collect() };
    for (source, revision) in sources.iter().zip(revisions) {
        lines.push(commit(state, source, revision));
    }
    if let Some(Ok(view)) = state.shown.diffs.get(&(app.clone(), DiffOf::RunningLastGood, None)) {
        // Left is what runs, right is the last good: what changed is the other way round.
        for (key, running, good) in view.images.iter().filter(|(_, running, good)| !is_told_above(state, app, running, good)) {
            lines.push(vec![
                Span::new(format!("{}  ", key.name), Tone::Link),
                Span::new(good, Tone::Removed),
                Span::fixed(" → ", Tone::Dim),
                Span::new(evidence::tag_of(running, good), Tone::Added),
            ]);
        }
    }
    indented(content, lines, false);
}

fn synced(state: &State, operation: &OperationState) -> Line {
    let by = &operation.operation.initiated_by;
    let who = if by.automated {
        "automatic sync"
    } else if by.username.is_empty() {
        "somebody"
    } else {
        &by.username
    };
    let at = operation.finished_at.as_deref().unwrap_or(&operation.started_at);
    let ago = at.parse().map(|at| format!(" {} ago", age::age(at, state.now))).unwrap_or_default();
    let back = operation.operation.info(INFO_ROLLBACK).map(|id| format!("  rollback to #{id}")).unwrap_or_default();
    vec![
        words::phase(operation.phase),
        Span::new(back, Tone::Info),
        Span::new(format!("  by {who}{ago}  "), Tone::Plain),
        Span::new(&operation.message, Tone::Dim),
    ]
}

/// Whether the chain of reasons names this change of an image already: 24 lines have no room for it twice.
fn is_told_above(state: &State, app: &AppKey, running: &str, good: &str) -> bool {
    let Some(Ok(culprits)) = state.shown.culprits.get(app) else { return false };
    let is_it = |what: &What| matches!(what, What::Image(from, to) if &**from == good && &**to == running);
    culprits.values().any(|culprit| is_it(&culprit.what))
}

/// A commit in one line: id, subject, author, age.
pub(super) fn commit(state: &State, source: &Source, revision: &str) -> Line {
    let mut line = vec![Span::new(format!("{} ", words::short(revision)), Tone::Key)];
    match state.shown.commits.get(&(RepoUrl::new(source.repo_url.as_str()), Sha::new(revision))) {
        Some(Ok(commit)) => {
            let ago = commit.time.parse().map(|at| format!(", {} ago", age::age(at, state.now))).unwrap_or_default();
            line.push(Span::plain(&commit.subject));
            line.push(Span::new(format!("  {}{ago}", commit.author), Tone::Dim));
        }
        Some(Err(problem)) => line.push(Span::new(problem.to_string(), Tone::Warn)),
        None => {}
    }
    line
}

fn way_back(state: &State, detail: &Detail, content: &mut Content) {
    let (verdicts, problem) = verdicts::verdicts(&detail.object);
    content.heading("Way back");
    let mut lines: Vec<Line> = Vec::new();
    match verdicts::last_good(&detail.app.status, &verdicts, state.now.as_second()) {
        Some(good) => {
            let record = good.record;
            let at = record.deployed_at.parse().map(|at| format!("deployed {} ago", age::age(at, state.now))).unwrap_or_default();
            let revision = if record.revision.is_empty() { record.revisions.first().map_or("", String::as_str) } else { &record.revision };
            let why = match good.known {
                Known::Good => Span::fixed("✓ was Healthy", Tone::Good),
                Known::NotRecorded => Span::fixed("? health not recorded", Tone::Unknown),
                Known::Bad(_) => Span::fixed("✖ was not Healthy", Tone::Bad),
            };
            let served = good.served.map(|seconds| format!(", served {}", duration(seconds))).unwrap_or_default();
            lines.push(vec![
                Span::fixed("R ", Tone::Key),
                Span::new(format!("#{} {}  ", record.id, words::short(revision)), Tone::Link),
                why,
                Span::new(format!("  {at}{served}"), Tone::Dim),
            ]);
            let sources = if record.sources.is_empty() { record.source.as_slice() } else { &record.sources };
            // Its id stands on the line above.
            let subject = sources.first().map(|source| commit(state, source, revision).into_iter().skip(1).collect::<Line>());
            lines.extend(subject.filter(|line| !line.is_empty()));
        }
        None => lines.push(vec![Span::fixed("no earlier record to go back to", Tone::Dim)]),
    }
    if let Some(problem) = problem {
        lines.extend(words::problem(&problem));
    }
    if detail.app.spec.is_automated() && detail.hold.is_none() {
        lines.push(vec![Span::fixed("automatic sync is on: a rollback holds it until H releases", Tone::Warn)]);
    }
    indented(content, lines, false);
}

/// Seconds as the two largest units.
pub(super) fn duration(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => format!("{s}s"),
        s @ 60..3_600 => format!("{}m", s / 60),
        s @ 3_600..86_400 => format!("{}h{}m", s / 3_600, s % 3_600 / 60),
        s => format!("{}d{}h", s / 86_400, s % 86_400 / 3_600),
    }
}

fn last_lines(state: &State, app: &AppKey, content: &mut Content) {
    let Some(log) = state.shown.log.as_ref().filter(|log| log.app == *app && !log.lines.is_empty()) else { return };
    // What a container said before it was mended explains nothing any more.
    if failing(state, app).is_none_or(|(pod, ..)| pod != log.target.pod) {
        return;
    }
    let when = if log.target.previous { ", before it restarted" } else { "" };
    let of = format!(" of {}/{}{when}", log.target.pod.name, log.target.container);
    let heading = vec![Span::fixed("Last lines", Tone::Title), Span::new(of, Tone::Dim)];
    content.rows.push(Row { fold: Some(Fold::Open), ..Row::line(RowId::Section("Last lines"), heading) });
    for line in log.lines.iter().skip(log.lines.len().saturating_sub(LOG_LINES)) {
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 1, ..Row::line(id, vec![Span::new(line, streams::log_tone(line))]) });
    }
}

/// The container whose log explains most: the first that waits or exited along the chains.
pub(super) fn failing(state: &State, app: &AppKey) -> Option<(ObjectKey, std::sync::Arc<str>, bool)> {
    explain::chains(state, app).into_iter().flatten().find_map(|found| match found.finding {
        Finding::Waiting { container, last, restarts, .. } => Some((found.key, container, last.is_some() || restarts > 0)),
        Finding::Exited { container, restarts, .. } => Some((found.key, container, restarts > 0)),
        Finding::NotReady { container, .. } => Some((found.key, container, false)),
        Finding::SyncFailed(_)
        | Finding::Missing
        | Finding::Health(_)
        | Finding::Condition(_)
        | Finding::Replicas { .. }
        | Finding::Pod { .. }
        | Finding::Warning(_)
        | Finding::Changed(_) => None,
    })
}
