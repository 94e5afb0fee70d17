//! Namespaces, objects and waiting, shared by the bodies.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::{Stream, StreamExt};
use tiphys::adapters::cluster::apply::ApplyRequest;
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::discover::{Kind, target_of};
use tiphys::adapters::cluster::objects::{WriteOptions, Written, create};
use tiphys::adapters::cluster::request::{self, Target};
use tiphys::adapters::cluster::watch::WatchEvent;
use tiphys::engine::sync::task::ApplyMode;
use tiphys::model::object::Object;

/// How long anything may take on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// An object from JSON.
pub(crate) fn object(json: &serde_json::Value) -> Object {
    request::object(json.to_string().as_bytes()).expect("an object")
}

/// A ConfigMap with one entry.
pub(crate) fn config_map(namespace: &str, name: &str, value: &str) -> Object {
    object(&serde_json::json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, "labels": {"test": name}},
        "data": {"key": value},
    }))
}

/// A new namespace of this test's own.
pub(crate) async fn namespace(cluster: &Cluster, hint: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("{hint}-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let namespace = object(&serde_json::json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}));
    make(cluster, &namespace).await;
    name
}

/// Creates an object.
pub(crate) async fn make(cluster: &Cluster, object: &Object) -> Written {
    let kind = kind(cluster, object.api_version(), object.kind()).await;
    let collection = if kind.namespaced { kind.target().within(object.namespace().clone()) } else { kind.target() };
    create(cluster, &collection, object, &WriteOptions::by("tests")).await.expect("created")
}

/// A kind, discovered if need be.
pub(crate) async fn kind(cluster: &Cluster, api_version: &str, kind: &str) -> Kind {
    target_of(cluster, api_version, kind).await.expect("the kind is served")
}

/// One ConfigMap's address.
pub(crate) fn config_map_at(namespace: &str, name: &str) -> Target {
    Target::collection("", "v1", "configmaps").within(namespace).named(name)
}

/// An apply of an object as Argo CD sends it.
pub(crate) fn applying(object: Object, mode: ApplyMode) -> ApplyRequest {
    ApplyRequest {
        object,
        mode,
        dry_run: false,
        field_manager: "argocd-controller".into(),
        skip_validation: false,
        force: false,
        known_version: "".into(),
    }
}

/// A watch under way, read with a deadline.
pub(crate) struct Watching(Pin<Box<dyn Stream<Item = WatchEvent> + Send>>);

impl Watching {
    pub(crate) fn new(stream: impl Stream<Item = WatchEvent> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// The next event.
    pub(crate) async fn next(&mut self) -> WatchEvent {
        tokio::time::timeout(DEADLINE, self.0.next()).await.expect("an event in time").expect("a watch never ends")
    }

    /// The next event, without a deadline: for a clock that jumps to every timer.
    pub(crate) async fn next_whenever(&mut self) -> WatchEvent {
        self.0.next().await.expect("a watch never ends")
    }

    /// Reads until an event is what is looked for; the events before it, as words, for a failure's message.
    pub(crate) async fn until(&mut self, mut is_it: impl FnMut(&WatchEvent) -> bool) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let event = tokio::time::timeout(DEADLINE, self.0.next()).await;
            let event = event.unwrap_or_else(|_| panic!("it did not come; seen: {seen:?}")).expect("a watch never ends");
            seen.push(word(&event));
            if is_it(&event) {
                return seen;
            }
        }
    }
}

/// An event in a word, with the names it is about.
pub(crate) fn word(event: &WatchEvent) -> String {
    match event {
        WatchEvent::Started => "started".into(),
        WatchEvent::Listed(objects) => format!("listed {}", objects.iter().map(|object| &**object.name()).collect::<Vec<_>>().join(" ")),
        WatchEvent::Synced => "synced".into(),
        WatchEvent::Applied(object) => format!("applied {}", object.name()),
        WatchEvent::Deleted(object) => format!("deleted {}", object.name()),
        WatchEvent::Restarted => "restarted".into(),
        WatchEvent::Resumed => "resumed".into(),
        WatchEvent::Failed(error) => format!("failed {error}"),
    }
}
