//! What printing keeps in mind: the flags of a directive, width and precision, and what was written. It knows no value's
//! inside. Source: Go's `fmt` `fmt` and `pp`.

use super::super::budget::Budget;
use super::super::fault::Fault;

/// Flags, width and precision of one directive.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flags {
    /// `-`: pad on the right.
    pub minus: bool,
    /// `+`.
    pub plus: bool,
    /// `#`.
    pub sharp: bool,
    /// A space.
    pub space: bool,
    /// `0`: pad with zeros.
    pub zero: bool,
    /// `%+v`.
    pub plus_v: bool,
    /// `%#v`.
    pub sharp_v: bool,
    /// Least characters.
    pub width: Option<usize>,
    /// Digits or most characters.
    pub precision: Option<usize>,
}

/// Writes values.
pub struct Printer<'b> {
    budget: &'b Budget,
    out: Vec<u8>,
    /// Those of the directive at hand.
    pub flags: Flags,
    /// A bad verb is being told: methods are not asked.
    pub erroring: bool,
    /// Lists and maps around the value at hand.
    pub depth: usize,
}

impl<'b> Printer<'b> {
    /// With nothing written.
    pub fn new(budget: &'b Budget) -> Self {
        Self::onto(budget, Vec::new())
    }

    /// After what is there.
    pub fn onto(budget: &'b Budget, out: Vec<u8>) -> Self {
        Self { budget, out, flags: Flags::default(), erroring: false, depth: 0 }
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Takes note of work.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn work(&self, n: usize) -> Result<(), Fault> {
        self.budget.work(n)
    }

    /// Writes bytes.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.budget.make(bytes.len())?;
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes padding: zeros on the left if asked for, else spaces.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn padding(&mut self, n: usize) -> Result<(), Fault> {
        self.budget.make(n)?;
        let byte = if self.flags.zero && !self.flags.minus { b'0' } else { b' ' };
        self.out.resize(self.out.len().saturating_add(n), byte);
        Ok(())
    }

    /// Writes bytes at the directive's width.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn padded(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let Some(width) = self.flags.width.filter(|width| *width > 0) else { return self.push(bytes) };
        let n = width.saturating_sub(characters(bytes));
        if self.flags.minus {
            self.push(bytes)?;
            self.padding(n)
        } else {
            self.padding(n)?;
            self.push(bytes)
        }
    }

    /// The same, padded with spaces only.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn padded_with_spaces(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let zero = std::mem::replace(&mut self.flags.zero, false);
        let written = self.padded(bytes);
        self.flags.zero = zero;
        written
    }

    /// Writes a text cut to the directive's precision.
    ///
    /// # Errors
    /// A limit of the budget.
    pub fn text(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.padded(self.cut(bytes))
    }

    /// The text up to the directive's precision in characters.
    pub fn cut<'t>(&self, bytes: &'t [u8]) -> &'t [u8] {
        let Some(precision) = self.flags.precision else { return bytes };
        let mut end = 0_usize;
        for _ in 0..precision {
            match super::super::characters::decode(bytes.get(end..).unwrap_or(&[])) {
                Some((_, width)) => end = end.saturating_add(width),
                None => return bytes,
            }
        }
        bytes.get(..end).unwrap_or(bytes)
    }
}

/// Characters, where each byte that is no UTF-8 counts as one.
fn characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().count(),
        Err(_) => {
            let (mut rest, mut n) = (bytes, 0_usize);
            while let Some((_, width)) = super::super::characters::decode(rest) {
                rest = rest.get(width..).unwrap_or(&[]);
                n = n.saturating_add(1);
            }
            n
        }
    }
}
