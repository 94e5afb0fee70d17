//! What Go makes of a JSON object of a built-in kind: known fields only, zero values left out where the Go type says so,
//! quantities and times in their canonical form. It knows no defaults and no validation.
//!
//! A real API server keeps built-in kinds as Go structs; this is the trip through them, so that `env: []`, an unknown field
//! or `cpu: 0.5` come back as a real server would send them.

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::quantity;
use super::types::{Field, Shape, Type, types};

/// Fields that were dropped, named before the rest is cut off. A real server stops there as well.
const MAX_UNKNOWN: usize = 100;

/// An object as a real server would keep it.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// Its fields.
    pub(crate) root: Map,
    /// Paths of fields that the kind does not have: `spec.template.spec.containers[0].nome`.
    pub(crate) unknown: Vec<String>,
}

/// A value of the wrong type, in the words of Go's decoder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Mismatch(String);

/// The trip through the Go type.
///
/// # Errors
/// When a field holds a value of another type.
pub(crate) fn decode(of: &Type, root: &Map) -> Result<Decoded, Mismatch> {
    let mut decoder = Decoder { unknown: Vec::new(), path: Vec::new() };
    let root = decoder.fields(of, root)?;
    Ok(Decoded { root, unknown: decoder.unknown })
}

struct Decoder<'v> {
    unknown: Vec<String>,
    path: Vec<Step<'v>>,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Field(&'v str),
    /// A key of a map: Go's messages leave it out, as they do an index.
    Key(&'v str),
    Index(usize),
}

/// The struct that holds a field, and the field's own shape: what Go's messages are made of.
#[derive(Clone, Copy)]
struct At<'t> {
    holder: &'t str,
    shape: &'t Shape,
}

impl<'v> Decoder<'v> {
    fn fields(&mut self, of: &Type, map: &'v Map) -> Result<Map, Mismatch> {
        let mut out: Vec<(Key, Value)> = Vec::with_capacity(of.fields.len().min(map.len() + 4));
        for (key, _) in map {
            if !of.fields.contains_key(key.as_str()) && self.unknown.len() < MAX_UNKNOWN {
                self.path.push(Step::Field(key.as_str()));
                self.unknown.push(self.path_text(true));
                self.path.pop();
            }
        }
        for (name, field) in &of.fields {
            let given = map.get(name).filter(|value| !value.is_null());
            let value = match given {
                None => absent(field),
                Some(value) => {
                    self.path.push(Step::Field(name));
                    let value = self.value(At { holder: of.name, shape: &field.shape }, value)?;
                    self.path.pop();
                    keep(field, value)
                }
            };
            out.extend(value.map(|value| (Key::field(name), value)));
        }
        Ok(Map::from_entries(out))
    }

    fn value(&mut self, at: At<'_>, value: &'v Value) -> Result<Value, Mismatch> {
        let bad = |decoder: &Self| decoder.mismatch(at, value);
        match at.shape {
            Shape::Any => Ok(value.clone()),
            Shape::Str(_) => value.as_str().map(|_| value.clone()).ok_or_else(|| bad(self)),
            Shape::Bool => value.as_bool().map(|_| value.clone()).ok_or_else(|| bad(self)),
            Shape::I32 => value.as_i64().filter(|n| i32::try_from(*n).is_ok()).map(Value::Int).ok_or_else(|| bad(self)),
            Shape::U8 => value.as_i64().filter(|n| u8::try_from(*n).is_ok()).map(Value::Int).ok_or_else(|| bad(self)),
            Shape::I64 => value.as_i64().map(Value::Int).ok_or_else(|| bad(self)),
            Shape::F64 => value.is_number().then(|| value.clone()).ok_or_else(|| bad(self)),
            Shape::Bytes => self.bytes(at, value),
            Shape::Time | Shape::MicroTime | Shape::Duration => self.time(at, value),
            Shape::Quantity => quantity_text(value),
            Shape::IntOrString => match value {
                Value::Str(_) => Ok(value.clone()),
                _ => value.as_i64().filter(|n| i32::try_from(*n).is_ok()).map(Value::Int).ok_or_else(|| bad(self)),
            },
            Shape::List(item) => {
                let items = value.as_list().ok_or_else(|| bad(self))?;
                let mut out = Vec::with_capacity(items.len());
                for (index, own) in items.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    out.push(if own.is_null() { zero(item) } else { self.value(At { shape: item, ..at }, own)? });
                    self.path.pop();
                }
                Ok(Value::list(out))
            }
            Shape::Dict(item) => {
                let map = value.as_map().ok_or_else(|| bad(self))?;
                let mut out = Vec::with_capacity(map.len());
                for (key, own) in map {
                    self.path.push(Step::Key(key.as_str()));
                    out.push((key.clone(), if own.is_null() { zero(item) } else { self.value(At { shape: item, ..at }, own)? }));
                    self.path.pop();
                }
                Ok(Value::map(out))
            }
            Shape::Struct(name) => {
                let map = value.as_map().ok_or_else(|| bad(self))?;
                let Some(of) = types().get(name) else { return Ok(value.clone()) };
                Ok(Value::Map(self.fields(of, map)?))
            }
        }
    }

    fn bytes(&self, at: At<'_>, value: &Value) -> Result<Value, Mismatch> {
        use base64::Engine;
        let text = value.as_str().ok_or_else(|| self.mismatch(at, value))?;
        let clean: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        if base64::engine::general_purpose::STANDARD.decode(&clean).is_ok() {
            Ok(Value::str(clean))
        } else {
            let offset = clean.bytes().position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'+' | b'/' | b'='));
            Err(Mismatch(format!("illegal base64 data at input byte {}", offset.unwrap_or(clean.len() / 4 * 4))))
        }
    }

    fn time(&self, at: At<'_>, value: &Value) -> Result<Value, Mismatch> {
        let text = value.as_str().ok_or_else(|| self.mismatch(at, value))?;
        match at.shape {
            Shape::Time if text.is_empty() => Ok(Value::Null),
            Shape::Time => time_text(text, "%Y-%m-%dT%H:%M:%SZ"),
            Shape::MicroTime => time_text(text, "%Y-%m-%dT%H:%M:%S.%6fZ"),
            _ => Ok(value.clone()),
        }
    }

    /// Go's message; its path leaves indices and keys of maps out.
    fn mismatch(&self, at: At<'_>, value: &Value) -> Mismatch {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
            Value::Str(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) => "object",
        };
        let number = match (at.shape, value) {
            (Shape::I32 | Shape::I64 | Shape::U8, Value::Float(number)) => format!(" {number}"),
            (Shape::I32 | Shape::U8, Value::Int(number)) => format!(" {number}"),
            _ => String::new(),
        };
        let holder = at.holder.rsplit('.').next().unwrap_or(at.holder);
        let path = self.path_text(false);
        Mismatch(format!("json: cannot unmarshal {found}{number} into Go struct field {holder}.{path} of type {}", go_name(at.shape)))
    }

    fn path_text(&self, indices: bool) -> String {
        let mut out = String::new();
        for step in &self.path {
            match step {
                Step::Key(_) | Step::Index(_) if !indices => {}
                Step::Field(name) | Step::Key(name) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(name);
                }
                Step::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }
}

fn time_text(text: &str, format: &str) -> Result<Value, Mismatch> {
    let at: jiff::Timestamp = text
        .parse()
        .map_err(|_| Mismatch(format!("parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as \"2006\"")))?;
    Ok(Value::str(at.strftime(format).to_string()))
}

fn quantity_text(value: &Value) -> Result<Value, Mismatch> {
    let text = match value {
        Value::Str(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => String::new(),
    };
    quantity::canonical(&text)
        .map(Value::str)
        .ok_or_else(|| Mismatch("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'".to_owned()))
}

/// What Go prints of a field that was not given (or null).
fn absent(field: &Field) -> Option<Value> {
    if field.pointer {
        return (!field.omit_empty).then_some(Value::Null);
    }
    match &field.shape {
        Shape::Struct(_) | Shape::Time | Shape::MicroTime => (!field.omit_zero).then(|| zero(&field.shape)),
        // These are structs for Go: omitempty means nothing.
        Shape::Quantity | Shape::IntOrString | Shape::Duration => Some(zero(&field.shape)),
        Shape::List(_) | Shape::Dict(_) | Shape::Any | Shape::Bytes => (!field.omit_empty).then_some(Value::Null),
        Shape::Str(_) | Shape::Bool | Shape::I32 | Shape::I64 | Shape::F64 | Shape::U8 => (!field.omit_empty).then(|| zero(&field.shape)),
    }
}

/// What Go prints of a field that was given.
fn keep(field: &Field, value: Value) -> Option<Value> {
    if field.pointer {
        return Some(value);
    }
    let is_zero = match &value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Int(number) => *number == 0,
        Value::Uint(number) => *number == 0,
        Value::Float(number) => *number == 0.0,
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
    };
    if !is_zero {
        return Some(value);
    }
    match &field.shape {
        // Never empty for Go, whatever they hold.
        Shape::Struct(_) if field.omit_zero => None,
        Shape::Struct(_) | Shape::Quantity | Shape::IntOrString | Shape::Duration | Shape::Any => Some(value),
        Shape::Time | Shape::MicroTime => (!field.omit_zero).then_some(value),
        // Protobuf keeps no difference between an empty list and none.
        Shape::List(_) | Shape::Dict(_) | Shape::Bytes => (!field.omit_empty).then_some(Value::Null),
        Shape::Str(_) | Shape::Bool | Shape::I32 | Shape::I64 | Shape::F64 | Shape::U8 => (!field.omit_empty).then_some(value),
    }
}

/// Go's zero value, printed.
fn zero(shape: &Shape) -> Value {
    match shape {
        Shape::Str(_) => Value::str(""),
        Shape::Bool => Value::Bool(false),
        Shape::I32 | Shape::I64 | Shape::F64 | Shape::U8 | Shape::IntOrString => Value::Int(0),
        Shape::Quantity => Value::str("0"),
        Shape::Duration => Value::str("0s"),
        Shape::Time | Shape::MicroTime | Shape::Any | Shape::List(_) | Shape::Dict(_) | Shape::Bytes => Value::Null,
        Shape::Struct(name) => {
            let fields = types().get(name).map(|of| &of.fields);
            let entries = fields.into_iter().flatten().filter_map(|(name, field)| Some((Key::field(name), absent(field)?)));
            Value::map(entries.collect())
        }
    }
}

fn go_name(shape: &Shape) -> String {
    match shape {
        Shape::Str(None) => "string".to_owned(),
        Shape::Str(Some(name)) => (*name).to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::I32 => "int32".to_owned(),
        Shape::I64 => "int64".to_owned(),
        Shape::F64 => "float64".to_owned(),
        Shape::U8 => "uint8".to_owned(),
        Shape::Bytes => "[]uint8".to_owned(),
        Shape::Time => "v1.Time".to_owned(),
        Shape::MicroTime => "v1.MicroTime".to_owned(),
        Shape::Duration => "v1.Duration".to_owned(),
        Shape::Quantity => "resource.Quantity".to_owned(),
        Shape::IntOrString => "intstr.IntOrString".to_owned(),
        Shape::Any => "interface {}".to_owned(),
        Shape::List(item) => format!("[]{}", go_name(item)),
        Shape::Dict(item) => format!("map[string]{}", go_name(item)),
        Shape::Struct(name) => name.split_once('.').map_or(*name, |(_, rest)| rest).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::types::types;
    use super::decode;
    use crate::engine::manifest::json::{parse_json, to_json};

    fn through(kind: (&str, &str, &str), text: &str) -> Result<(String, Vec<String>), String> {
        let value = parse_json(text.as_bytes()).unwrap();
        let of = types().of_kind(kind.0, kind.1, kind.2).unwrap();
        let decoded = decode(of, value.as_map().unwrap()).map_err(|error| error.to_string())?;
        Ok((String::from_utf8(to_json(&crate::model::object::value::Value::Map(decoded.root))).unwrap(), decoded.unknown))
    }

    #[test]
    fn what_go_would_drop_is_dropped_and_named() {
        let (text, unknown) = through(
            ("", "v1", "Pod"),
            r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{},"creationTimestamp":null},
            "spec":{"hostNetwork":false,"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","env":[],"nome":1,
            "resources":{"limits":{"cpu":0.5}}}]},"status":{}}"#,
        )
        .unwrap();
        assert_eq!(
            text,
            r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"500m"}}}],"volumes":[{"emptyDir":{},"name":"v"}]},"status":{}}"#
        );
        assert_eq!(unknown, ["spec.containers[0].nome"]);
    }

    #[test]
    fn a_wrong_type_is_told_in_gos_words() {
        let of = |spec: &str| through(("apps", "v1", "Deployment"), &format!(r#"{{"spec":{spec}}}"#)).unwrap_err();
        assert_eq!(
            of(r#"{"replicas":"x"}"#),
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
        );
        assert_eq!(
            of(r#"{"template":{"spec":{"restartPolicy":5}}}"#),
            "json: cannot unmarshal number into Go struct field PodSpec.spec.template.spec.restartPolicy of type v1.RestartPolicy"
        );
        assert_eq!(
            of(r#"{"selector":5}"#),
            "json: cannot unmarshal number into Go struct field DeploymentSpec.spec.selector of type v1.LabelSelector"
        );
    }
}
