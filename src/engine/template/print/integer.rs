//! Integers in all bases, and as characters. It knows no other value. Source: Go's `fmt` `fmtInteger`, `fmtC`, `fmtUnicode`.

use super::super::characters::is_printable;
use super::super::fault::Fault;
use super::format::Printer;
use super::quote::quoted_character;

/// An integer as `fmt` takes it: a magnitude, a sign, and the bits that it had.
#[derive(Debug, Clone, Copy)]
pub struct Integer {
    magnitude: u64,
    negative: bool,
    bits: u64,
    signed: bool,
}

impl Integer {
    /// Of these bits.
    pub fn of(bits: i64, unsigned: bool) -> Self {
        let negative = bits < 0 && !unsigned;
        let magnitude = if negative { bits.unsigned_abs() } else { bits.cast_unsigned() };
        Self { magnitude, negative, bits: bits.cast_unsigned(), signed: !unsigned }
    }
}

impl Printer<'_> {
    /// Writes an integer; `false`: the verb is none of integers.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn integer(&mut self, value: Integer, verb: char) -> Result<bool, Fault> {
        match verb {
            'v' if self.flags.sharp_v && !value.signed => self.hex(value.bits)?,
            'v' | 'd' => self.in_base(value, 10, verb)?,
            'b' => self.in_base(value, 2, verb)?,
            'o' | 'O' => self.in_base(value, 8, verb)?,
            'x' | 'X' => self.in_base(value, 16, verb)?,
            'c' => {
                let character = u32::try_from(value.bits).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
                self.padded(character.encode_utf8(&mut [0; 4]).as_bytes())?;
            }
            'q' => {
                let quoted = quoted_character(value.bits, self.flags.plus);
                self.padded(quoted.as_bytes())?;
            }
            'U' => self.unicode(value.bits)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Writes bits as `0x1f`.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn hex(&mut self, bits: u64) -> Result<(), Fault> {
        let sharp = std::mem::replace(&mut self.flags.sharp, true);
        let written = self.in_base(Integer { magnitude: bits, negative: false, bits, signed: false }, 16, 'v');
        self.flags.sharp = sharp;
        written
    }

    fn in_base(&mut self, value: Integer, base: u32, verb: char) -> Result<(), Fault> {
        let flags = self.flags;
        if base == 10 && flags.width.is_none() && flags.precision.is_none() && !flags.plus && !flags.space {
            let sign = if value.negative { "-" } else { "" };
            return self.push(format!("{sign}{}", value.magnitude).as_bytes());
        }
        if flags.precision == Some(0) && value.magnitude == 0 {
            return self.blank(flags.width.unwrap_or(0));
        }
        let least = match (flags.precision, flags.width) {
            (Some(precision), _) => precision,
            (None, Some(width)) if flags.zero && !flags.minus => {
                width.saturating_sub(usize::from(value.negative || flags.plus || flags.space))
            }
            (None, _) => 0,
        };
        let digits = match base {
            2 => format!("{:b}", value.magnitude),
            8 => format!("{:o}", value.magnitude),
            16 if verb == 'X' => format!("{:X}", value.magnitude),
            16 => format!("{:x}", value.magnitude),
            _ => value.magnitude.to_string(),
        };
        let zeros = least.saturating_sub(digits.len());
        self.work(zeros / 64)?;
        let mut out = String::new();
        out.push_str(if value.negative {
            "-"
        } else if flags.plus {
            "+"
        } else if flags.space {
            " "
        } else {
            ""
        });
        if verb == 'O' {
            out.push_str("0o");
        }
        if flags.sharp {
            out.push_str(match base {
                2 => "0b",
                8 if zeros == 0 && !digits.starts_with('0') => "0",
                16 if verb == 'X' => "0X",
                16 => "0x",
                _ => "",
            });
        }
        out.extend(std::iter::repeat_n('0', zeros));
        out.push_str(&digits);
        self.padded_with_spaces(out.as_bytes())
    }

    fn blank(&mut self, n: usize) -> Result<(), Fault> {
        let zero = std::mem::replace(&mut self.flags.zero, false);
        let written = self.padding(n);
        self.flags.zero = zero;
        written
    }

    fn unicode(&mut self, bits: u64) -> Result<(), Fault> {
        let least = self.flags.precision.unwrap_or(4).max(4);
        let digits = format!("{bits:X}");
        let zeros = least.saturating_sub(digits.len());
        self.work(zeros / 64)?;
        let mut out = format!("U+{}{digits}", "0".repeat(zeros));
        if self.flags.sharp
            && let Some(character) = u32::try_from(bits).ok().and_then(char::from_u32).filter(|character| is_printable(*character))
        {
            out.push_str(&format!(" '{character}'"));
        }
        self.padded_with_spaces(out.as_bytes())
    }
}
