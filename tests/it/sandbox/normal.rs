//! Answers made equal where two servers cannot be: uids, versions, times, addresses, generated names.

use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

/// A JSON answer without what differs from server to server.
pub(super) fn json(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, entry) in map.iter_mut() {
                let mark = match key.as_str() {
                    "uid" => "UID",
                    "resourceVersion" => "RV",
                    "continue" => "TOKEN",
                    "creationTimestamp" | "deletionTimestamp" | "time" | "lastTransitionTime" | "renewTime" => "TIME",
                    "clusterIP" if *entry != "None" => "IP",
                    _ => "",
                };
                // Columns are described by Kubernetes' own prose, which the sandbox does not repeat.
                if key == "description" {
                    *entry = "PROSE".into();
                } else if key == "clusterIPs" && *entry != serde_json::json!(["None"]) {
                    *entry = serde_json::json!(["IP"]);
                } else if !mark.is_empty() && entry.is_string() && entry != "" {
                    *entry = mark.into();
                } else {
                    json(entry);
                }
                // They stand in the order of times, which are whole seconds.
                if let (true, Value::Array(owners)) = (key == "managedFields", entry) {
                    owners.sort_by_key(|own| (own["operation"].to_string(), own["manager"].to_string(), own["subresource"].to_string()));
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(json),
        Value::String(text) => *text = self::text(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text without what differs from server to server.
pub(super) fn text(text: &str) -> String {
    static RULES: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
    let rules = RULES.get_or_init(|| {
        [
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID"),
            (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( \+0000|Z)?", "TIME"),
            (r"(LIVE|MERGED)-\d+", "$1"),
            (r"https://127\.0\.0\.1:\d+", "SERVER"),
            (r"\b10\.\d+\.\d+\.\d+\b", "IP"),
            (r"(?m)(\d+[dhms])+( ago)?$", "AGE"),
            (r"(\d+[dhms])+ago", "AGE"),
            (r"-[0-9a-z]{7,10}-[0-9a-z]{5}\b", "-HASH-NAME"),
            (r"(resourceVersion: )\S+", "${1}RV"),
            (r"(pod-template-hash[:=] ?)[0-9a-z]+", "${1}HASH"),
            (r"(?m) +$", ""),
            (r"(?m)  +", "  "),
        ]
        .map(|(rule, mark)| (Regex::new(rule).expect("a rule"), mark))
        .into()
    });
    rules.iter().fold(text.to_owned(), |text, (rule, mark)| rule.replace_all(&text, *mark).into_owned())
}
