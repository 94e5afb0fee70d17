//! A JSON reader with Go's tolerance and meaning: the last of equal keys wins, invalid UTF-8 and lone surrogates become
//! U+FFFD, an integer that does not fit becomes a float. It says line and column of what it cannot read, and where a value
//! ends, so that a stream of values can be read one by one. It knows no Kubernetes object.

use crate::model::object::key::{Interner, Key};
use crate::model::object::value::{Map, Value};

use super::budget;

/// Texts up to this length are shared within a document.
const SHARED_TEXT: usize = 32;

/// Why a text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadJson {
    /// Nothing but white space is left.
    #[error("unexpected end of JSON input")]
    End,
    /// A character that cannot stand here.
    #[error("invalid character {0:?}")]
    Character(char),
    /// A control character inside a string.
    #[error("a control character inside a string")]
    Control,
    /// A string escape that JSON does not have.
    #[error("an escape sequence that JSON does not have")]
    Escape,
    /// A number out of the range of 64-bit floats.
    #[error("a number that is too large")]
    Number,
    /// Nested deeper than [`budget::MAX_DEPTH`].
    #[error("nested too deeply")]
    Depth,
}

/// Reads values out of a text, one after the other.
pub struct Reader<'t, 'i> {
    text: &'t [u8],
    at: usize,
    interner: &'i mut Interner,
    /// Whether a map has set a key twice so far; the YAML reader can say which.
    pub has_duplicates: bool,
}

/// A container that is being read.
enum Open {
    List(Vec<Value>),
    Map(Vec<(Key, Value)>, Key),
}

impl<'t, 'i> Reader<'t, 'i> {
    /// A reader at the text's beginning.
    pub fn new(text: &'t [u8], interner: &'i mut Interner) -> Self {
        Self { text, at: 0, interner, has_duplicates: false }
    }

    /// Offset in bytes: after a value its end, after an error its place.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Passes white space; whether the text ends here.
    pub fn at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The next value.
    ///
    /// # Errors
    /// When there is none; [`Reader::offset`] then says where.
    pub fn value(&mut self) -> Result<Value, BadJson> {
        let mut stack: Vec<Open> = Vec::new();
        loop {
            let mut value = match self.peek().ok_or(BadJson::End)? {
                b'{' | b'[' if stack.len() >= budget::MAX_DEPTH => return Err(BadJson::Depth),
                b'{' => {
                    self.at += 1;
                    if self.take(b'}') {
                        Value::Map(Map::default())
                    } else {
                        let key = self.key()?;
                        stack.push(Open::Map(Vec::new(), key));
                        continue;
                    }
                }
                b'[' => {
                    self.at += 1;
                    if self.take(b']') {
                        Value::list(Vec::new())
                    } else {
                        stack.push(Open::List(Vec::new()));
                        continue;
                    }
                }
                _ => self.scalar()?,
            };
            // The value is complete: put it where it belongs, and close what it completes.
            loop {
                let Some(open) = stack.pop() else { return Ok(value) };
                match self.put(open, value)? {
                    Put::Closed(closed) => value = closed,
                    Put::Open(open) => {
                        stack.push(open);
                        break;
                    }
                }
            }
        }
    }

    fn put(&mut self, open: Open, value: Value) -> Result<Put, BadJson> {
        match open {
            Open::List(mut items) => {
                items.push(value);
                if self.take(b',') {
                    return Ok(Put::Open(Open::List(items)));
                }
                self.expect(b']')?;
                Ok(Put::Closed(Value::list(items)))
            }
            Open::Map(mut entries, key) => {
                entries.push((key, value));
                if self.take(b',') {
                    let key = self.key()?;
                    return Ok(Put::Open(Open::Map(entries, key)));
                }
                self.expect(b'}')?;
                Ok(Put::Closed(Value::Map(self.map(entries))))
            }
        }
    }

    fn map(&mut self, entries: Vec<(Key, Value)>) -> Map {
        let n_entries = entries.len();
        let map = Map::from_entries(entries);
        self.has_duplicates |= map.len() < n_entries;
        map
    }

    fn key(&mut self) -> Result<Key, BadJson> {
        self.expect(b'"')?;
        let text = self.string()?;
        let key = self.interner.key(&text);
        self.expect(b':')?;
        Ok(key)
    }

    fn scalar(&mut self) -> Result<Value, BadJson> {
        match self.peek().ok_or(BadJson::End)? {
            b'"' => {
                self.at += 1;
                let text = self.string()?;
                Ok(Value::Str(if text.len() <= SHARED_TEXT { self.interner.text(&text) } else { text.as_ref().into() }))
            }
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'n' => self.word(b"null", Value::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(self.unexpected()),
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Result<Value, BadJson> {
        for byte in word {
            if self.text.get(self.at) != Some(byte) {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, BadJson> {
        let start = self.at;
        self.at += usize::from(self.text.get(self.at) == Some(&b'-'));
        match self.text.get(self.at) {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(self.unexpected()),
        }
        let mut integer = true;
        if self.text.get(self.at) == Some(&b'.') {
            integer = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.text.get(self.at), Some(b'e' | b'E')) {
            integer = false;
            self.at += 1;
            self.at += usize::from(matches!(self.text.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.text.get(start..self.at).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or("");
        if integer {
            if let Ok(value) = text.parse() {
                return Ok(Value::Int(value));
            }
            if let Ok(value) = text.parse() {
                return Ok(Value::Uint(value));
            }
        }
        let value: f64 = text.parse().map_err(|_| BadJson::Number)?;
        if value.is_finite() { Ok(Value::Float(value)) } else { Err(BadJson::Number) }
    }

    fn digits(&mut self) -> Result<(), BadJson> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += length;
        if length == 0 { Err(self.unexpected()) } else { Ok(()) }
    }

    /// The string whose opening quote was read.
    fn string(&mut self) -> Result<std::borrow::Cow<'t, str>, BadJson> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).ok_or(BadJson::End);
        let length = length.inspect_err(|_| self.at = self.text.len())?;
        let plain = rest.get(..length).unwrap_or_default();
        self.at += length;
        if self.text.get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(String::from_utf8_lossy(plain));
        }
        let mut out = plain.to_vec();
        loop {
            match self.text.get(self.at).copied() {
                None => return Err(BadJson::End),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(String::from_utf8_lossy(&out).into_owned().into());
                }
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.escape()?;
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(0..=0x1f) => return Err(BadJson::Control),
                Some(byte) => {
                    out.push(byte);
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, BadJson> {
        let byte = self.text.get(self.at).copied().ok_or(BadJson::End)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit(self.at).ok_or(BadJson::Escape)?;
                self.at += 4;
                return Ok(self.surrogates(unit));
            }
            _ => return Err(BadJson::Escape),
        })
    }

    /// Pairs a high surrogate with a following low one; a lone one is U+FFFD.
    fn surrogates(&mut self, unit: u16) -> char {
        let low = (self.text.get(self.at..self.at + 2) == Some(b"\\u")).then(|| self.unit(self.at + 2)).flatten();
        if let Some(low) = low
            && let Some(Ok(c)) = char::decode_utf16([unit, low]).next()
            && u32::from(c) > 0xFFFF
        {
            self.at += 6;
            return c;
        }
        char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn unit(&self, at: usize) -> Option<u16> {
        let digits = std::str::from_utf8(self.text.get(at..at.checked_add(4)?)?).ok()?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    }

    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: u8) -> Result<(), BadJson> {
        if self.take(wanted) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> BadJson {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let head = String::from_utf8_lossy(rest.get(..4.min(rest.len())).unwrap_or_default());
        head.chars().next().map_or(BadJson::End, BadJson::Character)
    }
}

enum Put {
    Closed(Value),
    Open(Open),
}
