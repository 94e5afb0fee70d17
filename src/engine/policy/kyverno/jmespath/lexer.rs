//! An expression's text becomes tokens. It knows no grammar. Source: go-jmespath `lexer.go`.

use super::super::fault::Fault;

/// The longest expression that is read. Published policies stay below two thousand characters.
const MAX_TEXT: usize = 64 * 1024;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Star,
    Dot,
    Filter,
    Flatten,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Or,
    Pipe,
    And,
    Reference,
    Not,
    Comma,
    Colon,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Current,
    Number(i64),
    Name(String),
    QuotedName(String),
    /// Text between backquotes: JSON.
    Json(String),
    Text(String),
    End,
}

/// The tokens of a text, the last one [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    if text.len() > MAX_TEXT {
        return Err(Fault::Limit(format!("an expression is longer than {MAX_TEXT} bytes")));
    }
    let mut lexer = Lexer { rest: text };
    let mut found = Vec::new();
    while let Some(token) = lexer.next()? {
        found.push(token);
    }
    found.push(Token::End);
    Ok(found)
}

struct Lexer<'t> {
    rest: &'t str,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<Token>, Fault> {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        if first.is_ascii_alphabetic() || first == '_' {
            let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
            return Ok(Some(Token::Name(self.take(end).to_owned())));
        }
        if first.is_ascii_digit() || first == '-' {
            return self.number().map(Some);
        }
        self.take(first.len_utf8());
        let token = match first {
            '.' => Token::Dot,
            '*' => Token::Star,
            ',' => Token::Comma,
            ':' => Token::Colon,
            '{' => Token::LeftBrace,
            '}' => Token::RightBrace,
            ']' => Token::RightBracket,
            '(' => Token::LeftParen,
            ')' => Token::RightParen,
            '@' => Token::Current,
            '[' if self.follows('?') => Token::Filter,
            '[' if self.follows(']') => Token::Flatten,
            '[' => Token::LeftBracket,
            '|' if self.follows('|') => Token::Or,
            '|' => Token::Pipe,
            '&' if self.follows('&') => Token::And,
            '&' => Token::Reference,
            '<' if self.follows('=') => Token::LessOrEqual,
            '<' => Token::Less,
            '>' if self.follows('=') => Token::GreaterOrEqual,
            '>' => Token::Greater,
            '!' if self.follows('=') => Token::NotEqual,
            '!' => Token::Not,
            '=' if self.follows('=') => Token::Equal,
            '"' => {
                let json = format!("\"{}\"", self.until('"')?);
                match crate::engine::manifest::json::parse_json(json.as_bytes()) {
                    Ok(value) => Token::QuotedName(value.as_str().unwrap_or_default().to_owned()),
                    Err(problem) => return Err(Fault::bad(format!("a quoted name is no JSON text: {problem}"))),
                }
            }
            '\'' => Token::Text(self.raw_text()?),
            '`' => Token::Json(self.until('`')?.replace("\\`", "`")),
            other => return Err(Fault::bad(format!("SyntaxError: Unknown char: {other:?}"))),
        };
        Ok(Some(token))
    }

    /// Takes what stands before a byte offset that is a character's boundary.
    fn take(&mut self, end: usize) -> &str {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn follows(&mut self, next: char) -> bool {
        match self.rest.strip_prefix(next) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn number(&mut self) -> Result<Token, Fault> {
        let sign = usize::from(self.rest.starts_with('-'));
        let digits = self.rest.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
        let text = self.take(sign + digits);
        text.parse().map(Token::Number).map_err(|_| Fault::bad(format!("SyntaxError: no number: {text}")))
    }

    /// What stands before a quote; only a quote can be escaped.
    fn raw_text(&mut self) -> Result<String, Fault> {
        let mut from = 0;
        while let Some(at) = self.rest.get(from..).and_then(|rest| rest.find('\'')).map(|at| at + from) {
            if at > 0 && self.rest.as_bytes().get(at - 1) == Some(&b'\\') {
                from = at + 1;
                continue;
            }
            let text = self.take(at).replace("\\'", "'");
            self.take(1);
            return Ok(text);
        }
        Err(Fault::bad("SyntaxError: Unclosed delimiter: '"))
    }

    /// What stands before an unescaped delimiter, escapes as they are.
    fn until(&mut self, end: char) -> Result<String, Fault> {
        let mut chars = self.rest.char_indices();
        while let Some((at, found)) = chars.next() {
            if found == end {
                let text = self.take(at).to_owned();
                self.take(end.len_utf8());
                return Ok(text);
            }
            if found == '\\' {
                chars.next();
            }
        }
        Err(Fault::bad(format!("SyntaxError: Unclosed delimiter: {end}")))
    }
}
