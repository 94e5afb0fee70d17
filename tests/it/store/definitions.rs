//! The CRDs on a server.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::objects::{WriteOptions, create, get};
use tiphys::adapters::store::application::{self, Refresh};
use tiphys::adapters::store::crds::{Installed, install};
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::model::ids::AppKey;
use tiphys::model::object::value::Value;
use tiphys::model::object::{Object, Origin};
use tiphys::model::typed;

use crate::cluster::fixtures::{kind, make, namespace, object};

/// Our CRDs on the server, whichever test comes first.
pub(crate) async fn installed(cluster: &Cluster) {
    let done = install(cluster).await.expect("installed");
    assert!(done.iter().all(|(_, what)| *what != Installed::LeftAlone), "{done:?}");
}

/// An Application of `shop`.
pub(crate) fn shop(namespace: &str, name: &str) -> Object {
    object(&json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "project": "shop",
            "source": {"repoURL": "https://git.example.org/shop", "path": "web", "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "shop"},
        },
    }))
}

pub(crate) fn key(cluster: &Cluster, object: &Object) -> AppKey {
    AppKey::new(cluster.id.clone(), object.namespace().clone(), object.name().clone())
}

pub(crate) async fn installing_twice_changes_nothing(cluster: Cluster) {
    installed(&cluster).await;
    let done = install(&cluster).await.expect("installed");
    assert_eq!(
        done.iter().map(|(name, what)| (&**name, *what)).collect::<Vec<_>>(),
        [("applications.argoproj.io", Installed::Unchanged), ("appprojects.argoproj.io", Installed::Unchanged)]
    );
    let application = kind(&cluster, "argoproj.io/v1alpha1", "Application").await;
    assert_eq!(application.short_names, ["app".into(), "apps".into()]);
    assert!(!application.subresources.iter().any(|sub| &**sub == "status"));
}

pub(crate) async fn status_is_written_on_the_object_itself(cluster: Cluster) {
    installed(&cluster).await;
    let here = namespace(&cluster, "status").await;
    let made = make(&cluster, &shop(&here, "web")).await.object;
    let app = key(&cluster, &made);
    let patch = object(
        &json!({"apiVersion": "v1", "kind": "P", "status": {"sync": {"status": "OutOfSync"}, "brandNew": {"kept": [1, {"a": null}]}}}),
    );
    let patch = patch.root().without("apiVersion").without("kind");
    let written = application::patch(&cluster, &app, &patch, made.resource_version()).await.expect("written").object;
    assert_eq!(written.str_at(&["status", "sync", "status"]), Some("OutOfSync"));
    assert!(written.get(&["status", "brandNew", "kept"]).is_some());
    let late = application::patch(&cluster, &app, &patch, made.resource_version()).await.expect_err("an old version");
    assert!(late.is_conflict(), "{late}");
    let at = "2026-01-01T00:00:00.123Z".parse().expect("a time");
    let asked = application::refresh(&cluster, &app, Refresh::Hard, at).await.expect("asked").object;
    assert_eq!(asked.annotation("argocd.argoproj.io/refresh"), Some("hard"));
    assert_eq!(asked.annotation("argocd.argoproj.io/refresh-timestamp"), Some("2026-01-01T00:00:00.123Z"));
    assert!(asked.get(&["status", "brandNew", "kept"]).is_some());
}

/// Argo CD's sources in the module cache, if Go and the module are there.
fn argo_sources() -> Option<PathBuf> {
    let module = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/testbed/argocd");
    let mut command = Command::new("go");
    command.args(["list", "-m", "-f", "{{.Dir}}", "github.com/argoproj/argo-cd/v3"]).current_dir(module).stdin(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())).filter(|path| path.exists())
}

/// Every Application and AppProject in a folder of Argo CD's sources: manifests, and the fenced blocks of its pages.
fn examples(folder: &Path) -> Vec<(String, Object)> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            found.extend(examples(&entry));
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&entry) else { continue };
        let name = entry.display().to_string();
        match entry.extension().and_then(|end| end.to_str()) {
            Some("yaml") => found.extend(manifests(&text, &name)),
            Some("md") => {
                found.extend(text.split("```yaml\n").skip(1).flat_map(|block| manifests(block.split("```").next().unwrap_or(""), &name)));
            }
            _ => {}
        }
    }
    found
}

/// The whole Applications and AppProjects of a text; pages also show fragments, which have no `spec` or stand for any text.
fn manifests(text: &str, name: &str) -> Vec<(String, Object)> {
    let objects = parse_yaml(text.as_bytes(), name, ParseOptions::KUBERNETES).values.into_iter().filter_map(|document| {
        let Value::Map(root) = document.value else { return None };
        Object::new(root, Origin::default()).ok()
    });
    let is_wanted = |object: &Object| object.is("argoproj.io", "Application") || object.is("argoproj.io", "AppProject");
    objects
        .filter(|object| is_wanted(object) && object.get(&["spec"]).is_some_and(|spec| spec.as_map().is_some()))
        .map(|object| (name.to_owned(), object))
        .collect()
}

/// An API server drops null where a field cannot be null: with Argo CD's CRD as with ours.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            Value::Map(map.iter().filter(|(_, inner)| !inner.is_null()).map(|(key, inner)| (key.clone(), without_nulls(inner))).collect())
        }
        Value::List(items) => Value::list(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

pub(crate) async fn argo_cds_own_examples_come_back_whole(cluster: Cluster) {
    installed(&cluster).await;
    let Some(sources) = argo_sources() else {
        println!("skipped: Argo CD's sources are not in Go's module cache");
        return;
    };
    let all: Vec<_> = ["docs", "test/e2e/testdata"].iter().flat_map(|folder| examples(&sources.join(folder))).collect();
    assert!(all.len() >= 30, "only {} examples were found", all.len());
    let here = namespace(&cluster, "examples").await;
    let mut refused = Vec::new();
    for (number, (file, example)) in all.into_iter().enumerate() {
        // A name and namespace of our own, and nothing that only a server gives.
        let metadata = example.root().get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
        let kept = ["labels", "annotations", "finalizers"].iter().filter_map(|key| Some(((*key).into(), metadata.get(key)?.clone())));
        let own = [("name".into(), format!("example-{number}").into()), ("namespace".into(), here.as_str().into())];
        let metadata = Value::Map(kept.chain(own).collect());
        let sent = example.with_root(example.root().with("metadata", metadata)).expect("an object");
        let sent = sent.unset(&["metadata", "finalizers"]).expect("an object");
        let collection = kind(&cluster, sent.api_version(), sent.kind()).await.target().within(here.as_str());
        let stored = match create(&cluster, &collection, &sent, &WriteOptions::by("tests")).await {
            Ok(written) => written.object,
            Err(error) => {
                println!("{file}: {error}");
                refused.push(file);
                continue;
            }
        };
        for part in ["spec", "status", "operation"] {
            assert!(stored.root().get(part).cloned() == sent.root().get(part).map(without_nulls), "{file}: {part} changed");
        }
        let problems = if sent.is("argoproj.io", "Application") { typed::application(&stored).1 } else { typed::project(&stored).1 };
        assert_eq!(problems, [], "{file}");
        if sent.is("argoproj.io", "Application") {
            let app = key(&cluster, &stored);
            application::refresh(&cluster, &app, Refresh::Normal, jiff::Timestamp::UNIX_EPOCH).await.expect("asked");
            let after = get(&cluster, &application::target(&app)).await.expect("read");
            assert!(after.root().get("spec") == stored.root().get("spec"), "{file}: a write lost something");
        }
    }
    // Pages with mistakes of their own, which Argo CD's CRD refuses as well: see what was printed.
    assert!(refused.len() <= 3, "{refused:#?}");
}
