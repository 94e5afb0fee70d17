//! Tables of inputs with the answers of the Go packages that the peers use (sigs.k8s.io/yaml 1.6, apimachinery 0.34,
//! kyaml 0.21.1): the same values, the same bytes, the same refusals.

use tiphys::engine::manifest::duration::GoDuration;
use tiphys::engine::manifest::quantity::Quantity;
use tiphys::engine::manifest::yaml::{Documents, Duplicates, ParseOptions, parse_one, parse_yaml};
use tiphys::engine::manifest::{emit, json};
use tiphys::model::problem::any_error;

#[derive(serde::Deserialize)]
struct Row {
    #[serde(rename = "in")]
    input: String,
    #[serde(default)]
    out: String,
    #[serde(default)]
    err: String,
}

fn rows(name: &str) -> Vec<Row> {
    let path = format!("{}/tests/fixtures/manifest/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a fixture of the repository");
    text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

/// What both sides say: text, or a refusal.
fn compare(name: &str, known: &[&str], ours: impl Fn(&str) -> Result<String, String>) {
    let mut wrong = Vec::new();
    let mut unexpectedly_right = Vec::new();
    let rows = rows(name);
    for row in &rows {
        let ours = ours(&row.input);
        let same = match &ours {
            Ok(text) => row.err.is_empty() && *text == row.out,
            Err(_) => !row.err.is_empty(),
        };
        match (same, known.contains(&row.input.as_str())) {
            (false, false) => wrong.push(format!("in {:?}\n  go   {:?} {:?}\n  ours {ours:?}", row.input, row.out, row.err)),
            (true, true) => unexpectedly_right.push(row.input.clone()),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(unexpectedly_right.is_empty(), "no longer different: {unexpectedly_right:?}");
}

/// The documents as JSON lines.
fn texts(documents: &Documents) -> Result<String, String> {
    if any_error(&documents.problems) {
        return Err(documents.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    }
    let texts: Vec<String> =
        documents.values.iter().map(|document| String::from_utf8(json::to_json(&document.value)).expect("JSON is UTF-8")).collect();
    Ok(texts.join("\n"))
}

fn one(input: &str, options: ParseOptions) -> Result<String, String> {
    texts(&parse_one(input.as_bytes(), "f.yaml", 0, options)).map(|text| if text.is_empty() { "null".to_owned() } else { text })
}

/// YAML 1.2 against YAML 1.1 in the parsers below: line breaks beyond `\n`, byte order marks inside a text, escapes that JSON
/// has, names of anchors, directives, and what an empty plain scalar in a flow collection is. Where ours reads more, the
/// value is what was meant; `[-]` and `{a: -}` are refused with their line.
const YAML_1_2: [&str; 14] = [
    "a: \u{85}x\n",
    "a: \u{2028}x\n",
    "a: \u{feff}x\n",
    "{\"a\": \"b\\/c\"}\n",
    "{\"a\": \"\\ud83d\\ude00\"}\n",
    "a: \"\\uD83D\\uDE00\"\n",
    "a: \"\\/\"\n",
    "a: &b.c d\n",
    "a: &b.c d\ne: *b.c\n",
    "a: {b:}\n",
    "a: {:b}\n",
    "a: {a: -}\n",
    "a: [-]\n",
    "a: {?: 1}\n",
];

fn beside(more: &[&'static str]) -> Vec<&'static str> {
    YAML_1_2.iter().chain(more).copied().collect()
}

#[test]
fn yaml_means_what_it_means_to_the_api_machinery() {
    // Go prints -0 into JSON, and reads 0 from it.
    let known = beside(&["a: -0.0\n", "%FOO\n---\na: 1\n"]);
    compare("go_yaml", &known, |input| one(input, ParseOptions::KUBERNETES));
}

#[test]
fn duplicates_are_refused_where_strict_decoding_refuses_them() {
    // Strict decoding takes an overridden merge for a duplicate; Kustomize, who asks for refusal here, does not.
    let known = beside(&[
        "%FOO\n---\na: 1\n",
        "a: &x {k: v}\nb:\n  k: w\n  <<: *x\n",
        "a: &x {k: v}\nb:\n  <<: *x\n  k: w\n",
        "a: &x {k: v}\nc: &y {k: 1, l: 2}\nb:\n  <<: [*x, *y]\n",
        "a: &x {k: v}\nc: &y {k: 1, l: 2}\nb:\n  m: 1\n  <<: [*y, *x]\n  l: 9\n",
        "b:\n  <<: [{a: 1}, {a: 2, b: 3}]\n",
    ]);
    compare("go_strict", &known, |input| one(input, ParseOptions { duplicates: Duplicates::Refuse, ..ParseOptions::KUBERNETES }));
}

#[test]
fn streams_are_cut_as_the_api_machinery_cuts_them() {
    // JSON texts go through the JSON reader here, which has these escapes; an integer above i64 stays exact with us.
    let mut known = beside(&["{\"a\":1.0,\"b\":1e3,\"c\":100000000000000000000,\"d\":18446744073709551615}"]);
    known.retain(|input| !input.starts_with("{\"a\": \""));
    compare("go_stream", &known, |input| texts(&parse_yaml(input.as_bytes(), "f.yaml", ParseOptions::KUBERNETES)));
}

#[test]
fn yaml_means_what_it_means_to_kustomize() {
    // A quoted `<<` is lost there; text after the first JSON value is passed over without a word; -0 is printed as such.
    let known = beside(&["a: -0.0\n", "b:\n  '<<': {a: 1}\n", "b:\n  \"<<\": 1\n", "{\"a\":1}\n{\"b\":\n", "{\"a\":1}{\"b\":2}{\"c\":"]);
    compare("go_kyaml", &known, |input| {
        let documents = parse_yaml(input.as_bytes(), "f.yaml", ParseOptions::KUSTOMIZE);
        if documents.values.iter().any(|document| document.value.as_map().is_none() && document.value.as_list().is_none()) {
            return Err("kustomize reads maps only".to_owned());
        }
        // Such keys are noted, for a patch may have them; what still has them in the end cannot be printed.
        if documents.values.iter().any(|document| document.odd.as_ref().is_some_and(|odd| !odd.keys.is_empty())) {
            return Err("JSON has no such keys".to_owned());
        }
        texts(&documents)
    });
}

#[test]
fn yaml_is_printed_byte_for_byte_as_sigs_yaml_prints_it() {
    // Go's way through JSON text breaks these: U+0085 becomes a space, U+007F is refused; integers above i64 become floats.
    let known = [
        "{\"k\": \"\u{85}\"}",
        "{\"k\": \"\u{7f}\"}",
        "{\"k\": \"a\u{85}b\"}",
        "{\"\u{85}\": 1, \"zz\": [\"\u{85}\"]}",
        "\"\u{85}\"",
        "{\"\u{7f}\": 1, \"zz\": [\"\u{7f}\"]}",
        "\"\u{7f}\"",
        "{\"a\u{85}b\": 1, \"zz\": [\"a\u{85}b\"]}",
        "\"a\u{85}b\"",
        "{\"a\":9223372036854775808}",
        "{\"a\":18446744073709551615}",
        "{\"a\":12345678901234567890}",
    ];
    compare("go_emit", &known, |input| {
        json::parse_json(input.as_bytes()).map(|value| emit::emit(&value)).map_err(|error| error.to_string())
    });
}

fn json_again(input: &str) -> Result<String, String> {
    let value = json::parse_json(input.as_bytes()).map_err(|error| error.to_string())?;
    String::from_utf8(json::to_json(&value)).map_err(|error| error.to_string())
}

#[test]
fn json_is_read_and_printed_as_go_does() {
    // Integers above i64 stay exact with us.
    let known = ["9223372036854775808", "18446744073709551615", "12345678901234567890"];
    compare("go_json", &known, json_again);
}

#[test]
fn floats_are_printed_as_go_prints_them() {
    compare("go_float", &[], |input| {
        let text = std::str::from_utf8(input.as_bytes()).expect("text");
        Ok(tiphys::engine::manifest::gofloat::json(text.parse().expect("a number")))
    });
}

#[test]
fn quantities_have_the_canonical_form_of_the_api_machinery() {
    // Go cuts this exponent to 32 bits.
    compare("go_quantity", &["1e4294967296"], |input| {
        Quantity::parse(input).map(|quantity| quantity.canonical()).map_err(|error| error.to_string())
    });
}

#[test]
fn quantities_are_ordered_by_their_number() {
    compare("go_quantity_order", &[], |input| {
        let (first, second) = input.split_once(' ').expect("two quantities");
        let (first, second) = (Quantity::parse(first).expect("a quantity"), Quantity::parse(second).expect("a quantity"));
        Ok((first.cmp(&second) as i8).to_string())
    });
}

#[test]
fn durations_are_read_and_printed_as_go_does() {
    compare("go_duration", &[], |input| GoDuration::parse(input).map(|duration| duration.to_string()).map_err(|error| error.to_string()));
}
