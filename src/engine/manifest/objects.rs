//! Documents become Kubernetes objects: lists are taken apart, what is no object is refused with its line. It knows no
//! tool's order of resources.

use std::sync::Arc;

use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin, Spans};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::yaml::{Document, Documents};

/// Lists inside lists are followed this far; Kubernetes itself nests none.
const MAX_LISTS: usize = 8;

/// The objects of a stream in order, and the stream's problems followed by those of documents that are no objects. `name`
/// is the path that places show.
///
/// A document with a list `items` is taken apart where it stands, whatever its kind, as unstructured's `IsList` decides for
/// Argo CD; one with `items: null` and neither spec nor status holds nothing. (Kustomize takes only kinds ending in `List`
/// apart: [`list_items`].)
pub fn objects(documents: &Documents, name: &str) -> (Vec<Object>, Vec<Problem>) {
    let mut taken = Taken { name: name.into(), objects: Vec::new(), problems: documents.problems.clone() };
    for document in &documents.values {
        let here = Here { line: document.line, spans: document.spans.clone(), depth: 0 };
        match document.value.as_map() {
            Some(map) => taken.map(map, here),
            None => taken.refuse_value(&document.value, &here),
        }
    }
    (taken.objects, taken.problems)
}

/// The object of one document that is none of a list.
///
/// # Errors
/// When the document is no Kubernetes object; the problem names its line.
pub fn object(document: &Document, name: &str) -> Result<Object, Problem> {
    let here = Here { line: document.line, spans: document.spans.clone(), depth: 0 };
    let mut taken = Taken { name: name.into(), objects: Vec::new(), problems: Vec::new() };
    match document.value.as_map() {
        Some(map) => taken.object(map, here),
        None => taken.refuse_value(&document.value, &here),
    }
    let missing = || Problem::error(ProblemKind::Internal, "a document is neither object nor problem");
    taken.objects.pop().ok_or_else(|| taken.problems.pop().unwrap_or_else(missing))
}

/// The items of a map whose kind ends in `List` and that has a list `items`: Kustomize's rule.
pub fn list_items(map: &Map) -> Option<&[Value]> {
    let kind = map.get("kind").and_then(Value::as_str)?;
    if !kind.ends_with("List") {
        return None;
    }
    map.get("items").and_then(Value::as_list)
}

struct Taken {
    name: Arc<str>,
    objects: Vec<Object>,
    problems: Vec<Problem>,
}

/// Where a map stands.
struct Here {
    line: u32,
    spans: Option<Arc<Spans>>,
    depth: usize,
}

impl Here {
    /// Where an item of the list that stands here is.
    fn item(&self, index: usize) -> Self {
        let Some(spans) = &self.spans else { return Self { line: self.line, spans: None, depth: self.depth + 1 } };
        let prefix = format!("items[{index}]");
        // Paths are sorted: what is in the item stands together.
        let start = spans.lines.partition_point(|(path, _)| **path < *prefix);
        let inside =
            spans.lines.get(start..).unwrap_or_default().iter().map_while(|(path, line)| Some((path.strip_prefix(&*prefix)?, *line)));
        let mut line = self.line;
        let mut inner: Vec<(Arc<str>, u32)> = Vec::new();
        for (rest, own) in inside {
            if rest.is_empty() {
                line = own;
            } else {
                inner.push((rest.strip_prefix('.').unwrap_or(rest).into(), own));
            }
        }
        inner.sort();
        Self { line, spans: Some(Arc::new(Spans { lines: inner })), depth: self.depth + 1 }
    }
}

impl Taken {
    fn map(&mut self, map: &Map, here: Here) {
        let items = match map.get("items") {
            Some(Value::List(items)) => items,
            Some(Value::Null) if !map.has("spec") && !map.has("status") => return,
            _ => return self.object(map, here),
        };
        if here.depth >= MAX_LISTS {
            return self.refuse("lists inside lists go too deep", &here);
        }
        for (index, item) in items.iter().enumerate() {
            let here = here.item(index);
            match item.as_map() {
                Some(map) => self.map(map, here),
                None => self.refuse(&format!("item {index} of a list: expected an object, found {}", item.kind_name()), &here),
            }
        }
    }

    fn object(&mut self, map: &Map, here: Here) {
        let origin = Origin { place: Some(self.place(&here)), spans: here.spans.clone(), ..Origin::default() };
        match Object::new(map.clone(), origin) {
            Ok(object) => self.objects.push(object),
            Err(error) => self.refuse(&format!("not a Kubernetes object: {error}"), &here),
        }
    }

    fn place(&self, here: &Here) -> Place {
        Place::file(self.name.clone()).at_line(here.line)
    }

    fn refuse_value(&mut self, value: &Value, here: &Here) {
        self.refuse(&format!("expected an object, found {}", value.kind_name()), here);
    }

    fn refuse(&mut self, cause: &str, here: &Here) {
        let problem = Problem::error(ProblemKind::BadInput, cause).at(self.place(here));
        self.problems.push(problem.hint("every document of a manifest is an object with apiVersion, kind and metadata"));
    }
}
