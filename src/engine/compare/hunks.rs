//! Differences as a person reads them: one hunk a field, list items matched by their merge keys. It knows no screen; what
//! it gives out is masked.

use crate::engine::schema::Schema;
use crate::engine::step::Asking;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::path::{Path, Segment};
use crate::model::object::trail::SetBy;
use crate::model::object::value::{Map, Value};

use super::ignore::Judging;
use super::inside::Inside;
use super::lines::{self, Lines};
use super::mask::{self, Shown};
use super::masks::Masks;
use super::meaning::{Class, Meaning};
use super::norms::Norms;
use super::outcome::{self, Method};
use super::owners::{LiveSetBy, Owners};
use super::walk::{self, Found, Raw};
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

/// Where a list's item stands, 0-based; both are none for what is no item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Places {
    /// In the old list.
    pub old: Option<usize>,
    /// In the new list.
    pub new: Option<usize>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Hunk {
    /// The field, e.g. `spec.template.spec.containers[name=web].image`; the empty path stands for the whole object. Indexes count
    /// on the new side, the last index of what was removed in the old list.
    pub path: Path,
    /// The field on the old side, where indexes differ because items before it came or went.
    pub old_path: Option<Path>,
    /// Where the field's text is JSON or YAML on both sides: the place in it, and in texts within it. Empty for the field itself.
    pub inside: Vec<Inside>,
    /// What happens to it.
    pub change: Change,
    /// What it is (live, or the older record); none when added.
    pub old: Option<Shown>,
    /// What it would be (desired, or the newer record); none when removed.
    pub new: Option<Shown>,
    /// Of an item of a list: where it stands.
    pub places: Places,
    /// Where both sides are texts and one has several lines: the lines that differ. None as well where a text is longer than
    /// [`super::lines::MAX_TEXT`].
    pub lines: Option<Lines>,
    /// Whether it is folded, and as what.
    pub class: Class,
    /// What both values mean, if that says more than they do.
    pub meaning: Option<Meaning>,
    /// Who set the field on the new side last, or took it away there; none where the render was not asked to keep that.
    pub set_by: Option<SetBy>,
    /// Who set the field of the live object last, by its `managedFields`; none where nobody is noted, or neither side is live.
    pub live_set_by: Option<LiveSetBy>,
    /// How many further differences of the object are not told because there are too many; on its last hunk only.
    pub n_left_out: usize,
}

impl Hunk {
    /// The place as people read it: `data["config.yaml"] ▸ server.port`; empty for the whole object.
    pub fn place(&self) -> String {
        let inside = self.inside.iter().map(|inside| if inside.path.0.is_empty() { "(all of it)".to_owned() } else { inside.to_string() });
        [self.path.to_string()].into_iter().chain(inside).collect::<Vec<_>>().join(INSIDE)
    }

    /// Whether it is folded: kept and counted, shown when asked for.
    pub fn is_folded(&self) -> bool {
        self.class.is_folded()
    }

    fn whole(change: Change, old: Option<Shown>, new: Option<Shown>) -> Self {
        Self {
            path: Path::default(),
            old_path: None,
            inside: Vec::new(),
            change,
            old,
            new,
            places: Places::default(),
            lines: None,
            class: Class::Field,
            meaning: None,
            set_by: None,
            live_set_by: None,
            n_left_out: 0,
        }
    }
}

/// Stands between the path of a field and the path within its text.
const INSIDE: &str = " ▸ ";

/// What a sync would change in the live object: live → what it would become, by the rules of the comparison. Nothing
/// desired: the whole live object is removed. Nothing live: the whole desired object is added. In the order of paths.
///
/// What it lacks (jq rules are judged, dry runs made, elsewhere) it asks for: the hunks are of no use while `asking` waits.
pub fn hunks(desired: Option<&Object>, live: Option<&Object>, schema: &Schema, rules: &Rules, asking: &mut Asking<'_>) -> Vec<Hunk> {
    hunks_among(&mut Masks::default(), desired, live, schema, rules, asking)
}

/// The same for one of several objects of a difference: equal secrets of all of them get equal masks.
pub fn hunks_among(
    masks: &mut Masks,
    desired: Option<&Object>,
    live: Option<&Object>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Vec<Hunk> {
    let found = match (desired, live) {
        (Some(wanted), Some(current)) => compared(masks, wanted, current, outcome::method(wanted, None, rules), schema, rules, asking),
        _ => whole(masks, live, desired, rules),
    };
    told(found, live, desired)
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
    let found = compared(&mut Masks::default(), desired, live, Method::Predicted(predicted), schema, rules, asking);
    told(found, Some(live), Some(desired))
}

/// The difference of any two objects, field by field after normalisation: two revisions, two records. What only a server
/// writes into metadata does not count.
pub fn between(old: Option<&Object>, new: Option<&Object>, schema: &Schema, rules: &Rules, asking: &mut Asking<'_>) -> Vec<Hunk> {
    between_among(&mut Masks::default(), old, new, schema, rules, asking)
}

/// The same for one of several objects of a difference: equal secrets of all of them get equal masks.
pub fn between_among(
    masks: &mut Masks,
    old: Option<&Object>,
    new: Option<&Object>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Vec<Hunk> {
    told(differing(masks, old, new, schema, rules, asking), old, new)
}

/// Hunks with who set each field: by the render's trail of the new side, and by the managed fields of whichever side is live.
fn told(mut hunks: Vec<Hunk>, old: Option<&Object>, new: Option<&Object>) -> Vec<Hunk> {
    if hunks.is_empty() {
        return hunks;
    }
    if let Some(trail) = new.and_then(|new| new.origin().trail.as_ref()) {
        hunks.iter_mut().for_each(|hunk| hunk.set_by = trail.set_by(&hunk.path).or_else(|| trail.set_by(&as_written(&hunk.path)?)));
    }
    let before = old.map(Owners::of).filter(|owners| !owners.is_empty());
    let after = if before.is_none() { new.map(Owners::of).filter(|owners| !owners.is_empty()) } else { None };
    for hunk in &mut hunks {
        let by = |owners: &Owners, path: &Path| owners.set_by(path).or_else(|| owners.set_by(&as_written(path)?));
        hunk.live_set_by = match (&before, &after) {
            (Some(owners), _) if hunk.old.is_some() => by(owners, hunk.old_path.as_ref().unwrap_or(&hunk.path)),
            (None, Some(owners)) if hunk.new.is_some() => by(owners, &hunk.path),
            (_, _) => None,
        };
    }
    hunks
}

/// Where a Secret's text may have been written: the comparison moves `stringData` into `data`.
fn as_written(path: &Path) -> Option<Path> {
    let mut path = path.clone();
    match path.0.first_mut() {
        Some(Segment::Field(first)) if &**first == "data" => *first = "stringData".into(),
        Some(_) | None => return None,
    }
    Some(path)
}

fn differing(
    masks: &mut Masks,
    old: Option<&Object>,
    new: Option<&Object>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Vec<Hunk> {
    let (old, new) = (old.map(to_show), new.map(to_show));
    let (old, new) = (old.as_ref(), new.as_ref());
    let (Some(before), Some(after)) = (old, new) else { return whole(masks, old, new, rules) };
    let (norms, mut judging) = (Norms::new(rules), Judging::new(asking));
    let mut normal = |object: &Object| object.with_root(without_server_fields(&normalize::normalize(object, &norms, &mut judging))).ok();
    match (normal(before), normal(after)) {
        (Some(before), Some(after)) => shown(masks, &before, &after, schema, rules),
        _ => whole(masks, old, new, rules),
    }
}

/// An object that cannot be merged is shown as it differs: the comparison itself tells the problem.
fn compared(
    masks: &mut Masks,
    desired: &Object,
    live: &Object,
    method: Method<'_>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Vec<Hunk> {
    let (norms, mut judging) = (Norms::new(rules), Judging::new(asking));
    let Ok(outcome) = outcome::outcome(desired, live, method, schema, &norms, &mut judging) else {
        return differing(masks, Some(live), Some(desired), schema, rules, asking);
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
    match shown {
        Some((live, predicted)) => self::shown(masks, &live, &predicted, schema, rules),
        None => differing(masks, Some(live), Some(desired), schema, rules, asking),
    }
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

fn whole(masks: &mut Masks, old: Option<&Object>, new: Option<&Object>, rules: &Rules) -> Vec<Hunk> {
    let (old, new) = (old.map(to_show), new.map(to_show));
    let [old, new] = mask::masked_among(masks, [old.as_ref(), new.as_ref()], &rules.settings);
    let part = |map: Option<Map>| map.map(|map| mask::shown_part(&Value::Map(map)));
    let change = match (&old, &new) {
        (None, None) => return Vec::new(),
        (None, Some(_)) => Change::Added,
        (Some(_), None) => Change::Removed,
        (Some(_), Some(_)) => Change::Changed,
    };
    vec![Hunk::whole(change, part(old), part(new))]
}

/// The differences of two objects, masked together first: equal secrets stay equal, different ones different.
fn shown(masks: &mut Masks, old: &Object, new: &Object, schema: &Schema, rules: &Rules) -> Vec<Hunk> {
    let root = threeway::merge_type(schema, old.api_version(), old.kind());
    let [Some(old), Some(new)] = mask::masked_among(masks, [Some(old), Some(new)], &rules.settings) else { return Vec::new() };
    found(walk::differences(schema, root, &Value::Map(old), &Value::Map(new)))
}

/// What a walk of masked values found.
pub(super) fn found(Found { raw, n_left_out }: Found) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = raw.into_iter().map(told_raw).collect();
    if let Some(last) = hunks.last_mut() {
        last.n_left_out = n_left_out;
    }
    hunks
}

fn told_raw(raw: Raw) -> Hunk {
    let lines = match (raw.change, &raw.old, &raw.new) {
        (Change::Changed, Some(old), Some(new)) => lines::lines(old, new),
        (Change::Changed | Change::Added | Change::Removed | Change::Moved { .. }, _, _) => None,
    };
    Hunk {
        path: raw.path,
        old_path: raw.old_path,
        inside: raw.inside,
        places: raw.places,
        lines,
        class: raw.class,
        meaning: raw.meaning,
        ..Hunk::whole(raw.change, raw.old.as_ref().map(mask::shown_part), raw.new.as_ref().map(mask::shown_part))
    }
}
