//! The signs we draw, and what stands for them on a terminal without Unicode. It knows no color and no widget.
//!
//! A sign never carries a meaning alone: a word stands beside it. All of them are one cell wide.

/// Which signs the terminal can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// All of them.
    #[default]
    Unicode,
    /// ASCII only (`LANG=C`): everything else is replaced by its nearest sign, or `?`.
    Ascii,
}

/// The cursor's bar in the gutter.
pub const CURSOR: &str = "▌";
/// A marked row.
pub const MARK: &str = "◆";
/// Children are shown.
pub const OPEN: &str = "▾";
/// Children are hidden.
pub const CLOSED: &str = "▸";
/// A text that goes on.
pub const MORE: &str = "…";
/// Between crumbs.
pub const CRUMB: &str = "›";
/// Between facts on one line.
pub const DOT: &str = "·";
/// The part of a list that is shown.
pub const THUMB: &str = "┃";
/// A line across.
pub const RULE: &str = "─";

/// Our signs, and the signs that people's own texts use most, with their nearest ASCII.
const NEAREST: [(char, char); 66] = [
    ('●', '*'),
    ('○', 'o'),
    ('◐', '~'),
    ('◑', '~'),
    ('◌', '.'),
    ('◆', '*'),
    ('◇', 'o'),
    ('■', '#'),
    ('□', 'o'),
    ('▪', '-'),
    ('•', '*'),
    ('✓', '+'),
    ('✔', '+'),
    ('✗', 'x'),
    ('✘', 'x'),
    ('✖', 'x'),
    ('×', 'x'),
    ('▲', '!'),
    ('△', '!'),
    ('⚠', '!'),
    ('▼', 'v'),
    ('▸', '>'),
    ('▾', 'v'),
    ('▶', '>'),
    ('▹', '>'),
    ('◀', '<'),
    ('›', '>'),
    ('‹', '<'),
    ('»', '>'),
    ('→', '>'),
    ('←', '<'),
    ('↑', '^'),
    ('↓', 'v'),
    ('↔', '='),
    ('≠', '!'),
    ('⏸', '='),
    ('⇄', '='),
    ('⟳', '@'),
    ('↻', '@'),
    ('↺', '@'),
    ('⏎', '<'),
    ('‖', '='),
    ('◂', '<'),
    ('±', '~'),
    ('∥', '='),
    ('·', '.'),
    ('…', '~'),
    ('—', '-'),
    ('–', '-'),
    ('─', '-'),
    ('━', '-'),
    ('│', '|'),
    ('┃', '#'),
    ('╭', '+'),
    ('╮', '+'),
    ('╰', '`'),
    ('╯', '\''),
    ('├', '|'),
    ('└', '`'),
    ('▌', '>'),
    ('█', '#'),
    ('░', '.'),
    ('“', '"'),
    ('”', '"'),
    ('’', '\''),
    ('⎈', '*'),
];

impl Glyphs {
    /// The set with signs beyond ASCII, or the one without.
    pub fn of(unicode: bool) -> Self {
        if unicode { Self::Unicode } else { Self::Ascii }
    }

    /// The sign for a user-perceived character: itself, or what stands for it.
    pub fn shown(self, grapheme: &str) -> &str {
        if self == Self::Unicode || grapheme.is_ascii() {
            return grapheme;
        }
        let nearest = grapheme.chars().next().and_then(|first| NEAREST.iter().find(|(sign, _)| *sign == first));
        match nearest {
            Some((_, ascii)) => ascii_text(*ascii),
            None => "?",
        }
    }
}

/// One ASCII character as a text that lives as long as the program.
fn ascii_text(c: char) -> &'static str {
    const ALL: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let start = (c as usize).saturating_sub(' ' as usize);
    ALL.get(start..=start).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthChar;

    use super::{Glyphs, NEAREST};

    #[test]
    fn every_sign_is_one_cell_wide_in_both_sets() {
        for (sign, ascii) in NEAREST {
            assert_eq!(sign.width(), Some(1), "{sign}");
            assert!(ascii.is_ascii_graphic(), "{sign}");
            assert_eq!(Glyphs::Ascii.shown(&sign.to_string()), ascii.to_string());
        }
    }

    #[test]
    fn what_has_no_likeness_is_a_question_mark_and_ascii_stays() {
        assert_eq!(Glyphs::Ascii.shown("漢"), "?");
        assert_eq!(Glyphs::Ascii.shown("a"), "a");
        assert_eq!(Glyphs::Unicode.shown("漢"), "漢");
    }
}
