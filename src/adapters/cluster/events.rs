//! Kubernetes events: read as typed values, and written on Applications in the form of Argo CD's audit log
//! (`util/argo/audit_logger.go`). It knows no kind.

use std::sync::Arc;

use jiff::Timestamp;

use super::connect::Cluster;
use super::discover::Kind;
use super::error::ClusterError;
use super::objects::{Selection, WriteOptions, create, list};
use super::request::Target;
use crate::engine::secrecy;
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// RFC 3339: when it was last seen.
    pub time: Arc<str>,
    /// `Normal` or `Warning`.
    pub kind: Arc<str>,
    /// `BackOff`, `FailedScheduling`, `OperationStarted`…
    pub reason: Arc<str>,
    /// In words.
    pub message: Arc<str>,
    /// How often.
    pub count: i64,
    /// Who says so: the reporting component.
    pub source: Arc<str>,
    /// What it is about.
    pub regarding: Regarding,
}

/// What an event is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regarding {
    /// `apps/v1`.
    pub api_version: Arc<str>,
    /// Kind.
    pub kind: Arc<str>,
    /// Namespace, empty for cluster-scoped objects.
    pub namespace: Arc<str>,
    /// Name.
    pub name: Arc<str>,
    /// Its uid.
    pub uid: Arc<str>,
}

impl Regarding {
    /// What an event about this live object names.
    pub fn object(object: &Object) -> Self {
        Self {
            api_version: object.api_version().clone(),
            kind: object.kind().clone(),
            namespace: object.namespace().clone(),
            name: object.name().clone(),
            uid: object.uid().into(),
        }
    }
}

/// The kind of events: `v1`, served everywhere.
pub fn event_kind() -> Kind {
    Kind {
        group: Arc::default(),
        version: "v1".into(),
        kind: "Event".into(),
        plural: "events".into(),
        singular: "event".into(),
        namespaced: true,
        verbs: ["create", "get", "list", "watch"].map(Into::into).to_vec(),
        short_names: vec!["ev".into()],
        subresources: Vec::new(),
    }
}

/// Events of a namespace (empty: of all), oldest first. With a uid only those about that object.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn events(cluster: &Cluster, namespace: &str, uid: Option<&str>) -> Result<Vec<EventRow>, ClusterError> {
    let fields = uid.map_or_else(String::new, |uid| format!("involvedObject.uid={uid}"));
    let selection = Selection { namespace: namespace.into(), labels: Arc::default(), fields: fields.into() };
    let mut rows: Vec<EventRow> = list(cluster, &event_kind(), &selection).await?.iter().map(event_row).collect();
    rows.sort_by(|a, b| a.time.cmp(&b.time));
    Ok(rows)
}

/// An event as a row. Both forms are read: the old one with `count`, and that of `events.k8s.io` with `series`.
pub fn event_row(event: &Object) -> EventRow {
    let text = |path: &[&str]| -> Arc<str> { event.get(path).and_then(Value::as_shared_str).unwrap_or_default() };
    let first = |paths: &[&[&str]]| paths.iter().map(|path| text(path)).find(|text| !text.is_empty()).unwrap_or_default();
    EventRow {
        time: first(&[
            &["series", "lastObservedTime"],
            &["lastTimestamp"],
            &["eventTime"],
            &["firstTimestamp"],
            &["metadata", "creationTimestamp"],
        ]),
        kind: text(&["type"]),
        reason: text(&["reason"]),
        message: message(event, &text(&["message"])),
        count: event.int_at(&["series", "count"]).or_else(|| event.int_at(&["count"])).unwrap_or(1).max(1),
        source: first(&[&["reportingComponent"], &["source", "component"]]),
        regarding: Regarding {
            api_version: text(&["involvedObject", "apiVersion"]),
            kind: text(&["involvedObject", "kind"]),
            namespace: text(&["involvedObject", "namespace"]),
            name: text(&["involvedObject", "name"]),
            uid: text(&["involvedObject", "uid"]),
        },
    }
}

/// What an event says, without what it quotes of a Secret.
fn message(event: &Object, said: &str) -> Arc<str> {
    let of = |field: &str| event.str_at(&["involvedObject", field]).unwrap_or("");
    if of("kind") == "Secret" { secrecy::about_secret(said, of("name")).into() } else { secrecy::hushed(said).into() }
}

/// An entry for the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// `OperationStarted`, `OperationCompleted`, `ResourceUpdated`…
    pub reason: Arc<str>,
    /// `alice initiated sync to 1a2b3c4`.
    pub message: Arc<str>,
    /// Whether it is a `Warning`: a failed operation.
    pub is_warning: bool,
    /// Facts beside it, as annotations (`user`, `dest-namespace`, `dest-server`…).
    pub facts: Vec<(Arc<str>, Arc<str>)>,
    /// The component that reports, e.g. `tiphys`.
    pub component: Arc<str>,
    /// The time, corrected to the server's clock.
    pub at: Timestamp,
}

/// Writes an entry of the audit log on an object: an Event named `<name>.<hex nanoseconds>`.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart. A lost entry stops no operation: the caller decides.
pub async fn record(cluster: &Cluster, about: &Object, audit: &Audit) -> Result<(), ClusterError> {
    let nanos = audit.at.as_nanosecond();
    let name = format!("{}.{nanos:x}", about.name());
    // Seconds only: `metav1.Time` has no more.
    let time = Value::str(Timestamp::from_second(audit.at.as_second()).unwrap_or(audit.at).to_string());
    let annotations: Map = audit.facts.iter().map(|(key, value)| (key.clone().as_ref().into(), Value::Str(value.clone()))).collect();
    let involved = map([
        ("apiVersion", Value::Str(about.api_version().clone())),
        ("kind", Value::Str(about.kind().clone())),
        ("namespace", Value::Str(about.namespace().clone())),
        ("name", Value::Str(about.name().clone())),
        ("uid", about.uid().into()),
        ("resourceVersion", about.resource_version().into()),
    ]);
    let metadata =
        map([("name", name.into()), ("namespace", Value::Str(about.namespace().clone())), ("annotations", Value::Map(annotations))]);
    let event = map([
        ("apiVersion", "v1".into()),
        ("kind", "Event".into()),
        ("metadata", Value::Map(metadata)),
        ("involvedObject", Value::Map(involved)),
        ("source", Value::Map(map([("component", Value::Str(audit.component.clone()))]))),
        ("type", if audit.is_warning { "Warning" } else { "Normal" }.into()),
        ("reason", Value::Str(audit.reason.clone())),
        ("message", Value::Str(audit.message.clone())),
        ("action", "".into()),
        ("count", Value::Int(1)),
        ("firstTimestamp", time.clone()),
        ("lastTimestamp", time),
    ]);
    let event = Object::new(event, Origin::default()).map_err(|error| ClusterError::BadRequest(error.to_string().into()))?;
    let collection = Target::collection("", "v1", "events").within(about.namespace().clone());
    create(cluster, &collection, &event, &WriteOptions::by(audit.component.clone())).await.map(|_| ())
}
