//! Projects: what they admit, with the entry that decided.

use tiphys::engine::access::Verdict;
use tiphys::engine::access::projects::{OwnCluster, Project, destination, kind, merged, namespace, source, validate};
use tiphys::model::application::Destination;
use tiphys::model::ids::GroupKind;
use tiphys::model::project::AppProjectSpec;

fn spec(yaml: &str) -> AppProjectSpec {
    serde_yaml::from_str(yaml).expect("a project")
}

fn project(spec: &AppProjectSpec) -> Project<'_> {
    Project { name: "shop", spec }
}

fn to(server: &str, name: &str, namespace: &str) -> Destination {
    Destination { server: server.into(), name: name.into(), namespace: namespace.into() }
}

/// Whether it may be, and where that stands.
fn said(verdict: &Verdict) -> (bool, String) {
    (verdict.allowed, verdict.place.as_ref().and_then(|place| place.field.as_deref()).unwrap_or_default().to_owned())
}

#[test]
fn sources_are_admitted_by_globs_of_urls_and_a_denial_wins() {
    let shop = spec("sourceRepos: ['https://git.example.org/shop/*', '!https://git.example.org/shop/secret']");
    let of = |url: &str| said(&source(project(&shop), url));
    assert_eq!(of("https://git.example.org/shop/web.git"), (true, "spec.sourceRepos[1]".into()));
    assert_eq!(of("https://GIT.example.org/shop/secret.git"), (false, "spec.sourceRepos[1]".into()));
    let one = spec("sourceRepos: ['https://git.example.org/shop/*']");
    assert_eq!(
        said(&source(project(&one), "https://git.example.org/shop/a/b")),
        (false, "spec.sourceRepos".into()),
        "a star stays in its folder"
    );
    assert!(source(project(&spec("sourceRepos: ['*']")), "git@git.example.org:any/thing.git").allowed);
    assert!(!source(project(&AppProjectSpec::default()), "https://git.example.org/a").allowed, "no list admits nothing");
    let shown = source(project(&one), "https://user:hidden@elsewhere.example.org/a").rule;
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn destinations_are_admitted_by_cluster_and_namespace_and_a_denial_wins() {
    let shop = spec(
        "destinations: [{server: 'https://kubernetes.default.svc', namespace: 'shop-*'}, {server: '*', namespace: '!kube-system'}, {name: staging, namespace: '*'}]",
    );
    let of = |wanted: Destination| said(&destination(project(&shop), &wanted, &[]));
    assert_eq!(of(to("https://kubernetes.default.svc", "in-cluster", "shop-web")), (true, "spec.destinations[1]".into()));
    assert_eq!(of(to("https://kubernetes.default.svc", "in-cluster", "kube-system")), (false, "spec.destinations[1]".into()));
    assert_eq!(of(to("https://staging.example.org", "staging", "anything")), (true, "spec.destinations[2]".into()));
    let narrow = spec("destinations: [{server: 'https://a.example.org', namespace: shop}]");
    assert_eq!(said(&destination(project(&narrow), &to("https://b.example.org", "", "shop"), &[])), (false, "spec.destinations".into()));
}

#[test]
fn only_its_own_clusters_where_the_project_says_so() {
    let shop = spec("{destinations: [{server: '*', namespace: '*'}], permitOnlyProjectScopedClusters: true}");
    let wanted = to("https://a.example.org", "a", "shop");
    let refused = destination(project(&shop), &wanted, &[]);
    assert_eq!(said(&refused), (false, "spec.permitOnlyProjectScopedClusters".into()));
    let own = [OwnCluster { server: "https://a.example.org", name: "a" }];
    assert!(destination(project(&shop), &wanted, &own).allowed);
}

#[test]
fn kinds_are_admitted_by_scope_and_cluster_scoped_ones_by_name_too() {
    let shop = spec(
        "{clusterResourceWhitelist: [{group: '', kind: Namespace, name: 'shop-*'}, {group: rbac.*, kind: '*'}], clusterResourceBlacklist: [{group: '*', kind: ClusterRoleBinding}], namespaceResourceBlacklist: [{group: '', kind: ResourceQuota}]}",
    );
    let of =
        |group: &str, name: &str, object: &str, namespaced| said(&kind(project(&shop), &GroupKind::new(group, name), object, namespaced));
    assert_eq!(of("", "Namespace", "shop-web", false), (true, "spec.clusterResourceWhitelist[0]".into()));
    assert_eq!(of("", "Namespace", "kube-system", false), (false, "spec.clusterResourceWhitelist".into()));
    assert_eq!(of("rbac.authorization.k8s.io", "ClusterRole", "x", false), (true, "spec.clusterResourceWhitelist[1]".into()));
    assert_eq!(of("rbac.authorization.k8s.io", "ClusterRoleBinding", "x", false), (false, "spec.clusterResourceBlacklist[0]".into()));
    assert_eq!(of("apps", "Deployment", "web", true), (true, "spec.namespaceResourceWhitelist".into()), "a missing list admits all");
    assert_eq!(of("", "ResourceQuota", "q", true), (false, "spec.namespaceResourceBlacklist[0]".into()));
    let none = spec("namespaceResourceWhitelist: []");
    assert!(!kind(project(&none), &GroupKind::new("apps", "Deployment"), "web", true).allowed, "an empty list admits none");
}

#[test]
fn global_projects_add_to_the_lists_and_a_missing_list_ends_with_theirs() {
    let own = spec("{sourceRepos: ['https://a.example.org/x'], clusterResourceWhitelist: [{group: '', kind: Namespace}]}");
    let global = spec(
        "{sourceRepos: ['https://b.example.org/*'], namespaceResourceWhitelist: [{group: apps, kind: Deployment}], syncWindows: [{kind: deny, schedule: '* * * * *', duration: 1h, applications: ['*']}]}",
    );
    let all = merged(&own, [&global]);
    assert!(source(project(&all), "https://b.example.org/y").allowed && source(project(&all), "https://a.example.org/x").allowed);
    assert!(kind(project(&all), &GroupKind::new("apps", "Deployment"), "w", true).allowed);
    assert!(!kind(project(&all), &GroupKind::new("", "ConfigMap"), "c", true).allowed, "as there");
    assert_eq!(all.sync_windows.len(), 1);
    assert_eq!(merged(&own, [&AppProjectSpec::default()]), own);
}

#[test]
fn applications_of_other_namespaces_need_an_entry() {
    let shop = spec("sourceNamespaces: ['team-*', '/^ops-[0-9]+$/']");
    let of = |from: &str| namespace(project(&shop), from, "argocd").allowed;
    assert!(of("argocd") && of("") && of("team-a") && of("ops-7"));
    assert!(!of("ops-x") && !of("default"));
}

#[test]
fn what_is_wrong_in_a_project_is_named_with_its_field() {
    let bad = spec(
        "{roles: [{name: 'ci!', policies: ['p, proj:shop:ci!, applications, get, other/*, allow']}], syncWindows: [{kind: allow, schedule: '* * *', duration: 1h}], destinationServiceAccounts: [{server: '*', namespace: '*', defaultServiceAccount: 'a/b'}]}",
    );
    let said: Vec<String> = validate::validate("shop", &bad).iter().map(ToString::to_string).collect();
    for part in [
        "spec.roles[0].name",
        "spec.roles[0].policies[0]: the object must be",
        "syncWindows[0].schedule",
        "syncWindows[0]: it names no",
        "destinationServiceAccounts[0].defaultServiceAccount",
    ] {
        assert!(said.iter().any(|text| text.contains(part)), "{part}: {said:#?}");
    }
}
