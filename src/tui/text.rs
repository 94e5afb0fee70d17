//! One line being typed: filter, command bar, reasons. It knows not what for.

use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea};

use crate::model::text::clean;

use super::frame::TextModel;
use super::key::{Code, Key};

/// Characters of one line that are kept: no name, word or reason is longer.
const LONGEST: usize = 1_000;

/// A line with its cursor.
#[derive(Debug, Clone)]
pub struct TextInput(TextArea<'static>);

impl TextInput {
    /// A line with this text, the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![clean(text).into_owned()]);
        area.move_cursor(CursorMove::End);
        Self(area)
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.0.lines().first().map(String::as_str).unwrap_or_default()
    }

    /// Takes a key; whether the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        // `^u` is undo in the editor that this line is made of; shells clear the line with it.
        if key == Key::ctrl('u') {
            return self.0.delete_line_by_head();
        }
        if key.typed().is_some() && self.text().chars().count() >= LONGEST {
            return false;
        }
        input(key).is_some_and(|input| self.0.input(input))
    }

    /// Takes pasted text: its first line, with what a terminal must not get written out.
    pub fn paste(&mut self, text: &str) -> bool {
        let line = text.lines().next().unwrap_or_default();
        let room = LONGEST.saturating_sub(self.text().chars().count());
        let kept: String = clean(line).chars().take(room).collect();
        self.0.insert_str(kept)
    }

    /// As a frame shows it.
    pub fn model(&self) -> TextModel {
        TextModel { text: self.text().to_owned(), cursor: self.0.cursor().1 }
    }
}

/// The key as the editor knows it; none for keys that would leave the line.
fn input(key: Key) -> Option<Input> {
    let area = match key.code {
        Code::Char(c) => AreaKey::Char(c),
        Code::Backspace => AreaKey::Backspace,
        Code::Delete => AreaKey::Delete,
        Code::Left => AreaKey::Left,
        Code::Right => AreaKey::Right,
        Code::Home => AreaKey::Home,
        Code::End => AreaKey::End,
        Code::Enter | Code::Esc | Code::Tab | Code::Insert | Code::Up | Code::Down | Code::PageUp | Code::PageDown | Code::F(_) => {
            return None;
        }
    };
    // `^m` and `^j` would open a second line.
    let breaks = key.ctrl && matches!(key.code, Code::Char('m' | 'j'));
    (!breaks).then_some(Input { key: area, ctrl: key.ctrl, alt: false, shift: key.shift })
}

#[cfg(test)]
mod tests {
    use super::{Key, TextInput};
    use crate::tui::key::Code;

    #[test]
    fn a_line_is_typed_corrected_and_never_becomes_two() {
        let mut line = TextInput::new("pay");
        for key in [Key::char('m'), Key::char('x'), Key::plain(Code::Backspace), Key::plain(Code::Enter), Key::ctrl('m'), Key::ctrl('j')] {
            line.key(key);
        }
        assert_eq!((line.text(), line.model().cursor), ("paym", 4));
        line.key(Key::ctrl('u'));
        assert_eq!(line.text(), "");
    }

    #[test]
    fn pasted_text_is_one_clean_line() {
        let mut line = TextInput::new("");
        assert!(line.paste("a\u{1b}[2Jb\nrm -rf"));
        assert_eq!(line.text(), "a\\u{1b}[2Jb");
    }
}
