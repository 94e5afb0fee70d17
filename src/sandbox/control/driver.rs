//! The one task of the controllers: takes changes, looks at what is due, sleeps until something is. It knows roles, not
//! their work.

use std::sync::{Arc, Weak};

use super::queue::{Queue, Role, Work};
use super::world::{Moments, World};
use super::{autoscaler, collect, daemonset, deployment, endpoints, job, namespace, pod, replicaset, statefulset, storage};
use crate::sandbox::host::Hub;
use jiff::Timestamp;

/// Things looked at before others get the lock: a few milliseconds.
const BATCH: usize = 64;

/// Runs until the sandbox is gone.
pub(crate) async fn run(hub: Weak<Hub>) {
    let Some(wake) = hub.upgrade().map(|hub| hub.lock().store.wake()) else { return };
    let (mut queue, mut moments) = (Queue::default(), Moments::default());
    loop {
        let next = {
            let Some(hub) = hub.upgrade() else { return };
            turn(&hub, &mut queue, &mut moments);
            queue.next_at().map(|at| hub.clock.instant(at))
        };
        if !queue.is_idle() {
            tokio::task::yield_now().await;
            continue;
        }
        match next {
            Some(at) => tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep_until(at) => {}
            },
            None => wake.notified().await,
        }
    }
}

fn turn(hub: &Arc<Hub>, queue: &mut Queue, moments: &mut Moments) {
    let now = hub.clock.now();
    let mut state = hub.lock();
    for _ in 0..BATCH {
        for change in state.store.take_changes() {
            queue.note(&state, &change);
        }
        let Some(work) = queue.pop(now) else { break };
        let again = look(&mut World { state: &mut state, now, moments: &mut *moments }, &work);
        if let Some(at) = again {
            queue.push_at(at, work);
        }
    }
    for change in state.store.take_changes() {
        queue.note(&state, &change);
    }
}

/// Looks at one thing; when to look again, if that is known.
fn look(world: &mut World<'_>, work: &Work) -> Option<Timestamp> {
    let address = &work.address;
    match work.role {
        Role::Namespace => namespace::look(world, address),
        Role::Finalizer => collect::finalize(world, address),
        Role::Dependent => collect::dependent(world, address),
        Role::Deployment => deployment::look(world, address),
        Role::ReplicaSet => replicaset::look(world, address),
        Role::StatefulSet => statefulset::look(world, address),
        Role::DaemonSet => daemonset::look(world, address),
        Role::Job => job::look(world, address),
        Role::Pod => pod::look(world, address),
        Role::Endpoints => endpoints::look(world, address),
        Role::Autoscaler => autoscaler::look(world, address),
        Role::Claim => storage::look(world, address),
    }
}
