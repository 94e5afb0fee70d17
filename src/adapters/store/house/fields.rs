//! One map of `tiphys-cm`, read field by field: what is there and has another form, or is not known, is a fault with its field. It knows no
//! rule.

use crate::model::object::value::{Map, Value};

/// Entries of a list. A rule that names more globs than this is a mistake, and each of them costs at every plan.
const MAX_ITEMS: usize = 500;

/// Likeness from which a name is proposed for an unknown one; the same as for kubeconfig contexts.
const NEAR: f64 = 0.8;

/// A field (empty: the whole), and what is wrong with it.
pub(super) type Fault = (String, String);

/// A map whose fields are taken one after the other.
pub(super) struct Fields<'v> {
    map: &'v Map,
    known: Vec<&'static str>,
    /// What could not be read so far.
    pub(super) faults: Vec<Fault>,
}

impl<'v> Fields<'v> {
    pub(super) fn new(map: &'v Map) -> Self {
        Self { map, known: Vec::new(), faults: Vec::new() }
    }

    fn value(&mut self, field: &'static str) -> Option<&'v Value> {
        self.known.push(field);
        self.map.get(field).filter(|value| !value.is_null())
    }

    pub(super) fn fault(&mut self, field: &str, cause: String) {
        self.faults.push((field.to_owned(), cause));
    }

    fn other(&mut self, field: &str, expected: &str, found: &Value) {
        self.fault(field, format!("{expected} is expected, not {}", found.kind_name()));
    }

    /// A text; empty where it is missing or something else.
    pub(super) fn text(&mut self, field: &'static str) -> String {
        match self.value(field) {
            None => String::new(),
            Some(Value::Str(text)) => text.trim().to_owned(),
            Some(other) => {
                self.other(field, "a text", other);
                String::new()
            }
        }
    }

    /// True or false; none where it is missing or something else.
    pub(super) fn flag(&mut self, field: &'static str) -> Option<bool> {
        match self.value(field)? {
            Value::Bool(flag) => Some(*flag),
            other => {
                self.other(field, "true or false", other);
                None
            }
        }
    }

    /// A number that is not negative. With `percent`, `50%` is one too.
    pub(super) fn number(&mut self, field: &'static str, percent: bool) -> Option<i64> {
        let value = self.value(field)?;
        let number = match value {
            Value::Str(text) if percent => text.trim().strip_suffix('%').and_then(|digits| digits.trim().parse().ok()),
            Value::Int(_) => value.as_i64(),
            Value::Null | Value::Bool(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
        };
        let number = number.filter(|number| *number >= 0);
        if number.is_none() {
            self.fault(field, "a whole number from 0 is expected".to_owned());
        }
        number
    }

    fn items(&mut self, field: &'static str) -> &'v [Value] {
        match self.value(field) {
            None => &[],
            Some(Value::List(items)) if items.len() > MAX_ITEMS => {
                self.fault(field, format!("{} entries are too many, {MAX_ITEMS} are read", items.len()));
                &[]
            }
            Some(Value::List(items)) => items,
            Some(one @ (Value::Str(_) | Value::Map(_))) => std::slice::from_ref(one),
            Some(other) => {
                self.other(field, "a list", other);
                &[]
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, field: &'static str) -> Vec<String> {
        let mut texts = Vec::new();
        for (index, item) in self.items(field).iter().enumerate() {
            match item {
                Value::Str(text) => texts.push(text.trim().to_owned()),
                Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
                    self.fault(&format!("{field}[{index}]"), format!("a text is expected, not {}: write it in quotes", item.kind_name()));
                }
                Value::Null | Value::List(_) | Value::Map(_) => self.other(&format!("{field}[{index}]"), "a text", item),
            }
        }
        texts
    }

    /// The same where an empty list could mean everything or nothing, which is a fault.
    pub(super) fn stated(&mut self, field: &'static str) -> Vec<String> {
        if self.map.get(field).and_then(Value::as_list).is_some_and(<[Value]>::is_empty) {
            self.fault(field, "the list is empty: leave it out, or say what it holds".to_owned());
        }
        self.texts(field)
    }

    /// A list of maps; a single map is a list of one.
    pub(super) fn maps(&mut self, field: &'static str) -> Vec<(usize, &'v Map)> {
        let mut maps = Vec::new();
        for (index, item) in self.items(field).iter().enumerate() {
            match item {
                Value::Map(map) => maps.push((index, map)),
                other => self.other(&format!("{field}[{index}]"), "a map", other),
            }
        }
        maps
    }

    /// Every field that nobody asked for is a fault: it may have been meant to narrow the rule, or to widen it.
    pub(super) fn end(mut self) -> Vec<Fault> {
        for (key, _) in self.map {
            let key = key.as_str();
            if self.known.contains(&key) {
                continue;
            }
            let near = self.known.iter().map(|known| (strsim::jaro_winkler(known, key), *known)).max_by(|a, b| a.0.total_cmp(&b.0));
            let cause = match near.filter(|(likeness, _)| *likeness > NEAR) {
                Some((_, known)) => format!("there is no field {key:?}; did you mean {known}?"),
                None => format!("there is no field {key:?}"),
            };
            self.faults.push((key.to_owned(), cause));
        }
        self.faults
    }
}
