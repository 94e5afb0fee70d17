//! Objects with generated fields in a comparison: what each public preview's values would make of the live object. A field that
//! differs between them is generated, wherever normalisation and merging have brought it. It knows no value of an operation.

use crate::engine::schema::Schema;
use crate::model::object::Object;
use crate::model::object::generated::AT_SYNC;
use crate::model::object::value::{Map, Value};

use super::Rules;
use super::ignore::Judging;
use super::norms::Norms;
use super::outcome::{self, Outcome};

/// The object as other previews have it; none where nothing is generated. The server's answer to a dry run is of no use here: it
/// was asked with one preview's values only.
fn variants(object: &Object) -> impl Iterator<Item = Object> {
    let others = object.generated().map_or(&[] as &[Map], |generated| generated.others());
    others.iter().filter_map(|other| object.with_root(other.clone()).ok())
}

/// What each of them would make of the live object; one that cannot be merged makes nothing.
pub(super) fn outcomes(
    object: &Object,
    live: &Object,
    rules: &Rules,
    schema: &Schema,
    norms: &Norms,
    judging: &mut Judging<'_, '_>,
) -> Vec<Outcome> {
    let method = outcome::offline(object, rules);
    variants(object).filter_map(|variant| outcome::outcome(&variant, live, method, schema, norms, judging).ok()).collect()
}

/// The live object and what it would become, with [`AT_SYNC`] wherever previews differ. One that changes nothing would leave the
/// live object as it stands, defaults included, which only a change brings to light.
pub(super) fn shown(own: Outcome, others: Vec<Outcome>) -> Option<(Object, Object)> {
    let all: Vec<Outcome> = std::iter::once(own).chain(others).collect();
    let base = all.iter().find(|outcome| outcome.is_modified()).or_else(|| all.first())?;
    let becomes = |outcome: &Outcome| if outcome.is_modified() { outcome.predicted.clone() } else { base.live.clone() };
    let root = all.iter().fold(base.predicted.root().clone(), |map, outcome| marked_map(&map, becomes(outcome).root()));
    Some((base.live.clone(), base.predicted.with_root(root).ok()?))
}

/// A value with [`AT_SYNC`] wherever another preview has another one.
fn marked(value: &Value, other: &Value) -> Value {
    match (value, other) {
        (value, other) if value == other => value.clone(),
        (Value::Map(map), Value::Map(other)) => Value::Map(marked_map(map, other)),
        (Value::List(items), Value::List(others)) if items.len() == others.len() => {
            Value::list(items.iter().zip(others.iter()).map(|(own, other)| marked(own, other)).collect())
        }
        _ => AT_SYNC.into(),
    }
}

/// The same for maps. A key that only one of them has depends on chance as well.
fn marked_map(map: &Map, other: &Map) -> Map {
    let mine = map.iter().map(|(key, value)| {
        let value = other.get(key.as_str()).map_or_else(|| AT_SYNC.into(), |other| marked(value, other));
        (key.clone(), value)
    });
    let theirs = other.iter().filter(|(key, _)| !map.has(key.as_str())).map(|(key, _)| (key.clone(), AT_SYNC.into()));
    Map::from_entries(mine.chain(theirs).collect())
}
