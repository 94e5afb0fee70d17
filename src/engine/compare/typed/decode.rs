//! Decodes a value into a Go type and prints it again, in one step. It knows no default.

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::{GoField, GoType, Omit, at, scalar};

/// What becomes of a field that the type lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// The object does not fit (`DisallowUnknownFields`).
    Refused,
    /// It is left out.
    Dropped,
}

/// The value does not fit its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Misfit;

/// What Go prints after decoding the value into this type. Null decodes to the zero value of everything.
pub(super) fn full(ty: u16, value: &Value, unknown: Unknown) -> Result<Value, Misfit> {
    match at(ty) {
        GoType::Opaque => Ok(value.clone()),
        GoType::Str => text(value),
        GoType::Bool => match value {
            Value::Null => Ok(Value::Bool(false)),
            Value::Bool(_) => Ok(value.clone()),
            _ => Err(Misfit),
        },
        GoType::Int(bits) => int(value, bits),
        GoType::Bytes => scalar::bytes(value),
        GoType::Quantity => scalar::quantity(value),
        GoType::Time => scalar::time(value, scalar::Precision::Second),
        GoType::MicroTime => scalar::time(value, scalar::Precision::Micro),
        GoType::IntOrString => match value {
            Value::Str(_) => Ok(value.clone()),
            other => int(other, 32),
        },
        GoType::List(item) => match value {
            Value::Null => Ok(Value::Null),
            Value::List(items) => items.iter().map(|own| full(item, own, unknown)).collect::<Result<_, _>>().map(Value::list),
            _ => Err(Misfit),
        },
        GoType::Map(item) => match value {
            Value::Null => Ok(Value::Null),
            Value::Map(map) => {
                let entries = map.iter().map(|(key, own)| Ok((key.clone(), full(item, own, unknown)?)));
                entries.collect::<Result<Vec<_>, _>>().map(Value::map)
            }
            _ => Err(Misfit),
        },
        GoType::Ptr(to) if !value.is_null() => full(to, value, unknown),
        GoType::Ptr(_) => Ok(Value::Null),
        GoType::Struct(_, fields) => match value {
            Value::Null => structure(fields, &Map::default(), unknown),
            Value::Map(map) => structure(fields, map, unknown),
            _ => Err(Misfit),
        },
    }
}

/// The value of a field, decoded; `None` where it would not be printed.
pub(super) fn printed(field: &GoField, value: &Value, unknown: Unknown) -> Result<Option<Value>, Misfit> {
    let full = full(field.ty, value, unknown)?;
    Ok(if is_omitted(field, &full) { None } else { Some(full) })
}

fn structure(fields: &'static [GoField], map: &Map, unknown: Unknown) -> Result<Value, Misfit> {
    let mut given: Vec<(&GoField, &Value)> = Vec::with_capacity(map.len());
    for (key, value) in map {
        match find(fields, key.as_str()) {
            Some(field) => given.push((field, value)),
            None if unknown == Unknown::Refused => return Err(Misfit),
            None => {}
        }
    }
    // Keys are sorted, and nearly always spelt as the fields are: both lists are walked once.
    given.sort_by(|a, b| a.0.name.cmp(b.0.name));
    let mut given = given.into_iter().peekable();
    let mut entries = Vec::with_capacity(map.len() + 2);
    for field in fields {
        let mut own = None;
        while let Some((_, value)) = given.next_if(|(other, _)| other.name == field.name) {
            own = Some(value);
        }
        if own.is_none() && field.omit != Omit::Never && !is_printed_when_absent(field) {
            continue;
        }
        if let Some(value) = printed(field, own.unwrap_or(&Value::Null), unknown)? {
            entries.push((Key::field(field.name), value));
        }
    }
    Ok(Value::Map(Map::from_entries(entries)))
}

/// A field by its name; Go's decoder also accepts another case.
fn find(fields: &'static [GoField], name: &str) -> Option<&'static GoField> {
    match fields.binary_search_by(|field| field.name.cmp(name)) {
        Ok(index) => fields.get(index),
        Err(_) => fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)),
    }
}

/// Structs are never empty: `omitempty` does not hide them.
fn is_printed_when_absent(field: &GoField) -> bool {
    field.omit == Omit::Empty && is_struct(at(field.ty))
}

/// Types that are structs in Go, however they print.
fn is_struct(ty: GoType) -> bool {
    matches!(ty, GoType::Struct(..) | GoType::Quantity | GoType::Time | GoType::MicroTime | GoType::IntOrString | GoType::Opaque)
}

fn is_omitted(field: &GoField, full: &Value) -> bool {
    let ty = at(field.ty);
    let is_struct = is_struct(ty);
    match field.omit {
        Omit::Never => false,
        Omit::Empty if is_struct => false,
        Omit::Zero if is_struct => is_zero(field.ty, full),
        Omit::Empty | Omit::Zero => match full {
            Value::Null => true,
            // A pointer to something empty is something.
            _ if matches!(ty, GoType::Ptr(_)) => false,
            Value::Bool(value) => !value,
            Value::Int(value) => *value == 0,
            Value::Uint(value) => *value == 0,
            Value::Float(value) => *value == 0.0,
            Value::Str(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
        },
    }
}

fn is_zero(ty: u16, value: &Value) -> bool {
    full(ty, &Value::Null, Unknown::Dropped).is_ok_and(|zero| zero == *value)
}

fn text(value: &Value) -> Result<Value, Misfit> {
    match value {
        Value::Null => Ok(Value::str("")),
        Value::Str(_) => Ok(value.clone()),
        _ => Err(Misfit),
    }
}

fn int(value: &Value, bits: u8) -> Result<Value, Misfit> {
    if value.is_null() {
        return Ok(Value::Int(0));
    }
    let number = value.as_i64().ok_or(Misfit)?;
    let fits = bits >= 64 || (-(1_i64 << (bits - 1))..(1_i64 << (bits - 1))).contains(&number);
    if fits { Ok(Value::Int(number)) } else { Err(Misfit) }
}
