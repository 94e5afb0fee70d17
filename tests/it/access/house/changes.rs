//! Change rules.

use jiff::Timestamp;
use proptest::prelude::*;
use tiphys::engine::access::{Judge, Judgement, Weight};
use tiphys::engine::policy::changes::{Change, judge};
use tiphys::engine::sync::task::Verb;
use tiphys::model::object::Object;

use super::{good, key, object, of, production, refusals};

const FRIDAY: &str = "2026-11-27T15:00:00Z";

#[derive(Debug, Clone)]
struct Planned {
    verb: Verb,
    force: bool,
    live: Option<Object>,
    desired: Option<Object>,
}

fn planned(verb: Verb, live: Option<&str>, desired: Option<&str>) -> Planned {
    Planned { verb, force: false, live: live.map(object), desired: desired.map(object) }
}

fn said_at(rule: &str, at: &str, plan: &[Planned]) -> Vec<Judgement> {
    let keys: Vec<_> = plan.iter().map(|one| key(one.desired.as_ref().or(one.live.as_ref()).expect("one of them"))).collect();
    let changes: Vec<Change<'_>> = plan
        .iter()
        .zip(&keys)
        .map(|(one, key)| Change { key, verb: one.verb, force: one.force, live: one.live.as_ref(), desired: one.desired.as_ref() })
        .collect();
    let at: Timestamp = at.parse().expect("a time");
    judge(&good("changeRules", rule), production(), at, &changes)
}

fn refused(rule: &str, plan: &[Planned]) -> Vec<String> {
    refusals(&said_at(rule, FRIDAY, plan))
}

fn claim(name: &str) -> String {
    format!("{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: {name}, namespace: shop}}}}")
}

fn web(replicas: &str) -> String {
    let replicas = if replicas.is_empty() { String::new() } else { format!("replicas: {replicas}") };
    format!("{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web, namespace: shop}}, spec: {{{replicas}}}}}")
}

#[test]
fn what_is_forbidden_is_refused_with_the_object_and_the_rule() {
    let rule = "- {name: keep-data, kinds: [PersistentVolumeClaim, Namespace], forbid: [delete, replace]}";
    let told = said_at(rule, FRIDAY, &[planned(Verb::Prune, Some(&claim("data")), None)]);
    let [one] = told.as_slice() else { panic!("{told:#?}") };
    assert_eq!((one.judge, one.weight), (Judge::Change, Weight::Refuses));
    assert_eq!(&*one.verdict.rule, "change rule \"keep-data\": prune PersistentVolumeClaim/data: delete is forbidden");
    assert_eq!(one.verdict.place.as_ref().map(ToString::to_string), Some("tiphys-cm: changeRules[0].forbid".to_owned()));
    for verb in [Verb::Recreate, Verb::Replace] {
        assert_eq!(refused(rule, &[planned(verb, Some(&claim("data")), Some(&claim("data")))]).len(), 1, "{verb:?}");
    }
    for verb in [Verb::Update, Verb::Create, Verb::Keep, Verb::SkipPrune, Verb::RunHook] {
        assert_eq!(refused(rule, &[planned(verb, Some(&claim("data")), Some(&claim("data")))]), Vec::<String>::new(), "{verb:?}");
    }
    assert_eq!(refused(rule, &[planned(Verb::Prune, Some(&web("1")), None)]), Vec::<String>::new(), "another kind");
    let forced = Planned { force: true, ..planned(Verb::Update, Some(&claim("data")), Some(&claim("data"))) };
    assert!(refused(rule, &[forced])[0].contains("Force"), "the server may refuse the update");
}

#[test]
fn a_plan_has_so_many_changes_and_prunes_and_no_more() {
    let prunes: Vec<Planned> = (0..3).map(|n| planned(Verb::Prune, Some(&claim(&format!("c{n}"))), None)).collect();
    assert_eq!(refused("- {name: few, maxPrunes: 3}", &prunes), Vec::<String>::new());
    assert_eq!(refused("- {name: few, maxPrunes: 2}", &prunes), ["change rule \"few\": the plan prunes 3 objects, 2 are allowed"]);
    assert_eq!(refused("- {name: none, maxPrunes: 0, namespaces: [other]}", &prunes), Vec::<String>::new());
    let mut more = prunes;
    more.push(planned(Verb::Create, None, Some(&web("1"))));
    more.push(planned(Verb::Keep, Some(&claim("k")), Some(&claim("k"))));
    more.push(planned(Verb::RunHook, None, Some(&claim("h"))));
    assert_eq!(refused("- {name: small, maxChanges: 3}", &more), ["change rule \"small\": the plan changes 4 objects, 3 are allowed"]);
}

#[test]
fn replicas_stay_above_the_least_and_fall_slowly() {
    let least = "- {name: enough, production: true, minReplicas: 2}";
    let update = |live: &str, desired: &str| vec![planned(Verb::Update, Some(&web(live)), Some(&web(desired)))];
    assert_eq!(refused(least, &update("3", "1")).len(), 1);
    assert_eq!(refused(least, &update("3", "2")), Vec::<String>::new());
    assert_eq!(refused(least, &[planned(Verb::Create, None, Some(&web("")))]).len(), 1, "one where it is not said");
    assert_eq!(refused(least, &update("1", "")), Vec::<String>::new(), "the plan does nothing to them");
    let applied = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"spec\":{\"replicas\":5}}'}}, spec: {replicas: 5}}";
    assert_eq!(refused(least, &[planned(Verb::Update, Some(applied), Some(&web("")))]).len(), 1, "it is taken away: one");
    let drop = "- {name: slow, maxReplicaDrop: 50%}";
    assert_eq!(refused(drop, &update("10", "5")), Vec::<String>::new());
    assert_eq!(
        refused(drop, &update("10", "4")),
        ["change rule \"slow\": apps/Deployment/web falls from 10 replicas to 4, by more than 50 %"]
    );
    assert_eq!(refused(drop, &update("0", "0")), Vec::<String>::new());
    assert_eq!(refused("- {name: slow, maxReplicaDrop: 0}", &update("2", "1")).len(), 1);
}

#[test]
fn an_autoscaler_answers_for_the_workload_that_it_scales() {
    let scaler = |least: i64| {
        format!(
            "{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {{name: web, namespace: shop}}, spec: {{minReplicas: {least}, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}}}}}"
        )
    };
    let plan = |least: i64, replicas: &str| {
        vec![planned(Verb::Create, None, Some(&web(replicas))), planned(Verb::Create, None, Some(&scaler(least)))]
    };
    let rule = "- {name: enough, minReplicas: 2}";
    assert_eq!(refused(rule, &plan(2, "")), Vec::<String>::new());
    assert!(refused(rule, &plan(1, ""))[0].contains("HorizontalPodAutoscaler"));
    assert!(refused(rule, &plan(2, "1"))[0].contains("Deployment"), "each sync would put it down");
}

#[test]
fn containers_say_what_they_need() {
    let rule = "- {name: limits, requireResources: [limits.memory, requests.cpu]}";
    let with = |resources: &str, pod: &str| {
        object(&format!(
            "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web, namespace: shop}}, spec: {{template: {{spec: {{containers: [{{name: c, resources: {resources}}}]{pod}}}}}}}}}"
        ))
    };
    let told = |resources: &str, pod: &str| {
        let plan = Planned { verb: Verb::Update, force: false, live: None, desired: Some(with(resources, pod)) };
        refused(rule, &[plan])
    };
    assert_eq!(told("{limits: {memory: 1Gi}, requests: {cpu: 100m}}", ""), Vec::<String>::new());
    assert_eq!(told("{limits: {memory: 1Gi, cpu: 1}}", ""), Vec::<String>::new(), "the limit is the request");
    assert_eq!(told("{}", ", resources: {limits: {memory: 1Gi, cpu: 1}}"), Vec::<String>::new(), "the whole Pod says it");
    assert_eq!(
        told("{limits: {memory: 0}}", ""),
        ["change rule \"limits\": the container \"c\" (spec.template.spec.containers[0]) says no limits.memory, requests.cpu"]
    );
    let hook = Planned { verb: Verb::RunHook, force: false, live: None, desired: Some(with("{}", "")) };
    assert_eq!(refused(rule, &[hook]).len(), 1);
}

#[test]
fn some_kinds_change_at_their_times_only() {
    let rule =
        "- {name: crds, kinds: [apiextensions.k8s.io/*], onlyDuring: [{schedule: '0 14 * * 1-5', duration: 4h, timeZone: Europe/Berlin}]}";
    let crd = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.org}}";
    let plan = [planned(Verb::Update, Some(crd), Some(crd))];
    assert_eq!(refusals(&said_at(rule, FRIDAY, &plan)), Vec::<String>::new(), "16:00 there");
    let late = said_at(rule, "2026-11-27T18:00:00Z", &plan);
    assert_eq!(late.first().map(|one| &*one.verdict.change), Some("wait until 2026-11-30T13:00:00Z"));
    assert_eq!(refusals(&said_at(rule, "2026-11-27T18:00:00Z", &[planned(Verb::Update, None, Some(&web("1")))])), Vec::<String>::new());
}

#[test]
fn what_is_not_known_is_not_judged_and_what_is_fine_is_said_once() {
    let blind = planned(Verb::Update, Some(&web("3")), None);
    let told = said_at("- {name: enough, minReplicas: 2, requireResources: [limits.cpu]}", FRIDAY, &[blind]);
    assert_eq!((of(&told, Weight::NotJudged).len(), refusals(&told).len()), (2, 0));
    let fine = said_at("- {name: few, maxPrunes: 1}", FRIDAY, &[planned(Verb::Create, None, Some(&web("3")))]);
    assert_eq!(of(&fine, Weight::Admits), ["change rule \"few\": 1 change is as it asks"]);
    assert_eq!(said_at("- {name: few, maxPrunes: 1}", FRIDAY, &[planned(Verb::Keep, None, Some(&web("3")))]), []);
}

const RULES: [&str; 6] = [
    "- {name: a, forbid: [delete]}",
    "- {name: b, maxPrunes: 0}",
    "- {name: c, minReplicas: 2, action: warn}",
    "- {name: d, maxReplicaDrop: 10}",
    "- {name: e, forbid: [prune], onlyDurin: x}",
    "- {name: f, requireResources: [cpu]}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// One more rule never takes a refusal away.
    #[test]
    fn a_rule_more_never_allows_more(verb in prop::sample::select(vec![Verb::Create, Verb::Update, Verb::Recreate, Verb::Prune, Verb::Keep]), live in 0_i64..9, desired in 0_i64..9, mine in prop::sample::subsequence(RULES.to_vec(), 0..5), more in 0_usize..6) {
        let plan = planned(verb, Some(&web(&live.to_string())), Some(&web(&desired.to_string())));
        let n = |rules: &[&str]| {
            let (house, _) = super::read(&[("changeRules", &rules.join("\n"))]);
            let key = key(plan.live.as_ref().expect("live"));
            let change = Change { key: &key, verb, force: false, live: plan.live.as_ref(), desired: plan.desired.as_ref() };
            refusals(&judge(&house, production(), FRIDAY.parse().expect("a time"), &[change])).len()
        };
        let with: Vec<&str> = mine.iter().copied().chain([RULES[more]]).collect();
        prop_assert!(n(&mine) <= n(&with), "{:?} {:?}", mine, with);
    }
}
