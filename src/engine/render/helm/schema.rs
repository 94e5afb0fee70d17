//! `values.schema.json` of a chart and of those below it. It knows no rendering, and it is the one file that hands values to a crate of
//! JSON schemas: the crate judges, `words` says it as Helm does, and bounds the work before the crate begins.
//!
//! Nothing outside the schema is read: a reference elsewhere is refused, where Helm would fetch it; one to a URN counts as satisfied, as
//! in Helm. Patterns are those of Go: without looking around. Source: Helm 4.2.3 `pkg/chart/common/util/jsonschema.go`.

mod words;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Retrieve, Uri, ValidationError};
use serde_json::{Map as JsonMap, Number, Value as Json};

use super::chart::Chart;
use super::gotext;
use crate::engine::manifest::json::parse_json;
use crate::model::object::value::{Map, Value};

/// The name by which a schema knows itself.
const BASE: &str = "file:///values.schema.json";

/// Bytes of a schema: as many as a chart's file may have.
const MAX_SCHEMA: usize = 5 << 20;

/// What the automaton of one pattern may take.
const MAX_PATTERN: usize = 1 << 20;

/// Failures that the crate tells where our own words have none.
const MAX_TOLD: usize = 50;

/// Whether the values satisfy the schemas of the chart and those below it. The values are those of [`super::coalesce::values`].
///
/// # Errors
/// In Helm's words, chart by chart.
pub fn check(chart: &Chart, values: &Map) -> Result<(), String> {
    let mut told = String::new();
    check_all(chart, values, &mut told);
    if told.is_empty() {
        return Ok(());
    }
    Err(format!("values don't meet the specifications of the schema(s) in the following chart(s):\n{told}"))
}

fn check_all(chart: &Chart, values: &Map, told: &mut String) {
    if let Some(schema) = &chart.schema
        && let Err(error) = check_one(schema, values)
    {
        told.push_str(&format!("{}:\n{error}", chart.name()));
    }
    for below in &chart.dependencies {
        match values.get(below.name()) {
            None | Some(Value::Null) => {}
            Some(Value::Map(values)) => check_all(below, values, told),
            Some(other) => {
                let got = gotext::go_type(other);
                told.push_str(&format!("{}:\ninvalid type for values: expected object (map), got {got}\n", below.name()));
            }
        }
    }
}

/// Whether values satisfy one schema.
///
/// # Errors
/// In Helm's words; with a line feed at the end when the values are wrong, without when the schema is.
pub fn check_one(schema: &[u8], values: &Map) -> Result<(), String> {
    if schema.len() > MAX_SCHEMA {
        return Err(format!("the schema is larger than {} MiB", MAX_SCHEMA >> 20));
    }
    let schema = parse_json(schema).map_err(|problem| problem.cause.to_string())?;
    let values = Value::Map(values.clone());
    let words = words::failures(&schema, &values)?;
    let validator = jsonschema::options()
        .with_base_uri(BASE)
        .with_retriever(Nowhere)
        .with_pattern_options(PatternOptions::regex().size_limit(MAX_PATTERN).dfa_size_limit(MAX_PATTERN))
        .build(&known_draft(json(&schema)))
        .map_err(|error| refused(&error))?;
    let values = json(&values);
    if validator.is_valid(&values) {
        return Ok(());
    }
    if !words.is_empty() {
        return Err(format!("{words}\n"));
    }
    let lines: Vec<String> = validator.iter_errors(&values).take(MAX_TOLD).flat_map(|error| told(&error)).collect();
    Err(format!("{}\n", lines.join("\n")))
}

/// A failure that our words do not have.
fn told(error: &ValidationError<'_>) -> Vec<String> {
    let path = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Format { format } => {
            let got = error.instance().as_str().map_or("value".to_owned(), words::quote);
            vec![words::line(&path, &format!("{got} is not valid {format}"))]
        }
        ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|name| words::line(&words::joined(&path, name), "false schema")).collect()
        }
        _ => vec![words::line(&path, &error.to_string())],
    }
}

/// Why a schema cannot be used.
fn refused(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Referencing(error) => match std::error::Error::source(error) {
            Some(source) => source.to_string(),
            None => match error.to_string().strip_prefix("Pointer '").and_then(|rest| rest.strip_suffix("' does not exist")) {
                Some(pointer) => format!("json-pointer in \"{BASE}#{pointer}\" not found"),
                None => error.to_string(),
            },
        },
        _ => {
            let line = words::line(&error.instance_path().to_string(), &error.to_string());
            format!("\"{BASE}#\" is not valid against metaschema: jsonschema validation failed\n{line}")
        }
    }
}

/// The schema without the name of "the newest draft", which is what counts where no draft is named.
fn known_draft(mut schema: Json) -> Json {
    if let Json::Object(map) = &mut schema {
        let newest = |text: &str| {
            text.trim_end_matches('#').trim_start_matches("http://").trim_start_matches("https://") == "json-schema.org/schema"
        };
        if map.get("$schema").and_then(Json::as_str).is_some_and(newest) {
            map.remove("$schema");
        }
    }
    schema
}

/// Reads nothing.
struct Nowhere;

impl Retrieve for Nowhere {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        if uri.scheme().as_str() == "urn" {
            return Ok(Json::Bool(true));
        }
        Err(format!("failing loading {:?}: schemas outside the chart are not read", uri.as_str()).into())
    }
}

/// The crate's form of a value. A float without fraction becomes an integer: draft 4 tells them apart, Helm does not.
#[expect(clippy::cast_possible_truncation, reason = "guarded by the range check")]
fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Int(number) => Json::Number((*number).into()),
        Value::Uint(number) => Json::Number((*number).into()),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 => Json::Number((*number as i64).into()),
        Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Str(text) => Json::String(text.to_string()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(map) => {
            let mut out = JsonMap::new();
            for (key, value) in map {
                out.insert(key.as_str().to_owned(), json(value));
            }
            Json::Object(out)
        }
    }
}
