//! Differences as a person reads them: one hunk a field, list items matched by their merge keys. It knows no screen; what
//! it gives out is masked.

use crate::engine::schema::Schema;
use crate::engine::step::Asking;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::path::Path;
use crate::model::object::trail::SetBy;
use crate::model::object::value::{Map, Value};

use super::ignore::Judging;
use super::mask::{self, Shown};
use super::norms::Norms;
use super::outcome::{self, Method};
use super::walk::{self, Raw};
use super::{Rules, normalize, threeway, variants};

/// What happens to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// Both have it, with other values.
    Changed,
    /// A list item kept its content and changed its place, from and to these 0-based places.
    Moved {
        /// Index in the old list.
        from: usize,
        /// Index in the new list.
        to: usize,
    },
}

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Hunk {
    /// The field, e.g. `spec.template.spec.containers[name=web].image`; the empty path stands for the whole object.
    pub path: Path,
    /// What happens to it.
    pub change: Change,
    /// What it is (live, or the older record); none when added.
    pub old: Option<Shown>,
    /// What it would be (desired, or the newer record); none when removed.
    pub new: Option<Shown>,
    /// Who set the field on the new side last, or took it away there; none where the render was not asked to keep that.
    pub set_by: Option<SetBy>,
}

/// What a sync would change in the live object: live → what it would become, by the rules of the comparison. Nothing
/// desired: the whole live object is removed. Nothing live: the whole desired object is added. In the order of paths.
///
/// What it lacks (jq rules are judged, dry runs made, elsewhere) it asks for: the hunks are of no use while `asking` waits.
pub fn hunks(desired: Option<&Object>, live: Option<&Object>, schema: &Schema, rules: &Rules, asking: &mut Asking<'_>) -> Vec<Hunk> {
    let found = match (desired, live) {
        (Some(wanted), Some(current)) => compared(wanted, current, outcome::method(wanted, None, rules), schema, rules, asking),
        _ => whole(live, desired, rules),
    };
    told(found, desired)
}

/// What a server-side dry run said would change: live → predicted, after the same normalisation.
pub fn hunks_predicted(
    desired: &Object,
    predicted: &Object,
    live: &Object,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Vec<Hunk> {
    told(compared(desired, live, Method::Predicted(predicted), schema, rules, asking), Some(desired))
}

/// The difference of any two objects, field by field after normalisation: two revisions, two records. What only a server
/// writes into metadata does not count.
pub fn between(old: Option<&Object>, new: Option<&Object>, schema: &Schema, rules: &Rules, asking: &mut Asking<'_>) -> Vec<Hunk> {
    told(differing(old, new, schema, rules, asking), new)
}

/// Hunks with who set each field, where the new side knows it.
fn told(mut hunks: Vec<Hunk>, new: Option<&Object>) -> Vec<Hunk> {
    if let Some(trail) = new.and_then(|new| new.origin().trail.as_ref()) {
        hunks.iter_mut().for_each(|hunk| hunk.set_by = trail.set_by(&hunk.path));
    }
    hunks
}

fn differing(old: Option<&Object>, new: Option<&Object>, schema: &Schema, rules: &Rules, asking: &mut Asking<'_>) -> Vec<Hunk> {
    let (old, new) = (old.map(to_show), new.map(to_show));
    let (old, new) = (old.as_ref(), new.as_ref());
    let (Some(before), Some(after)) = (old, new) else { return whole(old, new, rules) };
    let (norms, mut judging) = (Norms::new(rules), Judging::new(asking));
    let mut normal = |object: &Object| object.with_root(without_server_fields(&normalize::normalize(object, &norms, &mut judging))).ok();
    match (normal(before), normal(after)) {
        (Some(before), Some(after)) => shown(&before, &after, schema, rules),
        _ => whole(old, new, rules),
    }
}

/// An object that cannot be merged is shown as it differs: the comparison itself tells the problem.
fn compared(desired: &Object, live: &Object, method: Method<'_>, schema: &Schema, rules: &Rules, asking: &mut Asking<'_>) -> Vec<Hunk> {
    let (norms, mut judging) = (Norms::new(rules), Judging::new(asking));
    let Ok(outcome) = outcome::outcome(desired, live, method, schema, &norms, &mut judging) else {
        return differing(Some(live), Some(desired), schema, rules, asking);
    };
    let shown = match (method, desired.generated()) {
        (_, None) => Some((outcome.live, outcome.predicted)),
        // The server was asked with one preview's values only.
        (Method::Predicted(_) | Method::Asked(_), Some(generated)) => {
            let root = generated.marked(outcome.predicted.root());
            outcome.predicted.with_root(root).ok().map(|predicted| (outcome.live, predicted))
        }
        (Method::ThreeWay | Method::Structured, Some(_)) => {
            variants::shown(outcome, variants::outcomes(desired, live, rules, schema, &norms, &mut judging))
        }
    };
    shown.map_or_else(
        || differing(Some(live), Some(desired), schema, rules, asking),
        |(live, predicted)| self::shown(&live, &predicted, schema, rules),
    )
}

/// Fields of metadata that only a server writes.
const SERVER_FIELDS: [&str; 6] = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"];

fn without_server_fields(map: &Map) -> Map {
    let mut map = build::remove(map, &["metadata", "annotations", crate::model::application::annotation::LAST_APPLIED]);
    for field in SERVER_FIELDS {
        map = build::remove(&map, &["metadata", field]);
    }
    map
}

/// The object with words in place of what a preview would generate.
fn to_show(object: &Object) -> Object {
    let marked = object.generated().map(|generated| object.with_root(generated.marked(object.root())));
    marked.and_then(Result::ok).unwrap_or_else(|| object.clone())
}

fn whole(old: Option<&Object>, new: Option<&Object>, rules: &Rules) -> Vec<Hunk> {
    let (old, new) = (old.map(to_show), new.map(to_show));
    let [old, new] = mask::masked([old.as_ref(), new.as_ref()], &rules.settings);
    let part = |map: Option<Map>| map.map(|map| mask::shown_part(&Value::Map(map)));
    let change = match (&old, &new) {
        (None, None) => return Vec::new(),
        (None, Some(_)) => Change::Added,
        (Some(_), None) => Change::Removed,
        (Some(_), Some(_)) => Change::Changed,
    };
    vec![Hunk { path: Path::default(), change, old: part(old), new: part(new), set_by: None }]
}

/// The differences of two objects, masked together first: equal secrets stay equal, different ones different.
fn shown(old: &Object, new: &Object, schema: &Schema, rules: &Rules) -> Vec<Hunk> {
    let root = threeway::merge_type(schema, old.api_version(), old.kind());
    let [Some(old), Some(new)] = mask::masked([Some(old), Some(new)], &rules.settings) else { return Vec::new() };
    let raw = walk::differences(schema, root, &Value::Map(old), &Value::Map(new));
    raw.into_iter()
        .map(|Raw { path, change, old, new }| Hunk {
            path,
            change,
            old: old.as_ref().map(mask::shown_part),
            new: new.as_ref().map(mask::shown_part),
            set_by: None,
        })
        .collect()
}
