//! What ran, newest first, with who, how long, and how it went; and the same list as the screen that asks to which record to go back.

use crate::engine::history::records;
use crate::engine::history::verdicts::{self, Known};
use crate::model::ids::AppKey;
use crate::model::status::HistoryRecord;
use crate::session::apps::{App, Detail};
use crate::session::state::State;

use super::content::Content;
use super::header::crumbs;
use super::page::{Column, Cut, Line, Row, RowId, Span, Tone};
use super::{age, triage, words};

const COLUMNS: [Column; 6] = [
    Column { title: "ID", min: 3, max: 5, drop: 0, cut: Cut::End },
    Column { title: "REV", min: 7, max: 9, drop: 0, cut: Cut::End },
    Column { title: "DEPLOYED", min: 8, max: 9, drop: 0, cut: Cut::End },
    Column { title: "SERVED", min: 6, max: 8, drop: 2, cut: Cut::End },
    Column { title: "CAME TO", min: 12, max: 22, drop: 0, cut: Cut::End },
    Column { title: "BY, CHANGE", min: 16, max: 0, drop: 1, cut: Cut::End },
];

/// The page; `choosing`: the rollback screen, with the last good record proposed.
pub(super) fn content(state: &State, app: &AppKey, choosing: bool) -> Content {
    let here = if choosing { "Roll back" } else { "History" };
    let mut content =
        Content { crumbs: crumbs(app, here), facts: triage::facts(state, app), columns: COLUMNS.to_vec(), ..Content::default() };
    let Some(detail) = state.apps.get(app).and_then(App::read) else { return content };
    let status = &detail.app.status;
    let (verdicts, problem) = verdicts::verdicts(&detail.object);
    content.notes.extend(problem.iter().flat_map(words::problem));
    let running = records::running(status);
    for (index, record) in status.history.iter().enumerate().rev() {
        let runs = running
            .as_ref()
            .is_some_and(|running| running.revisions == records::deployed(record).revisions && is_newest_like(&status.history, index));
        let known = verdicts::known(&verdicts, record.id);
        content.times.extend(age::time(&record.deployed_at));
        let served = records::served(status, index, state.now.as_second());
        content.rows.push(row(state, &detail, record, (known, served, runs)));
    }
    if content.rows.is_empty() {
        content.notes.push(vec![Span::fixed("no history yet: it begins with the first successful sync", Tone::Dim)]);
    }
    if choosing {
        let good = verdicts::last_good(status, &verdicts, state.now.as_second());
        content.proposed = good.as_ref().map(|good| RowId::Record(good.record.id));
        content.facts.push(vec![
            Span::fixed("Enter", Tone::Key),
            Span::fixed(" shows the plan of going back there; nothing changes before a question", Tone::Dim),
        ]);
    }
    content
}

/// Of records with equal revisions only the newest is called what runs.
fn is_newest_like(history: &[HistoryRecord], index: usize) -> bool {
    let Some(own) = history.get(index) else { return false };
    !history.iter().skip(index + 1).any(|other| records::deployed(other).revisions == records::deployed(own).revisions)
}

fn row(state: &State, detail: &Detail, record: &HistoryRecord, (known, served, runs): (Known, Option<i64>, bool)) -> Row {
    let revision = if record.revision.is_empty() { record.revisions.first().map_or("", String::as_str) } else { &record.revision };
    let sources = if record.sources.is_empty() { record.source.as_slice() } else { &record.sources };
    let sources = if sources.is_empty() { detail.app.spec.sources() } else { sources };
    let by = record.initiated_by.clone().unwrap_or_default();
    let who = if by.automated { "auto" } else { &by.username };
    let mut change: Line = vec![Span::new(format!("{who}  "), Tone::Dim)];
    if let Some(source) = sources.first() {
        change.extend(triage::commit(state, source, revision).into_iter().skip(1));
    }
    let mut came_to = vec![match known {
        Known::Good => Span::fixed("✓ Healthy", Tone::Good),
        Known::NotRecorded => Span::fixed("? not recorded", Tone::Unknown),
        Known::Bad(_) => Span::fixed("✖ not Healthy", Tone::Bad),
    }];
    if runs {
        came_to.push(Span::fixed(" ◂ runs", Tone::Info));
    }
    Row {
        id: RowId::Record(record.id),
        cells: vec![
            vec![Span::new(record.id.to_string(), Tone::Link)],
            vec![Span::new(words::short(revision), Tone::Key)],
            vec![Span::new(record.deployed_at.parse().map(|at| age::age(at, state.now)).unwrap_or_default(), Tone::Plain)],
            vec![Span::new(served.map(triage::duration).unwrap_or_default(), Tone::Dim)],
            came_to,
            change,
        ],
        depth: 0,
        fold: None,
        is_problem: matches!(known, Known::Bad(_)),
    }
}
