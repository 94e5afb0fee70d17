//! Where a rule looks: the object, and the item of a list that it stands at. Reads paths and makes messages. It judges nothing.

use crate::engine::manifest::gofloat;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// An object with the items that rules stand at, the innermost last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    object: &'a Object,
    item: Option<&'a Value>,
    around: Option<&'a Value>,
    /// The item's place in its list, from 1.
    place: usize,
    names: &'a str,
}

impl<'a> Scope<'a> {
    /// The object alone.
    pub(super) fn new(object: &'a Object) -> Self {
        Self { object, item: None, around: None, place: 0, names: "" }
    }

    /// The same at an item.
    pub(super) fn at(&self, item: &'a Value) -> Self {
        Self { item: Some(item), around: self.item, ..*self }
    }

    /// The same at each item of a list.
    pub(super) fn each(&self, path: &str) -> Vec<Self> {
        let items = self.items(path).into_iter().zip(1..);
        items.map(|(item, place)| Self { place, ..self.at(item) }).collect()
    }

    /// The same with names for a message.
    pub(super) fn naming<'b>(&'b self, names: &'b str) -> Scope<'b> {
        Scope { names, ..*self }
    }

    /// What stands at a path; null is absent.
    pub(super) fn get(&self, path: &str) -> Option<&'a Value> {
        let (start, mut steps) = match (path.strip_prefix('.'), path.strip_prefix('^')) {
            (Some(rest), _) => (self.item?, steps(rest)),
            (None, Some(rest)) => (self.around?, steps(rest)),
            (None, None) => {
                let mut steps = steps(path);
                (self.object.root().get(steps.next()?)?, steps)
            }
        };
        let at = steps.try_fold(start, step_into);
        at.filter(|value| !value.is_null())
    }

    /// The text at a path.
    pub(super) fn text(&self, path: &str) -> Option<&'a str> {
        self.get(path).and_then(Value::as_str)
    }

    /// The number at a path, a difference of numbers.
    pub(super) fn number(&self, text: &str) -> Option<f64> {
        let terms = text.split(" - ").map(|term| {
            let (path, default) = term.split_once('|').unwrap_or((term, ""));
            self.get(path).map_or_else(|| default.parse().ok(), number)
        });
        terms.reduce(|all, term| Some(all? - term?)).flatten()
    }

    /// The same of a text that says a number.
    pub(super) fn numeric(&self, path: &str) -> Option<f64> {
        match self.get(path)? {
            Value::Str(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            value => number(value),
        }
    }

    /// The items of a list, or the values of a map in the order of its keys; none where neither stands there. `lists[].items` are the
    /// items of all those lists.
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
        if let Some((before, choice)) = choice.split_once('~') {
            let (choice, after) = choice.split_once('~').unwrap_or((choice, ""));
            return self.piece(choice).filter(|text| !text.is_empty()).map(|text| format!("{before}{text}{after}"));
        }
        if let Some(text) = choice.strip_prefix('=') {
            return Some(text.to_owned());
        }
        match choice.strip_prefix('#') {
            _ if choice == "*" => Some(self.names.to_owned()),
            Some("") => Some(self.place.to_string()),
            Some(path) => Some(self.items(path).len().to_string()),
            None => self.get(choice).and_then(printed),
        }
    }
}

/// A count as a float: what Kubernetes counts fits into one exactly.
#[expect(clippy::cast_precision_loss, reason = "counts and generations are far below 2^53")]
pub(super) fn float(number: i64) -> f64 {
    number as f64
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        Value::Int(_) | Value::Uint(_) => value.as_i64().map(float),
        Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// A value in a message; a list or a map says nothing.
pub(super) fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Uint(number) => Some(number.to_string()),
        Value::Float(number) => Some(gofloat::general(*number)),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// The choices of a piece: what stands between bars. One after a blank is text.
pub(super) fn choices(piece: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(piece);
    std::iter::from_fn(move || {
        let piece = rest?;
        let bar = piece.match_indices('|').find(|(at, _)| !piece.get(..*at).is_some_and(|before| before.ends_with(' ')));
        let Some((choice, tail)) = bar.and_then(|(at, _)| piece.get(..at).zip(piece.get(at + 1..))) else {
            rest = None;
            return Some(piece);
        };
        rest = Some(tail);
        Some(choice)
    })
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
        Value::List(items) => match (step.strip_prefix('-').unwrap_or(step).parse::<usize>(), step.strip_prefix('-')) {
            (Ok(index), None) => items.get(index),
            (Ok(index), Some(_)) => items.get(items.len().checked_sub(index)?),
            (Err(_), None) => items.iter().find(|item| is_of_type(item, step)),
            (Err(_), Some(name)) => items.iter().rfind(|item| is_of_type(item, name)),
        },
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => None,
    }
}

fn is_of_type(item: &Value, name: &str) -> bool {
    item.as_map().and_then(|map| map.get("type")).and_then(Value::as_str) == Some(name)
}
