//! A rule of a policy as it is judged: for what, under which conditions, how. It knows no request.

pub mod autogen;
pub mod body;

use super::action::{Action, Override};
use super::condition::Conditions;
use super::matching::Filters;
use crate::model::object::value::{Map, Value};
use body::Body;

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name; generated ones begin with `autogen-`.
    pub name: String,
    /// Its number in `spec.rules`, from 0: a generated one has its origin's.
    pub index: usize,
    /// What it is for.
    pub matching: Filters,
    /// What it is not for.
    pub exclude: Option<Filters>,
    /// Entries of its context, in order.
    pub context: Vec<Map>,
    /// Without them it is skipped.
    pub preconditions: Option<Conditions>,
    /// What it does.
    pub body: Body,
    /// Its own failure action.
    pub action: Option<Action>,
    /// Its own failure actions by namespace.
    pub overrides: Vec<Override>,
    /// Whether an object that failed before may fail again.
    pub allows_existing: bool,
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// The field within the rule, and what is wrong with it.
    pub fn read(rule: &Map, index: usize) -> Result<Self, (String, String)> {
        let at = |field: &str| {
            let field = field.to_owned();
            move |cause: String| (field, cause)
        };
        let name = rule.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() {
            return Err(("name".to_owned(), "a rule has no name".to_owned()));
        }
        let matching = rule.get("match").ok_or_else(|| at("match")("a rule has no match".to_owned()))?;
        let part = |key: &str| rule.get(key).filter(|value| !value.is_null());
        let validate = part("validate").and_then(Value::as_map);
        let own = |key: &str| validate.and_then(|validate| validate.get(key)).filter(|value| !value.is_null());
        Ok(Self {
            name: name.to_owned(),
            index,
            matching: Filters::read(matching).map_err(at("match"))?,
            exclude: part("exclude").map(Filters::read).transpose().map_err(at("exclude"))?,
            context: body::entries(part("context")).map_err(at("context"))?,
            preconditions: part("preconditions").map(Conditions::read).transpose().map_err(at("preconditions"))?,
            body: Body::read(rule)?,
            action: own("failureAction").map(Action::read).transpose().map_err(at("validate.failureAction"))?,
            overrides: own("failureActionOverrides")
                .map(Override::read_all)
                .transpose()
                .map_err(at("validate.failureActionOverrides"))?
                .unwrap_or_default(),
            allows_existing: own("allowExistingViolations").and_then(Value::as_bool).unwrap_or(true),
        })
    }
}
