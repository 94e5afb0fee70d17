//! Reading typed settings out of a document: every field once, unknown ones refused with the nearest right word, each
//! mistake with its line. Field names match without regard to case, as Go's JSON decoder matches them. It knows no
//! kustomization.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::object::Spans;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::fieldspec::scalar_text;

/// Words further away than this are no help.
const NEAR: f64 = 0.7;

/// Where a document was read: its file, and the lines of its fields if they were kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// The file, as problems show it.
    pub(super) file: Arc<str>,
    /// Lines by path.
    pub(super) spans: Option<Arc<Spans>>,
    /// How it is read.
    pub(super) reading: Reading,
}

/// How Kustomize reads a document of settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Reading {
    /// Unknown fields are refused, and so is a number where a text is wanted: kustomizations.
    #[default]
    Strict,
    /// Unknown fields are passed over, numbers and booleans become texts where those are wanted: settings of plugins.
    Lenient,
}

impl Origin {
    /// The place of a field: the line of the nearest field on the way to it that has one.
    pub(super) fn at(&self, path: &Path) -> Place {
        let mut place = Place::file(self.file.clone());
        let mut probe = path.clone();
        while let Some(spans) = &self.spans {
            let text = probe.to_string();
            if let Ok(found) = spans.lines.binary_search_by(|(own, _)| (**own).cmp(&*text)) {
                place.line = spans.lines.get(found).map(|(_, line)| *line);
                break;
            }
            if probe.0.pop().is_none() {
                break;
            }
        }
        let text = path.to_string();
        if text.is_empty() { place } else { place.at_field(text) }
    }
}

/// A map that is being read.
pub(super) struct Fields<'v> {
    map: &'v Map,
    origin: &'v Origin,
    path: Path,
    known: Vec<&'static str>,
}

/// A value that is being read.
#[derive(Clone)]
pub(super) struct Item<'v> {
    /// The value.
    pub(super) value: &'v Value,
    origin: &'v Origin,
    path: Path,
}

impl<'v> Item<'v> {
    /// A document's root.
    pub(super) fn root(value: &'v Value, origin: &'v Origin) -> Self {
        Self { value, origin, path: Path::default() }
    }

    /// Its place.
    pub(super) fn place(&self) -> Place {
        self.origin.at(&self.path)
    }

    /// A problem at its place.
    pub(super) fn bad(&self, cause: impl Into<Arc<str>>) -> Problem {
        Problem::error(ProblemKind::BadInput, cause).at(self.place())
    }

    fn expected(&self, what: &str) -> Problem {
        let problem = self.bad(format!("expected {what}, found {}", self.value.kind_name()));
        let scalar = matches!(self.value, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_));
        if what == "a string" && scalar { problem.hint("put it in quotes") } else { problem }
    }

    /// Its fields, if it is a map; none of null.
    pub(super) fn fields(&self) -> Result<Fields<'v>, Problem> {
        static NOTHING: std::sync::LazyLock<Map> = std::sync::LazyLock::new(Map::default);
        match self.value {
            Value::Map(map) => Ok(Fields { map, origin: self.origin, path: self.path.clone(), known: Vec::new() }),
            Value::Null => Ok(Fields { map: &NOTHING, origin: self.origin, path: self.path.clone(), known: Vec::new() }),
            _ => Err(self.expected("a map")),
        }
    }

    /// Its items, if it is a list; none of null.
    pub(super) fn items(&self) -> Result<Vec<Item<'v>>, Problem> {
        let Value::List(items) = self.value else {
            return if self.value.is_null() { Ok(Vec::new()) } else { Err(self.expected("a list")) };
        };
        let item = |(index, value)| Item { value, origin: self.origin, path: self.path.join(Segment::Index(index)) };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// Its text; empty of null.
    pub(super) fn text(&self) -> Result<Arc<str>, Problem> {
        match self.value {
            Value::Str(text) => Ok(text.clone()),
            Value::Null => Ok("".into()),
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) if self.origin.reading == Reading::Lenient => {
                Ok(scalar_text(self.value).unwrap_or_default())
            }
            _ => Err(self.expected("a string")),
        }
    }

    /// Its truth value; false of null.
    pub(super) fn flag(&self) -> Result<bool, Problem> {
        match self.value {
            Value::Bool(value) => Ok(*value),
            Value::Null => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    /// Its integer; 0 of null.
    pub(super) fn integer(&self) -> Result<i64, Problem> {
        match self.value {
            Value::Null => Ok(0),
            Value::Int(value) => Ok(*value),
            _ => Err(self.expected("an integer")),
        }
    }

    /// Its entries, if it is a map of texts.
    pub(super) fn texts_by_key(&self) -> Result<BTreeMap<Arc<str>, Arc<str>>, Problem> {
        let fields = self.fields()?;
        let entry = |key: &str, value: &'v Value| {
            let item = Item { value, origin: self.origin, path: self.path.join(Segment::Field(key.into())) };
            Ok((Arc::from(key), item.text()?))
        };
        fields.map.iter().map(|(key, value)| entry(key.as_str(), value)).collect()
    }
}

impl<'v> Fields<'v> {
    /// A field's value; `None` if it is missing. Each field that may be there is asked for, once.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Item<'v>> {
        self.known.push(name);
        let value = self
            .map
            .get(name)
            .or_else(|| self.map.iter().find(|(key, _)| key.as_str().eq_ignore_ascii_case(name)).map(|(_, value)| value))?;
        Some(Item { value, origin: self.origin, path: self.path.join(Segment::Field(name.into())) })
    }

    /// A text; empty if it is missing.
    pub(super) fn text(&mut self, name: &'static str) -> Result<Arc<str>, Problem> {
        self.take(name).map_or_else(|| Ok("".into()), |item| item.text())
    }

    /// A truth value; false if it is missing.
    pub(super) fn flag(&mut self, name: &'static str) -> Result<bool, Problem> {
        self.take(name).map_or(Ok(false), |item| item.flag())
    }

    /// A list's items; none if it is missing.
    pub(super) fn items(&mut self, name: &'static str) -> Result<Vec<Item<'v>>, Problem> {
        self.take(name).map_or_else(|| Ok(Vec::new()), |item| item.items())
    }

    /// A list, each item read by `read`.
    pub(super) fn list<T>(&mut self, name: &'static str, read: impl Fn(&Item<'v>) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
        self.items(name)?.iter().map(read).collect()
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &'static str) -> Result<Vec<Arc<str>>, Problem> {
        self.list(name, Item::text)
    }

    /// A map of texts; `None` if it is missing or null.
    pub(super) fn texts_by_key(&mut self, name: &'static str) -> Result<Option<BTreeMap<Arc<str>, Arc<str>>>, Problem> {
        match self.take(name) {
            Some(item) if !item.value.is_null() => item.texts_by_key().map(Some),
            _ => Ok(None),
        }
    }

    /// The end of reading: every field that is there has been asked for.
    ///
    /// # Errors
    /// For the first field that nobody asked for.
    pub(super) fn finish(self) -> Result<(), Problem> {
        if self.origin.reading == Reading::Lenient {
            return Ok(());
        }
        let known = |key: &str| self.known.iter().any(|name| name.eq_ignore_ascii_case(key));
        let Some((key, _)) = self.map.iter().find(|(key, _)| !known(key.as_str())) else { return Ok(()) };
        let place = self.origin.at(&self.path.join(Segment::Field(key.as_str().into())));
        let problem = Problem::error(ProblemKind::BadInput, format!("unknown field {:?}", key.as_str())).at(place);
        let near = self.known.iter().map(|name| (strsim::jaro_winkler(name, key.as_str()), *name));
        let best = near.filter(|(score, _)| *score >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
        Err(match best {
            Some((_, name)) => problem.hint(format!("did you mean {name:?}?")),
            None => problem.hint("remove it; Kustomize refuses fields that it does not know"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Origin};
    use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};

    #[test]
    fn unknown_fields_are_refused_with_their_line_and_the_nearest_word() {
        let documents = parse_yaml(b"namePrefix: a\nresorces:\n- x\n", "kustomization.yaml", ParseOptions::KUBERNETES.with_spans());
        let document = documents.values.first().expect("parses");
        let origin = Origin { file: "kustomization.yaml".into(), spans: document.spans.clone(), ..Origin::default() };
        let mut fields = Item::root(&document.value, &origin).fields().expect("a map");
        assert_eq!(&*fields.text("nameprefix").expect("found whatever its case"), "a");
        assert!(fields.texts("resources").expect("missing is empty").is_empty());
        let problem = fields.finish().expect_err("one is unknown");
        assert_eq!(problem.to_string(), "kustomization.yaml:2: resorces: unknown field \"resorces\"");
        assert_eq!(problem.hint.as_deref(), Some("did you mean \"resources\"?"));
    }
}
