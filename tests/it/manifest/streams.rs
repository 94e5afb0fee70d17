//! Streams: what can be read is returned, what cannot is a problem with its line, and every budget holds.

use tiphys::engine::manifest::budget;
use tiphys::engine::manifest::file::File;
use tiphys::engine::manifest::json::{canonical_json, to_json};
use tiphys::engine::manifest::scalar::Scalars;
use tiphys::engine::manifest::yaml::{Documents, Duplicates, ParseOptions, parse_one, parse_yaml};
use tiphys::model::ids::BlobId;
use tiphys::model::problem::{Problem, ProblemKind, Severity};

fn read(text: impl AsRef<[u8]>) -> Documents {
    parse_yaml(text.as_ref(), "app/web.yaml", ParseOptions::KUBERNETES)
}

fn texts(documents: &Documents) -> Vec<String> {
    documents.values.iter().map(|document| String::from_utf8(to_json(&document.value)).expect("UTF-8")).collect()
}

fn lines(documents: &Documents) -> Vec<u32> {
    documents.values.iter().map(|document| document.line).collect()
}

fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_broken_document_costs_itself_only_and_says_where_it_broke() {
    let documents = read("a: 1\n---\nb: [1,\n  2\nc: 3\n---\n# comment\n\nd: 4\n");
    assert_eq!(texts(&documents), ["{\"a\":1}", "{\"d\":4}"]);
    assert_eq!(lines(&documents), [1, 9]);
    let [problem] = documents.problems.as_slice() else { panic!("{:?}", documents.problems) };
    let place = problem.place.as_ref().expect("a place");
    assert_eq!((problem.severity, problem.kind, &*place.file), (Severity::Error, ProblemKind::BadInput, "app/web.yaml"));
    assert!(matches!(place.line, Some(3..=6)) && place.column.is_some(), "{problem}");
}

#[test]
fn duplicate_keys_are_a_warning_or_an_error_that_names_both_lines() {
    let text = "x: 1\n---\na:\n  b: 1\n  c: 2\n  b: 3\n";
    let documents = read(text);
    assert_eq!(texts(&documents), ["{\"x\":1}", "{\"a\":{\"b\":3,\"c\":2}}"]);
    assert_eq!(told(&documents.problems), ["app/web.yaml:6: key \"b\" is set twice, on lines 4 and 6; the last one counts"]);
    assert_eq!(documents.problems[0].severity, Severity::Warning);

    let refused = parse_yaml(text.as_bytes(), "f", ParseOptions { duplicates: Duplicates::Refuse, ..ParseOptions::KUBERNETES });
    assert_eq!(told(&refused.problems), ["f:6: key \"b\" is set twice, on lines 4 and 6"]);
    assert!(refused.problems[0].is_error());

    let json = read("{\"a\":\n 1,\n\"a\": 2}");
    assert_eq!(texts(&json), ["{\"a\":2}"]);
    assert_eq!(told(&json.problems), ["app/web.yaml:3: key \"a\" is set twice, on lines 1 and 3; the last one counts"]);
}

#[test]
fn unreadable_characters_are_refused_with_line_and_column() {
    for (text, expected) in [
        (&b"a: 1\nb: \xff\n"[..], "app/web.yaml:2:4: the text is not UTF-8"),
        (b"a: 1\nb: x\0y\n", "app/web.yaml:2:5: control characters are not allowed (U+0000)"),
        (b"x: 1\n---\na: \x07\n", "app/web.yaml:3:4: control characters are not allowed (U+0007)"),
        (b"# c\n\n\ta: 1\n", "app/web.yaml:3:1: found a tab where an indentation was expected"),
    ] {
        assert_eq!(told(&read(text).problems), [expected]);
    }
}

#[test]
fn byte_order_marks_carriage_returns_and_utf_16_are_read() {
    assert_eq!(texts(&read("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n---\r\nc: 2\r\n")), ["{\"a\":1,\"b\":\"x\\ny\\n\"}", "{\"c\":2}"]);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("a: é\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(texts(&read(utf16)), ["{\"a\":\"é\"}"]);
}

#[test]
fn a_separator_with_text_behind_it_is_an_error_and_hides_nothing() {
    let documents = read("a: 1\n--- b: 2\nc: 3\n");
    assert_eq!(texts(&documents), ["{\"a\":1}", "{\"c\":3}"]);
    assert_eq!(told(&documents.problems), ["app/web.yaml:2: a document separator `---` is followed by text on its line"]);
}

#[test]
fn text_behind_a_documents_end_is_a_warning() {
    let documents = read("a: 1\n...\nb: 2\n");
    assert_eq!(texts(&documents), ["{\"a\":1}"]);
    assert_eq!(documents.problems[0].severity, Severity::Warning);
}

#[test]
fn json_streams_know_their_lines_and_stop_where_they_break() {
    let documents = read("{\"a\": 1}\n\n{\"b\": 2} {\"c\": 3}\n{\"d\": }");
    assert_eq!(texts(&documents), ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
    assert_eq!(lines(&documents), [1, 3, 3]);
    assert_eq!(told(&documents.problems), ["app/web.yaml:4:7: no valid JSON: invalid character '}'"]);
}

#[test]
fn a_document_cut_by_somebody_else_keeps_its_files_lines() {
    let documents = parse_one(b"kind: A\nx: [\n", "chart/templates/a.yaml", 40, ParseOptions::KUBERNETES);
    assert!(documents.values.is_empty());
    let line = documents.problems[0].place.as_ref().and_then(|place| place.line).expect("a line");
    assert!((42..=43).contains(&line), "{line}");
}

#[test]
fn a_template_is_told_to_be_one() {
    for text in ["a: {{ .Values.x }}\n", "{{- if .Values.x }}\na: 1\n{{- end }}\n"] {
        let hint = read(text).problems[0].hint.clone().expect("a hint");
        assert!(hint.contains("template"), "{hint}");
    }
}

#[test]
fn fields_lines_are_kept_on_demand() {
    let text = "kind: A\nspec:\n  ports:\n  - port: 80\n    name: http\n  -\n    port: 81\nmetadata:\n  annotations:\n    a.b/c: x\n";
    let documents = parse_yaml(text.as_bytes(), "f", ParseOptions::KUBERNETES.with_spans());
    let spans = documents.values[0].spans.clone().expect("spans");
    let lines: Vec<(&str, u32)> = spans.lines.iter().map(|(path, line)| (&**path, *line)).collect();
    assert_eq!(
        lines,
        [
            ("kind", 1),
            ("metadata", 8),
            ("metadata.annotations", 9),
            ("metadata.annotations[\"a.b/c\"]", 10),
            ("spec", 2),
            ("spec.ports", 3),
            ("spec.ports[0]", 4),
            ("spec.ports[0].name", 5),
            ("spec.ports[0].port", 4),
            ("spec.ports[1]", 7),
            ("spec.ports[1].port", 7),
        ]
    );
    assert!(read(text).values[0].spans.is_none());
}

#[test]
fn quoted_text_may_begin_its_lines_anywhere_as_in_go() {
    let documents = read("a:\n  - m: 'one\n    two\n\n  three'\n    o: 1\n");
    assert_eq!(told(&documents.problems), [""; 0]);
    assert_eq!(texts(&documents), ["{\"a\":[{\"m\":\"one two\\nthree\",\"o\":1}]}"]);
}

fn limits(documents: &Documents) -> usize {
    documents.problems.iter().filter(|problem| problem.kind == ProblemKind::Limit && problem.is_error()).count()
}

#[test]
fn nesting_has_a_limit_in_every_form() {
    let deep = budget::MAX_DEPTH * 3;
    let nested = |open: &str, close: &str| open.repeat(deep) + "1" + &close.repeat(deep);
    let block: String = (0..deep).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    // Aliases nest what is shallow where it is written.
    let aliases: String =
        (0..20).map(|step| format!("a{}: &a{} {}*a{step}{}\n", step + 1, step + 1, "[".repeat(20), "]".repeat(20))).collect();
    for text in
        [nested("[", "]"), nested("{a: ", "}"), nested("{\"a\":", "}"), block, format!("a0: &a0 1\n{aliases}"), "- ".repeat(deep) + "1"]
    {
        let documents = read(&text);
        assert_eq!(limits(&documents), 1, "{:?}: {:?}", text.get(..40), documents.problems);
        assert!(documents.values.is_empty());
    }
    let just = "[".repeat(200) + &"]".repeat(200);
    assert_eq!(told(&read(just).problems), [""; 0]);
}

#[test]
fn a_billion_laughs_are_refused() {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for step in 1..12 {
        let list = vec![format!("*a{}", step - 1); 10].join(", ");
        text += &format!("a{step}: &a{step} [{list}]\n");
    }
    assert_eq!(limits(&read(text)), 1);
}

#[test]
fn many_documents_that_each_gain_much_by_aliases_are_refused_together() {
    let list = vec!["x"; 600].join(", ");
    let aliases = vec!["*a"; 400].join(", ");
    let documents = read(format!("a: &a [{list}]\nb: [{aliases}]\n---\n").repeat(20));
    assert!(limits(&documents) >= 1 && documents.values.len() < 20, "{}", documents.values.len());
}

#[test]
fn a_file_has_a_size_and_a_number_of_documents_and_problems() {
    let documents = read(vec![b' '; budget::MAX_BYTES + 1]);
    assert_eq!((limits(&documents), documents.values.len()), (1, 0));
    let documents = read("1\n---\n".repeat(budget::MAX_DOCUMENTS + 5));
    assert_eq!((limits(&documents), documents.values.len()), (1, budget::MAX_DOCUMENTS));
    let documents = read("]\n---\n".repeat(budget::MAX_PROBLEMS * 3));
    assert_eq!((limits(&documents), documents.problems.len()), (1, budget::MAX_PROBLEMS + 1));
    let documents = read("{}".repeat(budget::MAX_DOCUMENTS + 5));
    assert_eq!((limits(&documents), documents.values.len()), (1, budget::MAX_DOCUMENTS));
}

#[test]
fn a_files_documents_are_parsed_once_a_reading_and_shared() {
    let file = File::new(BlobId::new("b1"), b"a: yes\n".to_vec());
    let first = file.documents("f", ParseOptions::KUBERNETES);
    let again = file.documents("f", ParseOptions::KUBERNETES);
    assert!(std::sync::Arc::ptr_eq(&first, &again));
    assert_eq!(texts(&first), ["{\"a\":true}"]);
    assert_eq!(texts(&file.documents("f", ParseOptions::KUSTOMIZE)), ["{\"a\":\"yes\"}"]);
    assert!(!format!("{file:?}").contains("yes"));
}

#[test]
fn the_canonical_form_is_equal_for_equal_values() {
    let forms: Vec<Vec<u8>> = ["b: 1\na: {d: 1.0, c: <&>}\n", "a:\n  c: <&>\n  d: 1\nb: 1e0\n"]
        .iter()
        .map(|text| canonical_json(&read(text).values[0].value))
        .collect();
    assert_eq!(forms[0], forms[1]);
    assert_eq!(String::from_utf8_lossy(&forms[0]), "{\"a\":{\"c\":\"<&>\",\"d\":1},\"b\":1}");
}

#[test]
fn both_rules_of_scalars_are_there_to_choose() {
    let of = |scalars| texts(&parse_yaml(b"a: on\n", "f", ParseOptions { scalars, ..ParseOptions::default() }));
    assert_eq!((of(Scalars::Yaml11), of(Scalars::Yaml12)), (vec!["{\"a\":true}".to_owned()], vec!["{\"a\":\"on\"}".to_owned()]));
}
