//! Any value under any verb. It knows no format text. Source: Go's `fmt` `printArg`, `printValue` and `badVerb`.

use super::super::dict::DictKind;
use super::super::fault::Fault;
use super::super::list::{Element, List};
use super::super::native::Native;
use super::super::value::{IntType, Value};
use super::format::Printer;
use super::integer::Integer;
use super::quote::{can_backquote, quoted_with};

/// Lists and maps within each other. A map may hold itself here as in Go, where printing it never ends.
const DEEPEST: usize = 500;

/// Whether a value is the operand itself, or what a list or map of `interface {}` or of a type of its own holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An operand.
    Operand,
    /// In a list or map that can hold anything.
    Boxed,
    /// In a list or map of one type.
    Typed,
}

impl Printer<'_> {
    /// Writes an operand under a verb.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn argument(&mut self, value: &Value, verb: char) -> Result<(), Fault> {
        match (value, verb) {
            (Value::Nil, 'T' | 'v') => self.padded(b"<nil>"),
            (Value::Nil, _) => self.bad_verb(value, verb),
            (Value::List(_) | Value::Dict(_) | Value::Native(_), 'w') => self.bad_verb(value, verb),
            (_, 'T') => self.text(value.type_name().as_bytes()),
            (Value::List(_) | Value::Dict(_) | Value::Bytes(_), 'p') => self.address(),
            (_, 'p') => self.bad_verb(value, verb),
            _ => self.value(value, verb, Place::Operand),
        }
    }

    /// Go prints where in memory the value lies: nothing that could be compared.
    fn address(&mut self) -> Result<(), Fault> {
        let sharp = self.flags.sharp;
        if sharp { self.push(b"c000000000") } else { self.hex(0xc0_0000_0000) }
    }

    /// Writes a value under a verb.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn value(&mut self, value: &Value, verb: char, place: Place) -> Result<(), Fault> {
        self.work(1)?;
        let known = match value {
            Value::Nil => return self.nil(),
            Value::Bool(on) => self.bool(*on, verb)?,
            Value::Int(bits, kind) => self.integer(Integer::of(*bits, kind.is_unsigned()), verb)?,
            Value::Float(float) => self.float(*float, verb)?,
            Value::Str(text) => self.string(text.as_bytes(), verb)?,
            Value::Bytes(bytes) => return self.bytes(bytes, verb, place),
            Value::List(list) => return self.list(list, verb),
            Value::Dict(dict) => {
                let name = dict.kind().name();
                let boxed = if dict.kind() == DictKind::Str { Place::Typed } else { Place::Boxed };
                return self.within(|printer| printer.map(name, &dict.entries(), verb, boxed));
            }
            Value::Native(native) => return self.within(|printer| printer.native(&**native, verb, place)),
        };
        if known { Ok(()) } else { self.bad_verb(value, verb) }
    }

    /// `%!d(string=x)`.
    pub(super) fn bad_verb(&mut self, value: &Value, verb: char) -> Result<(), Fault> {
        self.erroring = true;
        self.push(format!("%!{verb}(").as_bytes())?;
        if value.is_nil() {
            self.push(b"<nil>")?;
        } else {
            self.push(format!("{}=", value.type_name()).as_bytes())?;
            self.value(value, 'v', Place::Operand)?;
        }
        self.erroring = false;
        self.push(b")")
    }

    fn nil(&mut self) -> Result<(), Fault> {
        self.push(if self.flags.sharp_v { b"interface {}(nil)" } else { b"<nil>" })
    }

    fn bool(&mut self, value: bool, verb: char) -> Result<bool, Fault> {
        if !matches!(verb, 't' | 'v') {
            return Ok(false);
        }
        self.padded(if value { b"true" } else { b"false" })?;
        Ok(true)
    }

    /// Writes a text; `false`: the verb is none of texts.
    fn string(&mut self, bytes: &[u8], verb: char) -> Result<bool, Fault> {
        match verb {
            'v' if self.flags.sharp_v => self.quoted(bytes)?,
            'v' | 's' => self.text(bytes)?,
            'x' => self.hex_text(bytes, false)?,
            'X' => self.hex_text(bytes, true)?,
            'q' => self.quoted(bytes)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn quoted(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let bytes = self.cut(bytes);
        self.work(bytes.len() / 8)?;
        if self.flags.sharp && can_backquote(bytes) {
            return self.padded(&[b"`", bytes, b"`"].concat());
        }
        let quoted = quoted_with(bytes, '"', self.flags.plus);
        self.padded(quoted.as_bytes())
    }

    fn hex_text(&mut self, bytes: &[u8], upper: bool) -> Result<(), Fault> {
        let flags = self.flags;
        let bytes = flags.precision.and_then(|precision| bytes.get(..precision)).unwrap_or(bytes);
        self.work(bytes.len() / 8)?;
        let prefix = if upper { "0X" } else { "0x" };
        let mut out = String::new();
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 && flags.space {
                out.push(' ');
            }
            if flags.sharp && (index == 0 || flags.space) {
                out.push_str(prefix);
            }
            out.push_str(&if upper { format!("{byte:02X}") } else { format!("{byte:02x}") });
        }
        self.padded(out.as_bytes())
    }

    fn bytes(&mut self, bytes: &[u8], verb: char, place: Place) -> Result<(), Fault> {
        if matches!(verb, 's' | 'x' | 'X' | 'q') {
            return self.string(bytes, verb).map(drop);
        }
        let sharp = self.flags.sharp_v;
        let name: &[u8] = if place == Place::Operand && verb != 'w' { b"[]byte{" } else { b"[]uint8{" };
        self.push(if sharp { name } else { b"[" })?;
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 {
                self.push(if sharp { b", " } else { b" " })?;
            }
            self.value(&Value::Int(i64::from(*byte), IntType::Uint8), verb, Place::Typed)?;
        }
        self.push(if sharp { b"}" } else { b"]" })
    }

    fn list(&mut self, list: &List, verb: char) -> Result<(), Fault> {
        let place = if list.element() == Element::Any { Place::Boxed } else { Place::Typed };
        let sharp = self.flags.sharp_v;
        self.within(|printer| {
            if sharp {
                printer.push(list.element().list_name().as_bytes())?;
            }
            printer.push(if sharp { b"{" } else { b"[" })?;
            for (index, item) in list.items().iter().enumerate() {
                if index > 0 {
                    printer.push(if sharp { b", " } else { b" " })?;
                }
                printer.value(item, verb, place)?;
            }
            printer.push(if sharp { b"}" } else { b"]" })
        })
    }

    fn map(&mut self, name: &str, entries: &[(crate::model::object::key::Key, Value)], verb: char, place: Place) -> Result<(), Fault> {
        let sharp = self.flags.sharp_v;
        self.push(if sharp { name.as_bytes() } else { b"map" })?;
        self.push(if sharp { b"{" } else { b"[" })?;
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.push(if sharp { b", " } else { b" " })?;
            }
            self.value(&Value::str(key.as_str()), verb, Place::Typed)?;
            self.push(b":")?;
            self.value(value, verb, place)?;
        }
        self.push(if sharp { b"}" } else { b"]" })
    }

    fn native(&mut self, native: &dyn Native, verb: char, place: Place) -> Result<(), Fault> {
        if !self.erroring
            && !self.flags.sharp_v
            && matches!(verb, 'v' | 's' | 'x' | 'X' | 'q')
            && let Some(text) = native.printed()
        {
            return self.string(text.as_bytes(), verb).map(drop);
        }
        match (native.plain(), native.kind_name()) {
            (Value::Dict(dict), "ptr" | "struct") => {
                let is_pointer = native.kind_name() == "ptr";
                if is_pointer && place != Place::Operand {
                    return self.address();
                }
                self.push(if is_pointer { b"&" } else { b"" })?;
                self.fields(native.type_name(), &dict.entries(), verb)
            }
            (Value::Dict(dict), _) => self.map(native.type_name(), &dict.entries(), verb, Place::Boxed),
            (plain, _) => self.value(&plain, verb, place),
        }
    }

    /// A struct's fields, in the order of their names (Go: of their declaration).
    fn fields(&mut self, name: &str, entries: &[(crate::model::object::key::Key, Value)], verb: char) -> Result<(), Fault> {
        let flags = self.flags;
        if flags.sharp_v {
            self.push(name.trim_start_matches('*').as_bytes())?;
        }
        self.push(b"{")?;
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.push(if flags.sharp_v { b", " } else { b" " })?;
            }
            if flags.plus_v || flags.sharp_v {
                self.push(format!("{}:", key.as_str()).as_bytes())?;
            }
            self.value(value, verb, Place::Typed)?;
        }
        self.push(b"}")
    }

    fn within(&mut self, print: impl FnOnce(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return Err(Fault::Limit(format!("a value that is printed holds more than {DEEPEST} lists and maps within each other")));
        }
        let printed = print(self);
        self.depth = self.depth.saturating_sub(1);
        printed
    }
}
