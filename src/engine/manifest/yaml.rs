//! A stream of YAML or JSON documents, read as Go's tools read it. It knows no Kubernetes object: `objects` makes them.
//!
//! With [`Scalars::Yaml11`] a text that begins with `{` is a JSON stream, as `YAMLOrJSONDecoder` has it: objects one after
//! the other; where the first or second is no JSON, the rest is YAML. YAML is cut at `---` lines before it is parsed, so
//! that a broken document costs itself only.

use std::sync::Arc;

use crate::model::object::Spans;
use crate::model::object::key::Interner;
use crate::model::object::path::Path;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::budget;
use super::document;
use super::json::{self, lines};
use super::json_read::Reader;
use super::scalar::Scalars;
use super::split::{self, Chunk, End};

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
    /// What Kustomize would have refused or read otherwise in another place; empty for everybody else's rules.
    pub odd: Option<Arc<Odd>>,
}

/// What a document holds that Kustomize's readers do not agree on ([`Scalars::Yaml12`] only).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Odd {
    /// Entries whose keys are no texts (`8080: x`): a patch finds the text's entry by them, JSON cannot have them.
    pub keys: Vec<Path>,
    /// Annotations that are no texts, by key: as written, and what a reader of YAML 1.2 makes of it.
    pub annotations: Vec<(Arc<str>, (Arc<str>, Value))>,
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
        stream.too_large(text.len());
        return stream.out;
    }
    let text = split::decode(text);
    let is_json = options.scalars == Scalars::Yaml11 && split::looks_like_json(&text);
    let rest = if is_json { stream.json(&text) } else { Some(0) };
    if let Some(offset) = rest {
        let (before, rest) = text.split_at(offset.min(text.len()));
        stream.chunks(split::documents(rest, lines(before), options.scalars));
    }
    stream.out
}

/// Reads one document that somebody else has cut out of its stream (Helm cuts rendered templates by a rule of its own).
/// `lines_before`: lines of the file before this text. `values` holds one document or none; text after it is passed over
/// with a warning.
pub fn parse_one(text: &[u8], name: &str, lines_before: u32, options: ParseOptions) -> Documents {
    let mut stream = Stream { name: name.into(), options, interner: super::interner(), out: Documents::default(), aliased: 0 };
    if text.len() > budget::MAX_BYTES {
        stream.too_large(text.len());
        return stream.out;
    }
    let text = split::decode(text);
    stream.chunk(&Chunk { text: split::normalized(&text), lines_before, bad_separator: false, end: End::AsIs });
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

    fn too_large(&mut self, bytes: usize) {
        let cause = format!("the file has {bytes} bytes, more than {} are not read", budget::MAX_BYTES);
        self.problem(budget::exceeded(&cause).at(Place::file(self.name.clone())));
    }

    fn place(&self, line: u32) -> Place {
        Place::file(self.name.clone()).at_line(line)
    }

    /// Reads JSON values one after the other, as `YAMLOrJSONDecoder` does. Where the first or the second is no JSON, the rest
    /// is YAML: returns its offset. Later on, what is no JSON is a problem.
    fn json(&mut self, text: &[u8]) -> Option<usize> {
        let mut interner = std::mem::take(&mut self.interner);
        let mut reader = Reader::new(text, &mut interner);
        let mut rest = None;
        let mut n_values = 0;
        let (mut counted, mut lines_before) = (0, 0);
        while !reader.at_end() && self.has_room(lines_before) {
            let start = reader.offset();
            lines_before = lines(text.get(counted..start).unwrap_or_default()).saturating_add(lines_before);
            counted = start;
            match reader.value() {
                Ok(value) => {
                    n_values += 1;
                    let duplicates = std::mem::take(&mut reader.has_duplicates);
                    let text = text.get(start..reader.offset()).unwrap_or_default();
                    self.json_value(value, text, lines_before, duplicates);
                }
                Err(_) if n_values <= 1 => {
                    rest = Some(start);
                    break;
                }
                Err(error) => {
                    let mut problem = json::problem(error, text, reader.offset());
                    if let Some(place) = &mut problem.place {
                        place.file = self.name.clone();
                    }
                    self.problem(problem);
                    break;
                }
            }
        }
        self.interner = interner;
        rest
    }

    /// Keeps a JSON value. What its text says about duplicate keys and lines, the YAML reader finds out: JSON is YAML.
    fn json_value(&mut self, value: Value, text: &[u8], lines_before: u32, duplicates: bool) {
        let line = lines_before.saturating_add(1);
        let mut spans = None;
        if duplicates || self.options.spans {
            let chunk = Chunk { text: text.into(), lines_before, bad_separator: false, end: End::AsIs };
            if let Ok(Some(document)) = self.document(&chunk) {
                spans = document.spans;
            } else if duplicates {
                self.problem(Problem::warning(ProblemKind::BadInput, "a key is set twice; the last one counts").at(self.place(line)));
            }
        }
        if !value.is_null() {
            self.out.values.push(Document { value, line, spans, odd: None });
        }
    }

    /// Whether the budgets of documents and problems allow another document, which begins after so many lines.
    fn has_room(&mut self, lines_before: u32) -> bool {
        let room = self.out.values.len() < budget::MAX_DOCUMENTS && self.out.problems.len() < budget::MAX_PROBLEMS;
        if !room {
            let what = "too many documents or problems in one file; the rest is not read";
            self.problem(budget::exceeded(what).at(self.place(lines_before.saturating_add(1))));
        }
        room
    }

    fn chunks<'t>(&mut self, chunks: impl Iterator<Item = Chunk<'t>>) {
        for chunk in chunks {
            if !self.has_room(chunk.lines_before) {
                break;
            }
            self.chunk(&chunk);
        }
    }

    fn chunk(&mut self, chunk: &Chunk<'_>) {
        if chunk.bad_separator {
            let problem = Problem::error(ProblemKind::BadInput, "a document separator `---` is followed by text on its line");
            self.problem(problem.at(self.place(chunk.lines_before)).hint("put the document's text on the lines below"));
        }
        match self.document(chunk) {
            Ok(Some(document)) => self.out.values.push(document),
            Ok(None) => {}
            Err(problem) => self.problem(problem),
        }
    }

    /// Reads a document and keeps its warnings; the document itself is the caller's to keep.
    fn document(&mut self, chunk: &Chunk<'_>) -> Result<Option<Document>, Problem> {
        let parsed = document::parse(chunk, &self.name, self.options, &mut self.interner)?;
        self.out.problems.extend(parsed.problems);
        self.aliased = self.aliased.saturating_add(parsed.aliased);
        if self.aliased > budget::MAX_ALIASED_NODES {
            return Err(budget::exceeded("aliases make the file too large").at(self.place(parsed.line)));
        }
        let value = parsed.value.filter(|value| !value.is_null());
        Ok(value.map(|value| Document { value, line: parsed.line, spans: parsed.spans, odd: parsed.odd }))
    }
}
