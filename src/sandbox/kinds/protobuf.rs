//! Bodies in Kubernetes' protobuf form, read: kubectl's typed commands (`create deployment`, `auth whoami`) send nothing
//! else. Only reading: answers are JSON, which every client takes. It knows field numbers from the table of types.

use super::types::{Shape, Type, types};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The magic number before the envelope (`k8s.io/apimachinery`, `runtime/serializer/protobuf`).
const MAGIC: &[u8] = b"k8s\0";
/// Nesting that is read; no type of Kubernetes but the schema of a definition nests more than a dozen times.
const MAX_DEPTH: usize = 64;

/// The bytes are no object in protobuf form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadProtobuf {
    /// The magic number is missing.
    #[error("provided data does not appear to be a protobuf message, expected prefix 6b387300")]
    Magic,
    /// A length, number or nesting that cannot be.
    #[error("unexpected EOF")]
    Broken,
    /// A kind that is not served.
    #[error("no kind is registered for the type of the message")]
    Kind,
}

/// The fields of the object in these bytes.
pub(crate) fn read(bytes: &[u8]) -> Result<Map, BadProtobuf> {
    let envelope = fields(bytes.strip_prefix(MAGIC).ok_or(BadProtobuf::Magic)?)?;
    let part = |number: u64| envelope.iter().find(|(own, _)| *own == number).and_then(|(_, wire)| wire.bytes());
    let names = fields(part(1).unwrap_or_default())?;
    let text = |number: u64| {
        let wire = names.iter().find(|(own, _)| *own == number).and_then(|(_, wire)| wire.bytes());
        String::from_utf8_lossy(wire.unwrap_or_default()).into_owned()
    };
    let (api_version, kind) = (text(1), text(2));
    let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
    // Options have no group of their own.
    let of = types().of_kind(group, version, &kind).or_else(|| types().of_kind("meta", "v1", &kind)).ok_or(BadProtobuf::Kind)?;
    let root = message(of, part(2).unwrap_or_default(), 0)?;
    Ok(root.with("apiVersion", Value::str(api_version)).with("kind", Value::str(kind)))
}

/// A value on the wire.
#[derive(Debug, Clone, Copy)]
enum Wire<'b> {
    Number(u64),
    Fixed(u64),
    Bytes(&'b [u8]),
}

impl<'b> Wire<'b> {
    fn bytes(self) -> Option<&'b [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// A signed number: negative ones are sent as ten bytes.
    fn number(self) -> i64 {
        match self {
            Self::Number(number) | Self::Fixed(number) => number.cast_signed(),
            Self::Bytes(_) => 0,
        }
    }
}

fn varint<'b>(bytes: &mut &'b [u8]) -> Result<u64, BadProtobuf> {
    let mut out = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest): (&u8, &'b [u8]) = bytes.split_first().ok_or(BadProtobuf::Broken)?;
        *bytes = rest;
        out |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Ok(out);
        }
    }
    Err(BadProtobuf::Broken)
}

fn take<'b>(bytes: &mut &'b [u8], length: u64) -> Result<&'b [u8], BadProtobuf> {
    let length = usize::try_from(length).map_err(|_| BadProtobuf::Broken)?;
    let (taken, rest) = bytes.split_at_checked(length).ok_or(BadProtobuf::Broken)?;
    *bytes = rest;
    Ok(taken)
}

fn fields(mut bytes: &[u8]) -> Result<Vec<(u64, Wire<'_>)>, BadProtobuf> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let little = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let wire = match tag & 7 {
            0 => Wire::Number(varint(&mut bytes)?),
            1 => Wire::Fixed(little(take(&mut bytes, 8)?)),
            2 => {
                let length = varint(&mut bytes)?;
                Wire::Bytes(take(&mut bytes, length)?)
            }
            5 => Wire::Fixed(little(take(&mut bytes, 4)?)),
            _ => return Err(BadProtobuf::Broken),
        };
        out.push((tag >> 3, wire));
    }
    Ok(out)
}

fn message(of: &Type, bytes: &[u8], depth: usize) -> Result<Map, BadProtobuf> {
    if depth > MAX_DEPTH {
        return Err(BadProtobuf::Broken);
    }
    let mut out = Vec::new();
    below(of, "", bytes, depth, &mut out)?;
    Ok(Map::from_entries(out))
}

/// Reads the fields whose numbers start with `prefix`.
fn below(of: &Type, prefix: &str, bytes: &[u8], depth: usize, out: &mut Vec<(Key, Value)>) -> Result<(), BadProtobuf> {
    let wires = fields(bytes)?;
    let mut numbers: Vec<u64> = wires.iter().map(|(number, _)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let own: Vec<Wire<'_>> = wires.iter().filter(|(other, _)| *other == number).map(|(_, wire)| *wire).collect();
        let path = format!("{prefix}{number}");
        if let Some((name, field)) = of.fields.iter().find(|(_, field)| field.number == path) {
            out.push((Key::field(name), value(&field.shape, &own, depth)?));
        } else if of.fields.values().any(|field| field.number.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.'))) {
            for wire in own {
                below(of, &format!("{path}."), wire.bytes().unwrap_or_default(), depth, out)?;
            }
        }
    }
    Ok(())
}

fn value(shape: &Shape, wires: &[Wire<'_>], depth: usize) -> Result<Value, BadProtobuf> {
    match shape {
        Shape::List(item) => {
            let items = wires.iter().map(|wire| one(item, *wire, depth)).collect::<Result<_, _>>()?;
            Ok(Value::list(items))
        }
        Shape::Dict(item) => {
            let mut entries = Vec::with_capacity(wires.len());
            for wire in wires {
                let parts = fields(wire.bytes().unwrap_or_default())?;
                let part = |number: u64| parts.iter().find(|(own, _)| *own == number).map(|(_, wire)| *wire);
                let key = part(1).and_then(Wire::bytes).unwrap_or_default();
                let value = match part(2) {
                    // A list inside a map is a message of its own (`ExtraValue`).
                    Some(inner) if matches!(**item, Shape::List(_)) => {
                        let items: Vec<Wire<'_>> = fields(inner.bytes().unwrap_or_default())?.into_iter().map(|(_, wire)| wire).collect();
                        value(item, &items, depth + 1)?
                    }
                    Some(inner) => one(item, inner, depth)?,
                    None => one(item, Wire::Bytes(&[]), depth)?,
                };
                entries.push((Key::own(String::from_utf8_lossy(key).as_ref()), value));
            }
            Ok(Value::map(entries))
        }
        single => one(single, wires.last().copied().unwrap_or(Wire::Bytes(&[])), depth),
    }
}

fn one(shape: &Shape, wire: Wire<'_>, depth: usize) -> Result<Value, BadProtobuf> {
    use base64::Engine;
    let bytes = wire.bytes().unwrap_or_default();
    let text = |bytes: &[u8]| Value::str(String::from_utf8_lossy(bytes).as_ref());
    let inner = |number: u64| -> Result<Option<Wire<'_>>, BadProtobuf> {
        Ok(fields(bytes)?.into_iter().find(|(own, _)| *own == number).map(|(_, wire)| wire))
    };
    Ok(match shape {
        Shape::Str(_) => text(bytes),
        Shape::Bool => Value::Bool(wire.number() != 0),
        Shape::I32 | Shape::I64 | Shape::U8 => Value::Int(wire.number()),
        Shape::F64 => Value::Float(f64::from_bits(wire.number().cast_unsigned())),
        Shape::Bytes => Value::str(base64::engine::general_purpose::STANDARD.encode(bytes)),
        Shape::Time | Shape::MicroTime => time(inner(1)?, inner(2)?),
        Shape::Duration => Value::str(format!("{}ns", inner(1)?.map_or(0, Wire::number))),
        Shape::Quantity => text(inner(1)?.and_then(Wire::bytes).unwrap_or_default()),
        Shape::IntOrString => match inner(1)?.map_or(0, Wire::number) {
            0 => Value::Int(inner(2)?.map_or(0, Wire::number)),
            _ => text(inner(3)?.and_then(Wire::bytes).unwrap_or_default()),
        },
        // Raw JSON inside a message of one field.
        Shape::Any => crate::engine::manifest::json::parse_json(inner(1)?.and_then(Wire::bytes).unwrap_or_default()).unwrap_or_default(),
        Shape::Struct(name) => Value::Map(message(types().get(name).ok_or(BadProtobuf::Kind)?, bytes, depth + 1)?),
        Shape::List(_) | Shape::Dict(_) => value(shape, &[wire], depth + 1)?,
    })
}

fn time(seconds: Option<Wire<'_>>, nanoseconds: Option<Wire<'_>>) -> Value {
    let (Some(seconds), nanoseconds) = (seconds.map(Wire::number), nanoseconds.map_or(0, Wire::number)) else { return Value::Null };
    match jiff::Timestamp::new(seconds, i32::try_from(nanoseconds).unwrap_or(0)) {
        Ok(at) => Value::str(at.to_string()),
        Err(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::{BadProtobuf, read};
    use crate::engine::manifest::json::to_json;
    use crate::model::object::value::Value;

    /// What `kubectl create configmap x --from-literal=a=b` sends.
    const CONFIG_MAP: &[u8] = b"k8s\0\x0a\x0f\x0a\x02v1\x12\x09ConfigMap\x12\x17\x0a\x0d\x0a\x01x\x12\x00\x1a\x00\"\x00*\x002\x00\x12\x06\x0a\x01a\x12\x01b\x1a\x00\"\x00";

    #[test]
    fn a_typed_body_is_read_by_its_field_numbers() {
        let map = read(CONFIG_MAP).unwrap();
        let text = String::from_utf8(to_json(&Value::Map(map))).unwrap();
        assert!(text.contains(r#""data":{"a":"b"},"kind":"ConfigMap","metadata":{"#) && text.contains(r#""name":"x""#), "{text}");
    }

    #[test]
    fn broken_bytes_are_refused() {
        assert_eq!(read(b"{}").unwrap_err(), BadProtobuf::Magic);
        for end in 4..CONFIG_MAP.len() {
            let _ = read(CONFIG_MAP.get(..end).unwrap_or_default());
        }
        assert_eq!(read(b"k8s\0\xff\xff").unwrap_err(), BadProtobuf::Broken);
    }
}
