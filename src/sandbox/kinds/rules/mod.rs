//! What a real server does to an object of a built-in kind besides defaults (`PrepareForCreate`, `PrepareForUpdate` of
//! `pkg/registry/*/strategy.go`) and what it refuses. It knows no store: allocations are handed in.

mod change;
pub(crate) mod metadata;
pub(crate) mod prepare;
mod workload;

use super::resource::Resource;
use crate::model::object::Object;
use crate::sandbox::failure::Cause;

/// What is wrong with a new object.
pub(crate) fn check_create(resource: &Resource, object: &Object) -> Vec<Cause> {
    let mut causes = metadata::check(resource, object);
    causes.extend(workload::check(object));
    causes
}

/// What is wrong with a change.
pub(crate) fn check_update(resource: &Resource, old: &Object, new: &Object) -> Vec<Cause> {
    let mut causes = metadata::check(resource, new);
    causes.extend(workload::check(new));
    causes.extend(change::check(old, new));
    causes
}
