//! `semver` and `semverCompare`. It knows no chart.
//!
//! Source: Masterminds/semver v3.5.0, as sprig calls it.

mod constraint;
pub mod version;

use std::rc::Rc;

use self::version::Version;
use super::args::{bytes, text};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

pub(super) const TABLE: &[Function] = &[
    Function::new("semver", &[Type::Str], |_, args| Ok(Value::Native(Rc::new(Version::parse(&text(args, 0))?)))),
    Function::new("semverCompare", &[Type::Str, Type::Str], compare),
];

fn compare(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.work(bytes(args, 0).len().min(constraint::MAX_LENGTH))?;
    Ok(Value::Bool(compares(&text(args, 0), &text(args, 1))?))
}

/// Whether a version satisfies a constraint.
///
/// # Errors
/// When one of them cannot be read, in the words of Masterminds.
pub fn compares(constraint: &str, version: &str) -> Result<bool, Fault> {
    let constraint = constraint::Constraint::parse(constraint)?;
    Ok(constraint.admits(&Version::parse(version)?))
}
