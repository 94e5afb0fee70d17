//! Comparisons by the API server: when it is asked, what it is sent, what becomes of its answer.

use std::cell::RefCell;
use std::sync::Arc;

use tiphys::engine::compare::server_side::{Mutations, ServerSide, chosen};
use tiphys::engine::compare::{self, Desired, Live, Rules, Verdicts};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answer, Need};
use tiphys::model::application::{IgnoreDifference, SyncPolicy};
use tiphys::model::ids::ClusterId;
use tiphys::model::object::Object;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::settings::Settings;
use tiphys::model::status::SyncStatus;

use super::verdicts::{parse, rules};
use crate::support::judged::stepped_by;

const DESIRED: &str = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
";

/// The live object, or what a dry run makes of it: Argo CD's manager owns what is desired.
fn there(selector: &str, more: &str) -> String {
    format!(
        "
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: prod
  uid: u
  managedFields:
  - {{manager: argocd-controller, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {{'f:spec': {{'f:selector': {{}}, 'f:ports': {{'k:{{\"port\":80,\"protocol\":\"TCP\"}}': {{'.': {{}}, 'f:port': {{}}, 'f:name': {{}}}}}}}}}}}}
spec: {{clusterIP: 10.0.0.1, type: ClusterIP, selector: {{app: {selector}}}, ports: [{{port: 80, name: http, protocol: TCP, targetPort: 80}}]{more}}}
"
    )
}

fn asked_by(mutations: Mutations) -> Rules {
    Rules { server_side: Some(ServerSide { mutations, account: Some("system:serviceaccount:a:b".into()) }), ..rules() }
}

/// A comparison with the server's answers, and what it was asked.
fn compared(
    desired: &str,
    live: &str,
    rules: &Rules,
    answer: impl Fn(&Object) -> Result<Object, Problem>,
) -> (Verdicts, Vec<Problem>, Vec<Object>) {
    let objects = parse(live).into_iter().map(|object| (object.key(&ClusterId::new("c")), object)).collect();
    let (desired, live) = (Desired { objects: parse(desired), partial: false }, Live { objects, ..Live::default() });
    let asked = RefCell::new(Vec::new());
    let (verdicts, problems) = stepped_by(
        |answers| compare::compare(&desired, &live, None, &Schema::builtin(), rules, answers),
        |need| {
            let Need::DryRun(trial) = need else { panic!("{need:?}") };
            assert_eq!(trial.account.as_deref(), Some("system:serviceaccount:a:b"));
            asked.borrow_mut().push(trial.object.clone());
            answer(&trial.object).map(|object| Answer::Tried(Arc::new(object)))
        },
    );
    (verdicts, problems, asked.into_inner())
}

fn one(yaml: &str) -> Object {
    parse(yaml).remove(0)
}

#[test]
fn the_annotation_overrides_the_setting_and_false_beats_true() {
    let application = |options: &str| {
        one(&format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: a, annotations: {{argocd.argoproj.io/compare-options: '{options}'}}}}"
        ))
    };
    let settings = |server_side_diff| Settings { server_side_diff, ..Settings::default() };
    let cases = [
        ("", false, None),
        ("", true, Some(Mutations::Removed)),
        ("ServerSideDiff=true", false, Some(Mutations::Removed)),
        ("ServerSideDiff=false", true, None),
        ("ServerSideDiff=true, ServerSideDiff=false", true, None),
        ("ServerSideDiff=true,IncludeMutationWebhook=true", false, Some(Mutations::Kept)),
        ("IncludeMutationWebhook=true", false, None),
        ("serversidediff=true", false, None),
    ];
    for (options, is_on, wanted) in cases {
        assert_eq!(chosen(&application(options), &settings(is_on)), wanted, "{options} {is_on}");
    }
}

#[test]
fn the_server_is_asked_about_pairs_only_and_its_word_counts() {
    let new = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n";
    let hook = "---\napiVersion: v1\nkind: Service\nmetadata: {name: hook, annotations: {argocd.argoproj.io/hook: PreSync}}\n";
    let live = there("web", "");
    let (verdicts, problems, asked) = compared(&format!("{DESIRED}{new}{hook}"), &live, &asked_by(Mutations::Removed), |_| Ok(one(&live)));
    assert_eq!(problems, []);
    let [sent] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((&**sent.name(), &**sent.namespace()), ("web", "prod"));
    let status = |name: &str| verdicts.rows.iter().find(|row| *row.key.name == *name).map(|row| row.status);
    assert_eq!(
        (status("web"), status("new"), status("hook")),
        (Some(SyncStatus::Synced), Some(SyncStatus::OutOfSync), Some(SyncStatus::Unknown))
    );
    let (verdicts, ..) = compared(DESIRED, &there("old", ""), &asked_by(Mutations::Removed), |_| Ok(one(&there("web", ""))));
    assert_eq!(verdicts.status, SyncStatus::OutOfSync);
    // It is asked whether or not the application syncs with server-side apply.
    let policy = SyncPolicy { sync_options: vec!["ServerSideApply=true".into()], ..SyncPolicy::default() };
    let rules = Rules { policy: policy.into(), ..asked_by(Mutations::Removed) };
    assert_eq!(compared(DESIRED, &live, &rules, |_| Ok(one(&live))).2.len(), 1);
}

#[test]
fn what_admission_changes_counts_only_where_it_is_asked_for() {
    let mutated = there("web", ", externalName: injected, sessionAffinity: ClientIP");
    let (live, answer) = (there("web", ", sessionAffinity: None"), |_: &Object| Ok(one(&mutated)));
    assert_eq!(compared(DESIRED, &live, &asked_by(Mutations::Removed), answer).0.status, SyncStatus::Synced);
    assert_eq!(compared(DESIRED, &live, &asked_by(Mutations::Kept), answer).0.status, SyncStatus::OutOfSync);
    // A field that Argo CD would take away is gone; one that nobody owns any more because admission took it away stays.
    let owned = there("web", ", externalName: x").replace("'f:selector': {}", "'f:selector': {}, 'f:externalName': {}");
    let taken = |_: &Object| Ok(one(&there("web", "")));
    assert_eq!(compared(DESIRED, &owned, &asked_by(Mutations::Removed), taken).0.status, SyncStatus::OutOfSync);
}

#[test]
fn a_dry_run_that_is_refused_leaves_the_verdict_unknown_and_says_why() {
    for kind in [ProblemKind::Forbidden, ProblemKind::Unreachable, ProblemKind::BadInput] {
        let answer = |_: &Object| Err(Problem::error(kind, "services \"web\" cannot be patched"));
        let (verdicts, problems, _) = compared(DESIRED, &there("web", ""), &asked_by(Mutations::Removed), answer);
        assert_eq!(verdicts.status, SyncStatus::Unknown);
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert!(problem.is_error() && problem.kind == kind && problem.hint.is_some());
        assert_eq!(problem.cause.as_ref(), "the server-side dry run of Service/web failed: services \"web\" cannot be patched");
    }
    // An answer without Argo CD's fields cannot be used.
    let nobody = |_: &Object| Ok(one(&there("web", "").replace("argocd-controller", "other")));
    assert_eq!(compared(DESIRED, &there("web", ""), &asked_by(Mutations::Removed), nobody).0.status, SyncStatus::Unknown);
}

#[test]
fn ignore_rules_apply_to_the_answer_and_not_to_what_is_sent() {
    let ignore = IgnoreDifference { kind: "Service".into(), json_pointers: vec!["/spec/selector".into()], ..IgnoreDifference::default() };
    let rules = Rules { ignore: [ignore].into(), ..asked_by(Mutations::Removed) };
    let (verdicts, _, asked) = compared(DESIRED, &there("old", ""), &rules, |_| Ok(one(&there("web", ""))));
    assert_eq!(verdicts.status, SyncStatus::Synced);
    assert_eq!(asked[0].str_at(&["spec", "selector", "app"]), Some("web"));
}
