//! PolicyExceptions: rules that are skipped for some objects. It knows no verdict. Source: kyverno `pkg/engine/utils/exceptions.go`.

use super::condition::Conditions;
use super::context::Context;
use super::fault::Fault;
use super::matching::{Filters, Fit};
use super::read::Policy;
use super::request::Request;
use super::wildcard;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// An exception.
#[derive(Debug, Clone)]
pub struct Exception {
    /// `namespace/name`.
    pub name: String,
    /// Policies by their whole name, and the rules of each.
    policies: Vec<(String, Vec<String>)>,
    matching: Filters,
    conditions: Option<Conditions>,
}

impl Exception {
    /// Reads an exception.
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn read(object: &Object) -> Result<Self, String> {
        let mut policies = Vec::new();
        for item in object.get(&["spec", "exceptions"]).and_then(Value::as_list).unwrap_or_default() {
            let map = item.as_map().ok_or("spec.exceptions holds no map")?;
            let policy = map.get("policyName").and_then(Value::as_str).unwrap_or_default();
            let rules = map.get("ruleNames").and_then(Value::as_list).unwrap_or_default();
            policies.push((policy.to_owned(), rules.iter().filter_map(Value::as_str).map(str::to_owned).collect()));
        }
        let matching = object.get(&["spec", "match"]).ok_or("spec.match is missing")?;
        let conditions = object.get(&["spec", "conditions"]).filter(|value| !value.is_null());
        Ok(Self {
            name: format!("{}/{}", object.namespace(), object.name()),
            policies,
            matching: Filters::read(matching).map_err(|cause| format!("spec.match: {cause}"))?,
            conditions: conditions.map(Conditions::read).transpose().map_err(|cause| format!("spec.conditions: {cause}"))?,
        })
    }

    /// Whether a rule is skipped for a request.
    ///
    /// # Errors
    /// When its conditions need what is not known.
    pub fn covers(&self, policy: &Policy, rule: &str, request: &Request, context: &mut Context) -> Result<bool, Fault> {
        let full_name = policy.full_name();
        let is_named = self.policies.iter().any(|(own, rules)| *own == full_name && rules.iter().any(|own| wildcard::matches(own, rule)));
        if !is_named {
            return Ok(false);
        }
        match self.matching.excludes(request) {
            Fit::No => return Ok(false),
            Fit::Unknown => return Err(Fault::Absent(format!("whether exception {} is for it is not known", self.name))),
            Fit::Yes => {}
        }
        match self.conditions.as_ref().map(|conditions| conditions.hold(context)) {
            None => Ok(true),
            Some(Ok(held)) => Ok(held.is_true),
            Some(Err(fault)) if fault.is_final() => Err(fault),
            Some(Err(_)) => Ok(false),
        }
    }
}
