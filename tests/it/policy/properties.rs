//! What must hold for any text: expressions and patterns of nonsense end in an answer, and wildcards mean what their definition says.

use jiff::Timestamp;
use proptest::prelude::*;
use tiphys::engine::manifest::json::parse_json;
use tiphys::engine::policy::kyverno::jmespath::{World, search};
use tiphys::engine::policy::kyverno::pattern::tree::compare;
use tiphys::engine::policy::kyverno::wildcard::matches;
use tiphys::model::object::value::Value;

/// Pieces of expressions, whole and broken.
fn expression() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "\"c.d\"",
        ".",
        "*",
        "[",
        "]",
        "[]",
        "[?",
        "[*]",
        "[0]",
        "[-1]",
        "[::2]",
        "[1:",
        "{",
        "}",
        "(",
        ")",
        ",",
        ":",
        "@",
        "&",
        "&&",
        "|",
        "||",
        "!",
        "==",
        "!=",
        "<",
        ">=",
        "'x'",
        "`1`",
        "`[1, 2]`",
        "`{",
        "'",
        "\"",
        "length(",
        "to_string(",
        "sort_by(",
        "map(&",
        "regex_match('a', ",
        "split('a,b', ',')",
        "add(`1`, ",
        "items(@, 'k', 'v')",
        "max(",
        "truncate('é', `1`)",
        "time_add('2020-01-01T00:00:00Z', '1h')",
        "-",
        "é",
        "\\",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// Patterns and objects out of the same few keys and values.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "1",
        "0",
        "1.5",
        "true",
        "null",
        "\"\"",
        "\"*\"",
        "\"?*\"",
        "\"a\"",
        "\"!a\"",
        "\">1\"",
        "\"1-5\"",
        "\"1!-5\"",
        "\"a|b & c\"",
        "\"1Gi\"",
        "\"<2h\"",
        "\"null\"",
    ]);
    let key =
        prop::sample::select(vec!["a", "b", "(a)", "<(a)", "=(b)", "X(a)", "^(a)", "+(b)", "metadata", "=(labels)", "labels", "a*", "()"]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 3, move |inner| {
        let entry = (key.clone(), inner.clone()).prop_map(|(key, value)| format!("\"{key}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(entry, 0..3).prop_map(|entries| format!("{{{}}}", entries.join(","))),
        ]
    })
}

fn read(json: &str) -> Value {
    parse_json(json.as_bytes()).expect("JSON")
}

/// The definition of wildcards, letter by letter.
fn is_match(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => is_match(rest, text) || text.split_first().is_some_and(|(_, text)| is_match(pattern, text)),
        (Some((wanted, rest)), Some((found, text))) => (*wanted == '?' || wanted == found) && is_match(rest, text),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn an_expression_of_nonsense_ends_in_an_answer(expression in expression()) {
        let data = read("{\"a\": [1, {\"b\": \"x\"}, [2, 3]], \"b\": {\"a\": null, \"c.d\": \"y\"}}");
        let world = World::at(Timestamp::UNIX_EPOCH);
        let first = search(&expression, &data, &world);
        prop_assert_eq!(first, search(&expression, &data, &world));
    }

    #[test]
    fn any_pattern_on_any_object_ends_in_an_answer(pattern in value(), object in value()) {
        let (pattern, object) = (read(&pattern), read(&object));
        let first = compare(&object, &pattern);
        prop_assert_eq!(first, compare(&object, &pattern));
    }

    #[test]
    fn wildcards_match_by_their_definition(pattern in "[ab*?é]{0,8}", text in "[abé]{0,8}") {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(matches(&pattern, &text), is_match(&chars(&pattern), &chars(&text)));
    }
}
