//! What variables of a rule see: the request, the element of a loop, images, and the rule's own entries, each read when it is first asked
//! for. It knows no rule. Source: kyverno `pkg/engine/context`.
//!
//! An entry sees only entries before it, so that none can mean itself. What only a cluster or a registry knows is an entry too: asking for
//! it is a [`Fault::Absent`] that nothing forgives, and the rule is not judged.

use std::rc::Rc;
use std::sync::Arc;

use super::fault::Fault;
use super::given::Given;
use super::jmespath::{World, search};
use super::substitute::substitute;
use super::{images, lookup};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The data that a rule may hold in its entries, in bytes of text: Kyverno's own default.
const MAX_ENTRIES: u64 = 2 << 20;

/// What variables see. Cloning is cheap: a loop works on a clone and throws it away.
#[derive(Debug, Clone)]
pub struct Context {
    root: Map,
    entries: Vec<Entry>,
    /// While an entry is read: only those before it are seen.
    visible: Option<usize>,
    world: Rc<World>,
    given: Arc<Given>,
}

/// Something that is read when it is first asked for.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    source: Source,
    is_asked: bool,
}

#[derive(Debug, Clone)]
enum Source {
    /// The images of this object.
    Images(Map),
    /// An entry of a rule's `context`.
    Written(Map),
}

impl Context {
    /// A context without data.
    pub fn new(world: World, given: Arc<Given>) -> Self {
        Self { root: Map::default(), entries: Vec::new(), visible: None, world: Rc::new(world), given }
    }

    /// The time and the budget.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What was given beside the objects.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// The images of an object become the variable `images`.
    pub fn add_images(&mut self, object: &Map) {
        self.entries.push(Entry { name: "images".to_owned(), source: Source::Images(object.clone()), is_asked: false });
    }

    /// Adds an entry of a rule's context. What was not given and may be missing (in Kyverno's own tests) is left out.
    pub fn add_entry(&mut self, entry: &Map) -> Result<(), Fault> {
        let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() {
            return Err(Fault::bad("a context entry has no name"));
        }
        if self.given.may_be_missing && !lookup::is_given(entry, &self.given) {
            return Ok(());
        }
        self.entries.push(Entry { name: name.to_owned(), source: Source::Written(entry.clone()), is_asked: false });
        Ok(())
    }

    /// Sets a value at a path; maps are merged, everything else is replaced.
    pub fn add(&mut self, path: &[&str], value: Value) {
        let mut data = value;
        for key in path.iter().rev() {
            data = Value::map(vec![(Key::own(*key), data)]);
        }
        if let Value::Map(data) = data {
            self.root = merged(&self.root, &data);
        }
    }

    /// Sets a value at a path; what was there is gone.
    pub fn replace(&mut self, path: &[&str], value: Value) {
        self.root = crate::model::object::build::set(&self.root, path, value);
    }

    /// The element of a loop, by its own name and by that of its nesting.
    pub fn add_element(&mut self, element: &Value, index: usize, nesting: usize) {
        let number = Value::Int(i64::try_from(index).unwrap_or(i64::MAX));
        let entries = [
            ("element".to_owned(), element.clone()),
            (format!("element{nesting}"), element.clone()),
            ("elementIndex".to_owned(), number.clone()),
            (format!("elementIndex{nesting}"), number),
        ];
        for (key, value) in entries {
            self.root = self.root.with(Key::own(key), value);
        }
    }

    /// `request.operation`; empty where it is not known.
    pub fn operation(&self) -> &str {
        let request = self.root.get("request").and_then(Value::as_map);
        request.and_then(|request| request.get("operation")).and_then(Value::as_str).unwrap_or_default()
    }

    /// The value that an expression finds.
    pub fn query(&mut self, expression: &str) -> Result<Value, Fault> {
        self.read_entries(expression)?;
        let expression = expression.trim();
        if expression.is_empty() {
            return Err(Fault::bad("invalid query (nil)"));
        }
        search(expression, &Value::Map(self.root.clone()), &self.world)
    }

    /// Reads the entries that an expression names.
    fn read_entries(&mut self, expression: &str) -> Result<(), Fault> {
        let before = self.visible;
        let end = before.unwrap_or(self.entries.len());
        for index in 0..end {
            let Some(entry) = self.entries.get_mut(index) else { break };
            if entry.is_asked || !names(expression, &entry.name) {
                continue;
            }
            entry.is_asked = true;
            let entry = entry.clone();
            self.visible = Some(index);
            let read = self.read(&entry);
            self.visible = before;
            read?;
        }
        Ok(())
    }

    fn read(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.world.spend(1)?;
        match &entry.source {
            Source::Images(object) => {
                if let Some(images) = images::of_object(object)? {
                    self.add(&["images"], images);
                }
                Ok(())
            }
            Source::Written(written) => {
                let value = self.written(&entry.name, written)?;
                self.world.spend_value(&value)?;
                if text_size(&value, MAX_ENTRIES).is_none() {
                    return Err(Fault::Limit(format!("context entry {} is larger than {MAX_ENTRIES} bytes", entry.name)));
                }
                self.replace(&[&entry.name], value);
                Ok(())
            }
        }
    }

    fn written(&mut self, name: &str, entry: &Map) -> Result<Value, Fault> {
        match entry.get("variable").and_then(Value::as_map) {
            Some(variable) => self.variable(name, variable),
            None => lookup::external(self, name, entry),
        }
    }

    /// An entry of kind `variable`: a value, a path, a default.
    fn variable(&mut self, name: &str, variable: &Map) -> Result<Value, Fault> {
        let part = |key: &str| variable.get(key).filter(|value| !value.is_null());
        let failed = format!("failed to substitute variables in context entry {name}");
        let path = match part("jmesPath") {
            Some(path) => match substitute(self, path).map_err(|fault| fault.within(&failed))? {
                Value::Str(path) => path.to_string(),
                _ => return Err(Fault::bad(format!("jmespath value must be a string {name}"))),
            },
            None => String::new(),
        };
        let default = match part("default") {
            Some(default) => Some(substitute(self, default).map_err(|fault| fault.within(&failed))?).filter(|value| !value.is_null()),
            None => None,
        };
        let found = match part("value") {
            Some(value) => {
                let value = substitute(self, value).map_err(|fault| fault.within(&failed))?;
                if path.is_empty() { Ok(value) } else { search(&path, &value, &self.world) }
            }
            None if path.is_empty() => Ok(Value::Null),
            None => self.query(&path),
        };
        let has_value = part("value").is_some();
        let output = match (found, default) {
            (Err(fault), _) if fault.is_final() => return Err(fault),
            (Err(fault), None) => return Err(Fault::bad(format!("failed to apply jmespath {path} to variable: {fault}"))),
            (Err(_), Some(default)) => default,
            // A path that finds nothing leaves the default; a value that is nothing does not.
            (Ok(Value::Null), Some(default)) if !has_value => default,
            (Ok(value), _) => value,
        };
        if output.is_null() {
            return Err(Fault::bad(format!("failed to add context entry for variable {name} since it evaluated to nil")));
        }
        Ok(output)
    }
}

/// Whether an expression names an entry: as a word that no dot, letter or digit stands before.
fn names(expression: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    expression.match_indices(name).any(|(at, _)| {
        let before = expression.get(..at).and_then(|text| text.chars().next_back());
        let after = expression.get(at + name.len()..).and_then(|text| text.chars().next());
        before.is_none_or(|c| !(c == '.' || c.is_ascii_alphanumeric()))
            && (name.chars().next_back().is_some_and(is_word) != after.is_some_and(is_word))
    })
}

/// The second map's entries over the first's; where both have maps, those are merged.
fn merged(own: &Map, new: &Map) -> Map {
    let mut out = own.to_entries();
    for (key, value) in new {
        let value = match (own.get(key.as_str()), value) {
            (Some(Value::Map(own)), Value::Map(new)) => Value::Map(merged(own, new)),
            _ => value.clone(),
        };
        out.push((key.clone(), value));
    }
    Map::from_entries(out)
}

/// What a value's texts and keys come to; none where that is more than the limit.
fn text_size(value: &Value, limit: u64) -> Option<u64> {
    match value {
        Value::Str(text) => limit.checked_sub(text.len() as u64),
        Value::List(items) => items.iter().try_fold(limit, |left, item| text_size(item, left)),
        Value::Map(map) => map.iter().try_fold(limit, |left, (key, item)| text_size(item, left.checked_sub(key.as_str().len() as u64)?)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => limit.checked_sub(4),
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn an_entry_is_named_as_a_word_of_its_own() {
        assert!(names("x", "x") && names("length(x.y)", "x") && names("to_string( x )", "x"));
        assert!(!names("y.x", "x") && !names("xy", "x") && !names("1x", "x"));
    }
}
