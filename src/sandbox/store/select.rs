//! Label and field selectors, read and matched. It knows which fields each resource can be selected by, and no lists.

use std::collections::BTreeMap;

use super::place::ResourceId;
use crate::model::object::Object;
use crate::model::object::value::Value;

/// Requirements that must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    labels: Vec<Requirement>,
    fields: Vec<(String, Test, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Missing(String),
    Above(String, i64),
    Below(String, i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Equal,
    Unequal,
}

/// A selector that cannot be read, in the words of the API server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BadSelector(String);

impl Selector {
    /// The selector of a request's `labelSelector` and `fieldSelector`.
    pub(crate) fn parse(resource: &ResourceId, labels: &str, fields: &str) -> Result<Self, BadSelector> {
        let labels = split_outside_parentheses(labels).map(requirement).collect::<Result<_, _>>()?;
        let fields = fields.split(',').filter(|part| !part.is_empty()).map(|part| field(resource, part)).collect::<Result<_, _>>()?;
        Ok(Self { labels, fields })
    }

    /// The selector of a `LabelSelector` in a spec. None where there is none; an empty one selects everything.
    pub(crate) fn of_label_selector(value: Option<&Value>) -> Option<Self> {
        let map = value?.as_map()?;
        let mut labels = Vec::new();
        for (key, value) in map.get("matchLabels").and_then(Value::as_map).into_iter().flatten() {
            labels.push(Requirement::In(key.as_str().to_owned(), vec![value.as_str()?.to_owned()]));
        }
        for expression in map.get("matchExpressions").and_then(Value::as_list).unwrap_or(&[]) {
            let expression = expression.as_map()?;
            let key = expression.get("key")?.as_str()?.to_owned();
            let values = expression.get("values").and_then(Value::as_list).unwrap_or(&[]);
            let values: Vec<String> = values.iter().filter_map(|value| Some(value.as_str()?.to_owned())).collect();
            labels.push(match expression.get("operator")?.as_str()? {
                "In" => Requirement::In(key, values),
                "NotIn" => Requirement::NotIn(key, values),
                "Exists" => Requirement::Exists(key),
                "DoesNotExist" => Requirement::Missing(key),
                _ => return None,
            });
        }
        Some(Self { labels, fields: Vec::new() })
    }

    /// The selector of a plain map of labels (a Service's). None for an empty one, which selects nothing.
    pub(crate) fn of_labels(value: Option<&Value>) -> Option<Self> {
        let map = value?.as_map().filter(|map| !map.is_empty())?;
        let one = |key: &str, value: &Value| Some(Requirement::In(key.to_owned(), vec![value.as_str()?.to_owned()]));
        Some(Self { labels: map.iter().map(|(key, value)| one(key.as_str(), value)).collect::<Option<_>>()?, fields: Vec::new() })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }

    pub(crate) fn selects(&self, object: &Object) -> bool {
        self.labels.iter().all(|requirement| requirement.holds(|key| object.label(key)))
            && self.fields.iter().all(|(path, test, value)| (field_text(object, path) == *value) == (*test == Test::Equal))
    }

    /// The same on labels alone.
    pub(crate) fn selects_labels(&self, labels: &BTreeMap<&str, &str>) -> bool {
        self.labels.iter().all(|requirement| requirement.holds(|key| labels.get(key).copied()))
    }

    /// The selector as text, for errors and `Scale.status.selector`.
    pub(crate) fn to_text(&self) -> String {
        let one = |requirement: &Requirement| match requirement {
            Requirement::In(key, values) if values.len() == 1 => format!("{key}={}", values.concat()),
            Requirement::In(key, values) => format!("{key} in ({})", values.join(",")),
            Requirement::NotIn(key, values) if values.len() == 1 => format!("{key}!={}", values.concat()),
            Requirement::NotIn(key, values) => format!("{key} notin ({})", values.join(",")),
            Requirement::Exists(key) => key.clone(),
            Requirement::Missing(key) => format!("!{key}"),
            Requirement::Above(key, number) => format!("{key}>{number}"),
            Requirement::Below(key, number) => format!("{key}<{number}"),
        };
        self.labels.iter().map(one).collect::<Vec<_>>().join(",")
    }
}

impl Requirement {
    fn holds<'o>(&self, label: impl Fn(&str) -> Option<&'o str>) -> bool {
        match self {
            Self::In(key, values) => label(key).is_some_and(|own| values.iter().any(|value| value == own)),
            Self::NotIn(key, values) => label(key).is_none_or(|own| values.iter().all(|value| value != own)),
            Self::Exists(key) => label(key).is_some(),
            Self::Missing(key) => label(key).is_none(),
            Self::Above(key, number) => label(key).and_then(|own| own.parse::<i64>().ok()).is_some_and(|own| own > *number),
            Self::Below(key, number) => label(key).and_then(|own| own.parse::<i64>().ok()).is_some_and(|own| own < *number),
        }
    }
}

fn split_outside_parentheses(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    text.split(move |c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

fn requirement(text: &str) -> Result<Requirement, BadSelector> {
    let bad = || {
        // The lexer's first word: an operator, or what is no identifier.
        let word: String = text.chars().take_while(|c| "=!<>".contains(*c)).collect();
        let word = if word.is_empty() { text } else { &word };
        BadSelector(format!("found '{word}', expected: !, identifier, or 'end of string'"))
    };
    let key = |text: &str| {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
        if fits { Ok(text.to_owned()) } else { Err(bad()) }
    };
    if let Some(rest) = text.strip_prefix('!') {
        return Ok(Requirement::Missing(key(rest)?));
    }
    if let Some((left, right)) = text.split_once("!=") {
        return Ok(Requirement::NotIn(key(left)?, vec![right.trim().to_owned()]));
    }
    if let Some((left, right)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return Ok(Requirement::In(key(left)?, vec![right.trim().to_owned()]));
    }
    if let Some((left, values)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        let values = values.split(',').map(|value| value.trim().to_owned()).collect();
        return match left.trim().rsplit_once(char::is_whitespace) {
            Some((name, "in")) => Ok(Requirement::In(key(name)?, values)),
            Some((name, "notin")) => Ok(Requirement::NotIn(key(name)?, values)),
            _ => Err(bad()),
        };
    }
    if let Some((left, right)) = text.split_once('>') {
        return Ok(Requirement::Above(key(left)?, right.trim().parse().map_err(|_| bad())?));
    }
    if let Some((left, right)) = text.split_once('<') {
        return Ok(Requirement::Below(key(left)?, right.trim().parse().map_err(|_| bad())?));
    }
    Ok(Requirement::Exists(key(text)?))
}

fn field(resource: &ResourceId, text: &str) -> Result<(String, Test, String), BadSelector> {
    let (path, test, value) = if let Some((path, value)) = text.split_once("!=") {
        (path, Test::Unequal, value)
    } else if let Some((path, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        (path, Test::Equal, value)
    } else {
        return Err(BadSelector(format!("invalid selector: '{text}'; can't understand '{text}'")));
    };
    if !matches!(path, "metadata.name" | "metadata.namespace") && !selectable(resource).contains(&path) {
        return Err(BadSelector(match &*resource.group {
            // These kinds say it themselves; the others have the general answer.
            "" if !selectable(resource).is_empty() => format!("field label not supported: {path}"),
            _ => format!("{path:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""),
        }));
    }
    // Values escape `,`, `=` and `\` by a backslash.
    Ok((path.to_owned(), test, value.replace("\\,", ",").replace("\\=", "=").replace("\\\\", "\\")))
}

/// Fields besides name and namespace by which a resource can be selected (`pkg/apis/*/v1/conversion.go`).
fn selectable(resource: &ResourceId) -> &'static [&'static str] {
    match (&*resource.group, &*resource.plural) {
        ("", "pods") => &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        ("", "nodes") => &["spec.unschedulable"],
        ("", "namespaces") => &["status.phase", "name"],
        ("", "secrets") => &["type"],
        ("", "services") => &["spec.clusterIP", "spec.type"],
        ("", "replicationcontrollers") | ("apps", "replicasets") => &["status.replicas"],
        ("batch", "jobs") => &["status.successful"],
        ("", "events") => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        _ => &[],
    }
}

fn field_text(object: &Object, path: &str) -> String {
    let path = match path {
        "status.successful" => "status.succeeded",
        "source" => "source.component",
        "name" => "metadata.name",
        other => other,
    };
    let keys: Vec<&str> = path.split('.').collect();
    match object.get(&keys) {
        Some(Value::Str(text)) => text.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Int(number)) => number.to_string(),
        // What Go prints of a zero value.
        _ if matches!(path, "spec.unschedulable" | "spec.hostNetwork") => "false".to_owned(),
        _ if path.ends_with("succeeded") || path.ends_with("replicas") => "0".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Selector;
    use crate::engine::manifest::json::object_from_json;
    use crate::sandbox::store::place::ResourceId;

    #[test]
    fn selectors_select_by_labels_and_fields() {
        let text = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n","labels":{"app":"web","tier":"2"}},
            "status":{"phase":"Running"}}"#;
        let pod = object_from_json(text, &mut crate::engine::manifest::interner()).unwrap();
        let pods = ResourceId::new("", "pods");
        let selects = |labels: &str, fields: &str| Selector::parse(&pods, labels, fields).unwrap().selects(&pod);
        for labels in ["", "app=web", "app==web,tier!=3", "app in (web, api),!gone", "tier>1", "tier<3", "app notin (x),tier", "gone!=x"] {
            assert!(selects(labels, ""), "{labels}");
        }
        for labels in ["app=api", "app in (x,y)", "gone", "!app", "tier>2"] {
            assert!(!selects(labels, ""), "{labels}");
        }
        assert!(selects("", "metadata.name=a,metadata.namespace=n,status.phase!=Pending,spec.nodeName="));
        assert!(!selects("", "status.phase=Pending"));
        assert_eq!(Selector::parse(&pods, "", "spec.image=x").unwrap_err().to_string(), "field label not supported: spec.image");
        assert!(Selector::parse(&pods, "a b", "").is_err());
    }
}
