//! What a plan refuses, warns of, asks a dry run for, and sends.

use std::sync::Arc;

use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::request::{NamespaceState, Request};
use tiphys::engine::sync::task::{DryRun, RiskKind, Task, Verb};
use tiphys::model::application::{IgnoreDifference, ManagedNamespaceMetadata, SyncPolicy};
use tiphys::model::ids::GroupKind;
use tiphys::model::object::value::Value;
use tiphys::model::problem::{Place, Problem, ProblemKind};

use super::world::{World, parse};

const WEB: &str = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, paused: false}}";
const CONFIG: &str = "{apiVersion: v1, kind: ConfigMap, metadata: {name: config, namespace: shop}, data: {k: new}}";

fn task<'p>(plan: &'p Plan, name: &str) -> &'p Task {
    plan.tasks.iter().find(|task| *task.key.name == *name).unwrap_or_else(|| panic!("no task {name}"))
}

fn causes(plan: &Plan) -> Vec<String> {
    plan.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_partial_desired_side_has_no_tasks_and_keeps_the_file_and_line() {
    let mut world = World::new(CONFIG, "{apiVersion: v1, kind: ConfigMap, metadata: {name: old, namespace: shop}}").pruning();
    world.desired.partial = true;
    world
        .problems
        .push(Problem::error(ProblemKind::BadInput, "mapping values are not allowed here").at(Place::file("base/web.yaml").at_line(7)));
    let plan = world.plan();
    assert!(plan.is_refused() && plan.tasks.is_empty());
    assert_eq!(causes(&plan), ["base/web.yaml:7: mapping values are not allowed here"]);

    world.problems.clear();
    let plan = world.plan();
    assert!(plan.is_refused() && plan.tasks.is_empty(), "partial without a problem is refused all the same");
}

#[test]
fn a_warning_refuses_nothing() {
    let mut world = World::new(CONFIG, "");
    world.problems.push(Problem::warning(ProblemKind::BadInput, "duplicate key"));
    assert!(!world.plan().is_refused());
}

#[test]
fn a_kind_that_is_not_known_is_neither_planned_nor_pruned() {
    let mut world = World::new(CONFIG, "{apiVersion: v1, kind: Secret, metadata: {name: old, namespace: shop}}").pruning();
    world.live.unknown.insert(GroupKind::new("", "ConfigMap"));
    let plan = world.plan();
    assert_eq!(
        causes(&plan),
        ["fixture.yaml:1: the live state of ConfigMap/config is not known: its kind is forbidden, not listed yet or stale"]
    );
    assert_eq!(task(&plan, "old").verb, Verb::Prune);
    world.live.unknown = [GroupKind::new("", "Secret")].into();
    let plan = world.plan();
    assert!(!plan.is_refused());
    assert!(plan.tasks.iter().all(|task| *task.key.name != *"old"), "an unknown kind is not pruned");
}

#[test]
fn another_applications_mark_is_an_error_with_the_option() {
    let live = "{apiVersion: v1, kind: ConfigMap, metadata: {name: config, namespace: shop, annotations: {argocd.argoproj.io/tracking-id: 'other:/ConfigMap:shop/config'}}}";
    assert!(!World::new(CONFIG, live).plan().is_refused());
    let plan = World::new(CONFIG, live).with_options(&["FailOnSharedResource=true"]).plan();
    assert_eq!(causes(&plan), ["fixture.yaml:1: shared resource found: ConfigMap/config is part of applications shop and other"]);
    assert!(plan.is_refused());
    let copied = live.replace("shop/config'", "shop/elsewhere'");
    let plan = World::new(CONFIG, &copied).with_options(&["FailOnSharedResource=true"]).plan();
    assert!(!plan.is_refused(), "a copied mark says nothing");
}

#[test]
fn a_dry_run_is_asked_for_what_the_server_can_judge() {
    let desired = format!(
        "{CONFIG}\n---\n{}\n---\n{}\n---\n{}\n---\n{}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: fresh}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: inside, namespace: fresh}}",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com}, spec: {group: example.com, names: {kind: Widget}}}",
        "{apiVersion: example.com/v1, kind: Widget, metadata: {name: one, namespace: shop}}",
    );
    let mut world = World::new(&desired, "");
    let plan = world.plan();
    let open: Vec<String> = plan.open_dry_runs().map(|(_, task)| task.key.to_string()).collect();
    assert_eq!(open, ["Namespace/fresh", "ConfigMap/config", "apiextensions.k8s.io/CustomResourceDefinition/widgets.example.com"]);
    assert_eq!(task(&plan, "inside").dry_run, DryRun::Impossible("its namespace comes with this sync".into()));
    assert_eq!(task(&plan, "one").dry_run, DryRun::Impossible("its CustomResourceDefinition comes with this sync".into()));
    for (_, task) in plan.open_dry_runs() {
        world.dry_runs.insert(task.key.clone(), Ok(task.desired.clone().expect("an object")));
    }
    let plan = world.plan();
    assert_eq!(plan.open_dry_runs().count(), 0);
    assert_eq!(task(&plan, "config").dry_run, DryRun::Passed);
}

#[test]
fn a_kind_that_is_not_there_is_an_error_unless_the_option_says_otherwise() {
    let widget = "{apiVersion: example.com/v1, kind: Widget, metadata: {name: one, namespace: shop}}";
    let unknown = |mut world: World| {
        let key = world.key("Widget/one");
        world.dry_runs.insert(key, Err(Problem::error(ProblemKind::NotFound, "no such kind")));
        world.plan()
    };
    let plan = unknown(World::new(widget, ""));
    assert_eq!(causes(&plan), ["fixture.yaml:1: the dry run of example.com/Widget/one failed: no such kind"]);
    assert!(!unknown(World::new(widget, "").with_options(&["SkipDryRunOnMissingResource=true"])).is_refused());
}

#[test]
fn ignored_fields_are_written_too_unless_they_are_respected() {
    let live = WEB.replace("replicas: 2", "replicas: 5");
    let mut world = World::new(WEB, &live);
    let rule = IgnoreDifference {
        group: "apps".into(),
        kind: "*".into(),
        json_pointers: vec!["/spec/replicas".into()],
        ..IgnoreDifference::default()
    };
    world.rules.ignore = Arc::from([rule]);
    // The comparison of this fixture knows no rules: it calls the object different, and respecting keeps the live value.
    world = world.with_options(&["RespectIgnoreDifferences=true"]);
    let plan = world.plan();
    let sent = task(&plan, "web").desired.clone().expect("an object");
    assert_eq!(sent.int_at(&["spec", "replicas"]), Some(5));
    assert_eq!(sent.get(&["spec", "paused"]).and_then(Value::as_bool), Some(false));
    let without = World { request: Request::default(), ..world };
    assert_eq!(task(&without.plan(), "web").desired.as_ref().and_then(|sent| sent.int_at(&["spec", "replicas"])), Some(2));
}

#[test]
fn what_jq_and_trusted_managers_ignore_is_sent_as_it_is_in_the_cluster() {
    let live = WEB.replace("replicas: 2", "replicas: 5");
    let rule = |jq: &[&str], managers: &[&str]| IgnoreDifference {
        group: "apps".into(),
        kind: "Deployment".into(),
        jq_path_expressions: jq.iter().map(|text| (*text).to_owned()).collect(),
        managed_fields_managers: managers.iter().map(|text| (*text).to_owned()).collect(),
        ..IgnoreDifference::default()
    };
    let sent = |live: &str, rule: IgnoreDifference| {
        let mut world = World::new(WEB, live).with_options(&["RespectIgnoreDifferences=true"]);
        world.rules.ignore = Arc::from([rule]);
        task(&world.plan(), "web").desired.as_ref().and_then(|sent| sent.int_at(&["spec", "replicas"]))
    };
    assert_eq!(sent(&live, rule(&[".spec.replicas"], &[])), Some(5));
    assert_eq!(sent(&live, rule(&[".spec.nothing"], &[])), Some(2));
    let scaled = live.replace(
        "metadata: {",
        "metadata: {managedFields: [{manager: hpa, operation: Update, apiVersion: apps/v1, fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:replicas': {}}}}], ",
    );
    assert_ne!(scaled, live);
    assert_eq!(sent(&scaled, rule(&[], &["hpa"])), Some(5));
    assert_eq!(sent(&scaled, rule(&[], &["kubectl"])), Some(2));
}

#[test]
fn a_managed_namespace_is_applied_server_side_with_its_metadata() {
    let mut world = World::new(CONFIG, "").with_options(&["CreateNamespace=true"]);
    let managed =
        ManagedNamespaceMetadata { labels: [("team".into(), "shop".into())].into(), annotations: [("a".into(), "b".into())].into() };
    world.rules.policy = Arc::new(SyncPolicy { managed_namespace_metadata: Some(managed), ..SyncPolicy::default() });
    let live = parse("{apiVersion: v1, kind: Namespace, metadata: {name: shop, uid: n, labels: {other: x}}}").remove(0);
    world.namespace = NamespaceState::There(live);
    let plan = world.plan();
    let namespace = task(&plan, "shop");
    assert_eq!((namespace.verb, namespace.mode), (Verb::Update, tiphys::engine::sync::task::ApplyMode::ServerSide));
    let sent = namespace.desired.clone().expect("an object");
    assert_eq!(
        (sent.label("team"), sent.annotation("a"), sent.annotation("argocd.argoproj.io/sync-options")),
        (Some("shop"), Some("b"), Some("ServerSideApply=true"))
    );
    world.namespace = NamespaceState::There(sent.set(&["metadata", "uid"], "n".into()).expect("an object"));
    assert_eq!(task(&world.plan(), "shop").verb, Verb::Keep);
}

#[test]
fn of_two_manifests_with_one_key_the_last_counts() {
    let world = World::new(&format!("{CONFIG}\n---\n{}", CONFIG.replace("new", "newer")), "");
    let plan = world.plan();
    assert_eq!(plan.tasks.len(), 1);
    assert_eq!(task(&plan, "config").desired.as_ref().and_then(|object| object.str_at(&["data", "k"])), Some("newer"));
}

#[test]
fn a_hook_is_sent_with_finaliser_and_mark_and_a_preview_without_mark() {
    let mut world = World::new(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: shop, annotations: {argocd.argoproj.io/hook: PreSync}}}",
        "",
    );
    let plan = world.plan();
    let sent = task(&plan, "migrate").desired.clone().expect("an object");
    assert_eq!(sent.annotation("tiphys.dev/operation"), Some("op-1/0/PreSync"));
    let finalizers = sent.get(&["metadata", "finalizers"]).and_then(Value::as_list).expect("a list");
    assert_eq!(finalizers.iter().filter_map(Value::as_str).collect::<Vec<_>>(), ["argocd.argoproj.io/hook-finalizer"]);
    world.start = None;
    assert_eq!(task(&world.plan(), "migrate").desired.as_ref().and_then(|sent| sent.annotation("tiphys.dev/operation")), None);
}

#[test]
fn a_hook_without_any_name_is_a_problem_with_its_place() {
    let world =
        World::new("{apiVersion: batch/v1, kind: Job, metadata: {namespace: shop, annotations: {argocd.argoproj.io/hook: PreSync}}}", "");
    assert_eq!(causes(&world.plan()), ["fixture.yaml:1: a PreSync hook has neither name nor generateName"]);
}

#[test]
fn the_comparisons_own_verdicts_make_the_same_kind_of_plan() {
    let marked = |kind: &str, name: &str, rest: &str| {
        let (api, group) = if kind == "Deployment" { ("apps/v1", "apps") } else { ("v1", "") };
        format!(
            "---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop, annotations: {{argocd.argoproj.io/tracking-id: 'shop:{group}/{kind}:shop/{name}'}}}}\n{rest}\n"
        )
    };
    let desired = [
        marked("ConfigMap", "changed", "data: {k: new}"),
        marked("ConfigMap", "same", "data: {k: v}"),
        marked(
            "Deployment",
            "web",
            "spec: {replicas: 2, template: {spec: {containers: [{name: web, image: 'web:1', resources: {limits: {cpu: 1000m}}}]}}}",
        ),
        marked("Secret", "new", "stringData: {k: v}"),
    ];
    let live = [
        marked("ConfigMap", "changed", "data: {k: old}"),
        marked("ConfigMap", "same", "data: {k: v}"),
        marked(
            "Deployment",
            "web",
            "spec: {replicas: 5, template: {spec: {containers: [{name: web, image: 'web:1', resources: {limits: {cpu: '1'}}}]}}}",
        ),
        marked("ConfigMap", "old", ""),
        "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: stranger, namespace: shop}}\n".into(),
    ];
    let mut world = World::new(&desired.concat(), &live.concat()).pruning();
    let verbs = |plan: &Plan| plan.tasks.iter().map(|task| format!("{} {}", task.verb.as_str(), task.key.name)).collect::<Vec<_>>();
    let plan = world.compared_plan();
    assert_eq!(verbs(&plan), ["create new", "update changed", "prune old", "keep same", "update web"], "{:?}", plan.problems);
    assert_eq!(task(&plan, "web").risks.iter().map(|risk| risk.kind).collect::<Vec<_>>(), [RiskKind::ScalesDown]);

    // Replicas are ignored in the comparison, and written all the same unless they are respected.
    let rule = IgnoreDifference {
        group: "apps".into(),
        kind: "Deployment".into(),
        json_pointers: vec!["/spec/replicas".into()],
        ..IgnoreDifference::default()
    };
    world.rules.ignore = Arc::from([rule]);
    let web = |plan: &Plan| (task(plan, "web").verb, task(plan, "web").is_modified);
    assert_eq!(web(&world.compared_plan()), (Verb::Update, false));
    assert_eq!(web(&world.with_options(&["RespectIgnoreDifferences=true"]).compared_plan()), (Verb::Keep, false));
}

#[test]
fn a_resource_without_a_name_is_a_problem_with_its_place() {
    let world = World::new("{apiVersion: v1, kind: ConfigMap, metadata: {generateName: x-, namespace: shop}}", "");
    assert_eq!(causes(&world.plan()), ["fixture.yaml:1: ConfigMap has no name; only hooks may have generateName alone"]);
}

#[test]
fn a_delete_is_tried_too_and_admission_may_forbid_it() {
    let mut world = World::new(CONFIG, "{apiVersion: v1, kind: Secret, metadata: {name: old, namespace: shop}}").pruning();
    let plan = world.plan();
    assert_eq!(plan.open_dry_runs().map(|(_, task)| task.verb).collect::<Vec<_>>(), [Verb::Prune, Verb::Create]);
    let key = task(&plan, "old").key.clone();
    world.dry_runs.insert(key.clone(), Err(Problem::error(ProblemKind::Forbidden, "it is protected")));
    assert_eq!(causes(&world.plan()), ["fixture.yaml:1: the dry run of Secret/old failed: it is protected"]);
    world.dry_runs.insert(key, Err(Problem::error(ProblemKind::NotFound, "it is gone")));
    assert!(!world.plan().is_refused(), "what is gone already needs no delete");
}

#[test]
fn no_secret_shows_in_a_plan() {
    let canary = "Y2FuYXJ5LXZhbHVl";
    let secret = format!("{{apiVersion: v1, kind: Secret, metadata: {{name: token, namespace: shop}}, data: {{token: {canary}}}}}");
    let live = secret.replace(canary, "b2xkLWNhbmFyeQ==");
    let plan = World::new(&secret, &live).plan();
    let shown = format!("{plan:?}");
    assert!(!shown.contains(canary) && !shown.contains("b2xkLWNhbmFyeQ"), "a secret value is in the plan's debug text");
    assert!(shown.contains("Secret"));
}

#[test]
fn cluster_scoped_objects_are_found_whatever_namespace_their_manifest_says() {
    let role = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}, rules: []}";
    let world = World::new(&role.replace("name: reader", "name: reader, namespace: shop"), role);
    assert_eq!(task(&world.plan(), "reader").key.namespace.as_ref(), "");
    assert_eq!(task(&world.plan(), "reader").verb, Verb::Update);
}
