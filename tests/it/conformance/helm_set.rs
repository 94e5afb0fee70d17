//! Helm's own tests of `--set` and its kin.

use serde_json::Value;
use tiphys::cli::conformance::Suite;

use crate::support::conformance::{rows, score};

#[test]
fn lines_set_what_helms_own_tests_expect() {
    let Some(rows) = rows("helm_set") else { return };
    let mut suite = Suite::named("helm_set").expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let row: Value = serde_json::from_str(&line).expect("rows are JSON");
        let answer = suite.answer(&line).expect("a question has an answer");
        let got = serde_json::from_str::<Value>(&answer).expect("answers are JSON").get("got").cloned().unwrap_or_default();
        let holds = match row.get("expect") {
            Some(wanted) => got.get("value") == Some(wanted),
            None => got.get("error").is_some(),
        };
        results.push((row["id"].as_str().unwrap_or_default().to_owned(), holds));
    }
    score("helm_set", &results, &[]);
}
