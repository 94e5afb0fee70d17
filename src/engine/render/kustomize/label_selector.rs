//! Kubernetes' text form of label selectors: `a=b,c!=d,e in (f,g),!h,i>3`. It knows no object. Source: apimachinery
//! `pkg/labels/selector.go`.

use std::sync::Arc;

use crate::model::object::key::Key;

/// Requirements, all of which must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Requirements(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    key: String,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Exists,
    Missing,
    In(Vec<String>),
    NotIn(Vec<String>),
    Above(i64),
    Below(i64),
}

impl Requirements {
    /// The requirements in a text; an empty one requires nothing.
    ///
    /// # Errors
    /// When the text is no selector, in words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut tokens = tokens(text).into_iter().peekable();
        let mut all = Vec::new();
        while tokens.peek().is_some() {
            all.push(requirement(&mut tokens).map_err(|wanted| format!("selector {text:?}: {wanted}"))?);
            match tokens.next().as_deref() {
                None => break,
                Some(",") if tokens.peek().is_some() => {}
                Some(other) => return Err(format!("selector {text:?}: found {other:?} where a comma or the end is expected")),
            }
        }
        Ok(Self(all))
    }

    /// Whether nothing is required.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether these labels fulfil all requirements.
    pub(super) fn matches(&self, labels: &[(Key, Arc<str>)]) -> bool {
        self.0.iter().all(|requirement| {
            let value = labels.iter().find(|(key, _)| key.as_str() == requirement.key).map(|(_, value)| &**value);
            let number = || value.and_then(|value| value.parse::<i64>().ok());
            match &requirement.test {
                Test::Exists => value.is_some(),
                Test::Missing => value.is_none(),
                Test::In(values) => value.is_some_and(|value| values.iter().any(|own| own == value)),
                Test::NotIn(values) => value.is_none_or(|value| values.iter().all(|own| own != value)),
                Test::Above(limit) => number().is_some_and(|number| number > *limit),
                Test::Below(limit) => number().is_some_and(|number| number < *limit),
            }
        })
    }
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<String>>;

/// Words and the operators `( ) , ! = == != < >`.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let operator = matches!(c, '(' | ')' | ',' | '!' | '=' | '<' | '>');
        if (operator || c.is_whitespace()) && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if operator {
            let mut token = String::from(c);
            if matches!(c, '!' | '=') && chars.peek() == Some(&'=') {
                chars.next();
                token.push('=');
            }
            out.push(token);
        } else if !c.is_whitespace() {
            word.push(c);
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

fn is_word(token: &str) -> bool {
    !matches!(token, "(" | ")" | "," | "!" | "=" | "==" | "!=" | "<" | ">")
}

fn requirement(tokens: &mut Tokens) -> Result<Requirement, String> {
    let first = tokens.next().unwrap_or_default();
    if first == "!" {
        let key = tokens.next().filter(|token| is_word(token)).ok_or("a name is expected after \"!\"")?;
        return Ok(Requirement { key, test: Test::Missing });
    }
    if !is_word(&first) {
        return Err(format!("found {first:?} where a name is expected"));
    }
    let operator = match tokens.peek().map(String::as_str) {
        None | Some(",") => return Ok(Requirement { key: first, test: Test::Exists }),
        Some(operator) => operator.to_owned(),
    };
    tokens.next();
    let test = match operator.as_str() {
        "=" | "==" => Test::In(vec![value(tokens)]),
        "!=" => Test::NotIn(vec![value(tokens)]),
        "in" => Test::In(values(tokens)?),
        "notin" => Test::NotIn(values(tokens)?),
        ">" => Test::Above(number(tokens)?),
        "<" => Test::Below(number(tokens)?),
        other => return Err(format!("found {other:?} where an operator is expected")),
    };
    Ok(Requirement { key: first, test })
}

/// A value; nothing before a comma or the end is the empty one.
fn value(tokens: &mut Tokens) -> String {
    if tokens.peek().is_some_and(|token| is_word(token)) { tokens.next().unwrap_or_default() } else { String::new() }
}

fn number(tokens: &mut Tokens) -> Result<i64, String> {
    value(tokens).parse().map_err(|_| "an integer is expected after \"<\" and \">\"".to_owned())
}

fn values(tokens: &mut Tokens) -> Result<Vec<String>, String> {
    if tokens.next().as_deref() != Some("(") {
        return Err("\"(\" is expected after \"in\" and \"notin\"".to_owned());
    }
    let mut all = vec![value(tokens)];
    loop {
        match tokens.next().as_deref() {
            Some(",") => all.push(value(tokens)),
            Some(")") => return Ok(all),
            _ => return Err("a list of values is not closed by \")\"".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Requirements;
    use crate::model::object::key::Key;

    fn matches(selector: &str) -> bool {
        let labels = [("app", "web"), ("tier", "front"), ("n", "5")].map(|(key, value)| (Key::field(key), value.into()));
        Requirements::parse(selector).expect("parses").matches(&labels)
    }

    #[test]
    fn every_operator_means_what_kubernetes_means() {
        for selector in ["", "app", "!db", "app=web", "app==web", "app!=db", "app in (web, db)", "tier notin (back)", "n>4,n<6", "db!=x"] {
            assert!(matches(selector), "{selector}");
        }
        for selector in ["!app", "app=db", "app!=web", "app in (db)", "app,db", "tier notin (front,back)", "n>5"] {
            assert!(!matches(selector), "{selector}");
        }
    }

    #[test]
    fn what_is_no_selector_is_refused() {
        for selector in ["=", "a in b", "a in (b", "a b", "a>x", "a,", "!"] {
            assert!(Requirements::parse(selector).is_err(), "{selector}");
        }
    }
}
