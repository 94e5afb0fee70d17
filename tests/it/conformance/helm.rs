//! Helm's own tests of its functions, of `--set` and its kin; Argo CD's of the URLs that values files may have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use tiphys::cli::conformance::Suite;
use tiphys::engine::render::helm::application::files::url_schemes;
use tiphys::model::settings::Settings;

use super::access::table;
use super::compare::got;
use crate::support::conformance::{rows, score};

/// The rows of a suite with what was answered.
fn answered(suite: &str) -> Option<Vec<(Value, Value)>> {
    let rows = rows(suite)?;
    let mut own = Suite::named(suite).expect("a suite");
    let rows = rows.iter().map(|line| serde_json::from_str::<Value>(line).expect("rows are JSON"));
    Some(rows.map(|row| (row.clone(), got(&mut own, &row))).collect())
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap_or_default()
}

#[test]
fn templates_print_what_helms_own_tests_expect() {
    let Some(answered) = answered("helm_funcs") else { return };
    let results: Vec<(String, bool)> =
        answered.iter().map(|(row, got)| (format!("{}: {got} instead of {}", id(row), row["expect"]), *got == row["expect"])).collect();
    score("helm_funcs", &results, &[]);
}

#[test]
fn lines_set_what_helms_own_tests_expect() {
    let Some(answered) = answered("helm_set") else { return };
    let holds = |row: &Value, got: &Value| match row.get("expect") {
        Some(wanted) => got.get("value") == Some(wanted),
        None => got.get("error").is_some(),
    };
    let results: Vec<(String, bool)> = answered.iter().map(|(row, got)| (format!("{}: {got}", id(row)), holds(row, got))).collect();
    score("helm_set", &results, &[]);
}

#[test]
fn values_files_may_have_the_urls_that_argo_cd_allows() {
    let Some(rows) = table("TestGetHelmSettings") else { return };
    let results: Vec<(String, bool)> = rows
        .iter()
        .map(|row| {
            let data: BTreeMap<String, String> = serde_json::from_value(row["row"]["data"].clone()).expect("texts");
            let raw: BTreeMap<Arc<str>, Arc<str>> = data.into_iter().map(|(key, text)| (key.into(), text.into())).collect();
            let settings = Settings { raw, ..Settings::default() };
            let wanted: BTreeSet<String> = serde_json::from_value(row["row"]["expected"].clone()).expect("schemes");
            let got: BTreeSet<String> = url_schemes(&settings).map(str::to_owned).collect();
            (format!("{}: {got:?} instead of {wanted:?}", id(row)), got == wanted)
        })
        .collect();
    score("argocd_tables (Helm's settings)", &results, &[]);
}
