//! Documents become objects: lists taken apart, the rest refused with a line.

use tiphys::engine::manifest::json::object_from_json;
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::manifest::{interner, json};
use tiphys::model::problem::ProblemKind;

const LIST: &str = "\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: a}
- apiVersion: v1
  kind: ConfigMapList
  items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: b
---
apiVersion: v1
kind: ConfigMapList
items: null
---
kind: Nothing
---
- 1
---
apiVersion: v1
kind: List
items: [1]
";

#[test]
fn lists_are_taken_apart_and_what_is_no_object_is_refused() {
    let documents = parse_yaml(LIST.as_bytes(), "all.yaml", ParseOptions::KUBERNETES);
    let (objects, problems) = objects(&documents, "all.yaml");
    assert_eq!(objects.iter().map(|object| format!("{object:?}")).collect::<Vec<_>>(), ["v1 Service /a", "v1 ConfigMap /b"]);
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "all.yaml:19: not a Kubernetes object: apiVersion is missing or not a string",
            "all.yaml:21: expected an object, found a list",
            "all.yaml:23: item 0 of a list: expected an object, found a number",
        ]
    );
    assert!(problems.iter().all(|problem| problem.is_error() && problem.kind == ProblemKind::BadInput));
}

#[test]
fn objects_of_a_list_know_their_own_lines() {
    let documents = parse_yaml(LIST.as_bytes(), "all.yaml", ParseOptions::KUBERNETES.with_spans());
    let (objects, _) = objects(&documents, "all.yaml");
    let origin = objects[1].origin();
    assert_eq!(origin.place.as_ref().and_then(|place| place.line), Some(10));
    let spans = origin.spans.as_ref().expect("spans");
    assert!(spans.lines.contains(&("metadata.name".into(), 13)), "{:?}", spans.lines);
}

#[test]
fn a_body_becomes_an_object_or_a_problem() {
    let mut interner = interner();
    let object =
        object_from_json(br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","uid":"u"}}"#, &mut interner).expect("an object");
    assert_eq!((object.uid(), &**object.name()), ("u", "a"));
    assert_eq!(object_from_json(b"[]", &mut interner).expect_err("no object").to_string(), "expected an object, found a list");
    let problem = json::parse_json(b"{\n \"a\": tru }").expect_err("no JSON");
    assert_eq!(problem.to_string(), ":2:10: no valid JSON: invalid character ' '");
    assert_eq!(json::parse_json(b"1 2").expect_err("two values").to_string(), ":1:3: text after the JSON value");
    let deep = "[".repeat(300) + &"]".repeat(300);
    assert_eq!(json::parse_json(deep.as_bytes()).expect_err("too deep").kind, ProblemKind::Limit);
}

#[test]
fn pretty_json_is_indented_and_sorted() {
    let value = json::parse_json(br#"{"b":[1,{"c":"<"}],"a":{},"d":[]}"#).expect("JSON");
    let pretty = String::from_utf8(json::to_json_pretty(&value, json::Html::Plain)).expect("UTF-8");
    assert_eq!(pretty, "{\n  \"a\": {},\n  \"b\": [\n    1,\n    {\n      \"c\": \"<\"\n    }\n  ],\n  \"d\": []\n}");
    assert_eq!(json::to_json_pretty(&value, json::Html::Escaped), pretty.replace('<', "\\u003c").into_bytes());
}
