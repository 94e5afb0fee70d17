//! A stream of YAML or JSON documents, read as Go's tools read it. It knows no Kubernetes object: `objects` makes them.
//!
//! With [`Scalars::Yaml11`] a text that begins with `{` is a JSON stream, as `YAMLOrJSONDecoder` has it: objects one after
//! the other; where the first or second is no JSON, the rest is YAML. YAML is cut at `---` lines before it is parsed, so
//! that a broken document costs itself only.

use std::sync::Arc;

use granit_parser::{Event, Parser, ScanError};

use crate::model::object::Spans;
use crate::model::object::key::Interner;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::budget;
use super::build::Builder;
pub use super::scalar::Scalars;
use super::split::{self, Chunk};

/// What becomes of a key that a map sets twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Duplicates {
    /// The last one counts, with a warning that names both lines (directories, Helm).
    #[default]
    LastWins,
    /// An error (Kustomize).
    Refuse,
}

/// How a stream is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ParseOptions {
    /// Duplicate keys.
    pub duplicates: Duplicates,
    /// Whose meaning of scalars.
    pub scalars: Scalars,
    /// Whether fields' lines are kept.
    pub spans: bool,
}

impl ParseOptions {
    /// As the API machinery, Argo CD's directory sources and Helm read.
    pub const KUBERNETES: Self = Self { duplicates: Duplicates::LastWins, scalars: Scalars::Yaml11, spans: false };
    /// As Kustomize reads resources and patches.
    pub const KUSTOMIZE: Self = Self { duplicates: Duplicates::Refuse, scalars: Scalars::Yaml12, spans: false };

    /// The same with fields' lines.
    #[must_use]
    pub fn with_spans(self) -> Self {
        Self { spans: true, ..self }
    }
}

/// One document.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it holds; never null.
    pub value: Value,
    /// 1-based line of its first node.
    pub line: u32,
    /// Fields' lines, when asked for.
    pub spans: Option<Arc<Spans>>,
}

/// A stream as it could be read.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The documents that could be read, in order; empty ones are left out.
    pub values: Vec<Document>,
    /// What could not be read, and warnings; an error among them makes the stream partial.
    pub problems: Vec<Problem>,
}

/// Reads a stream. `name` is the path that problems show.
pub fn parse_yaml(text: &[u8], name: &str, options: ParseOptions) -> Documents {
    let mut stream = Stream { name: name.into(), options, interner: super::interner(), out: Documents::default(), aliased: 0 };
    if text.len() > budget::MAX_BYTES {
        let cause = format!("the file has {} bytes, more than {} are not read", text.len(), budget::MAX_BYTES);
        stream.problem(budget::exceeded(&cause).at(Place::file(stream.name.clone())));
        return stream.out;
    }
    let text = split::decode(text);
    for chunk in split::documents(&text, 0, options.scalars) {
        if !stream.chunk(&chunk) {
            break;
        }
    }
    stream.out
}

struct Stream {
    name: Arc<str>,
    options: ParseOptions,
    interner: Interner,
    out: Documents,
    aliased: usize,
}

impl Stream {
    fn problem(&mut self, problem: Problem) {
        self.out.problems.push(problem);
    }

    fn place(&self, line: u32) -> Place {
        Place::file(self.name.clone()).at_line(line)
    }

    /// Reads one document; whether to go on.
    fn chunk(&mut self, chunk: &Chunk<'_>) -> bool {
        if chunk.bad_separator {
            let problem = Problem::error(ProblemKind::BadInput, "a document separator `---` is followed by text on its line");
            self.problem(problem.at(self.place(chunk.lines_before)).hint("put the document's text on the lines below"));
        }
        if self.out.values.len() >= budget::MAX_DOCUMENTS || self.out.problems.len() >= budget::MAX_PROBLEMS {
            let what = "too many documents or problems in one file; the rest is not read";
            self.problem(budget::exceeded(what).at(self.place(chunk.lines_before.saturating_add(1))));
            return false;
        }
        match self.document(chunk) {
            Ok(Some(document)) => self.out.values.push(document),
            Ok(None) => {}
            Err(problem) => self.problem(problem),
        }
        true
    }

    fn document(&mut self, chunk: &Chunk<'_>) -> Result<Option<Document>, Problem> {
        let text = self.readable(chunk)?;
        let place = Place::file(self.name.clone());
        let mut parser = Parser::new_from_str_with_options(text, parser_options());
        let mut builder = Builder::new(self.options, &mut self.interner, place, chunk.lines_before);
        let mut ended = false;
        while let Some(next) = parser.next_event() {
            match next {
                Ok((Event::DocumentEnd, _)) => {
                    ended = true;
                    break;
                }
                Ok((event, span)) => builder.event(event, span.start)?,
                Err(error) => return Err(scan_problem(&error, &self.name, chunk.lines_before)),
            }
        }
        self.aliased = self.aliased.saturating_add(builder.aliased());
        let line = builder.first_line.unwrap_or(1);
        let problems = std::mem::take(&mut builder.problems);
        let (value, spans) = builder.finish();
        self.out.problems.extend(problems);
        if self.aliased > budget::MAX_ALIASED_NODES {
            return Err(budget::exceeded("aliases make the file too large").at(self.place(line)));
        }
        if ended && !matches!(parser.next_event(), None | Some(Ok((Event::StreamEnd, _)))) {
            let problem = Problem::warning(ProblemKind::BadInput, "the text after the document's end `...` is not read");
            self.problem(problem.at(self.place(line)).hint("separate documents by a line `---`"));
        }
        Ok(value.filter(|value| !value.is_null()).map(|value| Document { value, line, spans }))
    }

    /// The text, if it is UTF-8 without characters that YAML forbids.
    fn readable<'c>(&self, chunk: &'c Chunk<'_>) -> Result<&'c str, Problem> {
        let bad = |offset: usize, cause: String| {
            let before = chunk.text.get(..offset).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count() + 1;
            let mut place = self.place(chunk.lines_before.saturating_add(u32::try_from(line).unwrap_or(u32::MAX)));
            place.column = u32::try_from(column).ok();
            Problem::error(ProblemKind::BadInput, cause).at(place)
        };
        let text = std::str::from_utf8(&chunk.text)
            .map_err(|error| bad(error.valid_up_to(), "the text is not UTF-8".to_owned()).hint("save the file as UTF-8"))?;
        match text.char_indices().find(|(_, c)| is_forbidden(*c)) {
            None => Ok(text),
            Some((offset, c)) => Err(bad(offset, format!("control characters are not allowed (U+{:04X})", u32::from(c)))),
        }
    }
}

/// Characters that Go's YAML reader refuses.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

fn parser_options() -> granit_parser::Options {
    granit_parser::options! {
        emit_comments: false,
        block_nesting_limit: budget::MAX_DEPTH,
        flow_nesting_limit: budget::MAX_DEPTH,
    }
}

fn scan_problem(error: &ScanError, name: &Arc<str>, lines_before: u32) -> Problem {
    let mark = error.marker();
    let mut place = Place::file(name.clone()).at_line(lines_before.saturating_add(u32::try_from(mark.line()).unwrap_or(1)));
    place.column = u32::try_from(mark.col()).ok().map(|column| column.saturating_add(1));
    Problem::error(ProblemKind::BadInput, error.info().to_string()).at(place)
}
