//! Objects that belong to no application, as Argo CD finds them: by owner, mark, project and settings.

use std::collections::BTreeSet;
use std::sync::Arc;

use tiphys::engine::access::projects::Project;
use tiphys::engine::compare::excluded::Excluded;
use tiphys::engine::health::HealthRules;
use tiphys::engine::resources::orphans::{Asked, Orphans, orphans};
use tiphys::engine::resources::row::{ResourceRow, row};
use tiphys::model::application::Destination;
use tiphys::model::ids::{ClusterId, ObjectKey};
use tiphys::model::project::AppProjectSpec;
use tiphys::model::settings::Settings;

use super::verdicts::parse;

/// The project's other fields: it deploys to every namespace of its cluster.
const ANYWHERE: &str = "destinations: [{server: '*', namespace: '*'}]";

/// Who asks.
struct Asking<'a> {
    project: &'a str,
    namespace: &'a str,
    /// Names of objects that the application manages.
    managed: &'a [&'a str],
    settings: &'a [(&'a str, &'a str)],
}

impl Default for Asking<'_> {
    fn default() -> Self {
        Self { project: "orphanedResources: {}", namespace: "prod", managed: &[], settings: &[] }
    }
}

impl Asking<'_> {
    /// What is found among these objects; the applications `shop` and `bakery` exist.
    fn find(&self, yaml: &str) -> Option<Orphans> {
        let raw = self.settings.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        let settings = Settings { raw, ..Settings::default() };
        let rules = HealthRules::new(&settings);
        let rows: Vec<Arc<ResourceRow>> =
            parse(yaml).iter().map(|object| Arc::new(row(object, &ClusterId::new("c"), &settings, &rules))).collect();
        let spec: AppProjectSpec = serde_yaml::from_str(&format!("{ANYWHERE}\n{}", self.project)).expect("a project");
        let managed: BTreeSet<&ObjectKey> = rows.iter().map(|row| &row.key).filter(|key| self.managed.contains(&&*key.name)).collect();
        let excluded = Excluded::of(&settings, "https://kubernetes.default.svc");
        let asked = Asked {
            project: Project { name: "team", spec: &spec },
            destination: &Destination {
                server: "https://kubernetes.default.svc".into(),
                name: "in-cluster".into(),
                namespace: self.namespace.into(),
            },
            managed: &managed,
            is_application: &|instance| ["shop", "bakery"].contains(&instance),
            is_excluded: &|kind| excluded.is_excluded(kind),
        };
        orphans(rows.iter(), &asked)
    }

    #[track_caller]
    fn finds(&self, yaml: &str, expected: &[&str]) {
        let found = self.find(yaml).expect("the project asks for orphans");
        let drawn: Vec<String> = found.nodes.iter().map(|node| format!("{}{}", "  ".repeat(node.depth.into()), node.key)).collect();
        assert_eq!(drawn, expected, "project: {}", self.project);
    }
}

/// An object without body.
fn object(kind: &str, name: &str, more: &str) -> String {
    let (api, kind) = kind.rsplit_once('.').unwrap_or(("v1", kind));
    let namespace = if more.contains("namespace:") { "" } else { "namespace: prod, " };
    format!("---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}, {namespace}uid: uid-{kind}-{name}{more}}}\n")
}

fn config_maps(names: &[&str]) -> String {
    names.iter().map(|name| object("ConfigMap", name, "")).collect()
}

fn owned_by(api: &str, kind: &str, name: &str) -> String {
    format!(", ownerReferences: [{{apiVersion: {api}, kind: {kind}, name: {name}, uid: uid-{kind}-{name}, controller: true}}]")
}

fn marked(id: &str) -> String {
    format!(", annotations: {{argocd.argoproj.io/tracking-id: \"{id}\"}}")
}

#[test]
fn a_project_that_does_not_ask_has_no_orphans() {
    let asking = Asking { project: "description: quiet", ..Asking::default() };
    assert_eq!(asking.find(&config_maps(&["left"])), None);
}

#[test]
fn what_no_application_tracks_and_nobody_owns_is_an_orphan_and_what_it_owns_stands_below() {
    let objects = [
        object("apps/v1.Deployment", "old", ""),
        object("apps/v1.ReplicaSet", "old-1", &owned_by("apps/v1", "Deployment", "old")),
        object("Pod", "old-1-a", &owned_by("apps/v1", "ReplicaSet", "old-1")),
        object("apps/v1.Deployment", "web", &marked("shop:apps/Deployment:prod/web")),
        object("apps/v1.ReplicaSet", "web-1", &owned_by("apps/v1", "Deployment", "web")),
        object("ConfigMap", "unmarked", ""),
        object("ConfigMap", "left", ""),
        // Its owner is gone, or was never seen: it has one all the same.
        object("ConfigMap", "dangling", &owned_by("apps/v1", "Deployment", "nobody")),
        object("ConfigMap", "elsewhere", ", namespace: other"),
        object("Namespace", "prod", ", namespace: ''"),
    ]
    .concat();
    let asking = Asking { managed: &["unmarked"], ..Asking::default() };
    asking.finds(&objects, &["ConfigMap/left", "apps/Deployment/old", "  apps/ReplicaSet/old-1", "    Pod/old-1-a"]);
    assert_eq!(asking.find(&objects).expect("asked").count(), 4, "what is below counts");
}

#[test]
fn two_applications_in_one_namespace_do_not_call_each_others_objects_orphans() {
    let objects = [
        object("ConfigMap", "of-shop", &marked("shop:/ConfigMap:prod/of-shop")),
        object("ConfigMap", "of-bakery", &marked("bakery:/ConfigMap:prod/of-bakery")),
        // The application is gone, its object stayed.
        object("ConfigMap", "of-gone", &marked("gone:/ConfigMap:prod/of-gone")),
        // Copied marks are followed as Argo CD follows them: to the application that they name.
        object("ConfigMap", "copy-of-bakery", &marked("bakery:/ConfigMap:prod/of-bakery")),
        object("ConfigMap", "copy-of-gone", &marked("gone:/ConfigMap:prod/of-gone")),
        // The label is not how things are tracked here.
        object("ConfigMap", "labelled", ", labels: {app.kubernetes.io/instance: shop}"),
    ]
    .concat();
    let orphans = ["ConfigMap/copy-of-gone", "ConfigMap/labelled", "ConfigMap/of-gone"];
    Asking::default().finds(&objects, &orphans);
}

#[test]
fn what_clusters_make_themselves_is_no_orphan() {
    let token =
        ", annotations: {kubernetes.io/service-account.name: default, kubernetes.io/service-account.uid: uid-ServiceAccount-default}";
    let objects = |namespace: &str| {
        let at = format!(", namespace: {namespace}");
        [
            object("ServiceAccount", "default", &at),
            format!("{}type: kubernetes.io/service-account-token\n", object("Secret", "default-token-x", &format!("{at}{token}"))),
            object("ConfigMap", "kube-root-ca.crt", &at),
            object("ConfigMap", "kube-root-ca.crt.bak", &at),
            object("Service", "kubernetes", &at),
            object("ServiceAccount", "builder", &at),
            // Events and Leases are in no application's tree.
            object("coordination.k8s.io/v1.Lease", "leader", &at),
        ]
        .concat()
    };
    let orphans = ["ConfigMap/kube-root-ca.crt.bak", "Service/kubernetes", "ServiceAccount/builder"];
    Asking::default().finds(&objects("prod"), &orphans);
    let [backup, _, builder] = orphans;
    Asking { namespace: "default", ..Asking::default() }.finds(&objects("default"), &[backup, builder]);
}

#[test]
fn the_project_ignores_by_globs_of_group_kind_and_name() {
    let objects = [
        config_maps(&["a.example.com", "b.example.org"]),
        object("Secret", "a.example.com", ""),
        object("apps/v1.Deployment", "web", ""),
        object("batch/v1.Job", "once", ""),
    ]
    .concat();
    let (a, b, secret, web, once) =
        ("ConfigMap/a.example.com", "ConfigMap/b.example.org", "Secret/a.example.com", "apps/Deployment/web", "batch/Job/once");
    for (ignore, expected) in [
        ("[]", &[a, b, secret, web, once][..]),
        // An empty kind or name is any; an empty group is the core group alone.
        ("[{}]", &[web, once]),
        ("[{group: '*'}]", &[]),
        ("[{kind: ConfigMap}]", &[secret, web, once]),
        ("[{kind: Deployment}]", &[a, b, secret, web, once]),
        ("[{group: apps, kind: Deployment}]", &[a, b, secret, once]),
        ("[{group: '*', kind: '{Job,Deploy*}'}]", &[a, b, secret]),
        ("[{name: '*.example.com'}]", &[b, web, once]),
        ("[{kind: Secret, name: '*.example.com'}]", &[a, b, web, once]),
        ("[{kind: Secret, name: 'a.example'}, {group: batch}]", &[a, b, secret, web]),
        // A malformed glob matches nothing, and spoils no other entry.
        ("[{kind: '[', group: '*'}, {group: '[z'}, {kind: ConfigMap, name: '{'}, {kind: ConfigMap}]", &[secret, web, once]),
    ] {
        let project = format!("orphanedResources: {{ignore: {ignore}}}");
        Asking { project: &project, ..Asking::default() }.finds(&objects, expected);
    }
}

#[test]
fn what_is_below_an_orphan_is_not_ignored_by_name_but_must_be_admitted() {
    let objects = [
        object("apps/v1.ReplicaSet", "old", ""),
        object("Pod", "old-a", &owned_by("apps/v1", "ReplicaSet", "old")),
        object("ConfigMap", "of-pod", &owned_by("v1", "Pod", "old-a")),
    ]
    .concat();
    let project = "orphanedResources: {ignore: [{kind: Pod}]}";
    Asking { project, ..Asking::default() }.finds(&objects, &["apps/ReplicaSet/old", "  Pod/old-a", "    ConfigMap/of-pod"]);
    // What the project does not admit is not shown, nor what it owns.
    let project = "orphanedResources: {}\nnamespaceResourceBlacklist: [{group: '', kind: Pod}]";
    Asking { project, ..Asking::default() }.finds(&objects, &["apps/ReplicaSet/old"]);
}

#[test]
fn kinds_that_the_project_or_the_settings_keep_out_are_no_orphans() {
    let objects = [config_maps(&["left"]), object("Secret", "left", ""), object("apps/v1.Deployment", "left", "")].concat();
    for (project, settings, expected) in [
        ("namespaceResourceBlacklist: [{group: '', kind: Secret}]", None, &["ConfigMap/left", "apps/Deployment/left"][..]),
        ("namespaceResourceWhitelist: [{group: apps, kind: '*'}]", None, &["apps/Deployment/left"]),
        ("namespaceResourceWhitelist: []", None, &[]),
        ("{}", Some("- {apiGroups: [''], kinds: [ConfigMap]}\n"), &["Secret/left", "apps/Deployment/left"]),
    ] {
        let project = if project == "{}" { String::new() } else { project.to_owned() };
        let project = format!("orphanedResources: {{}}\n{project}");
        let settings: Vec<(&str, &str)> = settings.into_iter().map(|text| ("resource.exclusions", text)).collect();
        Asking { project: &project, settings: &settings, ..Asking::default() }.finds(&objects, expected);
    }
}

#[test]
fn a_claim_of_a_stateful_sets_template_is_below_it_and_other_claims_are_not() {
    let set = |more: &str| {
        let spec = "spec: {replicas: 1, volumeClaimTemplates: [{metadata: {name: data}}]}\n";
        format!("{}{spec}", object("apps/v1.StatefulSet", "db", more))
    };
    let claims: String = ["data-db-0", "data-db-1", "data-web-0"].map(|name| object("PersistentVolumeClaim", name, "")).concat();
    let (alone, zero, one) = ("PersistentVolumeClaim/data-web-0", "  PersistentVolumeClaim/data-db-0", "  PersistentVolumeClaim/data-db-1");
    Asking::default().finds(&format!("{}{claims}", set("")), &[alone, "apps/StatefulSet/db", zero, one]);
    let managed = set(&marked("shop:apps/StatefulSet:prod/db"));
    Asking::default().finds(&format!("{managed}{claims}"), &[alone]);
}

#[test]
fn only_a_project_that_says_so_makes_them_a_condition() {
    let objects = config_maps(&["a", "b"]);
    let condition = |project: &str, objects: &str| {
        let found = Asking { project, ..Asking::default() }.find(objects).expect("asked");
        (found.count(), found.condition())
    };
    let words = Some("Application has 2 orphaned resources".to_owned());
    assert_eq!(condition("orphanedResources: {warn: true}", &objects), (2, words));
    // A missing `warn` is no `true`, as there.
    assert_eq!(condition("orphanedResources: {}", &objects), (2, None));
    assert_eq!(condition("orphanedResources: {warn: false}", &objects), (2, None));
    let all = "orphanedResources: {warn: true, ignore: [{kind: ConfigMap}]}";
    assert_eq!(condition(all, &objects), (0, None));
}

#[test]
fn an_application_without_namespace_looks_at_all_that_its_project_deploys_to() {
    let objects = [
        object("ConfigMap", "a", ""),
        object("ConfigMap", "b", ", namespace: other"),
        object("ConfigMap", "c", ", namespace: secret"),
        object("Namespace", "other", ", namespace: ''"),
    ]
    .concat();
    let project = "orphanedResources: {}";
    Asking { namespace: "", project, ..Asking::default() }.finds(&objects, &["ConfigMap/b", "ConfigMap/a", "ConfigMap/c"]);
}

#[test]
fn objects_that_own_each_other_end() {
    let objects = [
        object("ConfigMap", "a", &owned_by("v1", "ConfigMap", "b")),
        object("ConfigMap", "b", &owned_by("v1", "ConfigMap", "a")),
        object("ConfigMap", "top", ""),
        object(
            "Secret",
            "one",
            &owned_by("v1", "ConfigMap", "top").replace("}]", "}, {apiVersion: v1, kind: Secret, name: two, uid: uid-Secret-two}]"),
        ),
        object("Secret", "two", &owned_by("v1", "Secret", "one")),
    ]
    .concat();
    Asking::default().finds(&objects, &["ConfigMap/top", "  Secret/one", "    Secret/two"]);
}
