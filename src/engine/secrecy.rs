//! What servers, webhooks and controllers say about a Secret may quote it. Their words lose what they quote before they are kept, shown or
//! logged: errors, events, results of operations, conditions. It knows no client; whoever takes such words in calls this.
//!
//! What is about a Secret itself is trusted in nothing but its frame: every quoted part but the Secret's own name goes, and what a
//! webhook adds in its own words. What is about something else (an operation that failed at a Secret among others) is left as it is, but
//! for the places where API servers are known to print values.

use std::borrow::Cow;

use crate::model::application::GROUP;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};

/// Levels of a status that are looked through; Argo CD's has six.
const MAX_DEPTH: usize = 16;

/// After these words stands a value. Source: `k8s.io/apimachinery/pkg/util/validation/field/errors.go`.
const VALUE_FOLLOWS: [&str; 4] = ["Invalid value: ", "Unsupported value: ", "Duplicate value: ", "Forbidden value: "];

/// After these words stands a piece of the object, to the end. Source: Go's JSON decoder as API servers have it; server-side apply's typed
/// errors.
const OBJECT_FOLLOWS: [&str; 3] = ["error found in #", "got &", "bigger context "];

/// A webhook's refusal in its own words.
const DENIED: &str = "denied the request: ";

/// Words about a Secret of this name: without what stands in quotes, without a webhook's own words, without the decoder's context.
pub fn about_secret(message: &str, name: &str) -> String {
    let message = cut(message);
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('"') {
        out.push_str(before);
        let end = closing_quote(after);
        let inner = after.get(..end).unwrap_or("");
        out.push_str(if inner == name { inner } else { "…" });
        rest = after.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    match out.split_once(DENIED) {
        Some((frame, _)) => format!("{frame}{DENIED}…"),
        None => out,
    }
}

/// Words about anything: where they speak of a Secret, without the values that API servers print.
pub fn hushed(message: &str) -> Cow<'_, str> {
    let speaks_of_secrets = message.contains("Secret") || message.contains("secret");
    if !speaks_of_secrets {
        return Cow::Borrowed(message);
    }
    let mut rest = cut(message);
    if rest.len() == message.len() && !VALUE_FOLLOWS.iter().any(|words| message.contains(words)) {
        return Cow::Borrowed(message);
    }
    let mut out = String::with_capacity(rest.len());
    while let Some((at, words)) = VALUE_FOLLOWS.iter().filter_map(|words| Some((rest.find(words)?, *words))).min() {
        out.push_str(rest.get(..at + words.len()).unwrap_or(""));
        out.push('…');
        let value = rest.get(at + words.len()..).unwrap_or("");
        rest = match value.strip_prefix('"') {
            Some(quoted) => quoted.get(closing_quote(quoted) + 1..).unwrap_or(""),
            // A value without quotes has no end that can be told from what follows.
            None => value.find('\n').and_then(|end| value.get(end..)).unwrap_or(""),
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// An Application with every text of its status and operation hushed, and without the manifests that a local sync put into the operation:
/// they hold Secrets as they are. Any other object is as it was.
pub fn application(object: &Object) -> Object {
    if !object.is(GROUP, "Application") {
        return object.clone();
    }
    let mut root = object.root().clone();
    for part in ["status", "operation"] {
        // Nearly every status says nothing of Secrets: it is not made anew.
        if let Some(value) = root.get(part).filter(|value| is_loud(value, 0)).cloned() {
            root = build::set(&root, &[part], quiet(&value, 0));
        }
    }
    object.with_root(root).unwrap_or_else(|_| object.clone())
}

fn is_loud(value: &Value, depth: usize) -> bool {
    match value {
        Value::Str(text) => matches!(hushed(text), Cow::Owned(_)),
        Value::List(_) if depth < MAX_DEPTH => value.as_list().unwrap_or(&[]).iter().any(|item| is_loud(item, depth + 1)),
        Value::Map(map) if depth < MAX_DEPTH => map.iter().any(|(key, value)| is_hidden(key.as_str(), value) || is_loud(value, depth + 1)),
        _ => false,
    }
}

/// Manifests that a local sync sends.
fn is_hidden(key: &str, value: &Value) -> bool {
    key == "manifests" && value.as_list().is_some_and(|items| !items.is_empty())
}

fn quiet(value: &Value, depth: usize) -> Value {
    match value {
        Value::Str(text) => match hushed(text) {
            Cow::Borrowed(_) => value.clone(),
            Cow::Owned(text) => Value::str(text),
        },
        Value::List(_) if depth < MAX_DEPTH => {
            Value::list(value.as_list().unwrap_or(&[]).iter().map(|item| quiet(item, depth + 1)).collect())
        }
        Value::Map(map) if depth < MAX_DEPTH => {
            let entries: Map = map
                .iter()
                .map(|(key, value)| {
                    let own =
                        if is_hidden(key.as_str(), value) { Value::list(vec![Value::str("++++++++")]) } else { quiet(value, depth + 1) };
                    (key.clone(), own)
                })
                .collect();
            Value::Map(entries)
        }
        other => other.clone(),
    }
}

fn cut(message: &str) -> &str {
    OBJECT_FOLLOWS.iter().fold(message, |text, words| text.split(words).next().unwrap_or(""))
}

/// Where the quoted text ends: the next quote that no backslash escapes, else the end.
fn closing_quote(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !is_escaped => return index,
            b'\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{about_secret, application, hushed};
    use crate::engine::manifest::json::{object_from_json, to_json};
    use crate::model::object::key::Interner;

    #[test]
    fn words_about_a_secret_lose_what_they_quote() {
        let message = r#"Secret "db" is invalid: data[password]: Invalid value: "hunter\"2": must be base64"#;
        assert_eq!(about_secret(message, "db"), "Secret db is invalid: data[password]: Invalid value: …: must be base64");
        for told in [
            r#"Secret in version "v1" cannot be handled: error found in #10 byte of ...|hunter2"#,
            "unterminated \"hunter2",
            r#"admission webhook "weak.example.com" denied the request: hunter2 is a weak password"#,
            r#"expected map, got &{[hunter2]}"#,
        ] {
            assert!(!about_secret(told, "db").contains("hunter2"), "{}", about_secret(told, "db"));
        }
        assert_eq!(about_secret("secrets \"db\" not found", "db"), "secrets db not found");
    }

    #[test]
    fn words_about_other_things_lose_values_only_where_they_speak_of_secrets() {
        let image = r#"Deployment "web" is invalid: spec.image: Invalid value: "Web:1": must be lower case"#;
        assert_eq!(hushed(image), image);
        let plain = "one or more objects failed to apply, reason: secrets \"db\" is forbidden";
        assert_eq!(hushed(plain), plain);
        let failed =
            r#"failed to apply: Secret "db" is invalid: data[a]: Invalid value: "hunter2": bad, data[b]: Invalid value: "x\"hunter2": bad"#;
        assert_eq!(
            hushed(failed),
            r#"failed to apply: Secret "db" is invalid: data[a]: Invalid value: …: bad, data[b]: Invalid value: …: bad"#
        );
        for told in [
            "Secret is invalid: data: Invalid value: map[string]interface {}{\"a\":\"hunter2\"}: must be text",
            "Secret in version v1 cannot be handled as a Secret: illegal base64, error found in #10 byte of ...|hunter2|..., bigger context ...|hunter2|...",
            "Secret is invalid: Invalid value: \"hunter2",
        ] {
            assert!(!hushed(told).contains("hunter2"), "{}", hushed(told));
        }
    }

    #[test]
    fn an_application_keeps_its_status_and_loses_what_it_quotes_and_the_manifests_of_a_local_sync() {
        let text = r#"{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"a"},
            "operation":{"sync":{"manifests":["{\"kind\":\"Secret\",\"data\":{\"a\":\"hunter2\"}}"],"revision":"abc"}},
            "status":{"conditions":[{"type":"SyncError","message":"Secret \"s\" is invalid: Invalid value: \"hunter2\": bad"}],
              "operationState":{"operation":{"sync":{"manifests":["hunter2"]}},"message":"fine","retryCount":2}}}"#;
        let object = object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object");
        let told = String::from_utf8(to_json(&application(&object).to_value())).expect("UTF-8");
        assert!(!told.contains("hunter2"), "{told}");
        assert!(
            told.contains(r#""message":"fine""#) && told.contains(r#""retryCount":2"#) && told.contains(r#""revision":"abc""#),
            "{told}"
        );
    }
}
