//! Where a rule looks: the object, and the item of a list that it stands at. Reads paths and makes messages. It judges nothing.

use crate::engine::manifest::gofloat;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// An object with the item that rules stand at, and what is around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    object: &'a Object,
    item: Option<&'a Value>,
    outer: Option<&'a Value>,
    /// The item's place in its list, from 1.
    place: usize,
    names: &'a str,
}

impl<'a> Scope<'a> {
    /// The object alone.
    pub(super) fn new(object: &'a Object) -> Self {
        Self { object, item: None, outer: None, place: 0, names: "" }
    }

    /// The same at each item of a list.
    pub(super) fn each(&self, path: &str) -> Vec<Self> {
        let items = self.items(path).into_iter().enumerate();
        items.map(|(index, item)| Self { item: Some(item), outer: self.item, place: index + 1, ..*self }).collect()
    }

    /// The same with names for messages.
    pub(super) fn naming<'b>(&'b self, names: &'b str) -> Scope<'b> {
        Scope { names, ..*self }
    }

    /// The object.
    pub(super) fn object(&self) -> &'a Object {
        self.object
    }

    /// What stands at a path; null is absent.
    pub(super) fn get(&self, path: &str) -> Option<&'a Value> {
        let mut is_at_object = !path.starts_with('.');
        let (mut at, path) = match (path.strip_prefix(".."), path.strip_prefix('.')) {
            (Some(rest), _) => (self.outer, rest),
            (None, Some(rest)) => (self.item, rest),
            (None, None) => (None, path),
        };
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

    /// The items of a list, or the values of a map in the order of its keys; none where neither stands there. `lists[].items` are the
    /// items of all.
    pub(super) fn items(&self, path: &str) -> Vec<&'a Value> {
        if let Some((lists, path)) = path.split_once("[]") {
            return self.each(lists).iter().flat_map(|list| list.items(path)).collect();
        }
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
            out.push_str(&choices(piece).find_map(|choice| self.piece(choice)).unwrap_or_default());
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    fn piece(&self, choice: &str) -> Option<String> {
        if let Some(text) = choice.strip_prefix('=') {
            return Some(text.to_owned());
        }
        if let Some((before, rest)) = choice.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            let (path, after) = rest.split_once('(').unwrap_or((rest, ""));
            let text = self.get(path).and_then(printed).filter(|text| !text.is_empty())?;
            return Some(format!("{before}{text}{}", after.strip_suffix(')').unwrap_or(after)));
        }
        match choice {
            "*" => Some(self.names.to_owned()),
            "#" => Some(self.place.to_string()),
            _ => match choice.strip_prefix('#') {
                Some(path) => Some(self.items(path).len().to_string()),
                None => self.get(choice).and_then(printed),
            },
        }
    }
}

/// The choices of a piece: what stands between bars that are in no parentheses.
fn choices(piece: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(piece);
    std::iter::from_fn(move || {
        let piece = rest?;
        let mut depth = 0_usize;
        let bar = piece.find(|c| {
            depth = match c {
                '(' => depth + 1,
                ')' => depth.saturating_sub(1),
                _ => depth,
            };
            c == '|' && depth == 0
        });
        let (choice, tail) = match bar {
            Some(at) => (piece.get(..at)?, piece.get(at + 1..)),
            None => (piece, None),
        };
        rest = tail;
        Some(choice)
    })
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
