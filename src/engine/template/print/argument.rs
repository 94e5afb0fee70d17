//! Which argument a directive takes: the next one, or the one that an index names. It knows no verb. Source: Go's `fmt`
//! `argNumber`, `parsenum` and `intFromArg`.

use super::super::value::Value;

/// Widths, precisions and indexes beyond this are none.
const LARGEST: i64 = 1_000_000;

/// The arguments of a format.
pub(super) struct Arguments<'v> {
    values: &'v [Value],
    next: usize,
    reordered: bool,
    /// The directive's indexes were good.
    pub(super) is_good: bool,
}

impl<'v> Arguments<'v> {
    pub(super) fn new(values: &'v [Value]) -> Self {
        Self { values, next: 0, reordered: false, is_good: true }
    }

    pub(super) fn take(&mut self) -> Option<&'v Value> {
        let value = self.values.get(self.next)?;
        self.next = self.next.saturating_add(1);
        Some(value)
    }

    /// Those that no directive took; none where indexes changed the order.
    pub(super) fn unused(&self) -> &'v [Value] {
        if self.reordered { &[] } else { self.values.get(self.next..).unwrap_or(&[]) }
    }

    /// The next argument as a width or precision.
    pub(super) fn int(&mut self) -> Option<i64> {
        let Value::Int(value, kind) = self.take()? else { return None };
        (!(kind.is_unsigned() && *value < 0) && (-LARGEST..=LARGEST).contains(value)).then_some(*value)
    }

    /// Reads `[n]`, if there is one; what follows it.
    pub(super) fn index<'f>(&mut self, rest: &'f [u8], found: &mut bool) -> &'f [u8] {
        *found = false;
        if rest.first() != Some(&b'[') {
            return rest;
        }
        self.reordered = true;
        let close = rest.iter().position(|byte| *byte == b']').filter(|_| rest.len() >= 3);
        let Some(close) = close else {
            self.is_good = false;
            return rest.get(1..).unwrap_or(&[]);
        };
        let after = rest.get(close.saturating_add(1)..).unwrap_or(&[]);
        let inner = rest.get(1..close).unwrap_or(&[]);
        let index = match number(inner) {
            (Some(index), []) => index,
            _ => {
                self.is_good = false;
                return after;
            }
        };
        *found = true;
        match index.checked_sub(1).filter(|index| *index < self.values.len()) {
            Some(index) => self.next = index,
            None => self.is_good = false,
        }
        after
    }
}

/// A number at the start; one that is too large swallows the rest and is none.
pub(super) fn number(text: &[u8]) -> (Option<usize>, &[u8]) {
    let largest = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let mut value = None;
    let mut rest = text;
    while let Some((digit @ b'0'..=b'9', tail)) = rest.split_first() {
        let before: usize = value.unwrap_or(0);
        if before > largest {
            return (None, &[]);
        }
        value = Some(before.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        rest = tail;
    }
    (value, rest)
}
