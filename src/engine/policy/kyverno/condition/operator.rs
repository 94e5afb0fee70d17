//! The operators of conditions, by name. It knows no variable: both sides are values.

use std::cmp::Ordering;

use super::super::fault::Fault;
use super::super::jmespath::World;
use super::{equality, membership, numeric};
use crate::model::object::value::Value;

/// Which way a comparison must go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `GreaterThan`
    Greater,
    /// `GreaterThanOrEquals`
    GreaterOrEqual,
    /// `LessThan`
    Less,
    /// `LessThanOrEquals`
    LessOrEqual,
}

impl Order {
    /// Whether the left side is so beside the right one.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

/// How two sides are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// `Equals`, `Equal`
    Equals,
    /// `NotEquals`, `NotEqual`
    NotEquals,
    /// `In` (old)
    In,
    /// `NotIn` (old)
    NotIn,
    /// `AnyIn`
    AnyIn,
    /// `AllIn`
    AllIn,
    /// `AnyNotIn`
    AnyNotIn,
    /// `AllNotIn`
    AllNotIn,
    /// `GreaterThan` and its like: numbers, quantities, durations, versions.
    Numeric(Order),
    /// `DurationGreaterThan` and its like (old).
    Duration(Order),
    /// None that Kyverno knows: the rule is in error.
    Unknown(String),
}

impl Operator {
    /// The operator of this name, whatever its case.
    pub fn named(name: &str) -> Self {
        let order = |name: &str| {
            Some(match name {
                "greaterthan" => Order::Greater,
                "greaterthanorequals" => Order::GreaterOrEqual,
                "lessthan" => Order::Less,
                "lessthanorequals" => Order::LessOrEqual,
                _ => return None,
            })
        };
        let lower = name.to_lowercase();
        match lower.as_str() {
            "equals" | "equal" => Self::Equals,
            "notequals" | "notequal" => Self::NotEquals,
            "in" => Self::In,
            "notin" => Self::NotIn,
            "anyin" => Self::AnyIn,
            "allin" => Self::AllIn,
            "anynotin" => Self::AnyNotIn,
            "allnotin" => Self::AllNotIn,
            other => match (order(other), other.strip_prefix("duration").and_then(order)) {
                (Some(order), _) => Self::Numeric(order),
                (None, Some(order)) => Self::Duration(order),
                (None, None) => Self::Unknown(name.to_owned()),
            },
        }
    }

    /// Whether the sides are so.
    ///
    /// # Errors
    /// When the operator is unknown, or both sides are too large to be compared.
    pub fn holds(&self, key: &Value, value: &Value, world: &World) -> Result<bool, Fault> {
        Ok(match self {
            Self::Equals => equality::equals(key, value),
            Self::NotEquals => equality::not_equals(key, value),
            Self::In => membership::old_in(key, value, false),
            Self::NotIn => membership::old_in(key, value, true),
            Self::AnyIn => membership::any_in(key, value, false, world)?,
            Self::AnyNotIn => membership::any_in(key, value, true, world)?,
            Self::AllIn => membership::all_in(key, value, false, world)?,
            Self::AllNotIn => membership::all_in(key, value, true, world)?,
            Self::Numeric(order) => numeric::holds(key, value, *order),
            Self::Duration(order) => numeric::duration_holds(key, value, *order),
            Self::Unknown(name) => return Err(Fault::bad(format!("there is no condition operator {name:?}"))),
        })
    }
}
