//! Plans of objects with fields that random values or the time decide: their digests, what is sent, and what a preview may not do.

use tiphys::engine::render::entropy::Seed;
use tiphys::engine::sync::record::state;
use tiphys::engine::sync::task::Verb;
use tiphys::model::application::IgnoreDifference;
use tiphys::model::object::Object;
use tiphys::model::object::generated::{Generated, Values};
use tiphys::model::problem::any_error;

use super::world::{World, parse};

/// What a chart draws: `@` stands for a password, `#` for a time.
const CHART: &str = r#"
{apiVersion: v1, kind: Secret, metadata: {name: token, namespace: shop}, data: {token: '@', user: YQ==}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: shop, annotations: {rolled: '#'}}, data: {k: v, '@': x}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: shop, annotations: {argocd.argoproj.io/hook: PreSync, '@': x}}
spec: {template: {spec: {containers: [{name: migrate, image: 'm:1', args: ['--at', '#']}]}}}
"#;

const LIVE: &str = r#"
{apiVersion: v1, kind: Secret, metadata: {name: token, namespace: shop}, data: {token: b2xk, user: YQ==}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: shop, annotations: {rolled: "2019"}}, data: {k: v, old: x}}
"#;

fn drawn(password: &str, at: &str) -> Vec<Object> {
    parse(&CHART.replace('@', password).replace('#', at))
}

/// The objects as a render for a preview gives them, and as one for an operation with these values does.
fn rendered(own: Option<(&str, &str)>) -> Vec<Object> {
    let (preview, first, second) = (drawn("QQ==", "2001"), drawn("Qg==", "2017"), drawn("Qw==", "2034"));
    let own = own.map(|(password, at)| drawn(password, at));
    preview
        .into_iter()
        .enumerate()
        .map(|(index, object)| {
            let others = vec![first[index].root().clone(), second[index].root().clone()];
            let mut found = Generated::find(object.root(), others).expect("each draws something");
            if let Some(own) = &own {
                found.values = Values::Planned { others: found.others().into(), own: own[index].root().clone() };
            }
            object.with_generated(Some(found)).expect("an object")
        })
        .collect()
}

fn world(own: Option<(&str, &str)>) -> World {
    let mut world = World::new("", LIVE);
    world.desired.objects = rendered(own);
    if own.is_none() {
        world.start = None;
    }
    world
}

fn sent<'p>(plan: &'p tiphys::engine::sync::plan::Plan, kind: &str) -> &'p Object {
    plan.tasks.iter().filter(|task| &*task.key.group_kind.kind == kind).find_map(|task| task.desired.as_ref()).expect("it is sent")
}

#[test]
fn the_digest_is_the_same_for_a_preview_and_for_any_operation() {
    let preview = world(None).compared_plan();
    assert!(!any_error(&preview.problems), "{:?}", preview.problems);
    for own in [("WFla", "2026"), ("UVdF", "2001"), ("QQ==", "2017"), ("b2xk", "2019")] {
        let plan = world(Some(own)).compared_plan();
        assert_eq!(plan.digest, preview.digest, "{own:?}");
        assert!(!any_error(&plan.problems), "{:?}", plan.problems);
    }
}

#[test]
fn the_rest_of_an_object_still_counts_in_the_digest() {
    let mut other = world(None);
    other.desired.objects = other
        .desired
        .objects
        .iter()
        .map(|object| {
            if object.is("", "ConfigMap") {
                object
                    .changed(|own| {
                        own.set(&["metadata", "labels"], tiphys::model::object::value::Value::map(vec![("a".into(), "b".into())]))
                    })
                    .expect("an object")
            } else {
                object.clone()
            }
        })
        .collect();
    assert_ne!(other.compared_plan().digest, world(None).compared_plan().digest);
}

#[test]
fn an_operation_sends_its_own_values_and_nothing_of_a_preview() {
    let plan = world(Some(("WFla", "2026"))).compared_plan();
    assert_eq!(sent(&plan, "Secret").str_at(&["data", "token"]), Some("WFla"));
    assert_eq!(sent(&plan, "Secret").str_at(&["data", "user"]), Some("YQ=="));
    let config = sent(&plan, "ConfigMap");
    assert_eq!((config.str_at(&["metadata", "annotations", "rolled"]), config.str_at(&["data", "WFla"])), (Some("2026"), Some("x")));
    let hook = sent(&plan, "Job");
    assert_eq!(hook.annotation("WFla"), Some("x"), "a map whose keys are drawn is the operation's");
    assert_eq!(hook.annotation("tiphys.dev/operation"), Some("op-1/0/PreSync"), "and keeps the mark of the operation");
    for task in &plan.tasks {
        let text = task
            .desired
            .as_ref()
            .map(|object| format!("{:?}", tiphys::engine::manifest::emit::emit(&object.to_value())))
            .unwrap_or_default();
        assert!(!["QQ==", "Qg==", "Qw==", "2001", "2017", "2034"].iter().any(|value| text.contains(value)), "{text}");
    }
}

#[test]
fn a_previews_objects_refuse_to_be_carried_out() {
    let mut wrong = world(None);
    wrong.start = world(Some(("WFla", "2026"))).start;
    let plan = wrong.compared_plan();
    assert!(plan.is_refused() && plan.problems.iter().any(|problem| problem.cause.contains("must not be sent")), "{:?}", plan.problems);
    assert!(world(None).compared_plan().tasks.iter().any(|task| task.verb.is_write()), "shown they are");
}

#[test]
fn a_generated_field_is_written_even_where_it_is_live_as_a_preview_has_it() {
    for value in ["QQ==", "Qg=="] {
        let mut equal = world(None);
        equal.change_live("Secret/token", |object| object.set(&["data", "token"], value.into()).expect("an object"));
        let task = equal.compared_plan().tasks.into_iter().find(|task| &*task.key.name == "token").expect("it is planned");
        assert_eq!((task.verb, task.is_modified), (Verb::Update, true), "{value}");
    }
}

#[test]
fn a_kept_field_stays_as_it_is_live_whatever_an_operation_draws() {
    let with = |own| {
        let mut world = world(own).with_options(&["RespectIgnoreDifferences=true"]);
        let rule = IgnoreDifference { kind: "Secret".into(), json_pointers: vec!["/data/token".into()], ..IgnoreDifference::default() };
        world.rules.ignore = [rule].into();
        world.change_live("Secret/token", |object| object.set(&["data", "user"], "Yg==".into()).expect("an object"));
        world.compared_plan()
    };
    let plan = with(Some(("WFla", "2026")));
    assert_eq!(sent(&plan, "Secret").str_at(&["data", "token"]), Some("b2xk"), "the password that is there stays");
    assert_eq!(sent(&plan, "Secret").str_at(&["data", "user"]), Some("YQ=="));
    assert_eq!(plan.digest, with(None).digest);
}

#[test]
fn the_record_names_the_secret_and_never_the_seed() {
    let mut world = world(Some(("WFla", "2026")));
    let infos = |world: &World| {
        let operation = state::operation(&world.compared_plan(), "ana").expect("an operation");
        operation.info.iter().map(|info| (info.name.clone(), info.value.clone())).collect::<Vec<_>>()
    };
    assert!(!infos(&world).iter().any(|(name, _)| name == "tiphys.dev/seed"));
    world.start = world.start.map(|start| tiphys::engine::sync::request::Start { seed: Some(Seed::new([171; 32])), ..start });
    assert!(infos(&world).contains(&("tiphys.dev/seed".into(), "tiphys-op-op-1".into())));
    assert!(!format!("{:?}{:?}", world.start, infos(&world)).contains("171"));
}
