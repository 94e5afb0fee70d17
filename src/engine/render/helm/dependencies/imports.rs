//! `import-values`, in both forms. It knows no condition.

use super::graph::{Graph, Table};
use crate::engine::render::helm::chart::Chart;
use crate::engine::render::helm::coalesce::{self, Merging, Nulls};
use crate::engine::render::helm::gotext;
use crate::engine::render::helm::metadata::Dependency;
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};

/// Parts of the path that an import is put at.
const MAX_PARTS: usize = 64;

/// Gives a chart the values of the charts below, and what it takes out of them; those count less than its own.
pub(super) fn import(chart: &mut Chart, merging: &mut Merging) -> Result<(), String> {
    let values = coalesce::values(chart, &Map::default(), Nulls::Keep, merging)?;
    let mut wanted = chart.metadata.dependencies.take().unwrap_or_default();
    chart.values = if wanted.iter().all(|own| own.import_values.is_empty()) {
        values
    } else {
        let mut graph = Graph::default();
        let all = graph.open(&values);
        let taken = graph.empty();
        for own in &mut wanted {
            take(own, &mut graph, all, taken, merging)?;
        }
        // What was taken may be one with itself in several places, and shows that once more.
        let values = graph.close(all, merging)?;
        let over = graph.open(&values);
        graph.merge(over, taken, merging)?;
        graph.close(over, merging)?
    };
    chart.metadata.dependencies = Some(wanted);
    Ok(())
}

/// Takes what a dependency's imports name, and writes them down as pairs.
fn take(own: &mut Dependency, graph: &mut Graph, all: Table, taken: Table, merging: &mut Merging) -> Result<(), String> {
    let mut pairs = Vec::with_capacity(own.import_values.len());
    for import in &own.import_values {
        let text = |map: &Map, field: &str| gotext::plain(map.get(field).unwrap_or(&Value::Null));
        let (child, parent) = match import {
            Value::Map(pair) => (text(pair, "child"), text(pair, "parent")),
            Value::Str(name) => (format!("exports.{name}"), ".".to_owned()),
            _ => continue,
        };
        let path = format!("{}.{child}", own.name);
        match graph.at(all, &path) {
            Ok(found) => {
                let found = if graph.is_empty(found) { graph.empty() } else { found };
                let placed = placed(graph, &parent, found)?;
                graph.merge(taken, placed, merging)?;
            }
            Err(part) => merging.warn(|| format!("ImportValues missing table from chart {}: {part:?} is not a table", own.name)),
        }
        pairs.push(Value::Map(map([("child", child.into()), ("parent", parent.into())])));
    }
    own.import_values = pairs;
    Ok(())
}

/// The map within maps, at a dotted path.
fn placed(graph: &mut Graph, path: &str, table: Table) -> Result<Table, String> {
    if path == "." {
        return Ok(table);
    }
    if path.split('.').count() > MAX_PARTS {
        return Err(format!("import-values: a parent's path has more than {MAX_PARTS} parts"));
    }
    Ok(path.rsplit('.').fold(table, |table, part| graph.wrap(part, table)))
}
