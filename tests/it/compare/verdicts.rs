//! Verdicts on whole applications: what counts, what is extra, what cannot be known.

use std::collections::BTreeSet;
use std::sync::Arc;

use tiphys::engine::compare::{self, Desired, Live, Predicted, Rules, Verdict, Verdicts};
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answers, Step};
use tiphys::model::application::IgnoreDifference;
use tiphys::model::ids::{ClusterId, GroupKind};
use tiphys::model::object::Object;
use tiphys::model::object::generated::Generated;
use tiphys::model::problem::Problem;
use tiphys::model::settings::{Settings, TrackingMethod};
use tiphys::model::status::{HookType, SyncStatus};

use crate::support::judged::settled;

pub(crate) fn parse(yaml: &str) -> Vec<Object> {
    let (objects, problems) = objects(&parse_yaml(yaml.as_bytes(), "test.yaml", ParseOptions::KUBERNETES), "test.yaml");
    assert!(problems.is_empty(), "{problems:?}");
    objects
}

pub(crate) fn rules() -> Rules {
    Rules {
        instance: "shop".into(),
        cluster: ClusterId::new("c"),
        namespace: "prod".into(),
        ignore: Arc::default(),
        policy: Arc::default(),
        settings: Arc::default(),
        server_side: None,
        server: "".into(),
    }
}

fn live(yaml: &str) -> Live {
    Live { objects: parse(yaml).into_iter().map(|object| (object.key(&ClusterId::new("c")), object)).collect(), unknown: BTreeSet::new() }
}

fn run(desired: &Desired, live: &Live, rules: &Rules) -> (Verdicts, Vec<Problem>) {
    run_predicted(desired, live, None, rules)
}

fn run_predicted(desired: &Desired, live: &Live, predicted: Option<&Predicted>, rules: &Rules) -> (Verdicts, Vec<Problem>) {
    match compare::compare(desired, live, predicted, &Schema::builtin(), rules, &Answers::default()) {
        Step::Done { value, problems, .. } => (value, problems),
        Step::Needs(needs) => panic!("nothing is asked for, but {needs:?}"),
    }
}

fn of(desired: &str, current: &str) -> Verdicts {
    run(&Desired { objects: parse(desired), partial: false }, &live(current), &rules()).0
}

/// `name status flags` a row: `-` desired and missing, `+` extra, `p` prunable, the number of hunks where there are any.
fn told(verdicts: &Verdicts) -> Vec<String> {
    let flags = |row: &Verdict| {
        let mut flags = String::new();
        flags.push_str(match (row.is_desired, row.is_live) {
            (true, false) => " -",
            (false, true) => " +",
            _ => "",
        });
        if row.requires_pruning {
            flags.push_str(" p");
        }
        if row.n_hunks > 0 {
            flags.push_str(&format!(" {}", row.n_hunks));
        }
        flags
    };
    verdicts.rows.iter().map(|row| format!("{} {}{}", row.key.name, row.status, flags(row))).collect()
}

const MARK: &str = "argocd.argoproj.io/tracking-id";

fn config_map(name: &str, data: &str, annotations: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: prod, annotations: {{{MARK}: 'shop:/ConfigMap:prod/{name}'{annotations}}}}}\ndata: {{a: {data}}}\n---\n"
    )
}

#[test]
fn synced_changed_missing_and_extra_resources_are_told_apart() {
    let desired = config_map("same", "x", "") + &config_map("changed", "x", "") + &config_map("missing", "x", "");
    let current = config_map("same", "x", "") + &config_map("changed", "z", "") + &config_map("extra", "x", "");
    let verdicts = of(&desired, &current);
    assert_eq!(told(&verdicts), ["changed OutOfSync 1", "extra OutOfSync + p", "missing OutOfSync -", "same Synced"]);
    assert_eq!(verdicts.status, SyncStatus::OutOfSync);
    assert_eq!(of(&config_map("same", "x", ""), &config_map("same", "x", "")).status, SyncStatus::Synced);
    assert_eq!(of("", "").status, SyncStatus::Synced);
}

#[test]
fn what_is_not_ours_is_not_extra() {
    let copied = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: copy, namespace: prod, annotations: {{{MARK}: 'shop:/ConfigMap:prod/other'}}}}\n---\n"
    );
    let foreign = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: foreign, namespace: prod, annotations: {{{MARK}: 'blog:/ConfigMap:prod/foreign'}}}}\n---\n"
    );
    let owned = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: owned, namespace: prod, annotations: {{{MARK}: 'shop:/ConfigMap:prod/owned'}}, ownerReferences: [{{apiVersion: v1, kind: Pod, name: p, uid: u}}]}}\n---\n"
    );
    let plain = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: prod}\n";
    let verdicts = of("", &(copied + &foreign + &owned + plain));
    assert_eq!((told(&verdicts), verdicts.status), (Vec::<String>::new(), SyncStatus::Synced));
}

#[test]
fn a_label_is_enough_where_labels_track() {
    let marked = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod, labels: {app.kubernetes.io/instance: shop}}\n";
    assert_eq!(told(&of("", marked)), Vec::<String>::new());
    let settings = Settings { tracking: Some(TrackingMethod::Label), ..Settings::default() };
    let (verdicts, _) = run(&Desired::default(), &live(marked), &Rules { settings: settings.into(), ..rules() });
    assert_eq!(told(&verdicts), ["a OutOfSync + p"]);
}

#[test]
fn an_extra_resource_that_asks_to_be_ignored_is_prunable_and_does_not_count() {
    let verdicts = of("", &config_map("extra", "x", ", argocd.argoproj.io/compare-options: IgnoreExtraneous"));
    assert_eq!((told(&verdicts), verdicts.status), (vec!["extra OutOfSync + p".to_owned()], SyncStatus::Synced));
}

#[test]
fn hooks_count_in_no_verdict_and_are_never_pruned() {
    let desired =
        config_map("hook", "x", ", argocd.argoproj.io/hook: PreSync") + &config_map("skipped", "x", ", argocd.argoproj.io/hook: Skip");
    let current = config_map("old-hook", "x", ", argocd.argoproj.io/hook: PostSync");
    let verdicts = of(&desired, &current);
    assert_eq!(told(&verdicts), ["hook Unknown -", "old-hook Unknown +", "skipped Unknown -"]);
    assert_eq!(verdicts.status, SyncStatus::Synced);
    assert_eq!(verdicts.rows[0].hooks, [HookType::PreSync]);
    assert!(of(&config_map("test", "x", ", helm.sh/hook: test"), "").rows.is_empty());
}

#[test]
fn a_part_of_the_desired_side_gives_no_verdict_and_nothing_extra() {
    let desired = Desired { objects: parse(&(config_map("changed", "x", "") + &config_map("missing", "x", ""))), partial: true };
    let current = config_map("changed", "z", "") + &config_map("extra", "x", "");
    let (verdicts, _) = run(&desired, &live(&current), &rules());
    assert_eq!(told(&verdicts), ["changed Unknown 1", "missing Unknown -"]);
    assert_eq!(verdicts.status, SyncStatus::Unknown);
}

#[test]
fn a_kind_that_is_not_known_is_neither_missing_nor_out_of_sync_nor_pruned() {
    let desired = Desired { objects: parse(&(config_map("changed", "x", "") + &config_map("missing", "x", ""))), partial: false };
    let mut current = live(&(config_map("changed", "z", "") + &config_map("extra", "x", "")));
    current.unknown.insert(GroupKind::new("", "ConfigMap"));
    let (verdicts, _) = run(&desired, &current, &rules());
    assert_eq!(told(&verdicts), ["changed Unknown 1", "extra Unknown +", "missing Unknown -"]);
    assert_eq!(verdicts.status, SyncStatus::Unknown);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: prod}\nspec: {ports: [{port: 1}]}\n";
    let desired = Desired { objects: [desired.objects, parse(service)].concat(), partial: false };
    assert_eq!(run(&desired, &current, &rules()).0.status, SyncStatus::OutOfSync, "what is known to differ differs");
}

#[test]
fn of_a_resource_that_appears_twice_the_last_one_counts_with_a_warning() {
    let desired = Desired { objects: parse(&(config_map("a", "x", "") + &config_map("a", "z", ""))), partial: false };
    let (verdicts, problems) = run(&desired, &live(&config_map("a", "z", "")), &rules());
    assert_eq!(told(&verdicts), ["a Synced"]);
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["test.yaml:6: resource ConfigMap/a appeared 2 times among application resources: the last one counts"]
    );
}

#[test]
fn a_resource_with_the_mark_of_another_application_is_told() {
    let current = config_map("a", "x", "").replace("shop:", "argocd_blog:");
    let (verdicts, problems) = run(&Desired { objects: parse(&config_map("a", "x", "")), partial: false }, &live(&current), &rules());
    assert_eq!(verdicts.status, SyncStatus::OutOfSync);
    assert!(problems[0].to_string().contains("ConfigMap/a is part of applications shop and argocd/blog"), "{problems:?}");
}

#[test]
fn namespaces_are_filled_in_and_cluster_scoped_kinds_have_none() {
    let desired = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: space, namespace: prod}\n---\napiVersion: x.example/v1\nkind: Widget\nmetadata: {name: w}\n";
    let current = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: space}\n---\napiVersion: x.example/v1\nkind: Widget\nmetadata: {name: w}\n";
    let verdicts = of(desired, current);
    assert_eq!(verdicts.rows.iter().map(|row| row.is_live).collect::<Vec<_>>(), [true; 3]);
    let namespaces: Vec<&str> = verdicts.rows.iter().map(|row| &*row.key.namespace).collect();
    assert_eq!(namespaces, ["", "", "prod"], "an unknown kind lives where it is found");
}

#[test]
fn an_object_served_under_two_groups_is_one_object() {
    let ingress = |group: &str| {
        format!(
            "apiVersion: {group}\nkind: Ingress\nmetadata: {{name: i, namespace: prod, uid: one, annotations: {{{MARK}: 'shop:{}/Ingress:prod/i'}}}}\n---\n",
            group.split_once('/').expect("a group").0
        )
    };
    let verdicts = of(&ingress("networking.k8s.io/v1"), &(ingress("networking.k8s.io/v1") + &ingress("extensions/v1beta1")));
    assert_eq!(told(&verdicts), ["i Synced"]);
    assert_eq!(of("", &(ingress("networking.k8s.io/v1") + &ingress("extensions/v1beta1"))).rows.len(), 1);
}

#[test]
fn an_object_that_cannot_be_merged_is_a_problem_and_leaves_no_verdict() {
    let deployment = |containers: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: prod}}\nspec: {{template: {{spec: {{containers: {containers}}}}}}}\n---\n"
        )
    };
    let desired = Desired { objects: parse(&(deployment("[{image: x}]") + &config_map("same", "x", ""))), partial: false };
    let current = deployment("[{name: web, image: y}]") + &config_map("same", "x", "") + &config_map("extra", "x", "");
    let (verdicts, problems) = run(&desired, &live(&current), &rules());
    assert_eq!(told(&verdicts), ["same Unknown", "web Unknown"]);
    assert_eq!(verdicts.status, SyncStatus::Unknown);
    assert!(
        problems.iter().any(|problem| problem.is_error() && problem.to_string().starts_with("test.yaml:1: failed to compare")),
        "{problems:?}"
    );
}

#[test]
fn a_servers_prediction_is_compared_instead_of_the_merge() {
    let current = live(&config_map("a", "x", ""));
    let desired = Desired { objects: parse(&config_map("a", "z", "")), partial: false };
    let key = current.objects.keys().next().expect("a key").clone();
    let same = Predicted::from([(key, current.objects.values().next().expect("an object").clone())]);
    assert_eq!(told(&run_predicted(&desired, &current, Some(&same), &rules()).0), ["a Synced"]);
}

#[test]
fn the_hash_of_a_desired_object_follows_what_counts_and_holds_no_secret() {
    let hash =
        |yaml: &str| run(&Desired { objects: parse(yaml), partial: false }, &Live::default(), &rules()).0.rows[0].desired_hash.clone();
    assert_eq!(hash(&config_map("a", "x", "")), hash(&config_map("a", "x", "")));
    assert_ne!(hash(&config_map("a", "x", "")), hash(&config_map("a", "z", "")));
    let secret =
        |value: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: prod}}\nstringData: {{pass: {value}}}\n");
    assert_eq!(hash(&secret("one")), hash(&secret("two")), "the desired side of a Secret is fixed by its revision");
    let quantity = |cpu: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: prod}}\nspec: {{containers: [{{name: a, resources: {{limits: {{cpu: {cpu}}}}}}}]}}\n"
        )
    };
    assert_eq!(hash(&quantity("0.1")), hash(&quantity("100m")));
}

/// A desired ConfigMap whose field a preview and two others draw.
fn drawn(values: [&str; 3]) -> Desired {
    let [preview, first, second] = values.map(|value| parse(&config_map("web", value, "")).remove(0));
    let found = Generated::find(preview.root(), vec![first.root().clone(), second.root().clone()]);
    Desired { objects: vec![preview.with_generated(found).expect("an object")], partial: false }
}

#[test]
fn a_generated_field_differs_whatever_is_live_unless_it_is_ignored() {
    let desired = drawn(["one", "two", "three"]);
    for value in ["one", "two", "three", "four"] {
        let (verdicts, _) = run(&desired, &live(&config_map("web", value, "")), &rules());
        assert_eq!((told(&verdicts), verdicts.status), (vec!["web OutOfSync 1".to_owned()], SyncStatus::OutOfSync), "{value}");
    }
    let ignore = IgnoreDifference { kind: "ConfigMap".into(), json_pointers: vec!["/data/a".into()], ..IgnoreDifference::default() };
    let (verdicts, _) = run(&desired, &live(&config_map("web", "four", "")), &Rules { ignore: [ignore].into(), ..rules() });
    assert_eq!(told(&verdicts), ["web Synced"]);
    let pair = |value| {
        let current = live(&config_map("web", value, ""));
        let (desired, current) = (desired.objects.first(), current.objects.values().next());
        settled(|asking| compare::is_modified(desired, current, &Schema::builtin(), &rules(), asking))
    };
    assert_eq!([pair("one"), pair("four")], [Ok(true), Ok(true)]);
}
