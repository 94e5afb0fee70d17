//! Fills a full value with the defaults of the API server's code: each struct first by itself, then its fields, as the
//! generated defaulters go. It knows no rule; those are tables in `presets`, `special` and `table`.

use crate::engine::manifest::json;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::{GoField, GoType, Omit, at, presets, special, table};

/// The full value with defaults.
pub(super) fn filled(ty: u16, full: &Value) -> Value {
    match (at(ty), full) {
        (GoType::List(item), Value::List(items)) => Value::list(items.iter().map(|own| filled(item, own)).collect()),
        (GoType::Map(item), Value::Map(map)) => Value::map(map.iter().map(|(key, own)| (key.clone(), filled(item, own))).collect()),
        (GoType::Ptr(to), value) if !value.is_null() => filled(to, value),
        (GoType::Struct(name, fields), Value::Map(map)) => Value::Map(structure(name, fields, map)),
        _ => full.clone(),
    }
}

fn structure(name: &str, fields: &'static [GoField], map: &Map) -> Map {
    let mut map = special::apply(name, map);
    let first = table::PRESETS.partition_point(|(own, _, _)| *own < name);
    let markers = table::PRESETS.iter().skip(first).take_while(|(own, _, _)| *own == name);
    for (_, field, preset) in markers {
        map = preset_at(fields, &map, field, preset);
    }
    let own = presets::RULES.binary_search_by(|(own, _)| (*own).cmp(name)).ok().and_then(|index| presets::RULES.get(index));
    for (path, preset) in own.map_or(&[][..], |(_, rules)| rules) {
        map = preset_at(fields, &map, path, preset);
    }
    let entries = map.iter().map(|(key, value)| {
        let field = fields.binary_search_by(|field| field.name.cmp(key.as_str())).ok().and_then(|index| fields.get(index));
        (key.clone(), field.map_or_else(|| value.clone(), |field| filled(field.ty, value)))
    });
    Map::from_entries(entries.collect())
}

/// Sets a field that is absent, or zero where it is no pointer. A pointer to a struct on the way is made; the path is our
/// own, so a field that the type lacks (an older version) is passed over.
fn preset_at(fields: &'static [GoField], map: &Map, path: &str, preset: &str) -> Map {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some(field) = fields.binary_search_by(|field| field.name.cmp(first)).ok().and_then(|index| fields.get(index)) else {
        return map.clone();
    };
    let own = map.get(first);
    match rest {
        None => {
            let is_unset = match (at(field.ty), own) {
                (_, None | Some(Value::Null)) => true,
                (GoType::Ptr(_), Some(_)) => false,
                (_, Some(value)) => is_zero(value),
            };
            // A zero that is not printed is the same as none.
            let is_printed = |value: &Value| matches!(at(field.ty), GoType::Ptr(_)) || field.omit == Omit::Never || !is_zero(value);
            match json::parse_json(preset.as_bytes()) {
                Ok(value) if is_unset && is_printed(&value) => map.with(Key::field(field.name), value),
                _ => map.clone(),
            }
        }
        Some(rest) => {
            let GoType::Struct(_, inner) = behind(field.ty) else { return map.clone() };
            let child = own.and_then(Value::as_map).cloned().unwrap_or_default();
            map.with(Key::field(field.name), Value::Map(preset_at(inner, &child, rest, preset)))
        }
    }
}

fn behind(ty: u16) -> GoType {
    match at(ty) {
        GoType::Ptr(to) => at(to),
        own => own,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Uint(value) => *value == 0,
        Value::Float(value) => *value == 0.0,
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_json_and_names_a_field_that_exists() {
        assert!(presets::RULES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(table::PRESETS.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
        let fields = |name: &str| {
            table::TYPES.iter().find_map(|ty| match ty {
                GoType::Struct(own, fields) if *own == name => Some(*fields),
                _ => None,
            })
        };
        for (name, rules) in presets::RULES {
            let mut known = fields(name).unwrap_or_else(|| panic!("{name} is a type"));
            for (path, preset) in *rules {
                json::parse_json(preset.as_bytes()).expect("JSON");
                let top = known;
                for step in path.split('.') {
                    let field = known.iter().find(|field| field.name == step).unwrap_or_else(|| panic!("{name} has {path}"));
                    if let GoType::Struct(_, inner) = behind(field.ty) {
                        known = inner;
                    }
                }
                known = top;
            }
        }
    }
}
