//! Objects that are out to harm a comparison: lists of ten thousand items on both sides, and records of who set what that nobody can read.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use tiphys::engine::compare::hunks::Hunk;
use tiphys::engine::compare::{self, Desired, Live, Rules, Verdicts};
use tiphys::engine::schema::Schema;
use tiphys::model::application::SyncPolicy;
use tiphys::model::ids::ClusterId;
use tiphys::model::object::Object;
use tiphys::model::problem::Problem;
use tiphys::model::status::SyncStatus;

use super::verdicts::{parse, rules};
use crate::support::judged::{hunks, stepped};

fn structured() -> Rules {
    let policy = SyncPolicy { sync_options: vec!["ServerSideApply=true".into()], ..SyncPolicy::default() };
    Rules { policy: policy.into(), ..rules() }
}

fn one(yaml: &str) -> Object {
    parse(yaml).into_iter().next().expect("one object")
}

fn compared(desired: &Object, live: &Object, rules: &Rules) -> (Verdicts, Vec<Problem>) {
    let desired = Desired { objects: vec![desired.clone()], partial: false };
    let live = Live { objects: [(live.key(&ClusterId::new("c")), live.clone())].into(), ..Live::default() };
    stepped(|answers| compare::compare(&desired, &live, None, &Schema::builtin(), rules, answers))
}

/// What a Deployment's only container has: so many variables, merged by name; so many arguments, one after the other. The live one has
/// every tenth of each changed, and its variables the other way around.
fn deployment(n: usize, is_live: bool) -> Object {
    let mut yaml = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: prod}\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web\n        env:\n".to_owned();
    let value = |index: usize| if is_live && index.is_multiple_of(10) { format!("other{index}") } else { format!("value{index}") };
    let all: Vec<usize> = if is_live { (0..n).rev().collect() } else { (0..n).collect() };
    for index in all {
        writeln!(yaml, "        - {{name: V{index}, value: {}}}", value(index)).expect("a text");
    }
    yaml.push_str("        args:\n");
    (0..n).for_each(|index| writeln!(yaml, "        - {}", value(index)).expect("a text"));
    one(&yaml)
}

/// The same under a kind that no schema knows: its lists have no keys.
fn thing(n: usize, is_live: bool) -> Object {
    let item =
        |index: usize| if is_live && index.is_multiple_of(10) { format!("{{v: [{index}, x]}}") } else { format!("{{v: [{index}]}}") };
    let mut items: Vec<String> = (0..n).map(item).collect();
    if is_live {
        items.rotate_left(n / 3);
    }
    one(&format!(
        "apiVersion: example.com/v1\nkind: Thing\nmetadata: {{name: a, namespace: prod}}\nspec: {{list: [{}]}}\n",
        items.join(", ")
    ))
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

#[test]
fn ten_thousand_list_items_on_both_sides_are_compared_and_told_in_time_that_grows_with_them() {
    let pairs: [(&str, fn(usize, bool) -> Object, Rules); 3] =
        [("merged", deployment, rules()), ("structured", deployment, structured()), ("without a schema", thing, rules())];
    for (name, make, rules) in pairs {
        let told = |n: usize| -> (Vec<Hunk>, Duration) {
            let (desired, live) = (make(n, false), make(n, true));
            let ((verdicts, problems), first) = timed(|| compared(&desired, &live, &rules));
            assert_eq!((verdicts.status, problems), (SyncStatus::OutOfSync, Vec::new()), "{name}");
            let (hunks, second) = timed(|| hunks(Some(&desired), Some(&live), &Schema::builtin(), &rules));
            (hunks, first + second)
        };
        let (few, short) = told(1_000);
        let (many, long) = told(10_000);
        assert!(!few.is_empty() && many.len() >= few.len(), "{name}: {} and {} hunks", few.len(), many.len());
        // Ten times as many: something that grows with their square would need a hundred times as long.
        assert!(long < short * 30 + Duration::from_millis(200), "{name}: {short:?} for a thousand, {long:?} for ten thousand");
        assert!(compared(&make(10_000, true), &make(10_000, true), &rules).0.status == SyncStatus::Synced, "{name}: equal ones are");
    }
}

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod}\ndata: {kept: x, gone: old}\n";

#[test]
fn owners_of_fields_that_nobody_can_read_leave_an_answer_in_every_way_of_comparing() {
    let entries = [
        // Of another version than the object's.
        "{manager: argocd-controller, operation: Apply, apiVersion: other/v9, fieldsType: FieldsV1, fieldsV1: {'f:data': {'f:gone': {}}}}",
        "{manager: hpa, operation: Update, apiVersion: v9, fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:replicas': {}}}}",
        // Fields that are none.
        "{manager: argocd-controller, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {garbage: {}}}",
        "{manager: argocd-controller, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {'k:{': {}, 'v:{]': {}, 'i:x': {}}}",
        "{manager: argocd-controller, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: [1, 2]}",
        "{manager: argocd-controller, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: text}",
        "{manager: argocd-controller, operation: Apply, apiVersion: v1, fieldsType: FieldsV9, fieldsV1: {'f:data': 7}}",
        "{manager: 7, operation: Nothing, apiVersion: [], fieldsType: {}, time: never}",
        "7",
    ];
    for entry in entries {
        let live = |data: &str| {
            let text = CONFIG.replace("metadata: {", &format!("metadata: {{managedFields: [{entry}], "));
            one(&text.replace("data: {kept: x, gone: old}", data))
        };
        let desired = one(CONFIG);
        // Without server-side apply nobody asks for owners.
        let (same, changed) = (live("data: {kept: x, gone: old}"), live("data: {kept: z, gone: old}"));
        assert_eq!(compared(&desired, &same, &rules()).0.status, SyncStatus::Synced, "{entry}");
        assert_eq!(compared(&desired, &changed, &rules()).0.status, SyncStatus::OutOfSync, "{entry}");
        for live in [&same, &changed] {
            let (verdicts, problems) = compared(&desired, live, &structured());
            let is_known = verdicts.status != SyncStatus::Unknown;
            assert!(is_known || problems.iter().any(|problem| problem.is_error() && problem.hint.is_some()), "{entry}: {problems:?}");
            assert!(is_known || problems.iter().any(|problem| problem.cause.contains("managed")), "{entry}: {problems:?}");
            if is_known {
                let expected = if live == &same { SyncStatus::Synced } else { SyncStatus::OutOfSync };
                assert_eq!(verdicts.status, expected, "{entry}");
            }
        }
    }
}
