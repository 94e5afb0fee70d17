//! Rows of the conformance data beside the project. Without it `cargo test` says so in one line, and its tests pass.
//!
//! What a suite reached is held by the list of what it does not reach: each wrong row stands there with its reason, so
//! that nothing gets worse unseen and nothing that got right stays called wrong. `TIPHYS_TESTBED_REPORT` gets one line a
//! suite, `conformance SUITE: N of M`, so that CI can count.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write as _};
use std::path::PathBuf;
use std::sync::Once;

/// A file of the data; `None` where the data is absent.
pub(crate) fn data(name: &str) -> Option<Vec<u8>> {
    static SAID: Once = Once::new();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance").join(name);
    let Ok(file) = File::open(&path) else {
        // Not by a macro: its output of a test that passes is not shown.
        SAID.call_once(|| {
            let _ = writeln!(std::io::stderr(), "skipped: no conformance data beside the project (../shared/conformance)");
        });
        return None;
    };
    let mut bytes = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(file).expect("conformance data is zstd").read_to_end(&mut bytes).expect("the whole file");
    Some(bytes)
}

/// The lines of a suite (`k8s_patch`); `None` where the data is absent.
pub(crate) fn rows(suite: &str) -> Option<Vec<String>> {
    let text = String::from_utf8(data(&format!("{suite}.jsonl.zst"))?).expect("conformance data is UTF-8");
    Some(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Fails unless exactly the `known` rows (id, reason) are wrong; prints the score. A result is an id, with what is wrong
/// behind `: `, and whether it is right.
pub(crate) fn score(suite: &str, results: &[(String, bool)], known: &[(&str, &str)]) {
    assert!(!results.is_empty(), "{suite}: no row was asked");
    let known: BTreeMap<&str, &str> = known.iter().copied().collect();
    let id = |result: &str| result.split(": ").next().unwrap_or(result).to_owned();
    let wrong: Vec<&str> = results.iter().filter(|(_, ok)| !ok).map(|(name, _)| name.as_str()).collect();
    let line = format!("conformance {suite}: {} of {}", results.len() - wrong.len(), results.len());
    println!("{line}");
    report(&line);
    let unknown: Vec<&str> = wrong.iter().copied().filter(|name| !known.contains_key(&*id(name))).collect();
    assert!(unknown.is_empty(), "{line}; {} were right before: {unknown:#?}", unknown.len());
    let right: Vec<String> = results.iter().filter(|(name, ok)| *ok && known.contains_key(&*id(name))).map(|(name, _)| id(name)).collect();
    assert!(right.is_empty(), "{line}; right by now, and no longer to be listed: {right:#?}");
}

fn report(line: &str) {
    let Some(path) = std::env::var_os("TIPHYS_TESTBED_REPORT") else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the report file opens");
    file.write_all(format!("{line}\n").as_bytes()).expect("the report takes a line");
}
