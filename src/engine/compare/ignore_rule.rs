//! Ignore rules made from a difference: the narrowest rule that hides a field first, wider ones after it, and what each is as text for
//! Git, for `argocd-cm` and for a patch of the Application. It knows no screen and judges nothing: what a rule would hide is in
//! `ignore_reach`.
//!
//! A JSON pointer names a field of maps; where the path goes through a list whose items have keys it is a jq path that selects the item by
//! its key, since an index moves when somebody inserts an item. Source: Argo CD `docs/user-guide/diffing.md`.

use crate::engine::manifest::emit;
use crate::engine::merge::pointer;
use crate::model::application::IgnoreDifference;
use crate::model::ids::{GroupKind, ObjectKey};
use crate::model::object::Object;
use crate::model::object::build::{map, set};
use crate::model::object::key::Key;
use crate::model::object::path::{Path, Segment};
use crate::model::object::serde_ser::to_value;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Where the rules of an Application stand.
const RULES: &[&str] = &["spec", "ignoreDifferences"];

/// Rules of one application at most: more would be somebody's mistake, and each is looked at for every object.
const MAX_RULES: usize = 500;

/// Rules that hide a field of an object, the narrowest first: this field of this object, the list around it where an index is not stable,
/// what the manager owns that set the live side, and the first of them for all objects of the kind. Empty for a whole object: that one is
/// missing or extra is no field of it.
pub fn proposals(object: &ObjectKey, path: &Path, manager: Option<&str>) -> Vec<IgnoreDifference> {
    if path.0.is_empty() {
        return Vec::new();
    }
    let mut rules = vec![field(object, path)];
    if let Some(list) = unstable_list(path) {
        rules.push(field(object, &list));
    }
    if let Some(manager) = manager.filter(|name| !name.is_empty()) {
        rules.push(IgnoreDifference { managed_fields_managers: vec![manager.to_owned()], ..narrow(object) });
    }
    rules.extend(rules.first().map(widened));
    rules
}

/// The same rule for every object of the kind.
#[must_use]
pub fn widened(rule: &IgnoreDifference) -> IgnoreDifference {
    IgnoreDifference { name: String::new(), namespace: String::new(), ..rule.clone() }
}

/// A rule for exactly this object that says nothing yet.
pub fn narrow(object: &ObjectKey) -> IgnoreDifference {
    IgnoreDifference {
        group: object.group_kind.group.to_string(),
        kind: object.group_kind.kind.to_string(),
        name: object.name.to_string(),
        namespace: object.namespace.to_string(),
        ..IgnoreDifference::default()
    }
}

fn field(object: &ObjectKey, path: &Path) -> IgnoreDifference {
    match pointer_of(path) {
        Some(pointer) => IgnoreDifference { json_pointers: vec![pointer], ..narrow(object) },
        None => IgnoreDifference { jq_path_expressions: vec![jq_of(path)], ..narrow(object) },
    }
}

/// The path up to the first list of which an item is named by its place.
fn unstable_list(path: &Path) -> Option<Path> {
    let at = path.0.iter().position(|segment| matches!(segment, Segment::Index(_))).filter(|at| *at > 0)?;
    path.0.get(..at).map(|list| Path(list.to_vec()))
}

/// The JSON pointer of a path; `None` where it goes through an item that has a key: which index that is changes.
pub fn pointer_of(path: &Path) -> Option<String> {
    path.0.iter().try_fold(String::new(), |text, segment| match segment {
        Segment::Field(name) => Some(format!("{text}/{}", pointer::encode(name))),
        Segment::Index(index) => Some(format!("{text}/{index}")),
        Segment::Item(..) => None,
    })
}

/// The jq path of a path: items that have keys are selected by them.
pub fn jq_of(path: &Path) -> String {
    let mut text = String::new();
    // At the start, and behind a selection, a path begins anew: with a dot.
    let mut begins = true;
    for segment in &path.0 {
        let dot = if begins { "." } else { "" };
        begins = false;
        match segment {
            Segment::Field(name) if is_identifier(name) => text.push_str(&format!(".{name}")),
            Segment::Field(name) => text.push_str(&format!("{dot}[{}]", quoted(name))),
            Segment::Index(index) => text.push_str(&format!("{dot}[{index}]")),
            Segment::Item(keys, values) => {
                text.push_str(&format!("{dot}[] | select({})", selection(keys, values)));
                begins = true;
            }
        }
        if begins {
            text.push_str(" | ");
        }
    }
    text.strip_suffix(" | ").map_or_else(|| text.clone(), str::to_owned)
}

/// The condition that an item has these keys. A key that may be a number is compared as a text: the path does not say which it is.
fn selection(keys: &str, values: &str) -> String {
    let (keys, values) = pairs(keys, values);
    let one = |(key, value): (&str, &str)| {
        let at = if is_identifier(key) { format!(".{key}") } else { format!(".[{}]", quoted(key)) };
        let may_be_no_text = value.parse::<i64>().is_ok() || matches!(value, "true" | "false");
        if may_be_no_text { format!("({at} | tostring) == {}", quoted(value)) } else { format!("{at} == {}", quoted(value)) }
    };
    keys.into_iter().zip(values).map(one).collect::<Vec<_>>().join(" and ")
}

/// The keys of an item with their values; one key takes the whole text, since a value may hold a comma.
pub(super) fn pairs<'a>(keys: &'a str, values: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let names: Vec<&str> = keys.split(',').collect();
    let texts: Vec<&str> = values.splitn(names.len(), ',').collect();
    (names, texts)
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A text as jq writes it: as JSON, and no interpolation, since the backslash is escaped.
fn quoted(text: &str) -> String {
    String::from_utf8_lossy(&crate::engine::manifest::json::canonical_json(&Value::str(text))).into_owned()
}

/// What a rule says in a few words: `/spec/replicas`, `fields of kube-controller-manager`.
pub fn says(rule: &IgnoreDifference) -> String {
    let managers = rule.managed_fields_managers.iter().map(|manager| format!("what {manager} owns"));
    rule.json_pointers.iter().chain(&rule.jq_path_expressions).cloned().chain(managers).collect::<Vec<_>>().join(", ")
}

/// Which objects a rule is for, in words: `Deployment/web in shop`, `every apps/Deployment`.
pub fn of_what(rule: &IgnoreDifference) -> String {
    let kind = GroupKind::new(rule.group.as_str(), rule.kind.as_str());
    match (rule.name.as_str(), rule.namespace.as_str()) {
        ("", "") => format!("every {kind}"),
        ("", namespace) => format!("every {kind} in {namespace}"),
        (name, "") => format!("{kind}/{name}"),
        (name, namespace) => format!("{kind}/{name} in {namespace}"),
    }
}

/// The rule as it stands in the manifest of an Application: `spec.ignoreDifferences` with this one entry.
///
/// # Errors
/// Never for a rule that can be printed at all: a defect of ours.
pub fn for_git(rule: &IgnoreDifference) -> Result<String, Problem> {
    let list = Value::list(vec![value(rule)?]);
    Ok(emit::emit(&Value::Map(set(&Map::default(), RULES, list))))
}

/// The key of argocd-cm that says the same for every application, and its text. It knows neither names nor namespaces.
///
/// # Errors
/// As [`for_git`].
pub fn for_all(rule: &IgnoreDifference) -> Result<(String, String), Problem> {
    let kind = match (rule.group.as_str(), rule.kind.as_str()) {
        ("*", "*") => "all".to_owned(),
        ("", kind) => kind.to_owned(),
        (group, kind) => format!("{group}_{kind}"),
    };
    let only_fields = IgnoreDifference { group: String::new(), kind: String::new(), ..widened(rule) };
    let fields = value(&only_fields)?.as_map().map(|fields| fields.without("kind")).unwrap_or_default();
    Ok((format!("resource.customizations.ignoreDifferences.{kind}"), emit::emit(&Value::Map(fields))))
}

fn value(rule: &IgnoreDifference) -> Result<Value, Problem> {
    to_value(rule).map_err(|error| Problem::error(ProblemKind::Internal, format!("the rule cannot be written: {error}")))
}

/// The merge patch that adds a rule to an Application, guarded by its resourceVersion. Rules that stand there stay as they are written.
///
/// # Errors
/// When the rule stands there already, says nothing, or there are too many.
pub fn patch(app: &Object, rule: &IgnoreDifference) -> Result<Value, Problem> {
    let place = || Place::file(format!("Application/{}", app.name())).at_field("spec.ignoreDifferences");
    if rule.kind.is_empty() || says(rule).is_empty() {
        return Err(Problem::error(ProblemKind::BadInput, "the rule names no kind or no field").hint("name a path, a jq path or a manager"));
    }
    let own = value(rule)?;
    let mut rules = app.get(RULES).and_then(Value::as_list).unwrap_or(&[]).to_vec();
    if rules.contains(&own) {
        return Err(Problem::error(ProblemKind::Conflict, "the rule stands there already")
            .at(place())
            .hint("compare again: tiphys app refresh"));
    }
    if rules.len() >= MAX_RULES {
        let cause = format!("there are {} rules already", rules.len());
        return Err(Problem::error(ProblemKind::Limit, cause).at(place()).hint("a rule of argocd-cm says it for all applications"));
    }
    rules.push(own);
    let mut root = set(&Map::default(), RULES, Value::list(rules));
    if !app.resource_version().is_empty() {
        root = root.with(Key::field("metadata"), Value::Map(map([("resourceVersion", app.resource_version().into())])));
    }
    Ok(Value::Map(root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClusterId;

    fn key() -> ObjectKey {
        ObjectKey {
            cluster: ClusterId::new("c"),
            namespace: "shop".into(),
            group_kind: GroupKind::new("apps", "Deployment"),
            name: "web".into(),
        }
    }

    fn field(name: &str) -> Segment {
        Segment::Field(name.into())
    }

    fn item(keys: &str, values: &str) -> Segment {
        Segment::Item(keys.into(), values.into())
    }

    #[test]
    fn fields_of_maps_are_pointers_with_tilde_and_slash_escaped() {
        let path = Path(vec![field("metadata"), field("annotations"), field("a.b/c~d")]);
        assert_eq!(pointer_of(&path).as_deref(), Some("/metadata/annotations/a.b~1c~0d"));
        let rules = proposals(&key(), &path, None);
        assert_eq!(rules.len(), 2);
        assert_eq!((rules[0].name.as_str(), rules[0].namespace.as_str(), rules[0].group.as_str()), ("web", "shop", "apps"));
        assert_eq!((rules[1].name.as_str(), rules[1].namespace.as_str()), ("", ""));
        assert_eq!(rules[0].json_pointers, rules[1].json_pointers);
    }

    #[test]
    fn items_that_have_keys_are_selected_by_them_since_an_index_moves() {
        let containers = [field("spec"), field("template"), field("spec"), field("containers"), item("name", "web")];
        let image = Path(containers.iter().cloned().chain([field("image")]).collect());
        assert_eq!(jq_of(&image), r#".spec.template.spec.containers[] | select(.name == "web") | .image"#);
        let env = Path(containers.iter().cloned().chain([field("env"), item("name", "A\"B"), field("value")]).collect());
        assert_eq!(jq_of(&env), r#".spec.template.spec.containers[] | select(.name == "web") | .env[] | select(.name == "A\"B") | .value"#);
        assert_eq!(jq_of(&Path(containers.to_vec())), r#".spec.template.spec.containers[] | select(.name == "web")"#);
        assert_eq!(proposals(&key(), &image, None)[0].jq_path_expressions, [jq_of(&image)]);
        assert!(proposals(&key(), &image, None)[0].json_pointers.is_empty());
    }

    #[test]
    fn several_keys_and_numbers_are_compared_whatever_their_type_is() {
        let ports = Path(vec![field("spec"), field("ports"), item("port,protocol", "80,TCP"), field("nodePort")]);
        assert_eq!(jq_of(&ports), r#".spec.ports[] | select((.port | tostring) == "80" and .protocol == "TCP") | .nodePort"#);
        let label = Path(vec![field("spec"), item("k", "x"), field("a-b")]);
        assert_eq!(jq_of(&label), r#".spec[] | select(.k == "x") | .["a-b"]"#);
        let dotted = Path(vec![field("data"), field("app.yaml")]);
        assert_eq!(jq_of(&dotted), r#".data["app.yaml"]"#);
        assert_eq!(jq_of(&Path(vec![field("a.b")])), r#".["a.b"]"#);
    }

    #[test]
    fn an_item_without_a_key_offers_its_whole_list_too_and_a_manager_what_it_owns() {
        let path = Path(vec![field("spec"), field("args"), Segment::Index(2)]);
        let rules = proposals(&key(), &path, Some("kube-controller-manager"));
        let said: Vec<String> = rules.iter().map(says).collect();
        assert_eq!(said, ["/spec/args/2", "/spec/args", "what kube-controller-manager owns", "/spec/args/2"]);
        let whose: Vec<String> = rules.iter().map(of_what).collect();
        assert_eq!(whose[0], "apps/Deployment/web in shop");
        assert_eq!(whose[3], "every apps/Deployment");
        assert!(proposals(&key(), &Path::default(), Some("x")).is_empty(), "a whole object is no field");
    }

    #[test]
    fn the_same_is_said_for_git_for_argocd_cm_and_as_a_patch_that_keeps_what_stands_there() {
        let rule = IgnoreDifference { json_pointers: vec!["/spec/replicas".into()], ..narrow(&key()) };
        assert_eq!(
            for_git(&rule).expect("text"),
            "spec:\n  ignoreDifferences:\n  - group: apps\n    jsonPointers:\n    - /spec/replicas\n    kind: Deployment\n    name: web\n    namespace: shop\n"
        );
        let (name, text) = for_all(&rule).expect("text");
        assert_eq!(
            (name.as_str(), text.as_str()),
            ("resource.customizations.ignoreDifferences.apps_Deployment", "jsonPointers:\n- /spec/replicas\n")
        );
        let core = IgnoreDifference { kind: "Service".into(), json_pointers: vec!["/a".into()], ..IgnoreDifference::default() };
        assert_eq!(for_all(&core).expect("text").0, "resource.customizations.ignoreDifferences.Service");

        let app = |rules: &str| {
            let text = format!(
                r#"{{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{{"name":"shop","resourceVersion":"7"}},"spec":{{"ignoreDifferences":{rules}}}}}"#
            );
            crate::engine::manifest::json::object_from_json(text.as_bytes(), &mut crate::engine::manifest::interner()).expect("an object")
        };
        let patched = patch(&app(r#"[{"kind":"Service","jsonPointers":["/a"],"future":1}]"#), &rule).expect("a patch");
        let text = crate::engine::manifest::json::to_json(&patched);
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(text.contains(r#""future":1"#) && text.contains("/spec/replicas") && text.contains(r#""resourceVersion":"7""#), "{text}");
        let there = app(r#"[{"group":"apps","kind":"Deployment","name":"web","namespace":"shop","jsonPointers":["/spec/replicas"]}]"#);
        assert_eq!(patch(&there, &rule).expect_err("it is there").kind, ProblemKind::Conflict);
        assert_eq!(patch(&app("[]"), &narrow(&key())).expect_err("it says nothing").kind, ProblemKind::BadInput);
    }
}
