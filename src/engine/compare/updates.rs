//! Which changes of a live object are worth a new comparison: `ignoreResourceUpdates`, and what only every write changes. It
//! knows no watch. Source: Argo CD `util/settings/settings.go`, `GetIgnoreResourceUpdatesOverrides`; `controller/cache`.
//!
//! Only JSON pointers are judged here: a jq expression would cost a question to the worker for each change that a watch brings.
//! What such a rule names causes comparisons that Argo CD spares itself, and no other verdict.

use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};
use crate::model::settings::Settings;

use super::ignore::without;
use super::overrides::{Overrides, Pattern, split};

/// The fields whose changes alone are worth nothing.
#[derive(Debug, Clone, Default)]
pub struct Updates(Vec<(Pattern, Pattern, Vec<String>)>);

impl Updates {
    /// The rules of these settings; none where `resource.ignoreResourceUpdatesEnabled` is false.
    pub fn new(settings: &Settings) -> Self {
        let is_off = settings.raw.get("resource.ignoreResourceUpdatesEnabled").is_some_and(|value| value.trim() == "false");
        if is_off {
            return Self::default();
        }
        let overrides = Overrides::new(settings);
        let of = |(key, entry): (&std::sync::Arc<str>, &super::overrides::Override)| {
            let differences = if overrides.updates_follow_differences { &entry.ignore.pointers[..] } else { &[] };
            let pointers: Vec<String> = entry.updates.pointers.iter().chain(differences).cloned().collect();
            let (group, kind) = split(key);
            (!pointers.is_empty()).then(|| (Pattern::new(group), Pattern::new(kind), pointers))
        };
        Self(overrides.by_key().filter_map(of).collect())
    }

    /// What counts of a live object: two of which this is equal compare equally. Who owns what counts, when it came to that
    /// does not.
    pub fn counted(&self, live: &Object) -> Map {
        let mut map = live.root().clone();
        for field in ["resourceVersion", "generation"] {
            map = build::remove(&map, &["metadata", field]);
        }
        let concern = |(group, kind, _): &&(Pattern, Pattern, Vec<String>)| group.matches(live.group()) && kind.matches(live.kind());
        for pointer in self.0.iter().filter(concern).flat_map(|(_, _, pointers)| pointers) {
            if let Some(left) = without(&map, pointer) {
                map = left;
            }
        }
        match live.get(&["metadata", "managedFields"]).and_then(Value::as_list) {
            Some(entries) if map.get("metadata").and_then(Value::as_map).is_some_and(|metadata| metadata.has("managedFields")) => {
                let entries = entries.iter().filter_map(Value::as_map).filter(|entry| !entry.has("subresource"));
                let entries = entries.map(|entry| Value::Map(entry.without("time"))).collect();
                build::set(&map, &["metadata", "managedFields"], Value::list(entries))
            }
            _ => map,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Updates;
    use crate::engine::manifest::json::parse_json;
    use crate::model::object::{Object, Origin};
    use crate::model::settings::Settings;

    fn object(more: &str) -> Object {
        let text = format!("{{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",{more}}}");
        let value = parse_json(text.as_bytes()).expect("JSON");
        Object::new(value.as_map().cloned().expect("a map"), Origin::default()).expect("an object")
    }

    fn updates(raw: &[(&str, &str)]) -> Updates {
        let raw = raw.iter().map(|(key, text)| (Arc::from(*key), Arc::from(*text))).collect();
        Updates::new(&Settings { raw, ..Settings::default() })
    }

    #[test]
    fn a_change_of_ignored_fields_alone_is_not_worth_a_comparison() {
        let same = |updates: &Updates, one: &str, other: &str| updates.counted(&object(one)) == updates.counted(&object(other));
        let none = updates(&[]);
        assert!(same(&none, r#""status":{"a":1}"#, r#""status":{"a":2}"#), "/status is ignored by default");
        assert!(same(
            &none,
            r#""metadata":{"resourceVersion":"1","generation":1}"#,
            r#""metadata":{"resourceVersion":"2","generation":2}"#
        ));
        assert!(!same(&none, r#""spec":{"replicas":1}"#, r#""spec":{"replicas":2}"#));
        let own = updates(&[("resource.customizations.ignoreResourceUpdates.apps_Deployment", "jsonPointers: [/spec/replicas]")]);
        assert!(same(&own, r#""spec":{"replicas":1}"#, r#""spec":{"replicas":2}"#));
        let all = updates(&[("resource.customizations.ignoreResourceUpdates.all", "jsonPointers: [/metadata/labels]")]);
        assert!(same(&all, r#""metadata":{"labels":{"a":"1"}}"#, r#""metadata":{"labels":{"a":"2"}}"#));
        let legacy = "apps/Deployment:\n  ignoreResourceUpdates: |\n    jsonPointers: [/spec/x]\n";
        assert!(same(&updates(&[("resource.customizations", legacy)]), r#""spec":{"x":1}"#, r#""spec":{"x":2}"#));
    }

    #[test]
    fn switches_bring_the_ignored_fields_back() {
        let same = |updates: &Updates| updates.counted(&object(r#""status":{"a":1}"#)) == updates.counted(&object(r#""status":{"a":2}"#));
        assert!(!same(&updates(&[("resource.ignoreResourceUpdatesEnabled", "false")])));
        assert!(!same(&updates(&[("resource.compareoptions", "ignoreDifferencesOnResourceUpdates: false")])));
    }

    #[test]
    fn an_owner_counts_and_when_it_came_to_that_does_not() {
        let managed = |manager: &str, time: &str, sub: &str| {
            object(&format!(r#""metadata":{{"managedFields":[{{"manager":"{manager}","time":"{time}"{sub}}}]}}"#))
        };
        let none = updates(&[]);
        assert_eq!(none.counted(&managed("a", "1", "")), none.counted(&managed("a", "2", "")));
        assert_ne!(none.counted(&managed("a", "1", "")), none.counted(&managed("b", "1", "")));
        let status = r#","subresource":"status""#;
        assert_eq!(none.counted(&managed("a", "1", status)), none.counted(&managed("b", "1", status)));
    }
}
