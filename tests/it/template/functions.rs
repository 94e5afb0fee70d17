//! Functions for the tests, one for each type of parameter. The program that made the fixtures has the same.

use std::collections::BTreeMap;

use tiphys::engine::template::dict::{Dict, DictKind};
use tiphys::engine::template::fault::Returned;
use tiphys::engine::template::function::{Function, Scope, Type};
use tiphys::engine::template::list::{Element, List};
use tiphys::engine::template::print;
use tiphys::engine::template::value::{IntType, Value};

/// Finds one of them.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

static FUNCTIONS: &[Function] = &[
    Function::new("upper", &[Type::Str], |_, given| Ok(Value::str(text(&given[0]).to_uppercase()))),
    Function::variadic("quote", &[], Type::Any, quote),
    Function::variadic("list", &[], Type::Any, |_, given| Ok(Value::list(given.to_vec()))),
    Function::variadic("dict", &[], Type::Any, dict),
    Function::new("set", &[Type::Dict, Type::Str, Type::Any], set),
    Function::new("toYaml", &[Type::Any], |_, _| Ok(Value::str("x"))),
    Function::new("int1", &[Type::Int], first),
    Function::new("i64", &[Type::Int64], first),
    Function::new("fl", &[Type::Float64], first),
    Function::new("bo", &[Type::Bool], first),
    Function::new("strs", &[Type::Strings], count),
    Function::new("anys", &[Type::List], count),
    Function::new("mapf", &[Type::Dict], count),
    Function::variadic("vstr", &[Type::Str], Type::Str, joined),
    Function::new("err", &[Type::Str], |_, given| Err(text(&given[0]).into())),
    Function::new("nilf", &[], |_, _| Ok(Value::Nil)),
    Function::variadic("strlist", &[], Type::Str, |_, given| Ok(Value::List(List::new(given.to_vec(), Element::Str)))),
    Function::new("smap", &[Type::Str, Type::Str], text_map),
    Function::new("bytes", &[Type::Str], |_, given| Ok(Value::Bytes(text(&given[0]).as_bytes().into()))),
    Function::new("toi", &[Type::Float64], |_, given| Ok(Value::Int(whole(&given[0]), IntType::Int))),
    Function::new("tou", &[Type::Float64], |_, given| Ok(Value::Int(whole(&given[0]), IntType::Uint64))),
    Function::new("toi64", &[Type::Float64], |_, given| Ok(Value::Int(whole(&given[0]), IntType::Int64))),
];

fn text(value: &Value) -> String {
    match value {
        Value::Str(text) => text.lossy().into_owned(),
        _ => String::new(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of the fixtures are whole")]
fn whole(value: &Value) -> i64 {
    match value {
        Value::Float(float) if *float >= 9.2e18 => (*float as u64).cast_signed(),
        Value::Float(float) => *float as i64,
        _ => 0,
    }
}

fn first(_: &Scope<'_>, given: &[Value]) -> Returned {
    Ok(given[0].clone())
}

fn count(_: &Scope<'_>, given: &[Value]) -> Returned {
    let n = match &given[0] {
        Value::List(list) => list.len(),
        Value::Dict(dict) => dict.len(),
        _ => 0,
    };
    Ok(Value::int(i64::try_from(n).expect("a small number")))
}

fn joined(_: &Scope<'_>, given: &[Value]) -> Returned {
    let others: Vec<String> = given[1..].iter().map(text).collect();
    Ok(Value::str(format!("{}+{}", text(&given[0]), others.join(","))))
}

fn quote(scope: &Scope<'_>, given: &[Value]) -> Returned {
    let mut words = Vec::new();
    for value in given.iter().filter(|value| !value.is_nil()) {
        words.push(print::quote::quoted(print::sprint(scope.budget, std::slice::from_ref(value))?.as_bytes()));
    }
    Ok(Value::str(words.join(" ")))
}

fn dict(scope: &Scope<'_>, given: &[Value]) -> Returned {
    let dict = Dict::default();
    for pair in given.chunks_exact(2) {
        dict.set(&*print::sprint(scope.budget, &pair[..1])?.lossy(), pair[1].clone());
    }
    Ok(Value::Dict(dict))
}

fn set(_: &Scope<'_>, given: &[Value]) -> Returned {
    if let Value::Dict(dict) = &given[0] {
        dict.set(text(&given[1]).as_str(), given[2].clone());
    }
    Ok(given[0].clone())
}

fn text_map(_: &Scope<'_>, given: &[Value]) -> Returned {
    let entries = BTreeMap::from([(text(&given[0]).as_str().into(), given[1].clone())]);
    Ok(Value::Dict(Dict::own(entries, DictKind::Str)))
}
