//! One document's parser events become a value: scalars resolved, aliases and merge keys followed, duplicate keys found,
//! budgets kept. It knows neither streams nor files.
//!
//! The stack is explicit, so that no input can exhaust the program's own. A document with an error yields no value.

use std::collections::BTreeMap;
use std::sync::Arc;

use granit_parser::{Event, Marker, ScalarStyle, Span, StructureStyle, Tag};

use crate::model::object::Spans;
use crate::model::object::key::Interner;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::budget;
use super::frame::{self, Duplicate, Entry, Frame, FrameKind, KeyText, PendingKey};
use super::kustomize;
use super::scalar::{self, Scalar, Scalars};
use super::yaml::{Duplicates, Odd, ParseOptions};

/// Texts up to this length are shared within a document: kinds, names, protocols repeat; longer texts hardly ever do.
const SHARED_TEXT: usize = 32;

/// Builds the value of one document.
pub(super) struct Builder<'i> {
    options: ParseOptions,
    interner: &'i mut Interner,
    /// Where problems are: the file, and the line before the document's first.
    place: Place,
    lines_before: u32,
    /// The text's length in bytes, if its last line has no line feed.
    unfed: Option<usize>,
    stack: Vec<Frame>,
    /// What a finished anchor stands for; `None` while it is being built.
    anchors: BTreeMap<usize, Option<Anchored>>,
    root: Option<Value>,
    nodes: usize,
    aliased: usize,
    paths: Vec<(Arc<str>, u32)>,
    /// What Kustomize's readers do not agree on.
    odd: Odd,
    /// The line of the first node.
    pub(super) first_line: Option<u32>,
    /// Warnings (and, when refused, errors) about duplicate keys.
    pub(super) problems: Vec<Problem>,
}

#[derive(Clone)]
struct Anchored {
    value: Value,
    nodes: usize,
    height: usize,
}

/// A finished node, with what budgets and duplicates need to know of it.
struct Node {
    value: Value,
    line: u32,
    /// Nodes below and including it, aliases followed.
    nodes: usize,
    /// Levels below and including it; scalars have none.
    height: usize,
    /// Its text, where it is a scalar that may become a key.
    key: Option<KeyText>,
}

impl<'i> Builder<'i> {
    pub(super) fn new(options: ParseOptions, interner: &'i mut Interner, place: Place, lines_before: u32, unfed: Option<usize>) -> Self {
        Self {
            options,
            interner,
            place,
            lines_before,
            unfed,
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            root: None,
            nodes: 0,
            aliased: 0,
            paths: Vec::new(),
            odd: Odd::default(),
            first_line: None,
            problems: Vec::new(),
        }
    }

    /// Nodes that aliases have added so far.
    pub(super) fn aliased(&self) -> usize {
        self.aliased
    }

    /// The document's value, spans and oddities; no value when it holds nothing.
    pub(super) fn finish(mut self) -> (Option<Value>, Option<Arc<Spans>>, Option<Arc<Odd>>) {
        let spans = self.options.spans.then(|| {
            self.paths.sort();
            self.paths.dedup_by(|later, kept| later.0 == kept.0);
            Arc::new(Spans { lines: std::mem::take(&mut self.paths) })
        });
        let odd = (self.odd != Odd::default()).then(|| Arc::new(self.odd));
        (self.root, spans, odd)
    }

    /// Takes one event.
    ///
    /// # Errors
    /// When the document cannot be understood, or a budget is exhausted.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's enum is not exhaustive; other events hold no values")]
    pub(super) fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        let mark = span.start;
        let line = self.line(mark);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                // The parser says `~` where nothing is written.
                let nothing = style == ScalarStyle::Plain && span.start.index() == span.end.index();
                let at_end = self.unfed.is_some() && span.end.byte_offset() == self.unfed;
                let text = if nothing {
                    "".into()
                } else if at_end && matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    text.strip_suffix('\n').map_or(text.clone(), |text| text.to_owned().into())
                } else {
                    text
                };
                let node = self.scalar(&text, style, tag.as_deref(), line).map_err(|problem| self.at(problem, mark))?;
                self.keep(anchor, &node);
                self.add(node, mark)
            }
            Event::SequenceStart(_, anchor, _) => self.open(FrameKind::List(Vec::new()), anchor, line, mark),
            Event::MappingStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                self.open(FrameKind::Map { entries: Vec::new(), key: None, flow }, anchor, line, mark)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(mark),
            Event::Alias(anchor) => self.alias(anchor, line, mark),
            _ => Ok(()),
        }
    }

    fn line(&self, mark: Marker) -> u32 {
        self.lines_before.saturating_add(u32::try_from(mark.line()).unwrap_or(u32::MAX))
    }

    fn at(&self, problem: Problem, mark: Marker) -> Problem {
        let mut place = self.place.clone().at_line(self.line(mark));
        place.column = u32::try_from(mark.col()).ok().map(|column| column.saturating_add(1));
        problem.at(place)
    }

    fn bad(&self, cause: impl Into<Arc<str>>, mark: Marker) -> Problem {
        self.at(Problem::error(ProblemKind::BadInput, cause), mark)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, line: u32) -> Result<Node, Problem> {
        let rules = self.options.scalars;
        // A lone `!` makes text of everything for yaml.v2; yaml.v3 passes over it.
        let lone = tag.is_some_and(|tag| format!("{}{}", tag.handle(), tag.suffix()) == "!");
        let tag = tag.filter(|_| !(lone && rules == Scalars::Yaml12));
        let plain = style == ScalarStyle::Plain && tag.is_none();
        let resolved = match tag {
            None if plain => scalar::resolve(text, None, rules),
            None => Ok(Scalar::AsWritten),
            Some(tag) => {
                let name = tag.suffix_in_namespace("tag:yaml.org,2002:");
                scalar::resolve(text, Some(name.and_then(|name| scalar::core_tag(&name)).unwrap_or("")), rules)
            }
        };
        let key = self.expects_key().then(|| self.key_text(text, plain, resolved.as_ref().ok()));
        let resolved = match resolved {
            // An infinite key is text; only as a value it cannot be sent.
            Err(scalar::BadScalar::NotFinite) if key.is_some() => Scalar::Null,
            Err(scalar::BadScalar::NotFinite) if rules == Scalars::Yaml12 && self.in_annotations() => Scalar::AsWritten,
            Err(bad) => return Err(Problem::error(ProblemKind::BadInput, bad.to_string())),
            Ok(scalar) if rules == Scalars::Yaml12 => self.reprinted(scalar, text, style),
            Ok(scalar) => scalar,
        };
        Ok(Node { value: self.value(resolved, text), line, nodes: 1, height: 0, key })
    }

    /// What Kustomize's printing and reading again makes of a scalar, where it stands now.
    fn reprinted(&mut self, scalar: Scalar, text: &str, style: ScalarStyle) -> Scalar {
        match self.stack.as_slice() {
            [.., map] if text.is_empty() && map.expects_flow_value() => Scalar::AsWritten,
            // It sets the annotations anew, as text, from the text they were written with. Nulls stay: in a patch they delete.
            [_, _, map] if self.in_annotations() => {
                let is_null = matches!(scalar, Scalar::Null);
                let read = match scalar {
                    Scalar::AsWritten if style == ScalarStyle::Folded => Scalar::Text(kustomize::refolded(text)),
                    other => other,
                };
                if let Some(key) = map.waiting().map(|key| Arc::from(key.as_str()))
                    && !matches!(&read, Scalar::AsWritten)
                {
                    let value = self.value(read, text);
                    self.odd.annotations.push((key, (text.into(), value)));
                }
                if is_null { Scalar::Null } else { Scalar::AsWritten }
            }
            _ if style == ScalarStyle::Folded => Scalar::Text(kustomize::refolded(text)),
            _ => scalar,
        }
    }

    fn value(&mut self, scalar: Scalar, text: &str) -> Value {
        match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Int(value) => Value::Int(value),
            Scalar::Uint(value) => Value::Uint(value),
            Scalar::Float(value) => Value::Float(value),
            Scalar::Text(text) => Value::str(text),
            Scalar::AsWritten if text.len() <= SHARED_TEXT => Value::Str(self.interner.text(text)),
            Scalar::AsWritten => Value::str(text),
        }
    }

    fn expects_key(&self) -> bool {
        self.stack.last().is_some_and(Frame::expects_key)
    }

    fn key_text(&mut self, text: &str, plain: bool, resolved: Option<&Scalar>) -> KeyText {
        if plain && text == "<<" {
            return KeyText::Merge;
        }
        if self.options.scalars == Scalars::Yaml12 {
            // kyaml decodes an object's own keys as text, whatever they look like. Others must be texts in the end, but a patch
            // with `8080:` finds the entry "8080".
            let is_text = !plain || scalar::is_text(text, Scalars::Yaml12);
            if !is_text && matches!(resolved, Some(Scalar::Null)) {
                return KeyText::Refused;
            }
            if !is_text && self.stack.len() > 1 {
                let mut path = frame::path(&self.stack);
                path.0.push(Segment::Field(text.into()));
                self.odd.keys.push(path);
            }
            return KeyText::Text(self.interner.text(text));
        }
        if plain {
            return match scalar::key_text(text) {
                None => KeyText::Refused,
                Some(None) => KeyText::Text(self.interner.text(text)),
                Some(Some(text)) => KeyText::Text(text.into()),
            };
        }
        match resolved {
            Some(Scalar::Null | Scalar::Uint(_)) => KeyText::Refused,
            Some(Scalar::Bool(value)) => KeyText::Text(value.to_string().into()),
            Some(Scalar::Int(value)) => KeyText::Text(value.to_string().into()),
            Some(Scalar::Float(value)) => KeyText::Text(super::gofloat::general32(*value).into()),
            Some(Scalar::Text(text)) => KeyText::Text(text.as_str().into()),
            Some(Scalar::AsWritten) | None => KeyText::Text(self.interner.text(text)),
        }
    }

    fn open(&mut self, kind: FrameKind, anchor: usize, line: u32, mark: Marker) -> Result<(), Problem> {
        if self.expects_key() {
            return Err(self.bad("a map or a list cannot be a map's key", mark));
        }
        if self.stack.len() >= budget::MAX_DEPTH {
            return Err(self.at(budget::exceeded(&format!("nested deeper than {} levels", budget::MAX_DEPTH)), mark));
        }
        self.first_line.get_or_insert(line);
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        let path = self.child_path(line);
        self.nodes += 1;
        self.stack.push(Frame { kind, anchor, line, nodes: 1, height: 1, path });
        Ok(())
    }

    fn close(&mut self, mark: Marker) -> Result<(), Problem> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let value = match frame.kind {
            FrameKind::List(items) => Value::list(items),
            FrameKind::Map { entries, .. } => {
                let (map, mut duplicates) = frame::map(entries);
                if self.options.scalars == Scalars::Yaml12 && self.in_annotations() {
                    duplicates.clear(); // Kustomize sets them anew from a map in which the last one counts.
                }
                let problems = duplicates.iter().map(|duplicate| self.duplicate(duplicate)).collect::<Vec<_>>();
                self.problems.extend(problems);
                Value::Map(map)
            }
        };
        let node = Node { value, line: frame.line, nodes: frame.nodes, height: frame.height, key: None };
        self.keep(frame.anchor, &node);
        self.insert(node, mark)
    }

    /// Whether the parser is in an object's `metadata.annotations`, or has just left them.
    fn in_annotations(&self) -> bool {
        matches!(self.stack.as_slice(), [object, metadata, ..] if self.stack.len() <= 3 && object.waits_for("metadata") && metadata.waits_for("annotations"))
    }

    fn alias(&mut self, anchor: usize, line: u32, mark: Marker) -> Result<(), Problem> {
        let target = match self.anchors.get(&anchor) {
            Some(Some(target)) => target.clone(),
            Some(None) => return Err(self.bad("an anchor's value contains itself", mark)),
            None => return Err(self.bad("an alias without its anchor", mark)),
        };
        self.nodes = self.nodes.saturating_add(target.nodes);
        self.aliased = self.aliased.saturating_add(target.nodes);
        if budget::excessive_aliasing(self.nodes, self.aliased) {
            return Err(self.at(budget::exceeded("document contains excessive aliasing"), mark));
        }
        if self.stack.len().saturating_add(target.height) > budget::MAX_DEPTH {
            return Err(self.at(budget::exceeded(&format!("nested deeper than {} levels", budget::MAX_DEPTH)), mark));
        }
        let key = match &target.value {
            _ if !self.expects_key() => None,
            Value::Str(text) => Some(KeyText::Text(text.clone())),
            Value::Bool(value) => Some(KeyText::Text(value.to_string().into())),
            Value::Int(value) => Some(KeyText::Text(value.to_string().into())),
            Value::Float(value) => Some(KeyText::Text(super::gofloat::general32(*value).into())),
            Value::Null | Value::Uint(_) => Some(KeyText::Refused),
            Value::List(_) | Value::Map(_) => return Err(self.bad("a map or a list cannot be a map's key", mark)),
        };
        let node = Node { value: target.value, line, nodes: target.nodes, height: target.height, key };
        self.nodes = self.nodes.saturating_sub(node.nodes); // `add` counts it again
        self.add(node, mark)
    }

    fn keep(&mut self, anchor: usize, node: &Node) {
        if anchor != 0 {
            self.anchors.insert(anchor, Some(Anchored { value: node.value.clone(), nodes: node.nodes, height: node.height }));
        }
    }

    /// A node without children of its own, or an alias.
    fn add(&mut self, node: Node, mark: Marker) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(node.nodes);
        self.first_line.get_or_insert(node.line);
        if node.key.is_none() {
            self.child_path(node.line);
        }
        self.insert(node, mark)
    }

    fn insert(&mut self, node: Node, mark: Marker) -> Result<(), Problem> {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node.value);
            return Ok(());
        };
        frame.nodes = frame.nodes.saturating_add(node.nodes);
        frame.height = frame.height.max(node.height + 1);
        match &mut frame.kind {
            FrameKind::List(items) => items.push(node.value),
            FrameKind::Map { entries, key, .. } => match (key.take(), node.key) {
                (None, Some(KeyText::Text(text))) => *key = Some(PendingKey::Field(self.interner.key(&text), node.line)),
                (None, Some(KeyText::Merge)) => *key = Some(PendingKey::Merge),
                (None, Some(KeyText::Refused) | None) => return Err(self.bad("a map's key must be text, a number or a boolean", mark)),
                (Some(PendingKey::Field(key, line)), _) => entries.push(Entry { key, value: node.value, line, merged: false }),
                (Some(PendingKey::Merge), _) => {
                    let merged = frame::merged(&node.value)
                        .ok_or_else(|| self.bad("map merge requires map or sequence of maps as the value", mark))?;
                    if let Some(Frame { kind: FrameKind::Map { entries, .. }, .. }) = self.stack.last_mut() {
                        let at = if self.options.scalars == Scalars::Yaml11 { entries.len() } else { 0 };
                        let line = node.line;
                        entries.splice(at..at, merged.into_iter().map(|(key, value)| Entry { key, value, line, merged: true }));
                    }
                }
            },
        }
        Ok(())
    }

    /// Notes the line of the node that comes next, and returns its path for its children.
    fn child_path(&mut self, line: u32) -> Path {
        if !self.options.spans {
            return Path::default();
        }
        let Some(frame) = self.stack.last() else { return Path::default() };
        let (segment, line) = match &frame.kind {
            FrameKind::List(items) => (Segment::Index(items.len()), line),
            FrameKind::Map { key: Some(PendingKey::Field(key, line)), .. } => (Segment::Field(key.as_str().into()), *line),
            FrameKind::Map { .. } => return frame.path.clone(),
        };
        let path = frame.path.join(segment);
        self.paths.push((path.to_string().into(), line));
        path
    }

    fn duplicate(&self, duplicate: &Duplicate) -> Problem {
        let Duplicate { key, first, second } = duplicate;
        let cause = format!("key {key:?} is set twice, on lines {first} and {second}", key = key.as_str());
        let problem = match self.options.duplicates {
            Duplicates::LastWins => Problem::warning(ProblemKind::BadInput, format!("{cause}; the last one counts")),
            Duplicates::Refuse => Problem::error(ProblemKind::BadInput, cause),
        };
        problem.at(self.place.clone().at_line(*second)).hint("keep one of the two")
    }
}
