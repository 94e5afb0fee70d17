//! The part of an index that one chart has, cut out without reading the rest. It knows no field of an entry.

/// Lines, and how many come before them.
pub(super) struct Lines<'t> {
    pub(super) text: &'t [u8],
    pub(super) before: u32,
}

/// What cutting came to.
pub(super) enum Cut<'t> {
    /// The chart's lines, its name first; `None`: it is not in there.
    Here(Option<Lines<'t>>),
    /// The index is not written in blocks.
    Unsure,
}

/// A chart's part of an index in YAML, written in blocks as all tools write it: `entries:` at the beginning of a line, each chart's name
/// below it at one indentation. Lines of a longer text within are indented deeper, whatever they look like.
pub(super) fn yaml<'t>(text: &'t [u8], chart: &str) -> Cut<'t> {
    let (mut at, mut line) = (0usize, 0u32);
    let mut indent: Option<usize> = None;
    let mut open = false;
    let mut found: Option<(usize, u32)> = None;
    let mut done: Option<Lines<'t>> = None;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = memchr(rest).map_or(rest.len(), |end| end + 1);
        let content = rest.get(..length).unwrap_or(rest);
        let blanks = content.iter().take_while(|byte| **byte == b' ').count();
        let plain = content.get(blanks..).unwrap_or_default().trim_ascii_end();
        let is_item = plain == b"-" || plain.starts_with(b"- ");
        let is_close = blanks == 0 || indent.is_none_or(|indent| blanks <= indent);
        if is_close && !plain.is_empty() && !plain.starts_with(b"#") && !(is_item && blanks > 0) {
            let ends = |(start, before): (usize, u32)| Lines { text: text.get(start..at).unwrap_or_default(), before };
            done = found.take().map(ends).or(done);
            match (blanks, open) {
                (0, _) if plain == b"entries:" => (open, indent) = (true, None),
                (0, _) if plain.starts_with(b"entries:") => return Cut::Unsure,
                (0, _) => open = false,
                (_, true) => {
                    if *indent.get_or_insert(blanks) != blanks {
                        return Cut::Unsure;
                    }
                    match name(plain) {
                        Some(name) if name == chart.as_bytes() => found = Some((at, line)),
                        Some(_) => {}
                        None => return Cut::Unsure,
                    }
                }
                (_, false) => {}
            }
        }
        at += length;
        line = line.saturating_add(1);
    }
    if indent.is_none() && !open {
        return Cut::Unsure;
    }
    let last = found.map(|(start, before)| Lines { text: text.get(start..).unwrap_or_default(), before });
    Cut::Here(last.or(done))
}

fn memchr(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| *byte == b'\n')
}

/// The key of a line that holds nothing but a key.
fn name(plain: &[u8]) -> Option<&[u8]> {
    let name = plain.strip_suffix(b":").or_else(|| plain.strip_suffix(b": []"))?;
    match name {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] if !inner.contains(&b'\\') => Some(inner),
        [b'"' | b'\'' | b'&' | b'*' | b'!' | b'?' | b'{' | b'[', ..] => None,
        name => Some(name),
    }
}

/// A chart's part of an index in JSON; `Some(None)`: it is not in there; `None`: the text is no such JSON.
pub(super) fn json<'t>(text: &'t [u8], chart: &str) -> Option<Option<&'t [u8]>> {
    let entries = member(text.trim_ascii_start(), "entries")?;
    entries.map_or(Some(None), |entries| member(entries, chart))
}

/// The value of an object's key, as text from its beginning to its end.
fn member<'t>(text: &'t [u8], key: &str) -> Option<Option<&'t [u8]>> {
    let mut rest = text.strip_prefix(b"{")?.trim_ascii_start();
    let mut found = None;
    while !rest.starts_with(b"}") {
        let name = string(rest)?;
        rest = rest.get(name..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let length = value(rest)?;
        if is_named(text, rest, key) {
            found = rest.get(..length);
        }
        rest = rest.get(length..)?.trim_ascii_start();
        rest = rest.strip_prefix(b",").map_or(rest, <[u8]>::trim_ascii_start);
    }
    Some(found)
}

/// Whether the key before `rest` is this one; keys with escapes are no chart's names.
fn is_named(text: &[u8], rest: &[u8], key: &str) -> bool {
    let before = text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default().trim_ascii_end();
    let before = before.strip_suffix(b":").unwrap_or(before).trim_ascii_end();
    before.strip_suffix(b"\"").and_then(|before| before.strip_suffix(key.as_bytes())).is_some_and(|before| before.ends_with(b"\""))
}

/// The length of a string with its quotes.
fn string(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    if text.first() != Some(&b'"') {
        return None;
    }
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The length of a value.
fn value(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'"' => string(text),
        b'{' | b'[' => {
            let (mut at, mut depth) = (0usize, 0usize);
            loop {
                match text.get(at)? {
                    b'"' => at += string(text.get(at..)?)?,
                    byte => {
                        at += 1;
                        match byte {
                            b'{' | b'[' => depth += 1,
                            b'}' | b']' => depth = depth.checked_sub(1)?,
                            _ => {}
                        }
                        if depth == 0 {
                            return Some(at);
                        }
                    }
                }
            }
        }
        _ => Some(text.iter().position(|byte| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace()).unwrap_or(text.len())),
    }
}
