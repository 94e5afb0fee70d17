//! Which characters Go takes for letters, digits and printable ones. It knows no template. Source: Go's `unicode.IsLetter`,
//! `unicode.IsDigit` and `strconv.IsPrint`.

use std::sync::LazyLock;

use regex::Regex;

static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{Nd}]$").ok());
static PRINTABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{N}\p{P}\p{S}]$").ok());

fn is_of(class: Option<&Regex>, character: char) -> bool {
    let mut buffer = [0; 4];
    class.is_some_and(|class| class.is_match(character.encode_utf8(&mut buffer)))
}

/// Whether it may stand in the name of a field, variable or function.
pub fn is_word(character: char) -> bool {
    if character.is_ascii() { character.is_ascii_alphanumeric() || character == '_' } else { is_of(WORD.as_ref(), character) }
}

/// Whether Go prints it as it is between quotes.
pub fn is_printable(character: char) -> bool {
    if character.is_ascii() { (' '..='~').contains(&character) } else { is_of(PRINTABLE.as_ref(), character) }
}

/// The first character of these bytes and how many of them it takes. What is no UTF-8 is U+FFFD and one byte, as in Go.
pub fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let first = *bytes.first()?;
    if first.is_ascii() {
        return Some((char::from(first), 1));
    }
    let window = bytes.get(..bytes.len().min(4)).unwrap_or(bytes);
    let valid = match std::str::from_utf8(window) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(window.get(..error.valid_up_to()).unwrap_or(&[])).unwrap_or(""),
    };
    Some(valid.chars().next().map_or((char::REPLACEMENT_CHARACTER, 1), |character| (character, character.len_utf8())))
}
