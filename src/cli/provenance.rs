//! Who set which field, as lines: `tiphys render … --provenance`. No value is printed, so that a Secret's fields may be told too. It
//! renders nothing.

use crate::engine::render::helm::layers::SetIn;
use crate::model::object::Object;
use crate::model::object::path::{Path, Segment};
use crate::model::object::trail::SetBy;
use crate::model::object::value::Value;
use crate::model::text::clean;

/// Fields of lists that name an item, so that a person finds it.
const NAME: &str = "name";

/// The objects, each with its fields and who set them last.
pub(super) fn lines(objects: &[Object]) -> String {
    let mut out = String::new();
    for object in objects {
        let Some(trail) = &object.origin().trail else { continue };
        let space = if object.namespace().is_empty() { String::new() } else { format!("  {}", object.namespace()) };
        out.push_str(&format!("{}/{} {}{space}\n", object.api_version(), object.kind(), object.name()));
        let mut fields = Vec::new();
        leaves(&object.to_value(), &Path::default(), &mut fields);
        let rows: Vec<(String, String)> = fields.iter().filter_map(|path| Some((path.to_string(), words(&trail.set_by(path)?)))).collect();
        let width = rows.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
        for (path, by) in rows {
            out.push_str(&format!("  {path:width$}  {by}\n"));
        }
    }
    out.lines().map(|line| format!("{}\n", clean(line))).collect()
}

/// The values of a chart, each with the file or flag that set it last; no value is printed.
pub(super) fn values(origins: &[SetIn]) -> String {
    let width = origins.iter().map(|set| set.path.chars().count()).max().unwrap_or(0);
    let rows = origins.iter().map(|set| format!("  {:width$}  {}", set.path, set.layer));
    std::iter::once("values".to_owned()).chain(rows).map(|line| format!("{}\n", clean(&line))).collect()
}

fn words(by: &SetBy) -> String {
    let line = by.place.line.map(|line| format!(":{line}")).unwrap_or_default();
    let what = if by.what.is_empty() { String::new() } else { format!("  {}", by.what) };
    format!("{}{line}{what}", by.place.file)
}

/// The paths of all values that hold no others.
fn leaves(value: &Value, path: &Path, out: &mut Vec<Path>) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            for (key, value) in map {
                leaves(value, &path.join(Segment::Field(key.as_str().into())), out);
            }
        }
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let name = item.as_map().and_then(|map| map.get(NAME)).and_then(Value::as_shared_str);
                let segment = name.map_or(Segment::Index(index), |name| Segment::Item(NAME.into(), name));
                leaves(item, &path.join(segment), out);
            }
        }
        _ => out.push(path.clone()),
    }
}
