//! Secrets wherever they stand: in lists and templates of other kinds, in texts within texts, in differences of many objects. What is
//! equal gets equal masks, and nothing else is told.

use tiphys::engine::compare::hunks::Hunk;
use tiphys::engine::compare::mask;
use tiphys::engine::compare::masks::Masks;
use tiphys::engine::schema::Schema;
use tiphys::model::object::Object;
use tiphys::model::settings::Settings;
use tiphys::session::shown::{Change, DiffView, ObjectDiff};
use tiphys::view::page::Span;
use tiphys::view::{diff_json, diff_markdown, diff_sides, diff_unified};

use super::verdicts::{parse, rules};
use crate::support::judged as hunks;

/// A value that must never come out, alone or in base64.
const CANARY: &str = "canary-7f3a9";
const CANARY_BASE64: &str = "Y2FuYXJ5LTdmM2E5";

fn one(yaml: &str) -> Object {
    parse(yaml).into_iter().next().expect("one object")
}

/// Objects of other kinds that hold a Secret with this value; the last word says how.
fn carriers(value: &str) -> Vec<Object> {
    let base64 = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(value)
    };
    let json = format!(r#"{{"apiVersion":"v1","kind":"Secret","metadata":{{"name":"s"}},"data":{{"p":"{base64}"}}}}"#);
    let quoted = serde_json::Value::from(json.as_str()).to_string();
    let twice = serde_json::Value::from(serde_json::json!({"in": json}).to_string()).to_string();
    let bodies = [
        format!("spec: {{manifests: [{json}]}}"),
        format!("spec: {{template: {json}}}"),
        format!("spec: {{deep: [[{{a: {json}}}]]}}"),
        format!("spec: {{list: {{apiVersion: v1, kind: List, items: [{json}]}}}}"),
        format!("spec: {{list: {{apiVersion: v1, kind: SecretList, items: [{{metadata: {{name: s}}, data: {{p: {base64}}}}}]}}}}"),
        format!("data: {{json: {quoted}}}"),
        format!("data: {{twice: {twice}}}"),
        format!("data:\n  many.yaml: |\n    a: 1\n    ---\n    apiVersion: v1\n    kind: Secret\n    stringData:\n      p: {value}\n"),
        format!("data:\n  helm.yaml: |\n    kind: Secret\n    metadata: {{name: {{{{ .x }}}}}}\n    stringData: {{p: {value}}}\n"),
        format!("data:\n  odd.yaml: |\n    kind:\n      !!str Secret\n    stringData: {{p: {value}}}\n"),
        format!("data:\n  list.yaml: |\n    apiVersion: v1\n    kind: SecretList\n    items:\n    - data: {{p: {base64}}}\n"),
    ];
    let with = |body: &String| one(&format!("apiVersion: x.example/v1\nkind: Carrier\nmetadata: {{name: c, namespace: prod}}\n{body}\n"));
    let mut objects: Vec<Object> = bodies.iter().map(with).collect();
    for text in [quoted.clone(), serde_json::Value::from(format!("{json} trailing")).to_string()] {
        let note = format!(
            "{{name: c, namespace: prod, annotations: {{x.example/was: {text}, kubectl.kubernetes.io/last-applied-configuration: {text}}}}}"
        );
        objects
            .push(one(&format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {note}\ndata: {{a: {value}-not}}\n")
                .replace(&format!("{value}-not"), "x")));
    }
    objects
}

fn forms(hunks: &[Hunk], object: &Object) -> String {
    let key = object.key(&rules().cluster);
    let diff = ObjectDiff { key, change: Change::Changed, hunks: hunks.to_vec() };
    let view = DiffView { left: "a".into(), right: "b".into(), objects: vec![diff], images: Vec::new(), problems: Vec::new() };
    let text = |lines: Vec<Vec<Span>>| lines.iter().flatten().map(Span::text).collect::<String>();
    [
        format!("{hunks:?}"),
        text(diff_unified::unified(&view, None)),
        text(diff_sides::side_by_side(&view, 400, None)),
        diff_json::json(&view, &[]).expect("JSON"),
        diff_markdown::markdown("shop", &view),
    ]
    .join("\n")
}

#[test]
fn a_canary_in_a_secret_within_another_object_comes_out_nowhere() {
    let (olds, news) = (carriers(CANARY), carriers(&format!("second-{CANARY}")));
    let schema = Schema::builtin();
    for (old, new) in olds.iter().zip(&news) {
        let shown = mask::shown_object(old, &Settings::default());
        let mut texts = vec![shown.to_yaml(), shown.to_json(), format!("{shown:?}")];
        for hunks in [
            hunks::hunks(Some(new), Some(old), &schema, &rules()),
            hunks::between(Some(old), Some(new), &schema, &rules()),
            hunks::between(None, Some(new), &schema, &rules()),
            hunks::between(Some(old), None, &schema, &rules()),
        ] {
            assert!(!hunks.is_empty() || old.is("", "ConfigMap"), "{old:?}: that it differs is told");
            texts.push(forms(&hunks, old));
        }
        for text in texts {
            assert!(!text.contains(CANARY) && !text.contains(CANARY_BASE64), "{old:?}\n{text}");
            assert!(text.contains("++++++++") || old.is("", "ConfigMap"), "{old:?}\n{text}");
        }
    }
}

#[test]
fn a_text_that_only_speaks_of_secrets_is_shown() {
    for text in [
        "the kind Secret holds data; see kind: SecretStore and its metadata",
        "a Secret of the kind that holds data",
        "kind: SecretStore {{ .x }} data",
    ] {
        let object = one(&format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: prod}}\ndata: {{a: '{text}'}}\n"));
        assert!(mask::shown_object(&object, &Settings::default()).to_yaml().contains(text), "{text}");
    }
}

fn secret(name: &str, value: &str) -> Object {
    one(&format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: prod}}\nstringData: {{p: {value}}}\n"))
}

#[test]
fn equal_values_of_all_objects_of_a_difference_get_equal_masks() {
    let (schema, mut masks) = (Schema::builtin(), Masks::default());
    let mut between = |old: &Object, new: &Object| {
        let hunks = hunks::between_among(&mut masks, Some(old), Some(new), &schema, &rules());
        let [hunk] = hunks.as_slice() else { panic!("one hunk: {hunks:?}") };
        (hunk.old.as_ref().map(ToString::to_string), hunk.new.as_ref().map(ToString::to_string))
    };
    let first = between(&secret("a", "one"), &secret("a", "two"));
    let second = between(&secret("b", "two"), &secret("b", "three"));
    let third = between(&secret("c", "three"), &secret("c", "one"));
    assert_eq!((&first.1, &second.1, &third.1), (&second.0, &third.0, &first.0));
    assert!(first.0 != first.1 && second.0 != second.1);
}

#[test]
fn masks_of_thousands_of_different_values_stay_short_and_different() {
    let (schema, mut masks) = (Schema::builtin(), Masks::default());
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..3_000 {
        let hunks = hunks::between_among(&mut masks, Some(&secret("a", "first")), Some(&secret("a", &format!("v{n}"))), &schema, &rules());
        let mask = hunks[0].new.as_ref().map(ToString::to_string).expect("a mask");
        assert!(mask.len() <= 80, "{mask}");
        assert!(seen.insert(mask), "each value has its own");
    }
}

#[test]
fn a_secret_of_several_lines_is_never_taken_apart() {
    let of = |value: &str| {
        one(&format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: prod}}\nstringData: {{p: {value:?}, j: {:?}}}\n",
            format!("{{\"a\": {value:?}}}")
        ))
    };
    let hunks = hunks::hunks(Some(&of("one\ntwo\nthree\n")), Some(&of("one\n2\nthree\n")), &Schema::builtin(), &rules());
    assert_eq!(hunks.len(), 2);
    assert!(hunks.iter().all(|hunk| hunk.lines.is_none() && hunk.inside.is_empty()), "{hunks:?}");
}

#[test]
fn a_secret_s_annotations_repeat_none_of_its_values() {
    let annotations = format!("{{copied: \"was {CANARY}\", encoded: {CANARY_BASE64}, note: plain, short: a}}");
    let secret = |annotations: &str| {
        one(&format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: s, annotations: {annotations}}}\ndata: {{p: {CANARY_BASE64}, q: YQ==}}\n"
        ))
    };
    let shown = mask::shown_object(&secret(&annotations), &Settings::default()).to_yaml();
    assert!(!shown.contains(CANARY) && !shown.contains(CANARY_BASE64), "{shown}");
    assert!(shown.contains("note: plain") && shown.contains("short: a"), "{shown}");
    let told = format!("{:?}", hunks::between(Some(&secret("{copied: none}")), Some(&secret(&annotations)), &Schema::builtin(), &rules()));
    assert!(told.contains("copied") && !told.contains(CANARY) && !told.contains(CANARY_BASE64), "{told}");
}
