//! The difference of two frames as the bytes that turn one into the other on a terminal. It knows no device.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

/// The bytes that turn a screen that shows `before` into one that shows `after`; empty where they are equal. The buffers
/// have the same area.
pub fn difference(before: &Buffer, after: &Buffer) -> String {
    let mut bytes = String::new();
    let mut style: Option<Look> = None;
    // Where the terminal's cursor surely is; after a character whose width terminals disagree on, nowhere.
    let mut at: Option<(u16, u16)> = None;
    for (x, y, cell) in before.diff_iter(after) {
        if at != Some((x, y)) {
            // Writing into a String cannot fail.
            let _ = write!(bytes, "\x1b[{};{}H", y + 1, x + 1);
        }
        let look = Look::of(cell);
        if style != Some(look) {
            look.write(&mut bytes);
            style = Some(look);
        }
        bytes.push_str(cell.symbol());
        at = is_plain(cell.symbol()).then_some((x + cell.cell_width().max(1), y));
    }
    if style.is_some() {
        bytes.push_str("\x1b[0m");
    }
    bytes
}

/// Whether every terminal agrees that it is one cell wide: ASCII, and the box, block and geometric signs that we draw.
fn is_plain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    matches!((chars.next(), chars.next()), (Some(' '..='~' | '\u{2500}'..='\u{25ff}' | '·' | '›'), None))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fore: Color,
    back: Color,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self { fore: cell.fg, back: cell.bg, modifier: cell.modifier }
    }

    /// Everything anew: shorter than telling what to take back, and right whatever stood before.
    fn write(self, bytes: &mut String) {
        bytes.push_str("\x1b[0");
        for (modifier, code) in [
            (Modifier::BOLD, ";1"),
            (Modifier::DIM, ";2"),
            (Modifier::ITALIC, ";3"),
            (Modifier::UNDERLINED, ";4"),
            (Modifier::REVERSED, ";7"),
        ] {
            if self.modifier.contains(modifier) {
                bytes.push_str(code);
            }
        }
        color(bytes, self.fore, 30);
        color(bytes, self.back, 40);
        bytes.push('m');
    }
}

/// A color's part of the sequence; `base` is 30 for text, 40 for the ground.
fn color(bytes: &mut String, color: Color, base: u8) {
    let named = super::color::NAMES.iter().zip(0_u8..).find(|((_, named), _)| *named == color).map(|(_, index)| index);
    let _ = match (color, named) {
        (Color::Rgb(red, green, blue), _) => write!(bytes, ";{};2;{red};{green};{blue}", base + 8),
        (Color::Indexed(index), _) => write!(bytes, ";{};5;{index}", base + 8),
        (_, Some(index @ 0..8)) => write!(bytes, ";{}", base + index),
        (_, Some(index)) => write!(bytes, ";{}", base + 60 + index - 8),
        (_, None) => Ok(()),
    };
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    use super::difference;

    #[test]
    fn only_what_differs_is_written() {
        let before = Buffer::with_lines(["abc", "def"]);
        let mut after = before.clone();
        assert_eq!(difference(&before, &after), "");
        after.set_string(1, 1, "X", Style::new().fg(Color::LightRed).bg(Color::Indexed(5)).add_modifier(Modifier::BOLD));
        assert_eq!(difference(&before, &after), "\x1b[2;2H\x1b[0;1;91;48;5;5mX\x1b[0m");
    }

    #[test]
    fn after_a_character_of_doubtful_width_the_cursor_is_placed_anew() {
        let before = Buffer::empty(Rect::new(0, 0, 4, 1));
        let mut after = before.clone();
        after.set_string(0, 0, "漢ab", Style::new());
        assert_eq!(difference(&before, &after), "\x1b[1;1H\x1b[0m漢\x1b[1;3Hab\x1b[0m");
    }

    #[test]
    fn a_terminal_shows_the_frame_after_any_sequence_of_frames() {
        let size = |cells: u16| std::num::NonZeroU16::new(cells).unwrap();
        let mut parser = vt100::Parser::new(size(3), size(12), 0);
        let mut before = Buffer::empty(Rect::new(0, 0, 12, 3));
        for lines in [["one two", "漢字 x", ""], ["one 二 two", "漢x字", "end"], ["", "é", "…›·"]] {
            let mut after = Buffer::empty(before.area);
            for (line, y) in lines.iter().zip(0..) {
                after.set_string(0, y, line, Style::new().fg(Color::Rgb(1, 2, 3)));
            }
            parser.process(difference(&before, &after).as_bytes());
            let shown: Vec<String> = parser.screen().rows(0, 12).map(|row| row.trim_end().to_owned()).collect();
            assert_eq!(shown, lines);
            before = after;
        }
    }
}
