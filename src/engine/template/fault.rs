//! Why a function or method did not return a value. It knows no template; who called adds where.

use super::value::Value;

/// A function's error.
#[derive(Clone)]
pub enum Fault {
    /// The error's text, in the words of the function in Go.
    Error(String),
    /// A limit of ours was met: nothing may catch it.
    Limit(String),
}

impl Fault {
    /// An error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self::Error(text.into())
    }
}

impl From<String> for Fault {
    fn from(text: String) -> Self {
        Self::Error(text)
    }
}
impl From<&str> for Fault {
    fn from(text: &str) -> Self {
        Self::Error(text.to_owned())
    }
}

/// What functions return.
pub type Returned = Result<Value, Fault>;
