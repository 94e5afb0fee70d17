//! Argo CD's own cases of access: policies, sync windows, globs.

use serde_json::Value;
use tiphys::cli::conformance::Suite;
use tiphys::engine::access::projects::validate;
use tiphys::engine::glob::Glob;

use super::compare::{got, holds};
use crate::support::conformance::{rows, score};

fn suite(file: &str, name: &str) {
    let Some(rows) = rows(file) else { return };
    let mut suite = Suite::named(name).expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let mut row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let wanted = row["expect"].take();
        row.as_object_mut().expect("a map").remove("expect");
        let got = got(&mut suite, &row);
        let id = row["id"].as_str().unwrap_or_default();
        results.push((format!("{id}: {got} instead of {wanted}"), holds(&wanted, &got)));
    }
    score(file, &results, &[]);
}

#[test]
fn policies_allow_and_refuse_what_argo_cd_does() {
    suite("argocd_rbac", "rbac");
}

#[test]
fn windows_open_and_close_as_argo_cd_says() {
    suite("argocd_syncwindows", "windows");
}

#[test]
fn globs_match_as_argo_cd_says() {
    let Some(rows) = rows("argocd_tables") else { return };
    let mut results = Vec::new();
    for line in rows {
        let row: Value = serde_json::from_str(&line).expect("rows are JSON");
        if row["area"] != "glob" {
            continue;
        }
        let text = |field: &str| row["row"][field].as_str().unwrap_or_default();
        let got = Glob::new(text("pattern")).is_ok_and(|glob| glob.matches(text("input")));
        let wanted = row["row"]["result"].as_bool().unwrap_or_default();
        results.push((format!("{}: {got}", row["id"]), got == wanted));
    }
    score("argocd_tables (globs)", &results, &[]);
}

/// The rows of one of Argo CD's own table tests.
pub(super) fn table(test: &str) -> Option<Vec<Value>> {
    let rows = rows("argocd_tables")?.into_iter().map(|line| serde_json::from_str::<Value>(&line).expect("rows are JSON"));
    Some(rows.filter(|row| row["test"] == test).collect())
}

#[test]
fn policies_of_projects_are_refused_as_argo_cd_refuses_them() {
    let Some(rows) = table("TestAppProject_InvalidPolicyRules") else { return };
    // Which part of the line is at fault, in their words and in ours.
    let parts = [
        ("of the form: 'p,", "of the form p,"),
        ("policy subject", "the subject"),
        ("resource must", "the resource must"),
        ("action", "action"),
        ("object must", "the object must"),
        ("effect", "the effect"),
    ];
    let results: Vec<(String, bool)> = rows
        .iter()
        .map(|row| {
            let text = |field: &str| row["row"][field].as_str().unwrap_or_default();
            let wanted = parts.iter().find(|(theirs, _)| text("errmsg").contains(theirs)).map_or("?", |(_, ours)| ours);
            let got = validate::policy("my-proj", "my-role", text("policy"));
            (format!("{}: {got:?}", row["id"]), got.is_err_and(|cause| cause.contains(wanted)))
        })
        .collect();
    score("argocd_tables (policies of projects)", &results, &[]);
}

#[test]
fn actions_and_service_accounts_of_projects_are_valid_or_not_as_argo_cd_says() {
    let (Some(actions), Some(accounts)) = (table("TestIsValidAction"), table("TestAppProject_ValidateDestinationServiceAccount")) else {
        return;
    };
    let action = |row: &Value| {
        let got = validate::is_valid_action(row["row"]["action"].as_str().unwrap_or_default());
        (format!("{}: {got}", row["id"]), Some(got) == row["row"]["want"].as_bool())
    };
    let account = |row: &Value| {
        let account = serde_json::from_value(row["row"].clone()).expect("an account");
        let wanted = row["row"]["expectedErrMsg"].as_str().unwrap_or_default();
        let got = validate::service_account(&account);
        let is_equal = got.as_ref().map_or_else(|(field, _)| wanted.starts_with(field), |()| wanted.is_empty());
        (format!("{}: {got:?}", row["id"]), is_equal)
    };
    let results: Vec<(String, bool)> = actions.iter().map(action).chain(accounts.iter().map(account)).collect();
    score("argocd_tables (actions and accounts of projects)", &results, &[]);
}
