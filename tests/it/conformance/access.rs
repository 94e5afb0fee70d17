//! Argo CD's own cases of access: policies, sync windows, globs.

use serde_json::Value;
use tiphys::cli::conformance::Suite;
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
