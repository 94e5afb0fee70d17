//! The functions of JMESPath and those that Kyverno adds: names, arguments, and who carries them out. It knows no expression's text.
//! Source: go-jmespath `functions.go`, kyverno `pkg/engine/jmespath/functions.go`.

mod arithmetic;
mod collections;
mod convert;
mod digest;
mod go_time;
mod ordering;
mod regexes;
mod text;
mod time;
mod urls;
mod x509;

use super::World;
use super::eval::Argument;
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    /// Text or a number.
    TextOrNumber,
    List,
    Map,
    TextOrList,
    ListOrMap,
    TextListOrMap,
    Numbers,
    Texts,
    NumbersOrTexts,
    Reference,
    Any,
}

use Kind::{Any, List, ListOrMap, Map, Number, Numbers, NumbersOrTexts, Reference, Text, TextListOrMap, TextOrList, TextOrNumber, Texts};

/// The arguments that a function takes; `None` where it is unknown. The second part says whether the last may be repeated.
fn signature(name: &str) -> Option<(&'static [Kind], bool)> {
    let kinds: &[Kind] = match name {
        "merge" => return Some((&[Map], true)),
        "not_null" => return Some((&[Any], true)),
        "time_now" | "time_now_utc" => &[],
        "abs" | "ceil" | "floor" => &[Number],
        "length" => &[TextListOrMap],
        "avg" => &[Numbers],
        "contains" => &[TextOrList, Any],
        "map" => &[Reference, List],
        "max" | "min" | "sort" => &[NumbersOrTexts],
        "max_by" | "min_by" | "sort_by" => &[List, Reference],
        "sum" => &[List],
        "type" | "to_array" | "to_string" | "to_number" => &[Any],
        "keys" | "values" => &[Map],
        "join" => &[Text, Texts],
        "reverse" => &[TextOrList],
        "starts_with" | "ends_with" | "compare" | "equal_fold" | "trim" | "trim_prefix" | "split" | "semver_compare" => &[Text, Text],
        "replace" => &[Text, Text, Text, Number],
        "replace_all" => &[Text, Text, Text],
        "to_upper" | "to_lower" | "to_boolean" | "base64_decode" | "base64_encode" | "path_canonicalize" | "parse_json" | "parse_yaml"
        | "random" | "x509_decode" | "image_normalize" | "is_external_url" | "sha256" | "sha1" | "md5" | "time_to_cron" | "time_utc" => {
            &[Text]
        }
        "regex_replace_all" | "regex_replace_all_literal" => &[Text, TextOrNumber, TextOrNumber],
        "regex_match" | "pattern_match" => &[Text, TextOrNumber],
        "label_match" => &[Map, Map],
        "add" | "subtract" | "multiply" | "divide" | "modulo" => &[Any, Any],
        "round" => &[Number, Number],
        "truncate" => &[Text, Number],
        "lookup" => &[ListOrMap, TextOrNumber],
        "items" => &[ListOrMap, Text, Text],
        "object_from_lists" => &[List, List],
        "time_since" | "time_between" => &[Text, Text, Text],
        "time_add" | "time_parse" | "time_diff" | "time_before" | "time_after" | "time_truncate" => &[Text, Text],
        _ => return None,
    };
    Some((kinds, false))
}

/// A number as Go's float64.
#[expect(clippy::cast_precision_loss, reason = "Go computes in float64 as well")]
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Null | Value::Bool(_) | Value::Str(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// A float64 as a value: an integer where it is one, as JSON prints it.
#[expect(clippy::cast_possible_truncation, reason = "guarded by the range check")]
pub(super) fn of_number(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT { Value::Int(number as i64) } else { Value::Float(number) }
}

fn fits(argument: &Argument<'_>, kind: Kind) -> bool {
    let value = match argument {
        Argument::Reference(_) => return kind == Reference || kind == Any,
        Argument::Value(value) => value,
    };
    let all = |is: fn(&Value) -> bool| value.as_list().is_some_and(|items| items.iter().all(is));
    let is_text = |value: &Value| value.as_str().is_some();
    match kind {
        Number => value.is_number(),
        Text => is_text(value),
        TextOrNumber => is_text(value) || value.is_number(),
        List => value.as_list().is_some(),
        Map => value.as_map().is_some(),
        TextOrList => is_text(value) || value.as_list().is_some(),
        ListOrMap => value.as_list().is_some() || value.as_map().is_some(),
        TextListOrMap => is_text(value) || value.as_list().is_some() || value.as_map().is_some(),
        Numbers => all(Value::is_number),
        Texts => all(is_text),
        NumbersOrTexts => all(Value::is_number) || all(is_text),
        Reference => false,
        Any => true,
    }
}

/// Arguments that fit their signature.
struct Arguments<'a, 'n>(&'a [Argument<'n>]);

impl<'n> Arguments<'_, 'n> {
    fn value(&self, index: usize) -> &Value {
        const NULL: &Value = &Value::Null;
        match self.0.get(index) {
            Some(Argument::Value(value)) => value,
            Some(Argument::Reference(_)) | None => NULL,
        }
    }

    fn text(&self, index: usize) -> &str {
        self.value(index).as_str().unwrap_or_default()
    }

    fn list(&self, index: usize) -> &[Value] {
        self.value(index).as_list().unwrap_or_default()
    }

    fn number(&self, index: usize) -> f64 {
        number(self.value(index)).unwrap_or_default()
    }

    fn reference(&self, index: usize) -> Option<&'n super::ast::Node> {
        match self.0.get(index) {
            Some(Argument::Reference(node)) => Some(node),
            Some(Argument::Value(_)) | None => None,
        }
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        (0..self.0.len()).map(|index| self.value(index))
    }
}

/// Calls a function.
pub(super) fn call(name: &str, arguments: &[Argument<'_>], world: &World) -> Result<Value, Fault> {
    let Some((kinds, repeats)) = signature(name) else { return Err(Fault::bad(format!("unknown function: {name}"))) };
    let n = arguments.len();
    if (repeats && n < kinds.len()) || (!repeats && n != kinds.len()) {
        return Err(Fault::bad(format!("JMESPath function '{name}': incorrect number of arguments: {n} instead of {}", kinds.len())));
    }
    for (index, argument) in arguments.iter().enumerate() {
        let Some(kind) = kinds.get(index).or(kinds.last()) else { break };
        if !fits(argument, *kind) {
            return Err(Fault::bad(format!("JMESPath function '{name}': argument #{} is not of type {kind:?}", index + 1)));
        }
        // Nearly every function walks its arguments once.
        if let Argument::Value(value) = argument {
            world.spend_value(value)?;
        }
    }
    let arguments = Arguments(arguments);
    match name {
        "abs" | "ceil" | "floor" | "avg" | "sum" | "add" | "subtract" | "multiply" | "divide" | "modulo" | "round" => {
            arithmetic::call(name, &arguments)
        }
        "length" | "contains" | "merge" | "keys" | "values" | "reverse" | "not_null" | "label_match" | "lookup" | "items"
        | "object_from_lists" => collections::call(name, &arguments),
        "map" | "max" | "min" | "sort" | "max_by" | "min_by" | "sort_by" => ordering::call(name, &arguments, world),
        "type" | "to_array" | "to_string" | "to_number" | "to_boolean" | "parse_json" | "parse_yaml" | "base64_decode"
        | "base64_encode" => convert::call(name, &arguments, world),
        "regex_match" | "regex_replace_all" | "regex_replace_all_literal" => regexes::call(name, &arguments, world),
        "sha256" | "sha1" | "md5" => Ok(digest::call(name, arguments.text(0))),
        "is_external_url" => urls::is_external(arguments.text(0)),
        "random" => Err(Fault::Absent("random() gives another text at each request".to_owned())),
        "x509_decode" => x509::decode(arguments.text(0)),
        "image_normalize" => Ok(crate::engine::policy::kyverno::images::read(arguments.text(0))?.full_name().into()),
        _ if name.starts_with("time_") => time::call(name, &arguments, world),
        _ => text::call(name, &arguments, world),
    }
}
