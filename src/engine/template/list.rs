//! Go's slice, never changed in place: the functions that add to one make a new one. It knows no function.

use std::rc::Rc;

use super::value::{Value, unravel};

/// What a slice is declared to hold: for `%T`, `typeOf` and the types of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// `[]interface {}`.
    Any,
    /// `[]string`.
    Str,
    /// `[]int`.
    Int,
    /// `[]int64`.
    Int64,
    /// `[]float64`.
    Float64,
    /// `[]map[string]interface {}`.
    Dict,
    /// `[][]interface {}`: what `chunk` makes.
    List,
}

impl Element {
    /// Go's name of the slice's type.
    pub fn list_name(self) -> &'static str {
        match self {
            Self::Any => "[]interface {}",
            Self::Str => "[]string",
            Self::Int => "[]int",
            Self::Int64 => "[]int64",
            Self::Float64 => "[]float64",
            Self::Dict => "[]map[string]interface {}",
            Self::List => "[][]interface {}",
        }
    }
}

/// A slice. Cloning is a reference count.
#[derive(Clone)]
pub struct List {
    items: Rc<[Value]>,
    element: Element,
    is_nil: bool,
}

impl Drop for List {
    fn drop(&mut self) {
        if let Some(items) = Rc::get_mut(&mut self.items)
            && items.iter().any(Value::holds_others)
        {
            unravel(items.iter_mut().map(std::mem::take));
        }
    }
}

impl List {
    /// A slice of these items.
    pub fn new(items: Vec<Value>, element: Element) -> Self {
        Self { items: items.into(), element, is_nil: false }
    }

    /// A slice that was never made: Go's `nil` of the type. It has no items and is `null` in YAML and JSON.
    pub fn nil(element: Element) -> Self {
        Self { items: Rc::from([]), element, is_nil: true }
    }

    /// Whether it is one that was never made.
    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    /// The items.
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// What it holds, if nobody else has it.
    pub(super) fn take_values(&mut self) -> Option<impl Iterator<Item = Value>> {
        Rc::get_mut(&mut self.items).map(|items| items.iter_mut().map(std::mem::take))
    }

    /// What it is declared to hold.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether both are the same allocation.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.items, &other.items)
    }
}
