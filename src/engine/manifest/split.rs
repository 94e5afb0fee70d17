//! A stream's text cut into documents at the lines that begin with `---`, as the Kubernetes machinery and kyaml do before
//! any YAML is read: that is why one broken document leaves the others readable. It knows no YAML beyond that line.

use std::borrow::Cow;

use super::scalar::Scalars;

/// One document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk<'t> {
    /// Its bytes, line ends normalized to `\n`.
    pub text: Cow<'t, [u8]>,
    /// Lines of the stream before it.
    pub lines_before: u32,
    /// Set when the separator before it is followed by something other than a comment: the stream's other readers stop here.
    pub bad_separator: bool,
    /// What follows its last character.
    pub end: End,
}

/// What follows a document's last character: it decides whether a block scalar that ends there ends with a line feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A line feed, added if there is none: the API machinery reads by lines.
    Fed,
    /// What is there.
    AsIs,
}

/// The text without its byte order mark; UTF-16 with a mark is decoded, as Argo CD and Go's YAML reader do.
pub fn decode(text: &[u8]) -> Cow<'_, [u8]> {
    match text {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => Cow::Borrowed(text),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [low, high] => unit([*low, *high]),
        _ => 0xFFFD,
    });
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.into_bytes()
}

/// The documents of a YAML stream, empty ones left out. `lines_before`: lines that came before this text.
pub fn documents(text: &[u8], lines_before: u32, rules: Scalars) -> Cut<'_> {
    Cut { text, at: 0, line: lines_before, rules, bad_separator: false, done: false }
}

/// A stream that is being cut.
#[derive(Debug)]
pub struct Cut<'t> {
    text: &'t [u8],
    /// Where the next document's text begins, and the lines before it.
    at: usize,
    line: u32,
    rules: Scalars,
    bad_separator: bool,
    done: bool,
}

impl<'t> Iterator for Cut<'t> {
    type Item = Chunk<'t>;

    fn next(&mut self) -> Option<Chunk<'t>> {
        while !self.done {
            let chunk = self.cut();
            if chunk.bad_separator || !chunk.text.trim_ascii().is_empty() {
                return Some(chunk);
            }
        }
        None
    }
}

impl<'t> Cut<'t> {
    /// The text up to the next separator or the end.
    fn cut(&mut self) -> Chunk<'t> {
        let (start, lines_before, bad_separator) = (self.at, self.line, self.bad_separator);
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
            let content = rest.get(..length).unwrap_or(rest);
            let line_start = self.at;
            self.at += length;
            self.line = self.line.saturating_add(1);
            if !content.starts_with(b"---") {
                continue;
            }
            let good = matches!(content.get(3..).unwrap_or_default().trim_ascii(), [] | [b'#', ..]);
            // kyaml's pattern needs a line before the separator: text after the very first one belongs to YAML.
            if good || !(self.rules == Scalars::Yaml12 && line_start == 0) {
                self.bad_separator = !good;
                return self.chunk(start, line_start, lines_before, bad_separator);
            }
        }
        self.done = true;
        self.chunk(start, self.text.len(), lines_before, bad_separator)
    }

    fn chunk(&self, start: usize, end: usize, lines_before: u32, bad_separator: bool) -> Chunk<'t> {
        let text = normalized(self.text.get(start..end).unwrap_or_default());
        let end = if self.rules == Scalars::Yaml11 { End::Fed } else { End::AsIs };
        Chunk { text, lines_before, bad_separator, end }
    }
}

/// The text with `\r\n` as `\n`.
pub fn normalized(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'\r') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter().peekable();
    while let Some(byte) = bytes.next() {
        if !(*byte == b'\r' && bytes.peek() == Some(&&b'\n')) {
            out.push(*byte);
        }
    }
    Cow::Owned(out)
}

/// Whether a text is read as JSON first: its first visible character is `{` (Kubernetes' `IsJSONBuffer`).
pub fn looks_like_json(text: &[u8]) -> bool {
    text.trim_ascii_start().first() == Some(&b'{')
}

/// Why a text cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unreadable {
    /// Where, in bytes.
    pub offset: usize,
    /// What is wrong there.
    pub why: Why,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// No UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// A character that Go's YAML reader refuses.
    #[error("control characters are not allowed (U+{0:04X})")]
    Control(u32),
    /// The document's first line is indented by a tab.
    #[error("found a tab where an indentation was expected")]
    Tab,
}

/// The text, if it is UTF-8 without characters that YAML forbids and does not begin with a tab. (Tabs further down are
/// found by the parser.)
///
/// # Errors
/// The first thing that is wrong.
pub fn readable(text: &[u8]) -> Result<&str, Unreadable> {
    let bad = |offset: usize, why: Why| Unreadable { offset, why };
    let text = std::str::from_utf8(text).map_err(|error| bad(error.valid_up_to(), Why::NotUtf8))?;
    // Nearly every file is printable ASCII; only what is not needs a look at characters.
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r'))
        && let Some((offset, c)) = text.char_indices().find(|(_, c)| is_forbidden(*c))
    {
        return Err(bad(offset, Why::Control(c.into())));
    }
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        if !content.trim_start_matches(['\r', '\n']).is_empty() && !content.starts_with('#') {
            let tab = line.find('\t').filter(|at| *at < line.len() - content.len());
            return tab.map_or(Ok(text), |at| Err(bad(offset + at, Why::Tab)));
        }
        offset += line.len();
    }
    Ok(text)
}

fn is_forbidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    control || matches!(c, '\u{fffe}' | '\u{ffff}')
}
