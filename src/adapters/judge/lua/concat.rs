//! The operator `..` of a script, written so that the prelude joins: Lua 5.2 writes numbers with 14 digits when it joins them, gopher-lua
//! integers whole and fractions as Go does. It knows tokens and no grammar: `..` binds to the right, so `a .. mark .. b` is
//! `a .. (mark .. b)` whatever `a` and `b` are.

use std::borrow::Cow;

/// The name under which the prelude leaves the mark.
pub(super) const MARK: &str = "tiphys_concat_";

/// The script with the mark between the operands of each `..`, on the same lines. One that has metamethods for `..` is left as it is:
/// they would be shown the mark.
pub(super) fn marked(script: &str) -> Cow<'_, str> {
    let mut joins = Joins { text: script.as_bytes(), at: 0 };
    let mut places = Vec::new();
    while let Some(place) = joins.next_join() {
        places.push(place);
    }
    if places.is_empty() || script.contains("__concat") {
        return Cow::Borrowed(script);
    }
    let head = format!("local {MARK} = {MARK} ");
    let mut made = String::with_capacity(script.len() + head.len() + places.len() * (MARK.len() + 3));
    made.push_str(&head);
    let mut from = 0;
    for place in places {
        made.push_str(script.get(from..place).unwrap_or_default());
        made.push_str("..");
        made.push_str(MARK);
        from = place;
    }
    made.push_str(script.get(from..).unwrap_or_default());
    Cow::Owned(made)
}

struct Joins<'s> {
    text: &'s [u8],
    at: usize,
}

impl Joins<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Where the next `..` begins.
    fn next_join(&mut self) -> Option<usize> {
        while self.at < self.text.len() {
            let (byte, next) = (self.byte(0), self.byte(1));
            match byte {
                b'"' | b'\'' => self.quoted(byte),
                b'-' if next == b'-' => self.comment(),
                b'[' if self.level().is_some() => self.long(),
                b'.' if next == b'.' && self.byte(2) == b'.' => self.at += 3,
                b'.' if next == b'.' => {
                    self.at += 2;
                    return Some(self.at - 2);
                }
                b'.' if next.is_ascii_digit() => self.number(),
                b'0'..=b'9' => self.number(),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                    while self.byte(0).is_ascii_alphanumeric() || self.byte(0) == b'_' {
                        self.at += 1;
                    }
                }
                _ => self.at += 1,
            }
        }
        None
    }

    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while self.at < self.text.len() {
            match self.byte(0) {
                b'\\' => self.at += 2,
                byte if byte == quote || byte == b'\n' => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
    }

    fn comment(&mut self) {
        self.at += 2;
        if self.level().is_some() {
            self.long();
        } else {
            while self.at < self.text.len() && self.byte(0) != b'\n' {
                self.at += 1;
            }
        }
    }

    /// How many `=` stand in a long bracket that opens here.
    fn level(&self) -> Option<usize> {
        let n = self.text.get(self.at + 1..)?.iter().take_while(|byte| **byte == b'=').count();
        (self.byte(0) == b'[' && self.byte(n + 1) == b'[').then_some(n)
    }

    fn long(&mut self) {
        let n = self.level().unwrap_or(0);
        let close = format!("]{}]", "=".repeat(n));
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = memchr::memmem::find(rest, close.as_bytes()).map_or(rest.len(), |end| end + close.len());
        self.at += end;
    }

    /// As Lua's lexer: all letters, digits and dots, and the sign of an exponent.
    fn number(&mut self) {
        let is_hex = self.byte(0) == b'0' && matches!(self.byte(1), b'x' | b'X');
        loop {
            let byte = self.byte(0);
            let is_exponent = if is_hex { matches!(byte, b'p' | b'P') } else { matches!(byte, b'e' | b'E') };
            if is_exponent && matches!(self.byte(1), b'+' | b'-') {
                self.at += 2;
            } else if byte.is_ascii_alphanumeric() || byte == b'.' {
                self.at += 1;
            } else {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MARK, marked};

    /// The script with `~` where the mark went.
    fn shown(script: &str) -> String {
        marked(script).replace(&format!("local {MARK} = {MARK} "), "").replace(&format!("..{MARK}"), "..~")
    }

    #[test]
    fn only_the_operator_is_marked() {
        for (script, wanted) in [
            ("return a..b", "return a..~..b"),
            ("return a .. b .. 1", "return a ..~.. b ..~.. 1"),
            ("f(...)", "f(...)"),
            ("return 'a..b' .. \"\\\"..\"", "return 'a..b' ..~.. \"\\\"..\""),
            ("-- a..b\nreturn a..b", "-- a..b\nreturn a..~..b"),
            ("--[[ a..b\n ]] return [==[ a..b ]] ]==]..c", "--[[ a..b\n ]] return [==[ a..b ]] ]==]..~..c"),
            ("return 1 ..2, .5 ..x, 0x1p-3 .. y, 1e+5 ..z", "return 1 ..~..2, .5 ..~..x, 0x1p-3 ..~.. y, 1e+5 ..~..z"),
            ("t[a..b] = t[1]", "t[a..~..b] = t[1]"),
            ("return 'never closed..", "return 'never closed.."),
            ("[[ never closed..", "[[ never closed.."),
            ("setmetatable(t, {__concat = f}); return t..t", "setmetatable(t, {__concat = f}); return t..t"),
        ] {
            assert_eq!(shown(script), wanted);
        }
    }
}
