//! Deploys a fleet as its past says: namespaces, projects, Applications with their status, and the objects that each one's last operation
//! sent, rendered from its repository. Only the demo and benches do this: it asks nobody.

use std::sync::Arc;

use futures::StreamExt;

use crate::adapters::cluster::apply::{ApplyRequest, apply};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::objects::{self, WriteOptions};
use crate::adapters::cluster::request::Target;
use crate::adapters::store::crds;
use crate::engine::gate::project::Found;
use crate::engine::history::records;
use crate::engine::render::entropy::Entropy;
use crate::engine::schema::Schema;
use crate::engine::sync::task::ApplyMode;
use crate::model::application::{GROUP, VERSION};
use crate::model::ids::{AppKey, ClusterId};
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::apps::{Environment, detail};
use crate::session::command::PlanFor;
use crate::session::effect::{Freshness, Subject};

use super::inbox::Inbox;
use super::world::{Connect, World};
use super::{Shared, chance, compute, destination, write};

/// Objects that are applied at once.
const PARALLEL: usize = 16;

/// What is deployed.
#[derive(Debug)]
pub struct Seed {
    /// Namespaces.
    pub namespaces: Vec<&'static str>,
    /// ConfigMaps.
    pub configs: Vec<Object>,
    /// AppProjects.
    pub projects: Vec<Object>,
    /// Applications; what `status.operationState.syncResult` says was sent is deployed.
    pub applications: Vec<Object>,
    /// Changes by hand afterwards: namespace and name of a Deployment, merge patch.
    pub by_hand: Vec<(&'static str, &'static str, Map)>,
}

/// Deploys a fleet.
///
/// # Errors
/// When the API server refuses anything of it.
pub async fn seed(world: &World, seed: Seed) -> Result<(), Problem> {
    let Connect::Ready(cluster) = &world.connect else {
        return Err(Problem::error(ProblemKind::Internal, "only a ready cluster can be seeded"));
    };
    let sink: Inbox<()> = Inbox::default();
    let shared = Arc::new(Shared::new(world.clone(), Box::new(sink)));
    for name in seed.namespaces {
        let metadata = Value::Map(map([("name", Value::str(name))]));
        let namespace = object(map([("apiVersion", Value::str("v1")), ("kind", Value::str("Namespace")), ("metadata", metadata)]))?;
        create(cluster, &Target::collection("", "v1", "namespaces"), &namespace).await?;
    }
    for config in &seed.configs {
        create(cluster, &Target::collection("", "v1", "configmaps").within(config.namespace().clone()), config).await?;
    }
    crds::install(cluster).await?;
    for project in &seed.projects {
        create(cluster, &Target::collection(GROUP, VERSION, "appprojects").within(project.namespace().clone()), project).await?;
    }
    super::connect::connect(&shared).await?;
    let deploying = futures::stream::iter(&seed.applications).map(|app| deploy(&shared, cluster, app)).buffer_unordered(PARALLEL);
    deploying.collect::<Vec<_>>().await.into_iter().collect::<Result<Vec<()>, Problem>>()?;
    for (namespace, name, patch) in seed.by_hand {
        let target = Target::collection("apps", "v1", "deployments").within(namespace).named(name);
        objects::merge_patch(cluster, &target, &patch, None, &WriteOptions::by("kubectl-scale")).await.map_err(|error| error.problem())?;
    }
    Ok(())
}

/// Installs the CRDs on a world's control plane: name, and what was done.
///
/// # Errors
/// When it cannot be reached, or refuses.
pub fn install_crds(world: &World) -> Result<Vec<(Arc<str>, String)>, Problem> {
    let failed = |error: std::io::Error| Problem::error(ProblemKind::Internal, format!("threads cannot be started: {error}"));
    super::block_on().map_err(failed)?.block_on(async {
        let cluster = super::connect::cluster(world).await?;
        let done = crds::install(&cluster).await?;
        Ok(done.into_iter().map(|(name, done)| (name, done.to_string())).collect())
    })
}

fn object(root: Map) -> Result<Object, Problem> {
    Object::new(root, Origin::default()).map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()))
}

async fn create(cluster: &Cluster, collection: &Target, object: &Object) -> Result<(), Problem> {
    match objects::create(cluster, collection, object, &WriteOptions::by(write::MANAGER)).await {
        Ok(_) => Ok(()),
        Err(crate::adapters::cluster::error::ClusterError::AlreadyExists(_)) => Ok(()),
        Err(error) => Err(error.problem()),
    }
}

async fn deploy(shared: &Arc<Shared>, cluster: &Cluster, application: &Object) -> Result<(), Problem> {
    let namespace = application.namespace().clone();
    create(cluster, &Target::collection(GROUP, VERSION, "applications").within(namespace.clone()), application).await?;
    let key = AppKey::new(ClusterId::new(cluster.id.as_str()), namespace, application.name().clone());
    let subject = Subject {
        app: key,
        detail: Arc::new(detail(application.clone())),
        settings: super::connect::plane(shared)?.settings.clone(),
        access: Arc::default(),
        project: Arc::new(Found::Missing),
        environment: Environment::default(),
    };
    let Some(deployed) = records::running(&subject.detail.app.status) else { return Ok(()) };
    let wanted = PlanFor { request: crate::engine::sync::request::Request::default(), revision: None, pinned: Some(deployed), hold: false };
    let destination = destination::resolve(shared, &subject).await?;
    let sources = compute::sources(&subject, Some(&wanted));
    let entropy = Entropy::of_operation(chance::seed()?, jiff::Timestamp::now());
    let how = compute::How { freshness: Freshness::Cached, traces: false, entropy };
    let done = compute::rendered(shared, &subject, sources, &destination, how).await?;
    if any_error(&done.problems) {
        let first = done.problems.into_iter().find(Problem::is_error);
        return Err(first.unwrap_or_else(|| Problem::error(ProblemKind::Internal, "it cannot be rendered")));
    }
    let schema = Schema::builtin();
    for object in
        done.rendered.objects.into_iter().filter(|object| object.annotation(crate::model::application::annotation::HOOK).is_none())
    {
        let object = object.with_own_values().map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()))?;
        let request = ApplyRequest {
            object,
            mode: ApplyMode::ClientSide,
            dry_run: false,
            field_manager: write::MANAGER.into(),
            skip_validation: true,
            force: false,
            known_version: Arc::default(),
        };
        apply(&destination.handle.cluster, &schema, &request).await.map_err(|error| error.problem())?;
    }
    Ok(())
}
