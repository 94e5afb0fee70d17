//! Keys as values and as text: `j`, `G`, `ctrl-r`, `space`, `shift-tab`, and sequences of them (`o n`). It knows no
//! terminal and no action.
//!
//! There is no Alt: many terminals send it as Esc and a key, and over a slow link Esc followed by a key must stay two keys.

use std::fmt;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character as typed: `G` is shift and `g`.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// A key with what was held. Shift is part of a character and told apart only for other keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether Ctrl was held.
    pub ctrl: bool,
    /// Whether Shift was held; always false for characters.
    pub shift: bool,
}

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It names none.
    #[error("`{0}` is no key")]
    Unknown(String),
    /// It asks for Alt.
    #[error("`{0}` asks for Alt, which terminals send as Esc and a key")]
    Alt(String),
    /// There is nothing between the quotes.
    #[error("an empty text is no key")]
    Empty,
}

/// The names of keys that are not one printable character; the first column is how keymaps write them, the second how
/// help and footers do.
const NAMES: [(&str, &str, Code); 17] = [
    ("space", "Space", Code::Char(' ')),
    ("enter", "Enter", Code::Enter),
    ("esc", "Esc", Code::Esc),
    ("tab", "Tab", Code::Tab),
    ("backspace", "Bksp", Code::Backspace),
    ("del", "Del", Code::Delete),
    ("ins", "Ins", Code::Insert),
    ("up", "↑", Code::Up),
    ("down", "↓", Code::Down),
    ("left", "←", Code::Left),
    ("right", "→", Code::Right),
    ("home", "Home", Code::Home),
    ("end", "End", Code::End),
    ("pgup", "PgUp", Code::PageUp),
    ("pgdn", "PgDn", Code::PageDown),
    // Spellings of other tools, read but never written: the first match above is the name.
    ("pageup", "PgUp", Code::PageUp),
    ("pagedown", "PgDn", Code::PageDown),
];

impl Key {
    /// A key alone.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, shift: false }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, shift: false }
    }

    /// The character it types into a text, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl => Some(c),
            _ => None,
        }
    }

    /// The key with this name in a keymap.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut rest = text;
        let mut key = Self::plain(Code::Esc);
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-") {
                (key.ctrl, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("shift-") {
                (key.shift, rest) = (true, after);
            } else if rest.starts_with("alt-") || rest.starts_with("meta-") {
                return Err(KeyError::Alt(text.to_owned()));
            } else {
                break;
            }
        }
        key.code = code(rest).ok_or_else(|| if text.is_empty() { KeyError::Empty } else { KeyError::Unknown(text.to_owned()) })?;
        // Shift changes the character itself: `G`, not `shift-g`, so that one key has one name.
        let is_text = matches!(key.code, Code::Char(c) if c != ' ');
        if is_text && (key.shift || key.ctrl && !matches!(key.code, Code::Char(c) if c.is_ascii_lowercase() || !c.is_ascii_alphabetic())) {
            return Err(KeyError::Unknown(text.to_owned()));
        }
        Ok(key)
    }

    /// How help and footers write it: `^r`, `Enter`, `←`.
    pub fn label(self) -> String {
        let name = match self.code {
            Code::F(n) => format!("F{n}"),
            code => match NAMES.iter().find(|(_, _, named)| *named == code) {
                Some((_, label, _)) => (*label).to_owned(),
                None => match code {
                    Code::Char(c) => c.to_string(),
                    _ => String::new(),
                },
            },
        };
        match (self.ctrl, self.shift) {
            (true, true) => format!("^Shift-{name}"),
            (true, false) => format!("^{name}"),
            (false, true) => format!("Shift-{name}"),
            (false, false) => name,
        }
    }
}

fn code(text: &str) -> Option<Code> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(Code::Char(c));
    }
    if let Some(code) = NAMES.iter().find(|(name, ..)| *name == text).map(|(_, _, code)| *code) {
        return Some(code);
    }
    let number: u8 = text.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(Code::F(number))
}

impl fmt::Display for Key {
    /// As keymaps write it; [`Key::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.shift {
            f.write_str("shift-")?;
        }
        if let Code::F(n) = self.code {
            return write!(f, "f{n}");
        }
        match (NAMES.iter().find(|(_, _, code)| *code == self.code), self.code) {
            (Some((name, ..)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, _) => Ok(()),
        }
    }
}

/// Reads a sequence: names of keys with spaces between them.
pub fn sequence(text: &str) -> Result<Vec<Key>, KeyError> {
    let keys: Vec<Key> = text.split_whitespace().map(Key::parse).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeyError::Empty) } else { Ok(keys) }
}

/// A sequence as keymaps write it.
pub fn sequence_text(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

/// A sequence as help and footers write it: `o n`, `^r`.
pub fn sequence_label(keys: &[Key]) -> String {
    keys.iter().map(|key| key.label()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Code, Key, KeyError, sequence, sequence_label, sequence_text};

    #[test]
    fn every_written_key_reads_back() {
        for text in
            ["j", "G", "[", ":", "?", "ctrl-r", "ctrl-space", "space", "enter", "esc", "shift-tab", "shift-up", "f12", "pgdn", "o n"]
        {
            assert_eq!(sequence_text(&sequence(text).unwrap()), text);
        }
    }

    #[test]
    fn a_key_has_one_name_and_alt_has_none() {
        assert_eq!(Key::parse("shift-g"), Err(KeyError::Unknown("shift-g".into())));
        assert_eq!(Key::parse("ctrl-R"), Err(KeyError::Unknown("ctrl-R".into())));
        assert_eq!(Key::parse("alt-x"), Err(KeyError::Alt("alt-x".into())));
        assert_eq!(Key::parse("f13"), Err(KeyError::Unknown("f13".into())));
        assert_eq!(sequence("  "), Err(KeyError::Empty));
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(sequence_label(&[Key::ctrl('r')]), "^r");
        assert_eq!(sequence_label(&[Key::char('o'), Key::char('n')]), "o n");
        assert_eq!(Key { shift: true, ..Key::plain(Code::Tab) }.label(), "Shift-Tab");
    }
}
