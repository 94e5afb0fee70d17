//! Expressions and what they take out; each wanted path is what gojq 0.12.19 takes out of the same object.

use super::{Kept, evaluate};
use crate::adapters::judge::request::JqRequest;
use crate::model::problem::ProblemKind;

const OBJECT: &str = r#"{"kind":"Deployment","metadata":{"name":"web","annotations":{"a.b/c":"1","x":"y"}},
    "spec":{"replicas":3,"none":null,"containers":[{"name":"a","image":"i:1","env":[{"name":"E1","value":"v"},{"name":"E2"}]},{"name":"b"},{"name":"c"}]},
    "webhooks":[{"clientConfig":{"caBundle":"Cg=="}},{"clientConfig":{"url":"u"}}],"list":[1,2,3,4,5],"data":{"k1":"v1"}}"#;

fn ask(expressions: &[&str], object: &str) -> Vec<String> {
    let request = JqRequest { expressions: expressions.iter().map(|text| (*text).to_owned()).collect(), object: object.to_owned() };
    let json = evaluate(&mut Kept::default(), &request).expect("an object");
    let answers: Vec<serde_json::Value> = serde_json::from_str(&json).expect("a list");
    answers.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn takes_out(expression: &str, wanted: &str) {
    assert_eq!(ask(&[expression], OBJECT), [wanted], "{expression}");
}

#[test]
fn paths_are_those_that_the_object_has() {
    takes_out(".spec.replicas", r#"[["spec","replicas"]]"#);
    takes_out(".spec.none", r#"[["spec","none"]]"#);
    takes_out(".spec.missing.deep", "[]");
    takes_out(".metadata.annotations[\"a.b/c\"]", r#"[["metadata","annotations","a.b/c"]]"#);
    takes_out(".metadata.annotations[\"x\",\"nope\"]", r#"[["metadata","annotations","x"]]"#);
    takes_out(
        ".spec.containers[] | select(.name == \"a\") | .env[] | select(.name | test(\"^e1$\"; \"i\"))",
        r#"[["spec","containers",0,"env",0]]"#,
    );
    takes_out(".webhooks[]?.clientConfig.caBundle", r#"[["webhooks",0,"clientConfig","caBundle"]]"#);
    takes_out("..|.caBundle?", r#"[["webhooks",0,"clientConfig","caBundle"]]"#);
    takes_out("paths(type == \"number\") as $p | getpath($p) | select(. == 3)", r#"[["spec","replicas"],["list",2]]"#);
    takes_out("if .kind == \"Deployment\" then .spec.replicas else empty end", r#"[["spec","replicas"]]"#);
    takes_out("first(.spec.containers[] | select(.name != \"a\"))", r#"[["spec","containers",1]]"#);
    takes_out(".spec.containers[] | select(.name | IN(\"b\", \"z\"))", r#"[["spec","containers",1]]"#);
    takes_out("$ENV.PATH, env.HOME", r#"{"error":"is no path: what it makes stands nowhere in the object"}"#);
}

#[test]
fn items_go_from_the_last_to_the_first() {
    takes_out(".list[]", r#"[["list",4],["list",3],["list",2],["list",1],["list",0]]"#);
    takes_out(".list[0], .list[0], .list[1]", r#"[["list",1],["list",0]]"#);
    takes_out(".list[-1], .list[-9], .list[9]", r#"[["list",4]]"#);
    takes_out(".list[1:3], .list[2:4]", r#"[["list",3],["list",2],["list",1]]"#);
    takes_out(".list[1:3][0]", r#"[["list",1]]"#);
    takes_out(".list[1:][1:] | .[-1]", r#"[["list",4]]"#);
    takes_out(".list[-2:]", r#"[["list",4],["list",3]]"#);
    takes_out(".list[3:1]", "[]");
    takes_out(".spec.containers[0].image, .spec.containers[0]", r#"[["spec","containers",0]]"#);
}

#[test]
fn many_items_of_a_long_list_go_at_once() {
    let long = format!("{{\"a\":[{}0]}}", "0,1,".repeat(50_000));
    let answers = ask(&[".a[] | select(. == 1)", ".a[] | select(. == 1)", "select(.a | length == 50001) | .a"], &long);
    let lengths: Vec<usize> = answers.iter().map(String::len).collect();
    assert!(lengths.first().is_some_and(|length| *length > 500_000), "{lengths:?}");
    assert_eq!(answers.get(1..), Some(&["[]".to_owned(), r#"[["a"]]"#.to_owned()][..]));
}

#[test]
fn each_expression_sees_what_those_before_have_left() {
    let wanted = [r#"[["list",0]]"#, r#"[["list",0]]"#, r#"[["list"]]"#, "[]"];
    assert_eq!(ask(&[".list[0]", ".list[0]", "if .list == [3,4,5] then .list else empty end", ".list"], OBJECT), wanted);
}

#[test]
fn what_fails_takes_nothing_out_and_says_nothing_of_the_object() {
    let secret = r#"{"data":{"password":"hunter2"},"list":[]}"#;
    for (expression, wanted) in [
        (".data.password.x", "cannot index a text with a text"),
        (".data.nope[]", "cannot use null as iterable (array or object)"),
        (".data.password | error", "fails on this object"),
        ("error(.data)", "fails on this object"),
        (".data | {a: .password}", "is no path: what it makes stands nowhere in the object"),
        (".data.password | tonumber", "is no path: what it makes stands nowhere in the object"),
        (".data.password * {} ", "is no path: what it makes stands nowhere in the object"),
        (".", "would take out the whole object"),
        (".data | select(now > 0)", "now is not available: an ignore rule may depend on the object only"),
        (".data | select(halt)", "halt is not available"),
        ("break $x", "names what jq does not know: label $x"),
        (".data.", "cannot be read: expected key at its end"),
        (".data[", "cannot be read: [ at character 6 is never closed"),
        (".data | foo(1)", "names what jq does not know: foo/1"),
        ("input", "names what jq does not know: input/0"),
        ("$x", "names what jq does not know: variable $x"),
        (".a) | del(.data", "cannot be read: expected something that jq knows at character 3: ) | del(.data"),
        ("import \"a\" as a; .data", "imports a module; there are none"),
        ("", "cannot be read: expected term at its end"),
        (".data # all", "cannot be read: ( at character 5 is never closed"),
    ] {
        let answer = ask(&[expression, ".list"], secret);
        assert!(!answer.concat().contains("hunter2"), "{answer:?}");
        let is_broken = ["cannot be read", "names what", "imports"].iter().any(|start| wanted.starts_with(start));
        let said = if is_broken { serde_json::json!({ "error": wanted, "broken": true }) } else { serde_json::json!({ "error": wanted }) };
        assert_eq!(answer, [said.to_string(), r#"[["list"]]"#.to_owned()], "{expression}");
    }
}

#[test]
fn too_much_is_said_to_be_so() {
    let long = format!(".a{}", " ".repeat(20_000));
    let many = format!("{{\"a\":[{}0]}}", "0,".repeat(1_000));
    assert_eq!(ask(&[&long], OBJECT), [r#"{"broken":true,"error":"is longer than 16 KiB"}"#]);
    assert_eq!(ask(&[".a[], .a[], (range(400) as $i | .a[])"], &many), [r#"{"error":"matches more than 200000 times"}"#]);
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(1_000), "]".repeat(1_000));
    let request = JqRequest { expressions: vec![".a".to_owned()], object: deep };
    let problem = evaluate(&mut Kept::default(), &request).expect_err("too deep");
    assert_eq!(
        (problem.kind, problem.to_string().as_str()),
        (ProblemKind::Limit, "jqPathExpressions: the object is more than 512 levels deep")
    );
    let request = JqRequest { expressions: Vec::new(), object: "{".to_owned() };
    assert_eq!(evaluate(&mut Kept::default(), &request).map_err(|problem| problem.kind), Err(ProblemKind::BadInput));
}
