//! Tables of templates with the answers of Go 1.26's `text/template`: the same outputs and the same errors. `language` was
//! written by hand; `printf`, `random` and `broken` (texts that random edits made wrong) were generated.

use tiphys::engine::template::budget::Limits;
use tiphys::engine::template::execute::MissingKey;

use super::run::{ended, value};

#[derive(serde::Deserialize)]
struct Row {
    #[serde(rename = "in")]
    input: String,
    /// One value instead of the usual one.
    #[serde(default)]
    data: Vec<serde_json::Value>,
    #[serde(default)]
    missing: String,
    #[serde(default)]
    out: String,
    #[serde(default)]
    err: String,
}

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/template/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a fixture of the repository")
}

fn all_agree(name: &str) {
    let data: serde_json::Value = serde_json::from_str(&fixture("data.json")).expect("a value");
    let mut n = 0;
    for line in fixture(name).lines() {
        let row: Row = serde_json::from_str(line).expect("a row");
        let missing = match row.missing.as_str() {
            "error" => MissingKey::Error,
            "default" => MissingKey::Invalid,
            _ => MissingKey::Zero,
        };
        let ours = ended(&row.input, value(row.data.first().unwrap_or(&data)), missing, Limits::default());
        let theirs = if row.err.is_empty() { Ok(row.out) } else { Err(row.err) };
        assert_eq!(ours, theirs, "{}", row.input);
        n += 1;
    }
    assert!(n > 100, "only {n} rows in {name}");
}

#[test]
fn texts_written_by_hand_give_what_go_gives() {
    all_agree("language.jsonl");
}

#[test]
fn random_formats_print_as_go_prints() {
    all_agree("printf.jsonl");
}

#[test]
fn random_texts_give_what_go_gives() {
    all_agree("random.jsonl");
}

#[test]
fn broken_texts_are_refused_in_the_words_of_go() {
    all_agree("broken.jsonl");
}
