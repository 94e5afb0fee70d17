//! `AnyIn`, `AllIn`, `AnyNotIn`, `AllNotIn`, and the old `In` and `NotIn`: the key is one or many, the value a list, a JSON list in a text, a
//! range, or one text; wildcards on both sides. It knows no variable. Source: kyverno `pkg/engine/variables/operator`.

use super::super::fault::Fault;
use super::super::jmespath::World;
use super::super::pattern::scalar::{self, Operator};
use super::super::wildcard;
use crate::engine::manifest::gofloat;
use crate::engine::manifest::json::{parse_json, to_json};
use crate::model::object::value::Value;

/// A value as Go's `fmt.Sprint` shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Float(number) => gofloat::general(*number),
        Value::Str(text) => text.to_string(),
        Value::List(_) | Value::Map(_) => String::from_utf8_lossy(&to_json(value)).into_owned(),
    }
}

fn alike(left: &str, right: &str) -> bool {
    wildcard::matches(left, right) || wildcard::matches(right, left)
}

/// What a key is.
enum Keys {
    One(String),
    Many(Vec<String>),
}

fn keys(key: &Value) -> Option<Keys> {
    match key {
        Value::Str(_) | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => Some(Keys::One(shown(key))),
        Value::List(items) => Some(Keys::Many(items.iter().map(shown).collect())),
        Value::Null | Value::Map(_) => None,
    }
}

/// The texts that a text stands for: itself, or the JSON list of texts in it. None where it is other JSON.
fn listed(text: &str) -> Option<Vec<String>> {
    match parse_json(text.as_bytes()) {
        Err(_) => Some(vec![text.to_owned()]),
        Ok(Value::List(items)) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Ok(Value::Null) => Some(Vec::new()),
        Ok(_) => None,
    }
}

/// Whether one key is in the value; none where the value is of no kind that holds keys.
fn has_one(key: &str, value: &Value) -> Option<bool> {
    match value {
        Value::List(items) => Some(items.iter().any(|item| alike(&shown(item), key))),
        Value::Str(text) if wildcard::matches(text, key) => Some(true),
        Value::Str(text) if Operator::of(text) == Operator::InRange => Some(scalar::text_matches(&key.into(), text)),
        Value::Str(text) => Some(listed(text)?.iter().any(|own| own == key)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Map(_) => None,
    }
}

fn pairs(keys: &[String], values: &[String], world: &World) -> Result<(), Fault> {
    let lengths = |texts: &[String]| texts.iter().map(|text| text.len() as u64 + 1).sum::<u64>();
    world.spend(lengths(keys).saturating_mul(lengths(values)))
}

/// `AnyIn`; with `not`, `AnyNotIn`.
pub(super) fn any_in(key: &Value, value: &Value, not: bool, world: &World) -> Result<bool, Fault> {
    let keys = match keys(key) {
        None => return Ok(false),
        Some(Keys::One(key)) => return Ok(has_one(&key, value).is_some_and(|has| has != not)),
        Some(Keys::Many(keys)) => keys,
    };
    let values = match value {
        Value::List(items) => items.iter().map(shown).collect(),
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => vec![shown(value)],
        Value::Str(text) => {
            if let [only] = keys.as_slice()
                && **only == **text
            {
                return Ok(!not);
            }
            if Operator::of(text) == Operator::InRange {
                let range = if not { text.replacen('-', "!-", 1) } else { text.to_string() };
                return Ok(keys.iter().any(|key| scalar::text_matches(&key.as_str().into(), &range)));
            }
            let Some(values) = listed(text) else { return Ok(false) };
            values
        }
        Value::Null | Value::Map(_) => return Ok(false),
    };
    pairs(&keys, &values, world)?;
    Ok(keys.iter().any(|key| values.iter().any(|own| alike(key, own)) != not))
}

/// `AllIn`; with `not`, `AllNotIn`.
pub(super) fn all_in(key: &Value, value: &Value, not: bool, world: &World) -> Result<bool, Fault> {
    let keys = match keys(key) {
        None => return Ok(false),
        Some(Keys::One(key)) => return Ok(has_one(&key, value).is_some_and(|has| has != not)),
        Some(Keys::Many(keys)) => keys,
    };
    let values = match value {
        Value::List(items) => items.iter().map(shown).collect(),
        Value::Str(text) => {
            if let [only] = keys.as_slice()
                && **only == **text
            {
                return Ok(!not);
            }
            if Operator::of(text) == Operator::InRange {
                return Ok(keys.iter().all(|key| scalar::text_matches(&key.as_str().into(), text) != not));
            }
            let Some(values) = listed(text) else { return Ok(false) };
            values
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Map(_) => return Ok(false),
    };
    pairs(&keys, &values, world)?;
    Ok(keys.iter().all(|key| values.iter().any(|own| alike(key, own)) != not))
}

/// `In`; with `not`, `NotIn`: many keys are compared letter by letter, and `NotIn` holds where any of them is missing.
pub(super) fn old_in(key: &Value, value: &Value, not: bool) -> bool {
    let json = |text: &str| match parse_json(text.as_bytes()) {
        Ok(Value::List(items)) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>(),
        Ok(Value::Null) => Some(Vec::new()),
        Ok(_) | Err(_) => None,
    };
    let keys = match keys(key) {
        None => return false,
        Some(Keys::One(key)) => {
            let has = match value {
                Value::List(items) => Some(items.iter().any(|item| alike(&shown(item), &key))),
                Value::Str(text) if wildcard::matches(text, &key) => Some(true),
                Value::Str(text) => json(text).map(|own| own.contains(&key)),
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Map(_) => None,
            };
            return has.is_some_and(|has| has != not);
        }
        Some(Keys::Many(keys)) => keys,
    };
    let values = match value {
        Value::List(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Value::Str(text) if matches!(keys.as_slice(), [only] if **only == **text) => return true,
        Value::Str(text) => json(text),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Map(_) => None,
    };
    values.is_some_and(|values: Vec<String>| keys.iter().all(|key| values.contains(key)) != not)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{all_in, any_in, old_in};
    use crate::engine::policy::kyverno::jmespath::World;
    use crate::model::object::value::Value;

    fn list(texts: &[&str]) -> Value {
        Value::list(texts.iter().map(|text| Value::from(*text)).collect())
    }

    #[test]
    fn keys_are_looked_for_in_lists_texts_and_ranges() {
        let world = World::at(Timestamp::UNIX_EPOCH);
        for (key, value, any, all, any_not, all_not) in [
            (list(&["a", "b"]), list(&["a", "c"]), true, false, true, false),
            (list(&["a", "b"]), list(&["*"]), true, true, false, false),
            (list(&["x*"]), list(&["xy"]), true, true, false, false),
            (Value::from("a"), Value::from("[\"a\", \"b\"]"), true, true, false, false),
            (Value::Int(5), Value::from("1-10"), true, true, false, false),
            (list(&["5", "20"]), Value::from("1-10"), true, false, true, false),
            (Value::Null, list(&["a"]), false, false, false, false),
            (list(&[]), list(&["a"]), false, true, false, true),
        ] {
            let found = (
                any_in(&key, &value, false, &world).expect("any"),
                all_in(&key, &value, false, &world).expect("all"),
                any_in(&key, &value, true, &world).expect("any not"),
                all_in(&key, &value, true, &world).expect("all not"),
            );
            assert_eq!(found, (any, all, any_not, all_not), "{key:?} {value:?}");
        }
        assert!(old_in(&list(&["a"]), &list(&["a", "b"]), false) && old_in(&list(&["a", "z"]), &list(&["a", "b"]), true));
    }
}
