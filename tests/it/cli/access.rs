//! `can`, `rbac` and `proj`: who may do what, when, by which rule; from files and from a control plane, with wrong input.

use serde_json::{Value, json};

use super::{config, shop};
use crate::support::home::{Home, Said};
use crate::support::rules::project;
use crate::support::served::Served;

const POLICY: &str = "\
p, role:release, applications, sync, team/*, allow
p, role:release, applications, sync, team/secret, deny
g, alice, role:release
g, company:sre, role:release
";

/// A home whose cluster does not answer, with a file in it: what is asked of a file never asks a cluster.
struct Alone {
    home: Home,
    _folder: tempfile::TempDir,
}

impl Alone {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { home: Home::new(&folder.path().join("none")), _folder: folder }
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    }

    /// Runs a verb with policies of a file.
    fn with(&self, file: &str, arguments: &[&str]) -> Said {
        self.home.run(&[arguments, &["--policy-file", file]].concat())
    }
}

/// A ConfigMap as it is applied.
fn config_map(policy: &str, more: &str) -> String {
    let lines: String = policy.lines().map(|line| format!("    {line}\n")).collect();
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: argocd-rbac-cm}}\ndata:\n  policy.csv: |\n{lines}{more}")
}

#[test]
fn can_answers_from_a_file_with_the_line_that_decided_and_an_exit_code() {
    let alone = Alone::new();
    let lines = alone.file("lines.csv", POLICY);
    let map = alone.file("cm.yaml", &config_map(POLICY, "  policy.default: role:readonly\n"));
    let place = |file: &str, line: usize| {
        if file.ends_with("yaml") { format!("argocd-rbac-cm: policy.csv:{line}") } else { format!("{file}:{line}") }
    };
    for file in [&lines, &map] {
        alone.with(file, &["can", "alice", "sync", "applications", "team/shop"]).with(0).says(&["yes\n", "role:release", &place(file, 1)]);
        alone.with(file, &["can", "alice", "sync", "app", "team/secret"]).with(1).says(&["no\n", ", deny", &place(file, 2), "→ "]);
        alone
            .with(file, &["can", "bob", "sync", "apps", "team/shop", "--group", "company:sre"])
            .with(0)
            .says(&["company:sre has role:release"]);
        let said = alone.with(file, &["can", "alice", "sync", "applications", "team/secret", "-o", "json"]).with(1).json();
        assert_eq!((&said["allowed"], &said["place"]), (&json!(false), &json!(place(file, 2))));
        assert!(said["rule"].as_str().is_some_and(|rule| rule.contains("deny")) && said["change"].is_string(), "{said}");
    }
    alone.with(&lines, &["can", "bob", "get", "applications", "team/shop"]).with(1).says(&["no policy.default"]);
    alone.with(&map, &["can", "bob", "get", "applications", "team/shop"]).with(0).says(&["role:readonly"]);
    alone.with(&lines, &["can", "bob", "get", "applications", "team/shop", "--default-role", "role:readonly"]).with(0);
}

#[test]
fn a_file_is_never_taken_for_the_config_map_of_the_same_name() {
    let alone = Alone::new();
    alone.file("policy.csv", POLICY);
    let mut command = alone.home.command(&["can", "alice", "sync", "applications", "team/x", "--policy-file", "policy.csv"]);
    let output = command.current_dir(alone.home.path()).output().expect("it runs");
    let said = Said::of(&["can"], output).with(0).says(&["./policy.csv:1"]);
    assert!(!said.out.contains("argocd-rbac-cm"), "{said}");
}

#[test]
fn a_wrong_word_is_a_wrong_use_and_a_wrong_file_is_an_error() {
    let alone = Alone::new();
    let file = alone.file("lines.csv", POLICY);
    alone
        .with(&file, &["can", "alice", "snyc", "applications", "team/shop"])
        .with(2)
        .warns(&["\"snyc\" is no action", "did you mean sync?"]);
    alone.with(&file, &["can", "alice", "sync", "aplications", "x"]).with(2).warns(&["\"aplications\" is no resource", "one of clusters"]);
    alone.with(&file, &["can", "alice", "action/apps/Deployment/restart", "applications", "team/shop"]).with(1);
    alone.with(&file, &["can", "me", "sync", "applications", "team/shop"]).with(20).warns(&["does not say who a Kubernetes user is"]);
    alone.with("/no/such/file", &["can", "alice", "sync", "applications", "x"]).with(20).warns(&["/no/such/file"]);
    alone.with(&file, &["rbac", "validate", "-o", "yaml"]).with(2).warns(&["possible values: table, json"]);
    alone.home.run(&["can", "alice", "sync", "applications", "x", "--default-role", "role:admin"]).with(2).warns(&["--policy-file"]);
    alone.home.run(&["can", "alice"]).with(2);
    alone.home.run(&["rbac", "explian", "alice"]).with(2).warns(&["'explain'"]);
    alone.home.run(&["proj", "windows", "lst"]).with(2).warns(&["'list'"]);
    alone.home.run(&["proj", "windows", "list", "--at", "tomorrow"]).with(2).warns(&["--at"]);
    std::fs::write(alone.home.path().join("bytes"), [0xff, 0xfe]).expect("a file");
    let bytes = alone.home.path().join("bytes").display().to_string();
    alone.with(&bytes, &["rbac", "validate"]).with(20).warns(&["it is no text"]);
}

#[test]
fn validate_names_every_line_that_is_wrong_with_its_file_and_number() {
    let alone = Alone::new();
    let good = alone.file("good.csv", POLICY);
    alone.with(&good, &["rbac", "validate"]).with(0).says(&["1 policy text, 0 errors, 0 warnings"]);
    assert_eq!(alone.with(&good, &["rbac", "validate", "-o", "json"]).with(0).json(), json!([]));

    let bad = format!(
        "{POLICY}p, alice, applications, sync, allow\n# a comment\np, bob, aplications, get, */*, allow\np, bob, logs, get, */*, maybe\np, \"bob, logs\n"
    );
    let lines = alone.file("bad.csv", &bad);
    let map = alone.file("bad.yaml", &config_map(&bad, ""));
    for (file, named) in [(&lines, lines.clone()), (&map, "argocd-rbac-cm: policy.csv".to_owned())] {
        let said = alone.with(file, &["rbac", "validate"]).with(1);
        for line in [5, 7, 8, 9] {
            assert!(said.err.contains(&format!("{named}:{line}: ")), "line {line}: {said}");
        }
        let told = said.warns(&[
            "a line is `p, subject, resource, action, object, allow|deny`",
            "did you mean applications?",
            "neither allow nor deny",
        ]);
        assert!(told.out.contains("2 errors, 2 warnings"), "{told}");
        let all = alone.with(file, &["rbac", "validate", "-o", "json"]).with(1).json();
        let first = &all[0];
        assert_eq!((&first["error"], &first["line"], &first["file"]), (&json!(true), &json!(5), &json!(named)));
    }
    // What cannot be read allows nothing, explains nothing, and says which line it is.
    alone
        .with(&lines, &["can", "alice", "sync", "applications", "team/shop"])
        .with(1)
        .says(&["the policy cannot be read", &format!("{lines}:5")]);
    alone.with(&lines, &["rbac", "explain", "alice"]).with(20).warns(&[&format!("{lines}:5")]);
}

#[test]
fn circles_and_bombs_are_told_and_answered_at_once() {
    let alone = Alone::new();
    let circle: String = (0..400).map(|n| format!("g, role:{n}, role:{}\n", (n + 1) % 400)).collect();
    let circle = alone.file("circle.csv", &format!("{circle}g, alice, role:0\np, role:399, applications, sync, */*, allow\n"));
    alone.with(&circle, &["rbac", "validate"]).with(1).warns(&["has itself as a role, over others", "take one of the g lines"]);
    alone.with(&circle, &["can", "bob", "sync", "applications", "team/x"]).with(1);
    let small =
        alone.file("small.csv", "g, role:a, role:b\ng, role:b, role:a\ng, alice, role:a\np, role:b, applications, sync, */*, allow\n");
    alone.with(&small, &["can", "alice", "sync", "applications", "team/x"]).with(0);
    alone.with(&small, &["rbac", "explain", "alice"]).with(0).says(&["role:a", "role:b"]);

    let bomb = "p, alice, applications, sync, (a{1000}){1000}, allow\n";
    let map = alone.file("bomb.yaml", &config_map(bomb, "  policy.matchMode: regex\n"));
    let lines = alone.file("bomb.csv", bomb);
    for (file, more) in [(&map, &[][..]), (&lines, &["--match-mode", "regex"])] {
        let said = alone.with(file, &[&["rbac", "validate"], more].concat()).with(1);
        assert!(said.err.contains(":1: ") && said.err.contains("→ correct the pattern"), "{said}");
        let said = alone.with(file, &[&["can", "alice", "sync", "applications", "team/x"], more].concat()).with(1);
        assert!(said.out.starts_with("no\n") && said.out.contains("correct the line"), "{said}");
        assert!(said.to_string().len() < 4_000, "no dump of an expression: {} bytes", said.to_string().len());
    }
}

#[test]
fn explain_shows_roles_and_lines_and_hostile_text_is_shown_as_what_it_is() {
    let alone = Alone::new();
    let file = alone.file("lines.csv", POLICY);
    alone.with(&file, &["rbac", "explain", "alice"]).with(0).says(&[
        "alice",
        "has role:release",
        "team/secret, deny",
        &format!("{file}:2"),
    ]);
    let said = alone.with(&file, &["rbac", "explain", "bob", "--group", "company:sre", "-o", "json"]).with(0).json();
    assert_eq!((&said["user"], &said["groups"], &said["policies"]), (&json!("bob"), &json!(["company:sre"]), &json!(true)));
    let reached = said["reached"].as_array().expect("a list").iter().find(|own| own["subject"] == "company:sre").expect("the group");
    assert_eq!((&reached["roles"], reached["lines"].as_array().map(Vec::len)), (&json!(["role:release"]), Some(2)));
    alone.with(&file, &["rbac", "explain", "nobody"]).with(0).says(&["no line of the policies concerns them"]);

    let hostile = "p, ev\u{1b}[2Jil, applications, sync, \u{202e}*/*, allow\np, ev\u{1b}[2Jil, app\u{7}, get, */*, allow\n";
    let file = alone.file("hostile.csv", hostile);
    for arguments in
        [&["rbac", "explain", "ev\u{1b}[2Jil"][..], &["can", "ev\u{1b}[2Jil", "sync", "applications", "a/b"], &["rbac", "validate"]]
    {
        let text = alone.with(&file, arguments).to_string();
        let (_, said) = text.split_once("--- out").expect("output");
        let raw = said.chars().find(|c| *c != '\n' && tiphys::model::text::is_unsafe(*c));
        assert_eq!(raw, None, "{arguments:?}: {text}");
    }
}

/// The shop with a project, policies, who is whom, and three windows of which one is garbage.
fn ruled() -> (Served, Home) {
    let (served, home) = shop();
    let window = |kind: &str, schedule: &str, more: Value| {
        let mut own = json!({"kind": kind, "schedule": schedule, "duration": "1h"});
        more.as_object().expect("fields").iter().for_each(|(key, value)| own[key] = value.clone());
        own
    };
    let windows = json!([
        window("allow", "0 7 * * 1-5", json!({"applications": ["shop"], "description": "office hours"})),
        window("deny", "every tuesday", json!({"applications": ["shop"]})),
        window("deny", "0 0 1 1 *", json!({"applications": ["other"], "timeZone": "Europe/Berlin"})),
    ]);
    let role = json!({"name": "ci", "policies": ["p, proj:team:ci, applications, sync, team/*, allow"], "groups": ["company:ci"]});
    let more = json!({"syncWindows": windows, "roles": [role], "description": "the shop's team", "clusterResourceWhitelist": []});
    let objects = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
    served.put(&format!("{objects}/appprojects"), &project("team", &more));
    let map = |name: &str, data: Value| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "argocd"}, "data": data});
    let subjects = "users:\n  admin: boss\ngroups:\n  oidc:sre: company:sre\n";
    let policy = format!("{POLICY}p, boss, applications, *, */*, allow\n");
    served.put("/api/v1/namespaces/argocd/configmaps", &map("argocd-rbac-cm", json!({"policy.csv": policy})));
    served.put("/api/v1/namespaces/argocd/configmaps", &map("tiphys-cm", json!({"subjects": subjects})));
    home.create("shop", &home.repo.url(), &["--project", "team"]);
    (served, home)
}

/// Lets a user do everything in Kubernetes: what they may not do is then the policies' word.
fn everything(served: &Served, user: &str) {
    let rbac = "/apis/rbac.authorization.k8s.io/v1";
    let role = json!({"metadata": {"name": "everything"}, "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]});
    served.put(&format!("{rbac}/clusterroles"), &role);
    let subject = json!({"kind": "User", "name": user, "apiGroup": "rbac.authorization.k8s.io"});
    let reference = json!({"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "everything"});
    served.put(
        &format!("{rbac}/clusterrolebindings"),
        &json!({"metadata": {"name": "everything"}, "roleRef": reference, "subjects": [subject]}),
    );
}

#[test]
fn projects_and_windows_of_a_control_plane_are_listed_explained_and_found_again() {
    let (_served, home) = ruled();
    home.run(&["proj", "list"]).with(0).says(&["NAME", "team", "the shop's team"]);
    let list = home.run(&["proj", "list", "-o", "json"]).with(0).json();
    assert_eq!((&list[0]["name"], &list[0]["spec"]["description"]), (&json!("team"), &json!("the shop's team")));
    // A window that cannot be read is something wrong in the project.
    home.run(&["proj", "get", "team"]).with(1).says(&["spec.syncWindows[1].schedule", "proj:team:ci", "office hours"]);
    let got = home.run(&["proj", "get", "team", "-o", "json"]).with(1).json();
    assert_eq!(got["windows"].as_array().map(Vec::len), Some(3));
    assert_eq!(got["problems"].as_array().map(Vec::len), Some(1), "{got}");
    home.run(&["proj", "get", "taem"]).with(20).warns(&["there is no project taem", "did you mean team?"]);
    home.run(&["proj", "windows", "list", "taem"]).with(20).warns(&["did you mean team?"]);
    home.run(&["proj", "get", "xyz"]).with(20).warns(&["projects: team"]);

    let windows = home.run(&["proj", "windows", "list", "team", "--at", "2026-11-20T07:30:00Z"]).with(0);
    let windows = windows.says(&["ALLOW", "closes in 30m", "office hours", "spec.syncWindows[1]", "every tuesday"]);
    assert_eq!(windows.out.matches("cannot be read").count() + windows.out.matches("unreadable").count(), 1, "{windows}");
    let all = home.run(&["proj", "windows", "list", "-o", "json", "--at", "2026-11-20T07:30:00Z"]).with(0).json();
    let states: Vec<&str> = all.as_array().expect("a list").iter().filter_map(|window| window["state"].as_str()).collect();
    assert_eq!(states, ["open", "unreadable", "closed"]);
    assert_eq!((&all[0]["closes"], &all[0]["argocdReadsIt"]), (&json!("2026-11-20T08:00:00Z"), &json!(true)));
    assert_eq!(all[1]["problem"]["field"], "spec.syncWindows[1].schedule");
    assert_eq!(all[2]["timeZone"], "Europe/Berlin");

    // Garbage beside valid windows blocks: nobody knows what it was meant to allow.
    let why = home.run(&["proj", "windows", "explain", "shop", "--at", "2026-11-20T07:30:00Z"]).with(1);
    why.says(&["shop at 2026-11-20T07:30:00Z, for a person", "spec.syncWindows[1].schedule"]);
    let why = home.run(&["proj", "windows", "explain", "shop", "--automated", "-o", "json"]).with(1).json();
    assert_eq!((&why["manual"], &why["verdict"]["allowed"]), (&json!(false), &json!(false)));
}

#[test]
fn the_same_windows_without_the_garbage_open_and_close_with_the_time_asked_for() {
    let (served, home) = ruled();
    let allow = json!({"kind": "allow", "schedule": "0 7 * * 1-5", "duration": "1h", "applications": ["shop"]});
    let body = json!({"spec": {"syncWindows": [allow]}}).to_string().into_bytes();
    let patch = http::Request::patch("/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/team");
    served.send(patch.header("content-type", "application/merge-patch+json").body(body).expect("a request"));
    home.run(&["proj", "get", "team"]).with(0);
    for (at, code, says) in [
        ("2026-11-20T06:59:59Z", 1, "→ wait until 2026-11-20T07:00:00Z"),
        ("2026-11-20T07:00:00Z", 0, "is open and allows"),
        ("2026-11-20T07:59:59Z", 0, "is open and allows"),
        ("2026-11-20T08:00:01Z", 1, "→ wait until 2026-11-23T07:00:00Z"),
    ] {
        home.run(&["proj", "windows", "explain", "shop", "--at", at]).with(code).says(&[says]);
    }
}

#[test]
fn a_project_is_explained_object_by_object_and_a_sync_is_refused_by_the_same_words() {
    let (served, home) = ruled();
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: reader\nrules: []\n";
    home.run(&["proj", "explain", "shop"]).with(0).says(&["project team admits"]);
    home.repo.commit("feat: a role", &[("shop/role.yaml", role), ("shop/config.yaml", &config("loud"))]);
    let rule = "project team does not admit rbac.authorization.k8s.io/ClusterRole reader";
    home.run(&["proj", "explain", "shop"]).with(1).says(&["ClusterRole/reader", rule, "spec.clusterResourceWhitelist"]);
    let all = home.run(&["proj", "explain", "shop", "-o", "json"]).with(1).json();
    let about = all.as_array().expect("a list").iter().find(|own| own["weight"] == "refuses").expect("a refusal");
    assert_eq!(
        (&about["judge"], &about["about"]["kind"], &about["about"]["name"]),
        (&json!("project"), &json!("ClusterRole"), &json!("reader"))
    );
    served.sandbox.forget_requests();
    let refused = home.run(&["app", "sync", "shop", "--yes"]).with(20);
    assert!(refused.to_string().contains(rule), "{refused}");
    assert_eq!(served.changes(), [], "nothing is written");
}

#[test]
fn somebody_impersonated_has_the_rights_of_their_mapped_groups_and_is_named() {
    let (served, home) = ruled();
    everything(&served, "oidc:ana");
    let ana = |more: &[&str], arguments: &[&str]| home.run(&[&["--as", "oidc:ana"], more, arguments].concat());
    let sre = &["--as-group", "dev", "--as-group", "oidc:sre"][..];
    let who = ana(sre, &["rbac", "explain", "me"]).with(0);
    who.says(&[
        "you are oidc:ana, impersonated with the credentials of admin",
        "groups dev, oidc:sre",
        "group oidc:sre is company:sre",
        "team/secret, deny",
    ]);
    ana(sre, &["can", "me", "sync", "applications", "team/shop"]).with(0).says(&[
        "yes\n",
        "company:sre has role:release",
        "argocd-rbac-cm: policy.csv:1",
    ]);
    ana(sre, &["can", "me", "delete", "applications", "team/shop"]).with(1).says(&["no\n"]);
    // Names are never equal by accident: a group of the policy's own name is no group of the policy.
    let stranger = ana(&["--as-group", "company:sre"], &["can", "me", "sync", "applications", "team/shop"]).with(1);
    stranger.says(&["oidc:ana is no policy subject, and there is no policy.default", "tiphys-cm: subjects"]);
    ana(&[], &["rbac", "explain", "me"])
        .with(0)
        .says(&["the policies know neither you nor a group of yours: you have no right but to look (there is no policy.default)"]);
    let said = ana(sre, &["rbac", "explain", "me", "-o", "json"]).with(0).json();
    assert_eq!((&said["user"], &said["subject"], &said["groups"]), (&json!("oidc:ana"), &Value::Null, &json!(["company:sre"])));
    // Kubernetes' names may be asked about, too, without being anybody else.
    home.run(&["can", "x", "sync", "applications", "team/shop", "--kubernetes", "--group", "oidc:sre"]).with(0);
    home.run(&["can", "x", "sync", "applications", "team/shop", "--kubernetes", "--group", "company:sre"]).with(1);
    home.run(&["can", "proj:team:ci", "sync", "applications", "team/shop"]).with(0).says(&["proj:team:ci"]);
    home.run(&["--as-group", "x", "app", "list"]).with(2).warns(&["--as"]);
}

#[test]
fn the_matrix_counts_by_environment_what_everybody_covers() {
    let (served, home) = ruled();
    home.create("secret", &home.repo.url(), &["--path", "shop", "--project", "team"]);
    home.run(&["rbac", "validate"]).with(0);
    let table =
        home.run(&["rbac", "matrix"]).with(0).says(&["SUBJECT", "ENVIRONMENT", "sync", "alice", "company:sre", "boss", "proj:team:ci"]);
    let cells = |subject: &str| -> Vec<String> {
        let line = table.out.lines().find(|line| line.starts_with(subject)).unwrap_or_else(|| panic!("{subject}: {table}"));
        line.split_whitespace().map(str::to_owned).collect()
    };
    // SUBJECT ENVIRONMENT APPS get create update delete sync …: the deny line leaves one of the two.
    assert_eq!(cells("alice")[2..8], ["2", "-", "-", "-", "-", "1"]);
    assert_eq!(cells("boss")[2..8], ["2", "all", "all", "all", "all", "all"]);
    assert_eq!(cells("proj:team:ci")[7], "all");
    let one = home.run(&["rbac", "matrix", "alice", "-o", "json"]).with(0).json();
    assert_eq!(
        one,
        json!([{"subject": "alice", "environment": "", "production": false, "applications": 2, "allowed": {
        "get": 0, "create": 0, "update": 0, "delete": 0, "sync": 1, "override": 0, "rollback": 0, "action": 0, "logs": 0, "exec": 0}}])
    );

    // Without the ConfigMap Kubernetes decides, and says why; of everybody at once it cannot be asked.
    let gone = http::Request::delete("/api/v1/namespaces/argocd/configmaps/argocd-rbac-cm").body(Vec::new());
    served.send(gone.expect("a request"));
    home.run(&["rbac", "matrix"]).with(20).warns(&["there is no argocd-rbac-cm", "→ "]);
    home.run(&["rbac", "validate"]).with(0).says(&["Kubernetes' own RBAC decides"]);
    let may = |user: &str| home.run(&["can", user, "sync", "applications", "team/shop"]);
    may("me").with(0).says(&["Kubernetes' own RBAC decides, by patch applications"]);
    may("alice").with(1).says(&["no\n", "a Role or ClusterRole with patch applications"]);
    everything(&served, "alice");
    may("alice").with(0).says(&["yes\n"]);
}
