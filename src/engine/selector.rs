//! Kubernetes' label selectors as objects hold them: `matchLabels` and `matchExpressions`. It knows no kind. Source: apimachinery,
//! `LabelSelectorAsSelector`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::object::Object;
use crate::model::object::serde_de::from_value;
use crate::model::object::value::Value;

/// A selector. An empty one selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LabelSelector {
    match_labels: BTreeMap<String, String>,
    match_expressions: Vec<Expression>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Expression {
    key: String,
    operator: Operator,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl LabelSelector {
    /// The selector of a value.
    ///
    /// # Errors
    /// Where it is none, in words.
    pub fn new(value: &Value) -> Result<Self, String> {
        from_value(value).map_err(|error| format!("no label selector: {error}"))
    }

    /// Whether it selects an object.
    pub fn selects(&self, object: &Object) -> bool {
        self.matches(|key| object.label(key))
    }

    /// Whether it selects what has these labels.
    pub fn matches<'a>(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
        let by_label = self.match_labels.iter().all(|(key, value)| label(key) == Some(value.as_str()));
        by_label
            && self.match_expressions.iter().all(|Expression { key, operator, values }| {
                let is_one = |value: &str| values.iter().any(|own| own == value);
                match (operator, label(key)) {
                    (Operator::In, value) => value.is_some_and(is_one),
                    (Operator::NotIn, value) => !value.is_some_and(is_one),
                    (Operator::Exists, value) => value.is_some(),
                    (Operator::DoesNotExist, value) => value.is_none(),
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::LabelSelector;
    use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};

    fn matches(yaml: &str, labels: &[(&str, &'static str)]) -> Result<bool, String> {
        let value = parse_yaml(yaml.as_bytes(), "t", ParseOptions::KUBERNETES).values.remove(0).value;
        let find = |key: &str| labels.iter().find(|(own, _)| *own == key).map(|(_, value)| *value);
        LabelSelector::new(&value).map(|selector| selector.matches(find))
    }

    #[test]
    fn labels_and_expressions_must_all_hold() {
        let labels = [("team", "shop"), ("tier", "web")];
        assert_eq!(matches("{}", &labels), Ok(true));
        assert_eq!(matches("matchLabels: {team: shop, tier: db}", &labels), Ok(false));
        let all = "matchExpressions: [{key: team, operator: In, values: [shop, pay]}, {key: x, operator: NotIn, values: [a]}, {key: tier, operator: Exists}, {key: gone, operator: DoesNotExist}]";
        assert_eq!(matches(all, &labels), Ok(true));
        assert_eq!(matches(all, &[("team", "shop"), ("tier", "web"), ("gone", "")]), Ok(false));
        assert!(matches("matchExpressions: [{key: team, operator: Near}]", &labels).is_err_and(|error| error.contains("Near")));
    }
}
