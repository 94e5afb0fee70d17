//! Health of objects and applications, as Argo CD judges it: a table by group and kind. It knows no cluster and runs no
//! script: what only a script could tell is answered by a note until the worker judges it.
//!
//! The order of Argo CD (`GetResourceHealth`): an object that is being deleted is Progressing; then a configured script,
//! by exact kind, then by wildcard; then a bundled script, which the table stands for; then the built-in rules.

pub mod aggregate;
mod fields;
mod pod;
mod rules;
mod scale;
mod table;
mod workload;

use std::sync::Arc;

use crate::engine::compare::overrides::Overrides;
use crate::engine::resources::marks;
use crate::engine::step::{Answers, Asking, Step};
use crate::model::application::GROUP;
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind, Severity};
use crate::model::settings::Settings;
use crate::model::status::{Health, HealthStatus};

use fields::Fields;

/// What decides besides the object: made once for one control plane's settings.
#[derive(Debug, Clone)]
pub struct HealthRules {
    overrides: Arc<Overrides>,
    /// Whether an Application is judged without a customisation of argocd-cm: where there is no Argo CD to disagree with.
    judges_applications: bool,
}

impl HealthRules {
    /// The rules of these settings.
    pub fn new(settings: &Settings) -> Self {
        Self { overrides: Arc::new(Overrides::new(settings)), judges_applications: &*settings.profile.name == "none" }
    }
}

/// A built-in rule. An error is what Argo CD says when an object does not fit its Go type.
type Rule = fn(&Fields<'_>) -> Result<Health, String>;

/// The built-in rules. Source: gitops-engine `pkg/health/health.go`, `GetHealthCheckFunc`.
const RULES: &[(&str, &str, Rule)] = &[
    ("", "PersistentVolumeClaim", rules::claim),
    ("", "Pod", pod::pod),
    ("", "Service", rules::service),
    ("apiregistration.k8s.io", "APIService", rules::api_service),
    ("apps", "DaemonSet", workload::daemon_set),
    ("apps", "Deployment", workload::deployment),
    ("apps", "ReplicaSet", workload::replica_set),
    ("apps", "StatefulSet", workload::stateful_set),
    ("argoproj.io", "Application", rules::application),
    ("argoproj.io", "Workflow", rules::workflow),
    ("autoscaling", "HorizontalPodAutoscaler", scale::autoscaler),
    ("batch", "Job", rules::job),
    ("extensions", "Ingress", rules::ingress),
    ("networking.k8s.io", "Ingress", rules::ingress),
];

/// The health of an object. `None`: its kind has none, or only a script that is not judged yet could tell (a note says
/// so). Source: gitops-engine `pkg/health/health.go`, `GetResourceHealth`.
pub fn health(object: &Object, rules: &HealthRules, answers: &Answers) -> Step<Option<Health>> {
    let mut asking = Asking::new(answers);
    let (health, problem) = judge(object, rules);
    if let Some(problem) = problem {
        asking.problem(problem);
    }
    asking.finish(health)
}

/// The same at once, for rows of live objects: nothing is asked for as long as no script is judged.
pub fn judge(object: &Object, rules: &HealthRules) -> (Option<Health>, Option<Problem>) {
    if is_pending_deletion(object) {
        return (Some(pending_deletion()), None);
    }
    let kind = object.group_kind();
    let is_application = kind.is(GROUP, "Application");
    if rules.overrides.health_script(&kind).is_some() && !is_application {
        return (None, Some(unjudged(object, "a health script of argocd-cm")));
    }
    if let Some(health) = by_table(object) {
        return (Some(health), None);
    }
    if is_application && !rules.judges_applications && rules.overrides.health_script(&kind).is_none() {
        return (None, None);
    }
    match by_rule(object) {
        None => (None, None),
        Some(Ok(health)) => (Some(health), None),
        Some(Err(cause)) => {
            let problem = Problem::warning(ProblemKind::BadInput, format!("health cannot be judged: {cause}"));
            (Some(Health::new(HealthStatus::Unknown, cause)), Some(problem.at(Place::file(object.kind().clone()))))
        }
    }
}

/// The health by the table and the built-in rules alone: what needs neither settings nor scripts. An Application is judged as
/// argocd-cm's recommended customisation has it.
pub fn builtin(object: &Object) -> Option<Health> {
    if is_pending_deletion(object) {
        return Some(pending_deletion());
    }
    by_table(object).or_else(|| by_rule(object).map(|result| result.unwrap_or_else(|cause| Health::new(HealthStatus::Unknown, cause))))
}

/// The health by the table alone, as if nobody deleted the object: what Argo CD's own cases ask of a kind's script.
pub fn by_table(object: &Object) -> Option<Health> {
    table::entry(object.group(), object.kind()).map(|entry| table::evaluate::evaluate(entry, object))
}

/// Whether a kind has any health: an entry of the table, a built-in rule or a configured script.
pub fn has_health(kind: &GroupKind, rules: &HealthRules) -> bool {
    let is_known = rule(&kind.group, &kind.kind).is_some() || table::entry(&kind.group, &kind.kind).is_some();
    is_known || rules.overrides.health_script(kind).is_some()
}

fn by_rule(object: &Object) -> Option<Result<Health, String>> {
    rule(object.group(), object.kind()).map(|rule| rule(&Fields::new(object)))
}

fn rule(group: &str, kind: &str) -> Option<Rule> {
    let index = RULES.binary_search_by(|(own, name, _)| (*own, *name).cmp(&(group, kind))).ok()?;
    RULES.get(index).map(|(_, _, rule)| *rule)
}

/// A hook that keeps itself until its phase ended is judged as if it were not being deleted.
fn is_pending_deletion(object: &Object) -> bool {
    object.get(&["metadata", "deletionTimestamp"]).is_some_and(|value| !value.is_null()) && !marks::has_hook_finalizer(object)
}

fn pending_deletion() -> Health {
    Health::new(HealthStatus::Progressing, "Pending deletion")
}

fn unjudged(object: &Object, by: &str) -> Problem {
    let mut problem = Problem::warning(ProblemKind::BadInput, format!("{} is judged by {by}, which is not run yet", object.group_kind()))
        .hint("its health is left out; the other resources are judged as always");
    problem.severity = Severity::Note;
    problem
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(RULES.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
    }
}
