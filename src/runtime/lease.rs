//! The Lease of a driven operation: taken, renewed every five seconds, checked before each write, given back. A process that was
//! suspended past the deadline has lost it, whatever its own clock says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::AbortHandle;

use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::lease::{self, Held, LeaseError, Moment, boottime};
use crate::model::ids::{AppKey, OperationId};
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::session::effect::Ticket;
use crate::session::msg::Reply;
use crate::session::outcome::Outcome;

use super::{Shared, connect, write};

/// A Lease lives 15 s and is renewed every 5 (ARCHITECTURE.md, "An operation's record").
const RENEW: Duration = Duration::from_secs(5);

/// Leases that this process holds.
#[derive(Default)]
pub(crate) struct Leases {
    held: Mutex<BTreeMap<OperationId, (Held, AbortHandle)>>,
}

impl Leases {
    fn held(&self) -> MutexGuard<'_, BTreeMap<OperationId, (Held, AbortHandle)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the Lease of an operation is still held at this moment, by a clock that goes on while the machine sleeps.
    pub(crate) fn is_held(&self, operation: &OperationId) -> bool {
        self.held().get(operation).is_some_and(|(held, _)| held.is_held_at(boottime()))
    }
}

fn moment(shared: &Shared) -> Moment {
    let server = shared.plane.borrow().as_ref().map_or_else(Timestamp::now, |plane| plane.server_time());
    Moment { server, boottime: boottime() }
}

fn told(error: &LeaseError, app: &AppKey) -> Problem {
    let problem = match error {
        LeaseError::Cluster(error) => error.problem(),
        LeaseError::HeldBy { .. } => Problem::error(ProblemKind::Conflict, error.to_string())
            .hint("another process drives this application: watch it here, or wait until its Lease runs out (15 s)"),
        LeaseError::Lost(_) => Problem::error(ProblemKind::Conflict, error.to_string())
            .hint("what was applied stays: resume the operation (:resume), unless another console has done so"),
    };
    problem.at(Place::file(app.to_string()))
}

/// Takes the Lease and keeps it renewed until it is released or lost.
pub(super) async fn acquire(
    shared: &Arc<Shared>,
    ticket: Ticket,
    app: &AppKey,
    _uid: &str,
    operation: &OperationId,
) -> Result<(), Problem> {
    let plane = connect::plane(shared)?;
    let object = write::read_app(shared, app).await?;
    outwait(shared, &plane.cluster, app, &object, operation).await?;
    let held = lease::acquire(&plane.cluster, &object, operation, moment(shared)).await.map_err(|error| told(&error, app))?;
    let task = tokio::spawn(keep(shared.clone(), ticket, app.clone(), operation.clone()));
    shared.leases.held().insert(operation.clone(), (held, task.abort_handle()));
    Ok(())
}

/// The operation that holds an application's Lease.
pub(super) async fn holder(shared: &Shared, app: &AppKey, uid: &str) -> Result<Option<OperationId>, Problem> {
    let plane = connect::plane(shared)?;
    let holder = lease::holder_of(&plane.cluster, &app.namespace, uid, moment(shared).server).await;
    holder.map_err(|error| error.problem().at(Place::file(app.to_string())))
}

/// A resumed operation bears its Lease's name already: whoever drove it may still be alive, so its Lease has to run out first.
async fn outwait(shared: &Arc<Shared>, cluster: &Cluster, app: &AppKey, object: &Object, operation: &OperationId) -> Result<(), Problem> {
    /// A second longer than a Lease lives.
    const SECONDS: usize = 16;
    for _ in 0..SECONDS {
        let holder =
            lease::holder_of(cluster, &app.namespace, object.uid(), moment(shared).server).await.map_err(|error| error.problem())?;
        if holder.as_ref() != Some(operation) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let problem = Problem::error(ProblemKind::Conflict, "another process drives this operation").hint("watch it here, or terminate it");
    Err(problem.at(Place::file(app.to_string())))
}

async fn keep(shared: Arc<Shared>, ticket: Ticket, app: AppKey, operation: OperationId) {
    loop {
        tokio::time::sleep(RENEW).await;
        let Some(held) = shared.leases.held().get(&operation).map(|(held, _)| held.clone()) else { return };
        let Ok(plane) = connect::plane(&shared) else { continue };
        let renewed = tokio::time::timeout(RENEW, lease::renew(&plane.cluster, &held, moment(&shared))).await;
        match renewed {
            Ok(Ok(renewed)) => {
                if let Some(own) = shared.leases.held().get_mut(&operation) {
                    own.0 = renewed;
                }
            }
            Ok(Err(LeaseError::Cluster(_))) | Err(_) if held.is_held_at(boottime()) => {}
            Ok(Err(LeaseError::Cluster(_))) | Err(_) => {
                let problem = Problem::error(ProblemKind::Unreachable, "the Lease ran out: the API server did not answer in time")
                    .at(Place::file(app.to_string()))
                    .hint("resume the operation when the server answers again (:resume)");
                return lose(&shared, ticket, &operation, problem);
            }
            Ok(Err(error)) => return lose(&shared, ticket, &operation, told(&error, &app)),
        }
    }
}

fn lose(shared: &Shared, ticket: Ticket, operation: &OperationId, problem: Problem) {
    shared.leases.held().remove(operation);
    shared.sink.reply(Reply { ticket, outcome: Outcome::LeaseLost(problem) });
}

/// Gives the Lease back; if that fails it runs out by itself.
pub(super) async fn release(shared: &Arc<Shared>, _app: &AppKey, _uid: &str, operation: &OperationId) {
    let held = shared.leases.held().remove(operation);
    let Some((held, task)) = held else { return };
    task.abort();
    if let Ok(plane) = connect::plane(shared)
        && let Err(error) = lease::release(&plane.cluster, &held).await
    {
        tracing::warn!(%error, "the Lease was not released; it runs out by itself");
    }
}
