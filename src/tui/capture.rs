//! A painted frame as text or as SVG: snapshots and screenshots are made of the same cells that a terminal gets. It knows
//! no state and writes no file.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

use super::color::rgb;

/// Cell size in SVG units; the ratio is that of DejaVu Sans Mono, and `textLength` makes other fonts keep it.
const CELL: (f32, f32) = (8.43, 18.0);

/// The frame as lines of text, without trailing spaces.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in rows(buffer) {
        let line: String = visible(row).map(|(_, cell)| cell.symbol()).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The frame as an SVG picture on a dark or light ground (the terminal's own colors are not known here).
pub fn svg(buffer: &Buffer, ground: Ground) -> String {
    let (width, height) = (f32::from(buffer.area.width) * CELL.0, f32::from(buffer.area.height) * CELL.1);
    let (back, fore) = ground.colors();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.1} {h:.1}\" width=\"{w:.0}\" height=\"{h:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{back}\"/>\n\
         <g transform=\"translate(12 12)\" font-family=\"'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" \
         font-size=\"14\" fill=\"{fore}\" xml:space=\"preserve\">\n",
        w = width + 24.0,
        h = height + 24.0,
    );
    for (y, row) in rows(buffer).enumerate() {
        for run in runs(row, ground) {
            run.write(&mut svg, y);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// The terminal's own colors, as a picture shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

impl Ground {
    /// Background and text.
    fn colors(self) -> (&'static str, &'static str) {
        match self {
            Self::Dark => ("#12161d", "#c8d0dc"),
            Self::Light => ("#fbfcfe", "#2a3140"),
        }
    }
}

/// Cells beside each other that look alike.
#[derive(Debug, PartialEq)]
struct Run {
    x: usize,
    width: usize,
    text: String,
    look: Look,
}

#[derive(Debug, Clone, PartialEq)]
struct Look {
    fore: Option<String>,
    back: Option<String>,
    modifier: Modifier,
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content().chunks(usize::from(buffer.area.width.max(1)))
}

/// The cells that begin a character: those that a wide one covers are left out.
fn visible(row: &[Cell]) -> impl Iterator<Item = (usize, &Cell)> {
    let mut covered = 0;
    row.iter().enumerate().filter(move |(at, cell)| {
        let is_visible = *at >= covered;
        if is_visible {
            covered = at + usize::from(cell.cell_width().max(1));
        }
        is_visible
    })
}

fn runs(row: &[Cell], ground: Ground) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (x, cell) in visible(row) {
        let look = look(cell, ground);
        let width = usize::from(cell.cell_width().max(1));
        match runs.last_mut() {
            // A wide character stands alone: other fonts make it wider or narrower than two cells.
            Some(run) if run.look == look && run.x + run.width == x && width == 1 && run.text.chars().count() == run.width => {
                run.width += 1;
                run.text.push_str(cell.symbol());
            }
            _ => runs.push(Run { x, width, text: cell.symbol().to_owned(), look }),
        }
    }
    runs
}

fn look(cell: &Cell, ground: Ground) -> Look {
    let hex = |color: Color| rgb(color).map(|(red, green, blue)| format!("#{red:02x}{green:02x}{blue:02x}"));
    let (mut fore, mut back) = (hex(cell.fg), hex(cell.bg));
    if cell.modifier.contains(Modifier::REVERSED) {
        let (ground_back, ground_fore) = ground.colors();
        (fore, back) = (Some(back.unwrap_or_else(|| ground_back.to_owned())), Some(fore.unwrap_or_else(|| ground_fore.to_owned())));
    }
    Look { fore, back, modifier: cell.modifier - Modifier::REVERSED }
}

impl Run {
    fn write(&self, svg: &mut String, y: usize) {
        let (x, top) = (at(self.x) * CELL.0, at(y) * CELL.1);
        let width = at(self.width) * CELL.0;
        // Writing into a String cannot fail.
        if let Some(back) = &self.look.back {
            let _ = writeln!(svg, "<rect x=\"{x:.2}\" y=\"{top:.2}\" width=\"{width:.2}\" height=\"{:.2}\" fill=\"{back}\"/>", CELL.1);
        }
        if self.text.trim().is_empty() {
            return;
        }
        let mut style = String::new();
        if let Some(fore) = &self.look.fore {
            let _ = write!(style, " fill=\"{fore}\"");
        }
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            (Modifier::DIM, " opacity=\"0.6\""),
        ] {
            if self.look.modifier.contains(modifier) {
                style.push_str(attribute);
            }
        }
        let baseline = top + CELL.1 * 0.75;
        let text = escaped(&self.text);
        let _ = writeln!(svg, "<text x=\"{x:.2}\" y=\"{baseline:.2}\" textLength=\"{width:.2}\"{style}>{text}</text>");
    }
}

/// A count of cells as a coordinate; screens are far below the precision's limit.
#[expect(clippy::cast_precision_loss, reason = "screens have hundreds of cells")]
fn at(count: usize) -> f32 {
    count as f32
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::{Ground, svg, text};

    #[test]
    fn a_frame_is_lines_without_trailing_spaces() {
        let buffer = Buffer::with_lines(["ab  ", "漢c "]);
        assert_eq!(text(&buffer), "ab\n漢c\n");
    }

    #[test]
    fn a_picture_escapes_its_text_and_merges_what_looks_alike() {
        let picture = svg(&Buffer::with_lines(["a<b&c"]), Ground::Dark);
        assert!(picture.contains(">a&lt;b&amp;c</text>"), "{picture}");
        assert_eq!(picture.matches("<text").count(), 1);
    }
}
