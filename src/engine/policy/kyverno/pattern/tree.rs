//! An object against a pattern's tree. It knows no rule. Source: kyverno `pkg/engine/validate`, `pkg/engine/anchor`.
//!
//! A pattern's map is judged in two phases. First its anchors, in the order of their text: a condition that does not hold skips this part,
//! `X(…)`, `^(…)` and `=(…)` fail it. A part is skipped when no anchor held, or when a condition of its own did not; in a list the items
//! that are skipped count for nothing, and a list of nothing but such is skipped itself. Then the other keys, those with anchors below
//! them and global anchors first. A skip that reaches the top skips the rule.

use std::collections::BTreeMap;

use super::anchor::{self, Anchor, Kind};
use super::{metadata, scalar};
use crate::model::object::value::{Map, Value};

/// Levels of a pattern that are followed; policies are refused at reading where they nest deeper.
pub const MAX_DEPTH: usize = 128;

/// Why an object is not as the pattern wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Whether the pattern is not for this object at all.
    pub is_skip: bool,
    /// Where, as Kyverno writes it: `/spec/containers/0/image/`. Empty where Kyverno cannot say and calls the rule broken.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

/// Compares an object with a pattern.
///
/// # Errors
/// Where they differ, or the pattern is not for this object.
pub fn compare(resource: &Value, pattern: &Value) -> Result<(), Mismatch> {
    let mut walk = Walk::default();
    walk.element(resource, pattern, "/", 0).map_err(|miss| {
        // An anchored key that is nowhere in the object makes Kyverno call it an error, unless X(…) was the cause.
        let is_lost =
            miss.reason == Reason::Differs && walk.seen.iter().any(|(key, seen)| !seen && anchor::kind(key) != Some(Kind::Negation));
        let path = if miss.reason == Reason::Skips || is_lost { String::new() } else { miss.path };
        Mismatch { is_skip: miss.reason == Reason::Skips, path, message: miss.message }
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Differs,
    /// `X(…)` found its key.
    Denied,
    /// A condition or global anchor does not hold.
    Skips,
}

#[derive(Debug)]
struct Miss {
    reason: Reason,
    path: String,
    message: String,
    /// Whether it stands for several inside: then a sibling's success outweighs it.
    is_sum: bool,
}

type Result_ = Result<(), Miss>;

fn differs(path: &str, message: String) -> Miss {
    Miss { reason: Reason::Differs, path: path.to_owned(), message, is_sum: false }
}

fn sum(path: &str, skips: &[Miss]) -> Miss {
    let messages: Vec<&str> = skips.iter().map(|skip| skip.message.as_str()).collect();
    Miss { reason: Reason::Skips, path: path.to_owned(), message: messages.join("; "), is_sum: true }
}

/// One comparison.
#[derive(Debug, Default)]
struct Walk {
    /// Keys with conditions, existence and negation, and whether the object had them anywhere.
    seen: BTreeMap<String, bool>,
}

impl Walk {
    fn element(&mut self, resource: &Value, pattern: &Value, path: &str, depth: usize) -> Result_ {
        if depth > MAX_DEPTH {
            return Err(differs("", format!("the pattern is deeper than {MAX_DEPTH} levels")));
        }
        match (pattern, resource) {
            (Value::Map(wanted), Value::Map(found)) => {
                self.note(wanted, found);
                self.map(found, wanted, path, depth)
            }
            (Value::Map(_), _) => {
                let found = resource.kind_name();
                Err(differs(path, format!("pattern and resource have different structures. Path: {path}. Expected a map, found {found}")))
            }
            (Value::List(wanted), Value::List(found)) => self.list(found, wanted, path, depth),
            (Value::List(_), _) => {
                Err(differs(path, format!("validation rule failed at path {path}, resource does not satisfy the expected overlay pattern")))
            }
            (_, Value::List(found)) if found.iter().all(|item| scalar::matches(item, pattern)) => Ok(()),
            _ if resource.as_list().is_none() && scalar::matches(resource, pattern) => Ok(()),
            _ => Err(differs(path, format!("resource value '{}' does not match '{}' at path {path}", shown(resource), shown(pattern)))),
        }
    }

    fn note(&mut self, pattern: &Map, resource: &Map) {
        for (key, _) in pattern {
            if let Some(Anchor { kind: Kind::Condition | Kind::Existence | Kind::Negation, key: own }) = anchor::parse(key.as_str()) {
                *self.seen.entry(key.as_str().to_owned()).or_default() |= resource.has(own);
            }
        }
    }

    fn map(&mut self, resource: &Map, pattern: &Map, path: &str, depth: usize) -> Result_ {
        let pattern = metadata::expanded(pattern, resource);
        let is_first = |key: &str| matches!(anchor::kind(key), Some(Kind::Condition | Kind::Existence | Kind::Equality | Kind::Negation));
        let mut skips: Vec<Miss> = Vec::new();
        let mut held = 0;
        for (key, wanted) in pattern.iter().filter(|(key, _)| is_first(key.as_str())) {
            match self.entry(resource, key.as_str(), wanted, path, depth) {
                Ok(()) => held += 1,
                Err(miss) if miss.reason == Reason::Skips => skips.push(miss),
                // A condition beside it does not hold: then this part is not asked.
                Err(_) if skips.iter().any(|skip| !skip.is_sum) => {}
                Err(miss) => return Err(miss),
            }
        }
        if !skips.is_empty() && (held == 0 || skips.iter().any(|skip| !skip.is_sum)) {
            return Err(sum(path, &skips));
        }
        let rest: Vec<&(_, Value)> = pattern.iter().filter(|(key, _)| !is_first(key.as_str())).collect();
        let goes_first = |key: &str, value: &Value| anchor::kind(key) == Some(Kind::Global) || has_anchors(value);
        // Each of those is put before the one that was put there last.
        let (early, late): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(key, value)| goes_first(key.as_str(), value));
        for (key, wanted) in early.into_iter().rev().chain(late) {
            self.entry(resource, key.as_str(), wanted, path, depth)?;
        }
        Ok(())
    }

    /// One key of a pattern.
    fn entry(&mut self, resource: &Map, key: &str, wanted: &Value, path: &str, depth: usize) -> Result_ {
        let anchor = anchor::parse(key).filter(|anchor| anchor.kind != Kind::AddIfNotPresent);
        let Some(Anchor { kind, key }) = anchor else { return self.plain(resource, key, wanted, path, depth) };
        let own = format!("{path}{key}/");
        let found = resource.get(key);
        let skips = |why: String| Miss { reason: Reason::Skips, path: own.clone(), message: why, is_sum: false };
        match (kind, found) {
            (Kind::Negation, Some(_)) => {
                let message = format!("negation anchor matched in resource: {own} is not allowed");
                Err(Miss { reason: Reason::Denied, path: own, message, is_sum: false })
            }
            (Kind::Negation | Kind::Equality | Kind::Existence | Kind::Global | Kind::AddIfNotPresent, None) => Ok(()),
            (Kind::Condition, None) => {
                Err(skips("conditional anchor mismatch: conditional anchor key doesn't exist in the resource".to_owned()))
            }
            (Kind::Equality | Kind::AddIfNotPresent, Some(found)) => self.element(found, wanted, &own, depth + 1),
            (Kind::Condition, Some(found)) => self
                .element(found, wanted, &own, depth + 1)
                .map_err(|miss| Miss { path: miss.path, ..skips(format!("conditional anchor mismatch: {}", miss.message)) }),
            (Kind::Global, Some(found)) => self
                .element(found, wanted, &own, depth + 1)
                .map_err(|miss| Miss { path: miss.path, ..skips(format!("global anchor mismatch: {}", miss.message)) }),
            (Kind::Existence, Some(found)) => self.existence(found, wanted, &own, depth + 1),
        }
    }

    fn plain(&mut self, resource: &Map, key: &str, wanted: &Value, path: &str, depth: usize) -> Result_ {
        let found = resource.get(key).unwrap_or(&Value::Null);
        if wanted.as_str() == Some("*") {
            return if found.is_null() { Err(differs(path, format!("{path}/{key} not found"))) } else { Ok(()) };
        }
        self.element(found, wanted, &format!("{path}{key}/"), depth + 1)
    }

    fn existence(&mut self, found: &Value, wanted: &Value, path: &str, depth: usize) -> Result_ {
        let Value::List(items) = found else {
            let kind = found.kind_name();
            return Err(differs(
                path,
                format!("invalid resource type {kind}: Existence ^ () anchor can be used only on list/array type resource"),
            ));
        };
        let not_a = |what: &str| differs(path, format!("invalid pattern type: Pattern has to be {what} to compare against resource"));
        for one in wanted.as_list().ok_or_else(|| not_a("of list"))? {
            if one.as_map().is_none() {
                return Err(not_a("a list of maps"));
            }
            let has_one =
                (0..).zip(items.iter()).any(|(index, item): (usize, _)| self.element(item, one, &format!("{path}{index}/"), depth).is_ok());
            if !has_one {
                return Err(differs(path, format!("existence anchor validation failed at path {path}")));
            }
        }
        Ok(())
    }

    fn list(&mut self, found: &[Value], wanted: &[Value], path: &str, depth: usize) -> Result_ {
        let Some(first) = wanted.first() else { return Err(differs(path, "pattern Array empty".to_owned())) };
        match first {
            // Its first map is what every item must be like.
            Value::Map(_) => self.each(found.iter().map(|item| (item, first)), path, depth),
            Value::List(_) if found.len() < wanted.len() => {
                let (own, other) = (found.len(), wanted.len());
                let message =
                    format!("validate Array failed, array length mismatch, resource Array len is {own} and pattern Array len is {other}");
                Err(differs("", message))
            }
            Value::List(_) => self.each(found.iter().zip(wanted), path, depth),
            _ => self.element(&Value::list(found.to_vec()), first, path, depth + 1),
        }
    }

    fn each<'v>(&mut self, pairs: impl Iterator<Item = (&'v Value, &'v Value)>, path: &str, depth: usize) -> Result_ {
        let mut skips = Vec::new();
        let mut held = 0;
        for (index, (item, wanted)) in pairs.enumerate() {
            match self.element(item, wanted, &format!("{path}{index}/"), depth + 1) {
                Ok(()) => held += 1,
                Err(miss) if miss.reason == Reason::Skips => skips.push(miss),
                Err(miss) => return Err(miss),
            }
        }
        if held == 0 && !skips.is_empty() { Err(sum(path, &skips)) } else { Ok(()) }
    }
}

fn has_anchors(pattern: &Value) -> bool {
    match pattern {
        Value::Map(map) => map
            .iter()
            .any(|(key, value)| anchor::kind(key.as_str()).is_some_and(|kind| kind != Kind::AddIfNotPresent) || has_anchors(value)),
        Value::List(items) => items.iter().any(has_anchors),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => false,
    }
}

/// A value in a message: scalars as they are, the rest by its kind, since it may be large and secret.
fn shown(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null => "<nil>".to_owned(),
        Value::List(_) | Value::Map(_) => value.kind_name().to_owned(),
    }
}
