//! Values printed as TOML: what is no table first, each in order of keys; tables after it, indented by their depth. It reads
//! none.
//!
//! Source: BurntSushi/toml v1.6 `encode.go`. What is nil is left out, but within a list it is an error.

use super::super::args::{self, MAX_DEPTH, NIL_POINTER, as_dict, as_list};
use super::super::show;
use crate::engine::template::budget::Budget;
use crate::engine::template::dict::Dict;
use crate::engine::template::fault::Fault;
use crate::engine::template::functions::dates::{native::Duration, time::Time};
use crate::engine::template::list::List;
use crate::engine::template::value::Value;

/// A value as TOML.
///
/// # Errors
/// `toml: …`, or when it is too large or nests too deeply.
pub(super) fn emit(budget: &Budget, value: &Value) -> Result<Vec<u8>, Fault> {
    let mut emitter = Emitter { budget, out: Vec::new() };
    match value {
        Value::Nil => return Err("reflect: call of reflect.Value.Type on zero Value".into()),
        other => emitter.entry(&[], other, MAX_DEPTH)?,
    }
    Ok(emitter.out)
}

/// What a value is to TOML.
enum Shape {
    Table(Dict),
    Tables(List),
    Other,
}

fn shape(value: &Value, depth: usize) -> Result<Shape, Fault> {
    let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
    if let Some(dict) = as_dict(value) {
        return Ok(Shape::Table(dict));
    }
    if let Value::Native(native) = value
        && native.kind_name() == "struct"
        && let Some(dict) = as_dict(&native.plain())
    {
        return Ok(Shape::Table(dict));
    }
    let Some(list) = as_list(value) else { return Ok(Shape::Other) };
    let mut tables = !list.is_empty();
    for item in list.items() {
        let item_shape = match item {
            Value::Nil => return Err("toml: cannot encode array with nil element".into()),
            Value::List(list) if list.is_nil() => return Err("toml: cannot encode array with nil element".into()),
            other => shape(other, depth)?,
        };
        tables &= matches!(item_shape, Shape::Table(_));
    }
    Ok(if tables { Shape::Tables(list) } else { Shape::Other })
}

/// Whether it is nothing to TOML: such entries are left out.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Nil => true,
        Value::List(list) => list.is_nil(),
        Value::Dict(dict) => dict.is_nil(),
        _ => false,
    }
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    for byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            8 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            12 => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0..=0x1f | 0x7f => out.extend(format!("\\u{byte:04x}").bytes()),
            byte => out.push(*byte),
        }
    }
    out.push(b'"');
    out
}

fn key(name: &str) -> Vec<u8> {
    let bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { name.as_bytes().to_vec() } else { quoted(name.as_bytes()) }
}

fn float(value: f64) -> String {
    if value.is_finite() {
        let text = show::float(value);
        return if text.contains(['e', '.']) { text } else { format!("{text}.0") };
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{}", if value.is_nan() { "nan" } else { "inf" })
}

struct Emitter<'b> {
    budget: &'b Budget,
    out: Vec<u8>,
}

impl Emitter<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.budget.make(bytes.len())?;
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn newline(&mut self) -> Result<(), Fault> {
        if self.out.is_empty() { Ok(()) } else { self.write(b"\n") }
    }

    fn indent(&mut self, path: &[String]) -> Result<(), Fault> {
        self.write(" ".repeat(path.len().saturating_sub(1).saturating_mul(2)).as_bytes())
    }

    fn header(&mut self, path: &[String], open: &str, close: &str) -> Result<(), Fault> {
        self.indent(path)?;
        self.write(open.as_bytes())?;
        let parts: Vec<Vec<u8>> = path.iter().map(|name| key(name)).collect();
        self.write(&parts.join(&b'.'))?;
        self.write(close.as_bytes())?;
        self.newline()
    }

    fn entry(&mut self, path: &[String], value: &Value, depth: usize) -> Result<(), Fault> {
        let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
        match shape(value, depth)? {
            Shape::Table(dict) => {
                if dict.is_nil() {
                    return Ok(());
                }
                if path.len() == 1 {
                    self.newline()?;
                }
                if !path.is_empty() {
                    self.header(path, "[", "]")?;
                }
                self.table(path, &dict, depth)
            }
            Shape::Tables(list) => {
                if path.is_empty() {
                    return Err("toml: top-level values must be Go maps or structs".into());
                }
                for item in list.items().iter().filter(|item| !is_nothing(item)) {
                    self.newline()?;
                    self.header(path, "[[", "]]")?;
                    if let Shape::Table(dict) = shape(item, depth)? {
                        self.table(path, &dict, depth)?;
                    }
                }
                Ok(())
            }
            Shape::Other => {
                if let Some(name) = path.last() {
                    self.indent(path)?;
                    self.write(&key(name))?;
                    self.write(b" = ")?;
                    self.element(value, depth)?;
                    return self.newline();
                }
                self.element(value, depth)
            }
        }
    }

    fn table(&mut self, path: &[String], dict: &Dict, depth: usize) -> Result<(), Fault> {
        self.budget.work(dict.len())?;
        let (direct, tables) = sorted(dict, depth)?;
        for (name, value) in direct.iter().chain(&tables).filter(|(_, value)| !is_nothing(value)) {
            let path = [path, &[name.clone()]].concat();
            self.entry(&path, value, depth)?;
        }
        Ok(())
    }

    fn element(&mut self, value: &Value, depth: usize) -> Result<(), Fault> {
        let depth = depth.checked_sub(1).ok_or_else(args::too_deep)?;
        if let Some(list) = as_list(value) {
            self.write(b"[")?;
            for (index, item) in list.items().iter().enumerate() {
                if index > 0 {
                    self.write(b", ")?;
                }
                self.element(item, depth)?;
            }
            return self.write(b"]");
        }
        if let Some(dict) = as_dict(value) {
            return self.inline(&dict, depth);
        }
        match value {
            Value::Str(text) => self.write(&quoted(text.as_bytes())),
            Value::Bool(value) => self.write(if *value { b"true" } else { b"false" }),
            Value::Int(value, kind) => self.write(show::integer(*value, *kind).as_bytes()),
            Value::Float(value) => self.write(float(*value).as_bytes()),
            Value::Native(native) => match native.plain() {
                Value::Str(text) if native.as_any().is::<Time>() => self.write(text.as_bytes()),
                _ if native.as_any().is::<Duration>() => self.write(&quoted(native.printed().unwrap_or_default().as_bytes())),
                plain => self.element(&plain, depth),
            },
            Value::Nil | Value::Bytes(_) | Value::List(_) | Value::Dict(_) => Err(NIL_POINTER.into()),
        }
    }

    /// A table on one line. A comma stands behind each entry but the last of its kind.
    fn inline(&mut self, dict: &Dict, depth: usize) -> Result<(), Fault> {
        let (direct, tables) = sorted(dict, depth)?;
        self.write(b"{")?;
        for (entries, more) in [(&direct, !tables.is_empty()), (&tables, false)] {
            for (index, (name, value)) in entries.iter().enumerate() {
                if is_nothing(value) {
                    continue;
                }
                self.write(&key(name))?;
                self.write(b" = ")?;
                self.element(value, depth)?;
                if more || index.saturating_add(1) < entries.len() {
                    self.write(b", ")?;
                }
            }
        }
        self.write(b"}")
    }
}

type Entries = Vec<(String, Value)>;

/// The entries that are no tables, and those that are.
fn sorted(dict: &Dict, depth: usize) -> Result<(Entries, Entries), Fault> {
    let (mut direct, mut tables) = (Vec::new(), Vec::new());
    for (name, value) in dict.entries() {
        let is_table = !is_nothing(&value) && !matches!(shape(&value, depth)?, Shape::Other);
        if is_table { &mut tables } else { &mut direct }.push((name.as_str().to_owned(), value));
    }
    Ok((direct, tables))
}
