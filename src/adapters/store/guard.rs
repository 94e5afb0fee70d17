//! Whether an Argo CD controller is alive on a control plane. It holds no Lease, so three signs count (ARGO_CD.md, "Presence
//! of a controller"): its Pods are ready; a field manager other than ours wrote some Application's status a short
//! while ago; or it takes a refresh annotation away. It decides nothing: whoever asks refuses.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::application::{MANAGER, Refresh, refresh_patch, unrefresh_patch};
use super::kinds;
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{Selection, WriteOptions, get, list, list_some, merge_patch};
use crate::model::application::annotation;
use crate::model::ids::AppKey;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::settings::Settings;

/// Applications that are looked at for a foreign write: a controller writes all of them within the window.
const LOOKED_AT: usize = 500;
/// How often a probe looks; a controller answers within a second or two.
const PROBE_EVERY: Duration = Duration::from_millis(250);

/// Whether a controller is alive, and how one can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Whether one is.
    pub is_alive: bool,
    /// The sign that says so, or that there was none; in words.
    pub evidence: Arc<str>,
}

impl Presence {
    fn alive(evidence: impl Into<Arc<str>>) -> Self {
        Self { is_alive: true, evidence: evidence.into() }
    }

    fn absent(evidence: impl Into<Arc<str>>) -> Self {
        Self { is_alive: false, evidence: evidence.into() }
    }
}

/// Looks for the first two signs. `server_time` is our clock corrected to the server's.
///
/// # Errors
/// When neither Pods nor Applications may be listed: nobody can tell then.
pub async fn presence(cluster: &Cluster, settings: &Settings, server_time: Timestamp) -> Result<Presence, ClusterError> {
    if let Some(found) = ready_pods(cluster, settings).await? {
        return Ok(found);
    }
    let applications = match list_some(cluster, &kinds::application(), &Selection::default(), LOOKED_AT).await {
        Ok(applications) => applications,
        // No CRD, no Applications, no controller that could drive them.
        Err(ClusterError::NotFound(_)) => return Ok(Presence::absent("there are no Applications on this control plane")),
        Err(ClusterError::Forbidden { .. }) => {
            let own = Selection { namespace: settings.control_namespace.clone(), ..Selection::default() };
            list_some(cluster, &kinds::application(), &own, LOOKED_AT).await?
        }
        Err(error) => return Err(error),
    };
    Ok(wrote_lately(&applications, settings, server_time))
}

/// The sign of ready Pods. Argo CD's own manifests label the controller's Pods by name only, its Helm chart by `part-of`.
async fn ready_pods(cluster: &Cluster, settings: &Settings) -> Result<Option<Presence>, ClusterError> {
    for labels in ["app.kubernetes.io/name=argocd-application-controller", "app.kubernetes.io/part-of=argocd"] {
        let everywhere = Selection { labels: labels.into(), ..Selection::default() };
        let pods = match list(cluster, &kinds::pod(), &everywhere).await {
            Err(ClusterError::Forbidden { .. }) => {
                let own = Selection { namespace: settings.control_namespace.clone(), ..everywhere };
                // Without the right to see Pods the other signs have to do.
                list(cluster, &kinds::pod(), &own).await.or_else(|error| if error.is_forbidden() { Ok(Vec::new()) } else { Err(error) })?
            }
            other => other?,
        };
        if let Some(pod) = pods.iter().find(|pod| is_ready(pod)) {
            return Ok(Some(Presence::alive(format!("the Pod {}/{} of Argo CD is ready", pod.namespace(), pod.name()))));
        }
    }
    Ok(None)
}

fn is_ready(pod: &Object) -> bool {
    let conditions = pod.get(&["status", "conditions"]).and_then(Value::as_list).unwrap_or_default();
    let is = |condition: &Value, key: &str, word: &str| condition.as_map().and_then(|map| map.get(key)?.as_str()) == Some(word);
    conditions.iter().any(|condition| is(condition, "type", "Ready") && is(condition, "status", "True"))
}

/// The sign of a foreign write of status within twice the reconciliation time; pure.
pub fn wrote_lately(applications: &[Object], settings: &Settings, server_time: Timestamp) -> Presence {
    let window = i64::try_from(settings.reconciliation_seconds.saturating_mul(2)).unwrap_or(i64::MAX);
    let writes = applications.iter().flat_map(|app| {
        let aged = foreign_writes(app).map(move |(writer, at)| (server_time.as_second() - at.as_second(), writer, app));
        aged.filter(|(age, ..)| *age <= window)
    });
    match writes.min_by_key(|(age, ..)| *age) {
        Some((age, writer, app)) => {
            Presence::alive(format!("{writer} wrote the status of Application {}/{} {age} s ago", app.namespace(), app.name()))
        }
        None => Presence::absent(format!("no Pod of Argo CD is ready, and nobody else wrote an Application's status within {window} s")),
    }
}

/// Writers of status that are not us, with the time. Whoever owns `reconciledAt` compared at that moment. An Application
/// that cannot be compared gets no `reconciledAt`: there it is a write of Argo CD's own managers (a person who applies an
/// exported manifest, status and all, is no controller).
fn foreign_writes(app: &Object) -> impl Iterator<Item = (&str, Timestamp)> {
    let reconciled = app.str_at(&["status", "reconciledAt"]).and_then(|text| text.parse::<Timestamp>().ok());
    let entries = app.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or_default();
    entries.iter().filter_map(move |entry| {
        let entry = entry.as_map()?;
        let status = entry.get("fieldsV1")?.as_map()?.get("f:status")?.as_map()?;
        let writer = entry.get("manager")?.as_str().filter(|writer| *writer != MANAGER)?;
        if status.has("f:reconciledAt") {
            return Some((writer, reconciled?));
        }
        let written: Timestamp = entry.get("time")?.as_str()?.parse().ok()?;
        writer.starts_with("argocd-").then_some((writer, written))
    })
}

/// The third sign: asks for a refresh and looks whether somebody takes the request away in time. To be asked just before the
/// first change. Where nobody does, the request is taken back. Dropping the future may leave the annotation, which harms
/// nobody.
///
/// # Errors
/// When the Application cannot be read or patched.
pub async fn probe(cluster: &Cluster, app: &AppKey, server_time: Timestamp, patience: Duration) -> Result<Presence, ClusterError> {
    let target = super::application::target(app);
    let options = WriteOptions::by(MANAGER);
    merge_patch(cluster, &target, &refresh_patch(Refresh::Normal, server_time), None, &options).await?;
    let start = tokio::time::Instant::now();
    while start.elapsed() < patience {
        tokio::time::sleep(PROBE_EVERY).await;
        if get(cluster, &target).await?.annotation(annotation::REFRESH).is_none() {
            return Ok(Presence::alive(format!("somebody answered a refresh of Application {app}")));
        }
    }
    merge_patch(cluster, &target, &unrefresh_patch(), None, &options).await?;
    Ok(Presence::absent(format!("nobody answered a refresh of Application {app} within {} s", patience.as_secs())))
}
