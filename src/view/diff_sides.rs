//! A difference in two columns: what was on the left, what will be on the right, each with its line numbers, wrapped to the
//! width that is given. It knows no screen.

use jiff::Timestamp;

use crate::engine::compare::hunks::Hunk;
use crate::engine::compare::lines::Side;
use crate::session::shown::{Change, DiffView, ObjectDiff};

use super::diff_lines::{self, DiffLine, Run, Told, Words};
use super::page::{Line, Span, Tone};
use super::wrap::{hanging, padded, wrapped};

/// Stands between the columns.
const BETWEEN: &str = " │ ";

/// Cells of a line's number and of its sign with the blank behind it.
const NUMBER: usize = 5;
const SIGN: usize = 2;

/// Below this many cells two columns hold nothing; the width is taken for this.
const LEAST: usize = 40;

/// The whole difference, so many cells wide. Ages are told where it is known what time it is.
pub fn side_by_side(view: &DiffView, width: usize, now: Option<Timestamp>) -> Vec<Line> {
    let width = width.max(LEAST);
    let title = |text: &str, tone: Tone| vec![Span::new(text, tone)];
    let mut lines = beside(&title(&view.left, Tone::Removed), &title(&view.right, Tone::Added), width);
    for object in &view.objects {
        lines.push(Vec::new());
        lines.extend(wrapped(&heading(object), width));
        let (folded, open): (Vec<&Hunk>, Vec<&Hunk>) = object.hunks.iter().partition(|hunk| hunk.is_folded());
        for hunk in open {
            let told = diff_lines::told(hunk, Words::SetOff);
            about(hunk, &told, now).iter().for_each(|line| lines.extend(wrapped(line, width)));
            lines.extend(told_lines(&told, width));
        }
        if !folded.is_empty() {
            let places: Vec<String> = folded.iter().map(|hunk| hunk.place()).collect();
            let text = format!("{}: {}", diff_lines::folded(&folded), places.join(", "));
            lines.extend(wrapped(&[Span::new(text, Tone::Dim)], width));
        }
        let n_left_out = object.hunks.last().map_or(0, |hunk| hunk.n_left_out);
        lines.extend(diff_lines::left_out(n_left_out, "difference", "differences").map(|text| vec![Span::new(text, Tone::Dim)]));
    }
    lines
}

fn heading(object: &ObjectDiff) -> Line {
    let (sign, tone) = match object.change {
        Change::Added => ("+ ", Tone::Added),
        Change::Removed => ("- ", Tone::Removed),
        Change::Changed => ("~ ", Tone::Warn),
    };
    vec![
        Span::fixed(sign, tone),
        Span::new(object.key.to_string(), Tone::Link),
        Span::new(format!("  {}", object.key.namespace), Tone::Dim),
    ]
}

/// The place, and where its sides come from.
fn about(hunk: &Hunk, told: &Told, now: Option<Timestamp>) -> Vec<Line> {
    let mut lines = vec![vec![
        Span::new(&told.place, Tone::Key),
        Span::new(if told.note.is_empty() { String::new() } else { format!("  {}", told.note) }, Tone::Dim),
    ]];
    let by = [hunk.set_by.as_ref().map(diff_lines::set_by), hunk.live_set_by.as_ref().map(|by| diff_lines::live_set_by(by, now))];
    lines.extend(by.into_iter().flatten().map(|text| vec![Span::new(format!("  {text}"), Tone::Dim)]));
    lines
}

/// The lines of one difference in two columns.
pub(super) fn told_lines(told: &Told, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, run) in told.runs.iter().enumerate() {
        if index > 0 {
            lines.push(vec![Span::fixed("⋯", Tone::Dim)]);
        }
        lines.extend(
            rows(run)
                .into_iter()
                .flat_map(|(old, new)| beside(&cell(old, Side::Old, run.is_part), &cell(new, Side::New, run.is_part), width)),
        );
    }
    lines.extend(diff_lines::left_out(told.n_left_out, "line", "lines").map(|text| vec![Span::new(text, Tone::Dim)]));
    lines
}

/// What stands in one line: equal lines beside each other, removed ones beside those that take their place.
fn rows(run: &Run) -> Vec<(Option<&DiffLine>, Option<&DiffLine>)> {
    let mut rows = Vec::new();
    let mut lines = run.lines.as_slice();
    while let Some(first) = lines.first() {
        let n_of = |side: Side, lines: &[DiffLine]| lines.iter().take_while(|line| line.side == side).count();
        if first.side == Side::Both {
            rows.push((Some(first), Some(first)));
            lines = lines.get(1..).unwrap_or_default();
            continue;
        }
        let (olds, rest) = lines.split_at(n_of(Side::Old, lines));
        let (news, rest) = rest.split_at(n_of(Side::New, rest));
        rows.extend((0..olds.len().max(news.len())).map(|place| (olds.get(place), news.get(place))));
        lines = rest;
    }
    rows
}

/// One side's number, sign and text; nothing where that side has no line.
fn cell(line: Option<&DiffLine>, side: Side, has_numbers: bool) -> Line {
    let Some(line) = line else { return Line::new() };
    let number = if side == Side::New { line.new } else { line.old };
    let mut cell = Line::new();
    if has_numbers {
        cell.push(Span::new(number.map_or_else(|| " ".repeat(NUMBER), |number| format!("{number:>4} ")), Tone::Dim));
    }
    let (sign, tone) = super::diff_unified::sign(line.side);
    cell.push(Span::new(format!("{sign} "), tone));
    cell.extend(line.text.iter().cloned());
    cell
}

/// Two lines beside each other, each wrapped to its half; what is wrapped is set in below its text.
fn beside(left: &[Span], right: &[Span], width: usize) -> Vec<Line> {
    let half = (width - BETWEEN.chars().count()) / 2;
    let (left, right) = (column(left, half), column(right, half));
    (0..left.len().max(right.len()))
        .map(|place| {
            let mut line = padded(left.get(place).cloned().unwrap_or_default(), half);
            line.push(Span::fixed(BETWEEN, Tone::Dim));
            line.extend(right.get(place).cloned().unwrap_or_default());
            line
        })
        .collect()
}

fn column(line: &[Span], half: usize) -> Vec<Line> {
    let is_number = line.first().is_some_and(|span| span.tone == Tone::Dim && span.text().len() == NUMBER);
    hanging(line, half, if is_number { NUMBER + SIGN } else { SIGN })
}
