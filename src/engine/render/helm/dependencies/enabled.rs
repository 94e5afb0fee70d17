//! Conditions, tags and aliases. It knows no import.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::constraint::is_compatible;
use crate::engine::render::helm::chart::Chart;
use crate::engine::render::helm::coalesce::{self, Merging, Nulls};
use crate::engine::render::helm::metadata::Dependency;
use crate::model::object::value::{Map, Value};

/// The chart with the charts below that are taken. `path` is the way to it from the outermost one, each name with a dot behind it.
///
/// As in Helm, a chart whose description names no dependency keeps all that lies below it, unlooked at; and the values that conditions of
/// deeper charts see are those of the outermost chart with the own values of each chart on the way laid under them.
pub(super) fn enabled(chart: &Chart, given: &Map, path: &str, merging: &mut Merging) -> Result<Chart, String> {
    let Some(wanted) = &chart.metadata.dependencies else { return Ok(chart.clone()) };
    let fits =
        |below: &Chart, wanted: &Dependency| below.metadata.name == wanted.name && is_compatible(&wanted.version, &below.metadata.version);
    let mut wanted = wanted.clone();
    let unnamed = chart.dependencies.iter().filter(|below| !wanted.iter().any(|wanted| fits(below, wanted)));
    let mut below: Vec<Arc<Chart>> = unnamed.cloned().collect();
    for own in &mut wanted {
        if let Some(found) = chart.dependencies.iter().find(|below| fits(below, own)) {
            let mut taken = (**found).clone();
            if !own.alias.is_empty() {
                taken.metadata.name = own.alias.clone();
            }
            below.push(Arc::new(taken));
        }
        if !own.alias.is_empty() {
            own.name = own.alias.clone();
        }
        own.enabled = true;
    }
    let mut chart = Chart { dependencies: below, ..chart.clone() };
    let values = coalesce::values(&chart, given, Nulls::Delete, merging)?;
    by_tags(&mut wanted, &values, merging);
    by_conditions(&mut wanted, &values, path, merging);
    let disabled: BTreeSet<Arc<str>> = wanted.iter().filter(|own| !own.enabled).map(|own| own.name.clone()).collect();
    let mut kept = Vec::new();
    for below in chart.dependencies.iter().filter(|below| !disabled.contains(below.name())) {
        let inner = format!("{path}{}.", below.name());
        kept.push(Arc::new(enabled(below, &values, &inner, merging)?));
    }
    chart.dependencies = kept;
    wanted.retain(|own| !disabled.contains(&own.name));
    chart.metadata.dependencies = (!wanted.is_empty()).then_some(wanted);
    Ok(chart)
}

fn by_tags(wanted: &mut [Dependency], values: &Map, merging: &mut Merging) {
    let Some(Value::Map(tags)) = values.get("tags") else { return };
    for own in wanted {
        let (mut on, mut off) = (false, false);
        for tag in &own.tags {
            match tags.get(tag) {
                Some(Value::Bool(true)) => on = true,
                Some(Value::Bool(false)) => off = true,
                Some(_) => merging.warn(|| format!("returned non-bool value: tag {tag}, chart {}", own.name)),
                None => {}
            }
        }
        own.enabled = on || !off;
    }
}

/// The first of a dependency's conditions that leads to a truth value decides.
fn by_conditions(wanted: &mut [Dependency], values: &Map, path: &str, merging: &mut Merging) {
    for own in wanted {
        for condition in own.condition.trim().split(',').filter(|condition| !condition.is_empty()) {
            match value_at(values, &format!("{path}{condition}")) {
                Some(Value::Bool(enabled)) => {
                    own.enabled = *enabled;
                    break;
                }
                Some(_) => merging.warn(|| format!("returned non-bool value: path {condition}, chart {}", own.name)),
                None => {}
            }
        }
    }
}

/// What a dotted path leads to, unless it is a map.
fn value_at<'v>(values: &'v Map, path: &str) -> Option<&'v Value> {
    let mut map = values;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        match (map.get(part)?, parts.peek().is_some()) {
            (Value::Map(inner), true) => map = inner,
            (Value::Map(_), false) | (_, true) => return None,
            (value, false) => return Some(value),
        }
    }
    None
}
