//! What comes as lines: events, logs, a manifest, notices.

use crate::model::ids::{AppKey, ObjectKey};
use crate::session::command::LogTarget;
use crate::session::state::{Slot, State};

use super::content::Content;
use super::header::crumbs;
use super::page::{Column, Cut, Row, RowId, Span, Tone};
use super::{age, words};

const EVENT_COLUMNS: [Column; 5] = [
    Column { title: "AGE", min: 4, max: 5, drop: 0, cut: Cut::End },
    Column { title: "TYPE", min: 7, max: 7, drop: 2, cut: Cut::End },
    Column { title: "REASON", min: 12, max: 22, drop: 1, cut: Cut::End },
    Column { title: "OBJECT", min: 14, max: 36, drop: 1, cut: Cut::Middle },
    Column { title: "MESSAGE", min: 20, max: 0, drop: 0, cut: Cut::End },
];

/// Events, newest first.
pub(super) fn events(state: &State, app: &AppKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Events"), columns: EVENT_COLUMNS.to_vec(), ..Content::default() };
    match state.shown.events.get(app) {
        Some(Ok(events)) => {
            if events.is_empty() {
                content.notes.push(vec![Span::fixed("Kubernetes keeps no events of these objects (they expire after an hour)", Tone::Dim)]);
            }
            for event in events.iter().rev() {
                let is_warning = &*event.kind == "Warning";
                let tone = if is_warning { Tone::Warn } else { Tone::Dim };
                let times = if event.count > 1 { format!(" (×{})", event.count) } else { String::new() };
                content.times.extend(event.at);
                let cells = vec![
                    vec![Span::new(event.at.map(|at| age::age(at, state.now)).unwrap_or_default(), Tone::Dim)],
                    vec![Span::new(&event.kind, tone)],
                    vec![Span::new(&event.reason, tone)],
                    vec![Span::new(&event.object, Tone::Link)],
                    vec![Span::new(format!("{}{times}", event.message), Tone::Plain)],
                ];
                let id = RowId::Line(content.rows.len());
                content.rows.push(Row { id, cells, depth: 0, fold: None, is_problem: is_warning });
            }
        }
        Some(Err(problem)) => content.notes.extend(words::problem(problem)),
        None if state.is_busy(&Slot::Events(app.clone())) => content.notes.push(vec![Span::fixed("reading events…", Tone::Info)]),
        None => content.notes.push(vec![Span::fixed("not read yet", Tone::Dim)]),
    }
    content
}

/// The followed log. Its lines are cleaned like everything else: a log cannot talk to the terminal.
pub(super) fn log(state: &State, app: &AppKey, target: Option<&LogTarget>) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Logs"), ..Content::default() };
    let Some(log) = state.shown.log.as_ref().filter(|log| log.app == *app && target.is_none_or(|target| log.target == *target)) else {
        content
            .notes
            .push(vec![Span::fixed("no container is followed: choose one in the tree with l, or p for its previous run", Tone::Dim)]);
        return content;
    };
    let run = if log.target.previous { "previous run" } else { "following" };
    content.facts.push(vec![
        Span::new(format!("{}/", log.target.pod.name), Tone::Link),
        Span::new(if log.target.container.is_empty() { "(first container)" } else { &log.target.container }, Tone::Link),
        Span::new(format!("  {run}"), Tone::Dim),
    ]);
    if log.dropped > 0 {
        content.notes.push(vec![Span::new(format!("{} older lines were dropped", log.dropped), Tone::Dim)]);
    }
    content.lines(log.lines.iter().map(|line| vec![Span::new(line, log_tone(line))]));
    match &log.ended {
        Some(Some(problem)) => content.notes.extend(words::problem(problem)),
        Some(None) => content.notes.push(vec![Span::fixed("the log ended", Tone::Dim)]),
        None if log.lines.is_empty() => content.notes.push(vec![Span::fixed("waiting for lines…", Tone::Info)]),
        None => {}
    }
    content.proposed = content.rows.last().map(|row| row.id.clone());
    content
}

/// Lines that say they are errors or warnings stand out.
pub(super) fn log_tone(line: &str) -> Tone {
    let lower = line.get(..line.len().min(200)).unwrap_or(line).to_lowercase();
    if ["error", "fatal", "panic", "exception"].iter().any(|word| lower.contains(word)) {
        Tone::Bad
    } else if lower.contains("warn") {
        Tone::Warn
    } else {
        Tone::Plain
    }
}

/// One object, masked.
pub(super) fn manifest(state: &State, app: &AppKey, object: &ObjectKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Manifest"), ..Content::default() };
    content.facts.push(vec![Span::new(object.to_string(), Tone::Link), Span::new(format!("  {}", object.namespace), Tone::Dim)]);
    match state.shown.manifests.get(object) {
        Some(Ok(lines)) => content.lines(lines.iter().map(|line| match line.split_once(':') {
            Some((key, rest)) if !key.trim_start().starts_with(['"', '\'']) => {
                vec![Span::new(format!("{key}:"), Tone::Key), Span::plain(rest)]
            }
            _ => vec![Span::plain(line)],
        })),
        Some(Err(problem)) => content.notes.extend(words::problem(problem)),
        None => content.notes.push(vec![Span::fixed("reading…", Tone::Info)]),
    }
    content
}

/// What was done from here and what went wrong, newest first.
pub(super) fn journal(state: &State) -> Content {
    let mut content =
        Content { crumbs: vec![Span::fixed("Applications", Tone::Dim), Span::fixed("Journal", Tone::Title)], ..Content::default() };
    let notices = state.notices.iter().map(|notice| (notice.at, notice.app.as_ref(), words::problem(&notice.problem)));
    let deeds = state.deeds.iter().map(|deed| {
        let line = vec![Span::fixed("· ", Tone::Info), Span::plain(&deed.text)];
        (deed.at, Some(&deed.app), vec![line])
    });
    let mut entries: Vec<_> = notices.chain(deeds).collect();
    entries.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    for (at, app, mut lines) in entries {
        content.times.push(at);
        if let Some(first) = lines.first_mut() {
            let app = app.map(|app| format!(" {}", app.name)).unwrap_or_default();
            first.insert(0, Span::new(format!("{:>4}{app} ", age::age(at, state.now)), Tone::Dim));
        }
        content.lines(lines);
    }
    if content.rows.is_empty() {
        content.notes.push(vec![Span::fixed("no problem and no notice yet", Tone::Dim)]);
    }
    content
}
