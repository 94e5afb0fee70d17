//! Health that applications tell over HTTP: each endpoint is asked, a few times if it does not answer. It decides nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use jiff::Timestamp;

use crate::adapters::cluster::proxy::{self, Asked};
use crate::adapters::web::ask::ask;
use crate::engine::health::http::{At, Checks, MAX_BODY, Report, report};
use crate::model::ids::{ClusterId, RepoUrl};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::shown::Probe;

use super::Shared;
use super::web::reach;
use crate::adapters::web::client::Near;

/// Between two attempts: an endpoint that is restarted has a moment.
const PAUSE: Duration = Duration::from_secs(1);

/// Asks all endpoints at once.
pub(super) async fn probe(shared: &Arc<Shared>, cluster: &ClusterId, namespace: &str, checks: &Checks) -> Vec<Probe> {
    join_all(checks.endpoints.iter().map(|at| one(shared, cluster, namespace, checks, at))).await
}

async fn one(shared: &Arc<Shared>, cluster: &ClusterId, namespace: &str, checks: &Checks, at: &At) -> Probe {
    let limit = Duration::from_secs(checks.timeout);
    let mut attempt = 1;
    loop {
        let begun = Instant::now();
        let said = match tokio::time::timeout(limit, answered(shared, cluster, namespace, at)).await {
            Ok(said) => said,
            Err(_) => {
                let cause = format!("{at} did not answer within {} s", limit.as_secs());
                Err(Problem::error(ProblemKind::Unreachable, cause).hint("look at the log of its Pods"))
            }
        };
        let latency = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        // Who may not look, or looks at nothing, is told the same again.
        let is_final = said.as_ref().err().is_none_or(|problem| problem.kind != ProblemKind::Unreachable);
        if is_final || attempt >= checks.attempts {
            return Probe { at: Timestamp::now(), endpoint: at.to_string().into(), latency, attempts: attempt, said };
        }
        attempt += 1;
        tokio::time::sleep(PAUSE).await;
    }
}

async fn answered(shared: &Arc<Shared>, cluster: &ClusterId, own: &str, at: &At) -> Result<Report, Problem> {
    let (code, body) = match at {
        At::Service { namespace, name, port, path } => {
            let handle = shared.clusters.need(cluster)?;
            let namespace = namespace.as_deref().unwrap_or(own);
            let asked = Asked { namespace, name, port, path, most: MAX_BODY };
            proxy::ask(&handle.cluster, &asked).await.map_err(|error| error.problem())?
        }
        At::Url(url) => {
            // Credentials of repositories are no health endpoint's business; that a place may be reached is.
            let (known, place) = (shared.git.known(), RepoUrl::new(url.clone()));
            let found = known.find(&place, "");
            let near = if found.is_some() { Near::Allowed } else { Near::Refused };
            ask(url, &reach(&known, place.host(), None, near), MAX_BODY).await?
        }
    };
    Ok(report(code, body.as_deref()))
}
