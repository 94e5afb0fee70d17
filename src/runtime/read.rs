//! Reads that are only shown: manifests (masked), events, logs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;

use crate::adapters::cluster::events;
use crate::adapters::cluster::logs::{self, LogRequest};
use crate::engine::compare::mask;
use crate::engine::secrecy;
use crate::model::ids::ObjectKey;
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;
use crate::session::command::LogTarget;
use crate::session::outcome::Observation;
use crate::session::shown::EventRow;

use super::{Shared, connect};

/// Events of one answer at most; an incident's worth.
const MAX_EVENTS: usize = 500;

/// Log lines are handed on at least this often while they come.
const FLUSH: Duration = Duration::from_millis(50);

/// A live object as masked lines.
pub(super) async fn manifest(shared: &Arc<Shared>, key: &ObjectKey, settings: &Settings) -> Result<Arc<[Arc<str>]>, Problem> {
    let handle = shared.clusters.need(&key.cluster)?;
    let object = handle.read(key).await?;
    let missing =
        || Problem::error(ProblemKind::NotFound, format!("{key} is not in the cluster")).hint("the plan (s) shows what Git wants");
    let yaml = mask::shown_object(&secrecy::application(&without_field_owners(object.ok_or_else(missing)?)), settings).to_yaml();
    Ok(yaml.lines().map(Arc::from).collect())
}

/// An object without `managedFields`, as kubectl shows it: pages of who owns which field hide the object itself.
fn without_field_owners(object: Object) -> Object {
    let Some(metadata) = object.get(&["metadata"]).and_then(Value::as_map) else { return object };
    let root = object.root().with("metadata", Value::Map(metadata.without("managedFields")));
    Object::new(root, Origin::default()).unwrap_or(object)
}

/// The events of these objects, oldest first.
pub(super) async fn events(shared: &Arc<Shared>, keys: &[ObjectKey]) -> Result<Vec<EventRow>, Problem> {
    let plane = connect::plane(shared)?;
    let places: BTreeSet<(&crate::model::ids::ClusterId, &Arc<str>)> =
        keys.iter().filter(|key| !key.namespace.is_empty()).map(|key| (&key.cluster, &key.namespace)).collect();
    let mut rows = Vec::new();
    for (id, namespace) in places {
        let cluster = match shared.clusters.get(id) {
            Some(handle) => handle.cluster.clone(),
            None if *id == plane.cluster.id => plane.cluster.clone(),
            None => continue,
        };
        let found = events::events(&cluster, namespace, None).await.map_err(|error| error.problem())?;
        let about = |event: &events::EventRow| {
            keys.iter().find(|key| {
                key.cluster == *id
                    && *key.group_kind.kind == *event.regarding.kind
                    && *key.name == *event.regarding.name
                    && *key.namespace == *event.regarding.namespace
            })
        };
        let wanted = found.into_iter().filter_map(|event| Some((about(&event)?.clone(), event)));
        rows.extend(wanted.map(|(about, event)| EventRow {
            about,
            at: event.time.parse().ok(),
            kind: event.kind,
            reason: event.reason,
            object: format!("{}/{}", event.regarding.kind, event.regarding.name).into(),
            message: event.message,
            count: event.count,
        }));
    }
    rows.sort_by_key(|row| row.at);
    let surplus = rows.len().saturating_sub(MAX_EVENTS);
    rows.drain(..surplus);
    Ok(rows)
}

/// Follows a log until it ends or nobody wants it any longer.
pub(super) async fn logs(shared: &Arc<Shared>, target: LogTarget) -> Option<Problem> {
    let handle = match shared.clusters.need(&target.pod.cluster) {
        Ok(handle) => handle,
        Err(problem) => return Some(problem),
    };
    let mut request = LogRequest::tail(target.pod.namespace.clone(), target.pod.name.clone(), target.container.clone());
    request.is_previous = target.previous;
    // A run that is over has nothing more to say.
    request.is_following = target.span.follow && !target.previous;
    (request.tail, request.since_seconds) = (target.span.tail, target.span.since_seconds);
    let lines = match logs::open(&handle.cluster, &request).await {
        Ok(lines) => lines,
        Err(error) => return Some(error.problem()),
    };
    let mut lines = Box::pin(lines.ready_chunks(256));
    while let Some(chunk) = lines.next().await {
        let mut texts: Vec<Arc<str>> = Vec::with_capacity(chunk.len());
        for line in chunk {
            match line {
                Ok(line) => texts.push(if line.is_cut { format!("{}…", line.text).into() } else { line.text.into() }),
                Err(error) => return Some(error.problem()),
            }
        }
        shared.sink.seen(vec![Observation::Log(target.clone(), texts)]);
        tokio::time::sleep(FLUSH).await;
    }
    None
}
