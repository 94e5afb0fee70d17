//! The suite `actions`: which actions an object has, and what one makes of it. It knows no cluster.
//!
//! Lists are written as the peers' own tests write them (`resource_customizations/*/*/actions/action_test.yaml`): what is empty is left out,
//! as is `disabled: false` for the kinds of `BARE`; those of `FULL` have every field.

use jiff::Timestamp;

use crate::engine::actions::{self, Action, Parameters};
use crate::engine::manifest::emit;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};

/// Kinds whose lists leave `disabled` out where it is false.
const BARE: [&str; 4] = ["CronJob", "Job", "ExternalSecret", "PushSecret"];
/// Kinds whose lists have an empty `displayName`.
const FULL: [&str; 1] = ["Deployment"];

/// The time that those tests write wherever an action writes the present one: the first second of the first year.
const THEN: i64 = -62_135_596_800;

/// The answer to a row.
pub fn answer(row: &Map) -> Value {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("");
    let document = parse_yaml(text("input").as_bytes(), "input", ParseOptions::KUBERNETES).values.into_iter().next();
    let Some(Value::Map(map)) = document.map(|document| document.value) else { return error("the input is no map") };
    let Ok(object) = Object::new(map, Origin::default()) else { return error("the input is no object") };
    match text("op") {
        "discover" => Value::list(actions::discover(&object).iter().map(|action| listed(action, object.kind())).collect()),
        "run" => run(&object, text("action"), row.get("parameters").and_then(Value::as_map)),
        other => error(&format!("no such op: {other}")),
    }
}

fn run(object: &Object, action: &str, given: Option<&Map>) -> Value {
    let entries = given.into_iter().flat_map(Map::iter);
    let parameters: Parameters = entries.filter_map(|(name, value)| Some((name.as_str().into(), value.as_shared_str()?))).collect();
    let now = Timestamp::from_second(THEN).unwrap_or(Timestamp::MIN);
    match actions::run(object, action, &parameters, now) {
        Ok(impacts) => {
            let documents: Vec<String> = impacts.iter().map(|impact| emit::emit(&impact.object().to_value())).collect();
            Value::map(vec![(Key::field("objects"), Value::str(documents.join("---\n")))])
        }
        Err(problem) => error(&problem.cause),
    }
}

fn error(text: &str) -> Value {
    Value::map(vec![(Key::field("error"), text.into())])
}

fn listed(action: &Action, kind: &str) -> Value {
    let mut fields = vec![(Key::field("name"), Value::Str(action.name.clone()))];
    let is_disabled = action.disabled.is_some();
    if is_disabled || !BARE.contains(&kind) {
        fields.push((Key::field("disabled"), is_disabled.into()));
    }
    for (name, text) in [("iconClass", &action.icon_class), ("displayName", &action.display_name)] {
        if !text.is_empty() || FULL.contains(&kind) {
            fields.push((Key::field(name), Value::Str(text.clone())));
        }
    }
    if !action.params.is_empty() {
        let params = action.params.iter().map(|param| {
            let name = (Key::field("name"), Value::Str(param.name.clone()));
            let default = param.default.clone().map(|text| (Key::field("default"), Value::Str(text)));
            Value::map(std::iter::once(name).chain(default).collect())
        });
        fields.push((Key::field("params"), Value::list(params.collect())));
    }
    Value::map(fields)
}
