//! What a failing rule does: refuse or report; by policy, by rule, by namespace. It knows no rule's content.

use std::collections::BTreeMap;

use super::matching::selector::Selector;
use super::wildcard;
use crate::model::object::value::Value;

/// What a failing rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The request is refused.
    Enforce,
    /// It is written into a report.
    Audit,
}

/// A failure action for some namespaces.
#[derive(Debug, Clone)]
pub struct Override {
    action: Action,
    namespaces: Option<Vec<String>>,
    selector: Option<Selector>,
}

impl Action {
    /// Reads an action, in lower case as well.
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn read(value: &Value) -> Result<Self, String> {
        match value.as_str() {
            Some("Enforce" | "enforce") => Ok(Self::Enforce),
            Some("Audit" | "audit") => Ok(Self::Audit),
            Some(other) => Err(format!("a failure action is Enforce or Audit, not {other:?}")),
            None => Err(format!("a failure action is text, not {}", value.kind_name())),
        }
    }
}

impl Override {
    /// Reads a list of them.
    ///
    /// # Errors
    /// In words, when one is wrong.
    pub fn read_all(value: &Value) -> Result<Vec<Self>, String> {
        let items = value.as_list().ok_or_else(|| format!("a list is wanted, not {}", value.kind_name()))?;
        items.iter().map(Self::read).collect()
    }

    fn read(value: &Value) -> Result<Self, String> {
        let map = value.as_map().ok_or_else(|| format!("a map is wanted, not {}", value.kind_name()))?;
        let part = |key: &str| map.get(key).filter(|value| !value.is_null());
        let names = |value: &Value| value.as_list().map(|items| items.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        Ok(Self {
            action: Action::read(part("action").unwrap_or(&Value::Null))?,
            namespaces: part("namespaces").and_then(names),
            selector: part("namespaceSelector").map(Selector::read).transpose()?,
        })
    }

    /// The action for a namespace, where this is for it.
    fn of(&self, namespace: &str, labels: &BTreeMap<String, String>) -> Option<Action> {
        let is_named = self.namespaces.as_ref().is_none_or(|own| own.iter().any(|own| wildcard::matches(own, namespace)));
        let is_selected = self.selector.as_ref().is_none_or(|selector| selector.matches(labels));
        (is_named && is_selected).then_some(self.action)
    }
}

/// The first action of a list that is for a namespace.
pub fn overridden(overrides: &[Override], namespace: &str, labels: &BTreeMap<String, String>) -> Option<Action> {
    overrides.iter().find_map(|one| one.of(namespace, labels))
}
