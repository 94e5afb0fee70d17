//! Rows of the conformance data beside the project; without it the tests say so in one line and pass.

use std::io::Read;
use std::path::PathBuf;

/// The lines of a suite (`k8s_patch`); `None` where the data is absent.
pub(crate) fn rows(suite: &str) -> Option<Vec<String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../shared/conformance/{suite}.jsonl.zst"));
    let Ok(file) = std::fs::File::open(&path) else {
        println!("skipped: no conformance data for {suite} beside the project");
        return None;
    };
    let mut text = String::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(file).expect("conformance data is zstd");
    decoder.read_to_string(&mut text).expect("conformance data is UTF-8");
    Some(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Fails, naming what is wrong, when fewer rows than `reached` pass; prints the score.
pub(crate) fn score(suite: &str, results: &[(String, bool)], reached: usize) {
    let wrong: Vec<&str> = results.iter().filter(|(_, ok)| !ok).map(|(id, _)| id.as_str()).collect();
    let passed = results.len() - wrong.len();
    println!("{suite}: {passed} of {}", results.len());
    assert!(passed >= reached, "{suite}: {passed} of {} pass, {reached} did before; wrong: {wrong:#?}", results.len());
}
