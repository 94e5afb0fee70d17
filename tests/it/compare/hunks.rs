//! Differences as people read them, and the proof that no secret is among them.

use crate::support::judged as hunks;
use serde_json::Value;
use tiphys::engine::compare::hunks::{Change, Hunk};
use tiphys::engine::compare::mask;
use tiphys::engine::schema::Schema;
use tiphys::model::object::Object;
use tiphys::model::object::generated::Generated;
use tiphys::model::settings::Settings;

use super::verdicts::{parse, rules};

fn told(hunks: &[Hunk]) -> Vec<String> {
    let line = |hunk: &Hunk| {
        let text = |shown: &Option<mask::Shown>| shown.as_ref().map_or("∅".to_owned(), |shown| shown.to_string().replace('\n', "⏎"));
        match hunk.change {
            Change::Moved { from, to } => format!("{}: moved {from} → {to}", hunk.path),
            Change::Added | Change::Removed | Change::Changed => format!("{}: {} → {}", hunk.path, text(&hunk.old), text(&hunk.new)),
        }
    };
    hunks.iter().map(line).collect()
}

fn one(yaml: &str) -> Object {
    parse(yaml).into_iter().next().expect("one object")
}

fn of(desired: &str, live: &str) -> Vec<String> {
    told(&hunks::hunks(Some(&one(desired)), Some(&one(live)), &Schema::builtin(), &rules()))
}

fn deployment(spec: &str) -> String {
    format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: prod}}\nspec: {{{spec}}}\n")
}

#[test]
fn a_hunk_names_the_field_by_the_key_of_its_list_item() {
    let desired =
        deployment("replicas: 3, template: {spec: {containers: [{name: web, image: 'web:2', ports: [{containerPort: 80, name: http}]}]}}");
    let live = deployment(
        "replicas: 5, template: {spec: {containers: [{name: web, image: 'web:1', ports: [{containerPort: 80, protocol: TCP, name: old}]}, {name: proxy, image: p}]}}",
    );
    assert_eq!(
        of(&desired, &live),
        [
            "spec.replicas: 5 → 3",
            "spec.template.spec.containers[name=web].image: web:1 → web:2",
            "spec.template.spec.containers[name=web].ports[containerPort=80].name: old → http",
        ]
    );
}

#[test]
fn quantities_empty_values_and_defaults_are_no_hunks() {
    let desired = deployment(
        "template: {spec: {containers: [{name: web, image: 'web:1', args: [], env: [{name: A, value: ''}], resources: {limits: {cpu: 0.1}}}], hostNetwork: false}}",
    );
    let live = deployment(
        "replicas: 1, template: {spec: {containers: [{name: web, image: 'web:1', imagePullPolicy: IfNotPresent, env: [{name: A}], resources: {limits: {cpu: 100m}}}], dnsPolicy: ClusterFirst}}",
    );
    assert_eq!(of(&desired, &live), Vec::<String>::new());
}

#[test]
fn removed_added_and_moved_list_items_are_told_as_such() {
    let map =
        |list: &str| format!("apiVersion: x.example/v1\nkind: Widget\nmetadata: {{name: w, namespace: prod}}\nspec: {{parts: {list}}}\n");
    let between = |old: &str, new: &str| told(&hunks::between(Some(&one(&map(old))), Some(&one(&map(new))), &Schema::builtin(), &rules()));
    assert_eq!(
        between("[{name: a, v: 1}, {name: b}, {name: c}]", "[{name: b}, {name: c}, {name: a, v: 1}]"),
        ["spec.parts[name=a]: moved 0 → 2"]
    );
    assert_eq!(
        between("[{name: a}, {name: b}]", "[{name: a}, {name: d, v: 1}]"),
        ["spec.parts[name=b]: name: b → ∅", "spec.parts[name=d]: ∅ → name: d⏎v: 1"]
    );
    assert_eq!(between("[x, y, z]", "[x, new, y, z]"), ["spec.parts[1]: ∅ → new"]);
    assert_eq!(
        between("[{name: a}, {name: a}]", "[{name: a}, {name: b}]"),
        ["spec.parts[1].name: a → b"],
        "a key that is not unique is none"
    );
}

#[test]
fn a_missing_or_extra_object_is_one_hunk_without_a_path() {
    let object = one(&deployment("replicas: 1"));
    let hunks_of = |desired, live| hunks::hunks(desired, live, &Schema::builtin(), &rules());
    let (added, removed) = (hunks_of(Some(&object), None), hunks_of(None, Some(&object)));
    assert_eq!((added[0].change, removed[0].change), (Change::Added, Change::Removed));
    assert!(added[0].path.0.is_empty() && added[0].old.is_none() && removed[0].new.is_none());
    assert!(hunks_of(None, None).is_empty());
}

#[test]
fn what_only_a_server_writes_is_no_difference_between_records() {
    let record = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod}\ndata: {a: x}\n";
    let live = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod, uid: u, resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{manager: m}]}\ndata: {a: z}\n";
    let hunks = hunks::between(Some(&one(record)), Some(&one(live)), &Schema::builtin(), &rules());
    assert_eq!(told(&hunks), ["data.a: x → z"]);
}

fn secret(data: &str, annotations: &str) -> String {
    format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: db, namespace: prod, annotations: {{{annotations}}}}}\n{data}\n")
}

#[test]
fn secrets_show_that_they_differ_and_not_what_they_hold() {
    let desired = secret("stringData: {same: hello, changed: new-value, added: x}", "");
    let live = secret("data: {same: aGVsbG8=, changed: b2xkLXZhbHVl}", "");
    assert_eq!(of(&desired, &live), ["data.added: ∅ → ++++++++", "data.changed: ++++++++ → ++++++++++++"]);
}

/// A value that must never come out, alone, in base64, or as part of anything.
const CANARY: &str = "canary-7f3a9";
const CANARY_BASE64: &str = "Y2FuYXJ5LTdmM2E5";

fn has_canary(text: &str) -> bool {
    text.contains(CANARY) || text.contains(CANARY_BASE64)
}

#[test]
fn a_canary_in_a_secret_comes_out_nowhere() {
    let record = format!(
        "kubectl.kubernetes.io/last-applied-configuration: '{{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{{\"a\":\"{CANARY_BASE64}\"}},\"stringData\":{{\"b\":\"{CANARY}\"}}}}'"
    );
    let broken = format!("kubectl.kubernetes.io/last-applied-configuration: '{{\"data\": {{\"a\": \"{CANARY_BASE64}\"'");
    let token = format!("x.example/token: {CANARY}");
    let forms = [
        secret(&format!("data: {{a: {CANARY_BASE64}}}"), ""),
        secret(&format!("stringData: {{a: {CANARY}, b: other}}"), ""),
        secret(&format!("data: {{a: {CANARY_BASE64}}}\nstringData: {{a: {CANARY}}}"), &record),
        secret("data: {a: b3RoZXI=}", &record),
        secret("data: {a: b3RoZXI=}", &broken),
        secret(&format!("data: {CANARY}"), ""),
        secret(&format!("stringData: [{CANARY}]"), ""),
        secret(&format!("data: {{a: {{deep: {CANARY}}}}}\nbogus: 1"), ""),
        secret(&format!("data: {{a: [{CANARY}]}}"), &token),
        secret("data: {}", &token),
    ];
    let settings = Settings { mask_annotations: vec!["x.example/token".into()], ..Settings::default() };
    let rules = tiphys::engine::compare::Rules { settings: settings.clone().into(), ..rules() };
    let objects: Vec<Object> = forms.iter().map(|yaml| one(yaml)).collect();
    for object in &objects {
        let shown = mask::shown_object(object, &settings);
        for text in [
            shown.to_string(),
            shown.to_yaml(),
            shown.to_json(),
            format!("{shown:?}{object:?}"),
            serde_json::to_string(&shown).expect("JSON"),
        ] {
            assert!(!has_canary(&text), "{text}");
        }
        for other in objects.iter().map(Some).chain([None]) {
            for hunks in [
                hunks::hunks(Some(object), other, &Schema::builtin(), &rules),
                hunks::hunks(other, Some(object), &Schema::builtin(), &rules),
                hunks::between(other, Some(object), &Schema::builtin(), &rules),
            ] {
                assert!(!has_canary(&format!("{hunks:?}{}", told(&hunks).join(""))), "{hunks:?}");
            }
        }
    }
}

#[test]
fn problems_of_a_secret_quote_nothing_of_it() {
    let desired =
        tiphys::engine::compare::Desired { objects: vec![one(&secret(&format!("stringData: {{a: {CANARY}}}"), ""))], partial: false };
    let broken =
        one(&secret(&format!("data: {{a: [{CANARY}]}}"), &format!("kubectl.kubernetes.io/last-applied-configuration: '{{{CANARY}'")));
    let live = tiphys::engine::compare::Live {
        objects: [(broken.key(&rules().cluster), broken)].into(),
        ..tiphys::engine::compare::Live::default()
    };
    let step =
        tiphys::engine::compare::compare(&desired, &live, None, &Schema::builtin(), &rules(), &tiphys::engine::step::Answers::default());
    assert!(!has_canary(&format!("{step:?}")), "{step:?}");
}

#[test]
fn shown_objects_print_as_yaml_and_json() {
    let shown = mask::shown_object(&one(&secret("data: {a: eA==}\ntype: Opaque", "")), &Settings::default());
    assert_eq!(
        shown.to_yaml(),
        "apiVersion: v1\ndata:\n  a: ++++++++\nkind: Secret\nmetadata:\n  annotations: {}\n  name: db\n  namespace: prod\ntype: Opaque\n"
    );
    let json: Value = serde_json::from_str(&shown.to_json()).expect("JSON");
    assert_eq!(json["data"]["a"], "++++++++");
    assert!(shown.to_json().contains("\n  \"kind\""), "two spaces");
}

/// A desired object with these values as the preview and two others draw them: `@` stands for them.
fn drawn(template: &str, values: [&str; 3]) -> Object {
    let [preview, first, second] = values.map(|value| one(&template.replace('@', value)));
    let found = Generated::find(preview.root(), vec![first.root().clone(), second.root().clone()]);
    preview.with_generated(found).expect("an object")
}

#[test]
fn a_generated_field_is_shown_in_words_and_never_by_a_previews_value() {
    let template =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: prod, annotations: {at: 'T-@'}}, data: {k: v, p: 'P-@'}}";
    let desired = drawn(template, ["one", "two", "three"]);
    let of = |live: Option<&str>| told(&hunks::hunks(Some(&desired), live.map(one).as_ref(), &Schema::builtin(), &rules()));
    let live = "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: prod, annotations: {at: T-one}}, data: {k: w, p: old}}";
    assert_eq!(
        of(Some(live)),
        ["data.k: w → v", "data.p: old → generated at sync", "metadata.annotations.at: T-one → generated at sync"],
        "what is live may equal a preview's value"
    );
    let whole = of(None).concat();
    assert!(whole.contains("p: generated at sync") && whole.contains("k: v") && !whole.contains("one"), "{whole}");
    let old = one(live);
    let between = told(&hunks::between(Some(&old), Some(&desired), &Schema::builtin(), &rules()));
    assert!(!between.concat().contains("P-one"), "{between:?}");
}

#[test]
fn items_of_merged_lists_and_the_text_of_secrets_are_found_where_the_comparison_puts_them() {
    let template = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: prod}\nspec: {template: {spec: {containers: [{name: web, image: 'web:1', env: [{name: A, value: '@'}]}]}}}\n";
    let desired = drawn(template, ["one", "two", "three"]);
    let live = one(&template
        .replace("env: [{name: A, value: '@'}]", "env: [{name: A, value: x}]")
        .replace("[{name: web", "[{name: side, image: 's:1'}, {name: web"));
    let hunks = told(&hunks::hunks(Some(&desired), Some(&live), &Schema::builtin(), &rules()));
    assert_eq!(hunks, ["spec.template.spec.containers[name=web].env[name=A].value: x → generated at sync"]);
    let template = "{apiVersion: v1, kind: Secret, metadata: {name: web, namespace: prod}, stringData: {p: '@', k: v}}";
    let desired = drawn(template, ["one", "two", "three"]);
    let live = one("{apiVersion: v1, kind: Secret, metadata: {name: web, namespace: prod}, data: {p: b25l, k: dg==}}");
    let hunks = told(&hunks::hunks(Some(&desired), Some(&live), &Schema::builtin(), &rules()));
    assert_eq!(hunks, ["data.p: ++++++++ → ++++++++++++"], "a Secret stays masked, and differs although a preview says the same");
}
