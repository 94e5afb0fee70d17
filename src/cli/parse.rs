//! Values of flags, from text: resources, pairs, label selectors, switches with a value. What cannot be read is a wrong use, told by clap
//! with the flag's name. It knows no session.

use std::collections::BTreeMap;

use crate::engine::resources::choice::Choice;
use crate::model::operation::SyncResource;

/// `GROUP:KIND:NAME` or `GROUP:KIND:NAMESPACE/NAME` with globs, left out behind `!`, as argocd has it.
pub(super) fn resource(text: &str) -> Result<Choice, String> {
    let (is_excluded, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let wrong = || "expected GROUP:KIND:NAME, e.g. apps:Deployment:web or :Service:shop/web".to_owned();
    let mut parts = text.splitn(3, ':');
    let (Some(group), Some(kind), Some(name)) = (parts.next(), parts.next(), parts.next()) else { return Err(wrong()) };
    let (namespace, name) = name.split_once('/').unwrap_or(("", name));
    if kind.is_empty() || name.is_empty() {
        return Err(wrong());
    }
    let resource = SyncResource { group: group.to_owned(), kind: kind.to_owned(), name: name.to_owned(), namespace: namespace.to_owned() };
    Ok(Choice { resource, is_excluded })
}

/// `KEY=VALUE`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        Some(_) | None => Err("expected KEY=VALUE".to_owned()),
    }
}

/// `NAME=COUNT`.
pub(super) fn replica(text: &str) -> Result<(String, i64), String> {
    let (name, count) = pair(text)?;
    let count = count.parse().map_err(|_| "expected NAME=COUNT".to_owned())?;
    Ok((name, count))
}

/// A label selector as kubectl writes it: `a=b,c!=d,e in (f,g),h,!i`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Requirement {
    /// The label is there; with values, it has one of them.
    Has(String, Option<Vec<String>>),
    /// The label is not there; with values, it has none of them.
    HasNot(String, Option<Vec<String>>),
}

impl Selector {
    /// Whether it selects something with these labels.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let among = |key: &str, values: &Option<Vec<String>>| match (labels.get(key), values) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(own), Some(values)) => values.contains(own),
        };
        self.0.iter().all(|one| match one {
            Requirement::Has(key, values) => among(key, values),
            Requirement::HasNot(key, values) => !among(key, values),
        })
    }
}

/// Reads a label selector.
pub(super) fn selector(text: &str) -> Result<Selector, String> {
    let mut requirements = Vec::new();
    for part in parts(text) {
        let part = part.trim();
        if !part.is_empty() {
            requirements.push(requirement(part)?);
        }
    }
    Ok(Selector(requirements))
}

/// The parts between commas, those within parentheses kept together.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0usize;
    text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

fn requirement(part: &str) -> Result<Requirement, String> {
    let named = |key: &str| {
        let key = key.trim();
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
        if is_key { Ok(key.to_owned()) } else { Err(format!("{part:?} is no label requirement: expected e.g. team=shop")) }
    };
    let one = |value: &str| Some(vec![value.trim().to_owned()]);
    if let Some((key, set)) = part.strip_suffix(')').and_then(|part| part.split_once('(')) {
        let values = Some(set.split(',').map(|value| value.trim().to_owned()).collect());
        let key = key.trim();
        if let Some(key) = key.strip_suffix(" notin") {
            return Ok(Requirement::HasNot(named(key)?, values));
        }
        return Ok(Requirement::Has(named(key.strip_suffix(" in").unwrap_or(part))?, values));
    }
    if let Some((key, value)) = part.split_once("!=") {
        return Ok(Requirement::HasNot(named(key)?, one(value)));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return Ok(Requirement::Has(named(key)?, one(value)));
    }
    match part.strip_prefix('!') {
        Some(key) => Ok(Requirement::HasNot(named(key)?, None)),
        None => Ok(Requirement::Has(named(part)?, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::{resource, selector};

    #[test]
    fn a_selector_selects_as_kubectl_does() {
        let labels = [("team", "shop"), ("tier", "web")].map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let selects = |text: &str| selector(text).map(|selector| selector.matches(&labels));
        for text in ["", "team=shop", "team==shop,tier", "tier in (web, api),!old", "team!=pay", "x!=y", "tier notin (api)", "x notin (y)"]
        {
            assert_eq!(selects(text), Ok(true), "{text}");
        }
        for text in ["team=pay", "!team", "tier in (api)", "old", "team notin (shop,pay)", "team=shop,tier=api"] {
            assert_eq!(selects(text), Ok(false), "{text}");
        }
        for text in ["=x", "a b=c", "a in b)", "team in shop"] {
            assert!(selects(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_resource_has_a_group_a_kind_and_a_name() {
        assert_eq!(
            resource(":Service:shop/web").map(|one| (one.resource.kind, one.resource.namespace, one.resource.name)),
            Ok(("Service".into(), "shop".into(), "web".into()))
        );
        assert!(resource("Deployment:web").is_err());
        assert!(resource("apps::web").is_err());
    }
}
