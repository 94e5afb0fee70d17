//! History: what runs, which record is meant, which was good, rollback and hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use tiphys::engine::history::verdicts::{Known, RecordVerdict, known, last_good, verdicts, with_verdict};
use tiphys::engine::history::{hold, records, rollback};
use tiphys::engine::merge::jsonmerge;
use tiphys::model::application::{ApplicationSpec, Source, SyncPolicy};
use tiphys::model::ids::Sha;
use tiphys::model::object::value::Value;
use tiphys::model::object::{Object, Origin};
use tiphys::model::operation::{Operation, OperationState, SyncOperation, SyncResult};
use tiphys::model::settings::VersionProfile;
use tiphys::model::status::{ApplicationStatus, HealthStatus, HistoryRecord, OperationPhase};

use super::world::parse;

fn sha(letter: char) -> String {
    letter.to_string().repeat(40)
}

fn source(target: &str) -> Source {
    Source { repo_url: "https://git.example/shop".into(), path: "deploy".into(), target_revision: target.into(), ..Source::default() }
}

fn record(id: i64, letter: char, at: &str) -> HistoryRecord {
    HistoryRecord { id, revision: sha(letter), source: Some(source("HEAD")), deployed_at: at.into(), ..HistoryRecord::default() }
}

/// a for an hour, b for a day, c for a minute, then d, which the last operation sent and which failed.
fn status() -> ApplicationStatus {
    let history =
        vec![record(3, 'a', "2026-01-01T00:00:00Z"), record(4, 'b', "2026-01-01T01:00:00Z"), record(5, 'c', "2026-01-02T01:00:00Z")];
    let result = SyncResult { revision: sha('d'), source: Some(source("main")), ..SyncResult::default() };
    let state = OperationState {
        operation: Operation { sync: Some(SyncOperation::default()), ..Operation::default() },
        phase: OperationPhase::Failed,
        message: String::new(),
        sync_result: Some(result),
        started_at: "2026-01-02T01:01:00Z".into(),
        finished_at: None,
        retry_count: None,
    };
    ApplicationStatus { history, operation_state: Some(state), ..ApplicationStatus::default() }
}

fn verdict(id: i64, health: HealthStatus) -> RecordVerdict {
    RecordVerdict { id, health, at: "2026-01-02T00:00:00Z".into(), by: "bob".into() }
}

const NOW: i64 = 1_767_400_000;

#[test]
fn what_runs_is_what_the_last_operation_sent_finished_or_not() {
    let mut status = status();
    assert_eq!(records::running(&status).map(|running| running.revisions), Some(vec![Sha::new(sha('d'))]));
    let state = status.operation_state.as_mut().expect("a state");
    state.operation.sync = Some(SyncOperation { dry_run: true, ..SyncOperation::default() });
    assert_eq!(records::running(&status).map(|running| running.revisions), Some(vec![Sha::new(sha('c'))]), "a dry run sent nothing");
    status.operation_state = None;
    assert_eq!(records::running(&status).map(|running| running.revisions), Some(vec![Sha::new(sha('c'))]));
    status.history.clear();
    assert_eq!(records::running(&status), None);
}

#[test]
fn a_record_served_until_the_next_or_until_the_running_one_began() {
    let mut status = status();
    let served = |status: &ApplicationStatus| (0..3).map(|index| records::served(status, index, NOW)).collect::<Vec<_>>();
    assert_eq!(served(&status), [Some(3_600), Some(86_400), Some(60)]);
    status.operation_state = None;
    status.history[2].deployed_at = "2026-01-03T00:00:00Z".into();
    assert_eq!(served(&status)[2], Some(NOW - 1_767_398_400), "the last one still serves");
    status.history[2].deployed_at = "once".into();
    assert_eq!(served(&status), [Some(3_600), None, None]);
}

#[test]
fn the_last_good_is_the_newest_known_good_that_does_not_run() {
    let status = status();
    let found = |verdicts: &[RecordVerdict]| last_good(&status, verdicts, NOW).map(|good| (good.record.id, good.known));
    let good = |id| verdict(id, HealthStatus::Healthy);
    assert_eq!(found(&[good(3), good(4)]), Some((4, Known::Good)));
    assert_eq!(found(&[good(3), verdict(4, HealthStatus::Degraded)]), Some((3, Known::Good)));
    assert_eq!(found(&[]), Some((4, Known::NotRecorded)), "the one that served longest");
    assert_eq!(found(&[verdict(4, HealthStatus::Degraded)]), Some((3, Known::NotRecorded)));
    let bad: Vec<RecordVerdict> = (3..6).map(|id| verdict(id, HealthStatus::Degraded)).collect();
    assert_eq!(found(&bad), None);
}

#[test]
fn the_record_that_runs_is_never_the_last_good_whatever_branch_it_came_from() {
    let mut status = status();
    status.operation_state.as_mut().and_then(|state| state.sync_result.as_mut()).expect("a result").revision = sha('c');
    let good: Vec<RecordVerdict> = (3..6).map(|id| verdict(id, HealthStatus::Healthy)).collect();
    assert_eq!(last_good(&status, &good, NOW).map(|good| good.record.id), Some(4));
}

#[test]
fn of_several_verdicts_the_last_counts_and_only_kept_records_keep_theirs() {
    let all = [verdict(4, HealthStatus::Degraded), verdict(4, HealthStatus::Healthy)];
    assert_eq!(known(&all, 4), Known::Good);
    assert_eq!(known(&all, 5), Known::NotRecorded);
    let text = with_verdict(
        &[verdict(1, HealthStatus::Healthy), verdict(4, HealthStatus::Degraded)],
        verdict(4, HealthStatus::Healthy),
        &status().history,
    );
    let app = app(&format!("metadata: {{name: shop, annotations: {{tiphys.dev/verdicts: '{text}'}}}}"));
    assert_eq!(verdicts(&app), (vec![verdict(4, HealthStatus::Healthy)], None));
}

#[test]
fn verdicts_that_cannot_be_read_are_a_warning() {
    let (none, problem) = verdicts(&app("metadata: {name: shop, annotations: {tiphys.dev/verdicts: '[{]'}}"));
    assert!(none.is_empty());
    let problem = problem.expect("a warning");
    assert!(!problem.is_error() && problem.to_string().starts_with("Application/shop: metadata.annotations"), "{problem}");
}

#[test]
fn a_record_is_found_by_id_sha_and_tag() {
    let mut history = status().history;
    history.push(record(6, 'a', "2026-01-04T00:00:00Z"));
    let tags: BTreeMap<Sha, Vec<Arc<str>>> = [(Sha::new(sha('b')), vec!["v1.2".into()])].into();
    let found = |text: &str| records::find(&history, text, &tags).map(|record| record.id).map_err(|problem| problem.to_string());
    assert_eq!(found("4"), Ok(4));
    assert_eq!(found("aaaaaaa"), Ok(6), "of several records of one commit the newest");
    assert_eq!(found("BBBBBBBB"), Ok(4));
    assert_eq!(found(" v1.2 "), Ok(4));
    assert_eq!(found("aaaaaa"), Err("no history record is aaaaaa".into()), "six characters are too few");
    let problem = records::find(&history, "17", &tags).expect_err("no such record");
    assert_eq!(problem.hint.as_deref(), Some("there are 6 (aaaaaaa), 5 (ccccccc), 4 (bbbbbbb), 3 (aaaaaaa)"));
}

#[test]
fn a_sha_that_begins_several_commits_is_refused() {
    let mut history = vec![record(1, 'a', ""), record(2, 'a', "")];
    history[1].revision.replace_range(39.., "b");
    let problem = records::find(&history, "aaaaaaa", &BTreeMap::new()).expect_err("ambiguous");
    assert_eq!(&*problem.cause, "aaaaaaa means several commits");
}

#[test]
fn history_counts_on_and_is_cut_from_the_old_end() {
    let ids = |limit| records::append(&status().history, record(0, 'e', ""), limit).iter().map(|record| record.id).collect::<Vec<_>>();
    assert_eq!(ids(None), [3, 4, 5, 6]);
    assert_eq!(ids(Some(2)), [5, 6]);
    assert_eq!(ids(Some(0)), Vec::<i64>::new());
    assert_eq!(records::append(&[], record(9, 'e', ""), Some(-1)), []);
    assert_eq!(records::append(&[], record(9, 'e', ""), None)[0].id, 0);
}

#[test]
fn a_rollback_takes_the_records_source_and_commit_and_the_specs_options() {
    let policy = SyncPolicy { sync_options: vec!["CreateNamespace=true".into()], ..SyncPolicy::default() };
    let spec = ApplicationSpec { sync_policy: Some(policy), ..ApplicationSpec::default() };
    let back = rollback::rollback(&spec, &status().history[1]).expect("a rollback");
    assert_eq!((back.request.skip_hooks, back.request.prune, back.request.rollback_to), (true, false, Some(4)));
    assert_eq!(back.request.sync_options, ["CreateNamespace=true"]);
    assert_eq!(back.to.revisions, [Sha::new(sha('b'))]);
    let without = HistoryRecord { source: None, ..status().history[1].clone() };
    assert_eq!(
        &*rollback::rollback(&spec, &without).expect_err("no source").cause,
        "history record 4 does not say which source it deployed"
    );
}

fn app(rest: &str) -> Object {
    parse(&format!("apiVersion: argoproj.io/v1alpha1\nkind: Application\n{rest}")).remove(0)
}

fn patched(app: &Object, patch: &Value) -> Object {
    let Value::Map(root) = jsonmerge::apply(&app.to_value(), patch) else { panic!("no map") };
    Object::new(root, Origin::default()).expect("an object")
}

const AUTOMATED: [&str; 3] = ["spec", "syncPolicy", "automated"];

#[test]
fn a_hold_switches_automatic_sync_off_and_the_release_brings_back_exactly_what_stood_there() {
    let old = VersionProfile { automated_enabled: false, ..VersionProfile::default() };
    let policies = [
        "{automated: {prune: true, selfHeal: true, newer: {kept: 1}}, syncOptions: [A=b]}",
        "{automated: {}}",
        "{automated: {enabled: true}}",
        "{syncOptions: [A=b]}",
    ];
    for policy in policies {
        for profile in [&VersionProfile::default(), &old] {
            let before =
                app(&format!("metadata: {{name: shop, resourceVersion: '7', annotations: {{a: b}}}}\nspec: {{syncPolicy: {policy}}}"));
            let patch = hold::set(&before, profile, "alice", "2026-01-02T03:04:05Z", "bad image").expect("a patch");
            assert_eq!(patch.as_map().and_then(|map| map.get("metadata")?.as_map()?.get("resourceVersion")?.as_str()), Some("7"));
            let held = patched(&before, &patch);
            let mark = hold::hold(&held).expect("readable").expect("a hold");
            assert_eq!((mark.by.as_str(), mark.reason.as_str()), ("alice", "bad image"));
            let automated = held.get(&AUTOMATED);
            if before.get(&AUTOMATED).is_some() && profile.automated_enabled {
                assert_eq!(held.get(&["spec", "syncPolicy", "automated", "enabled"]).and_then(Value::as_bool), Some(false));
            } else {
                assert!(automated.is_none(), "{policy}");
            }
            let released = patched(&held, &hold::release(&held).expect("a patch"));
            assert!(released == before, "{policy} under {}", profile.name);
        }
    }
}

#[test]
fn what_was_written_under_a_hold_goes_with_it() {
    let before = app("metadata: {name: shop, annotations: {a: b}}\nspec: {syncPolicy: {automated: {prune: true}}}");
    let held = patched(&before, &hold::set(&before, &VersionProfile::default(), "alice", "t", "").expect("a patch"));
    let edited = held.set(&["spec", "syncPolicy", "automated", "selfHeal"], true.into()).expect("an object");
    assert!(patched(&edited, &hold::release(&edited).expect("a patch")) == before);
    let removed = held.unset(&AUTOMATED).expect("an object");
    assert!(patched(&removed, &hold::release(&removed).expect("a patch")) == before);
}

#[test]
fn a_second_hold_and_a_release_of_nothing_are_refused() {
    let before = app("metadata: {name: shop}\nspec: {}");
    let held = patched(&before, &hold::set(&before, &VersionProfile::default(), "alice", "2026-01-02T03:04:05Z", "").expect("a patch"));
    let again = hold::set(&held, &VersionProfile::default(), "bob", "t", "").expect_err("held");
    assert_eq!(again.to_string(), "Application/shop: it is held already, by alice since 2026-01-02T03:04:05Z");
    assert_eq!(&*hold::release(&before).expect_err("not held").cause, "it is not held");
    let broken = app("metadata: {name: shop, annotations: {tiphys.dev/hold: 'x'}}\nspec: {}");
    assert!(hold::hold(&broken).is_err() && hold::release(&broken).is_err());
}
