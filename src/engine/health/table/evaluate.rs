//! Judges an object by rules of the table. It knows no kind.

use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::status::{Health, HealthStatus};

use super::scope::{Scope, float};
use super::words::{Cmp, Entry, Rule, Test};

/// The health of an object by an entry of the table.
pub(in crate::engine::health) fn evaluate(entry: &Entry, object: &Object) -> Health {
    decide(entry.rules, &Scope::new(object)).unwrap_or_else(|| Health::new(HealthStatus::Progressing, ""))
}

/// The first verdict of these rules; none where no rule decides.
pub(super) fn decide(rules: &[Rule], scope: &Scope<'_>) -> Option<Health> {
    rules.iter().find_map(|rule| match rule {
        Rule::When(test, status, message) => holds(test, scope).then(|| verdict(*status, message, scope)),
        Rule::Otherwise(status, message) => Some(verdict(*status, message, scope)),
        Rule::If(test, rules) => holds(test, scope).then(|| decide(rules, scope)).flatten(),
        Rule::Each(path, rules) => scope.each(path).iter().find_map(|item| decide(rules, item)),
        Rule::EachBack(path, rules) => scope.each(path).iter().rev().find_map(|item| decide(rules, item)),
        Rule::At(path, rules) => scope.get(path).and_then(|value| decide(rules, &scope.at(value))),
        Rule::Use(rules) => decide(rules, scope),
        Rule::Code(judge) => judge(scope),
        Rule::Names { of, which, name, between, status, says } => {
            let names = names(of, which, name, between, scope)?;
            Some(Health::new(*status, scope.naming(&names).message(says)))
        }
    })
}

/// What is not healthy says why: where the message comes out empty, because a condition has none, its reason stands in, else its name.
fn verdict(status: HealthStatus, message: &str, scope: &Scope<'_>) -> Health {
    let said = scope.message(message);
    let needs_reason = said.is_empty() && status != HealthStatus::Healthy;
    Health::new(status, if needs_reason { scope.message("{.reason|.type}") } else { said })
}

/// A message of each item for which a test holds, in their order.
pub(super) fn messages(path: &str, test: &Test, template: &str, scope: &Scope<'_>) -> Vec<String> {
    scope.each(path).iter().filter(|item| holds(test, item)).map(|item| item.message(template)).collect()
}

/// The names of the items of a list for which a test holds; nothing where it holds for none.
pub(super) fn names(path: &str, test: &Test, name: &str, between: &str, scope: &Scope<'_>) -> Option<String> {
    let mut names = messages(path, test, name, scope);
    if names.is_empty() {
        return None;
    }
    names.retain(|name| !name.is_empty());
    Some(names.join(between))
}

/// Whether a test holds.
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
        Test::Number(path, cmp, number) => scope.number(path).is_some_and(|own| compare(own, *cmp, float(*number))),
        Test::Numbers(path, cmp, other) => {
            scope.number(path).zip(scope.number(other)).is_some_and(|(own, other)| compare(own, *cmp, other))
        }
        Test::Same(path, other) => scope.get(path) == scope.get(other),
        Test::Differ(path, other) => scope.get(path) != scope.get(other),
        Test::Mentions(path, text) => scope.text(path).is_some_and(|own| own.to_ascii_lowercase().contains(text)),
        Test::Before(path, other) => scope.text(path).zip(scope.text(other)).is_some_and(|(own, other)| own < other),
        Test::Count(path, test, cmp, number) => {
            let n = scope.each(path).iter().filter(|item| holds(test, item)).count();
            compare(float(i64::try_from(n).unwrap_or(i64::MAX)), *cmp, float(*number))
        }
        Test::Any(path, test) => scope.each(path).iter().any(|item| holds(test, item)),
        Test::All(tests) => tests.iter().all(|test| holds(test, scope)),
        Test::Or(tests) => tests.iter().any(|test| holds(test, scope)),
        Test::No(test) => !holds(test, scope),
        Test::Asks(ask) => ask(scope),
        Test::Condition(name, status) => scope.text(".type") == Some(name) && scope.text(".status") == Some(status),
        Test::Starts(path, text) => scope.text(path).is_some_and(|own| own.starts_with(text)),
        Test::Ends(path, text) => scope.text(path).is_some_and(|own| own.ends_with(text)),
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
        Cmp::Eq => own.total_cmp(&other).is_eq(),
        Cmp::Ge => own >= other,
        Cmp::Gt => own > other,
    }
}
