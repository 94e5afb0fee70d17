//! Ignore rules: in which order they apply, what becomes of broken ones, and what each of them is told to do.

use std::cell::RefCell;
use std::sync::Arc;

use tiphys::engine::compare::report::{RuleReport, RuleState};
use tiphys::engine::compare::{self, Desired, Live, Rules, Verdicts};
use tiphys::engine::judge::{Jq, Program};
use tiphys::engine::manifest::json::parse_json;
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answer, Need};
use tiphys::model::application::IgnoreDifference;
use tiphys::model::ids::ClusterId;
use tiphys::model::object::Object;
use tiphys::model::object::value::Value;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::settings::Settings;
use tiphys::model::status::SyncStatus;

use super::verdicts::{parse, rules};
use crate::support::judged::stepped_by;

const OBJECT: &str = "
apiVersion: example.com/v1
kind: Thing
metadata: {name: a, namespace: prod}
spec: {list: [{v: 0}, {v: 1}, {v: 2}], gone: x, kept: y}
";

fn rule(pointers: &[&str], jq: &[&str]) -> IgnoreDifference {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    IgnoreDifference {
        group: "*".into(),
        kind: "*".into(),
        json_pointers: texts(pointers),
        jq_path_expressions: texts(jq),
        ..IgnoreDifference::default()
    }
}

fn with(ignore: Vec<IgnoreDifference>) -> Rules {
    Rules { ignore: ignore.into(), ..rules() }
}

fn live(objects: Vec<Object>) -> Live {
    Live { objects: objects.into_iter().map(|object| (object.key(&ClusterId::new("c")), object)).collect(), ..Live::default() }
}

/// A comparison with hand-made answers; and what was asked: expressions and object of each question.
fn compared(
    (desired, current): (&str, &str),
    rules: &Rules,
    answer: impl Fn(&Jq) -> Result<&'static str, Problem>,
) -> (Verdicts, Vec<Problem>, Vec<(Vec<String>, Value)>) {
    let (desired, live) = (Desired { objects: parse(desired), partial: false }, live(parse(current)));
    let asked = RefCell::new(Vec::new());
    let (verdicts, problems) = stepped_by(
        |answers| compare::compare(&desired, &live, None, &Schema::builtin(), rules, answers),
        |need| {
            let Need::Judge(judgement) = need else { panic!("{need:?}") };
            let Program::Jq(jq) = &judgement.program else { panic!("jq only") };
            let expressions = jq.expressions.iter().map(ToString::to_string).collect();
            asked.borrow_mut().push((expressions, parse_json(jq.object.as_bytes()).expect("JSON")));
            answer(jq).map(|text| Answer::Judged(text.into()))
        },
    );
    (verdicts, problems, asked.into_inner())
}

fn states(verdicts: &Verdicts) -> Vec<(String, RuleState)> {
    verdicts.rules.iter().map(|RuleReport { place, state, .. }| (place.to_string(), state.clone())).collect()
}

#[test]
fn rules_apply_one_after_the_other_and_pointers_before_expressions() {
    let current = OBJECT.replace("gone: x", "gone: z");
    let rules = with(vec![rule(&["/spec/list/0"], &[".first", ".second"]), rule(&["/spec/list/0"], &[".third"])]);
    let answer = |jq: &Jq| Ok(if jq.expressions.len() == 2 { r#"[[["spec","gone"]],[]]"# } else { r#"[[["spec","list",0]]]"# });
    let (verdicts, problems, asked) = compared((OBJECT, &current), &rules, answer);
    assert_eq!((verdicts.status, problems), (SyncStatus::Synced, Vec::new()));
    let seen: Vec<(Vec<String>, usize, bool)> = asked
        .iter()
        .map(|(expressions, object)| {
            let spec = object.as_map().and_then(|map| map.get("spec")).and_then(Value::as_map).expect("a spec");
            (expressions.clone(), spec.get("list").and_then(Value::as_list).expect("a list").len(), spec.has("gone"))
        })
        .collect();
    // Both sides at once: each after the first pointer; then each after the second one, without what the first two took. What is
    // left is equal on both sides, and asked for once.
    let first = vec![".first".to_owned(), ".second".to_owned()];
    assert_eq!(seen, [(first.clone(), 2, true), (first, 2, true), (vec![".third".to_owned()], 1, false)]);
    let places: Vec<String> = states(&verdicts).into_iter().map(|(place, _)| place).collect();
    assert_eq!(
        places[..3],
        [
            "spec.ignoreDifferences[0].jsonPointers[0]",
            "spec.ignoreDifferences[0].jqPathExpressions[0]",
            "spec.ignoreDifferences[0].jqPathExpressions[1]"
        ]
    );
    assert_eq!(verdicts.rules[1].state, RuleState::Hides);
    assert_eq!(verdicts.rules[2].state, RuleState::HidesNothing(1));
}

#[test]
fn an_expression_that_fails_or_takes_too_long_hides_nothing_and_the_others_count() {
    let current = OBJECT.replace("gone: x", "gone: z");
    let rules = with(vec![rule(&[], &["fails", ".spec.gone", "loops"])]);
    let limit = || Problem::error(ProblemKind::Limit, "did not end within 1 s and was stopped");
    let answer = |jq: &Jq| match (jq.expressions.len(), &*jq.expressions[0]) {
        (3, _) | (1, "loops") => Err(limit()),
        (1, "fails") => Ok(r#"[{"error": "null cannot be iterated over"}]"#),
        (1, ".spec.gone") => Ok(r#"[[["spec","gone"]]]"#),
        other => panic!("{other:?}"),
    };
    let (verdicts, problems, _) = compared((OBJECT, &current), &rules, answer);
    assert_eq!(verdicts.status, SyncStatus::Synced);
    let told: Vec<&RuleState> = verdicts.rules.iter().map(|report| &report.state).collect();
    assert!(matches!(told[..], [RuleState::Failed(_), RuleState::Hides, RuleState::Failed(_)]), "{told:?}");
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert!(!problem.is_error() && problem.to_string().starts_with("spec.ignoreDifferences[0].jqPathExpressions[2]: "), "{problem}");
    assert!(problem.cause.contains("\"loops\"") && problem.cause.contains("1 s"), "{problem}");
}

#[test]
fn a_rule_that_cannot_be_read_makes_the_comparison_unknown_whatever_it_is_for() {
    let broken = r#"[{"error": "unexpected token", "broken": true}]"#;
    for kind in ["Thing", "Elsewhere"] {
        let own = IgnoreDifference { kind: kind.into(), ..rule(&[], &["]["]) };
        let (verdicts, problems, asked) = compared((OBJECT, OBJECT), &with(vec![own]), |_| Ok(broken));
        assert_eq!(verdicts.status, SyncStatus::Unknown, "{kind}");
        assert!(verdicts.rows.iter().all(|row| row.status == SyncStatus::Unknown));
        assert_eq!(verdicts.rules[0].state, RuleState::Broken("unexpected token".into()));
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert!(problem.is_error() && problem.cause.contains("is broken: unexpected token"), "{problem}");
        assert_eq!(asked.len(), 1, "{kind}");
    }
}

#[test]
fn each_line_tells_whether_it_hides_something() {
    let current = OBJECT.replace("kept: y", "kept: y, extra: 1");
    let managed = current.replace(
        "metadata: {",
        "metadata: {managedFields: [{manager: hpa, operation: Update, apiVersion: example.com/v1, fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:kept': {}}}}], ",
    );
    let mut own = rule(&["/spec/gone", "/spec/nothing", "/spec/*/n", "spec/gone"], &[]);
    own.managed_fields_managers = vec!["hpa".into(), "nobody".into()];
    let other = IgnoreDifference { kind: "Deployment".into(), ..rule(&["/spec/replicas"], &[]) };
    let raw = [
        ("resource.customizations.ignoreDifferences.example.com_Thing", "jsonPointers: [/spec/kept]\nmanagedFieldsManagers: [hpa]\n"),
        ("resource.customizations.ignoreDifferences.apps_Deployment", "jsonPointers: [/spec/replicas]\n"),
        ("resource.customizations.ignoreDifferences.example.com_*", "managedFieldsManagers: [hpa]\n"),
    ];
    let raw = raw.into_iter().map(|(key, text)| (Arc::from(key), Arc::from(text))).collect();
    let rules = Rules { settings: Settings { raw, ..Settings::default() }.into(), ..with(vec![own, other]) };
    let (verdicts, problems, _) = compared((OBJECT, &managed), &rules, |_| panic!("there is no jq"));
    let told: Vec<String> = verdicts.rules.iter().map(|report| format!("{} {}: {}", report.place, report.text, report.words())).collect();
    let inexact =
        "never matches: managers in argocd-cm count under the exact key of a kind only, `<group>_<Kind>` or `_<Kind>`, or under `all`";
    assert_eq!(
        told,
        [
            "spec.ignoreDifferences[0].jsonPointers[0] /spec/gone: hides differences",
            "spec.ignoreDifferences[0].jsonPointers[1] /spec/nothing: matches nothing in the one object that it is for",
            "spec.ignoreDifferences[0].jsonPointers[2] /spec/*/n: never matches: a JSON pointer knows no wildcard, jqPathExpressions do (`[]`)",
            "spec.ignoreDifferences[0].jsonPointers[3] spec/gone: never matches: a JSON pointer begins with `/`",
            "spec.ignoreDifferences[0].managedFieldsManagers[0] hpa: hides differences",
            "spec.ignoreDifferences[0].managedFieldsManagers[1] nobody: matches nothing in the one object that it is for",
            "spec.ignoreDifferences[1].jsonPointers[0] /spec/replicas: is for no object of the application",
            &format!("argocd-cm: resource.customizations.ignoreDifferences.example.com_* hpa: {inexact}"),
            "argocd-cm: resource.customizations.ignoreDifferences.example.com_Thing /spec/kept: hides differences",
            "argocd-cm: resource.customizations.ignoreDifferences.example.com_Thing hpa: hides differences",
        ]
    );
    let warned: Vec<bool> = problems.iter().map(Problem::is_error).collect();
    assert_eq!(warned, [false, false, false]);
}

#[test]
fn a_manager_whose_fields_cannot_be_read_is_trusted_with_nothing() {
    let managed = OBJECT.replace("gone: x", "gone: z").replace(
        "metadata: {",
        "metadata: {managedFields: [{manager: hpa, operation: Update, apiVersion: other/v9, fieldsType: FieldsV1, fieldsV1: {garbage: {}}}], ",
    );
    let own = IgnoreDifference { managed_fields_managers: vec!["hpa".into()], ..rule(&[], &[]) };
    let (verdicts, problems, _) = compared((OBJECT, &managed), &with(vec![own]), |_| panic!("there is no jq"));
    assert_eq!(verdicts.status, SyncStatus::Unknown);
    assert!(problems.iter().any(|problem| problem.cause.contains("the fields of manager \"hpa\" cannot be read")), "{problems:?}");
    // One of another version than the object's is read all the same.
    let other = managed.replace("garbage: {}", "'f:spec': {'f:gone': {}}");
    let own = IgnoreDifference { managed_fields_managers: vec!["hpa".into()], ..rule(&[], &[]) };
    let (verdicts, problems, _) = compared((OBJECT, &other), &with(vec![own]), |_| panic!("there is no jq"));
    assert_eq!((verdicts.status, problems), (SyncStatus::Synced, Vec::new()));
}

#[test]
fn ten_thousand_items_are_taken_out_in_one_walk() {
    let items = |from: usize| (from..from + 10_000).map(|n| format!("{{v: {n}}}")).collect::<Vec<_>>().join(", ");
    let object = |from: usize| OBJECT.replace("{v: 0}, {v: 1}, {v: 2}", &items(from));
    let all: String = (0..10_000).rev().map(|index| format!("[\"spec\",\"list\",{index},\"v\"]")).collect::<Vec<_>>().join(",");
    let all: &'static str = format!("[[{all}]]").leak();
    let rules = with(vec![rule(&[], &[".spec.list[].v"])]);
    let (verdicts, problems, _) = compared((&object(0), &object(5)), &rules, |_| Ok(all));
    assert_eq!((verdicts.status, problems), (SyncStatus::Synced, Vec::new()));
}

#[test]
fn resources_that_settings_exclude_are_left_out_with_a_warning() {
    let raw = [(Arc::from("resource.exclusions"), Arc::from("- apiGroups: [example.com]\n  kinds: [Thing]\n"))].into();
    let rules = Rules { settings: Settings { raw, ..Settings::default() }.into(), ..rules() };
    let (verdicts, problems, _) = compared((OBJECT, ""), &rules, |_| panic!("there is no jq"));
    assert_eq!((verdicts.status, verdicts.rows.len()), (SyncStatus::Synced, 0));
    assert_eq!(problems[0].cause.as_ref(), "resource example.com/Thing a is excluded in the settings");
    let unreadable = [(Arc::from("resource.exclusions"), Arc::from("{a: b}"))].into();
    let rules = Rules { settings: Settings { raw: unreadable, ..Settings::default() }.into(), ..rules };
    assert_eq!(compared((OBJECT, OBJECT), &rules, |_| panic!("there is no jq")).0.status, SyncStatus::Unknown);
}

#[test]
fn a_last_applied_record_that_is_no_json_is_passed_over() {
    for record in ["{", "[1]", "7", "", "{\\\"spec\\\": "] {
        let annotated = OBJECT.replace(
            "metadata: {",
            &format!("metadata: {{annotations: {{kubectl.kubernetes.io/last-applied-configuration: \"{record}\"}}, "),
        );
        let (verdicts, problems, _) = compared((OBJECT, &annotated), &rules(), |_| panic!("there is no jq"));
        assert_eq!((verdicts.status, problems), (SyncStatus::Synced, Vec::new()), "{record:?}");
        let (verdicts, ..) = compared((&OBJECT.replace("kept: y", "kept: z"), &annotated), &rules(), |_| panic!("there is no jq"));
        assert_eq!(verdicts.status, SyncStatus::OutOfSync, "{record:?}");
    }
}
