//! Lines cut and wrapped to a number of cells, at the borders of what a person takes for one character. It knows no terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::page::{Line, Span, Tone};

/// How many cells a line takes.
pub(super) fn width(line: &[Span]) -> usize {
    line.iter().map(|span| span.text().width()).sum()
}

/// The line in pieces of at most so many cells; an empty line is one empty piece. A character wider than that stands alone.
pub(super) fn wrapped(line: &[Span], cells: usize) -> Vec<Line> {
    let cells = cells.max(1);
    if width(line) <= cells {
        return vec![line.to_vec()];
    }
    let (mut pieces, mut piece, mut used) = (Vec::new(), Line::new(), 0);
    for span in line {
        let mut text = String::new();
        for grapheme in span.text().graphemes(true) {
            let wide = grapheme.width();
            if used + wide > cells && used > 0 {
                push(&mut piece, &mut text, span.tone);
                pieces.push(std::mem::take(&mut piece));
                used = 0;
            }
            text.push_str(grapheme);
            used += wide;
        }
        push(&mut piece, &mut text, span.tone);
    }
    pieces.push(piece);
    pieces
}

fn push(piece: &mut Line, text: &mut String, tone: Tone) {
    if !text.is_empty() {
        piece.push(Span::new(std::mem::take(text), tone));
    }
}

/// The same with every piece but the first set in, so that a sign before the text stands alone.
pub(super) fn hanging(line: &[Span], cells: usize, set_in: usize) -> Vec<Line> {
    let mut pieces = wrapped(line, cells).into_iter();
    let mut out: Vec<Line> = pieces.next().into_iter().collect();
    let rest: Line = pieces.flatten().collect();
    if !rest.is_empty() {
        let blank = Span::plain(" ".repeat(set_in));
        let set_in = |piece: Line| [blank.clone()].into_iter().chain(piece).collect::<Line>();
        out.extend(wrapped(&rest, cells.saturating_sub(width(std::slice::from_ref(&blank)))).into_iter().map(set_in));
    }
    out
}

/// The line filled with blanks up to so many cells.
pub(super) fn padded(mut line: Line, cells: usize) -> Line {
    let missing = cells.saturating_sub(width(&line));
    if missing > 0 {
        line.push(Span::plain(" ".repeat(missing)));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{padded, width, wrapped};
    use crate::view::page::{Span, Tone};

    #[test]
    fn wide_characters_and_tones_survive_wrapping() {
        let line = vec![Span::plain("ab漢字"), Span::new("cdef", Tone::Emphasis), Span::plain("e\u{301}x")];
        let pieces = wrapped(&line, 3);
        assert!(pieces.iter().all(|piece| width(piece) <= 3), "{pieces:?}");
        let text: String = pieces.iter().flatten().map(Span::text).collect();
        assert_eq!(text, "ab漢字cdefe\u{301}x");
        let emphasis: String = pieces.iter().flatten().filter(|span| span.tone == Tone::Emphasis).map(Span::text).collect();
        assert_eq!(emphasis, "cdef");
        assert_eq!(wrapped(&[], 3), [Vec::new()]);
        assert_eq!(width(&padded(vec![Span::plain("漢")], 5)), 5);
        assert_eq!(wrapped(&[Span::plain("漢字")], 1).len(), 2);
    }
}
