//! Objects that actions create: a Job of a CronJob, Workflows of their templates. It knows no cluster.
//! Source: `kubectl create job --from=cronjob/…`, `argo submit --from=…`, and Argo CD's actions that do the same.

use std::sync::Arc;

use crate::model::object::build::{self, map};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::ask::{get, items};
use super::change::time;
use super::{Call, Impact};

/// Argo Workflows' label that says which of several controllers a Workflow belongs to.
const INSTANCE: &str = "workflows.argoproj.io/controller-instanceid";

/// A Job as the CronJob would make one now.
pub(super) fn job(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let template = map_at(call.object, &["spec", "jobTemplate"]).ok_or_else(|| lacks(call.object, "spec.jobTemplate"))?;
    let metadata = template.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
    let metadata = build::set(&metadata, &["annotations", "cronjob.kubernetes.io/instantiate"], "manual".into());
    let owner = owner(call.object).with("blockOwnerDeletion", Value::Bool(true)).with("controller", Value::Bool(true));
    let metadata = named(call, &metadata, "%y%m%d%H%M", &owner);
    created(call.object, "batch/v1", "Job", metadata, template.get("spec").cloned())
}

/// A Workflow as the CronWorkflow would make one now.
pub(super) fn cron_workflow(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let object = call.object;
    let spec = get(object, &["spec", "workflowSpec"]).ok_or_else(|| lacks(object, "spec.workflowSpec"))?;
    let given = |field: &str| map_at(object, &["spec", "workflowMetadata", field]).unwrap_or_default();
    let mut labels = given("labels").with("workflows.argoproj.io/cron-workflow", Value::Str(object.name().clone()));
    if let Some(instance) = object.label(INSTANCE) {
        labels = labels.with(INSTANCE, instance.into());
    }
    let annotations = given("annotations").with("workflows.argoproj.io/scheduled-time", Value::str(time(call.now)));
    let mut metadata = map([("labels", Value::Map(labels)), ("annotations", Value::Map(annotations))]);
    let finalizers = items(object, &["spec", "workflowMetadata", "finalizers"]);
    if !finalizers.is_empty() {
        metadata = metadata.with("finalizers", Value::list(finalizers.to_vec()));
    }
    let metadata = named(call, &metadata, "%Y%m%d%H%M", &owner(object));
    created(object, "argoproj.io/v1alpha1", "Workflow", metadata, Some(spec.clone()))
}

/// A Workflow that refers to the WorkflowTemplate.
pub(super) fn workflow(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let name = Value::Str(call.object.name().clone());
    let labels = Map::from_entries(vec![(Key::own("workflows.argoproj.io/workflow-template"), name.clone())]);
    let metadata = named(call, &map([("labels", Value::Map(labels))]), "%Y%m%d%H%M", &owner(call.object));
    let spec = map([("workflowTemplateRef", Value::Map(map([("name", name)])))]);
    created(call.object, "argoproj.io/v1alpha1", "Workflow", metadata, Some(Value::Map(spec)))
}

/// Metadata with the owner, its namespace, and its name with the minute behind it: a second run in the same minute is refused by the server.
fn named(call: &Call<'_>, metadata: &Map, minute: &str, owner: &Map) -> Map {
    let name = format!("{}-{}", call.object.name(), call.now.strftime(minute));
    let metadata = metadata.with("name", Value::str(name)).with("ownerReferences", Value::list(vec![Value::Map(owner.clone())]));
    if call.object.namespace().is_empty() { metadata } else { metadata.with("namespace", Value::Str(call.object.namespace().clone())) }
}

fn owner(object: &Object) -> Map {
    let owner = map([
        ("apiVersion", Value::Str(object.api_version().clone())),
        ("kind", Value::Str(object.kind().clone())),
        ("name", Value::Str(object.name().clone())),
    ]);
    if object.uid().is_empty() { owner } else { owner.with("uid", Value::str(object.uid())) }
}

fn created(
    from: &Object,
    api_version: &'static str,
    kind: &'static str,
    metadata: Map,
    spec: Option<Value>,
) -> Result<Vec<Impact>, Problem> {
    let spec = spec.filter(|spec| !spec.is_null()).ok_or_else(|| lacks(from, "a spec for what it creates"))?;
    let root = map([
        ("apiVersion", Value::str(Arc::<str>::from(api_version))),
        ("kind", Value::str(Arc::<str>::from(kind))),
        ("metadata", Value::Map(metadata)),
        ("spec", spec),
    ]);
    let object = Object::new(root, Origin::default()).map_err(|why| Problem::error(ProblemKind::BadInput, why.to_string()))?;
    Ok(vec![Impact::Create(object)])
}

fn map_at(object: &Object, at: &[&str]) -> Option<Map> {
    get(object, at).and_then(Value::as_map).cloned()
}

fn lacks(object: &Object, what: &str) -> Problem {
    Problem::error(ProblemKind::BadInput, format!("{} lacks {what}", object.name())).at(Place::file(object.kind().clone()))
}
