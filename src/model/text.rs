//! Untrusted text made safe for a terminal. It knows no terminal: it only knows which characters may not reach one.

use std::borrow::Cow;

/// Whether a character may never reach the screen as it is: C0 and C1 controls, DEL, line and paragraph separators,
/// bidirectional controls, zero-width and other invisible format characters, tags, variation selectors beyond emoji use.
///
/// Two names that look alike must not be two names: an invisible character is shown as its code point.
pub fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with every unsafe character written as `\u{…}`, and tabs as one space. Borrowed when nothing changes.
///
/// One line in, one line out: a line feed is unsafe too; split first where lines are wanted.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c == '\t' {
            out.push(' ');
        } else if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn escape_sequences_and_invisible_characters_become_code_points() {
        assert_eq!(clean("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(clean("pay\u{200b}ments"), "pay\\u{200b}ments");
        assert_eq!(clean("\u{202e}gnp"), "\\u{202e}gnp");
        assert_eq!(clean("plain é 漢"), "plain é 漢");
    }
}
