//! A function of templates: its name, the types of its parameters as Go's reflection checks them, and how it runs. It
//! knows no particular function.

use super::budget::Budget;
use super::chance::Chance;
use super::fault::Returned;
use super::value::Value;

/// A parameter's type: what Go's evaluator lets through before it calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `interface {}`, `any`, `reflect.Value`: everything, `nil` too.
    Any,
    /// `bool`.
    Bool,
    /// `int`.
    Int,
    /// `int64`.
    Int64,
    /// `float64`.
    Float64,
    /// `string`.
    Str,
    /// `[]byte`.
    Bytes,
    /// `[]interface {}`.
    List,
    /// `[]string`.
    Strings,
    /// `map[string]interface {}`; `nil` is one.
    Dict,
    /// `time.Time`.
    Time,
}

/// Parameters.
#[derive(Debug)]
pub struct Signature {
    /// Those that must be given.
    pub params: &'static [Type],
    /// The type of any number of further ones.
    pub variadic: Option<Type>,
}

impl Signature {
    /// Exactly these.
    pub const fn of(params: &'static [Type]) -> Self {
        Self { params, variadic: None }
    }

    /// These and any number of that type.
    pub const fn and_any(params: &'static [Type], variadic: Type) -> Self {
        Self { params, variadic: Some(variadic) }
    }
}

/// What a running function may use besides its arguments.
pub struct Scope<'a> {
    /// Counts what it makes and does.
    pub budget: &'a Budget,
    /// Time and entropy, as they were given.
    pub chance: &'a Chance,
}

/// How it runs: on arguments whose number and types were checked.
pub type Run = fn(&Scope<'_>, &[Value]) -> Returned;

/// A function.
pub struct Function {
    /// Its name in templates.
    pub name: &'static str,
    /// Its parameters.
    pub signature: Signature,
    /// How it runs.
    pub run: Run,
}

impl Function {
    /// A function with these parameters.
    pub const fn new(name: &'static str, params: &'static [Type], run: Run) -> Self {
        Self { name, signature: Signature::of(params), run }
    }

    /// A function with these parameters and any number of that type after them.
    pub const fn variadic(name: &'static str, params: &'static [Type], rest: Type, run: Run) -> Self {
        Self { name, signature: Signature::and_any(params, rest), run }
    }
}
