//! A difference as unified lines: what `diff -u` and Git print, with the field's path where Git names the function. Lines that
//! begin with `#` say where a side comes from. It knows no screen.

use jiff::Timestamp;

use crate::engine::compare::hunks::Hunk;
use crate::engine::compare::lines::Side;
use crate::session::shown::{Change, DiffView, ObjectDiff};

use super::diff_lines::{self, Run, Words};
use super::page::{Line, Span, Tone};

/// The whole difference. Ages are told where it is known what time it is.
pub fn unified(view: &DiffView, now: Option<Timestamp>) -> Vec<Line> {
    view.objects.iter().flat_map(|object| self::object(view, object, now)).collect()
}

/// One object's part.
pub(super) fn object(view: &DiffView, object: &ObjectDiff, now: Option<Timestamp>) -> Vec<Line> {
    let (left, right) = match object.change {
        Change::Added => ("/dev/null".to_owned(), side(&view.right, object)),
        Change::Removed => (side(&view.left, object), "/dev/null".to_owned()),
        Change::Changed => (side(&view.left, object), side(&view.right, object)),
    };
    let mut lines = vec![vec![Span::new(format!("--- {left}"), Tone::Removed)], vec![Span::new(format!("+++ {right}"), Tone::Added)]];
    let (folded, open): (Vec<&Hunk>, Vec<&Hunk>) = object.hunks.iter().partition(|hunk| hunk.is_folded());
    open.into_iter().for_each(|hunk| self::hunk(hunk, now, &mut lines));
    if !folded.is_empty() {
        let places: Vec<String> = folded.iter().map(|hunk| hunk.place()).collect();
        lines.push(remark(format!("{}: {}", diff_lines::folded(&folded), places.join(", "))));
    }
    let n_left_out = object.hunks.last().map_or(0, |hunk| hunk.n_left_out);
    lines.extend(diff_lines::left_out(n_left_out, "difference", "differences").map(remark));
    lines
}

/// `live  apps/Deployment prod/web`: the side's name, and the object.
fn side(title: &str, object: &ObjectDiff) -> String {
    let key = &object.key;
    let namespace = if key.namespace.is_empty() { String::new() } else { format!("  {}", key.namespace) };
    format!("{title}  {key}{namespace}")
}

fn hunk(hunk: &Hunk, now: Option<Timestamp>, lines: &mut Vec<Line>) {
    let told = diff_lines::told(hunk, Words::SetOff);
    let note = if told.note.is_empty() { String::new() } else { format!("  ({})", told.note) };
    lines.extend(hunk.set_by.as_ref().map(|by| remark(diff_lines::set_by(by))));
    lines.extend(hunk.live_set_by.as_ref().map(|by| remark(diff_lines::live_set_by(by, now))));
    if told.runs.is_empty() {
        lines.push(vec![Span::new(format!("@@ {}{note} @@", told.place), Tone::Key)]);
    }
    for run in &told.runs {
        lines.push(vec![Span::new(header(run), Tone::Info), Span::new(format!(" {}{note}", told.place), Tone::Key)]);
        for line in &run.lines {
            let (sign, tone) = sign(line.side);
            lines.push([Span::fixed(sign, tone)].into_iter().chain(line.text.iter().cloned()).collect());
        }
    }
    lines.extend(diff_lines::left_out(told.n_left_out, "line", "lines").map(remark));
}

/// `@@ -12,7 +12,8 @@`, a single line's number without its count.
fn header(run: &Run) -> String {
    let range = |(start, n): (usize, usize)| if n == 1 { start.to_string() } else { format!("{start},{n}") };
    format!("@@ -{} +{} @@", range(run.old), range(run.new))
}

/// A line's sign and its tone.
pub(super) fn sign(side: Side) -> (&'static str, Tone) {
    match side {
        Side::Both => (" ", Tone::Dim),
        Side::Old => ("-", Tone::Removed),
        Side::New => ("+", Tone::Added),
    }
}

fn remark(text: String) -> Line {
    vec![Span::new(format!("# {text}"), Tone::Dim)]
}
