//! A driver that is killed with SIGKILL, at several points of its way: the next one takes the operation up and ends it, and nothing is
//! applied twice with effect. On the sandbox its record of requests shows that, on a real server what each object says of its writers.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};

use serde_json::Value;

use super::{CONFIG, MIGRATION, deployment};
use crate::support::home::{Home, until};
use crate::support::served::Served;
use crate::support::testbed::Testbed;
use tiphys::sandbox::record::RequestRecord;

const CHECK: &str = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: check-\n  annotations:\n    argocd.argoproj.io/hook: PreSync\n    argocd.argoproj.io/sync-wave: \"1\"\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: check\n          image: shop/check:v1\n";

/// Objects that a whole sync makes, by the collection they are created in.
const MADE: [(&str, usize); 3] = [("configmaps", 1), ("jobs", 2), ("deployments", 2)];

/// Two hooks before, one of a generated name; a wave of a ConfigMap, one of a Deployment that takes its time, one of another.
fn waves(home: &Home, name: &str) {
    let patient =
        |tag: &str, name: &str, wave| deployment(name, tag, wave).replace("progressDeadlineSeconds: 3", "progressDeadlineSeconds: 60");
    let files = [
        ("migrate.yaml", MIGRATION.to_owned()),
        ("check.yaml", CHECK.to_owned()),
        ("config.yaml", CONFIG.to_owned()),
        ("first.yaml", patient("slow", "first", 0)),
        ("second.yaml", patient("v1", "second", 1)),
    ];
    let files: Vec<(String, String)> = files.into_iter().map(|(file, text)| (format!("{name}/{file}"), text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    home.repo.commit("feat: waves", &files);
}

/// Where a driver is killed: right after the first request that is so.
struct Point {
    name: &'static str,
    is_reached: fn(&RequestRecord) -> bool,
    /// Whether the record stands by then, so that the next one resumes.
    resumes: bool,
}

const fn point(name: &'static str, resumes: bool, is_reached: fn(&RequestRecord) -> bool) -> Point {
    Point { name, is_reached, resumes }
}

fn writes(one: &RequestRecord, plural: &str) -> bool {
    one.changed && one.path.contains(&format!("/{plural}"))
}

const POINTS: [Point; 7] = [
    point("before-record", false, |one| one.dry_run),
    point("recorded", true, |one| writes(one, "applications") && one.method == "PATCH"),
    point("in-hook", true, |one| writes(one, "jobs")),
    point("in-generated-hook", true, |one| writes(one, "jobs")),
    point("in-first-wave", true, |one| writes(one, "configmaps") && !one.path.contains("kube-root")),
    point("in-second-wave", true, |one| writes(one, "deployments")),
    point("before-finish", true, |one| writes(one, "deployments")),
];

/// How many requests that reach the point pass before the driver is killed.
fn passes(name: &str) -> usize {
    match name {
        // The second Job, and the second Deployment, are the ones that are meant.
        "in-generated-hook" | "before-finish" => 2,
        _ => 1,
    }
}

/// Requests about an application: its own, and those of its namespace.
fn of<'a>(requests: &'a [RequestRecord], name: &'a str) -> impl Iterator<Item = &'a RequestRecord> {
    requests
        .iter()
        .filter(move |one| one.path.contains(&format!("/namespaces/{name}/")) || one.path.ends_with(&format!("/applications/{name}")))
}

fn start(home: &Home, name: &str) -> Child {
    home.command(&["app", "sync", name, "--yes"]).stderr(Stdio::null()).stdout(Stdio::null()).spawn().expect("it starts")
}

fn kill(mut child: Child) {
    child.kill().expect("it is killed");
    child.wait().expect("it is gone");
}

fn killed_at(served: &Served, point: &Point) {
    let name = point.name;
    let home = Home::new(&served.kubeconfig());
    waves(&home, name);
    // Where its namespace is there already, everything is dry-run before the record is written.
    served.put("/api/v1/namespaces", &serde_json::json!({"metadata": {"name": name}}));
    home.create(name, &home.repo.url(), &[]);
    let child = start(&home, name);
    until(name, || {
        let requests = served.sandbox.requests();
        let n = of(&requests, name).filter(|one| (point.is_reached)(one)).count();
        if n >= passes(name) { Ok(()) } else { Err(format!("{n} requests so far")) }
    });
    kill(child);
    let path = format!("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/{name}");
    let left = served.get(&path);
    assert_eq!(!left["operation"].is_null(), point.resumes, "{name}: {left}");
    let resumed = home.run(&["app", "sync", name, "--yes"]).with(0);
    assert_eq!(resumed.err.contains("resuming"), point.resumes, "{resumed}");
    let ended = served.get(&path);
    assert_eq!(ended["status"]["operationState"]["phase"], "Succeeded", "{name}: {ended}");
    assert!(ended["operation"].is_null() && ended["metadata"]["annotations"]["tiphys.dev/driver"].is_null(), "{name}: {ended}");
    assert_eq!(ended["status"]["history"].as_array().map(Vec::len), Some(1), "{name}: one operation, one record");
    let requests = served.changes();
    let own: Vec<&RequestRecord> = of(&requests, name).filter(|one| !one.path.contains("/applications/")).collect();
    for (plural, wanted) in MADE {
        let made = own.iter().filter(|one| one.method == "POST" && one.path.ends_with(plural)).count();
        assert_eq!(made, wanted, "{name}: {plural} are made once: {own:#?}");
    }
    // Beside that only our finalizer is taken off each hook, once.
    let again: Vec<&str> = own
        .iter()
        .filter(|one| one.method != "POST" && MADE.iter().any(|(plural, _)| one.path.contains(plural)))
        .map(|one| one.path.as_str())
        .collect();
    let hooks: BTreeSet<&str> = again.iter().copied().filter(|path| path.contains("/jobs/")).collect();
    assert_eq!((again.len(), hooks.len()), (2, 2), "{name}: nothing is written again: {again:#?}");
}

#[test]
fn whoever_follows_a_killed_driver_applies_nothing_twice_with_effect() {
    let served = Served::start();
    Home::new(&served.kubeconfig()).run(&["crds", "install"]).with(0);
    // Every request takes a moment: the driver does not run ahead of the one who kills it.
    served.sandbox.faults().set_latency(std::time::Duration::from_millis(100));
    let served = &served;
    std::thread::scope(|scope| {
        let points: Vec<_> = POINTS.iter().map(|point| scope.spawn(move || killed_at(served, point))).collect();
        for point in points {
            point.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
}

/// What an object says of its writers: uid, generation, and when our own manager wrote last.
fn marks(bed: &Testbed, namespace: &str) -> Vec<(String, Value, Value, Value)> {
    let text = bed.kubectl(&["get", "configmaps,jobs,deployments", "-n", namespace, "-o", "json", "--show-managed-fields"]);
    let list: Value = serde_json::from_str(&text).expect("JSON");
    let ours = |object: &Value| {
        let managers = object["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
        let own: Vec<Value> = managers
            .into_iter()
            .filter(|entry| entry["subresource"].is_null() && !entry["manager"].to_string().contains("kube-controller"))
            .map(|entry| entry["time"].clone())
            .collect();
        Value::Array(own)
    };
    let mark = |object: &Value| {
        let name = format!("{} {}", object["kind"].as_str().unwrap_or(""), object["metadata"]["name"].as_str().unwrap_or(""));
        // Off a hook our finalizer is taken, which is no new generation.
        let ours = if object["kind"] == "Job" { Value::Null } else { ours(object) };
        (name, object["metadata"]["uid"].clone(), object["metadata"]["generation"].clone(), ours)
    };
    list["items"].as_array().expect("a list").iter().filter(|object| object["metadata"]["name"] != "kube-root-ca.crt").map(mark).collect()
}

/// On a real server: in a hook, and in a wave whose Deployment takes its time. (The last wave ends with its apply: nobody could kill in it
/// from outside. The sandbox, which counts requests, has all the points.)
pub(super) fn on_a_real_server(bed: &Testbed) {
    let names = [("hooked", "migrate"), ("waved", "first")];
    std::thread::scope(|scope| {
        let runs: Vec<_> = names.iter().map(|(name, object)| scope.spawn(move || killed_once_there(bed, name, object))).collect();
        for run in runs {
            run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
}

fn killed_once_there(bed: &Testbed, name: &str, object: &str) {
    let home = Home::new(&bed.kubeconfig());
    waves(&home, name);
    home.create(name, &home.repo.url(), &[]);
    let child = start(&home, name);
    until(name, || {
        let seen = bed.kubectl(&["get", "jobs,deployments", "-n", name, "-o", "name", "--ignore-not-found"]);
        if seen.lines().any(|line| line.ends_with(&format!("/{object}"))) { Ok(()) } else { Err(seen) }
    });
    kill(child);
    let before = marks(bed, name);
    assert!(before.iter().any(|(own, ..)| own.ends_with(object)), "{before:?}");
    let left = home.run(&["app", "get", name, "-o", "json"]).json();
    assert!(left["operation"]["info"].to_string().contains("tiphys.dev/operation"), "{left}");
    home.run(&["app", "sync", name, "--yes"]).with(0).warns(&["resuming"]);
    let after = marks(bed, name);
    for mark in before {
        assert!(after.contains(&mark), "{name}: {mark:?} was written again: {after:?}");
    }
}
