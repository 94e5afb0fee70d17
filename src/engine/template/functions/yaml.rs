//! YAML from and to values, as Helm has it. It knows no YAML syntax: `manifest` reads and prints.
//!
//! Source: Helm `funcs.go`, sigs.k8s.io/yaml v1.6: values go through JSON both ways, so that all numbers that are read are
//! floats. An error of `toYaml` is an empty text, one of `fromYaml` a value.

use super::args::{any, bytes, string};
use super::convert::{to_go_model, to_model};
use super::json::{array, map, swallowed};
use super::yaml_error;
use crate::engine::manifest::yaml::{ParseOptions, parse_one};
use crate::engine::manifest::{emit, emit_v3};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;
use crate::model::object::value::Value as Model;
use crate::model::problem::ProblemKind;

pub(super) const TABLE: &[Function] = &[
    Function::new("fromYaml", &[Type::Str], |scope, args| map(read(scope, bytes(args, 0)), UNMARSHALING)),
    Function::new("fromYamlArray", &[Type::Str], |scope, args| array(read(scope, bytes(args, 0)), UNMARSHALING)),
    Function::new("mustToYaml", &[Type::Any], to_yaml),
    Function::new("toYaml", &[Type::Any], |scope, args| swallowed(to_yaml(scope, args))),
    Function::new("toYamlPretty", &[Type::Any], to_yaml_pretty),
];

const UNMARSHALING: &str = "error unmarshaling JSON: while decoding JSON: ";

fn to_yaml(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let model = to_model(scope.budget, any(args, 0)).map_err(|fault| match fault {
        Fault::Error(error) => Fault::Error(format!("error marshaling into JSON: {error}")),
        limit @ Fault::Limit(_) => limit,
    })?;
    let mut text = emit::emit(&model);
    scope.budget.work(text.len() / 64)?;
    if text.ends_with('\n') {
        text.pop();
    }
    string(text)
}

fn to_yaml_pretty(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let model = match to_go_model(scope.budget, any(args, 0)) {
        Err(Fault::Error(_)) => return string(""),
        other => other?,
    };
    let mut text = emit_v3::emit(&model);
    if text.ends_with('\n') {
        text.pop();
    }
    string(text)
}

/// The first document of a text.
fn read(scope: &Scope<'_>, text: &[u8]) -> Result<Model, Fault> {
    scope.budget.make(text.len())?;
    let mut documents = parse_one(text, "", 0, ParseOptions::KUBERNETES);
    let error = documents.problems.iter().find(|problem| problem.is_error());
    if let Some(problem) = error {
        if problem.kind == ProblemKind::Limit {
            return Err(Fault::Limit(problem.cause.to_string()));
        }
        return Err(format!("error converting YAML to JSON: {}", yaml_error::words(problem)).into());
    }
    let value = documents.values.pop().map_or(Model::Null, |document| document.value);
    super::json::count(scope, &value)?;
    Ok(value)
}
