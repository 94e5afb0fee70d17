//! Reading what a plan is judged by: the project as it is now, with what global projects add, and the clusters that belong to it. It judges
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::adapters::cluster::error::ClusterError;
use crate::adapters::store::{clusters, project as stored};
use crate::engine::access::Judgement;
use crate::engine::access::projects::globals;
use crate::engine::compare::{Desired, Live};
use crate::engine::gate::account::account as gate_account;
use crate::engine::gate::project::{Found, manages};
use crate::engine::gate::{Asked, Subject as Judged, judge};
use crate::engine::sync::plan::Plan;
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::model::project::AppProject;
use crate::model::typed;
use crate::session::command::PlanFor;
use crate::session::effect::{Run, Subject};

use super::connect::PlaneHandle;
use super::destination::Destination;

/// The project of an application as it is now. What cannot be read is not known: nothing is planned by it.
pub(super) async fn project(plane: &PlaneHandle, subject: &Subject) -> Found {
    let name = subject.detail.app.spec.project();
    match read(plane, subject, name).await {
        Ok(found) => found,
        Err(error) => Found::Unknown(error.problem().cause),
    }
}

async fn read(plane: &PlaneHandle, subject: &Subject, name: &str) -> Result<Found, ClusterError> {
    let namespace = &subject.settings.control_namespace;
    let Some(object) = stored::read(&plane.cluster, namespace, name).await? else { return Ok(Found::missing(name)) };
    let own = match project_of(&object) {
        Ok(own) => own,
        Err(problem) => return Ok(Found::Unknown(problem.to_string().into())),
    };
    let (rules, problem) = globals::rules(&subject.settings);
    if let Some(problem) = problem {
        tracing::warn!(%problem, "global projects cannot be read");
    }
    let spec = if rules.is_empty() {
        own.spec
    } else {
        let all = stored::read_all(&plane.cluster, namespace).await?;
        let readable = all.iter().filter_map(|object| Some((object.name().clone(), Arc::new(project_of(object).ok()?))));
        globals::merged_with(&rules, name, &own, &readable.collect::<BTreeMap<_, _>>())
    };
    let own_clusters = if spec.permit_only_project_scoped_clusters {
        let inventory = clusters::inventory(&plane.cluster, &subject.settings).await?;
        let own = inventory.entries.iter().filter(|entry| *entry.project == *name);
        own.map(|entry| (entry.name.clone(), entry.server.clone())).collect()
    } else {
        Vec::new()
    };
    Ok(Found::There { spec: Arc::new(spec), own_clusters })
}

fn project_of(object: &Object) -> Result<AppProject, Problem> {
    let (project, problems) = typed::project(object);
    problems.into_iter().find(Problem::is_error).map_or(Ok(project), Err)
}

/// Where a plan goes, and the project that it is judged by.
type To<'a> = (&'a Destination, &'a Found);

fn about<'a>(subject: &'a Subject, (destination, project): To<'a>) -> Judged<'a> {
    Judged {
        app: &subject.app,
        spec: &subject.detail.app.spec,
        project,
        destination: &destination.named,
        control_namespace: &subject.settings.control_namespace,
        is_deleting: subject.detail.object.get(&["metadata", "deletionTimestamp"]).is_some(),
    }
}

/// Leaves out what is live, no longer desired, and not the project's to manage: it is not pruned, as there (`controller/state.go`).
pub(super) fn leave_out(side: &mut Live, desired: &Desired, subject: &Subject, (destination, project): To<'_>) {
    let wanted: BTreeSet<ObjectKey> = desired.objects.iter().map(|object| object.key(&destination.handle.cluster.id)).collect();
    let name = subject.detail.app.spec.project();
    side.objects.retain(|key, _| wanted.contains(key) || manages(name, project, &destination.named, key));
}

/// The service account on whose behalf the plan is carried out, where syncs impersonate; or what refuses it.
pub(super) fn account(subject: &Subject, destination: &Destination, project: &Found) -> (Option<Arc<str>>, Option<Judgement>) {
    if !subject.access.rules.switches.impersonation {
        return (None, None);
    }
    match gate_account(about(subject, (destination, project))) {
        Ok(account) => (Some(account), None),
        Err(judgement) => (None, Some(*judgement)),
    }
}

/// The plan with all judgements on it.
pub(super) fn judged(plan: Plan, (subject, wanted, run): (&Subject, &PlanFor, &Run), to: To<'_>, at: Timestamp) -> Plan {
    let began = match run {
        Run::Preview | Run::Begin(_) => None,
        Run::Continue(start) => Timestamp::from_second(start.unix).ok(),
    };
    let is_other_revision = wanted.revision.is_some() && wanted.request.rollback_to.is_none();
    let environment = &subject.environment;
    let asked = Asked {
        access: &subject.access,
        at,
        manual: true,
        began,
        environment: (&environment.name, environment.production),
        is_other_revision,
    };
    let judgements = judge(&plan, about(subject, to), asked);
    Plan { judgements, ..plan }
}
