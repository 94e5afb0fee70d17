//! One keymap file → bindings, refusing what contradicts itself at the line where it does. It knows no other file.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::model::problem::Problem;

use super::super::action::{Action, nearest};
use super::super::data::{self, Hints};
use super::super::key::{self, Key};
use super::{Bindings, Context, contradict};

/// The word that takes a binding of a file below away.
const NONE: &str = "none";

/// Reads a file.
pub(super) fn read(file: &str, text: &str) -> Result<Bindings, Problem> {
    let hints = Hints::default();
    let mut bindings = Bindings::new();
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(bindings);
    }
    data::read(file, text, &hints, File { hints: &hints, bindings: &mut bindings })?;
    Ok(bindings)
}

struct File<'a> {
    hints: &'a Hints,
    bindings: &'a mut Bindings,
}

impl<'de> DeserializeSeed<'de> for File<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for File<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("contexts with their keys")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(context) = map.next_key_seed(Word { hints: self.hints, parse: context })? {
            map.next_value_seed(Keys { hints: self.hints, context, bindings: self.bindings })?;
        }
        Ok(())
    }
}

struct Keys<'a> {
    hints: &'a Hints,
    context: Context,
    bindings: &'a mut Bindings,
}

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys with their actions")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(keys) = map.next_key_seed(Sequence { hints: self.hints, context: self.context, bindings: self.bindings })? {
            let action = map.next_value_seed(Word { hints: self.hints, parse: action })?;
            self.bindings.entry(self.context).or_default().insert(keys, action);
        }
        Ok(())
    }
}

type Parse<T> = fn(&str) -> Result<T, (String, Option<String>)>;

/// A word that stands for one of ours.
struct Word<'a, T> {
    hints: &'a Hints,
    parse: Parse<T>,
}

impl<'de, T> DeserializeSeed<'de> for Word<'_, T> {
    type Value = T;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T> Visitor<'_> for Word<'_, T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(|(cause, hint)| self.hints.error(cause, hint))
    }
}

fn context(text: &str) -> Result<Context, (String, Option<String>)> {
    Context::ALL.into_iter().find(|context| context.name() == text).ok_or_else(|| {
        let like = nearest(text, Context::ALL.iter().map(|context| context.name()));
        (format!("`{text}` is no context"), Hints::did_you_mean(like))
    })
}

fn action(text: &str) -> Result<Option<Action>, (String, Option<String>)> {
    match Action::from_name(text) {
        None if text == NONE => Ok(None),
        None => Err((format!("`{text}` is no action"), Hints::did_you_mean(Action::nearest(text)))),
        found => Ok(found),
    }
}

/// A sequence that contradicts nothing read so far.
struct Sequence<'a> {
    hints: &'a Hints,
    context: Context,
    bindings: &'a Bindings,
}

impl<'de> DeserializeSeed<'de> for Sequence<'_> {
    type Value = Vec<Key>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Key>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Sequence<'_> {
    type Value = Vec<Key>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key; put it in quotes")
    }
    /// Digits are keys too, and YAML reads them as numbers.
    fn visit_u64<E: Error>(self, number: u64) -> Result<Vec<Key>, E> {
        self.visit_str(&number.to_string())
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<Key>, E> {
        let keys = key::sequence(text).map_err(|error| {
            let hint =
                matches!(error, key::KeyError::Unknown(_)).then(|| "keys are written like j, G, ctrl-r, space, shift-tab, f1".to_owned());
            self.hints.error(error, hint)
        })?;
        match self.contradicted(&keys) {
            None => Ok(keys),
            Some(cause) => Err(self.hints.error(cause, None)),
        }
    }
}

impl Sequence<'_> {
    fn contradicted(&self, keys: &[Key]) -> Option<String> {
        let text = key::sequence_text(keys);
        for (context, entries) in self.bindings {
            let is_seen = *context == self.context
                || (*context == Context::Everywhere && self.context.is_place())
                || (self.context == Context::Everywhere && context.is_place());
            let bound = is_seen.then(|| entries.keys().find(|bound| contradict(bound, keys))).flatten();
            let Some(bound) = bound else { continue };
            let place = context.name();
            return Some(match bound.len().cmp(&keys.len()) {
                std::cmp::Ordering::Equal => format!("`{text}` is bound already, in `{place}`"),
                std::cmp::Ordering::Less => format!("`{text}` can never be typed: `{}` is bound in `{place}`", key::sequence_text(bound)),
                std::cmp::Ordering::Greater => format!("`{text}` would hide `{}`, bound in `{place}`", key::sequence_text(bound)),
            });
        }
        None
    }
}
