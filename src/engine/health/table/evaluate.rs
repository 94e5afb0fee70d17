//! Judges an object by rules of the table. It knows no kind.

use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::status::{Health, HealthStatus};

use super::scope::Scope;
use super::words::{Cmp, Entry, Rule, Test};

/// The health of an object by an entry of the table.
pub(in crate::engine::health) fn evaluate(entry: &Entry, object: &Object) -> Health {
    decide(entry.rules, &Scope::new(object)).unwrap_or_else(|| Health::new(HealthStatus::Progressing, ""))
}

fn decide(rules: &[Rule], scope: &Scope<'_>) -> Option<Health> {
    rules.iter().find_map(|rule| match rule {
        Rule::When(test, status, message) => holds(test, scope).then(|| Health::new(*status, scope.message(message))),
        Rule::Otherwise(status, message) => Some(Health::new(*status, scope.message(message))),
        Rule::If(test, rules) => holds(test, scope).then(|| decide(rules, scope)).flatten(),
        Rule::Each(path, rules) => scope.items(path).into_iter().find_map(|item| decide(rules, &scope.at(item))),
        Rule::EachBack(path, rules) => scope.items(path).into_iter().rev().find_map(|item| decide(rules, &scope.at(item))),
        Rule::Use(rules) => decide(rules, scope),
        Rule::Code(judge) => judge(scope),
    })
}

pub(super) fn holds(test: &Test, scope: &Scope<'_>) -> bool {
    match test {
        Test::Has(path) => scope.get(path).is_some(),
        Test::Lacks(path) => scope.get(path).is_none(),
        Test::Is(path, text) => scope.text(path) == Some(text),
        Test::Not(path, text) => scope.text(path) != Some(text),
        Test::In(path, texts) => scope.text(path).is_some_and(|text| texts.contains(&text)),
        Test::True(path) => scope.get(path).and_then(Value::as_bool) == Some(true),
        Test::False(path) => scope.get(path).and_then(Value::as_bool) == Some(false),
        Test::Empty(path) => is_empty(scope.get(path)),
        Test::Number(path, cmp, number) => scope.number(path).is_some_and(|own| compare(own, *cmp, *number as f64)),
        Test::Numbers(path, cmp, other) => scope.number(path).zip(scope.number(other)).is_some_and(|(own, other)| compare(own, *cmp, other)),
        Test::Same(path, other) => scope.get(path) == scope.get(other),
        Test::Differ(path, other) => scope.get(path) != scope.get(other),
        Test::Contains(path, text) => scope.text(path).is_some_and(|own| own.contains(text)),
        Test::Count(path, test, cmp, number) => {
            let n = scope.items(path).into_iter().filter(|item| holds(test, &scope.at(item))).count();
            compare(n as f64, *cmp, *number as f64)
        }
        Test::Any(path, test) => scope.items(path).into_iter().any(|item| holds(test, &scope.at(item))),
        Test::All(tests) => tests.iter().all(|test| holds(test, scope)),
        Test::Or(tests) => tests.iter().any(|test| holds(test, scope)),
        Test::No(test) => !holds(test, scope),
        Test::Asks(ask) => ask(scope),
    }
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Str(text)) => text.is_empty(),
        Some(Value::List(items)) => items.is_empty(),
        Some(Value::Map(map)) => map.is_empty(),
        Some(Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_)) => false,
    }
}

fn compare(own: f64, cmp: Cmp, other: f64) -> bool {
    match cmp {
        Cmp::Lt => own < other,
        Cmp::Le => own <= other,
        Cmp::Eq => own == other,
        Cmp::Ne => own != other,
        Cmp::Ge => own >= other,
        Cmp::Gt => own > other,
    }
}
