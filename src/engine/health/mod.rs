//! Health of objects and applications, as Argo CD judges it: a table by group and kind. It knows no cluster and runs no
//! script: what only a script could tell is asked of the worker.
//!
//! The order of Argo CD (`GetResourceHealth`): an object that is being deleted is Progressing; then a configured script,
//! by exact kind, then by wildcard; then a bundled script, which the table stands for; then the built-in rules. Before a script of
//! argocd-cm comes one that the Application itself declares for its own resources (see `script`).

pub mod aggregate;
mod fields;
pub mod http;
mod pod;
mod rules;
mod scale;
pub mod script;
mod table;
mod workload;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::resources::marks;
use crate::engine::step::{Answer, Answers, Asking, Found, Need, Step};
use crate::model::application::GROUP;
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind, Severity};
use crate::model::settings::Settings;
use crate::model::status::{Health, HealthStatus};

use fields::Fields;
use script::Scripts;

/// What decides besides the object: made once for one control plane's settings.
#[derive(Debug, Clone)]
pub struct HealthRules {
    /// Scripts of argocd-cm.
    scripts: Arc<Scripts>,
    /// Scripts that applications declare for their own resources, by their instance name.
    own: BTreeMap<Arc<str>, Arc<Scripts>>,
    /// Whether an Application is judged without a customisation of argocd-cm: where there is no Argo CD to disagree with.
    judges_applications: bool,
    /// Annotations that hold secrets.
    masked: Arc<[Arc<str>]>,
}

impl HealthRules {
    /// The rules of these settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            scripts: Arc::new(Scripts::of_settings(settings)),
            own: BTreeMap::new(),
            judges_applications: &*settings.profile.name == "none",
            masked: settings.mask_annotations.as_slice().into(),
        }
    }

    /// Notes the scripts that an application declares for its own resources; whether they are others than before.
    pub fn declare(&mut self, instance: &Arc<str>, scripts: &Arc<Scripts>) -> bool {
        if scripts.is_empty() {
            return self.own.remove(instance).is_some();
        }
        self.own.insert(instance.clone(), scripts.clone()).as_ref() != Some(scripts)
    }

    /// The rules of other settings, with the scripts that applications declare as they are.
    #[must_use]
    pub fn with_settings(&self, settings: &Settings) -> Self {
        Self { own: self.own.clone(), ..Self::new(settings) }
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

/// The health of an object; of one that bears an application's mark, by the scripts that this application declares before all others.
/// `now` is for scripts that read the clock. `None`: its kind has none. Source: gitops-engine `pkg/health/health.go`,
/// `GetResourceHealth`.
pub fn health(
    object: &Object,
    instance: Option<&str>,
    rules: &HealthRules,
    now: Option<Timestamp>,
    answers: &Answers,
) -> Step<Option<Health>> {
    let mut asking = Asking::new(answers);
    let (health, problem) = match script::script(object, instance, rules) {
        None => judge(object, rules),
        Some(script) => match asking.ask(Need::Judge(Arc::new(script::judgement(script, object, now)))) {
            Found::Here(Answer::Judged(text)) => script::verdict(script, object, rules, Ok(text)),
            Found::Here(_) => (None, Some(Problem::error(ProblemKind::Internal, "a script was answered by something else"))),
            Found::Failed(problem) => script::verdict(script, object, rules, Err(&problem)),
            Found::Pending => (None, None),
        },
    };
    if let Some(problem) = problem {
        asking.problem(problem);
    }
    asking.finish(health)
}

/// What is known at once for the row of a live object, and whether a script is still to judge it. An Application's built-in rule says
/// what the script that Argo CD's manual gives for it says, and stands in for it until then.
pub fn at_once(object: &Object, instance: Option<&str>, rules: &HealthRules) -> (Option<Health>, bool) {
    if script::script(object, instance, rules).is_none() {
        return (judge(object, rules).0, false);
    }
    let stands_in = object.group_kind().is(GROUP, "Application");
    (stands_in.then(|| builtin(object)).flatten(), true)
}

/// The health without asking anybody. `None`: its kind has none, or only a script could tell (a note says so).
pub fn judge(object: &Object, rules: &HealthRules) -> (Option<Health>, Option<Problem>) {
    if is_pending_deletion(object) {
        return (Some(pending_deletion()), None);
    }
    let kind = object.group_kind();
    let is_application = kind.is(GROUP, "Application");
    if rules.scripts.find(&kind).is_some() && !is_application {
        return (None, Some(unjudged(object, "a health script of argocd-cm")));
    }
    if let Some(health) = by_table(object) {
        return (Some(health), None);
    }
    if is_application && !rules.judges_applications && rules.scripts.find(&kind).is_none() {
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
    is_known || rules.scripts.find(kind).is_some()
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
    let mut problem = Problem::warning(ProblemKind::BadInput, format!("{} is judged by {by}, which is not run here", object.group_kind()))
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
