//! The lines in which two texts of several lines differ, with a few lines around them. It knows no field; it is given texts
//! that are masked already.

use std::ops::Range;

use serde::Serialize;

use crate::model::object::value::Value;

use super::align::{self, Numbers};
use super::mask::{self, Shown};

/// Longest text that is compared line by line, in bytes: what etcd takes for a whole object. A longer one differs as a whole.
pub const MAX_TEXT: usize = 1 << 20;

/// Equal lines shown before and after those that differ, as `diff -u` has it.
pub const AROUND: usize = 3;

/// Lines that are kept of one field's difference: more than anybody reads. The rest is counted.
const MAX_LINES: usize = 2_000;

/// Which side a line is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// On both.
    Both,
    /// On the old side only.
    Old,
    /// On the new side only.
    New,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TextLine {
    /// Where it is.
    pub side: Side,
    /// The line without its line feed.
    pub text: Shown,
    /// Whether a line feed ends it: only a text's last line may lack one.
    pub is_ended: bool,
}

/// A run of lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineHunk {
    /// 1-based number of its first line on the old side (0 where the old text is empty).
    pub old_start: usize,
    /// How many of its lines are on the old side.
    pub n_old: usize,
    /// 1-based number of its first line on the new side (0 where the new text is empty).
    pub new_start: usize,
    /// How many of its lines are on the new side.
    pub n_new: usize,
    /// The lines, in order; of a change the old ones first.
    pub lines: Vec<TextLine>,
}

/// How two texts differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lines {
    /// Runs that differ, in order.
    pub hunks: Vec<LineHunk>,
    /// Lines that are left out because there are too many.
    pub n_left_out: usize,
}

/// The difference of two masked values, if they are texts of which one has several lines, and neither is too long.
pub(super) fn lines(old: &Value, new: &Value) -> Option<Lines> {
    let (old, new) = (old.as_str()?, new.as_str()?);
    if !(old.contains('\n') || new.contains('\n')) || old.len().max(new.len()) > MAX_TEXT {
        return None;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut numbers = Numbers::default();
    let (left, right) = (numbers.of(a.iter().copied()), numbers.of(b.iter().copied()));
    let mut out = Lines { hunks: Vec::new(), n_left_out: 0 };
    let mut room = MAX_LINES;
    for group in grouped(&changes(&align::aligned(&left, &right), a.len(), b.len()), a.len(), b.len()) {
        let hunk = hunk(&group, &a, &b, &mut room, &mut out.n_left_out);
        if !hunk.lines.is_empty() {
            out.hunks.push(hunk);
        }
    }
    Some(out)
}

/// Lines of the old side that give way to lines of the new one.
type Swap = (Range<usize>, Range<usize>);

fn changes(pairs: &[(usize, usize)], n_old: usize, n_new: usize) -> Vec<Swap> {
    let (mut at_old, mut at_new) = (0, 0);
    let mut changes = Vec::new();
    for (from, to) in pairs.iter().copied().chain([(n_old, n_new)]) {
        if from > at_old || to > at_new {
            changes.push((at_old..from, at_new..to));
        }
        (at_old, at_new) = (from + 1, to + 1);
    }
    changes
}

/// A run: its swaps, and the lines of both sides that it covers.
struct Group {
    swaps: Vec<Swap>,
    old: Range<usize>,
    new: Range<usize>,
}

fn grouped(swaps: &[Swap], n_old: usize, n_new: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (old, new) in swaps {
        let before = AROUND.min(old.start).min(new.start);
        let after = AROUND.min(n_old - old.end).min(n_new - new.end);
        match groups.last_mut() {
            Some(last) if old.start - before <= last.old.end => {
                last.swaps.push((old.clone(), new.clone()));
                (last.old.end, last.new.end) = (old.end + after, new.end + after);
            }
            _ => groups.push(Group {
                swaps: vec![(old.clone(), new.clone())],
                old: old.start - before..old.end + after,
                new: new.start - before..new.end + after,
            }),
        }
    }
    groups
}

fn hunk(group: &Group, old: &[&str], new: &[&str], room: &mut usize, n_left_out: &mut usize) -> LineHunk {
    let start = |range: &Range<usize>| if range.is_empty() { range.start } else { range.start + 1 };
    let mut hunk = LineHunk {
        old_start: start(&group.old),
        n_old: group.old.len(),
        new_start: start(&group.new),
        n_new: group.new.len(),
        lines: Vec::new(),
    };
    let mut push = |side: Side, text: &[&str]| {
        for line in text {
            if *room == 0 {
                *n_left_out += 1;
                continue;
            }
            *room -= 1;
            let is_ended = line.ends_with('\n');
            let text = mask::shown_part(&Value::str(line.strip_suffix('\n').unwrap_or(line)));
            hunk.lines.push(TextLine { side, text, is_ended });
        }
    };
    let mut at = group.old.start;
    for (from, to) in &group.swaps {
        push(Side::Both, old.get(at..from.start).unwrap_or_default());
        push(Side::Old, old.get(from.clone()).unwrap_or_default());
        push(Side::New, new.get(to.clone()).unwrap_or_default());
        at = from.end;
    }
    push(Side::Both, old.get(at..group.old.end).unwrap_or_default());
    hunk
}

#[cfg(test)]
mod tests {
    use super::{Lines, MAX_TEXT, Side, lines};
    use crate::model::object::value::Value;
    use proptest::prelude::*;

    fn of(old: &str, new: &str) -> Option<Lines> {
        lines(&Value::str(old), &Value::str(new))
    }

    fn printed(lines: &Lines) -> String {
        let mut out = String::new();
        for hunk in &lines.hunks {
            out.push_str(&format!("@@ -{},{} +{},{} @@\n", hunk.old_start, hunk.n_old, hunk.new_start, hunk.n_new));
            for line in &hunk.lines {
                let sign = match line.side {
                    Side::Both => ' ',
                    Side::Old => '-',
                    Side::New => '+',
                };
                out.push_str(&format!("{sign}{}{}\n", line.text, if line.is_ended { "" } else { "¬" }));
            }
        }
        out
    }

    /// The new text, made of the old one and the runs.
    fn applied(old: &str, diff: &Lines) -> String {
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        for hunk in &diff.hunks {
            let start = if hunk.n_old == 0 { hunk.old_start } else { hunk.old_start - 1 };
            out.extend(old[at..start].iter().copied());
            for line in hunk.lines.iter().filter(|line| line.side != Side::Old) {
                out.push_str(&line.text.to_string());
                out.push_str(if line.is_ended { "\n" } else { "" });
            }
            at = start + hunk.n_old;
        }
        out.extend(old[at..].iter().copied());
        out
    }

    #[test]
    fn three_lines_stand_around_what_differs_and_near_changes_share_a_run() {
        let old: String = (1..=30).map(|n| format!("line {n}\n")).collect();
        let new = old.replace("line 5\n", "five\n").replace("line 9\n", "").replace("line 29\n", "line 29\nmore\n");
        assert_eq!(
            printed(&of(&old, &new).expect("texts")),
            "@@ -2,11 +2,10 @@\n line 2\n line 3\n line 4\n-line 5\n+five\n line 6\n line 7\n line 8\n-line 9\n line 10\n line 11\n line 12\n\
             @@ -27,4 +26,5 @@\n line 27\n line 28\n line 29\n+more\n line 30\n"
        );
    }

    #[test]
    fn a_missing_last_line_feed_is_a_difference() {
        assert_eq!(printed(&of("a\nb\n", "a\nb").expect("texts")), "@@ -1,2 +1,2 @@\n a\n-b\n+b¬\n");
    }

    #[test]
    fn one_line_and_texts_that_are_too_long_have_no_lines() {
        assert_eq!(of("one", "two"), None);
        assert_eq!(of(&"a\n".repeat(MAX_TEXT), "b\n"), None);
    }

    #[test]
    fn a_long_text_that_differs_in_every_line_is_cut_and_counted() {
        let (old, new): (String, String) =
            ((0..40_000).map(|n| format!("{n}\n")).collect(), (0..40_000).map(|n| format!("x{n}\n")).collect());
        let diff = of(&old, &new).expect("texts");
        assert_eq!(diff.hunks.iter().map(|hunk| hunk.lines.len()).sum::<usize>(), 2_000);
        assert_eq!(diff.n_left_out, 78_000);
    }

    proptest! {
        #[test]
        fn the_runs_make_the_new_text_of_the_old_one(old in "([ab]?\n?){0,40}", new in "([abc]?\n?){0,40}") {
            if let Some(diff) = of(&old, &new) {
                prop_assert_eq!(applied(&old, &diff), new.clone());
                prop_assert_eq!(diff.hunks.is_empty(), old == new);
            }
        }
    }
}
