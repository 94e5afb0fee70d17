//! The suite `kyverno`: Kyverno's own tests, `validate` classes. It knows no policy.

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::manifest::objects::objects;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::policy::kyverno::evaluate::Status;
use crate::engine::policy::kyverno::given::Given;
use crate::engine::policy::kyverno::read::read;
use crate::engine::policy::kyverno::suite::file::question;
use crate::engine::policy::kyverno::suite::values::{Values, user};
use crate::engine::policy::kyverno::suite::{Case, Question, status};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// The answer to a row: one verdict for each entry of `ask`.
pub fn answer(row: &Map) -> Value {
    let case = case(row);
    let asked = row.get("ask").and_then(Value::as_list).unwrap_or_default();
    let one = |asked: &Value| {
        let question = asked.as_map().ok_or_else(|| "a question is a map".to_owned()).and_then(question)?;
        // A rule that the policy does not have means all of them.
        let question = if case.knows(&question) { question } else { Question { rule: String::new(), ..question } };
        // Where no rule is for the object Kyverno counts it as skipped; what cannot be judged is no verdict.
        Ok::<_, String>(match status(&case.ask(&question)) {
            None => Status::Skip.name(),
            Some(Status::NotJudged) => Status::Error.name(),
            Some(status) => status.name(),
        })
    };
    Value::list(asked.iter().map(|asked| one(asked).map_or_else(Value::from, Value::from)).collect())
}

fn case(row: &Map) -> Case {
    let text = |field: &str| row.get(field).and_then(Value::as_str);
    let document = |text: &str| {
        let read = parse_yaml(text.as_bytes(), "", ParseOptions::KUBERNETES);
        read.values.into_iter().next().map(|document| document.value)
    };
    let inline = row.get("values").filter(|value| value.as_map().is_some()).cloned();
    let values = inline.or_else(|| text("variables").and_then(document));
    let mut policies = files(row.get("policies"));
    policies.extend(files(row.get("exceptions")));
    Case {
        policies: read(&policies),
        resources: files(row.get("resources")),
        values: values.and_then(|values| Values::read(&values).ok()).unwrap_or_default(),
        user: text("userinfo").and_then(document).and_then(|value| user(&value).ok()),
        given: Arc::new(Given { may_be_missing: true, ..Given::default() }),
        now: Timestamp::UNIX_EPOCH,
    }
}

fn files(value: Option<&Value>) -> Vec<Object> {
    let files = value.and_then(Value::as_map).into_iter().flat_map(Map::iter);
    let read = files.map(|(name, text)| {
        let read = parse_yaml(text.as_str().unwrap_or_default().as_bytes(), name.as_str(), ParseOptions::KUBERNETES);
        objects(&read, name.as_str()).0
    });
    read.flatten().collect()
}
