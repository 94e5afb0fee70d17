//! What `kustomize build` (5.8.1) prints of resources it does not change, against our reading and printing of them.

use tiphys::engine::manifest::emit;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};

#[test]
fn resources_are_read_and_printed_as_kustomize_does() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifest/kustomize");
    let input = std::fs::read(format!("{folder}/in.yaml")).expect("a fixture of the repository");
    let expected = std::fs::read_to_string(format!("{folder}/expected.yaml")).expect("a fixture of the repository");
    let documents = parse_yaml(&input, "in.yaml", ParseOptions::KUSTOMIZE);
    assert_eq!(documents.problems, []);
    // Kustomize orders by kind and name; so does the fixture's expectation.
    let mut values: Vec<_> = documents.values.iter().map(|document| emit::emit(&document.value)).collect();
    values.sort_by_key(|text| (text.contains("kind: Deployment"), text.contains("name: texts")));
    assert_eq!(values.join("---\n"), expected);
}
