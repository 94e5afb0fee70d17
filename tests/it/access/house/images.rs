//! Image rules.

use proptest::prelude::*;
use tiphys::engine::access::{Judge, Judgement, Weight};
use tiphys::engine::policy::images::find::images;
use tiphys::engine::policy::images::reference::Reference;
use tiphys::engine::policy::images::{Item, judge};
use tiphys::engine::policy::scope::Subject;
use tiphys::model::house::House;
use tiphys::model::object::Object;

use super::{all, good, key, object, of, production, refusals};

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn said(house: &House, subject: Subject<'_>, objects: &[Object], running: &[&Object]) -> Vec<Judgement> {
    let keys: Vec<_> = objects.iter().map(key).collect();
    let items: Vec<Item<'_>> = objects.iter().zip(&keys).map(|(object, key)| Item { key, object }).collect();
    judge(house, subject, &items, running)
}

fn deployment(image: &str) -> Object {
    object(&format!(
        "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web, namespace: shop}}, spec: {{template: {{spec: {{containers: [{{name: web, image: {image:?}}}]}}}}}}}}"
    ))
}

/// Whether a rule refuses an image in production.
fn refuses(rule: &str, image: &str) -> bool {
    !refusals(&said(&good("imageRules", rule), production(), &[deployment(image)], &[])).is_empty()
}

#[test]
fn images_are_found_in_every_kind_with_their_paths() {
    let pod = "{initContainers: [{name: i, image: 'a:1'}], containers: [{name: c, image: 'b:1'}, {name: d}], ephemeralContainers: [{name: e, image: 'c:1'}], volumes: [{name: v, image: {reference: 'd:1'}}]}";
    let paths = |prefix: &str| {
        ["containers[0].image", "initContainers[0].image", "ephemeralContainers[0].image", "volumes[0].image.reference"]
            .map(|path| format!("{prefix}.{path}"))
            .to_vec()
    };
    for (head, spec, prefix) in [
        ("v1, kind: Pod", pod.to_owned(), "spec"),
        ("apps/v1, kind: Deployment", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        ("apps/v1, kind: StatefulSet", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        ("apps/v1, kind: DaemonSet", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        ("apps/v1, kind: ReplicaSet", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        ("v1, kind: ReplicationController", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        ("batch/v1, kind: Job", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        (
            "batch/v1, kind: CronJob",
            format!("{{jobTemplate: {{spec: {{template: {{spec: {pod}}}}}}}}}"),
            "spec.jobTemplate.spec.template.spec",
        ),
        ("argoproj.io/v1alpha1, kind: Rollout", format!("{{template: {{spec: {pod}}}}}"), "spec.template.spec"),
        ("example.org/v1, kind: Worker", format!("{{pools: [{{podTemplate: {{spec: {pod}}}}}]}}"), "spec.pools[0].podTemplate.spec"),
    ] {
        let object = object(&format!("{{apiVersion: {head}, metadata: {{name: x}}, spec: {spec}}}"));
        let found: Vec<String> = images(&object).into_iter().map(|found| found.path).collect();
        assert_eq!(found, paths(prefix), "{head}");
    }
    let template = object(&format!("{{apiVersion: v1, kind: PodTemplate, metadata: {{name: x}}, template: {{spec: {pod}}}}}"));
    assert_eq!(images(&template).len(), 4);
    let workflow = object(
        "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: x}, spec: {templates: [{script: {image: 'a:1'}, sidecars: [{image: 'b:1'}]}]}}",
    );
    assert_eq!(images(&workflow).len(), 2);
    let cluster = object("{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: x}, spec: {imageName: 'pg:16'}}");
    assert_eq!(images(&cluster).first().map(|found| found.path.clone()), Some("spec.imageName".to_owned()));
    for quiet in [
        "{apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: x}, spec: {rules: [{validate: {pattern: {spec: {containers: [{image: '!*:latest'}]}}}}]}}",
        "{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: x}, spec: {source: {helm: {valuesObject: {containers: [{image: x}]}}}}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {containers: 'image: x'}}",
    ] {
        assert_eq!(images(&object(quiet)), [], "{quiet}");
    }
}

#[test]
fn tags_that_move_are_refused_unless_a_digest_pins_them() {
    let rule = "- {name: fixed, immutable: true}";
    for image in ["nginx", "nginx:latest", "ghcr.io/platform/bff:main", "nginx:1.27", "nginx:1.27-alpine", "not an image"] {
        assert!(refuses(rule, image), "{image}");
    }
    for image in [&format!("nginx:latest@{DIGEST}"), &format!("nginx@{DIGEST}"), "nginx:1.27.3", "ghcr.io/platform/bff:sha-abc1234"] {
        assert!(!refuses(rule, image), "{image}");
    }
}

#[test]
fn a_refusal_names_the_rule_the_image_its_field_and_what_would_do() {
    let house =
        good("imageRules", "- {name: other, digest: true, kinds: [Job]}\n- {name: fixed, immutable: true, forbiddenTags: [latest]}");
    let judgements = said(&house, production(), &[deployment("nginx:latest")], &[]);
    let [one] = judgements.as_slice() else { panic!("{judgements:#?}") };
    assert_eq!((one.judge, one.weight, one.verdict.allowed), (Judge::Image, Weight::Refuses, false));
    assert_eq!(one.about.as_ref().map(ToString::to_string), Some("apps/Deployment/web".to_owned()));
    assert_eq!(
        &*one.verdict.rule,
        "image rule \"fixed\": nginx:latest (spec.template.spec.containers[0].image): the tag \"latest\" is forbidden; the tag \"latest\" moves"
    );
    assert_eq!(one.verdict.place.as_ref().map(ToString::to_string), Some("tiphys-cm: imageRules[1].forbiddenTags".to_owned()));
    assert!(one.verdict.change.contains("pin a digest"), "{}", one.verdict.change);
    let fine = said(&house, production(), &[deployment("nginx:1.27.3")], &[]);
    assert_eq!(of(&fine, Weight::Admits), ["image rule \"fixed\": 1 image is as it asks"]);
}

#[test]
fn forms_registries_and_digests_are_asked_for() {
    let forms = "- {name: forms, tagForms: ['v<date>-<sha>', 'main-<sha>']}";
    assert!(refuses(forms, "web:v1.0.0") && refuses(forms, "web") && !refuses(forms, "web:v20240115-abc1234"));
    assert!(!refuses(forms, "web:main-abc1234") && !refuses(forms, &format!("web@{DIGEST}")));
    let registries = "- {name: ours, allowedRegistries: [ghcr.io/platform, '*.example.org', docker.io/library, 'localhost:5000', '[2001:db8::1]:5000/a']}";
    for image in [
        "ghcr.io/platform/bff:1",
        "ghcr.io/platform/a/b:1",
        "eu.example.org/x:1",
        "nginx",
        "GHCR.io/platform/x",
        "localhost:5000/x",
        "[2001:db8::1]:5000/a/b",
    ] {
        assert!(!refuses(registries, image), "{image}");
    }
    for image in [
        "ghcr.io/platform-evil/bff:1",
        "evil.org/x.example.org/y",
        "bitnami/redis",
        "ghcr.io/other/x",
        "example.org.evil.org/x",
        "localhost:5001/x",
    ] {
        assert!(refuses(registries, image), "{image}");
    }
    assert!(refuses("- {name: d, digest: true}", "a:1.2.3") && !refuses("- {name: d, digest: true}", &format!("a:latest@{DIGEST}")));
    let only = "- {name: only, immutable: true, images: ['ghcr.io/*'], exceptImages: ['*/sidecar']}";
    assert!(refuses(only, "ghcr.io/a/b") && !refuses(only, "ghcr.io/a/sidecar") && !refuses(only, "nginx"));
}

#[test]
fn a_scope_says_for_whom_and_the_action_what_happens() {
    let rule =
        "- {name: fixed, action: warn, immutable: true, production: true, projects: ['sh*'], kinds: [apps/Deployment], namespaces: [shop]}";
    let house = good("imageRules", rule);
    let objects = [deployment("nginx")];
    let warned = said(&house, production(), &objects, &[]);
    assert_eq!((of(&warned, Weight::Warns).len(), refusals(&warned).len()), (1, 0));
    assert!(warned.iter().all(|one| one.verdict.allowed));
    for other in [Subject { production: false, ..production() }, Subject { project: "other", ..production() }] {
        assert_eq!(said(&house, other, &objects, &[]), [], "{other:?}");
    }
    let job = object(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: shop}, spec: {template: {spec: {containers: [{image: nginx}]}}}}",
    );
    assert_eq!(said(&house, production(), &[job], &[]), []);
    let named = good("imageRules", "- {name: e, immutable: true, environments: [eu-*]}");
    assert!(refusals(&said(&named, production(), &objects, &[])).is_empty());
    assert_eq!(refusals(&said(&named, Subject { environment: "eu-1", ..production() }, &objects, &[])).len(), 1);
}

#[test]
fn what_cannot_be_judged_is_said() {
    let house = good("imageRules", "- {name: fixed, immutable: true}");
    let rollout = "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: web, namespace: shop}, spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}";
    let alone = said(&house, production(), &[object(rollout)], &[]);
    assert!(of(&alone, Weight::NotJudged)[0].contains("Deployment \"web\""), "{alone:?}");
    let both = said(&house, production(), &[object(rollout), deployment("nginx")], &[]);
    assert_eq!((of(&both, Weight::NotJudged).len(), refusals(&both).len()), (0, 1));
    let late = said(&house, production(), &[deployment("{{inputs.parameters.image}}")], &[]);
    assert_eq!((of(&late, Weight::NotJudged).len(), refusals(&late).len()), (1, 0));
}

#[test]
fn a_rule_that_cannot_be_read_is_about_images_only() {
    let (house, _) = super::read(&[("imageRules", "- {name: odd, imutable: true}")]);
    let map = object("{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: shop}, data: {image: nginx}}");
    assert_eq!(said(&house, production(), &[map], &[]), []);
    assert_eq!(refusals(&said(&house, production(), &[deployment("nginx:1.2.3")], &[])).len(), 1);
}

#[test]
fn a_tag_that_was_pushed_again_is_warned_of() {
    let house = good("imageRules", "- {name: fixed, immutable: true}");
    let pod = |name: &str, digit: &str| {
        let digest = digit.repeat(64);
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{containers: [{{name: web, image: 'web:1.2.3'}}]}}\nstatus: {{containerStatuses: [{{name: web, imageID: 'docker.io/library/web@sha256:{digest}'}}]}}\n"
        )
    };
    let same = all(&format!("{}---\n{}", pod("a", "1"), pod("b", "1")));
    let other = all(&format!("{}---\n{}", pod("a", "1"), pod("b", "2")));
    let warned = |running: &[Object]| {
        let running: Vec<&Object> = running.iter().collect();
        of(&said(&house, production(), &[deployment("web:1.2.3")], &running), Weight::Warns)
    };
    assert_eq!(warned(&same), Vec::<String>::new());
    assert!(warned(&other)[0].contains("pushed again"), "{:?}", warned(&other));
}

#[test]
fn a_thousand_bad_images_are_a_hundred_lines_and_a_count() {
    let house = good("imageRules", "- {name: fixed, immutable: true}");
    let containers: Vec<String> = (0..1_000).map(|n| format!("{{name: c{n}, image: nginx}}")).collect();
    let pod = object(&format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: x, namespace: shop}}, spec: {{containers: [{}]}}}}",
        containers.join(", ")
    ));
    let told = refusals(&said(&house, production(), &[pod], &[]));
    assert_eq!(told.len(), 101);
    assert!(told[100].contains("900 more"), "{}", told[100]);
}

/// A part of a path; the first one of several must not look like a host.
fn part() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,8}((_|__|-{1,3})[a-z0-9]{1,5}){0,2}"
}

fn reference() -> impl Strategy<Value = String> {
    let host =
        prop_oneof![Just(String::new()), Just("localhost/".to_owned()), "[a-z]{1,6}\\.[a-z]{2,3}(:[0-9]{1,5})?/", "[a-z]{1,6}:[0-9]{2,4}/"];
    let tag = prop_oneof![Just(String::new()), ":[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}"];
    let digest = prop_oneof![Just(String::new()), "@sha256:[0-9a-f]{64}"];
    (host, prop::collection::vec(part(), 1..4), prop::option::of("[a-z0-9]{1,3}\\.[a-z0-9]{1,3}"), tag, digest).prop_map(
        |(host, mut path, dotted, tag, digest)| {
            path.extend(dotted);
            format!("{host}{}{tag}{digest}", path.join("/"))
        },
    )
}

const RULES: [&str; 6] = [
    "- {name: a, immutable: true}",
    "- {name: b, forbiddenTags: ['l*']}",
    "- {name: c, tagForms: [semver], action: warn}",
    "- {name: d, allowedRegistries: [localhost]}",
    "- {name: e, digest: true, imutable: true}",
    "- {name: f, tagForms: ['/(/']}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is read, printed and read again is the same, and short and long names are one image.
    #[test]
    fn references_round_trip(text in reference()) {
        let read = Reference::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(Reference::parse(&read.to_string()), Ok(read.clone()));
        let short = read.to_string().replacen(&read.repository(), &read.familiar(), 1);
        prop_assert_eq!(Reference::parse(&short), Ok(read));
    }

    /// No text at all harms the reader, and what it accepts round-trips.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        if let Ok(read) = Reference::parse(&text) {
            prop_assert_eq!(Reference::parse(&read.to_string()), Ok(read));
        }
    }
}

proptest! {
    // Each case compiles expressions, which takes milliseconds without optimization.
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// One more rule never takes a refusal away, whatever it is and wherever it stands.
    #[test]
    fn a_rule_more_never_allows_more(image in reference(), mine in prop::sample::subsequence(RULES.to_vec(), 0..5), more in 0_usize..6, at in 0_usize..6) {
        let n = |rules: &[&str]| {
            let (house, _) = super::read(&[("imageRules", &rules.join("\n"))]);
            refusals(&said(&house, production(), &[deployment(&image)], &[])).len()
        };
        let mut with = mine.clone();
        with.insert(at.min(with.len()), RULES[more]);
        prop_assert!(n(&mine) <= n(&with), "{:?} {:?}", mine, with);
    }
}
