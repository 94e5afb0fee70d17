//! The values that a chart and the charts below it render with: what was given, over each chart's own. It knows no file.
//!
//! What is given counts more; maps are merged, everything else is replaced. A null that is given deletes a chart's own value; one among a
//! chart's own values is dropped. `global` is handed down from chart to chart. The second way, *merging*, keeps nulls: dependencies are
//! resolved with it, and deletion comes last.
//!
//! One peculiarity of Helm is kept, for charts show it: of a parent's `global.A.B` (a map) and the same map below, Helm makes one and the
//! same, so that what the chart below has of its own in there appears in its parent, and in the charts that come after it. Equal maps are
//! the same allocation here too ([`Map::same`]).
//! Source: Helm 4.2.3 `pkg/chart/common/util/coalesce.go`. Helm logs warnings in the order of a Go map, here they come sorted.

use super::chart::Chart;
use super::gotext;
use super::values::join;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The key whose map every chart sees.
pub const GLOBAL: &str = "global";

/// Warnings that are kept of one computation.
const MAX_WARNINGS: usize = 200;

/// Entries that may be looked at, all merges together; an umbrella of 60 charts takes about a hundred thousand.
const MAX_STEPS: usize = 30_000_000;

/// What becomes of nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// They delete, and are gone.
    Delete,
    /// They stay.
    Keep,
}

/// What was said, and how much was done.
#[derive(Debug, Default)]
pub struct Merging {
    /// Warnings, in Helm's words.
    pub warnings: Vec<String>,
    steps: usize,
}

impl Merging {
    /// Keeps a warning.
    pub(super) fn warn(&mut self, warning: impl FnOnce() -> String) {
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(warning());
        }
    }

    /// Counts work.
    pub(super) fn step(&mut self, n_entries: usize) {
        self.steps = self.steps.saturating_add(n_entries);
    }

    /// Whether there may be more work.
    ///
    /// # Errors
    /// When the budget is exhausted.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.steps > MAX_STEPS { Err("the values of the chart and those below it take too long to merge".to_owned()) } else { Ok(()) }
    }
}

/// A chart's values over which `given` was laid, with those of the charts below in their places.
///
/// # Errors
/// When something else than a map stands where a chart below has its values.
pub fn values(chart: &Chart, given: &Map, nulls: Nulls, merging: &mut Merging) -> Result<Map, String> {
    let values = all(chart, given.clone(), "", nulls, merging)?;
    Ok(handed_down(chart, values, merging))
}

fn all(chart: &Chart, given: Map, prefix: &str, nulls: Nulls, merging: &mut Merging) -> Result<Map, String> {
    let prefix = dotted(prefix, chart.name());
    let mut values = own(chart, &given, &prefix, nulls, merging);
    for below in &chart.dependencies {
        merging.check()?;
        let name = below.name();
        let theirs = match values.get(name) {
            None => Map::default(),
            Some(Value::Map(map)) => map.clone(),
            Some(other) => return Err(format!("type mismatch on {name}: {}", gotext::as_truth(other))),
        };
        let (theirs, shared) = with_globals(&theirs, &values, &prefix, merging);
        let theirs = all(below, theirs, &prefix, nulls, merging)?;
        values = written_back(values, &theirs, &shared);
        merging.step(values.len());
        values = values.with(name.as_ref(), Value::Map(theirs));
    }
    Ok(values)
}

/// `given` over the chart's own values.
fn own(chart: &Chart, given: &Map, prefix: &str, nulls: Nulls, merging: &mut Merging) -> Map {
    merging.step(given.len().saturating_add(chart.values.len()));
    let is_chart = |key: &Key| chart.dependencies.iter().any(|below| **below.name() == *key.as_str());
    join(given, &chart.values, |key, given, own| match (given, own) {
        (Some(given), None) => Some(given.clone()),
        (Some(Value::Null), Some(_)) if nulls == Nulls::Delete => None,
        (Some(Value::Map(given)), Some(Value::Map(own))) => {
            let nulls = if is_chart(key) { Nulls::Keep } else { nulls };
            let cleaned = if nulls == Nulls::Delete { without_nulls(own) } else { own.clone() };
            Some(Value::Map(tables(given, &cleaned, &dotted(prefix, key.as_str()), nulls, merging)))
        }
        (Some(given), Some(own)) => {
            if given.as_map().is_some() && !own.is_null() {
                merging.warn(|| format!("warning: skipped value for {prefix}.{}: Not a table.", key.as_str()));
            }
            Some(given.clone())
        }
        (None, Some(Value::Null)) if nulls == Nulls::Delete => None,
        (None, Some(Value::Map(own))) if nulls == Nulls::Delete => Some(Value::Map(without_nulls(own))),
        (None, own) => own.cloned(),
    })
}

/// `given` over `own`.
pub(super) fn tables(given: &Map, own: &Map, prefix: &str, nulls: Nulls, merging: &mut Merging) -> Map {
    if own.is_empty() {
        return given.clone();
    }
    merging.step(given.len().saturating_add(own.len()));
    join(given, own, |key, given, own| match (given, own) {
        (Some(given), None) => Some(given.clone()),
        (None, own) => own.cloned(),
        (Some(Value::Null), Some(own)) => (nulls == Nulls::Keep || own.is_null()).then_some(Value::Null),
        (Some(Value::Map(given)), Some(Value::Map(own))) => {
            Some(Value::Map(tables(given, own, &dotted(prefix, key.as_str()), nulls, merging)))
        }
        (Some(given), Some(own)) => {
            let name = || dotted(prefix, key.as_str());
            if own.as_map().is_some() {
                merging.warn(|| format!("warning: cannot overwrite table with non table for {} ({})", name(), gotext::plain(own)));
            } else if given.as_map().is_some() && !own.is_null() {
                let value = gotext::plain(own);
                merging.warn(|| format!("warning: destination for {} is a table. Ignoring non-table value ({value})", name()));
            }
            Some(given.clone())
        }
    })
}

/// The values of a chart below with its parent's globals in them, and the globals whose inner maps are one with the parent's.
fn with_globals(theirs: &Map, parents: &Map, prefix: &str, merging: &mut Merging) -> (Map, Vec<Key>) {
    let globals = |values: &Map| match values.get(GLOBAL) {
        None => Some(Map::default()),
        Some(Value::Map(map)) => Some(map.clone()),
        Some(_) => None,
    };
    let Some(own) = globals(theirs) else {
        merging.warn(|| format!("warning: skipping globals because destination {GLOBAL} is not a table."));
        return (theirs.clone(), Vec::new());
    };
    let Some(parents) = globals(parents) else {
        merging.warn(|| format!("warning: skipping globals because source {GLOBAL} is not a table."));
        return (theirs.clone(), Vec::new());
    };
    merging.step(own.len().saturating_add(parents.len()).saturating_add(theirs.len()));
    let mut shared = Vec::new();
    let merged = join(&own, &parents, |key, own, parent| match (own, parent) {
        (own, None) => own.cloned(),
        (Some(Value::Map(own)), Some(Value::Map(parent))) => {
            shared.push(key.clone());
            Some(Value::Map(tables(parent, own, &dotted(prefix, key.as_str()), Nulls::Keep, merging)))
        }
        (None, Some(Value::Map(parent))) => {
            shared.push(key.clone());
            Some(Value::Map(parent.clone()))
        }
        (Some(own), Some(Value::Map(_))) => {
            merging.warn(|| format!("Conflict: cannot merge map onto non-map for {:?}. Skipping.", key.as_str()));
            Some(own.clone())
        }
        (Some(own @ Value::Map(_)), Some(_)) => {
            merging.warn(|| format!("key {} is table. Skipping", key.as_str()));
            Some(own.clone())
        }
        (_, parent) => parent.cloned(),
    });
    (theirs.with(GLOBAL, Value::Map(merged)), shared)
}

/// The parent's values, the inner maps of its globals being those of the chart below.
fn written_back(parents: Map, theirs: &Map, shared: &[Key]) -> Map {
    let (Some(Value::Map(globals)), Some(Value::Map(below))) = (parents.get(GLOBAL), theirs.get(GLOBAL)) else { return parents };
    match shared.iter().fold(None, |changed, key| with_inner(changed.as_ref().unwrap_or(globals), below, key).or(changed)) {
        Some(globals) => parents.with(GLOBAL, Value::Map(globals)),
        None => parents,
    }
}

/// The values with the last state of the parent's inner maps in every chart below: one that came early sees what a later one brought.
fn handed_down(chart: &Chart, mut values: Map, merging: &mut Merging) -> Map {
    for below in &chart.dependencies {
        let Some(Value::Map(theirs)) = values.get(below.name()) else { continue };
        let mut theirs = theirs.clone();
        if let (Some(Value::Map(parents)), Some(Value::Map(own))) = (values.get(GLOBAL), theirs.get(GLOBAL)) {
            merging.step(parents.len().saturating_add(own.len()));
            let keys = parents.iter().map(|(key, _)| key);
            let changed = keys.fold(None, |changed, key| with_inner(changed.as_ref().unwrap_or(own), parents, key).or(changed));
            if let Some(globals) = changed {
                theirs = theirs.with(GLOBAL, Value::Map(globals));
            }
        }
        let handed = handed_down(below, theirs.clone(), merging);
        if !values.get(below.name()).and_then(Value::as_map).is_some_and(|old| old.same(&handed)) {
            values = values.with(below.name().as_ref(), Value::Map(handed));
        }
    }
    values
}

/// `globals` with the maps within its map `key` being those of `from`; `None` where they are so already.
fn with_inner(globals: &Map, from: &Map, key: &Key) -> Option<Map> {
    let (own, from) = (globals.get(key.as_str())?.as_map()?, from.get(key.as_str())?.as_map()?);
    let mut entries = own.to_entries();
    let mut differs = false;
    for (name, value) in &mut entries {
        if let (Value::Map(old), Some(Value::Map(new))) = (&*value, from.get(name.as_str()))
            && !old.same(new)
        {
            *value = Value::Map(new.clone());
            differs = true;
        }
    }
    differs.then(|| globals.with(key.clone(), Value::Map(Map::from_entries(entries))))
}

/// The map without nulls, inner maps too; lists keep theirs.
fn without_nulls(map: &Map) -> Map {
    if !has_nulls(map) {
        return map.clone();
    }
    let kept = map.iter().filter_map(|(key, value)| match value {
        Value::Null => None,
        Value::Map(inner) => Some((key.clone(), Value::Map(without_nulls(inner)))),
        other => Some((key.clone(), other.clone())),
    });
    kept.collect()
}

fn has_nulls(map: &Map) -> bool {
    map.iter().any(|(_, value)| value.is_null() || value.as_map().is_some_and(has_nulls))
}

fn dotted(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
