//! Text into cells: measured in cells, cut between user-perceived characters, never a raw control character. Every text of
//! the console goes through [`Pen::put`]. It knows no page.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::model::text::clean;
use crate::view::page::{Cut, Span};

use super::super::glyph::{Glyphs, MORE};
use super::super::theme::{Scope, Theme};

/// At most so many bytes of one user-perceived character reach a cell: letters take a few, dozens of stacked marks are a
/// prank.
const GRAPHEME_BYTES: usize = 32;

/// Where, and in which look, is painted.
pub struct Pen<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    /// The styles.
    pub theme: &'a Theme,
    /// The signs.
    pub glyphs: Glyphs,
    /// What lies under every style: that of the page, a bar or a box.
    pub base: Style,
}

/// How many cells a text takes, as [`Pen::put`] paints it.
pub fn width(text: &str) -> usize {
    if is_simple(text) {
        return text.len();
    }
    let mut total = 0;
    each_piece(text, |_, wide| {
        total += wide;
        true
    });
    total
}

/// How many cells a line takes.
pub fn line_width(line: &[Span]) -> usize {
    line.iter().map(|span| width(span.text())).sum()
}

/// A number of cells as the buffer counts them.
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Whether every byte is a visible character of one cell.
fn is_simple(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Calls with each user-perceived character and its width, until told to stop. A mark without a character to stand on
/// becomes its code point; variation selectors are left out, since terminals disagree on the width they make.
fn each_piece(text: &str, mut take: impl FnMut(&str, usize) -> bool) {
    for grapheme in clean(text).graphemes(true) {
        let narrowed: String;
        let mut piece = grapheme;
        if grapheme.contains(['\u{fe0e}', '\u{fe0f}']) {
            narrowed = grapheme.replace(['\u{fe0e}', '\u{fe0f}'], "");
            piece = &narrowed;
        }
        let wide = usize::from(piece.cell_width());
        let goes_on = if wide == 0 {
            piece.chars().flat_map(char::escape_unicode).all(|c| take(c.encode_utf8(&mut [0; 4]), 1))
        } else if piece.len() > GRAPHEME_BYTES {
            take(MORE, 1)
        } else {
            take(piece, wide)
        };
        if !goes_on {
            return;
        }
    }
}

impl<'a> Pen<'a> {
    /// A pen for a whole screen.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme, glyphs: Glyphs) -> Self {
        Self { buffer, theme, glyphs, base: theme.style(Scope::Ui) }
    }

    /// The same pen on another ground.
    pub fn on(&mut self, ground: Scope) -> Pen<'_> {
        let base = self.theme.style(Scope::Ui).patch(self.theme.style(ground));
        Pen { buffer: self.buffer, theme: self.theme, glyphs: self.glyphs, base }
    }

    /// The style of a part of the screen.
    pub fn style(&self, scope: Scope) -> Style {
        self.theme.style(scope)
    }

    /// Paints a text from a cell on, at most to the edge; returns the cell after it. Nothing outside the buffer is touched.
    pub fn put(&mut self, x: u16, y: u16, edge: u16, text: &str, style: Style) -> u16 {
        let mut at = x;
        each_piece(text, |piece, wide| {
            let next = at.saturating_add(cells(wide));
            let fits = next <= edge;
            if fits {
                self.set(at, y, piece, wide, style);
                at = next;
            }
            fits
        });
        at
    }

    /// Paints a line in the styles of its tones, cut to the edge where it is too long.
    pub fn line(&mut self, x: u16, y: u16, edge: u16, line: &[Span], cut: Cut) -> u16 {
        let room = usize::from(edge.saturating_sub(x));
        if line_width(line) <= room {
            let mut at = x;
            for span in line {
                at = self.put(at, y, edge, span.text(), self.theme.tone(span.tone));
            }
            return at;
        }
        match cut {
            Cut::End => self.head(x, y, edge, line, room.saturating_sub(1)),
            Cut::Middle => {
                // The end of a name tells more than its beginning: it gets the odd cell.
                let head = room.saturating_sub(1) / 2;
                let at = self.head(x, y, edge, line, head);
                let skipped = line_width(line).saturating_sub(room.saturating_sub(usize::from(at.saturating_sub(x))));
                self.tail(at, y, edge, line, skipped)
            }
        }
    }

    /// The beginning of a line, `room` cells of it, and the sign that it goes on.
    fn head(&mut self, x: u16, y: u16, edge: u16, line: &[Span], room: usize) -> u16 {
        let limit = x.saturating_add(cells(room)).min(edge);
        let mut at = x;
        let mut style = Style::default();
        for span in line {
            style = self.theme.tone(span.tone);
            let after = self.put(at, y, limit, span.text(), style);
            let whole = usize::from(after - at) == width(span.text());
            at = after;
            if !whole {
                break;
            }
        }
        self.put(at, y, edge, MORE, style)
    }

    /// What follows the first `skipped` cells of a line.
    pub fn tail(&mut self, x: u16, y: u16, edge: u16, line: &[Span], skipped: usize) -> u16 {
        let mut at = x;
        let mut seen = 0;
        for span in line {
            let style = self.theme.tone(span.tone);
            each_piece(span.text(), |piece, wide| {
                let before = seen;
                seen += wide;
                if before >= skipped {
                    at = self.put(at, y, edge, piece, style);
                } else if seen > skipped {
                    // Half of a wide character is a space.
                    at = self.put(at, y, edge, " ", style);
                }
                at < edge
            });
        }
        at
    }

    /// Fills an area with spaces in a style.
    pub fn fill(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.set(x, y, " ", 1, style);
            }
        }
    }

    /// Lays a style over what is painted, from a cell to the edge.
    pub fn tint(&mut self, x: u16, y: u16, edge: u16, style: Style) {
        let area = Rect::new(x, y, edge.saturating_sub(x), 1).intersection(self.buffer.area);
        self.buffer.set_style(area, style);
    }

    fn set(&mut self, x: u16, y: u16, symbol: &str, wide: usize, style: Style) {
        let style = self.base.patch(style);
        for part in 0..cells(wide) {
            if let Some(cell) = self.buffer.cell_mut((x.saturating_add(part), y)) {
                cell.reset();
                cell.set_symbol(if part == 0 { self.glyphs.shown(symbol) } else { " " });
                cell.set_style(style);
            }
        }
    }
}
