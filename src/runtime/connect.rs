//! Connecting to the control plane: client, identity, settings, who drives; and the watches that feed the session from then on.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::adapters::cluster::connect::{Cluster, connection};
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::identity::{server_facts, whoami};
use crate::adapters::cluster::objects;
use crate::adapters::store::{access as stored_access, crds, guard, kinds, repositories, settings};
use crate::model::ids::{AppKey, ClusterId};
use crate::model::problem::Problem;
use crate::model::settings::Settings;
use crate::session::outcome::{Connected, Identity, Presence};

use super::world::{Connect, World};
use super::{Shared, watches};

/// How long a controller has to take a refresh away before it counts as gone (ARGO_CD.md, "Presence of a controller").
const PROBE: Duration = Duration::from_secs(10);

/// The control plane, once it answered.
pub(crate) struct PlaneHandle {
    pub(crate) cluster: Cluster,
    pub(crate) settings: Arc<Settings>,
    pub(crate) kube_version: Arc<str>,
    /// Our clock less the server's, in milliseconds.
    pub(crate) clock_ahead_ms: i64,
}

/// A client of a world's control plane.
pub(super) async fn cluster(world: &World) -> Result<Cluster, Problem> {
    match &world.connect {
        Connect::Ready(cluster) => Ok(cluster.clone()),
        Connect::Kubeconfig(choice) => {
            let connection = connection(choice).await.map_err(|error| error.problem())?;
            connection.open().map_err(|error| error.problem())
        }
    }
}

/// Connects, and starts watching Applications, projects and settings.
pub(super) async fn connect(shared: &Arc<Shared>) -> Result<Connected, Problem> {
    let cluster = cluster(&shared.world).await?;
    let facts = server_facts(&cluster).await.map_err(|error| error.problem())?;
    // The list of Applications comes first: nothing below is needed to show it.
    let namespace = settings::control_namespace(&cluster).await;
    watches::applications(shared, &cluster, &namespace);
    let (identity, read) = tokio::join!(whoami(&cluster), settings::read(&cluster, &namespace));
    let mut problems = Vec::new();
    let identity = identity.unwrap_or_else(|error| {
        problems.push(error.problem());
        crate::adapters::cluster::identity::Identity { username: cluster.user.clone(), groups: Vec::new(), is_verified: false }
    });
    let (settings, access) = match read {
        Ok(read) => {
            problems.extend(read.problems);
            (Arc::new(read.settings), Arc::new(read.access))
        }
        Err(error) => {
            let problem = error.problem();
            let access = stored_access::unreadable(&problem.cause);
            problems.push(problem);
            (Arc::new(Settings { control_namespace: namespace.clone(), ..Settings::default() }), Arc::new(access))
        }
    };
    watches::projects_and_settings(shared, &cluster, &settings);
    match repositories::read(&cluster, &namespace).await {
        Ok(read) => {
            problems.extend(read.problems);
            shared.git.trust(read.repositories);
        }
        Err(error) if error.is_not_found() => {}
        Err(error) => problems.push(not_needed(error.problem())),
    }
    let handle = PlaneHandle {
        cluster: cluster.clone(),
        settings: settings.clone(),
        kube_version: facts.version.clone(),
        clock_ahead_ms: -facts.clock_offset_ms.unwrap_or(0),
    };
    shared.plane.send_replace(Some(Arc::new(handle)));
    let presence = presence(shared, None).await;
    Ok(Connected {
        plane: cluster.id.clone(),
        server: cluster.server.clone(),
        identity: Identity {
            username: identity.username,
            groups: identity.groups,
            verified: identity.is_verified,
            acting: cluster.impersonated_by.clone(),
        },
        settings,
        access,
        presence,
        kube_version: facts.version,
        clock_ahead_ms: -facts.clock_offset_ms.unwrap_or(0),
        is_demo: shared.world.is_demo,
        problems,
    })
}

/// What may not be read is not needed for public repositories: a warning.
fn not_needed(problem: Problem) -> Problem {
    Problem { severity: crate::model::problem::Severity::Warning, ..problem }
        .hint("private repositories cannot be opened without their Secrets")
}

/// Is an Argo CD controller alive there? Just before a change (`app`) the last sign is asked for too: a refresh that somebody answers.
/// Where the CRDs are ours no Argo CD was ever installed: nobody would answer.
pub(super) async fn presence(shared: &Arc<Shared>, app: Option<&AppKey>) -> Presence {
    let Some(plane) = shared.plane.borrow().clone() else { return Presence::Unknown };
    let found = look(&plane, app).await;
    match found {
        Ok(found) if found.is_alive => Presence::Alive(found.evidence),
        Ok(_) => Presence::Absent,
        Err(error) => {
            tracing::warn!(%error, "cannot tell whether an Argo CD controller is alive");
            Presence::Unknown
        }
    }
}

async fn look(plane: &PlaneHandle, app: Option<&AppKey>) -> Result<guard::Presence, ClusterError> {
    let found = guard::presence(&plane.cluster, &plane.settings, plane.server_time()).await?;
    let Some(app) = app.filter(|_| !found.is_alive) else { return Ok(found) };
    let crd = objects::find(&plane.cluster, &kinds::crd().target().named("applications.argoproj.io")).await?;
    if crd.as_ref().is_some_and(crds::is_ours) {
        return Ok(found);
    }
    guard::probe(&plane.cluster, app, plane.server_time(), PROBE).await
}

impl PlaneHandle {
    /// Now, by the server's clock.
    pub(crate) fn server_time(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_sub(SignedDuration::from_millis(self.clock_ahead_ms)).unwrap_or(now)
    }
}

/// Waits until the control plane answers, as long as connecting may take: the list of applications is on the screen before that, and what
/// is asked for then is asked for once.
pub(super) async fn answered(shared: &Shared) {
    let mut plane = shared.plane.subscribe();
    let waited = tokio::time::timeout(shared.world.limits.connect, plane.wait_for(Option::is_some)).await;
    if waited.is_err() {
        tracing::info!("the control plane does not answer yet");
    }
}

/// The control plane, or why there is none.
pub(super) fn plane(shared: &Shared) -> Result<Arc<PlaneHandle>, Problem> {
    let missing = || {
        Problem::error(crate::model::problem::ProblemKind::Unreachable, "not connected to a control plane").hint("wait for the connection")
    };
    shared.plane.borrow().clone().ok_or_else(missing)
}

/// The identity that a world's control plane will have: known before it answers.
pub fn plane_id(connect: &Connect) -> ClusterId {
    match connect {
        Connect::Ready(cluster) => cluster.id.clone(),
        Connect::Kubeconfig(choice) => {
            let named = choice.context.clone().or_else(|| {
                let known = crate::adapters::cluster::connect::contexts(choice.kubeconfig.as_deref()).unwrap_or_default();
                known.into_iter().find(|context| context.is_current).map(|context| context.name.to_string())
            });
            ClusterId::new(named.unwrap_or_else(|| crate::adapters::cluster::connect::IN_CLUSTER.to_owned()))
        }
    }
}
