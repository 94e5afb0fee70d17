//! Where a rule looks: the object, and the item of a list that it stands at. Reads paths and makes messages. It judges nothing.

use crate::engine::manifest::gofloat;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// An object with the items that rules stand at, the innermost last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    object: &'a Object,
    item: Option<&'a Value>,
}

impl<'a> Scope<'a> {
    /// The object alone.
    pub(super) fn new(object: &'a Object) -> Self {
        Self { object, item: None }
    }

    /// The same at an item.
    pub(super) fn at(&self, item: &'a Value) -> Self {
        Self { item: Some(item), ..*self }
    }

    /// The object.
    pub(super) fn object(&self) -> &'a Object {
        self.object
    }

    /// What stands at a path; null is absent.
    pub(super) fn get(&self, path: &str) -> Option<&'a Value> {
        let (start, path) = match path.strip_prefix('.') {
            Some(rest) => (self.item, rest),
            None => (None, path),
        };
        let mut at = start;
        let mut is_at_object = start.is_none();
        for step in steps(path) {
            at = if std::mem::take(&mut is_at_object) { self.object.root().get(step) } else { step_into(at?, step) };
            at?;
        }
        at.filter(|value| !value.is_null())
    }

    /// The text at a path.
    pub(super) fn text(&self, path: &str) -> Option<&'a str> {
        self.get(path).and_then(Value::as_str)
    }

    /// The number at a path.
    pub(super) fn number(&self, path: &str) -> Option<f64> {
        match self.get(path)? {
            Value::Int(number) => Some(*number as f64),
            Value::Uint(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The items of a list, or the values of a map in the order of its keys; none where neither stands there.
    pub(super) fn items(&self, path: &str) -> Vec<&'a Value> {
        match self.get(path) {
            Some(Value::List(items)) => items.iter().collect(),
            Some(Value::Map(map)) => map.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }

    /// A message with its pieces filled in.
    pub(super) fn message(&self, template: &str) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            out.push_str(before);
            let Some((piece, tail)) = tail.split_once('}') else { break };
            out.push_str(&piece.split('|').find_map(|choice| self.piece(choice)).unwrap_or_default());
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    fn piece(&self, choice: &str) -> Option<String> {
        if let Some(text) = choice.strip_prefix('=') {
            return Some(text.to_owned());
        }
        match choice.strip_prefix('#') {
            Some(path) => Some(self.items(path).len().to_string()),
            None => self.get(choice).and_then(printed),
        }
    }
}

/// A value in a message; a list or a map says nothing.
pub(super) fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Uint(number) => Some(number.to_string()),
        Value::Float(number) => Some(gofloat::shortest(*number)),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// The steps of a path.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        if let Some(inner) = rest.strip_prefix('[') {
            let (step, tail) = inner.split_once(']')?;
            rest = tail.strip_prefix('.').unwrap_or(tail);
            return Some(step);
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (step, tail) = rest.split_at(end);
        rest = tail.strip_prefix('.').unwrap_or(tail);
        (!step.is_empty()).then_some(step)
    })
}

fn step_into<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Map(map) => map.get(step),
        Value::List(items) => match step.parse::<usize>() {
            Ok(index) => items.get(index),
            Err(_) => items.iter().find(|item| item.as_map().and_then(|map| map.get("type")).and_then(Value::as_str) == Some(step)),
        },
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => None,
    }
}
