//! The imports that a Jsonnet text names, found without evaluating it: an import is a keyword and a literal, never computed. It knows no
//! grammar beyond tokens, no path and no file.
//!
//! A text that is no Jsonnet gives what was found up to its first mistake: whoever evaluates it says what is wrong. Source: the
//! Jsonnet specification, "Lexing".

use std::sync::Arc;

/// What is imported and as what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// `import`: Jsonnet, which may import in turn.
    Code(Arc<str>),
    /// `importstr` and `importbin`: bytes.
    Data(Arc<str>),
}

impl Named {
    /// The literal as it is meant: escapes resolved.
    pub fn literal(&self) -> &Arc<str> {
        match self {
            Self::Code(literal) | Self::Data(literal) => literal,
        }
    }
}

/// The imports of a text in their order, each as often as it stands there.
pub fn imports(text: &[u8]) -> Vec<Named> {
    let mut scan = Scan { text, at: 0 };
    let (mut found, mut keyword) = (Vec::new(), None);
    while let Some(token) = scan.token() {
        keyword = match (token, keyword) {
            (Token::Import, _) => Some(Token::Import),
            (Token::ImportData, _) => Some(Token::ImportData),
            (Token::Text(literal), Some(Token::Import)) => {
                found.push(Named::Code(literal.into()));
                None
            }
            (Token::Text(literal), Some(Token::ImportData)) => {
                found.push(Named::Data(literal.into()));
                None
            }
            (Token::Text(_) | Token::Other, _) => None,
        };
    }
    found
}

#[derive(Debug)]
enum Token {
    Import,
    ImportData,
    Text(String),
    Other,
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, what: &[u8]) -> bool {
        let is_here = self.rest().starts_with(what);
        if is_here {
            self.at += what.len();
        }
        is_here
    }

    fn eat_while(&mut self, is_meant: impl Fn(u8) -> bool) -> &[u8] {
        let length = self.rest().iter().take_while(|byte| is_meant(**byte)).count();
        let start = self.at;
        self.at += length;
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The next token; `None` at the end, or where no token can be read.
    fn token(&mut self) -> Option<Token> {
        self.blank()?;
        match self.peek()? {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let word = self.eat_while(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
                Some(match word {
                    b"import" => Token::Import,
                    b"importstr" | b"importbin" => Token::ImportData,
                    _ => Token::Other,
                })
            }
            b'0'..=b'9' => {
                self.number();
                Some(Token::Other)
            }
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                self.quoted(quote).map(Token::Text)
            }
            b'@' => {
                self.at += 1;
                let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
                self.at += 1;
                self.verbatim(quote).map(Token::Text)
            }
            b'|' if self.eat(b"|||") => {
                self.block()?;
                Some(Token::Other)
            }
            _ => {
                self.at += 1;
                Some(Token::Other)
            }
        }
    }

    /// Passes over white space and comments; `None` in a comment without an end.
    fn blank(&mut self) -> Option<()> {
        loop {
            self.eat_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            if self.eat(b"#") || self.eat(b"//") {
                self.eat_while(|byte| byte != b'\n');
            } else if self.eat(b"/*") {
                let end = self.rest().windows(2).position(|pair| pair == b"*/")?;
                self.at += end + 2;
            } else {
                return Some(());
            }
        }
    }

    /// Passes over a number; a word may follow it at once.
    fn number(&mut self) {
        let is_digit = |byte: u8| byte == b'_' || byte.is_ascii_digit();
        self.eat_while(is_digit);
        if self.eat(b".") {
            self.eat_while(is_digit);
        }
        if self.eat(b"e") || self.eat(b"E") {
            let _ = self.eat(b"+") || self.eat(b"-");
            self.eat_while(is_digit);
        }
    }

    /// The text up to the closing quote, escapes resolved.
    fn quoted(&mut self, quote: u8) -> Option<String> {
        let mut bytes = Vec::new();
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                byte if byte == quote => return Some(String::from_utf8_lossy(&bytes).into_owned()),
                b'\\' => {
                    let c = self.escaped()?;
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                byte => bytes.push(byte),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\'' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.unit()?;
                let units = if (0xd800..=0xdfff).contains(&high) && self.eat(b"\\u") { vec![high, self.unit()?] } else { vec![high] };
                char::decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        let unit = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        self.at += 4;
        Some(unit)
    }

    /// The text up to the closing quote; a doubled quote stands for one.
    fn verbatim(&mut self, quote: u8) -> Option<String> {
        let mut bytes = Vec::new();
        loop {
            let byte = self.peek()?;
            self.at += 1;
            if byte == quote && !self.eat(&[quote]) {
                return Some(String::from_utf8_lossy(&bytes).into_owned());
            }
            bytes.push(byte);
        }
    }

    /// Passes over a text block: lines that begin as its first one does, up to one that does not and begins with `|||`.
    fn block(&mut self) -> Option<()> {
        self.eat(b"-");
        self.eat_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
        self.eat(b"\n").then_some(())?;
        while self.eat(b"\n") || self.eat(b"\r\n") {}
        let prefix = self.eat_while(|byte| matches!(byte, b' ' | b'\t')).to_vec();
        if prefix.is_empty() {
            return None;
        }
        loop {
            self.eat_while(|byte| byte != b'\n');
            self.eat(b"\n").then_some(())?;
            while self.eat(b"\n") || self.eat(b"\r\n") {}
            if !self.eat(&prefix) {
                self.eat_while(|byte| matches!(byte, b' ' | b'\t'));
                return self.eat(b"|||").then_some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, imports};

    #[test]
    fn imports_are_found_wherever_they_stand_and_nowhere_else() {
        let text = r#"
            // import 'comment'
            # import 'comment'
            /* import 'comment' */
            local a = import 'a.libsonnet', b = (import "b\u002flib\".x") + importstr @'it''s';
            { imports: 'import "text"', [import @"c"]: |||
                import 'block'
                  ||| import 'inside'
            ||| + importbin"bin", d: a.importx 'no', e: 1e5import 'e', f: 1.5e-3 }
        "#;
        let code = |literal: &str| Named::Code(literal.into());
        let data = |literal: &str| Named::Data(literal.into());
        assert_eq!(imports(text.as_bytes()), [code("a.libsonnet"), code("b/lib\".x"), data("it's"), code("c"), data("bin"), code("e")]);
        for (text, n) in
            [("import 'a' import 'b", 1), ("/* import 'a'", 0), ("import ('a')", 0), ("import |||\n a\n|||", 0), ("'\\x' import 'a'", 0)]
        {
            assert_eq!(imports(text.as_bytes()).len(), n, "{text}");
        }
    }
}
