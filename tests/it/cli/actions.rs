//! `app actions`: what is offered, what is shown, what is sent, and what is refused with its reason.

use serde_json::{Value, json};

use super::{deployment, shop};
use crate::support::home::Home;
use crate::support::served::Served;

const CRON: &str = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec:\n  schedule: '0 3 * * *'\n  jobTemplate:\n    metadata:\n      labels: {app: report}\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: report\n              image: shop/report:v1\n";

/// An application that runs: a Deployment, a CronJob, a Secret.
fn running() -> (Served, Home) {
    let (served, home) = shop();
    home.repo.commit("feat: reports", &[("shop/cron.yaml", CRON), ("shop/web.yaml", &deployment("v1"))]);
    home.create("shop", &home.repo.url(), &[]);
    home.run(&["app", "sync", "shop", "--yes"]).with(0);
    served.sandbox.forget_requests();
    (served, home)
}

const WEB: &str = "/apis/apps/v1/namespaces/shop/deployments/web";

#[test]
fn actions_are_listed_with_why_not_and_a_disabled_one_is_refused_with_its_reason() {
    let (served, home) = running();
    let list = home.run(&["app", "actions", "list", "shop"]).with(0);
    let list =
        list.says(&["GROUP", "restart", "scale", "create-job", "toggle-auto-sync", "its rollout is not paused", "--param replicas=…"]);
    assert!(!list.out.contains("Secret"), "{list}");
    let rows = home.run(&["app", "actions", "list", "shop", "--kind", "Deployment", "-o", "json"]).with(0).json();
    let names: Vec<&str> = rows.as_array().into_iter().flatten().filter_map(|row| row["Action"].as_str()).collect();
    assert_eq!(names, ["restart", "pause", "resume", "scale"]);
    assert_eq!((&rows[2]["Disabled"], &rows[2]["Reason"]), (&true.into(), &"its rollout is not paused".into()));

    let run = |more: &[&str]| home.run(&[&["app", "actions", "run", "shop"], more].concat());
    run(&["resume", "--kind", "Deployment", "--yes"])
        .with(20)
        .warns(&["resume cannot be run on apps/Deployment/web", "its rollout is not paused"]);
    run(&["explode", "--kind", "Deployment", "--yes"]).with(20).warns(&["has no action explode", "restart, pause, resume, scale"]);
    run(&["restart", "--kind", "DaemonSet", "--yes"]).with(20).warns(&["no resource of", "matches"]);
    run(&["restart", "--yes"]).with(2).warns(&["--kind is needed"]);
    assert_eq!(served.changes(), [], "nothing was agreed to");
}

#[test]
fn nothing_is_sent_unless_somebody_agreed_to_exactly_that() {
    let (served, home) = running();
    let run = |more: &[&str]| home.run(&[&["app", "actions", "run", "shop", "restart", "--kind", "Deployment"], more].concat());
    run(&["--dry-run"]).with(0).says(&[
        "restart on apps/Deployment/web",
        "~ patch apps/Deployment/web",
        "kubectl.kubernetes.io/restartedAt",
        "digest p1:",
    ]);
    let shown = run(&[]).with(20).warns(&["nobody can be asked here", "--plan DIGEST"]);
    run(&["--plan", "p1:000000000000"]).with(20).warns(&["not the one with that digest"]);
    assert_eq!(served.changes(), [], "nothing was agreed to");
    let restarted = || served.get(WEB)["spec"]["template"]["metadata"]["annotations"]["kubectl.kubernetes.io/restartedAt"].clone();
    assert!(restarted().is_null());

    // The digest does not depend on the time: what was shown before can be agreed to later.
    let digest = shown.out.split("digest ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a digest").to_owned();
    run(&["--plan", &digest]).with(0).says(&["deployment.apps/web patched"]);
    let at = restarted();
    assert!(at.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()), "{at}");
    assert_eq!(served.changes().len(), 1, "one patch: {:?}", served.changes());
    let events = served.get("/api/v1/namespaces/argocd/events");
    let told = |event: &serde_json::Value| {
        event["reason"] == "ResourceActionRan"
            && event["message"].as_str().is_some_and(|text| text.ends_with("ran action restart on resource apps/Deployment/web"))
    };
    assert!(events["items"].as_array().is_some_and(|items| items.iter().any(told)), "{events}");
    let journal = std::fs::read_to_string(home.path().join(".local/state/tiphys/journal.jsonl")).expect("a journal");
    assert!(journal.contains("run restart on "), "{journal}");
}

#[test]
fn a_deployment_is_scaled_by_a_parameter_and_a_wrong_one_is_refused() {
    let (served, home) = running();
    let run = |more: &[&str]| home.run(&[&["app", "actions", "run", "shop", "scale", "--kind", "Deployment", "--yes"], more].concat());
    run(&[]).with(20).warns(&["the parameter replicas is missing"]);
    run(&["--param", "replicas=many"]).with(20).warns(&["invalid number: many"]);
    run(&["--param", "replicas=-1"]).with(20).warns(&["invalid number: -1"]);
    run(&["--param", "size=3"]).with(20).warns(&["there is no parameter size", "it has replicas"]);
    run(&["--param", "replicas"]).with(2).warns(&["NAME=VALUE"]);
    assert_eq!(served.changes(), [], "nothing was sent");
    let scaled = run(&["--param", "replicas=3", "-o", "json"]).with(0);
    assert_eq!(scaled.json(), serde_json::json!({"spec": {"replicas": 3}}));
    assert_eq!(served.get(WEB)["spec"]["replicas"], 3);
    run(&["--param", "replicas=3"]).with(0).warns(&["nothing to do"]);
}

#[test]
fn a_job_is_made_of_a_cron_job_and_it_belongs_to_it() {
    let (served, home) = running();
    let made = home.run(&["app", "actions", "run", "shop", "create-job", "--kind", "CronJob", "--yes"]).with(0);
    made.says(&["+ create batch/Job/report-", "cronjob.kubernetes.io/instantiate: manual", "created"]);
    assert_eq!(served.changes().len(), 1, "{:?}", served.changes());
    let cron = served.get("/apis/batch/v1/namespaces/shop/cronjobs/report");
    let jobs = served.get("/apis/batch/v1/namespaces/shop/jobs");
    let job = &jobs["items"][0];
    assert_eq!(job["metadata"]["ownerReferences"][0]["uid"], cron["metadata"]["uid"]);
    assert_eq!(job["metadata"]["ownerReferences"][0]["controller"], true);
    assert_eq!(job["spec"]["template"]["spec"]["containers"][0]["image"], "shop/report:v1");
}

#[test]
fn policies_and_the_project_decide_about_actions_too() {
    let (served, home) = running();
    let policies = |csv: &str| {
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-rbac-cm", "namespace": "argocd"},
            "data": {"policy.default": "role:readonly", "policy.csv": csv}})
    };
    served.put("/api/v1/namespaces/argocd/configmaps", &policies(""));
    let run = |action: &str, kind: &str| home.run(&["app", "actions", "run", "shop", action, "--kind", kind, "--yes"]);
    run("restart", "Deployment").with(20).warns(&["you may not run restart on"]);
    let allow = "p, role:readonly, applications, action/apps/Deployment/restart, */*, allow\np, role:readonly, applications, action/batch/CronJob/*, */*, allow\n";
    let request = http::Request::put("/api/v1/namespaces/argocd/configmaps/argocd-rbac-cm").header("content-type", "application/json");
    served.send(request.body(policies(allow).to_string().into_bytes()).expect("a request"));
    run("pause", "Deployment").with(20).warns(&["you may not run pause on"]);
    run("restart", "Deployment").with(0);
    let project = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"},
        "spec": {"sourceRepos": ["*"], "destinations": [{"server": "*", "namespace": "*"}], "namespaceResourceBlacklist": [{"group": "batch", "kind": "Job"}]}});
    served.put("/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects", &project);
    run("create-job", "CronJob").with(20).warns(&["project default denies batch/Job"]);
    assert!(!served.changes().iter().any(|change| change.path.contains("/jobs")), "{:?}", served.changes());
}

/// A Rollout's definition, with its status apart or not.
fn rollouts(status_apart: bool) -> serde_json::Value {
    let subresources = if status_apart { json!({"status": {}}) } else { json!({}) };
    json!({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "rollouts.argoproj.io"},
        "spec": {"group": "argoproj.io", "scope": "Namespaced",
            "names": {"kind": "Rollout", "listKind": "RolloutList", "plural": "rollouts", "singular": "rollout"},
            "versions": [{"name": "v1alpha1", "served": true, "storage": true, "subresources": subresources,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}})
}

#[test]
fn a_rollout_is_aborted_in_its_status_wherever_that_is_written() {
    for status_apart in [true, false] {
        let (served, home) = shop();
        served.put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", &rollouts(status_apart));
        let manifest = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  strategy:\n    canary:\n      steps:\n        - pause: {}\n";
        home.repo.commit("feat: a rollout", &[("rolled/rollout.yaml", manifest)]);
        home.create("rolled", &home.repo.url(), &[]);
        // Nobody rolls it out here: a sync would wait for its health.
        served.put("/api/v1/namespaces", &json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "rolled"}}));
        let mut rollout: Value = serde_yaml::from_str(manifest).expect("YAML");
        rollout["metadata"]["annotations"] = json!({"argocd.argoproj.io/tracking-id": "rolled:argoproj.io/Rollout:rolled/web"});
        served.put("/apis/argoproj.io/v1alpha1/namespaces/rolled/rollouts", &rollout);
        let path = "/apis/argoproj.io/v1alpha1/namespaces/rolled/rollouts/web";
        let own = if status_apart { format!("{path}/status") } else { path.to_owned() };
        let mut object = served.get(path);
        object["status"] =
            json!({"currentPodHash": "b", "stableRS": "a", "currentStepIndex": 0, "pauseConditions": [{"reason": "CanaryPauseStep"}]});
        let request = http::Request::put(&own).header("content-type", "application/json").body(object.to_string().into_bytes());
        served.send(request.expect("a request"));
        served.sandbox.forget_requests();
        let run = |action: &str| home.run(&["app", "actions", "run", "rolled", action, "--kind", "Rollout", "--yes"]);
        run("abort").with(0).says(&["status.abort", "rollout.argoproj.io/web patched"]);
        assert_eq!(served.get(path)["status"]["abort"], true, "apart: {status_apart}");
        let changes = served.changes();
        assert!(changes.iter().all(|change| change.path == own) && changes.len() == 1, "apart: {status_apart}: {changes:?}");
        run("abort").with(20).warns(&["it is aborted already"]);
        run("retry").with(0);
        assert!(served.get(path)["status"].get("abort").is_none(), "apart: {status_apart}");
        // Both parts at once: the pause of the status, and that of the specification.
        let request = http::Request::patch(path).header("content-type", "application/merge-patch+json");
        served.send(request.body(br#"{"spec":{"paused":true}}"#.to_vec()).expect("a request"));
        run("resume").with(0);
        let after = served.get(path);
        assert_eq!((after["status"].get("pauseConditions"), &after["spec"]["paused"]), (None, &json!(false)), "apart: {status_apart}");
    }
}
