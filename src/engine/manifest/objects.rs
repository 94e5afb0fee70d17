//! Documents become Kubernetes objects: lists are taken apart, what is no object is refused with its line. It knows no
//! tool's order of resources.

use crate::model::object::value::{Map, Value};
use crate::model::object::{NotAnObject, Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::yaml::{Document, Documents};

/// Lists inside lists are followed this far; Kubernetes itself nests none.
const MAX_LISTS: usize = 8;

/// The objects of a stream in order, with the stream's problems first. `name` is the path that places show.
///
/// A kind that ends in `List` and has a list `items` is taken apart where it stands (as unstructured's `IsList` and
/// Argo CD's list handling decide); so is a bare list of objects.
pub fn objects(documents: &Documents, name: &str) -> (Vec<Object>, Vec<Problem>) {
    let mut taken = Taken { name, objects: Vec::new(), problems: documents.problems.clone() };
    for document in &documents.values {
        taken.value(&document.value, document, 0);
    }
    (taken.objects, taken.problems)
}

struct Taken<'n> {
    name: &'n str,
    objects: Vec<Object>,
    problems: Vec<Problem>,
}

impl Taken<'_> {
    fn place(&self, document: &Document) -> Place {
        Place::file(self.name).at_line(document.line)
    }

    fn value(&mut self, value: &Value, document: &Document, depth: usize) {
        match value {
            Value::Map(map) => match items(map) {
                Some(items) if depth < MAX_LISTS => items.iter().for_each(|item| self.item(item, document, depth)),
                Some(_) => self.refuse("lists inside lists go too deep", document),
                None => self.object(map, document, depth),
            },
            other => self.refuse(&format!("expected an object, found {}", other.kind_name()), document),
        }
    }

    fn item(&mut self, item: &Value, document: &Document, depth: usize) {
        // Generated lists hold nulls where a template printed nothing.
        if !item.is_null() {
            self.value(item, document, depth + 1);
        }
    }

    fn object(&mut self, map: &Map, document: &Document, depth: usize) {
        // Lines of a list's items are not those of the objects taken out of it.
        let spans = if depth == 0 { document.spans.clone() } else { None };
        let origin = Origin { place: Some(self.place(document)), spans };
        match Object::new(map.clone(), origin) {
            Ok(object) => self.objects.push(object),
            Err(error) => self.refuse(&reason(error), document),
        }
    }

    fn refuse(&mut self, cause: &str, document: &Document) {
        let problem = Problem::error(ProblemKind::BadInput, cause).at(self.place(document));
        self.problems.push(problem.hint("every document of a manifest is an object with apiVersion, kind and metadata"));
    }
}

fn reason(error: NotAnObject) -> String {
    format!("not a Kubernetes object: {error}")
}

/// The items, if the map is a list of objects.
pub fn items(map: &Map) -> Option<&[Value]> {
    let kind = map.get("kind").and_then(Value::as_str)?;
    if !kind.ends_with("List") {
        return None;
    }
    map.get("items").and_then(Value::as_list)
}
