//! Executes templates. It knows no file and no chart; functions and limits are given. Source: Go's `text/template`
//! `exec.go`, whose errors name the node that was looked at last, and Helm's `include` and `tpl`.
//!
//! Go's reflection tells a value from an `interface {}` that holds it, and that from nothing at all; `Operand` keeps what
//! of that can be seen in outputs and errors.

pub mod argument;
pub mod bound;
pub mod call;
pub mod field;
pub mod frame;
pub mod operand;
pub mod pipeline;
pub mod range;
pub mod values;
pub mod walk;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::{Failure, ParseError};
use super::fault::{Fault, Returned};
use super::function::Scope;
use super::parse::{Finder, Parsed};
use super::set::Set;
use super::value::Value;
use frame::Frame;
use operand::Operand;

/// What a missing entry of a map gives. Source: Go's `Template.Option`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingKey {
    /// `default`: nothing, which prints `<no value>`.
    Invalid,
    /// `zero`: the zero value of the map's type; Helm's rule.
    Zero,
    /// `error`: an error; Helm's rule under `--strict`, and ApplicationSets'.
    Error,
}

/// Asks the cluster: version, kind, namespace, name.
pub type Lookup<'a> = &'a dyn Fn(&str, &str, &str, &str) -> Returned;

/// What executions may use.
pub struct Host<'a> {
    /// Budget, time and entropy.
    pub scope: Scope<'a>,
    /// What a missing entry gives.
    pub missing: MissingKey,
    /// How `lookup` asks; none: it finds nothing.
    pub lookup: Option<Lookup<'a>>,
    /// The functions that `tpl` finds.
    pub functions: Finder,
}

/// Executions that share what `tpl` parsed and how deep `include` is.
pub struct Execution<'a> {
    host: &'a Host<'a>,
    depth: Cell<u32>,
    levels: Cell<u32>,
    included: RefCell<BTreeMap<Arc<str>, u32>>,
    texts: RefCell<Texts>,
}

#[derive(Default)]
struct Texts {
    parsed: BTreeMap<Arc<str>, Result<Parsed, ParseError>>,
    bytes: usize,
}

/// Lists and pipelines within each other, for each template within a template that the budget allows: what the stack is
/// needed for. Charts that call templates 1,000 deep do not exist; those that do 20 deep have about 5 of these for each.
const LEVELS: u32 = 4;

type Outcome<T> = Result<T, Failure>;

impl<'a> Execution<'a> {
    /// With nothing executed.
    pub fn new(host: &'a Host<'a>) -> Self {
        Self { host, depth: Cell::new(0), levels: Cell::new(0), included: RefCell::default(), texts: RefCell::default() }
    }

    /// Executes the template of this name. After a failure others can still be executed, but not after a limit: the budget is
    /// one for all.
    ///
    /// # Errors
    /// Where and why it ended.
    pub fn execute(&self, set: &Set, name: &str, data: Value) -> Result<Vec<u8>, Failure> {
        // A failure leaves behind how deep it was.
        self.depth.set(0);
        self.levels.set(0);
        self.included.borrow_mut().clear();
        let mut out = Vec::new();
        self.named(set, name, data, &mut out)?;
        Ok(out)
    }

    fn named(&self, set: &Set, name: &str, data: Value, out: &mut Vec<u8>) -> Outcome<()> {
        let Some(tree) = set.get(name) else {
            return Err(Failure::NoTemplate { name: name.to_owned(), set: set.name().clone() });
        };
        Frame::new(self, set, tree, data).run(out)
    }

    /// Goes into a template within a template.
    fn enter(&self, name: &str) -> Result<(), Fault> {
        let limit = self.host.scope.budget.limits().depth;
        let depth = self.depth.get().saturating_add(1);
        if depth > limit {
            return Err(Fault::Limit(format!("templates call each other more than {limit} deep, {name} at last")));
        }
        self.depth.set(depth);
        Ok(())
    }

    fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }
}

/// Executes one template.
///
/// # Errors
/// Where and why it ended.
pub fn execute(set: &Set, name: &str, data: Value, host: &Host<'_>) -> Result<Vec<u8>, Failure> {
    Execution::new(host).execute(set, name, data)
}
