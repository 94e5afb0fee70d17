//! Conditions: a key, an operator, a value; `any` and `all`. It knows no rule. Source: kyverno `pkg/engine/variables`.

mod equality;
mod membership;
mod numeric;
pub mod operator;

use super::context::Context;
use super::fault::Fault;
use super::substitute::substitute;
use crate::model::object::value::{Map, Value};
use operator::Operator;

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The left side, with variables.
    pub key: Value,
    /// How both are compared.
    pub operator: Operator,
    /// The right side, with variables.
    pub value: Value,
    /// What is said when it decides.
    pub message: String,
}

/// Conditions as they are written.
#[derive(Debug, Clone, PartialEq)]
pub enum Conditions {
    /// One of `any` (where it is there) and all of `all`.
    AnyAll {
        /// Where it is there and empty, nothing holds.
        any: Option<Vec<Condition>>,
        /// None of them is no hindrance.
        all: Vec<Condition>,
    },
    /// The old way: all of them.
    List(Vec<Condition>),
}

/// Whether conditions hold, and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Whether they do.
    pub is_true: bool,
    /// The messages of those that decided.
    pub message: String,
}

impl Conditions {
    /// Reads conditions.
    ///
    /// # Errors
    /// In words, when they are none.
    pub fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::List(items) => items.iter().map(one).collect::<Result<_, _>>().map(Self::List),
            Value::Map(map) => {
                let list = |key: &str| match map.get(key) {
                    None | Some(Value::Null) => Ok(None),
                    Some(Value::List(items)) => items.iter().map(one).collect::<Result<Vec<_>, String>>().map(Some),
                    Some(other) => Err(format!("{key} is {}, not a list of conditions", other.kind_name())),
                };
                if let Some((other, _)) = map.iter().find(|(key, _)| !matches!(key.as_str(), "any" | "all")) {
                    return Err(format!("conditions have any and all, not {}", other.as_str()));
                }
                Ok(Self::AnyAll { any: list("any")?, all: list("all")?.unwrap_or_default() })
            }
            Value::Null => Ok(Self::List(Vec::new())),
            other => Err(format!("conditions are a map or a list, not {}", other.kind_name())),
        }
    }

    /// Whether they hold.
    ///
    /// # Errors
    /// When a variable cannot be substituted, or an operator is unknown.
    pub fn hold(&self, context: &mut Context) -> Result<Held, Fault> {
        let (mut said_true, mut said_false) = (Vec::new(), Vec::new());
        let mut holds = true;
        let (any, all, separator) = match self {
            Self::AnyAll { any, all } => (any.as_deref(), all.as_slice(), "; "),
            Self::List(all) => (None, all.as_slice(), ";"),
        };
        if let Some(any) = any {
            holds = false;
            for condition in any {
                if condition.holds(context)? {
                    holds = true;
                    said_true.push(condition.message.as_str());
                    break;
                }
                said_false.push(condition.message.as_str());
            }
        }
        for condition in all {
            if !condition.holds(context)? {
                holds = false;
                said_false.push(condition.message.as_str());
                break;
            }
            said_true.push(condition.message.as_str());
        }
        let said = if holds { said_true } else { said_false };
        let said: Vec<&str> = said.into_iter().filter(|message| !message.is_empty()).collect();
        Ok(Held { is_true: holds, message: said.join(separator) })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Condition> {
        let (any, all) = match self {
            Self::AnyAll { any, all } => (any.as_deref().unwrap_or_default(), all.as_slice()),
            Self::List(all) => (&[][..], all.as_slice()),
        };
        any.iter().chain(all)
    }
}

impl Condition {
    fn holds(&self, context: &mut Context) -> Result<bool, Fault> {
        let key = substitute(context, &self.key).map_err(|fault| fault.within("failed to substitute variables in condition key"))?;
        let value = substitute(context, &self.value).map_err(|fault| fault.within("failed to substitute variables in condition value"))?;
        context.world().spend_value(&key)?;
        context.world().spend_value(&value)?;
        self.operator.holds(&key, &value, context.world())
    }
}

fn one(value: &Value) -> Result<Condition, String> {
    let map = value.as_map().ok_or_else(|| format!("a condition is a map, not {}", value.kind_name()))?;
    if let Some((other, _)) = map.iter().find(|(key, _)| !matches!(key.as_str(), "key" | "operator" | "value" | "message")) {
        return Err(format!("a condition has key, operator and value, not {}", other.as_str()));
    }
    let text = |map: &Map, key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Condition {
        key: map.get("key").cloned().unwrap_or_default(),
        operator: Operator::named(&text(map, "operator")),
        value: map.get("value").cloned().unwrap_or_default(),
        message: text(map, "message"),
    })
}
