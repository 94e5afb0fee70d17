//! One difference as lines: what was, what will be, what is around it, with the changed words set off; and what is said of it
//! beside. Every form of output is made of these. Values are masked already. It knows no page and no form.

use jiff::Timestamp;
use similar::{ChangeTag, TextDiff};

use crate::engine::compare::hunks::{Change, Hunk};
use crate::engine::compare::lines::{LineHunk, Lines, MAX_TEXT, Side};
use crate::engine::compare::mask::Shown;
use crate::engine::compare::meaning::Class;
use crate::engine::compare::owners::LiveSetBy;
use crate::model::object::trail::SetBy;

use super::age;
use super::page::{Line, Span, Tone};

/// Lines of one value that are shown, a whole object's among them; more are counted.
const MAX_LINES: usize = 1_000;

/// Characters of one line that are shown: a line of a megabyte is none that anybody reads. More are counted.
const MAX_CHARS: usize = 4_000;

/// Characters up to which words of a line are told apart: beyond it finding them costs more than it shows.
const MAX_WORDS: usize = 1_000;

/// Lines of a run up to which each is held against its partner, word by word.
const MAX_PARTNERS: usize = 50;

/// A line of a difference.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DiffLine {
    /// Where it is.
    pub(super) side: Side,
    /// Its 1-based number on the old side, in texts of several lines.
    pub(super) old: Option<usize>,
    /// The same on the new side.
    pub(super) new: Option<usize>,
    /// The line without a sign.
    pub(super) text: Line,
}

/// A run of lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Run {
    /// First line and number of lines, old and new: as `@@` has it.
    pub(super) old: (usize, usize),
    /// The same on the new side.
    pub(super) new: (usize, usize),
    /// The lines.
    pub(super) lines: Vec<DiffLine>,
    /// Whether it is a part of a longer text, so that its place says something.
    pub(super) is_part: bool,
}

/// One difference, told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    /// The place, as people read it.
    pub(super) place: String,
    /// What is said beside the place: a move, a multiple, a meaning.
    pub(super) note: String,
    /// The lines.
    pub(super) runs: Vec<Run>,
    /// Lines that are not among them.
    pub(super) n_left_out: usize,
}

/// Whether the words of a line that changed are set off. Finding them is most of the work of a page that is made anew for each key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// They are.
    SetOff,
    /// Lines are one piece.
    Plain,
}

/// The difference in lines.
pub(super) fn told(hunk: &Hunk, words: Words) -> Told {
    let place = hunk.place();
    let place = if place.is_empty() { "the whole object".to_owned() } else { place };
    let mut told = Told { place, note: note(hunk), runs: Vec::new(), n_left_out: 0 };
    match (&hunk.lines, hunk.change) {
        (_, Change::Moved { .. }) => {}
        (Some(lines), _) => text_runs(lines, &mut told),
        (None, Change::Added | Change::Removed | Change::Changed) => value_run(hunk, &mut told),
    }
    if words == Words::SetOff {
        told.runs.iter_mut().for_each(|run| emphasize(&mut run.lines));
    }
    told
}

/// What is said beside the place.
fn note(hunk: &Hunk) -> String {
    if let Change::Moved { from, to } = hunk.change {
        return format!("moved from {from} to {to}");
    }
    match (&hunk.meaning, hunk.class) {
        (Some(meaning), _) => meaning.to_string(),
        (None, Class::Timestamp) => "a timestamp".to_owned(),
        (None, Class::Generated) => "generated".to_owned(),
        (None, Class::Server) => "written by the server".to_owned(),
        (None, Class::Field | Class::Respelled) if is_too_long(hunk) => "too long to be compared line by line".to_owned(),
        (None, Class::Field | Class::Respelled) => String::new(),
    }
}

fn is_too_long(hunk: &Hunk) -> bool {
    let texts = || [&hunk.old, &hunk.new].into_iter().flatten().filter_map(Shown::as_text);
    hunk.change == Change::Changed && texts().any(|text| text.len() > MAX_TEXT)
}

fn text_runs(lines: &Lines, told: &mut Told) {
    told.n_left_out = lines.n_left_out;
    told.runs = lines.hunks.iter().map(text_run).collect();
}

fn text_run(hunk: &LineHunk) -> Run {
    let (mut old, mut new) = (hunk.old_start, hunk.new_start);
    let mut lines = Vec::with_capacity(hunk.lines.len());
    for line in &hunk.lines {
        let mut text = vec![Span::new(cut(line.text.as_text().unwrap_or("")), tone(line.side))];
        if !line.is_ended {
            text.push(Span::fixed("  (no line feed at the end)", Tone::Dim));
        }
        let numbers = match line.side {
            Side::Both => (Some(old), Some(new)),
            Side::Old => (Some(old), None),
            Side::New => (None, Some(new)),
        };
        old += usize::from(numbers.0.is_some());
        new += usize::from(numbers.1.is_some());
        lines.push(DiffLine { side: line.side, old: numbers.0, new: numbers.1, text });
    }
    Run { old: (hunk.old_start, hunk.n_old), new: (hunk.new_start, hunk.n_new), lines, is_part: true }
}

/// Sets off the words that differ between removed lines and the lines that take their places, where they are as many.
fn emphasize(lines: &mut [DiffLine]) {
    let mut at = 0;
    while at < lines.len() {
        let n_of = |side: Side, from: usize| lines.iter().skip(from).take_while(|line| line.side == side).count();
        let n_old = n_of(Side::Old, at);
        let n_new = n_of(Side::New, at + n_old);
        if n_old == n_new && n_old <= MAX_PARTNERS {
            for place in at..at + n_old {
                let text = |place: usize| lines.get(place).and_then(|line| line.text.first()).map(|span| span.text().to_owned());
                let (Some(old), Some(new)) = (text(place), text(place + n_old)) else { continue };
                let Some((old, new)) = words(&old, &new) else { continue };
                for (place, spans) in [(place, old), (place + n_old, new)] {
                    if let Some(line) = lines.get_mut(place) {
                        line.text.splice(..1, spans);
                    }
                }
            }
        }
        at += (n_old + n_new).max(1);
    }
}

fn value_run(hunk: &Hunk, told: &mut Told) {
    let (mut old, mut new) = (hunk.old.as_ref().map(text_of), hunk.new.as_ref().map(text_of));
    if old == new {
        // `"5"` and `5` look the same as texts.
        (old, new) = (hunk.old.as_ref().map(Shown::to_json), hunk.new.as_ref().map(Shown::to_json));
    }
    let side = |text: Option<&str>, side: Side| -> Vec<DiffLine> {
        let line = |text: &str| DiffLine { side, old: None, new: None, text: vec![Span::new(cut(text), tone(side))] };
        text.into_iter().flat_map(|text| text.split('\n').take(MAX_LINES).map(line).collect::<Vec<_>>()).collect()
    };
    let n_lines = |text: &Option<String>| text.as_ref().map_or(0, |text| text.split('\n').count());
    told.n_left_out = [&old, &new].into_iter().map(|text| n_lines(text).saturating_sub(MAX_LINES)).sum();
    let mut lines = side(old.as_deref(), Side::Old);
    lines.extend(side(new.as_deref(), Side::New));
    let span = |n: usize| (usize::from(n > 0), n);
    told.runs.push(Run { old: span(n_lines(&old)), new: span(n_lines(&new)), lines, is_part: false });
}

/// A value as it stands on its lines; an empty text is seen as one.
fn text_of(shown: &Shown) -> String {
    match shown.as_text() {
        Some("") => "\"\"".to_owned(),
        Some(text) => text.strip_suffix('\n').unwrap_or(text).to_owned(),
        None => shown.to_string(),
    }
}

fn tone(side: Side) -> Tone {
    match side {
        Side::Both => Tone::Dim,
        Side::Old => Tone::Removed,
        Side::New => Tone::Added,
    }
}

/// A line that is not too long to be shown.
fn cut(line: &str) -> std::borrow::Cow<'_, str> {
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}… ({} more bytes)", line.get(..end).unwrap_or(""), line.len() - end).into(),
        None => line.into(),
    }
}

/// Both lines with the words set off that the other one lacks; none where they are too long, or have nothing in common.
fn words(old: &str, new: &str) -> Option<(Line, Line)> {
    if old.len().max(new.len()) > MAX_WORDS {
        return None;
    }
    let diff = TextDiff::from_unicode_words(old, new);
    let (mut before, mut after) = (Line::new(), Line::new());
    let mut has_common = false;
    for change in diff.iter_all_changes() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                has_common |= text.chars().any(char::is_alphanumeric);
                before.push(Span::new(text, Tone::Removed));
                after.push(Span::new(text, Tone::Added));
            }
            ChangeTag::Delete => before.push(Span::new(text, Tone::Emphasis)),
            ChangeTag::Insert => after.push(Span::new(text, Tone::Emphasis)),
        }
    }
    has_common.then(|| (joined(before), joined(after)))
}

/// Neighbors of one tone as one span.
fn joined(line: Line) -> Line {
    let mut out: Vec<(String, Tone)> = Vec::new();
    for span in line {
        match out.last_mut() {
            Some((text, tone)) if *tone == span.tone => text.push_str(span.text()),
            _ => out.push((span.text().to_owned(), span.tone)),
        }
    }
    out.into_iter().map(|(text, tone)| Span::new(text, tone)).collect()
}

/// Who set a field: file and line, and what of it.
pub(super) fn set_by(set_by: &SetBy) -> String {
    let place = &set_by.place;
    let mut text = format!("from {}", place.file);
    if let Some(line) = place.line {
        text.push_str(&format!(":{line}"));
    }
    let what = if set_by.what.is_empty() { place.field.as_deref().filter(|_| place.line.is_none()).unwrap_or("") } else { &set_by.what };
    if !what.is_empty() {
        text.push_str(&format!("  {what}"));
    }
    text
}

/// Who set the live field, how and when; how long ago where it is known what time it is.
pub(super) fn live_set_by(by: &LiveSetBy, now: Option<Timestamp>) -> String {
    let how = if by.subresource.is_empty() { by.operation.to_string() } else { format!("{} of {}", by.operation, by.subresource) };
    let how = if how.is_empty() { String::new() } else { format!(" ({how})") };
    let at = age::time(&by.time);
    let when = at.map(|at| format!(" {}", at.strftime("%Y-%m-%d %H:%M"))).unwrap_or_default();
    let ago = at.zip(now).map(|(at, now)| format!(" ({} ago)", age::age(at, now))).unwrap_or_default();
    format!("live set by {}{how}{when}{ago}", by.manager)
}

/// What is said of folded differences: `2 generated fields differ, 1 timestamp differs`, and which they are.
pub(super) fn folded(hunks: &[&Hunk]) -> String {
    let mut parts = Vec::new();
    for class in [Class::Generated, Class::Timestamp, Class::Server, Class::Respelled] {
        let n = hunks.iter().filter(|hunk| hunk.class == class).count();
        if n > 0 {
            let (one, many) = class.words();
            parts.push(format!("{n} {}", if n == 1 { one } else { many }));
        }
    }
    parts.join(", ")
}

/// Lines or differences that are left out, in words; none where none are.
pub(super) fn left_out(n: usize, one: &str, many: &str) -> Option<String> {
    (n > 0).then(|| format!("… {n} more {}", if n == 1 { one } else { many }))
}

#[cfg(test)]
mod tests {
    use super::{live_set_by, words};
    use crate::engine::compare::owners::LiveSetBy;
    use crate::view::page::{Span, Tone};

    #[test]
    fn the_words_that_changed_are_set_off() {
        let (old, new) = words("shop/checkout:1.8.0-crash", "shop/checkout:1.7.3").expect("they have much in common");
        let marked = |line: &[Span]| line.iter().filter(|span| span.tone == Tone::Emphasis).map(Span::text).collect::<Vec<_>>().join("|");
        assert_eq!((marked(&old).as_str(), marked(&new).as_str()), ("1.8.0-crash", "1.7.3"));
        assert_eq!(words("60", "600"), None, "nothing in common");
        assert_eq!(words(&"a ".repeat(10_000), "b"), None, "too long to be worth it");
    }

    #[test]
    fn who_set_the_live_field_is_told_with_what_is_known() {
        let by = |time: &str, subresource: &str| LiveSetBy {
            manager: "hpa".into(),
            operation: "Update".into(),
            time: time.into(),
            subresource: subresource.into(),
        };
        let now = "2026-11-29T11:14:00Z".parse().ok();
        assert_eq!(live_set_by(&by("2026-11-29T08:14:30Z", "scale"), now), "live set by hpa (Update of scale) 2026-11-29 08:14 (2h ago)");
        assert_eq!(live_set_by(&by("garbage", ""), now), "live set by hpa (Update)");
    }
}
