//! Directives of a format text: `%-5.2f`, `%[2]*d`. It knows no value's inside. Source: Go's `fmt` `doPrintf`.

use super::super::characters::decode;
use super::super::fault::Fault;
use super::super::value::Value;
use super::argument::{self, Arguments};
use super::format::{Flags, Printer};

impl Printer<'_> {
    /// Writes the format with its directives filled in.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn printf(&mut self, format: &[u8], values: &[Value]) -> Result<(), Fault> {
        let mut arguments = Arguments::new(values);
        let mut rest = format;
        while !rest.is_empty() {
            let text = rest.iter().position(|byte| *byte == b'%').unwrap_or(rest.len());
            self.push(rest.get(..text).unwrap_or(&[]))?;
            let Some(after) = rest.get(text.saturating_add(1)..) else { break };
            rest = self.directive(after, &mut arguments)?;
        }
        self.extra(&arguments)
    }

    /// One directive after its `%`; what follows it.
    fn directive<'f>(&mut self, after: &'f [u8], arguments: &mut Arguments<'_>) -> Result<&'f [u8], Fault> {
        self.flags = Flags::default();
        arguments.is_good = true;
        let mut rest = after;
        while let Some((first, tail)) = rest.split_first() {
            match first {
                b'#' => self.flags.sharp = true,
                b'0' => self.flags.zero = true,
                b'+' => self.flags.plus = true,
                b'-' => self.flags.minus = true,
                b' ' => self.flags.space = true,
                _ => break,
            }
            rest = tail;
        }
        let mut after_index = false;
        rest = arguments.index(rest, &mut after_index);
        rest = self.width(rest, arguments, &mut after_index)?;
        rest = self.precision(rest, arguments, &mut after_index)?;
        if !after_index {
            rest = arguments.index(rest, &mut after_index);
        }
        let Some((verb, width)) = decode(rest) else {
            self.push(b"%!(NOVERB)")?;
            return Ok(rest);
        };
        self.verb(verb, arguments)?;
        Ok(rest.get(width..).unwrap_or(&[]))
    }

    fn width<'f>(&mut self, rest: &'f [u8], arguments: &mut Arguments<'_>, after_index: &mut bool) -> Result<&'f [u8], Fault> {
        let Some(rest) = rest.strip_prefix(b"*") else {
            let (width, rest) = argument::number(rest);
            self.flags.width = width;
            arguments.is_good &= !(*after_index && width.is_some());
            return Ok(rest);
        };
        match arguments.int() {
            None => self.push(b"%!(BADWIDTH)")?,
            Some(width) => {
                self.flags.width = Some(usize::try_from(width.unsigned_abs()).unwrap_or(0));
                if width < 0 {
                    self.flags.minus = true;
                    self.flags.zero = false;
                }
            }
        }
        *after_index = false;
        Ok(rest)
    }

    fn precision<'f>(&mut self, rest: &'f [u8], arguments: &mut Arguments<'_>, after_index: &mut bool) -> Result<&'f [u8], Fault> {
        let Some(rest) = rest.strip_prefix(b".").filter(|rest| !rest.is_empty()) else { return Ok(rest) };
        arguments.is_good &= !*after_index;
        let rest = arguments.index(rest, after_index);
        let Some(rest) = rest.strip_prefix(b"*") else {
            let (precision, rest) = argument::number(rest);
            self.flags.precision = Some(precision.unwrap_or(0));
            return Ok(rest);
        };
        self.flags.precision = arguments.int().and_then(|precision| usize::try_from(precision).ok());
        if self.flags.precision.is_none() {
            self.push(b"%!(BADPREC)")?;
        }
        *after_index = false;
        Ok(rest)
    }

    fn verb(&mut self, verb: char, arguments: &mut Arguments<'_>) -> Result<(), Fault> {
        if verb == '%' {
            return self.push(b"%");
        }
        if !arguments.is_good {
            return self.push(format!("%!{verb}(BADINDEX)").as_bytes());
        }
        let Some(value) = arguments.take() else { return self.push(format!("%!{verb}(MISSING)").as_bytes()) };
        if matches!(verb, 'v' | 'w') {
            self.flags.sharp_v = std::mem::take(&mut self.flags.sharp);
            self.flags.plus_v = std::mem::take(&mut self.flags.plus);
        }
        self.argument(value, verb)
    }

    /// `%!(EXTRA int=1)`.
    fn extra(&mut self, arguments: &Arguments<'_>) -> Result<(), Fault> {
        let extra = arguments.unused();
        if extra.is_empty() {
            return Ok(());
        }
        self.flags = Flags::default();
        self.push(b"%!(EXTRA ")?;
        for (index, value) in extra.iter().enumerate() {
            if index > 0 {
                self.push(b", ")?;
            }
            if value.is_nil() {
                self.push(b"<nil>")?;
            } else {
                self.push(format!("{}=", value.type_name()).as_bytes())?;
                self.argument(value, 'v')?;
            }
        }
        self.push(b")")
    }
}
