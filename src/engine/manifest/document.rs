//! One document's text becomes a value, by way of the parser's events. It knows no stream.
//!
//! The parser is one of YAML 1.2, Go's are of YAML 1.1. What they read differently and people write is put right here;
//! what nobody writes is listed in the tests.

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScanError, YamlVersion};

use crate::model::object::Spans;
use crate::model::object::key::Interner;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::budget;
use super::build::Builder;
use super::json;
use super::scalar::Scalars;
use super::split::{self, Chunk, End, Why};
use super::yaml::{Odd, ParseOptions};

/// The only version that yaml.v2 reads.
const YAML_1_1: YamlVersion = YamlVersion::new(1, 1);

/// Lines of quoted text that are indented for the parser before it gives up, in a document of up to [`SMALL`] bytes. Each
/// costs a parse; public manifests have at most a handful.
const MAX_REPAIRS: usize = 64;

/// Bytes of a document that may be parsed [`MAX_REPAIRS`] times; a larger one is repaired a few times only.
const SMALL: usize = 256 << 10;

/// A document as it was read.
pub(super) struct Parsed {
    /// What it holds; `None` when there is nothing.
    pub(super) value: Option<Value>,
    /// 1-based line of its first node.
    pub(super) line: u32,
    /// Fields' lines, when asked for.
    pub(super) spans: Option<Arc<Spans>>,
    /// What Kustomize's readers do not agree on.
    pub(super) odd: Option<Arc<Odd>>,
    /// Duplicate keys, and text that is not read.
    pub(super) problems: Vec<Problem>,
    /// Nodes that aliases added.
    pub(super) aliased: usize,
}

/// Reads the first document of a text.
///
/// # Errors
/// When it cannot be understood, or a budget is exhausted.
pub(super) fn parse(chunk: &Chunk<'_>, name: &Arc<str>, options: ParseOptions, interner: &mut Interner) -> Result<Parsed, Problem> {
    repaired(chunk, name, options, interner).map_err(|problem| {
        let template = chunk.text.windows(2).any(|pair| pair == b"{{");
        if !template || problem.hint.is_some() {
            return problem;
        }
        problem.hint("the document looks like a template: render it with its chart, or leave the file out of the source")
    })
}

fn repaired(chunk: &Chunk<'_>, name: &Arc<str>, options: ParseOptions, interner: &mut Interner) -> Result<Parsed, Problem> {
    let mut text = Cow::Borrowed(readable(chunk, name)?);
    let mut repairs = if text.len() <= SMALL { MAX_REPAIRS } else { MAX_REPAIRS / 16 };
    loop {
        match attempt(&text, chunk, name, options, interner) {
            Ok(parsed) => return Ok(parsed),
            Err(Failure::Told(problem)) => return Err(problem),
            // Go's parsers let the lines of a quoted text begin anywhere; blanks at their beginnings mean nothing.
            Err(Failure::Scan(error)) => {
                let wanted = *error.kind() == ErrorKind::InvalidQuotedScalarIndent;
                let repaired = (wanted && repairs > 0).then(|| indented(&text, error.marker().line())).flatten();
                text = Cow::Owned(repaired.ok_or_else(|| scan_problem(&error, name, chunk))?);
                repairs -= 1;
            }
        }
    }
}

/// Why a document could not be read.
enum Failure {
    /// The parser stopped.
    Scan(ScanError),
    /// Anything else, as it is told.
    Told(Problem),
}

fn attempt(text: &str, chunk: &Chunk<'_>, name: &Arc<str>, options: ParseOptions, interner: &mut Interner) -> Result<Parsed, Failure> {
    let place = Place::file(name.clone());
    let mut parser = Parser::new_from_str_with_options(text, parser_options());
    // The parser adds the line feed that a block scalar's last line lacks; Go's do not.
    let unfed = (chunk.end == End::AsIs && !text.ends_with('\n')).then_some(text.len());
    let mut builder = Builder::new(options, interner, place.clone(), chunk.lines_before, unfed);
    let mut ended = false;
    while let Some(next) = parser.next_event() {
        match next.map_err(Failure::Scan)? {
            (Event::DocumentEnd, _) => {
                ended = true;
                break;
            }
            (Event::DocumentStart(_, Some(version)), span) if options.scalars == Scalars::Yaml11 && version != YAML_1_1 => {
                let line = chunk.lines_before.saturating_add(u32::try_from(span.start.line()).unwrap_or(u32::MAX));
                let problem = Problem::error(ProblemKind::BadInput, "a %YAML directive other than 1.1");
                return Err(Failure::Told(problem.at(place.at_line(line))));
            }
            (event, span) => builder.event(event, span).map_err(Failure::Told)?,
        }
    }
    let (aliased, line) = (builder.aliased(), builder.first_line.unwrap_or(1));
    let mut problems = std::mem::take(&mut builder.problems);
    let (value, spans, odd) = builder.finish();
    if ended && !matches!(parser.next_event(), None | Some(Ok((Event::StreamEnd, _)))) {
        let problem = Problem::warning(ProblemKind::BadInput, "the text after the document's end is not read");
        problems.push(problem.at(place.at_line(line)).hint("separate documents by a line `---`"));
    }
    Ok(Parsed { value, line, spans, odd, problems, aliased })
}

/// The text with one line (1-based) indented far enough for any quoted text; `None` if that line ends the document.
fn indented(text: &str, line: usize) -> Option<String> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let (before, after) = text.split_at_checked(start)?;
    let ends = after.strip_prefix("---").or_else(|| after.strip_prefix("..."));
    if ends.is_some_and(|rest| rest.starts_with([' ', '\t', '\n']) || rest.is_empty()) {
        return None;
    }
    Some(format!("{before}{}{after}", " ".repeat(budget::MAX_DEPTH)))
}

/// The text, if Go's readers would read it at all.
fn readable<'c>(chunk: &'c Chunk<'_>, name: &Arc<str>) -> Result<&'c str, Problem> {
    split::readable(&chunk.text).map_err(|error| {
        let mut place = json::place(&chunk.text, error.offset);
        place.file = name.clone();
        place.line = place.line.map(|line| line.saturating_add(chunk.lines_before));
        let problem = Problem::error(ProblemKind::BadInput, error.to_string()).at(place);
        match error.why {
            Why::NotUtf8 => problem.hint("save the file as UTF-8"),
            Why::Tab => problem.hint("indent with spaces"),
            Why::Control(_) => problem,
        }
    })
}

fn parser_options() -> granit_parser::Options {
    granit_parser::options! {
        emit_comments: false,
        block_nesting_limit: budget::MAX_DEPTH,
        flow_nesting_limit: budget::MAX_DEPTH,
    }
}

fn scan_problem(error: &ScanError, name: &Arc<str>, chunk: &Chunk<'_>) -> Problem {
    let mark = error.marker();
    let line = chunk.lines_before.saturating_add(u32::try_from(mark.line()).unwrap_or(1));
    let mut place = Place::file(name.clone()).at_line(line);
    place.column = u32::try_from(mark.col()).ok().map(|column| column.saturating_add(1));
    let too_deep = matches!(error.kind(), ErrorKind::RecursionLimitExceeded);
    let kind = if too_deep { ProblemKind::Limit } else { ProblemKind::BadInput };
    Problem::error(kind, error.info()).at(place)
}
