//! Kyverno's `validate` policies judged on objects of a plan: weights, words, places; what is not judged; and policies that are an attack.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use tiphys::engine::access::{Judge, Judgement, Weight};
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::policy::kyverno::given::Given;
use tiphys::engine::policy::kyverno::{Asked, Policies};
use tiphys::model::ids::ClusterId;
use tiphys::model::object::Object;

fn read(text: &str) -> Vec<Object> {
    let (objects, problems) =
        objects(&parse_yaml(text.as_bytes(), "policies.yaml", ParseOptions::KUBERNETES.with_spans()), "policies.yaml");
    assert!(problems.is_empty(), "{problems:?}");
    objects
}

fn one(text: &str) -> Object {
    read(text).into_iter().next().expect("an object")
}

/// A ClusterPolicy of one rule: the rule's fields behind its name, indented by six.
fn policy(spec: &str, rule: &str) -> String {
    format!("apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec:\n  {spec}\n  rules:\n    - name: r\n{rule}\n")
}

/// A rule for Pods.
fn for_pods(spec: &str, validate: &str) -> String {
    policy(spec, &format!("      match: {{any: [{{resources: {{kinds: [Pod]}}}}]}}\n      validate:\n{validate}"))
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec:\n  containers:\n    - {name: web, image: 'shop/web:latest'}\n";

/// What policies say of an object, with what is known.
fn judged(
    policies: &str,
    object: &Object,
    old: Option<&Object>,
    labels: Option<&BTreeMap<String, String>>,
    given: Given,
) -> Vec<Judgement> {
    let policies = Policies::read(&read(policies));
    let cluster = ClusterId::new("here");
    let groups = ["team".to_owned()];
    policies.judge(&Asked {
        cluster: &cluster,
        object,
        old,
        namespace_labels: labels,
        user: "ann",
        groups: &groups,
        at: "2024-02-01T10:00:00Z".parse::<Timestamp>().expect("a time"),
        given: &Arc::new(given),
    })
}

/// Weight and words of each judgement.
fn said(policies: &str, object: &str) -> Vec<(Weight, String)> {
    let labels = BTreeMap::new();
    let judgements = judged(policies, &one(object), None, Some(&labels), Given::default());
    judgements.into_iter().map(|judgement| (judgement.weight, judgement.verdict.rule.to_string())).collect()
}

const NO_LATEST: &str =
    "        message: 'no latest in {{ request.namespace }}'\n        pattern: {spec: {containers: [{image: '!*:latest'}]}}";

#[test]
fn a_failing_rule_refuses_or_warns_in_kyvernos_words_with_its_place_and_path() {
    for (spec, weight) in [
        ("validationFailureAction: Enforce", Weight::Refuses),
        ("validationFailureAction: enforce", Weight::Refuses),
        ("validationFailureAction: Audit", Weight::Warns),
        ("background: false", Weight::Warns),
        ("validationFailureActionOverrides: [{action: enforce, namespaces: ['sh*']}]", Weight::Refuses),
        ("validationFailureActionOverrides: [{action: Enforce, namespaces: [other]}]", Weight::Warns),
    ] {
        let labels = BTreeMap::new();
        let all = judged(&for_pods(spec, NO_LATEST), &one(POD), None, Some(&labels), Given::default());
        let [judgement] = all.as_slice() else { panic!("{spec}: {all:?}") };
        assert_eq!((judgement.judge, judgement.weight), (Judge::Kyverno, weight), "{spec}");
        assert_eq!(judgement.verdict.allowed, weight != Weight::Refuses);
        assert_eq!(
            &*judgement.verdict.rule,
            "ClusterPolicy p, rule r: validation error: no latest in shop. rule r failed at path /spec/containers/0/image/"
        );
        assert_eq!(judgement.verdict.place.as_ref().map(ToString::to_string).as_deref(), Some("ClusterPolicy p: spec.rules[0]"));
        assert!(judgement.verdict.change.contains("/spec/containers/0/image/"), "{}", judgement.verdict.change);
        assert_eq!(judgement.about.as_ref().map(ToString::to_string).as_deref(), Some("Pod/web"));
    }
    let own = for_pods("validationFailureAction: Enforce", &format!("        failureAction: Audit\n{NO_LATEST}"));
    assert_eq!(said(&own, POD)[0].0, Weight::Warns, "the rule's own action counts first");
}

#[test]
fn a_fulfilled_rule_admits_and_one_that_is_not_for_the_object_says_nothing() {
    let fulfilled = POD.replace(":latest", ":1");
    assert_eq!(
        said(&for_pods("background: true", NO_LATEST), &fulfilled),
        [(Weight::Admits, "ClusterPolicy p, rule r: fulfilled".to_owned())]
    );
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n";
    assert_eq!(said(&for_pods("background: true", NO_LATEST), service), []);
    let skipped = for_pods("background: true", "        pattern: {spec: {<(nodeName): other, containers: [{image: x}]}}");
    assert_eq!(said(&skipped, &POD.replace("spec:\n", "spec:\n  nodeName: own\n")), []);
    let excluded = policy(
        "background: true",
        &format!(
            "      match: {{any: [{{resources: {{kinds: [v1/Pod]}}}}]}}\n      exclude: {{any: [{{subjects: [{{kind: Group, name: 'te*'}}]}}]}}\n      validate:\n{NO_LATEST}"
        ),
    );
    assert_eq!(said(&excluded, POD), []);
}

#[test]
fn controllers_of_pods_are_judged_by_generated_rules() {
    let template = "metadata: {labels: {app: web}}\n";
    let spec = "spec:\n{i}  containers:\n{i}    - {name: web, image: 'shop/web:latest'}\n";
    let deployment = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: shop}}\nspec:\n  template:\n    {template}    {}",
        spec.replace("{i}", "    ")
    );
    let job = format!(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: web, namespace: shop}}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        {template}        {}",
        spec.replace("{i}", "        ")
    );
    let pattern = for_pods("background: true", NO_LATEST);
    let path = |words: &[(Weight, String)]| {
        words.iter().map(|(_, words)| words.rsplit(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(path(&said(&pattern, &deployment)), ["/spec/template/spec/containers/0/image/"]);
    assert_eq!(path(&said(&pattern, &job)), ["/spec/jobTemplate/spec/template/spec/containers/0/image/"]);
    assert!(said(&pattern, &job)[0].1.starts_with("ClusterPolicy p, rule autogen-cronjob-r: "));
    let deny = for_pods(
        "background: true",
        "        message: m\n        deny: {conditions: {any: [{key: '{{ request.object.spec.containers[].image }}', operator: AnyIn, value: '*:latest'}]}}",
    );
    assert_eq!(said(&deny, &deployment)[0], (Weight::Warns, "ClusterPolicy p, rule autogen-r: m".to_owned()));
    let none =
        pattern.replace("metadata: {name: p}", "metadata: {name: p, annotations: {pod-policies.kyverno.io/autogen-controllers: none}}");
    assert_eq!(said(&none, &deployment), []);
    let some = none.replace("controllers: none", "controllers: 'Deployment,StatefulSet'");
    assert_eq!((said(&some, &deployment).len(), said(&some, &job).len()), (1, 0));
}

#[test]
fn what_only_a_cluster_knows_is_named_as_not_judged_for_the_objects_it_is_for() {
    let by_class = |rule: &str| {
        policy("validationFailureAction: Enforce", &format!("      match: {{any: [{{resources: {{kinds: [Pod]}}}}]}}\n{rule}"))
    };
    let context = |entry: &str| {
        by_class(&format!(
            "      context: [{{name: known, {entry}}}]\n      validate:\n        message: m\n        deny: {{conditions: {{all: [{{key: '{{{{ known.data.mode }}}}', operator: Equals, value: strict}}]}}}}"
        ))
    };
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n";
    for (policies, part) in [
        (by_class("      validate: {cel: {expressions: [{expression: 'true'}]}}"), "validate.cel"),
        (by_class("      validate: {podSecurity: {level: baseline}}"), "validate.podSecurity"),
        (by_class("      validate: {manifests: {attestors: []}}"), "validate.manifests"),
        (by_class("      mutate: {patchStrategicMerge: {metadata: {labels: {a: b}}}}"), "mutate"),
        (by_class("      generate: {kind: ConfigMap}"), "generate"),
        (by_class("      verifyImages: [{imageReferences: ['*']}]"), "verifyImages"),
        (context("configMap: {name: settings, namespace: shop}"), "reads a ConfigMap"),
        (context("apiCall: {urlPath: /api}"), "calls an API"),
        (context("imageRegistry: {reference: a}"), "registry"),
        (context("globalReference: {name: a}"), "global context"),
        (
            by_class("      validate: {message: m, deny: {conditions: [{key: '{{ random(`\"a\"`) }}', operator: Equals, value: a}]}}"),
            "random()",
        ),
        (
            by_class(
                &NO_LATEST
                    .replace("        ", "")
                    .replace("message", "      validate:\n        message")
                    .replace("pattern: {", "        pattern: {<(a): 1, "),
            )
            .replace("kinds: [Pod]", "kinds: [Pod], namespaceSelector: {matchLabels: {a: b}}"),
            "namespace's labels",
        ),
        (
            by_class("      validate: {message: m, pattern: {a: b}}")
                .replace("[{resources: {kinds: [Pod]}}]", "[{resources: {kinds: [Pod]}, clusterRoles: [admin]}]"),
            "user's roles",
        ),
    ] {
        let judgements = judged(&policies, &one(POD), None, None, Given::default());
        let [judgement] = judgements.as_slice() else { panic!("{part}: {judgements:?}") };
        assert_eq!(judgement.weight, Weight::NotJudged, "{part}: {}", judgement.verdict.rule);
        assert!(judgement.verdict.allowed && judgement.verdict.rule.contains(part), "{part}: {}", judgement.verdict.rule);
        assert_eq!(judged(&policies, &one(service), None, None, Given::default()), [], "{part}: it is for Pods only");
    }
    // What was given is known.
    let map = one("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {mode: strict}\n");
    let given = Given { objects: vec![map], ..Given::default() };
    let judgements = judged(&context("configMap: {name: settings, namespace: '{{ request.namespace }}'}"), &one(POD), None, None, given);
    assert_eq!(judgements.iter().map(|judgement| judgement.weight).collect::<Vec<_>>(), [Weight::Refuses]);
    // What is not asked for is not missed.
    let unused = context("configMap: {name: settings}").replace("{{ known.data.mode }}", "{{ request.operation }}");
    assert_eq!(said(&unused, POD), [(Weight::Admits, "ClusterPolicy p, rule r: fulfilled".to_owned())]);
    let cel = "apiVersion: policies.kyverno.io/v1\nkind: ValidatingPolicy\nmetadata: {name: c}\nspec:\n  matchConstraints:\n    resourceRules: [{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}]\n";
    assert_eq!(said(cel, POD)[0].0, Weight::NotJudged);
    assert_eq!(said(cel, service), []);
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n";
    assert_eq!(said(cel, deployment)[0].0, Weight::NotJudged, "what is for Pods is for their controllers as well");
}

#[test]
fn an_old_violation_excuses_a_new_one_unless_the_rule_says_otherwise() {
    let (old, new) = (one(POD), one(&POD.replace("shop/web", "shop/site")));
    let labels = BTreeMap::new();
    let weights = |policies: &str| {
        let all = judged(policies, &new, Some(&old), Some(&labels), Given::default());
        all.into_iter().map(|judgement| judgement.weight).collect::<Vec<_>>()
    };
    let enforced = for_pods("validationFailureAction: Enforce", NO_LATEST);
    assert_eq!(weights(&enforced), []);
    assert_eq!(
        weights(&for_pods("validationFailureAction: Enforce", &format!("        allowExistingViolations: false\n{NO_LATEST}"))),
        [Weight::Refuses]
    );
    assert_eq!(weights(&for_pods("background: true", NO_LATEST)), [Weight::Warns]);
}

#[test]
fn a_namespaced_policy_judges_its_namespace_and_an_exception_skips_a_rule() {
    let own = for_pods("background: true", NO_LATEST)
        .replace("kind: ClusterPolicy\nmetadata: {name: p}", "kind: Policy\nmetadata: {name: p, namespace: shop}");
    assert_eq!(said(&own, POD).len(), 1);
    assert_eq!(said(&own, &POD.replace("namespace: shop", "namespace: other")), []);
    let exception = "---\napiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: {name: e, namespace: shop}\nspec:\n  exceptions: [{policyName: p, ruleNames: ['r*']}]\n  match: {any: [{resources: {kinds: [Pod], names: ['w*']}}]}\n";
    let policies = for_pods("background: true", NO_LATEST) + exception;
    assert_eq!(said(&policies, POD), []);
    assert_eq!(said(&policies, &POD.replace("name: web, namespace", "name: site, namespace")).len(), 1);
}

#[test]
fn loops_judge_each_element_and_say_where() {
    let policies = for_pods(
        "background: true",
        "        message: bad\n        foreach:\n          - list: request.object.spec.containers\n            preconditions: {all: [{key: '{{ element.name }}', operator: NotEquals, value: helper}]}\n            context: [{name: tag, variable: {jmesPath: 'images.containers.\"{{ element.name }}\".tag'}}]\n            deny: {conditions: {any: [{key: '{{ tag }}', operator: Equals, value: latest, message: 'element {{ elementIndex }}'}]}}",
    );
    let two = POD.replace("    - {name: web", "    - {name: helper, image: 'a:latest'}\n    - {name: web");
    assert_eq!(said(&policies, &two), [(Weight::Warns, "ClusterPolicy p, rule r: validation failure: bad; element 1".to_owned())]);
    assert_eq!(said(&policies, &two.replace("web:latest", "web:1"))[0].0, Weight::Admits);
}

#[test]
fn a_secrets_values_are_in_no_words() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: shop}\nstringData: {token: c4n4ry}\n";
    let policies = policy(
        "validationFailureAction: Enforce",
        "      match: {any: [{resources: {kinds: [Secret]}}]}\n      validate:\n        message: 'found {{ request.object.stringData.token }}'\n        deny: {conditions: {any: [{key: a, operator: Equals, value: a}]}}",
    );
    let words = said(&policies, secret);
    assert_eq!(words[0].0, Weight::Refuses);
    assert!(!words[0].1.contains("c4n4ry"), "{words:?}");
}

#[test]
fn an_attack_ends_in_a_clear_error_and_refuses_where_the_rule_is_enforced() {
    let deny = |key: &str| {
        for_pods(
            "validationFailureAction: Enforce",
            &format!("        message: m\n        deny: {{conditions: {{all: [{{key: '{key}', operator: Equals, value: true}}]}}}}"),
        )
    };
    let cyclic = POD.replace("app: web", "app: 'a {{ request.object.metadata.labels.app }}'");
    let list = POD.replace("labels: {app: web}", "annotations: {a: '[\"{{ known }}\"]'}");
    let known = deny("{{ known }}").replace(
        "      validate:",
        "      context: [{name: known, variable: {jmesPath: 'parse_json(request.object.metadata.annotations.a)'}}]\n      validate:",
    );
    for (policies, object, part) in [
        (deny("{{ regex_match(`\"((a{900}){900}){900}\"`, `\"a\"`) }}"), POD, "bytes"),
        (deny("x {{ request.object.metadata.labels.app }}"), &cyclic, "does a value hold its own name?"),
        (known, &list, "does a value hold its own name?"),
        (deny(&format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000))), POD, "nests deeper than"),
        (deny(&format!("{{{{ a{} }}}}", ".a".repeat(5000))), POD, "deeper than"),
        (deny(&format!("{{{{ [@, @]{} | to_string(@) }}}}", " | [@, @]".repeat(40))), POD, "steps"),
        (deny("{{ nothing( }}"), POD, "incorrect query"),
        (deny("{{ unknown_function(`1`) }}"), POD, "unknown function"),
        (deny("{{ missing }}"), POD, "Unknown key"),
    ] {
        let words = said(&policies, object);
        let [(weight, words)] = words.as_slice() else { panic!("{part}: {words:?}") };
        assert_eq!(*weight, Weight::Refuses, "{part}: {words}");
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn what_cannot_be_read_is_a_problem_with_its_line_and_named_as_not_judged() {
    let deep = format!("        message: m\n        pattern: {}1{}", "{a: ".repeat(150), "}".repeat(150));
    let unknown = "        message: m\n        deny: {conditions: {all: [{key: a, operator: Equalish, value: a}]}}";
    for (policies, weight, part, line) in [
        (for_pods("validationFailureAction: Enforce", &deep), Weight::NotJudged, "deeper than 100 levels", 4),
        (for_pods("validationFailureAction: Enforce", unknown), Weight::Refuses, "there is no condition operator \"Equalish\"", 7),
        (for_pods("background: true", "        message: m\n        foreach: {list: a}"), Weight::NotJudged, "foreach is a map", 7),
        (for_pods("background: true", "        deny: {conditions: 7}"), Weight::NotJudged, "conditions are a map or a list", 7),
    ] {
        let read = Policies::read(&read(&policies));
        let [problem] = read.problems() else { panic!("{part}: {:?}", read.problems()) };
        assert!(problem.cause.contains(part), "{problem}");
        assert_eq!(problem.place.as_ref().and_then(|place| place.line), Some(line), "{problem}");
        assert!(problem.hint.is_some());
        let words = said(&policies, POD);
        assert_eq!(words.iter().map(|(weight, _)| *weight).collect::<Vec<_>>(), [weight], "{words:?}");
    }
    let action = for_pods("validationFailureAction: Perhaps", NO_LATEST);
    assert!(Policies::read(&read(&action)).problems()[0].cause.contains("Enforce or Audit"));
    assert_eq!(said(&action, POD)[0].0, Weight::Refuses, "what cannot be read is not taken for the weaker action");
}
