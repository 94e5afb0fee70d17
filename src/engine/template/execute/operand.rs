//! A value as Go's reflection sees it. It knows no template.

use super::super::value::Value;

/// A value and whether an `interface {}` holds it.
#[derive(Clone, Default)]
pub(super) struct Operand {
    /// What it is.
    pub(super) value: Value,
    /// It was found in a map or list of `interface {}`.
    pub(super) boxed: bool,
}

impl Operand {
    pub(super) fn plain(value: Value) -> Self {
        Self { value, boxed: false }
    }

    pub(super) fn boxed(value: Value) -> Self {
        Self { value, boxed: true }
    }

    /// What is inside: a boxed `nil` becomes nothing.
    pub(super) fn unboxed(self) -> Self {
        Self { value: self.value, boxed: false }
    }

    /// Nothing at all.
    pub(super) fn is_nothing(&self) -> bool {
        self.value.is_nil() && !self.boxed
    }

    pub(super) fn type_name(&self) -> &'static str {
        if self.boxed { "interface {}" } else { self.value.type_name() }
    }
}
