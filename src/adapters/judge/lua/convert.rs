//! Between JSON and Lua's values, as Argo CD converts them: every number is a float, null is nil (in a list it is left out), an empty
//! table is an empty list. It runs no script. Source: Argo CD `util/lua/lua.go` (`decodeValue`), layeh.com/gopher-json.

use std::collections::BTreeSet;
use std::fmt;

use mlua::{Lua, Table, Value};
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

use crate::engine::manifest::gofloat;

/// Bytes of JSON that a script may return: what Jsonnet may.
const MAX_OUTPUT: usize = 32 << 20;

/// Tables within tables that are written out. JSON is read to 128 levels here and in the libraries of Kubernetes' clients.
const MAX_DEPTH: usize = 128;

/// Why a value has no JSON.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// A table that stands in it twice, or in itself.
    Nested,
    /// A list with gaps.
    Sparse,
    /// Keys that are not all texts, or not all numbers.
    Keys,
    /// A value of a kind that JSON has not.
    Kind(&'static str),
    /// A number that JSON has not.
    Number(&'static str),
    /// Too deep.
    Deep,
    /// Too long.
    Long,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nested => f.write_str("the same table stands twice in what the script returned"),
            Self::Sparse => f.write_str("a list with gaps stands in what the script returned"),
            Self::Keys => f.write_str("a table with both texts and numbers as keys stands in what the script returned"),
            Self::Kind(kind) => write!(f, "a {kind} stands in what the script returned"),
            Self::Number(text) => write!(f, "the number {text} stands in what the script returned"),
            Self::Deep => write!(f, "the script returned tables more than {MAX_DEPTH} levels deep"),
            Self::Long => write!(f, "the script returned more than {} MiB", MAX_OUTPUT >> 20),
        }
    }
}

/// JSON as Lua's value.
///
/// # Errors
/// What is no JSON, is too deep, or does not fit into the script's memory.
pub(super) fn read(lua: &Lua, json: &str) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = Seed(lua).deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

#[derive(Clone, Copy)]
struct Seed<'l>(&'l Lua);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nil)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "the interpreter's numbers are floats")]
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "the interpreter's numbers are floats")]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.create_string(value).map(Value::String).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let table = self.0.create_table().map_err(A::Error::custom)?;
        let mut n = 0_i64;
        while let Some(item) = list.next_element_seed(self)? {
            if !matches!(item, Value::Nil) {
                n += 1;
                table.raw_set(n, item).map_err(A::Error::custom)?;
            }
        }
        Ok(Value::Table(table))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let table = self.0.create_table().map_err(A::Error::custom)?;
        while let Some(key) = map.next_key_seed(self)? {
            let value = map.next_value_seed(self)?;
            table.raw_set(key, value).map_err(A::Error::custom)?;
        }
        Ok(Value::Table(table))
    }
}

/// Lua's value as JSON; keys are sorted.
///
/// # Errors
/// Why it has none.
pub(super) fn write(value: &Value) -> Result<String, Unfit> {
    let mut writer = Writer { out: String::new(), seen: BTreeSet::new() };
    writer.value(value, 0)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    /// Tables that were written: Argo CD refuses each that comes again, not only those within themselves.
    seen: BTreeSet<usize>,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), Unfit> {
        if self.out.len() > MAX_OUTPUT {
            return Err(Unfit::Long);
        }
        match value {
            Value::Nil => self.out.push_str("null"),
            Value::Boolean(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Integer(value) => self.out.push_str(&value.to_string()),
            Value::Number(value) if value.is_nan() => return Err(Unfit::Number("NaN")),
            Value::Number(value) if value.is_infinite() => return Err(Unfit::Number("infinity")),
            Value::Number(value) => self.out.push_str(&gofloat::json(*value)),
            Value::String(text) => self.text(&text.as_bytes())?,
            Value::Table(table) => self.table(table, depth)?,
            other => return Err(Unfit::Kind(other.type_name())),
        }
        Ok(())
    }

    /// What is not UTF-8 becomes the replacement character, byte by byte, as Go's `encoding/json` writes it.
    fn text(&mut self, bytes: &[u8]) -> Result<(), Unfit> {
        if self.out.len() + bytes.len() > MAX_OUTPUT {
            return Err(Unfit::Long);
        }
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        // A text always has a JSON.
        self.out.push_str(&serde_json::to_string(&text).unwrap_or_default());
        Ok(())
    }

    fn table(&mut self, table: &Table, depth: usize) -> Result<(), Unfit> {
        if !self.seen.insert(table.to_pointer() as usize) {
            return Err(Unfit::Nested);
        }
        if depth >= MAX_DEPTH {
            return Err(Unfit::Deep);
        }
        let mut texts: Vec<(Vec<u8>, Value)> = Vec::new();
        let mut numbers: Vec<(f64, Value)> = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            // Raw pairs of a table fail only where there is no memory for them.
            let (key, value) = pair.map_err(|_| Unfit::Long)?;
            match key {
                Value::String(key) => texts.push((key.as_bytes().to_vec(), value)),
                #[expect(clippy::cast_precision_loss, reason = "positions in a table that was counted")]
                Value::Integer(key) => numbers.push((key as f64, value)),
                Value::Number(key) => numbers.push((key, value)),
                _ => return Err(Unfit::Keys),
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (true, _) => self.list(numbers, depth),
            (false, true) => self.map(texts, depth),
            (false, false) => Err(Unfit::Keys),
        }
    }

    fn list(&mut self, mut items: Vec<(f64, Value)>, depth: usize) -> Result<(), Unfit> {
        items.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        self.out.push('[');
        let mut expected = 1.0;
        for (key, value) in items {
            if key.total_cmp(&expected).is_ne() {
                return Err(Unfit::Sparse);
            }
            if expected > 1.0 {
                self.out.push(',');
            }
            self.value(&value, depth + 1)?;
            expected += 1.0;
        }
        self.out.push(']');
        Ok(())
    }

    fn map(&mut self, mut entries: Vec<(Vec<u8>, Value)>, depth: usize) -> Result<(), Unfit> {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.text(key)?;
            self.out.push(':');
            self.value(value, depth + 1)?;
        }
        self.out.push('}');
        Ok(())
    }
}
