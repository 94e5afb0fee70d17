//! One step of a field path as `managedFields` writes it. It knows no schema.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use crate::engine::manifest::gofloat;
use crate::engine::manifest::json::{parse_json, to_json};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// One step of a path. Ordered as structured-merge-diff orders them.
#[derive(Debug, Clone)]
pub enum Element {
    /// `f:` a field, or a map's key.
    Field(Arc<str>),
    /// `k:` an item of a list of maps, by its keys, sorted by name.
    Key(Arc<[(Arc<str>, Value)]>),
    /// `v:` an item of a set.
    Value(Value),
    /// `i:` an index; only read, never made.
    Index(i64),
}

/// Why a text is no path element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadElement {
    /// Its form is unknown: a later version may know it, so it is passed over.
    #[error("unknown path element type")]
    Unknown,
    /// It cannot be read.
    #[error("malformed path element")]
    Malformed,
}

impl Element {
    /// A field.
    pub fn field(name: impl Into<Arc<str>>) -> Self {
        Self::Field(name.into())
    }

    /// The element of a `fieldsV1` key.
    ///
    /// # Errors
    /// When the text has no known form.
    pub fn parse(text: &str) -> Result<Self, BadElement> {
        let (form, rest) = text.split_once(':').filter(|(form, _)| form.len() == 1).ok_or(BadElement::Malformed)?;
        let json = || parse_json(rest.as_bytes()).map_err(|_| BadElement::Malformed);
        match form {
            "f" => Ok(Self::field(rest)),
            "v" => Ok(Self::Value(json()?)),
            "i" => rest.parse().map(Self::Index).map_err(|_| BadElement::Malformed),
            "k" => {
                let Value::Map(map) = json()? else { return Err(BadElement::Malformed) };
                Ok(Self::Key(map.iter().map(|(key, value)| (key.as_str().into(), value.clone())).collect()))
            }
            _ => Err(BadElement::Unknown),
        }
    }

    /// The element as a `fieldsV1` key.
    pub fn to_key(&self) -> String {
        let json = |value: &Value| String::from_utf8_lossy(&to_json(value)).into_owned();
        match self {
            Self::Field(name) => format!("f:{name}"),
            Self::Value(value) => format!("v:{}", json(value)),
            Self::Index(index) => format!("i:{index}"),
            Self::Key(keys) => {
                let map: Map = keys.iter().map(|(name, value)| (Key::own(name.clone()), value.clone())).collect();
                format!("k:{}", json(&Value::Map(map)))
            }
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Field(_) => 0,
            Self::Key(_) => 1,
            Self::Value(_) => 2,
            Self::Index(_) => 3,
        }
    }
}

impl Ord for Element {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Field(a), Self::Field(b)) => a.cmp(b),
            (Self::Key(a), Self::Key(b)) => {
                let pairs = a.iter().zip(b.iter()).map(|((k, a), (l, b))| k.cmp(l).then_with(|| compare(a, b)));
                pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
            }
            (Self::Value(a), Self::Value(b)) => compare(a, b),
            (Self::Index(a), Self::Index(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}
impl PartialOrd for Element {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Element {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Element {}

/// A total order of values: numbers, texts, booleans, lists, maps, null; numbers by their size whatever their kind.
#[expect(clippy::cast_precision_loss, reason = "structured-merge-diff compares integers with floats so")]
fn compare(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => 0,
        Value::Str(_) => 1,
        Value::Bool(_) => 2,
        Value::List(_) => 3,
        Value::Map(_) => 4,
        Value::Null => 5,
    };
    let float = |value: &Value| match value {
        Value::Int(number) => *number as f64,
        Value::Uint(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => 0.0,
    };
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Uint(a), Value::Uint(b)) => a.cmp(b),
        (Value::Str(a), Value::Str(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::List(a), Value::List(b)) => {
            a.iter().zip(b.iter()).map(|(a, b)| compare(a, b)).fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
        }
        (Value::Map(a), Value::Map(b)) => {
            let pairs = a.iter().zip(b).map(|((k, a), (l, b))| k.cmp(l).then_with(|| compare(a, b)));
            pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
        }
        (a, b) if a.is_number() && b.is_number() => float(a).total_cmp(&float(b)),
        (a, b) => rank(a).cmp(&rank(b)),
    }
}

impl fmt::Display for Element {
    /// As conflicts name it: `.spec`, `[name="web"]`, `[="a"]`, `[3]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Value(value) => write!(f, "[={}]", shown(value)),
            Self::Key(keys) => {
                f.write_str("[")?;
                for (position, (name, value)) in keys.iter().enumerate() {
                    let comma = if position == 0 { "" } else { "," };
                    write!(f, "{comma}{name}={}", shown(value))?;
                }
                f.write_str("]")
            }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Float(number) => gofloat::json(*number),
        Value::Str(text) => format!("{text:?}"),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::List(_) | Value::Map(_) => {
            String::from_utf8_lossy(&to_json(value)).into_owned()
        }
    }
}

/// A path as conflicts name it.
pub fn shown_path(path: &[Element]) -> String {
    path.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::{BadElement, Element};

    #[test]
    fn elements_read_and_print_as_managed_fields_write_them() {
        for text in [r"f:spec", r"f:a.b/c", r#"k:{"containerPort":80,"protocol":"TCP"}"#, r#"v:"a\u003cb""#, "v:3", "i:4"] {
            assert_eq!(Element::parse(text).expect(text).to_key(), text);
        }
        assert_eq!(Element::parse("x:1"), Err(BadElement::Unknown));
        assert_eq!(Element::parse("spec"), Err(BadElement::Malformed));
        assert_eq!(
            Element::parse(r#"k:{"protocol":"TCP","containerPort":80}"#).expect("keys").to_string(),
            r#"[containerPort=80,protocol="TCP"]"#
        );
    }
}
