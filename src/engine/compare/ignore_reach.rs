//! What an ignore rule would take away from differences that are known: told from the fields' paths alone, before anything is written. It
//! makes no comparison. A jq expression is read as far as it is a path (fields, items, `select` by keys); of any other it is said that
//! nobody knows.

use std::sync::Arc;

use crate::engine::manifest::json;
use crate::engine::merge::pointer;
use crate::model::application::IgnoreDifference;
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

use super::hunks::Change;
use super::ignore_jq::{Step, jq_paths};
use super::ignore_rule::pairs;
use super::overrides::matches;

/// How much of a difference a rule takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Nothing.
    Nothing,
    /// That cannot be told from the path: an index stands for an item with a key, or the expression is more than a path.
    Unknown,
    /// A part: the rule goes deeper than the difference.
    Part,
    /// All of it.
    All,
}

/// Whether a rule is for an object. Source: Argo CD `util/argo/normalizers/diff_normalizer.go`: globs on group and kind.
pub fn is_for(rule: &IgnoreDifference, object: &ObjectKey) -> bool {
    (rule.name.is_empty() || rule.name == *object.name)
        && (rule.namespace.is_empty() || rule.namespace == *object.namespace)
        && matches(&rule.kind, &object.group_kind.kind)
        && matches(&rule.group, &object.group_kind.group)
}

/// How much of a difference a rule takes away: the object, the field, what happens to it, and the live object as the server has it (its
/// `managedFields` count only for managers; `None` where it was not read).
pub fn reach(rule: &IgnoreDifference, object: &ObjectKey, (path, change): (&Path, Change), live: Option<&Object>) -> Reach {
    // A whole object is missing or extra: that is no field of it.
    if path.0.is_empty() || !is_for(rule, object) {
        return Reach::Nothing;
    }
    let pointers = rule.json_pointers.iter().map(|text| along(&pointer_steps(text), path));
    let expressions = rule.jq_path_expressions.iter().map(|text| match jq_paths(text) {
        Some(paths) => paths.iter().map(|steps| along(steps, path)).max().unwrap_or(Reach::Nothing),
        None => Reach::Unknown,
    });
    let managers = rule.managed_fields_managers.iter().map(|manager| match live {
        // Only fields that both sides have are taken out. Source: Argo CD `util/argo/managedfields/managed_fields.go`.
        _ if change != Change::Changed => Reach::Nothing,
        Some(live) if owns(live, manager, path) => Reach::All,
        Some(_) => Reach::Nothing,
        None => Reach::Unknown,
    });
    pointers.chain(expressions).chain(managers).max().unwrap_or(Reach::Nothing)
}

fn pointer_steps(text: &str) -> Vec<Step> {
    pointer::segments(text).into_iter().map(Step::Field).collect()
}

/// Walks a rule's path and a difference's side by side.
fn along(steps: &[Step], path: &Path) -> Reach {
    if steps.is_empty() {
        return Reach::Nothing;
    }
    let mut certain = Reach::All;
    for (index, step) in steps.iter().enumerate() {
        let Some(segment) = path.0.get(index) else { return certain.min(Reach::Part) };
        match one(step, segment) {
            Reach::Nothing => return Reach::Nothing,
            other => certain = certain.min(other),
        }
    }
    certain
}

fn one(step: &Step, segment: &Segment) -> Reach {
    let exactly = |is_it: bool| if is_it { Reach::All } else { Reach::Nothing };
    match (step, segment) {
        (Step::Field(name), Segment::Field(own)) => exactly(**own == **name),
        (Step::Field(text), Segment::Index(own)) => exactly(text.parse::<usize>().is_ok_and(|index| index == *own)),
        (Step::Field(text), Segment::Item(..)) => {
            if text.parse::<usize>().is_ok() {
                Reach::Unknown
            } else {
                Reach::Nothing
            }
        }
        (Step::Index(index), Segment::Index(own)) => match usize::try_from(*index) {
            Ok(index) => exactly(index == *own),
            Err(_) => Reach::Unknown,
        },
        (Step::Index(_), Segment::Item(..)) => Reach::Unknown,
        (Step::Index(_), Segment::Field(_)) => Reach::Nothing,
        (Step::Items(conditions), Segment::Item(keys, values)) => {
            let (keys, values) = pairs(keys, values);
            conditions.iter().fold(Reach::All, |so_far, (key, wanted)| match keys.iter().zip(&values).find(|(own, _)| *own == key) {
                Some((_, value)) => so_far.min(exactly(*value == wanted)),
                None => so_far.min(Reach::Unknown),
            })
        }
        // The items of a map are its values; whether one of them, or an item without a key, fulfils a condition, the path does not say.
        (Step::Items(conditions), Segment::Index(_) | Segment::Field(_)) => {
            if conditions.is_empty() {
                Reach::All
            } else {
                Reach::Unknown
            }
        }
    }
}

/// Whether a manager owns the field in the live object: the field itself, or a whole above it that it owns in one piece.
pub fn owns(live: &Object, manager: &str, path: &Path) -> bool {
    let entries = live.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or(&[]);
    let own = entries.iter().filter_map(Value::as_map).filter(|entry| entry.get("manager").and_then(Value::as_str) == Some(manager));
    own.filter_map(|entry| entry.get("fieldsV1").and_then(Value::as_map)).any(|fields| is_owned(fields, path))
}

fn is_owned(fields: &Map, path: &Path) -> bool {
    let mut at = fields;
    for segment in &path.0 {
        let below = match segment {
            Segment::Field(name) => at.get(&format!("f:{name}")),
            Segment::Index(_) => None,
            Segment::Item(keys, values) => at.iter().find(|(key, _)| is_item(key.as_str(), keys, values)).map(|(_, below)| below),
        };
        match below.and_then(Value::as_map) {
            // Owned in one piece: what is below belongs to it.
            Some(below) if below.iter().all(|(key, _)| key.as_str() == ".") => return true,
            Some(below) => at = below,
            None => return false,
        }
    }
    true
}

/// Whether `k:{"name":"web"}` names the item with these keys.
fn is_item(own: &str, keys: &str, values: &str) -> bool {
    let Some(Ok(Value::Map(wanted))) = own.strip_prefix("k:").map(|text| json::parse_json(text.as_bytes())) else { return false };
    let (keys, values) = pairs(keys, values);
    keys.into_iter().zip(values).all(|(key, value)| wanted.get(key).is_some_and(|own| text_of(own).as_deref() == Some(value)))
}

fn text_of(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Str(text) => Some(text.as_ref().into()),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Bool(_) => {
            Some(String::from_utf8_lossy(&json::canonical_json(value)).as_ref().into())
        }
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ignore_rule::{jq_of, narrow, proposals};
    use super::*;
    use crate::model::ids::{ClusterId, GroupKind};

    fn key(kind: &str, name: &str) -> ObjectKey {
        ObjectKey { cluster: ClusterId::new("c"), namespace: "shop".into(), group_kind: GroupKind::new("apps", kind), name: name.into() }
    }

    /// `spec.containers[name=web].image`, with indexes as numbers.
    fn path(text: &str) -> Path {
        let segment = |part: &str| match (part.split_once('='), part.parse::<usize>()) {
            (Some((keys, values)), _) => Segment::Item(keys.into(), values.into()),
            (None, Ok(index)) => Segment::Index(index),
            (None, Err(_)) => Segment::Field(part.into()),
        };
        Path(text.split('/').map(segment).collect())
    }

    fn of(rule: &IgnoreDifference, text: &str) -> Reach {
        reach(rule, &key("Deployment", "web"), (&path(text), Change::Changed), None)
    }

    fn pointer(text: &str) -> IgnoreDifference {
        IgnoreDifference { json_pointers: vec![text.into()], ..narrow(&key("Deployment", "web")) }
    }

    fn jq(text: &str) -> IgnoreDifference {
        IgnoreDifference { jq_path_expressions: vec![text.into()], ..narrow(&key("Deployment", "web")) }
    }

    #[test]
    fn a_pointer_hides_its_field_and_what_is_below_and_a_part_of_what_is_above() {
        for (rule, field, expected) in [
            ("/spec/replicas", "spec/replicas", Reach::All),
            ("/spec", "spec/replicas", Reach::All),
            ("/spec/template/spec", "spec/template", Reach::Part),
            ("/spec/replica", "spec/replicas", Reach::Nothing),
            ("/spec/args/1", "spec/args/1", Reach::All),
            ("/spec/args/1", "spec/args/2", Reach::Nothing),
            ("/spec/containers/0/image", "spec/containers/name=web/image", Reach::Unknown),
            ("/spec/containers/*/image", "spec/containers/name=web/image", Reach::Nothing),
            ("", "spec/replicas", Reach::Nothing),
        ] {
            assert_eq!(of(&pointer(rule), field), expected, "{rule} {field}");
        }
        let annotation = Path(["metadata", "annotations", "a/b~c"].map(|name| Segment::Field(name.into())).to_vec());
        let rule = pointer("/metadata/annotations/a~1b~0c");
        assert_eq!(reach(&rule, &key("Deployment", "web"), (&annotation, Change::Added), None), Reach::All);
    }

    #[test]
    fn a_jq_path_is_followed_as_far_as_it_is_one() {
        for (rule, field, expected) in [
            (r#".spec.containers[] | select(.name == "web") | .image"#, "spec/containers/name=web/image", Reach::All),
            (r#".spec.containers[] | select(.name == "web") | .image"#, "spec/containers/name=db/image", Reach::Nothing),
            (r#".spec.containers[] | select(.name == "web")"#, "spec/containers/name=web/env/name=A/value", Reach::All),
            (r#".spec.containers[]?.image"#, "spec/containers/name=db/image", Reach::All),
            (r#".spec.containers[] | select(.image == "x") | .image"#, "spec/containers/name=web/image", Reach::Unknown),
            (
                r#".spec.ports[]|select((.port|tostring)=="80" and .protocol=="TCP")|.name"#,
                "spec/ports/port,protocol=80,TCP/name",
                Reach::All,
            ),
            (r#".spec.ports[] | select(.port == 80) | .name"#, "spec/ports/port,protocol=80,TCP/name", Reach::All),
            (r#".spec["replicas"], .metadata.labels."a b""#, "metadata/labels/a b", Reach::All),
            (".spec.template", "spec/template/spec/x", Reach::All),
            (".spec.template.spec", "spec/template", Reach::Part),
            (".spec.args[1]", "spec/args/1", Reach::All),
            (".spec.args[-1]", "spec/args/1", Reach::Unknown),
            (".data[]", "data/mode", Reach::All),
            ("..", "data/mode", Reach::Unknown),
            (".spec | to_entries", "spec/x", Reach::Unknown),
            (r#".spec["\(1)"]"#, "spec/x", Reach::Unknown),
            (".spec[", "spec/x", Reach::Unknown),
            ("", "spec/x", Reach::Nothing),
        ] {
            assert_eq!(of(&jq(rule), field), expected, "{rule} {field}");
        }
        assert_eq!(of(&jq(&".a".repeat(5_000)), "a"), Reach::Unknown, "a limit");
    }

    #[test]
    fn what_is_proposed_hides_what_it_was_made_from_and_nothing_of_other_objects() {
        for text in [
            "spec/replicas",
            "metadata/annotations/x.y",
            "spec/containers/name=web/image",
            "spec/ports/port,protocol=80,TCP",
            "spec/args/3",
        ] {
            let path = path(text);
            for rule in proposals(&key("Deployment", "web"), &path, None) {
                assert_eq!(reach(&rule, &key("Deployment", "web"), (&path, Change::Changed), None), Reach::All, "{text}: {rule:?}");
                assert_eq!(reach(&rule, &key("StatefulSet", "web"), (&path, Change::Changed), None), Reach::Nothing, "{text}");
            }
            let narrowest = proposals(&key("Deployment", "web"), &path, None).swap_remove(0);
            assert_eq!(reach(&narrowest, &key("Deployment", "api"), (&path, Change::Changed), None), Reach::Nothing, "{text}");
        }
        assert_eq!(jq_of(&path("spec/containers/name=web/image")), r#".spec.containers[] | select(.name == "web") | .image"#);
    }

    #[test]
    fn a_manager_hides_what_it_owns_of_fields_that_both_sides_have() {
        let text = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","managedFields":[
            {"manager":"hpa","fieldsV1":{"f:spec":{"f:replicas":{},"f:selector":{},"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{}}}}}},
            {"manager":"odd","fieldsV1":"no map"},{"manager":"hpa"},"nothing"]}}"#;
        let live = json::object_from_json(text.as_bytes(), &mut crate::engine::manifest::interner()).expect("an object");
        let rule = IgnoreDifference { managed_fields_managers: vec!["hpa".into()], ..narrow(&key("Deployment", "web")) };
        let ask = |field: &str, change| reach(&rule, &key("Deployment", "web"), (&path(field), change), Some(&live));
        assert_eq!(ask("spec/replicas", Change::Changed), Reach::All);
        assert_eq!(ask("spec/replicas", Change::Added), Reach::Nothing);
        assert_eq!(ask("spec/selector/app", Change::Changed), Reach::All, "owned in one piece");
        assert_eq!(ask("spec/containers/name=web/image", Change::Changed), Reach::All);
        assert_eq!(ask("spec/containers/name=db/image", Change::Changed), Reach::Nothing);
        assert_eq!(ask("spec/other", Change::Changed), Reach::Nothing);
        assert_eq!(of(&rule, "spec/replicas"), Reach::Unknown, "the live object was not read");
    }

    fn segment() -> impl Strategy<Value = Segment> {
        prop_oneof![
            any::<String>().prop_map(|name| Segment::Field(name.into())),
            (0..50_usize).prop_map(Segment::Index),
            ("[a-zA-Z][a-zA-Z0-9./-]{0,6}", any::<String>()).prop_map(|(key, value)| Segment::Item(key.into(), value.into())),
            ("[0-9]{1,3}|true|false", "[A-Z]{3}")
                .prop_map(|(port, protocol)| { Segment::Item("containerPort,protocol".into(), format!("{port},{protocol}").into()) }),
        ]
    }

    proptest! {
        #[test]
        fn whatever_a_field_is_called_each_rule_made_from_it_hides_it(segments in proptest::collection::vec(segment(), 1..7)) {
            let path = Path(segments);
            for rule in proposals(&key("Deployment", "web"), &path, None) {
                let reached = reach(&rule, &key("Deployment", "web"), (&path, Change::Changed), None);
                prop_assert_eq!(reached, Reach::All, "{}: {:?}", path, rule);
            }
        }

        #[test]
        fn no_expression_stops_who_reads_it(text in ".*") {
            let rule = jq(&text);
            let _ = reach(&rule, &key("Deployment", "web"), (&path("spec/replicas"), Change::Changed), None);
        }
    }
}
