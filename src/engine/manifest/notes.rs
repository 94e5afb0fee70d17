//! What the text of one YAML document says beside its value: quotes, empty places, comments. Kustomize heeds it. It knows no
//! schema and resolves no scalar.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use granit_parser::{Event, Parser, Placement, ScalarStyle};

use crate::model::object::path::{Path, Segment};

use super::budget;

/// Side notes by path; aliases are not followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Values that are an empty place (`emptyDir:`), not a written `null`.
    pub empty: BTreeSet<Path>,
    /// Texts in quotes or block form.
    pub quoted: BTreeSet<Path>,
    /// The plain values of `metadata.annotations` as they are written (`1.10`, `~`): Kustomize makes texts of them.
    pub annotations: BTreeMap<Arc<str>, Arc<str>>,
    /// Comments without their `#`: on the line of a field, or above it.
    pub comments: BTreeMap<Path, Vec<Arc<str>>>,
}

/// The notes of a document. A text that is no YAML yields those before its error: who needs the error has parsed it.
pub fn notes(text: &str) -> Notes {
    let options = granit_parser::options! {
        block_nesting_limit: budget::MAX_DEPTH,
        flow_nesting_limit: budget::MAX_DEPTH,
    };
    let mut reader = Reader::default();
    for next in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = next else { break };
        match event {
            Event::DocumentEnd => break,
            Event::Comment(comment, placement) => reader.comment(&comment, placement),
            // The parser says `~` of an empty place; its span says that nothing stands there.
            Event::Scalar(_, style, _, tag) if span.is_empty() => reader.scalar("", style, tag.is_some()),
            Event::Scalar(text, style, _, tag) => reader.scalar(&text, style, tag.is_some()),
            Event::Alias(_) => reader.scalar("alias", ScalarStyle::Plain, true),
            Event::SequenceStart(..) => reader.open(Frame::List(0)),
            Event::MappingStart(..) => reader.open(Frame::Map(None)),
            Event::SequenceEnd | Event::MappingEnd => {
                reader.stack.pop();
                reader.next();
            }
            _ => {}
        }
    }
    reader.notes
}

enum Frame {
    /// The index of the item that comes next.
    List(usize),
    /// The key whose value comes next.
    Map(Option<Arc<str>>),
}

#[derive(Default)]
struct Reader {
    notes: Notes,
    stack: Vec<Frame>,
    /// The field last named or valued: a comment on its line belongs to it.
    last: Path,
    /// Comments above the field that comes next.
    above: Vec<Arc<str>>,
}

impl Reader {
    fn here(&self) -> Path {
        let segments = self.stack.iter().filter_map(|frame| match frame {
            Frame::List(index) => Some(Segment::Index(*index)),
            Frame::Map(key) => key.clone().map(Segment::Field),
        });
        Path(segments.collect())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tagged: bool) {
        if let Some(Frame::Map(key @ None)) = self.stack.last_mut() {
            *key = Some(text.into());
            self.last = self.here();
            self.claim();
            return;
        }
        let path = self.here();
        if style != ScalarStyle::Plain {
            self.notes.quoted.insert(path.clone());
        } else if text.is_empty() && !tagged {
            self.notes.empty.insert(path.clone());
        }
        if let ([Segment::Field(metadata), Segment::Field(annotations), Segment::Field(key)], ScalarStyle::Plain) =
            (path.0.as_slice(), style)
            && **metadata == *"metadata"
            && **annotations == *"annotations"
        {
            self.notes.annotations.insert(key.clone(), text.into());
        }
        self.last = path;
        self.claim();
        self.next();
    }

    fn open(&mut self, frame: Frame) {
        self.last = self.here();
        self.stack.push(frame);
    }

    /// A value is complete.
    fn next(&mut self) {
        match self.stack.last_mut() {
            Some(Frame::List(index)) => *index += 1,
            Some(Frame::Map(key)) => *key = None,
            None => {}
        }
    }

    fn claim(&mut self) {
        if !self.above.is_empty() {
            let above = std::mem::take(&mut self.above);
            self.notes.comments.entry(self.last.clone()).or_default().extend(above);
        }
    }

    fn comment(&mut self, text: &str, placement: Placement) {
        if placement == Placement::Right {
            self.notes.comments.entry(self.last.clone()).or_default().insert(0, text.into());
        } else {
            self.above.push(text.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::notes;

    #[test]
    fn quotes_empty_places_and_comments_are_noted_by_path() {
        let notes = notes("# top\na: 'x'\nb:\nc: null\nl: # said\n- n: 1\n- |\n  t\nm:\n  # above\n  k: {}\n");
        let texts = |set: &std::collections::BTreeSet<_>| set.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(&notes.quoted), ["a", "l[1]"]);
        assert_eq!(texts(&notes.empty), ["b"]);
        let comments: Vec<_> = notes.comments.iter().map(|(path, all)| format!("{path}:{}", all.join("|"))).collect();
        assert_eq!(comments, ["a: top", "l: said", "m.k: above"]);
    }
}
