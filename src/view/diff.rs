//! A difference, hunk by hunk: the field's path, what was, what will be. Values are masked already; changed words of a line stand out.

use similar::{ChangeTag, TextDiff};

use crate::engine::compare::hunks::{Change as HunkChange, Hunk};
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::object::trail::SetBy;
use crate::session::command::DiffOf;
use crate::session::shown::{Change, DiffView, ObjectDiff};
use crate::session::state::{Slot, State};

use super::content::Content;
use super::header::crumbs;
use super::page::{Fold, Line, Row, RowId, Span, Tone};
use super::words;

/// Lines of one value that are shown; more are counted.
const MAX_LINES: usize = 200;

/// The page.
pub(super) fn content(state: &State, app: &AppKey, of: &DiffOf, only: Option<&ObjectKey>) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Diff"), ..Content::default() };
    if let Some(only) = only {
        content.facts.push(vec![Span::new(only.to_string(), Tone::Link), Span::new(format!("  {}", only.namespace), Tone::Dim)]);
    }
    let slot = (app.clone(), of.clone(), only.cloned());
    match state.shown.diffs.get(&slot) {
        Some(Ok(view)) => fill(&mut content, view),
        Some(Err(problems)) => {
            for problem in problems {
                content.notes.extend(words::problem(problem));
            }
        }
        None if state.is_busy(&Slot::Diff(slot.0, slot.1, slot.2)) => content.notes.push(vec![Span::fixed("comparing…", Tone::Info)]),
        None => content.notes.push(vec![Span::fixed("not compared yet", Tone::Dim)]),
    }
    content
}

fn fill(content: &mut Content, view: &DiffView) {
    content.facts.push(vec![
        Span::new(format!("- {}", view.left), Tone::Removed),
        Span::fixed("   ", Tone::Plain),
        Span::new(format!("+ {}", view.right), Tone::Added),
    ]);
    for problem in &view.problems {
        content.notes.extend(words::problem(problem));
    }
    if view.objects.is_empty() {
        content.notes.push(vec![Span::fixed("✓ no differences", Tone::Good)]);
    }
    let mut n_hunks = 0;
    for object in &view.objects {
        content.rows.push(heading(object));
        for hunk in &object.hunks {
            hunk_rows(content, hunk, n_hunks);
            n_hunks += 1;
        }
    }
}

fn heading(object: &ObjectDiff) -> Row {
    let (sign, tone) = match object.change {
        Change::Added => ("+ ", Tone::Added),
        Change::Removed => ("- ", Tone::Removed),
        Change::Changed => ("~ ", Tone::Warn),
    };
    let place = if object.key.namespace.is_empty() { String::new() } else { format!("  {}", object.key.namespace) };
    Row {
        id: RowId::Object(object.key.clone()),
        cells: vec![vec![Span::fixed(sign, tone), Span::new(object.key.to_string(), Tone::Link), Span::new(place, Tone::Dim)]],
        depth: 0,
        fold: Some(Fold::Open),
        is_problem: true,
    }
}

fn hunk_rows(content: &mut Content, hunk: &Hunk, index: usize) {
    let moved = match hunk.change {
        HunkChange::Moved { from, to } => format!("  moved from {from} to {to}"),
        HunkChange::Added | HunkChange::Removed | HunkChange::Changed => String::new(),
    };
    let path = hunk.path.to_string();
    let path = vec![Span::new(if path.is_empty() { "the whole object" } else { &path }, Tone::Key), Span::new(moved, Tone::Dim)];
    content.rows.push(Row { depth: 1, fold: Some(Fold::Open), ..Row::line(RowId::Hunk(index), path) });
    if let Some(set_by) = &hunk.set_by {
        content.rows.push(Row { depth: 2, ..Row::line(RowId::Line(content.rows.len()), provenance(set_by)) });
    }
    let text =
        |shown: &Option<crate::engine::compare::mask::Shown>| shown.as_ref().map(std::string::ToString::to_string).unwrap_or_default();
    let (old, new) = (text(&hunk.old), text(&hunk.new));
    for line in changed_lines(&old, &new, hunk.old.is_some(), hunk.new.is_some()) {
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 2, ..Row::line(id, line) });
    }
}

/// Who set a field: file and line, and what of it.
fn provenance(set_by: &SetBy) -> Line {
    let place = &set_by.place;
    let mut text = format!("from {}", place.file);
    if let Some(line) = place.line {
        text.push_str(&format!(":{line}"));
    }
    let what = if set_by.what.is_empty() { place.field.as_deref().filter(|_| place.line.is_none()).unwrap_or("") } else { &set_by.what };
    if !what.is_empty() {
        text.push_str(&format!("  {what}"));
    }
    vec![Span::new(text, Tone::Dim)]
}

/// The lines of both sides, with the words that changed set off.
fn changed_lines(old: &str, new: &str, has_old: bool, has_new: bool) -> Vec<Line> {
    let whole = |sign: &'static str, text: &str, tone: Tone| -> Vec<Line> {
        text.lines().take(MAX_LINES).map(|line| vec![Span::fixed(sign, tone), Span::new(line, tone)]).collect()
    };
    if !has_old || old.is_empty() && has_new {
        return whole("+ ", new, Tone::Added);
    }
    if !has_new {
        return whole("- ", old, Tone::Removed);
    }
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for change in diff.ops().iter().flat_map(|op| diff.iter_inline_changes(op)).take(MAX_LINES) {
        let (sign, tone) = match change.tag() {
            ChangeTag::Delete => ("- ", Tone::Removed),
            ChangeTag::Insert => ("+ ", Tone::Added),
            ChangeTag::Equal => ("  ", Tone::Dim),
        };
        let mut line = vec![Span::fixed(sign, tone)];
        line.extend(
            change
                .iter_strings_lossy()
                .map(|(changed, text)| Span::new(text.trim_end_matches(['\n', '\r']), if changed { Tone::Emphasis } else { tone })),
        );
        lines.push(line);
    }
    lines
}
