//! What the project says to a plan: source, destination, the Application's own namespace, and every object that is rendered, one by one.
//! Source: Argo CD `controller/sync.go` (the permission validator), `util/argo/argo.go` (`ValidatePermissions`).

use std::sync::Arc;

use crate::engine::access::projects::{self, OwnCluster, Project};
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::engine::sync::plan::Plan;
use crate::engine::sync::task::{Task, Verb};
use crate::model::application::Destination;
use crate::model::problem::Place;
use crate::model::project::{AppProjectSpec, KindPattern};

use super::{Subject, whole};

/// The project that every Argo CD makes when it starts.
const DEFAULT: &str = "default";

/// The project of an application, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// It is there; what global projects add is merged in.
    There {
        /// What it says.
        spec: Arc<AppProjectSpec>,
        /// Clusters that belong to it, where it deploys to its own only: name and server.
        own_clusters: Vec<(Arc<str>, Arc<str>)>,
    },
    /// `default` is not there: it is as Argo CD would make it.
    Default(Arc<AppProjectSpec>),
    /// There is no such project.
    Missing,
    /// It cannot be read; why.
    Unknown(Arc<str>),
}

impl Found {
    /// What is known where the project of this name is not there.
    pub fn missing(name: &str) -> Self {
        if name == DEFAULT { Self::Default(Arc::new(default_project())) } else { Self::Missing }
    }

    /// What the project says, where that is known.
    pub fn spec(&self) -> Option<&AppProjectSpec> {
        match self {
            Self::There { spec, .. } | Self::Default(spec) => Some(spec),
            Self::Missing | Self::Unknown(_) => None,
        }
    }
}

/// What Argo CD writes when there is no `default`. Source: `cmd/argocd-server`, `createDefaultAppProject`.
fn default_project() -> AppProjectSpec {
    let all = || "*".to_owned();
    AppProjectSpec {
        source_repos: vec![all()],
        destinations: vec![Destination { server: all(), namespace: all(), name: String::new() }],
        cluster_resource_whitelist: vec![KindPattern { group: all(), kind: all(), name: String::new() }],
        ..AppProjectSpec::default()
    }
}

/// What the project says to an Application, whatever it renders: its sources, its destination, the namespace that it lives in.
pub(super) fn standing(subject: Subject<'_>) -> Vec<Judgement> {
    let Some(spec) = subject.project.spec() else { return vec![whole(Judge::Project, unknown(subject))] };
    let project = Project { name: subject.spec.project(), spec };
    let own = own_clusters(subject.project);
    let mut all: Vec<Verdict> = subject.spec.sources().iter().map(|source| projects::source(project, &source.repo_url)).collect();
    all.push(projects::destination(project, subject.destination, &own));
    let namespace = projects::namespace(project, &subject.app.namespace, subject.control_namespace);
    all.extend((!namespace.allowed).then_some(namespace));
    all.into_iter().map(|verdict| whole(Judge::Project, verdict)).collect()
}

/// What the project says to a plan.
pub(super) fn judge(plan: &Plan, subject: Subject<'_>) -> Vec<Judgement> {
    let mut all = standing(subject);
    let Some(spec) = subject.project.spec() else { return all };
    let project = Project { name: subject.spec.project(), spec };
    let own = own_clusters(subject.project);
    let judged: Vec<(&Task, Verdict)> =
        plan.tasks.iter().filter(|task| is_asked_about(task)).map(|task| (task, of_object(project, subject, &own, task))).collect();
    let n = judged.len();
    let refused: Vec<Judgement> = judged
        .into_iter()
        .filter(|(_, verdict)| !verdict.allowed)
        .map(|(task, verdict)| Judgement { judge: Judge::Project, about: Some(task.key.clone()), weight: Weight::Refuses, verdict })
        .collect();
    if refused.is_empty() && n > 0 {
        let rule = format!("project {} admits all {n} objects", project.name);
        let change = "an entry of its lists of kinds would leave one out".into();
        let verdict = Verdict { allowed: true, rule: rule.into(), place: None, change };
        all.push(whole(Judge::Project, verdict));
    }
    all.extend(refused);
    all
}

fn own_clusters(found: &Found) -> Vec<OwnCluster<'_>> {
    match found {
        Found::There { own_clusters, .. } => own_clusters.iter().map(|(name, server)| OwnCluster { server, name }).collect(),
        Found::Default(_) | Found::Missing | Found::Unknown(_) => Vec::new(),
    }
}

/// Whether Argo CD asks the project about a task. What is not in the project is not managed there: a leftover of a kind that the project
/// no longer admits is neither pruned nor a reason to refuse (the runtime leaves it out of the plan).
fn is_asked_about(task: &Task) -> bool {
    !matches!(task.verb, Verb::Leave | Verb::SkipPrune) && !task.makes_namespace
}

fn of_object(project: Project<'_>, subject: Subject<'_>, own: &[OwnCluster<'_>], task: &Task) -> Verdict {
    let is_namespaced = !task.key.namespace.is_empty();
    let kind = projects::kind(project, &task.key.group_kind, &task.key.name, is_namespaced);
    if !kind.allowed || !is_namespaced || *task.key.namespace == *subject.destination.namespace {
        return kind;
    }
    let there = Destination { namespace: task.key.namespace.to_string(), ..subject.destination.clone() };
    projects::destination(project, &there, own)
}

/// Whether an object that is live, and no longer desired, belongs to the project at all.
pub fn manages(project: &str, found: &Found, destination: &Destination, key: &crate::model::ids::ObjectKey) -> bool {
    let Some(spec) = found.spec() else { return true };
    let (project, own) = (Project { name: project, spec }, own_clusters(found));
    let is_namespaced = !key.namespace.is_empty();
    let there = || Destination { namespace: key.namespace.to_string(), ..destination.clone() };
    projects::kind(project, &key.group_kind, &key.name, is_namespaced).allowed
        && (!is_namespaced || projects::destination(project, &there(), &own).allowed)
}

/// Whether the project lets an application have an object there: what an action would create or change. What cannot be read lets nothing.
pub fn permits(project: &str, found: &Found, destination: &Destination, key: &crate::model::ids::ObjectKey) -> Verdict {
    let Some(spec) = found.spec() else {
        let rule = format!("project {project} is not known: nobody knows what it admits").into();
        let change = "the right to get appprojects.argoproj.io in the control plane's namespace, or the project itself".into();
        return Verdict { allowed: false, rule, place: None, change };
    };
    let (project, own) = (Project { name: project, spec }, own_clusters(found));
    let is_namespaced = !key.namespace.is_empty();
    let kind = projects::kind(project, &key.group_kind, &key.name, is_namespaced);
    if !kind.allowed || !is_namespaced {
        return kind;
    }
    projects::destination(project, &Destination { namespace: key.namespace.to_string(), ..destination.clone() }, &own)
}

fn unknown(subject: Subject<'_>) -> Verdict {
    let name = subject.spec.project();
    let place = Place::file(format!("Application {}", subject.app.name)).at_field("spec.project");
    let (rule, change) = match subject.project {
        Found::Unknown(why) => (
            format!("project {name} cannot be read ({why}): nobody knows what it admits"),
            "the right to get appprojects.argoproj.io in the control plane's namespace".to_owned(),
        ),
        Found::There { .. } | Found::Default(_) | Found::Missing => {
            (format!("there is no project {name}"), format!("make the AppProject {name}, or name another one in the Application"))
        }
    };
    Verdict { allowed: false, rule: rule.into(), place: Some(place), change: change.into() }
}
