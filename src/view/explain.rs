//! Why an application is as it is: the chains of evidence with everything the session knows besides rows, as one sentence each, and as
//! values for programs. What it lacks it says (`wanted`). It knows no screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::engine::explain::{Beyond, Evidence, Finding, Warned, explain};
use crate::engine::health::http::COUNTS;
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::operation::ResourceResult;
use crate::model::status::{Health, HealthStatus, OperationPhase, ResultCode};
use crate::model::text::clean;
use crate::session::apps::App;
use crate::session::command::Command;
use crate::session::shown::Probe;
use crate::session::state::State;
use crate::session::update::{evaluate, judged, probe};

use super::{evidence, words};

/// Objects of which the commit is looked for: each costs a look through the history of a file, and one incident has one cause.
const MAX_SUSPECTS: usize = 8;

/// The reason of what is desired and not there.
const MISSING: &str = "Missing";

/// What is known of an application's objects beyond their rows.
pub(super) fn beyond(state: &State, app: &AppKey) -> Beyond {
    Beyond { failures: failures(state, app), warnings: warnings(state, app), culprits: culprits(state, app) }
}

fn culprits(state: &State, app: &AppKey) -> BTreeMap<ObjectKey, Arc<crate::engine::explain::Culprit>> {
    state.shown.culprits.get(app).and_then(|found| found.as_ref().ok()).cloned().unwrap_or_default()
}

/// The newest warning about each object.
fn warnings(state: &State, app: &AppKey) -> BTreeMap<ObjectKey, Arc<Warned>> {
    let events = state.shown.events.get(app).and_then(|read| read.as_ref().ok()).map_or(&[][..], Vec::as_slice);
    let warned = events.iter().filter(|event| &*event.kind == "Warning").map(|event| {
        let warned = Warned { reason: event.reason.clone(), message: event.message.clone(), count: event.count, at: event.at };
        (event.about.clone(), Arc::new(warned))
    });
    // Oldest first: the newest stays.
    warned.collect()
}

/// What the last operation failed at, if it failed.
fn failures(state: &State, app: &AppKey) -> BTreeMap<ObjectKey, Arc<str>> {
    let Some(own) = state.apps.get(app).filter(|own| matches!(own.row.last_phase, Some(OperationPhase::Failed | OperationPhase::Error)))
    else {
        return BTreeMap::new();
    };
    let (Some(detail), Some(cluster)) = (own.read(), state.evaluation(app).and_then(|evaluation| evaluation.cluster.clone())) else {
        return BTreeMap::new();
    };
    let result = detail.app.status.operation_state.as_ref().and_then(|operation| operation.sync_result.as_ref());
    let has_failed = |row: &&ResourceResult| {
        row.status == Some(ResultCode::SyncFailed) || matches!(row.hook_phase, Some(OperationPhase::Failed | OperationPhase::Error))
    };
    let key = |row: &ResourceResult| ObjectKey {
        cluster: cluster.clone(),
        namespace: row.namespace.as_str().into(),
        group_kind: crate::model::ids::GroupKind::new(row.group.as_str(), row.kind.as_str()),
        name: row.name.as_str().into(),
    };
    let rows = result.map_or(&[][..], |result| result.resources.as_slice());
    rows.iter().filter(has_failed).map(|row| (key(row), row.message.as_str().into())).collect()
}

/// The chains of an application that is not well, or of which the last sync failed: what explains most first.
pub(super) fn chains(state: &State, app: &AppKey) -> Vec<Vec<Evidence>> {
    let (Some(evaluation), Some(aggregate)) = (state.evaluation(app), evaluate::health(state, app)) else { return Vec::new() };
    let beyond = beyond(state, app);
    let roots = evaluation.verdicts.rows.iter().map(|row| &row.key).chain(beyond.failures.keys());
    let family = state.live.family(roots);
    explain(&aggregate, &family, &beyond)
}

/// What has to be asked for the chains to be whole: the commits, and the events of objects that do not say why they are as they are.
pub fn wanted(state: &State, app: &AppKey) -> Vec<Command> {
    let chains = chains(state, app);
    let mut wanted = Vec::new();
    let objects: Vec<(ObjectKey, Arc<str>)> =
        chains.iter().filter_map(|chain| Some((chain.first()?.key.clone(), failing_image(chain)))).take(MAX_SUSPECTS).collect();
    if !objects.is_empty() {
        wanted.push(Command::Explain { app: app.clone(), objects });
    }
    if chains.iter().any(|chain| lacks_reason(chain)) {
        wanted.push(Command::Events(app.clone()));
    }
    wanted
}

fn failing_image(chain: &[Evidence]) -> Arc<str> {
    let image = |evidence: &Evidence| match &evidence.finding {
        Finding::Waiting { image, .. } | Finding::Exited { image, .. } | Finding::NotReady { image, .. } => Some(image.clone()),
        Finding::SyncFailed(_)
        | Finding::Missing
        | Finding::Health(_)
        | Finding::Condition(_)
        | Finding::Replicas { .. }
        | Finding::Pod { .. }
        | Finding::Warning(_)
        | Finding::Changed(_) => None,
    };
    chain.iter().rev().find_map(image).unwrap_or_default()
}

/// Whether nothing in a chain says more than that something is so; a warning that is known counts as not known, so that it is read anew.
fn lacks_reason(chain: &[Evidence]) -> bool {
    !chain.iter().any(|evidence| match &evidence.finding {
        Finding::Condition(because) => !because.reason.is_empty(),
        Finding::SyncFailed(_) | Finding::Waiting { .. } | Finding::Exited { .. } | Finding::NotReady { .. } | Finding::Pod { .. } => true,
        Finding::Missing | Finding::Health(_) | Finding::Replicas { .. } | Finding::Warning(_) | Finding::Changed(_) => false,
    })
}

/// One link of a chain, for programs. All texts are clean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// API group; absent for core and for a commit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Kind; `Commit` for the commit.
    pub kind: String,
    /// Namespace; absent for cluster-scoped objects.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Name; a commit's id.
    pub name: String,
    /// The health, if the kind has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<HealthStatus>,
    /// The reason in a word: `ImagePullBackOff`, `ProgressDeadlineExceeded`; absent where none is known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The reason in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Ready and wanted replicas, `0/2`, of what has some.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub replicas: String,
    /// The container that fails.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub container: String,
    /// Its image.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub image: String,
    /// RFC 3339: since when it is so; when a commit was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(skip)]
    at: Option<Timestamp>,
    #[serde(skip)]
    is_commit: bool,
}

/// Why an application is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The health that counts.
    pub health: HealthStatus,
    /// RFC 3339: since when, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The chains, what explains most first.
    pub chains: Vec<Vec<Link>>,
    /// Each chain in one sentence.
    pub sentences: Vec<String>,
}

/// Why an application is as it is, from what is known now.
pub fn why(state: &State, app: &AppKey) -> Option<Why> {
    let own = state.apps.get(app)?;
    let mut chains: Vec<Vec<Link>> = chains(state, app).iter().map(|chain| evidence::links(chain).filter_map(link).collect()).collect();
    let was_synced = own.read().is_some_and(|detail| !detail.app.status.history.is_empty());
    for link in chains.iter_mut().flatten().filter(|link| link.reason == MISSING) {
        // Nothing in the cluster can say why something is not there; the records can.
        link.message = if was_synced { "it was deleted, or came to Git after the last sync" } else { "nothing was synced yet" }.to_owned();
    }
    let health = evaluate::health(state, app).map_or(own.health(), |aggregate| aggregate.health.status);
    let mut sentences: Vec<String> = chains.iter().map(|chain| sentence(health, chain, state.now)).collect();
    let counts = state.computed.get(app).and_then(|own| own.checks.as_ref()).is_some_and(|checks| checks.counts);
    sentences
        .extend(state.shown.probes.get(app).into_iter().flatten().filter_map(|probe| endpoint(counts.then_some(health), probe, state.now)));
    Some(Why { health, since: judged::health_since(state, app).map(|at| at.to_string()), chains, sentences })
}

fn link(findings: &[Evidence]) -> Option<Link> {
    let first = findings.first()?;
    let at = evidence::since(findings);
    let mut link = Link {
        group: first.key.group_kind.group.to_string(),
        kind: clean(&first.key.group_kind.kind).into_owned(),
        namespace: clean(&first.key.namespace).into_owned(),
        name: clean(&first.key.name).into_owned(),
        health: None,
        reason: String::new(),
        message: String::new(),
        replicas: String::new(),
        container: String::new(),
        image: String::new(),
        since: at.map(|at| at.to_string()),
        at,
        is_commit: false,
    };
    let mut container = |name: &Arc<str>, image: &Arc<str>| {
        link.container = clean(name).into_owned();
        link.image = clean(image).into_owned();
    };
    for found in findings {
        if let Finding::Waiting { container: name, image, .. }
        | Finding::Exited { container: name, image, .. }
        | Finding::NotReady { container: name, image, .. } = &found.finding
        {
            container(name, image);
        }
    }
    for found in findings {
        // Later findings about one object are closer to the cause.
        let (reason, message): (String, String) = match &found.finding {
            Finding::Health(health) => {
                link.health = Some(health.status);
                (String::new(), health.message.clone())
            }
            Finding::Condition(because) => (because.reason.to_string(), because.message.to_string()),
            Finding::Replicas { ready, desired } => {
                link.replicas = format!("{ready}/{desired}");
                continue;
            }
            Finding::SyncFailed(message) => ("SyncFailed".to_owned(), message.to_string()),
            Finding::Missing => {
                link.health = Some(HealthStatus::Missing);
                (MISSING.to_owned(), String::new())
            }
            Finding::Waiting { reason, message, last, restarts, .. } => {
                let ended = last.as_ref().map(|exit| format!(", last exit code {} ({})", exit.code, exit.reason)).unwrap_or_default();
                let restarts = if *restarts > 0 || !ended.is_empty() { format!("{restarts} restarts{ended}: ") } else { String::new() };
                (reason.to_string(), format!("{restarts}{message}"))
            }
            Finding::Exited { exit, restarts, .. } => {
                let reason = if exit.reason.is_empty() { "Error" } else { &exit.reason };
                (reason.to_owned(), format!("exit code {}, {restarts} restarts: {}", exit.code, exit.message))
            }
            Finding::NotReady { restarts, .. } => ("NotReady".to_owned(), format!("it runs and is not ready, {restarts} restarts")),
            Finding::Pod { reason, message } => (reason.to_string(), message.to_string()),
            Finding::Warning(warned) => (warned.reason.to_string(), warned.message.to_string()),
            Finding::Changed(culprit) => {
                link.kind = "Commit".to_owned();
                (link.group, link.namespace) = (String::new(), String::new());
                link.name = clean(culprit.sha.as_str()).into_owned();
                link.is_commit = true;
                let by = format!("by {} changed {}: {}", culprit.author, evidence::what(culprit), culprit.subject);
                (String::new(), by)
            }
        };
        if !reason.is_empty() {
            link.reason = clean(&reason).into_owned();
        }
        if !message.is_empty() {
            link.message = clean(message.trim_end_matches(": ")).into_owned();
        }
    }
    // Where the judge itself failed, its words are the reason, whatever the object says of itself.
    let is_unjudged = |health: &&Health| health.status == HealthStatus::Unknown && !health.message.is_empty();
    let mut healths = findings.iter().filter_map(|found| if let Finding::Health(health) = &found.finding { Some(health) } else { None });
    let unjudged = healths.find(is_unjudged).map(|health| &health.message);
    if let Some(message) = unjudged {
        link.reason.clear();
        link.replicas.clear();
        link.message = clean(message).into_owned();
    }
    Some(link)
}

/// What an endpoint that is not well says, in a sentence of its own; `counts`: the application's health, if its answer is a reason of it.
fn endpoint(counts: Option<HealthStatus>, own: &Probe, now: Timestamp) -> Option<String> {
    let status = probe::status(own);
    let said = match &own.said {
        Ok(report) if report.status == HealthStatus::Healthy => return None,
        Ok(report) => report.message.clone(),
        Err(problem) => problem.hint.as_ref().map_or_else(|| problem.to_string(), |hint| format!("{problem} → {hint}")),
    };
    let asked = super::age::words(own.at, now);
    let text = match counts {
        Some(health) => format!("{health} ← HTTP {} {status}: {said} (asked {asked} ago)", own.endpoint),
        None => format!("HTTP {} {status}: {said} (asked {asked} ago; only shown: {COUNTS} says whether it counts)", own.endpoint),
    };
    Some(clean(&text).into_owned())
}

/// A chain in one sentence: `Degraded ← Deployment bff: ProgressDeadlineExceeded ← ReplicaSet bff-7cd5 (0/2) ← Pod bff-7cd5-x:
/// ImagePullBackOff ghcr.io/platform/bff:v1.2.4 (since 12 min) ← commit 8f3e2a1 by …`.
fn sentence(health: HealthStatus, chain: &[Link], now: Timestamp) -> String {
    let mut parts = vec![health.to_string()];
    // Since when stands once: at the deepest object that tells, which is closest to the cause.
    let deepest = chain.iter().rposition(|link| !link.is_commit && link.at.is_some());
    for (index, link) in chain.iter().enumerate() {
        if link.is_commit {
            let message = link.message.split(": ").next().unwrap_or_default();
            parts.push(format!("commit {} {message}", words::short(&link.name)));
            continue;
        }
        let mut text = format!("{} {}", link.kind, link.name);
        let is_down = link.health.is_some_and(|health| health != HealthStatus::Healthy);
        if !link.reason.is_empty() {
            text.push_str(&format!(": {}", link.reason));
            if link.reason == MISSING {
                text.push_str(&format!(" ({})", link.message));
            }
        } else if !link.replicas.is_empty() {
            text.push_str(&format!(" ({})", link.replicas));
        } else if is_down {
            let status = link.health.map(|status| status.to_string()).unwrap_or_default();
            text.push_str(&format!(": {}", if link.message.is_empty() { &status } else { &link.message }));
        }
        if !link.image.is_empty() {
            text.push_str(&format!(" {}", link.image));
        }
        if let (Some(at), true) = (link.at, Some(index) == deepest) {
            text.push_str(&format!(" (since {})", super::age::words(at, now)));
        }
        parts.push(text);
    }
    parts.join(" ← ")
}

/// Since when an application has the health that counts, for the line above its pages; none where nothing tells.
pub(super) fn since(state: &State, app: &AppKey, own: &App) -> Option<Timestamp> {
    (own.health() != HealthStatus::Healthy).then(|| judged::health_since(state, app)).flatten()
}
