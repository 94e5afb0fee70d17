//! The terminal's bytes → events: keys, pasted text, reports. Pure; the reader tells when no more bytes follow. It knows no
//! device.
//!
//! There is no Alt: Esc and a key are Esc and a key, however close together they come. Sources: xterm's control sequences
//! (ctlseqs), "PC-Style Function Keys", "Bracketed Paste Mode", "SGR mouse", CPR.

use super::super::key::{Code, Key};
use super::{InputEvent, Mouse};

/// Pasted text beyond this is dropped: nothing here takes more.
const LONGEST_PASTE: usize = 64 * 1024;

/// No sequence of a terminal is longer; what is, is noise.
const LONGEST_SEQUENCE: usize = 64;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Bytes that may be the beginning of a sequence.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    /// Text pasted so far.
    paste: Option<Vec<u8>>,
}

/// What the front of the bytes is.
enum Front {
    /// An event (none: a sequence that means nothing here), so many bytes long.
    Event(Option<InputEvent>, usize),
    /// Pasted text begins after so many bytes.
    PasteBegins(usize),
    /// Not enough bytes yet to tell.
    Open,
}

impl Decoder {
    /// Takes bytes; returns what they complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<InputEvent> {
        self.bytes.extend_from_slice(bytes);
        self.take(false)
    }

    /// No more bytes follow for now: Esc alone is Esc.
    pub fn flush(&mut self) -> Vec<InputEvent> {
        self.take(true)
    }

    /// Whether bytes wait for more: the reader gives them a moment.
    pub fn is_open(&self) -> bool {
        !self.bytes.is_empty() && self.paste.is_none()
    }

    fn take(&mut self, is_last: bool) -> Vec<InputEvent> {
        let mut events = Vec::new();
        loop {
            if self.paste.is_some() {
                match self.pasted() {
                    Some(text) => events.push(InputEvent::Paste(text)),
                    None => return events,
                }
            }
            if self.bytes.is_empty() {
                return events;
            }
            match front(&self.bytes) {
                Front::Event(event, length) => {
                    self.bytes.drain(..length.min(self.bytes.len()));
                    events.extend(event);
                }
                Front::PasteBegins(length) => {
                    self.bytes.drain(..length.min(self.bytes.len()));
                    self.paste = Some(Vec::new());
                }
                Front::Open if is_last || self.bytes.len() > LONGEST_SEQUENCE => {
                    // The first byte stands for itself; what follows it is looked at again.
                    let first = self.bytes.remove(0);
                    events.extend((first == 0x1b).then(|| key(Key::plain(Code::Esc))));
                }
                Front::Open => return events,
            }
        }
    }

    /// Moves bytes to the pasted text; returns it when it ends.
    fn pasted(&mut self) -> Option<String> {
        let text = self.paste.as_mut()?;
        let end = self.bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        // The end may be cut by the packet: its first bytes stay.
        let length = end.unwrap_or(self.bytes.len().saturating_sub(PASTE_END.len() - 1));
        let room = LONGEST_PASTE.saturating_sub(text.len());
        text.extend(self.bytes.drain(..length).take(room));
        end?;
        self.bytes.drain(..PASTE_END.len().min(self.bytes.len()));
        self.paste.take().map(|text| String::from_utf8_lossy(&text).into_owned())
    }
}

fn key(key: Key) -> InputEvent {
    InputEvent::Key(key)
}

fn front(bytes: &[u8]) -> Front {
    match bytes {
        [0x1b, b'[', rest @ ..] => csi(rest),
        [0x1b, b'O', last, ..] => match ss3(*last) {
            Some(code) => Front::Event(Some(key(Key::plain(code))), 3),
            // Typed: Esc, then `O`.
            None => Front::Event(Some(key(Key::plain(Code::Esc))), 1),
        },
        [0x1b] | [0x1b, b'O'] => Front::Open,
        [0x1b, ..] => Front::Event(Some(key(Key::plain(Code::Esc))), 1),
        [control @ (..0x20 | 0x7f), ..] => Front::Event(Some(key(control_key(*control))), 1),
        _ => character(bytes),
    }
}

fn control_key(byte: u8) -> Key {
    match byte {
        0 => Key::ctrl(' '),
        8 | 0x7f => Key::plain(Code::Backspace),
        9 => Key::plain(Code::Tab),
        10 | 13 => Key::plain(Code::Enter),
        1..=26 => Key::ctrl(char::from(b'a' + byte - 1)),
        other => Key::ctrl(char::from((other | 0x40).to_ascii_lowercase())),
    }
}

fn character(bytes: &[u8]) -> Front {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    let Some(front) = bytes.get(..length) else {
        let could_go_on = bytes.iter().skip(1).all(|byte| (0x80..0xc0).contains(byte));
        return if could_go_on { Front::Open } else { Front::Event(None, 1) };
    };
    match std::str::from_utf8(front).ok().and_then(|text| text.chars().next()) {
        Some(c) => Front::Event(Some(key(Key::char(c))), length),
        None => Front::Event(None, 1),
    }
}

fn ss3(last: u8) -> Option<Code> {
    match last {
        b'P' => Some(Code::F(1)),
        b'Q' => Some(Code::F(2)),
        b'R' => Some(Code::F(3)),
        b'S' => Some(Code::F(4)),
        other => arrow(other),
    }
}

fn arrow(last: u8) -> Option<Code> {
    match last {
        b'A' => Some(Code::Up),
        b'B' => Some(Code::Down),
        b'C' => Some(Code::Right),
        b'D' => Some(Code::Left),
        b'H' => Some(Code::Home),
        b'F' => Some(Code::End),
        _ => None,
    }
}

/// What follows `ESC [`: parameters, then the byte that ends the sequence.
fn csi(rest: &[u8]) -> Front {
    let Some(end) = rest.iter().position(|byte| !(0x20..0x40).contains(byte)) else { return Front::Open };
    let (parameters, last) = (rest.get(..end).unwrap_or_default(), rest.get(end).copied().unwrap_or_default());
    let length = end + 3;
    if !(0x40..0x7f).contains(&last) {
        // Not a sequence at all: Esc, `[` and so on were typed.
        return Front::Event(Some(key(Key::plain(Code::Esc))), 1);
    }
    if let Some(parameters) = parameters.strip_prefix(b"<") {
        return Front::Event(mouse(&numbers(parameters), last), length);
    }
    let numbers = numbers(parameters);
    let first = numbers.first().copied().unwrap_or(0);
    if (first, last) == (200, b'~') {
        return Front::PasteBegins(length);
    }
    if last == b'R' && numbers.len() == 2 {
        return Front::Event(Some(InputEvent::CursorReport), length);
    }
    Front::Event(csi_key(&numbers, last).map(key), length)
}

fn csi_key(numbers: &[u16], last: u8) -> Option<Key> {
    let first = numbers.first().copied().unwrap_or(0);
    let held = numbers.get(1).copied().unwrap_or(1).saturating_sub(1);
    let (shift, alt, ctrl) = (held & 1 != 0, held & 2 != 0, held & 4 != 0);
    let code = match (last, first) {
        (b'Z', _) => return Some(Key { shift: true, ..Key::plain(Code::Tab) }),
        (b'~', 1 | 7) => Code::Home,
        (b'~', 2) => Code::Insert,
        (b'~', 3) => Code::Delete,
        (b'~', 4 | 8) => Code::End,
        (b'~', 5) => Code::PageUp,
        (b'~', 6) => Code::PageDown,
        (b'~', 11..=15) => Code::F(small(first - 10)),
        (b'~', 17..=21) => Code::F(small(first - 11)),
        (b'~', 23..=24) => Code::F(small(first - 12)),
        (b'P' | b'Q' | b'S', _) => ss3(last)?,
        (b'u', _) => return typed(first, shift, ctrl).filter(|_| !alt),
        (other, _) => arrow(other)?,
    };
    (!alt).then_some(Key { code, ctrl, shift })
}

/// A key in the form `ESC [ character ; held u`, as some terminals send `^Space` or `^Enter`.
fn typed(character: u16, shift: bool, ctrl: bool) -> Option<Key> {
    let code = match character {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        127 => Code::Backspace,
        other => Code::Char(char::from_u32(u32::from(other)).filter(|c| !c.is_control())?),
    };
    let shift = shift && !matches!(code, Code::Char(_));
    Some(Key { code, ctrl, shift })
}

fn small(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(0)
}

fn numbers(parameters: &[u8]) -> Vec<u16> {
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    text.split(';').map(|number| number.parse().unwrap_or(0)).collect()
}

fn mouse(numbers: &[u16], last: u8) -> Option<InputEvent> {
    let [button, x, y] = numbers else { return None };
    let event = match (button, last) {
        (64, b'M') => Mouse::Wheel { up: true },
        (65, b'M') => Mouse::Wheel { up: false },
        (0, b'M') => Mouse::Click { x: x.saturating_sub(1), y: y.saturating_sub(1) },
        _ => return None,
    };
    Some(InputEvent::Mouse(event))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{InputEvent, Mouse};
    use super::Decoder;
    use crate::tui::key::Key;

    fn words(events: &[InputEvent]) -> String {
        let word = |event: &InputEvent| match event {
            InputEvent::Key(key) => key.to_string(),
            InputEvent::Paste(text) => format!("paste({text})"),
            InputEvent::CursorReport => "report".into(),
            InputEvent::Mouse(Mouse::Click { x, y }) => format!("click({x},{y})"),
            InputEvent::Mouse(Mouse::Wheel { up }) => format!("wheel({up})"),
            other => format!("{other:?}"),
        };
        events.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn decoded(bytes: &[u8]) -> String {
        let mut decoder = Decoder::default();
        let mut events = decoder.feed(bytes);
        events.extend(decoder.flush());
        words(&events)
    }

    #[test]
    fn keys_of_all_forms_are_read() {
        for (bytes, keys) in [
            (&b"jG "[..], "j G space"),
            (b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D", "up down ctrl-right shift-left"),
            (b"\x1b[5~\x1b[6~\x1b[H\x1b[4~\x1b[3~", "pgup pgdn home end del"),
            (b"\x1bOP\x1b[15~\x1b[24~\x1b[Z", "f1 f5 f12 shift-tab"),
            (b"\x00\x01\x1a\x1c\x08\x7f\t\r\n", "ctrl-space ctrl-a ctrl-z ctrl-\\ backspace backspace tab enter enter"),
            ("é漢".as_bytes(), "é 漢"),
            (b"\x1b[32;5u\x1b[13;5u", "ctrl-space ctrl-enter"),
            (b"\x1b[12;40R\x1b[<0;3;4M\x1b[<0;3;4m\x1b[<65;1;1M", "report click(2,3) wheel(false)"),
        ] {
            assert_eq!(decoded(bytes), keys, "{bytes:?}");
        }
    }

    #[test]
    fn esc_and_a_key_are_two_keys_however_close() {
        assert_eq!(decoded(b"\x1bj"), "esc j");
        assert_eq!(decoded(b"\x1b\x1b[A"), "esc up");
        assert_eq!(decoded(b"\x1b"), "esc");
        assert_eq!(decoded(b"\x1bOx"), "esc O x");
        assert_eq!(decoded(b"\x1b["), "esc [");
        // Alt held on a key that says so is no key of ours.
        assert_eq!(decoded(b"\x1b[1;3A"), "");
    }

    #[test]
    fn a_sequence_may_come_in_pieces() {
        let mut decoder = Decoder::default();
        assert!(decoder.feed(b"\x1b").is_empty() && decoder.is_open());
        assert!(decoder.feed(b"[1;").is_empty());
        assert_eq!(words(&decoder.feed(b"5A")), "ctrl-up");
        assert!(!decoder.is_open());
        assert!(decoder.feed(&"漢".as_bytes()[..2]).is_empty());
        assert_eq!(words(&decoder.feed(&"漢".as_bytes()[2..])), "漢");
    }

    #[test]
    fn pasted_text_is_never_taken_for_keys() {
        assert_eq!(decoded(b"a\x1b[200~y\rq\x1b[201~b"), "a paste(y\rq) b");
        let mut decoder = Decoder::default();
        assert!(decoder.feed(b"\x1b[200~yes\x1b[20").is_empty());
        assert_eq!(words(&decoder.feed(b"1~j")), "paste(yes) j");
    }

    proptest! {
        #[test]
        fn no_bytes_confuse_the_reader_for_ever(noise in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::default();
            decoder.feed(&noise);
            decoder.flush();
            decoder.feed(b"\x1b[201~");
            decoder.flush();
            prop_assert_eq!(decoder.feed(b"j"), vec![InputEvent::Key(Key::char('j'))]);
        }
    }
}
