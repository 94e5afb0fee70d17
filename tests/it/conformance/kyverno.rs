//! Kyverno's own cases of `validate`: every class that is judged.

use serde_json::Value;
use tiphys::cli::conformance::Suite;

use super::compare::got;
use crate::support::conformance::{rows, score};

/// The classes that the engine judges; the others are named as not judged.
const JUDGED: [&str; 5] = ["pattern", "deny", "foreach", "pattern+vars", "mixed-validate"];

/// Rows whose answer is in a file that is no part of the row.
const ELSEWHERE: [(&str, &str); 3] = [
    ("kyverno/registry", "asks a registry for the images' metadata"),
    ("kyverno/test-context-apicall", "calls an API of clusterResources, which the row does not hold"),
    ("kyverno/test/mock-apicall-responses", "calls a service of apiCallResponses, which the row does not hold"),
];

#[test]
fn validate_policies_judge_as_kyverno_does() {
    let Some(rows) = rows("kyverno") else { return };
    let mut suite = Suite::named("kyverno").expect("a suite");
    let mut results = Vec::new();
    for line in rows {
        let mut row: Value = serde_json::from_str(&line).expect("rows are JSON");
        if !JUDGED.contains(&row["class"].as_str().unwrap_or_default()) {
            continue;
        }
        let answers = row.as_object_mut().expect("a map").remove("results").expect("results");
        let mut asked = answers.clone();
        let mut wanted = Vec::new();
        for one in asked.as_array_mut().expect("a list") {
            let one = one.as_object_mut().expect("a map");
            let (result, status) = (one.remove("result"), one.remove("status"));
            wanted.push(result.or(status).expect("a result"));
        }
        row["ask"] = asked;
        let got = got(&mut suite, &row);
        let wanted = Value::Array(wanted);
        let id = row["id"].as_str().unwrap_or_default();
        results.push((format!("{id}: {got} instead of {wanted}"), got == wanted));
    }
    score("kyverno (validate)", &results, &ELSEWHERE);
}
