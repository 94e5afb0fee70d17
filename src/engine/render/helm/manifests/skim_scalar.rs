//! Keys and values of one line, for `skim`: what is surely an ordinary one. It knows no structure.

/// A value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar<'t> {
    /// None: what is below is the value.
    Nothing,
    /// A plain scalar that may go on.
    Plain(&'t str),
    /// A plain scalar that a comment ended.
    Ended(&'t str),
    /// A quoted one without escapes.
    Quoted(&'t str),
    /// A quoted one with escapes.
    Escaped,
    /// One in these quotes that goes on in the next line.
    Unclosed(char),
    /// `{}`.
    Empty,
    /// `[]`, or a list of ordinary scalars.
    Flow,
    /// The header of a block scalar.
    Block,
}

/// The key at the beginning of a line and what follows its colon.
pub(super) fn entry_key(content: &str) -> Option<(&str, &str)> {
    let first = content.bytes().next()?;
    if first == b'"' || first == b'\'' {
        return quoted_key(content);
    }
    if !(first.is_ascii_alphabetic() || first == b'_') {
        return None;
    }
    let end = content.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-')))?;
    let (key, rest) = content.split_at_checked(end)?;
    let rest = rest.strip_prefix(':')?;
    if !(rest.is_empty() || rest.starts_with(' ')) || is_null(key) {
        return None;
    }
    Some((key, rest.trim_start_matches(' ')))
}

fn is_null(key: &str) -> bool {
    key.eq_ignore_ascii_case("null")
}

/// The value that stands on a line.
pub(super) fn scalar(value: &str) -> Option<Scalar<'_>> {
    let value = value.trim_end_matches(' ');
    let first = match value.bytes().next() {
        None | Some(b'#') => return Some(Scalar::Nothing),
        Some(first) => first,
    };
    match first {
        b'"' | b'\'' => {
            if let Some((text, rest)) = after_quoted(value) {
                return ends(rest).then_some(Scalar::Quoted(text));
            }
            let quote = char::from(first);
            match closing(value.get(1..)?, quote)? {
                Some(rest) => ends(rest).then_some(Scalar::Escaped),
                None => Some(Scalar::Unclosed(quote)),
            }
        }
        b'|' | b'>' => {
            let rest = value.get(1..)?;
            let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
            ends(rest).then_some(Scalar::Block)
        }
        b'{' => (value == "{}").then_some(Scalar::Empty),
        b'[' => is_plain_list(value).then_some(Scalar::Flow),
        b'-' if value.len() > 1 && !value.starts_with("- ") && !value.starts_with("---") => plain(value),
        b'.' if value.get(1..2).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphabetic())) && !is_no_number(value) => {
            plain(value)
        }
        b'/' | b'$' | b'(' | b'^' | b'_' => plain(value),
        first if first.is_ascii_alphanumeric() => plain(value),
        _ => None,
    }
}

/// What may follow a value on its line: nothing, or a comment.
pub(super) fn ends(rest: &str) -> bool {
    rest.is_empty() || rest.trim_start_matches(' ').is_empty() || (rest.starts_with(' ') && rest.trim_start_matches(' ').starts_with('#'))
}

fn plain(value: &str) -> Option<Scalar<'_>> {
    let (text, is_ended) = match value.find(" #") {
        Some(at) => (value.get(..at)?.trim_end_matches(' '), true),
        None => (value, false),
    };
    if !is_continuation(text) || is_odd_number(text) || text.starts_with("...") {
        return None;
    }
    Some(if is_ended { Scalar::Ended(text) } else { Scalar::Plain(text) })
}

/// Whether a line of a plain scalar says nothing but text.
pub(super) fn is_continuation(text: &str) -> bool {
    let text = text.trim_end_matches(' ');
    !text.contains(": ") && !text.contains(" #") && !text.ends_with(':')
}

/// Numbers that JSON does not have, or that only some readers take for numbers.
fn is_odd_number(text: &str) -> bool {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    (body.starts_with('.') && body.len() < text.len())
        || (body.len() > 18 && body.bytes().all(|byte| byte.is_ascii_digit() || b"_.eE+-xXoO:".contains(&byte)))
}

/// `.nan` and `.inf`, in whatever case.
fn is_no_number(text: &str) -> bool {
    let body = text.get(1..).unwrap_or_default();
    body.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("nan") || start.eq_ignore_ascii_case("inf"))
}

/// What follows the quote that closes a text which is open at its beginning: `Some(None)` when it stays open, `None` for an
/// escape that is not an ordinary one.
pub(super) fn closing(text: &str, quote: char) -> Option<Option<&str>> {
    let mut rest = text;
    loop {
        let Some(at) = rest.find([quote, '\\']) else { return Some(None) };
        let (_, after) = rest.split_at_checked(at)?;
        let mut chars = after.chars();
        let found = chars.next()?;
        match (found == quote, quote, chars.clone().next()) {
            (true, '\'', Some('\'')) => drop(chars.next()),
            (true, ..) => return Some(Some(chars.as_str())),
            (false, '\'', _) => {}
            (false, _, None) => return Some(None),
            (false, _, Some(escaped)) if "\"\\/abefnrt0 ".contains(escaped) => drop(chars.next()),
            (false, ..) => return None,
        }
        rest = chars.as_str();
    }
}

/// What follows a key in quotes.
fn quoted_key(content: &str) -> Option<(&str, &str)> {
    let (key, rest) = after_quoted(content)?;
    let rest = rest.strip_prefix(':')?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| (key, rest.trim_start_matches(' ')))
}

/// The text in quotes, without them, and what follows; texts with escapes are refused.
fn after_quoted(value: &str) -> Option<(&str, &str)> {
    let quote = value.chars().next()?;
    let rest = value.get(1..)?;
    let end = rest.find(quote)?;
    let (text, after) = rest.split_at_checked(end)?;
    let after = after.get(1..)?;
    let is_escaped = if quote == '"' { text.contains('\\') } else { after.starts_with('\'') };
    (!is_escaped).then_some((text, after))
}

/// `[a, "b"]`: a list of ordinary words and quoted texts.
fn is_plain_list(value: &str) -> bool {
    let Some(inside) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let is_word = |item: &str| {
        let item = item.trim_matches(' ');
        let quoted = item.len() >= 2 && item.starts_with(['"', '\'']) && after_quoted(item).is_some_and(|(_, rest)| rest.is_empty());
        let starts = item.starts_with(|c: char| c.is_ascii_alphabetic());
        quoted || (starts && item.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-')))
    };
    inside.trim_matches(' ').is_empty() || inside.split(',').all(is_word)
}

/// Whether a plain scalar is a text for every reader: a word that is neither a boolean, nor null, nor a number.
pub(super) fn is_surely_text(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
