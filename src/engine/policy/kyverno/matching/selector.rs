//! Label selectors with wildcards in their `matchLabels`. It knows no object. Source: apimachinery `LabelSelectorAsSelector`, kyverno
//! `pkg/engine/wildcards`, `ReplaceInSelector`.

use std::collections::BTreeMap;

use super::super::wildcard;
use crate::model::object::value::Value;

/// What an expression asks of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

/// A label selector; an empty one selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    labels: Vec<(String, String)>,
    expressions: Vec<(String, Asks, Vec<String>)>,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// In words, when an operator is unknown or has the wrong values: then it selects nothing in Kyverno, which nobody meant.
    pub fn read(value: &Value) -> Result<Self, String> {
        let map = value.as_map().ok_or_else(|| format!("a selector is a map, not {}", value.kind_name()))?;
        let labels = super::texts(map.get("matchLabels")).into_iter().collect();
        let mut expressions = Vec::new();
        for one in map.get("matchExpressions").and_then(Value::as_list).unwrap_or_default() {
            let part = |key: &str| one.as_map().and_then(|map| map.get(key));
            let key = part("key").and_then(Value::as_str).unwrap_or_default();
            let values: Vec<String> =
                part("values").and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_str).map(str::to_owned).collect();
            let operator = part("operator").and_then(Value::as_str).unwrap_or_default();
            let asks = match (operator, values.is_empty()) {
                ("In", false) => Asks::In,
                ("NotIn", false) => Asks::NotIn,
                ("Exists", true) => Asks::Exists,
                ("DoesNotExist", true) => Asks::DoesNotExist,
                ("In" | "NotIn", true) => return Err(format!("{operator} wants values")),
                ("Exists" | "DoesNotExist", false) => return Err(format!("{operator} wants no values")),
                _ => return Err(format!("there is no label operator {operator:?}")),
            };
            expressions.push((key.to_owned(), asks, values));
        }
        Ok(Self { labels, expressions })
    }

    /// Whether it selects something with these labels.
    pub fn matches(&self, own: &BTreeMap<String, String>) -> bool {
        let has = |(key, value): &(String, String)| {
            if wildcard::is_pattern(key) || wildcard::is_pattern(value) {
                own.iter().any(|(label, found)| wildcard::matches(key, label) && wildcard::matches(value, found))
            } else {
                own.get(key) == Some(value)
            }
        };
        let holds = |(key, asks, values): &(String, Asks, Vec<String>)| {
            let found = own.get(key);
            match asks {
                Asks::In => found.is_some_and(|found| values.contains(found)),
                Asks::NotIn => found.is_none_or(|found| !values.contains(found)),
                Asks::Exists => found.is_some(),
                Asks::DoesNotExist => found.is_none(),
            }
        };
        self.labels.iter().all(has) && self.expressions.iter().all(holds)
    }
}
