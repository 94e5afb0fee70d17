//! JMESPath as Kyverno speaks it: its fork of go-jmespath, with its functions. It knows no policy and no clock: the time is given.
//!
//! Written here because no crate fits: Kyverno's dialect makes a missing key an error that some operators forgive and others pass on
//! (it decides between `fail`, `error` and the default of a variable), its functions take and give quantities, durations and times, and
//! every value must be [`Value`] under a budget. Source of the rules: kyverno/go-jmespath `interpreter.go`, kyverno
//! `pkg/engine/jmespath`. Where Go's order of map keys is random, ours is sorted.

mod ast;
mod eval;
mod functions;
mod lexer;
mod parser;

use std::cell::{Cell, RefCell};

use jiff::Timestamp;
use regex::Regex;

use super::fault::Fault;
use crate::model::object::value::Value;

/// Steps that one evaluation of a rule may take. The heaviest published policies need a few thousand; a step is a node visited, a value
/// collected or a byte of text made.
pub const BUDGET: u64 = 20_000_000;

/// What an evaluation may know and spend.
#[derive(Debug, Clone)]
pub struct World {
    /// The time that `time_now` tells.
    pub now: Timestamp,
    left: Cell<u64>,
    /// The regular expression that was compiled last: lists are matched by one.
    regex: RefCell<Option<(String, Regex)>>,
}

impl World {
    /// A world at this time, with a whole budget.
    pub fn at(now: Timestamp) -> Self {
        Self { now, left: Cell::new(BUDGET), regex: RefCell::new(None) }
    }

    /// Takes steps out of the budget.
    pub fn spend(&self, steps: u64) -> Result<(), Fault> {
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(Fault::Limit(format!("the expressions need more than {BUDGET} steps"))),
        }
    }

    /// Takes the size of a value out of the budget: before it is compared, printed or searched. Shared parts count each time they are met.
    pub fn spend_value(&self, value: &Value) -> Result<(), Fault> {
        self.spend(1)?;
        match value {
            Value::List(items) => items.iter().try_for_each(|item| self.spend_value(item)),
            Value::Map(map) => map.iter().try_for_each(|(key, item)| {
                self.spend(key.as_str().len() as u64)?;
                self.spend_value(item)
            }),
            Value::Str(text) => self.spend(text.len() as u64),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => Ok(()),
        }
    }

    /// Gives back nothing, starts anew: each rule has a budget of its own.
    pub fn refill(&self) {
        self.left.set(BUDGET);
    }
}

/// The value that an expression finds.
///
/// # Errors
/// When the expression is none, a key is missing where Kyverno does not forgive it, a function refuses its arguments, or the budget is
/// exhausted.
pub fn search(expression: &str, data: &Value, world: &World) -> Result<Value, Fault> {
    let node = parser::parse(expression).map_err(|fault| fault.within(&format!("incorrect query {expression}")))?;
    eval::value(&node, data, world)
}

/// Whether an expression can be read at all.
///
/// # Errors
/// When it cannot.
pub fn check(expression: &str) -> Result<(), Fault> {
    parser::parse(expression).map(|_| ())
}
