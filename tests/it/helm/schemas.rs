//! Schemas of values, and the words in which they fail. The expected texts are those of helm 4.2.3.

use tiphys::engine::render::helm::schema::{check, check_one};

use super::{chart, yaml};

#[test]
fn failures_are_told_as_helm_tells_them() {
    let cases = [
        (r#"{"properties":{"a":{"type":"integer"}}}"#, "a: x", "- at '/a': got string, want integer"),
        (r#"{"properties":{"a":{"type":["string","null"]}}}"#, "a: 1", "- at '/a': got number, want null or string"),
        (r#"{"required":["x","y"]}"#, "a: 1", "- at '': missing properties 'x', 'y'"),
        (r#"{"properties":{},"additionalProperties":false}"#, "b: 1\na: 1", "- at '': additional properties 'a', 'b' not allowed"),
        (r#"{"properties":{"a":{"enum":["x",1,null]}}}"#, "a: z", "- at '/a': value must be one of 'x', 1, <nil>"),
        (r#"{"properties":{"a":{"maximum":65535}}}"#, "a: 70000", "- at '/a': maximum: got 70,000, want 65,535"),
        (r#"{"properties":{"a":{"pattern":"^x$"}}}"#, "a: it's", "- at '/a': 'it\\'s' does not match pattern '^x$'"),
        (
            r#"{"properties":{"a":{"anyOf":[{"type":"string"},{"required":["x"]}]}}}"#,
            "a: {}",
            "- at '/a': 'anyOf' failed\n  - at '/a': got object, want string\n  - at '/a': missing property 'x'",
        ),
        (r##"{"properties":{"a":{"$ref":"#/$defs/p"}},"$defs":{"p":{"type":"boolean"}}}"##, "a: 1", "- at '/a': got number, want boolean"),
        (
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"if":{"required":["x"]},"else":{"required":["z"]}}}}"#,
            "a: {}",
            "- at '/a': missing property 'z'",
        ),
    ];
    for (schema, values, told) in cases {
        assert_eq!(check_one(schema.as_bytes(), &yaml(values)), Err(format!("{told}\n")), "{schema}");
    }
    for (schema, values) in [(r#"{"properties":{"a":{"type":"integer"}}}"#, "a: 1"), ("true", "a: 1"), (r#"{"$ref":"urn:x:y"}"#, "a: 1")] {
        assert_eq!(check_one(schema.as_bytes(), &yaml(values)), Ok(()), "{schema}");
    }
}

#[test]
fn nothing_outside_the_chart_is_read_and_no_schema_runs_for_ever() {
    let elsewhere = check_one(br#"{"$ref":"https://example.com/s.json"}"#, &yaml("a: 1"));
    assert_eq!(elsewhere, Err("failing loading \"https://example.com/s.json\": schemas outside the chart are not read".to_owned()));
    let endless = check_one(br##"{"$ref":"#"}"##, &yaml("a: 1"));
    assert_eq!(endless, Err("the schema nests too deeply, or refers to itself without end".to_owned()));
    let level = |n: usize| format!(r##""l{n}":{{"allOf":[{{"$ref":"#/$defs/l{}"}},{{"$ref":"#/$defs/l{}"}}]}}"##, n + 1, n + 1);
    let levels: Vec<String> = (0..60).map(level).collect();
    let bomb = format!(r##"{{"$ref":"#/$defs/l0","$defs":{{{},"l60":{{"type":"object"}}}}}}"##, levels.join(","));
    let error = "the schema has too many alternatives for these values";
    assert_eq!(check_one(bomb.as_bytes(), &yaml("a: 1")), Err(error.to_owned()));
}

#[test]
fn every_chart_is_judged_by_its_own_schema() {
    let schema = r#"{"properties":{"a":{"type":"string"}}}"#;
    let files = [
        ("Chart.yaml", "apiVersion: v2\nname: parent\nversion: 1.0.0\n"),
        ("values.schema.json", schema),
        ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n"),
        ("charts/db/values.schema.json", schema),
    ];
    let chart = chart(&files).expect("a chart").chart;
    assert_eq!(check(&chart, &yaml("a: x\ndb: {a: x}")), Ok(()));
    let told = "values don't meet the specifications of the schema(s) in the following chart(s):\n\
                parent:\n- at '/a': got number, want string\ndb:\n- at '/a': got number, want string\n";
    assert_eq!(check(&chart, &yaml("a: 1\ndb: {a: 1}")), Err(told.to_owned()));
}
