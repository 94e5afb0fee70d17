//! The paths that a jq expression of an ignore rule names, as far as it is paths: fields, items, `select` by keys. It evaluates nothing:
//! that is a `Judge` need.

use std::iter::Peekable;
use std::str::Chars;

use crate::engine::manifest::json;

/// Steps of a jq path, and paths of one expression, that are read: a person writes a dozen.
const MAX_STEPS: usize = 200;

/// One step of a rule's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A map's key, or a list's index where it is a number.
    Field(String),
    /// A list's index, or its end where it is negative.
    Index(i64),
    /// All items that fulfil all of these: a key and its value as a text.
    Items(Vec<(String, String)>),
}

/// The paths that a jq expression names; `None` where it is more than paths, separated by commas.
pub(super) fn jq_paths(text: &str) -> Option<Vec<Vec<Step>>> {
    let mut reader = Reader { rest: text.chars().peekable(), steps: 0 };
    let mut paths = vec![reader.path()?];
    while reader.takes(',') {
        paths.push(reader.path()?);
    }
    reader.spaces();
    reader.rest.peek().is_none().then_some(paths)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    steps: usize,
}

impl Reader<'_> {
    fn spaces(&mut self) {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.spaces();
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// `.a["b"][0][] | select(.name == "x") | .c`, each step perhaps with a `?`.
    fn path(&mut self) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return None;
            }
            self.spaces();
            match self.rest.peek() {
                Some('.') => {
                    self.rest.next();
                    match self.rest.peek() {
                        Some('"') => steps.push(Step::Field(self.text()?)),
                        Some(c) if c.is_ascii_alphabetic() || *c == '_' => steps.push(Step::Field(self.word())),
                        Some('[') => {}
                        // `..` names everything below.
                        Some('.') => return None,
                        // `.` alone names where one is.
                        _ if steps.is_empty() => {}
                        _ => return None,
                    }
                }
                Some('[') => {
                    self.rest.next();
                    steps.push(self.bracket()?);
                }
                Some('?') => {
                    self.rest.next();
                }
                Some('|') => {
                    self.rest.next();
                    self.spaces();
                    match self.rest.peek() {
                        Some('.') => {}
                        Some('s') => self.select(&mut steps)?,
                        _ => return None,
                    }
                }
                _ => return Some(steps),
            }
        }
    }

    /// What stands behind an opening bracket.
    fn bracket(&mut self) -> Option<Step> {
        self.spaces();
        let step = match self.rest.peek()? {
            ']' => Step::Items(Vec::new()),
            '"' => Step::Field(self.text()?),
            _ => {
                let mut number = String::new();
                while let Some(c) = self.rest.next_if(|c| c.is_ascii_digit() || *c == '-') {
                    number.push(c);
                }
                Step::Index(number.parse().ok()?)
            }
        };
        self.takes(']').then_some(step)
    }

    /// `select(.a == "x" and (.b | tostring) == "1")` about the items that the last step names.
    fn select(&mut self, steps: &mut [Step]) -> Option<()> {
        if self.word() != "select" || !self.takes('(') {
            return None;
        }
        let Some(Step::Items(conditions)) = steps.last_mut() else { return None };
        loop {
            let is_wrapped = self.takes('(');
            let key = self.key()?;
            if is_wrapped && !(self.takes('|') && self.next_word() == "tostring" && self.takes(')')) {
                return None;
            }
            if !(self.takes('=') && self.rest.next_if_eq(&'=').is_some()) {
                return None;
            }
            self.spaces();
            let value = if self.rest.peek() == Some(&'"') { self.text()? } else { self.word() };
            conditions.push((key, value));
            if self.takes(')') {
                return Some(());
            }
            if self.next_word() != "and" || conditions.len() > MAX_STEPS {
                return None;
            }
        }
    }

    /// The key of an item that a condition is about: `.name`, `.["a-b"]`.
    fn key(&mut self) -> Option<String> {
        if !self.takes('.') {
            return None;
        }
        match self.rest.peek()? {
            '"' => self.text(),
            '[' => {
                self.rest.next();
                if let Step::Field(key) = self.bracket()? { Some(key) } else { None }
            }
            _ => Some(self.word()).filter(|word| !word.is_empty()),
        }
    }

    fn next_word(&mut self) -> String {
        self.spaces();
        self.word()
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            word.push(c);
        }
        word
    }

    /// A JSON text; one that interpolates is none.
    fn text(&mut self) -> Option<String> {
        let mut quoted = String::from(self.rest.next_if_eq(&'"')?);
        loop {
            let c = self.rest.next()?;
            quoted.push(c);
            match c {
                '"' => break,
                '\\' => quoted.push(self.rest.next().filter(|c| *c != '(')?),
                _ => {}
            }
        }
        json::parse_json(quoted.as_bytes()).ok()?.as_str().map(str::to_owned)
    }
}
