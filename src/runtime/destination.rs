//! Where an application's objects go: the API server that it was read from, or a cluster secret of that control plane. Never a
//! kubeconfig context.

use std::sync::Arc;

use crate::adapters::store::clusters::Resolved;
use crate::engine::sync::request::DestinationId;
use crate::model::application::{self as model, IN_CLUSTER_NAME, IN_CLUSTER_SERVER};
use crate::model::problem::Problem;
use crate::session::effect::Subject;

use super::live::Handle;
use super::{Shared, connect};

/// The destination of an application.
pub(super) struct Destination {
    pub(super) handle: Arc<Handle>,
    pub(super) id: DestinationId,
    pub(super) kube_version: Arc<str>,
    /// As projects and windows match it: with both the server and the cluster's name.
    pub(super) named: model::Destination,
}

/// Resolves a destination.
///
/// # Errors
/// `InvalidSpec` when it names no cluster, or more than one; the cluster's own error when it cannot be reached.
pub(super) async fn resolve(shared: &Arc<Shared>, subject: &Subject) -> Result<Destination, Problem> {
    another(shared, subject, &subject.detail.app.spec.destination).await
}

/// Another destination of the same control plane.
///
/// # Errors
/// As [`resolve`].
pub(super) async fn another(shared: &Arc<Shared>, subject: &Subject, destination: &model::Destination) -> Result<Destination, Problem> {
    let plane = connect::plane(shared)?;
    match shared.open.resolve(&plane.cluster, &subject.settings, destination).await? {
        Resolved::InCluster => {
            let handle = shared.clusters.add(plane.cluster.clone(), &subject.settings);
            served(&handle).await;
            let named = named(IN_CLUSTER_SERVER, IN_CLUSTER_NAME, destination);
            Ok(Destination { handle, id: DestinationId::InCluster, kube_version: plane.kube_version.clone(), named })
        }
        Resolved::Secret { cluster, uid, name, server } => {
            let facts = crate::adapters::cluster::identity::server_facts(&cluster).await.map_err(|error| error.problem())?;
            let handle = shared.clusters.add(*cluster, &subject.settings);
            served(&handle).await;
            let named = named(&server, &name, destination);
            Ok(Destination { handle, id: DestinationId::Secret { uid, server }, kube_version: facts.version, named })
        }
    }
}

fn named(server: &str, name: &str, destination: &model::Destination) -> model::Destination {
    model::Destination { server: server.to_owned(), name: name.to_owned(), namespace: destination.namespace.clone() }
}

/// What the cluster serves is known before anything is rendered for it: renderers may ask. A server that does not say renders too.
async fn served(handle: &Handle) {
    if let Err(problem) = handle.discovery().await {
        tracing::info!(%problem, "the server does not say what it serves");
    }
}
