//! Values with fields and methods: what Go's reflection finds on `.Files`, `.Capabilities`, a `time.Time` or a semantic
//! version. It knows none of them.

use super::fault::Fault;
use super::function::{Scope, Signature};
use super::value::Value;

/// A value that is neither a scalar nor a plain list or map.
pub trait Native {
    /// Go's name of its type (`*common.Capabilities`).
    fn type_name(&self) -> &'static str;

    /// Go's name of its kind (`ptr`, `struct`, `map`, `slice`).
    fn kind_name(&self) -> &'static str;

    /// Whether it counts as true.
    fn is_true(&self) -> bool {
        true
    }

    /// An exported field, or a map's entry.
    fn field(&self, name: &str) -> Option<Value>;

    /// The parameters of a method; `None`: there is no such method.
    fn method(&self, name: &str) -> Option<&'static Signature>;

    /// Calls a method with arguments that were checked against its parameters.
    ///
    /// # Errors
    /// What the method returns.
    fn call(&self, name: &str, scope: &Scope<'_>, arguments: &[Value]) -> Result<Value, Fault>;

    /// What `range`, `len`, `index`, `toYaml` and `toJson` see: a dict, a list or a scalar.
    fn plain(&self) -> Value;

    /// What printing it gives, where its type says so (`String()`); else `plain` is printed as Go prints structs or maps.
    fn printed(&self) -> Option<String>;

    /// The value itself, for functions that want this very type (`date`, `semver`).
    fn as_any(&self) -> &dyn std::any::Any;
}
