//! The texts that a program consists of, and where in them a span of bytes is. It knows no grammar.

use std::collections::BTreeMap;

use rsjsonnet_lang::span::{SourceId, SpanContext, SpanId, SpanManager};

use crate::model::problem::Place;

/// Texts by the evaluator's ids.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<SourceId, (String, Vec<u8>)>);

impl Texts {
    /// Remembers a text under its name.
    pub(super) fn add(&mut self, id: SourceId, name: &str, bytes: Vec<u8>) {
        self.0.insert(id, (name.to_owned(), bytes));
    }

    /// The name of the text in which a span is; `None`: the evaluator's own library.
    pub(super) fn name(&self, spans: &SpanManager, span: SpanId) -> Option<&str> {
        self.of(spans, span).map(|(name, ..)| name)
    }

    /// The place of a span; `None`: in the evaluator's own library.
    pub(super) fn place(&self, spans: &SpanManager, span: SpanId) -> Option<Place> {
        let (name, bytes, start) = self.of(spans, span)?;
        let before = bytes.get(..start).unwrap_or(bytes);
        let begins = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = before.split(|byte| *byte == b'\n').count();
        let column = String::from_utf8_lossy(before.get(begins..).unwrap_or_default()).chars().count() + 1;
        Some(Place { line: u32::try_from(line).ok(), column: u32::try_from(column).ok(), ..Place::file(name) })
    }

    fn of(&self, spans: &SpanManager, span: SpanId) -> Option<(&str, &[u8], usize)> {
        let (context, start, _) = spans.get_span(span);
        let SpanContext::Source(id) = *spans.get_context(context);
        self.0.get(&id).map(|(name, bytes)| (name.as_str(), bytes.as_slice(), start))
    }
}
