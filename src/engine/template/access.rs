//! `index`, `slice`, `len`: looking into lists, texts and maps. It knows no evaluator. Source: Go's `text/template`
//! `funcs.go`.

use super::fault::{Fault, Returned};
use super::function::{Function, Scope, Type};
use super::list::List;
use super::text::Text;
use super::value::{IntType, Value};

/// The functions.
pub(super) static FUNCTIONS: [Function; 2] =
    [Function::variadic("index", &[Type::Any], Type::Any, index), Function::variadic("slice", &[Type::Any], Type::Any, slice)];

/// A value without its methods, if it has any.
fn plain(value: &Value) -> Value {
    match value {
        Value::Native(native) if native.kind_name() != "struct" && native.kind_name() != "ptr" => native.plain(),
        other => other.clone(),
    }
}

/// An index of a list or text of this length; the length itself counts as one here.
fn position(index: &Value, length: usize) -> Result<usize, Fault> {
    let Value::Int(at, _) = index else {
        return Err(Fault::new(match index {
            Value::Nil => "cannot index slice/array with nil".to_owned(),
            other => format!("cannot index slice/array with type {}", other.type_name()),
        }));
    };
    match usize::try_from(*at) {
        Ok(position) if position <= length => Ok(position),
        _ => Err(Fault::new(format!("index out of range: {at}"))),
    }
}

fn missing(what: &str, given: &[Value]) -> Result<Value, Fault> {
    match given.first() {
        None | Some(Value::Nil) => Err(Fault::new(format!("{what} of untyped nil"))),
        Some(first) => Ok(first.clone()),
    }
}

fn index(_scope: &Scope<'_>, given: &[Value]) -> Returned {
    let mut item = missing("index", given)?;
    for (n, index) in given.iter().skip(1).enumerate() {
        if n > 0 && item.is_nil() {
            return Err("index of nil pointer".into());
        }
        item = element(&item, index)?;
    }
    Ok(item)
}

fn element(item: &Value, index: &Value) -> Returned {
    let at = |length: usize| {
        let position = position(index, length)?;
        if position == length { Err(Fault::new("reflect: slice index out of range")) } else { Ok(position) }
    };
    match plain(item) {
        Value::List(list) => Ok(list.items().get(at(list.len())?).cloned().unwrap_or_default()),
        Value::Bytes(bytes) => Ok(byte(bytes.get(at(bytes.len())?))),
        Value::Str(text) => {
            let at = position(index, text.len())?;
            text.as_bytes().get(at).map_or_else(|| Err("reflect: string index out of range".into()), |found| Ok(byte(Some(found))))
        }
        Value::Dict(dict) => match index {
            Value::Str(key) => Ok(match dict.get(&key.lossy()) {
                Some(value) => value,
                None if dict.kind() == super::dict::DictKind::Str => Value::str(""),
                None => Value::Nil,
            }),
            Value::Nil => Err("value is nil; should be of type string".into()),
            other => Err(Fault::new(format!("value has type {}; should be string", other.type_name()))),
        },
        other => Err(Fault::new(format!("can't index item of type {}", other.type_name()))),
    }
}

fn byte(found: Option<&u8>) -> Value {
    Value::Int(i64::from(found.copied().unwrap_or(0)), IntType::Uint8)
}

fn slice(scope: &Scope<'_>, given: &[Value]) -> Returned {
    let item = plain(&missing("slice", given)?);
    let indexes = given.get(1..).unwrap_or(&[]);
    if indexes.len() > 3 {
        return Err(Fault::new(format!("too many slice indexes: {}", indexes.len())));
    }
    let length = match &item {
        Value::Str(_) if indexes.len() == 3 => return Err("cannot 3-index slice a string".into()),
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.len(),
        other => return Err(Fault::new(format!("can't slice item of type {}", other.type_name()))),
    };
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, length)?;
    }
    let [from, to, end] = bounds;
    if from > to {
        return Err(Fault::new(format!("invalid slice index: {from} > {to}")));
    }
    if to > end {
        return Err(Fault::new(format!("invalid slice index: {to} > {end}")));
    }
    let length = to.saturating_sub(from);
    if item.holds_others() { scope.budget.items(length) } else { scope.budget.make(length) }?;
    Ok(match &item {
        Value::Str(text) => Value::Str(Text::from_bytes(text.as_bytes().get(from..to).unwrap_or(&[]).to_vec())),
        Value::Bytes(bytes) => Value::Bytes(bytes.get(from..to).unwrap_or(&[]).into()),
        Value::List(list) => Value::List(List::new(list.items().get(from..to).unwrap_or(&[]).to_vec(), list.element())),
        other => other.clone(),
    })
}

/// `len`.
///
/// # Errors
/// When the value has no length.
pub(super) fn length(value: &Value) -> Returned {
    let n = match plain(value) {
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.len(),
        Value::Dict(dict) => dict.len(),
        Value::Nil => return Err("len of nil pointer".into()),
        other => return Err(Fault::new(format!("len of type {}", other.type_name()))),
    };
    Ok(Value::int(i64::try_from(n).unwrap_or(i64::MAX)))
}
