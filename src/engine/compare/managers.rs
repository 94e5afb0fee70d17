//! Fields that trusted managers own do not count: where live and desired differ in such a field, it is taken out of both.
//! It knows no rule that names the managers. Source: Argo CD `util/argo/managedfields/managed_fields.go`.

use crate::engine::merge::structured::compare::compare;
use crate::engine::merge::structured::fields::FieldSet;
use crate::engine::merge::structured::remove::removed;
use crate::engine::merge::structured::typed::Ref;
use crate::engine::merge::structured::validate::{Duplicates, validate};
use crate::engine::schema::Schema;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind};

use super::{outcome, threeway};

/// Both objects without the differing fields that one of these managers owns in the live object, and which of the managers
/// has an entry there. Only fields that both have are taken out. Objects that do not fit their schema stay as they are.
///
/// # Errors
/// When the fields of a manager cannot be read: nobody knows then what is trusted to it.
pub(super) fn without_managed<'m>(
    schema: &Schema,
    desired: &Object,
    live: &Object,
    managers: &[&'m str],
) -> Result<(Map, Map, Vec<&'m str>), Problem> {
    let entries = live.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or(&[]);
    let trusted: Vec<(&'m str, &Map)> = entries
        .iter()
        .filter_map(|entry| {
            let name = entry.as_map()?.get("manager")?.as_str()?;
            Some((managers.iter().find(|manager| **manager == name).copied()?, entry.as_map()?))
        })
        .collect();
    let found: Vec<&str> = trusted.iter().map(|(name, _)| *name).collect();
    let as_is = || (desired.root().clone(), live.root().clone(), found.clone());
    let ty = Ref::to(threeway::merge_type(schema, desired.api_version(), desired.kind()));
    let (mut own, mut current) = (desired.to_value(), live.to_value());
    let fits = |value: &Value| validate(schema, ty, value, Duplicates::Refuse).is_empty();
    if trusted.is_empty() || !fits(&own) || !fits(&current) {
        return Ok(as_is());
    }
    let Ok(changes) = compare(schema, ty, &current, &own) else { return Ok(as_is()) };
    for (name, entry) in trusted {
        let fields = entry.get("fieldsV1").cloned().unwrap_or_default();
        let fields = FieldSet::from_v1(&fields).map_err(|error| unreadable(live, name, &error.to_string()))?;
        let disputed = fields.intersection(&changes.modified);
        if !disputed.is_empty() {
            (own, current) = (removed(schema, ty, &own, &disputed), removed(schema, ty, &current, &disputed));
        }
    }
    let map = |value: Value| value.as_map().cloned().unwrap_or_default();
    Ok((map(own), map(current), found))
}

fn unreadable(live: &Object, manager: &str, error: &str) -> Problem {
    let cause = format!("the fields of manager {manager:?} cannot be read: {error}");
    Problem::error(ProblemKind::BadInput, cause)
        .at(outcome::place(live))
        .hint("look at metadata.managedFields of the live object, or take the manager out of the ignore rule")
}
