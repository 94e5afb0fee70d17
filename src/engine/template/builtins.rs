//! The functions of Go's templates and those of Helm that end an execution. It knows no evaluator; which names belong to
//! the evaluator it says. Source: Go's `text/template` `funcs.go`, Helm's `pkg/engine/engine.go`.

use super::fault::{Fault, Returned};
use super::function::{Function, Scope, Type};
use super::text::Text;
use super::tree::Bound;
use super::value::Value;
use super::{access, compare, escape, print};

/// What Helm puts around the message of `required` and `fail`, to find it again in an error's text.
pub const MESSAGE_START: &str = "HELM_ERR_START";
/// What stands after it.
pub const MESSAGE_END: &str = "HELM_ERR_END";

static OWN: [Function; 4] = [
    Function::new("not", &[Type::Any], |_, given| Ok(Value::Bool(!given.first().is_some_and(Value::is_true)))),
    Function::variadic("print", &[], Type::Any, |scope, given| print::sprint(scope.budget, given).map(Value::Str)),
    Function::variadic("println", &[], Type::Any, |scope, given| print::sprintln(scope.budget, given).map(Value::Str)),
    Function::variadic("printf", &[Type::Str], Type::Any, printf),
];

static HELM: [Function; 2] = [Function::new("required", &[Type::Str, Type::Any], required), Function::new("fail", &[Type::Str], fail)];

/// One of Go's own functions. Others of the same name come before it.
pub fn find(name: &str) -> Option<&'static Function> {
    let tables: [&'static [Function]; 4] = [&OWN, &compare::FUNCTIONS, &access::FUNCTIONS, &escape::FUNCTIONS];
    tables.into_iter().flatten().find(|function| function.name == name)
}

/// One of Helm's functions that are not looked for elsewhere.
pub fn helm(name: &str) -> Option<&'static Function> {
    HELM.iter().find(|function| function.name == name)
}

/// A function that needs the evaluator.
pub fn bound(name: &str) -> Option<Bound> {
    Some(match name {
        "and" => Bound::And,
        "or" => Bound::Or,
        "call" => Bound::Call,
        "len" => Bound::Len,
        "include" => Bound::Include,
        "tpl" => Bound::Tpl,
        "lookup" => Bound::Lookup,
        _ => return None,
    })
}

fn printf(scope: &Scope<'_>, given: &[Value]) -> Returned {
    match given.split_first() {
        Some((Value::Str(format), values)) => print::sprintf(scope.budget, format, values).map(Value::Str),
        _ => Err("no format".into()),
    }
}

fn message(given: &[Value]) -> Fault {
    let text = match given.first() {
        Some(Value::Str(text)) => text.lossy(),
        _ => "".into(),
    };
    Fault::Error(format!("{MESSAGE_START}{text}{MESSAGE_END}"))
}

fn required(_scope: &Scope<'_>, given: &[Value]) -> Returned {
    match given.get(1) {
        None | Some(Value::Nil) => Err(message(given)),
        Some(Value::Str(text)) if text.is_empty() => Err(message(given)),
        Some(value) => Ok(value.clone()),
    }
}

fn fail(_scope: &Scope<'_>, given: &[Value]) -> Returned {
    Err(message(given))
}

/// As Helm makes an output of what `text/template` made: what is missing is nothing.
pub fn without_no_value(text: Text) -> Text {
    const MARK: &str = "<no value>";
    match text.as_str() {
        Some(utf8) if utf8.contains(MARK) => Text::from(utf8.replace(MARK, "")),
        Some(_) => text,
        None => Text::from_bytes(without(text.as_bytes(), MARK.as_bytes())),
    }
}

fn without(text: &[u8], mark: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(mark) {
            rest = after;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}
