//! The comparison for applications that sync with server-side apply: what the merge of field managers would make of the
//! live object. It knows no server. Source: gitops-engine `pkg/diff/diff.go`, `StructuredMergeDiff`.

use crate::engine::merge::structured::apply::{self, Writer};
use crate::engine::merge::structured::typed::Ref;
use crate::engine::merge::structured::validate::{Duplicates, validate};
use crate::engine::schema::Schema;
use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::Map;
use crate::model::problem::{Problem, ProblemKind};

use super::threeway::{self, Pair};
use super::{outcome, typed};

/// The manager as which Argo CD applies: comparisons ask what an apply of its would change.
pub const MANAGER: &str = "argocd-controller";

/// A moment for the entry in managedFields, which the comparison drops: any will do.
const SOME_TIME: &str = "1970-01-01T00:00:00Z";

/// The live object and the same with the desired one applied; both are normalised.
///
/// # Errors
/// When an object does not fit its schema.
pub(super) fn merged(desired: &Object, live: &Object, schema: &Schema) -> Result<Pair, Problem> {
    let (group, version) = (live.group(), live.version());
    // Of a live object that does not fit its type nobody can say what an apply would make of it.
    let ty = Ref::to(schema.root(group, version, live.kind()));
    if let Some(error) = validate(schema, ty, &live.to_value(), Duplicates::Refuse).into_iter().next() {
        return Err(refused(desired, &format!("error building typed value from live resource: {error}")));
    }
    let writer = Writer { name: MANAGER, subresource: "", now: SOME_TIME };
    match apply::prediction(schema, live, desired, &writer).map_err(|error| refused(desired, &error.to_string()))? {
        Some(predicted) => Ok(Pair { live: prepared(schema, live, live.root())?, predicted: prepared(schema, live, &predicted)? }),
        None => Ok(Pair { live: live.root().clone(), predicted: live.root().clone() }),
    }
}

fn refused(desired: &Object, error: &str) -> Problem {
    Problem::error(ProblemKind::BadInput, format!("failed to compare desired state to live state: {error}"))
        .at(outcome::place(desired))
        .hint("correct the field, or compare without server-side apply")
}

/// Without what a server writes, with defaults. What does not fit Go's type is an error here.
fn prepared(schema: &Schema, of: &Object, map: &Map) -> Result<Map, Problem> {
    let map = build::remove(map, &["metadata", "managedFields"]);
    let map = build::remove(&map, &["metadata", "annotations", annotation::LAST_APPLIED]);
    let Some(kind) = typed::kind(of.api_version(), of.kind()) else { return Ok(map) };
    if typed::full(kind, &map).is_none() {
        return Err(refused(of, "error applying default values: a value does not fit the type of its field"));
    }
    let ty = threeway::merge_type(schema, of.api_version(), of.kind());
    threeway::with_defaults(schema, ty, kind, &map).map_err(|error| refused(of, &error.to_string()))
}
