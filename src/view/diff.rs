//! A difference, hunk by hunk: the field's path, what was, what will be, where both come from. Fields that nobody writes by hand
//! are folded into one line an object. Values are masked already. It knows no terminal: it is told how wide a line may be.

use crate::engine::compare::hunks::Hunk;
use crate::engine::compare::lines::Side;
use crate::model::ids::{AppKey, ObjectKey};
use crate::session::command::DiffOf;
use crate::session::query::Layout;
use crate::session::shown::{Change, DiffView, ObjectDiff};
use crate::session::state::{Slot, State};

use super::content::Content;
use super::diff_lines::Words;
use super::header::crumbs;
use super::page::{Fold, Line, Row, RowId, Span, Tone};
use super::screen::{Screen, Tab};
use super::{age, diff_lines, diff_sides, go, words, wrap};

/// Differences up to which the words that changed are set off: more are read by nobody at once, and the page is made anew for each key.
const MAX_WORDED: usize = 100;

/// Rows after which no further resource is added: about a thousand screens.
const MAX_ROWS: usize = 20_000;

/// Cells of a line's sign.
const SIGN: usize = 2;

/// Cells that a row's depth and the cursor's gutter take of a line below a hunk.
const INDENT: usize = 8;

/// The object and the difference that a row of a diff tells of: any line of it, not only its first.
pub fn hunk_at<'a>(state: &'a State, screen: &Screen, row: Option<&RowId>) -> Option<(&'a ObjectDiff, &'a Hunk)> {
    let Some(RowId::Hunk(index) | RowId::HunkLine(index, _)) = row else { return None };
    let slot = shown(state, screen)?;
    let view = state.shown.diffs.get(&slot)?.as_ref().ok()?;
    view.objects.iter().flat_map(|object| object.hunks.iter().map(move |hunk| (object, hunk))).nth(*index)
}

/// The difference that a screen shows.
pub(super) fn shown(state: &State, screen: &Screen) -> Option<(AppKey, DiffOf, Option<ObjectKey>)> {
    if let Screen::App(app, Tab::Diff) = screen {
        Some((app.clone(), go::diff_of(state, app), None))
    } else if let Screen::Diff(app, of, only) = screen {
        Some((app.clone(), of.clone(), only.clone()))
    } else {
        None
    }
}

/// The page.
pub(super) fn content(state: &State, app: &AppKey, of: &DiffOf, only: Option<&ObjectKey>, layout: Layout) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Diff"), ..Content::default() };
    if let Some(only) = only {
        content.facts.push(vec![Span::new(only.to_string(), Tone::Link), Span::new(format!("  {}", only.namespace), Tone::Dim)]);
    }
    let slot = (app.clone(), of.clone(), only.cloned());
    match state.shown.diffs.get(&slot) {
        Some(Ok(view)) => fill(&mut content, state, view, layout),
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

fn fill(content: &mut Content, state: &State, view: &DiffView, layout: Layout) {
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
    let n_hunks: usize = view.objects.iter().map(|object| object.hunks.len()).sum();
    let words = if n_hunks <= MAX_WORDED { Words::SetOff } else { Words::Plain };
    let mut index = 0;
    for (place, object) in view.objects.iter().enumerate() {
        if content.rows.len() > MAX_ROWS {
            let more = diff_lines::left_out(view.objects.len() - place, "resource differs", "resources differ");
            content
                .notes
                .extend(more.map(|more| vec![Span::new(format!("{more}: d on a resource of the tree shows it alone"), Tone::Warn)]));
            break;
        }
        content.rows.push(heading(object));
        let numbered = || object.hunks.iter().enumerate().map(|(place, hunk)| (index + place, hunk));
        for (index, hunk) in numbered().filter(|(_, hunk)| !hunk.is_folded()) {
            hunk_rows(content, state, (index, hunk), 1, (layout, words));
        }
        let folded: Vec<&Hunk> = object.hunks.iter().filter(|hunk| hunk.is_folded()).collect();
        if !folded.is_empty() {
            let text = vec![Span::new(diff_lines::folded(&folded), Tone::Dim)];
            content.rows.push(Row { depth: 1, fold: Some(Fold::Closed), ..Row::line(RowId::Folded(object.key.clone()), text) });
            for (index, hunk) in numbered().filter(|(_, hunk)| hunk.is_folded()) {
                hunk_rows(content, state, (index, hunk), 2, (layout, words));
            }
        }
        let n_left_out = object.hunks.last().map_or(0, |hunk| hunk.n_left_out);
        if let Some(more) = diff_lines::left_out(n_left_out, "difference", "differences") {
            push(content, 1, vec![Span::new(more, Tone::Dim)]);
        }
        index += object.hunks.len();
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
        // What differs are its hunks: from one to the next leads n.
        is_problem: object.hunks.iter().all(Hunk::is_folded),
    }
}

fn hunk_rows(content: &mut Content, state: &State, (index, hunk): (usize, &Hunk), depth: u16, (layout, words): (Layout, Words)) {
    let told = diff_lines::told(hunk, words);
    let note = if told.note.is_empty() { String::new() } else { format!("  {}", told.note) };
    let path = vec![Span::new(&told.place, Tone::Key), Span::new(note, Tone::Dim)];
    let is_problem = !hunk.is_folded();
    content.rows.push(Row { depth, fold: Some(Fold::Open), is_problem, ..Row::line(RowId::Hunk(index), path) });
    let below = depth + 1;
    let push = |content: &mut Content, depth, line| {
        let id = RowId::HunkLine(index, content.rows.len());
        content.rows.push(Row { depth, ..Row::line(id, line) });
    };
    if let Some(by) = &hunk.set_by {
        push(content, below, vec![Span::new(diff_lines::set_by(by), Tone::Dim)]);
    }
    if let Some(by) = &hunk.live_set_by {
        content.times.extend(age::time(&by.time));
        push(content, below, vec![Span::new(diff_lines::live_set_by(by, Some(state.now)), Tone::Dim)]);
    }
    let room = |width: u16| usize::from(width).saturating_sub(INDENT + usize::from(depth - 1) * 2);
    match layout {
        Layout::SideBySide(width) => diff_sides::told_lines(&told, room(width)).into_iter().for_each(|line| push(content, below, line)),
        Layout::Lines => lines(&told).into_iter().for_each(|line| push(content, below, line)),
        Layout::Wrapped(width) => {
            lines(&told).iter().flat_map(|line| wrap::hanging(line, room(width), SIGN)).for_each(|line| push(content, below, line));
        }
    }
}

fn push(content: &mut Content, depth: u16, line: Line) {
    let id = RowId::Line(content.rows.len());
    content.rows.push(Row { depth, ..Row::line(id, line) });
}

/// `12–18`, a single one alone.
fn range((start, n): (usize, usize)) -> String {
    if n > 1 { format!("{start}–{}", start + n - 1) } else { start.to_string() }
}

/// The lines with their signs; a run of a longer text begins with where it is.
fn lines(told: &diff_lines::Told) -> Vec<Line> {
    let mut lines = Vec::new();
    for run in &told.runs {
        if run.is_part {
            lines.push(vec![Span::new(format!("lines {} → {}", range(run.old), range(run.new)), Tone::Dim)]);
        }
        for line in &run.lines {
            let (sign, tone) = match line.side {
                Side::Both => ("  ", Tone::Dim),
                Side::Old => ("- ", Tone::Removed),
                Side::New => ("+ ", Tone::Added),
            };
            lines.push([Span::fixed(sign, tone)].into_iter().chain(line.text.iter().cloned()).collect());
        }
    }
    lines.extend(diff_lines::left_out(told.n_left_out, "line", "lines").map(|text| vec![Span::new(text, Tone::Dim)]));
    lines
}
