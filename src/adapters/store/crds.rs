//! The CRDs of Application and AppProject, for control planes that never had Argo CD: made from the model types, structural,
//! with unknown fields kept at every level, Argo CD's names and printer columns, and no status subresource (status is
//! written on the object itself). An Argo CD's own CRDs are left alone.
//!
//! Small enough that `kubectl apply` can keep a whole CRD in its last-applied annotation (256 KiB).

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::kinds;
use super::structural::structural;
use crate::adapters::cluster::apply::{ApplyRequest, Outcome, apply};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{find, get};
use crate::adapters::store::application::MANAGER;
use crate::engine::manifest::emit::emit_all;
use crate::engine::schema::Schema;
use crate::engine::sync::task::ApplyMode;
use crate::model::application::{Application, GROUP, VERSION};
use crate::model::object::build::map;
use crate::model::object::serde_ser::to_value;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::AppProject;

/// Name of the Applications' CRD.
pub const APPLICATION_CRD: &str = "applications.argoproj.io";
/// Name of the AppProjects' CRD.
pub const PROJECT_CRD: &str = "appprojects.argoproj.io";
/// The label that says who made a CRD.
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// How often is asked whether a CRD is served.
const POLL: Duration = Duration::from_millis(200);

/// What became of a CRD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Installed {
    /// It was not there.
    Created,
    /// An older one of ours was changed.
    Updated,
    /// It was there already, as it should be.
    Unchanged,
    /// It is Argo CD's (or somebody else's): it stays as it is.
    LeftAlone,
}

impl std::fmt::Display for Installed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::LeftAlone => "left alone: another program's",
        })
    }
}

/// Whether Tiphys made this CRD.
pub fn is_ours(crd: &Object) -> bool {
    crd.label(MANAGED_BY) == Some(MANAGER)
}

/// The CRDs as `tiphys crds` prints them: two YAML documents.
///
/// # Errors
/// An internal problem when a model type has no structural schema; a test keeps that from happening.
pub fn crds_yaml() -> Result<String, Problem> {
    let crds = crds()?;
    let values: Vec<Value> = crds.iter().map(Object::to_value).collect();
    Ok(emit_all(&values))
}

/// The CRDs.
///
/// # Errors
/// As [`crds_yaml`].
pub fn crds() -> Result<Vec<Object>, Problem> {
    let columns = [
        column("Sync Status", ".status.sync.status", 0),
        column("Health Status", ".status.health.status", 0),
        column("Revision", ".status.sync.revision", 10),
        column("Project", ".spec.project", 10),
    ];
    Ok(vec![
        crd(&names("Application", "application", "applications", &["app", "apps"]), schema::<Application>()?, &columns)?,
        crd(&names("AppProject", "appproject", "appprojects", &["appproj", "appprojs"]), schema::<AppProject>()?, &[])?,
    ])
}

/// Creates the CRDs that are not there, updates ours, leaves others alone, and waits until the API server serves them. There
/// is no limit of time: the caller drops the future.
///
/// # Errors
/// When the server refuses.
pub async fn install(cluster: &Cluster) -> Result<Vec<(Arc<str>, Installed)>, Problem> {
    let mut done = Vec::new();
    for crd in crds()? {
        let name = crd.name().clone();
        let what = install_one(cluster, crd).await.map_err(|error| error.problem())?;
        if what != Installed::LeftAlone {
            served(cluster, &name).await.map_err(|error| error.problem())?;
        }
        done.push((name, what));
    }
    Ok(done)
}

async fn install_one(cluster: &Cluster, crd: Object) -> Result<Installed, ClusterError> {
    let live = find(cluster, &kinds::crd().target().named(crd.name().clone())).await?;
    if live.as_ref().is_some_and(|live| !is_ours(live)) {
        return Ok(Installed::LeftAlone);
    }
    let request = ApplyRequest {
        object: crd,
        mode: ApplyMode::ServerSide,
        dry_run: false,
        field_manager: MANAGER.into(),
        skip_validation: false,
        force: false,
        known_version: live.as_ref().map(|live| live.resource_version().into()).unwrap_or_default(),
    };
    Ok(match apply(cluster, &Schema::builtin(), &request).await?.outcome {
        Outcome::Created => Installed::Created,
        Outcome::Configured => Installed::Updated,
        Outcome::Unchanged => Installed::Unchanged,
    })
}

/// Waits for the condition `Established`.
async fn served(cluster: &Cluster, name: &Arc<str>) -> Result<(), ClusterError> {
    loop {
        let crd = get(cluster, &kinds::crd().target().named(name.clone())).await?;
        let conditions = crd.get(&["status", "conditions"]).and_then(Value::as_list).unwrap_or_default();
        let word = |condition: &Value, key: &str| condition.as_map().and_then(|map| map.get(key)?.as_shared_str());
        let is_established = |condition: &Value| {
            word(condition, "type").as_deref() == Some("Established") && word(condition, "status").as_deref() == Some("True")
        };
        if conditions.iter().any(is_established) {
            return Ok(());
        }
        tokio::time::sleep(POLL).await;
    }
}

fn column(name: &'static str, path: &'static str, priority: i64) -> Value {
    let column = map([("name", name.into()), ("type", "string".into()), ("jsonPath", path.into())]);
    Value::Map(if priority == 0 { column } else { column.with("priority", Value::Int(priority)) })
}

fn names(kind: &'static str, singular: &'static str, plural: &'static str, short: &[&'static str]) -> Map {
    map([
        ("kind", kind.into()),
        ("listKind", format!("{kind}List").into()),
        ("plural", plural.into()),
        ("singular", singular.into()),
        ("shortNames", Value::list(short.iter().map(|name| (*name).into()).collect())),
    ])
}

/// The structural schema of a model type, with the fields that every object has.
fn schema<T: JsonSchema>() -> Result<Value, Problem> {
    let settings = SchemaSettings::openapi3().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let generated = to_value(&settings.into_generator().into_root_schema_for::<T>()).map_err(|error| internal(&error.to_string()))?;
    let Value::Map(root) = structural(&generated) else { return Err(internal("the schema is no map")) };
    let own = root.get("properties").and_then(Value::as_map).cloned().unwrap_or_default();
    let text = || Value::Map(map([("type", "string".into())]));
    let properties = own.with("apiVersion", text()).with("kind", text()).with("metadata", Value::Map(map([("type", "object".into())])));
    let required = Value::list(vec!["metadata".into(), "spec".into()]);
    Ok(Value::Map(root.with("properties", Value::Map(properties)).with("required", required)))
}

fn internal(cause: &str) -> Problem {
    Problem::error(ProblemKind::Internal, format!("the CRDs cannot be made: {cause}")).hint("this is a defect of Tiphys")
}

fn crd(names: &Map, schema: Value, columns: &[Value]) -> Result<Object, Problem> {
    let plural = names.get("plural").and_then(Value::as_str).unwrap_or_default();
    let version = map([
        ("name", VERSION.into()),
        ("served", true.into()),
        ("storage", true.into()),
        ("subresources", Value::Map(Map::default())),
        ("schema", Value::Map(map([("openAPIV3Schema", schema)]))),
    ]);
    let version = if columns.is_empty() { version } else { version.with("additionalPrinterColumns", Value::list(columns.to_vec())) };
    let name = format!("{plural}.{GROUP}");
    let labels = map([("app.kubernetes.io/name", name.as_str().into()), (MANAGED_BY, MANAGER.into())]);
    let metadata = map([("name", name.into()), ("labels", Value::Map(labels))]);
    let spec = map([
        ("group", GROUP.into()),
        ("names", Value::Map(names.clone())),
        ("scope", "Namespaced".into()),
        ("versions", Value::list(vec![Value::Map(version)])),
    ]);
    let root = map([
        ("apiVersion", "apiextensions.k8s.io/v1".into()),
        ("kind", "CustomResourceDefinition".into()),
        ("metadata", Value::Map(metadata)),
        ("spec", Value::Map(spec)),
    ]);
    Object::new(root, Origin::default()).map_err(|error| internal(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::crds_yaml;
    use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};

    #[test]
    fn both_together_fit_into_one_annotation_and_say_nothing_that_is_not_structural() {
        let yaml = crds_yaml().expect("they can be made");
        assert!(yaml.len() < 256 << 10, "{} bytes", yaml.len());
        let read = parse_yaml(yaml.as_bytes(), "crds.yaml", ParseOptions::KUBERNETES);
        assert_eq!((read.values.len(), read.problems), (2, Vec::new()));
        for word in ["$ref:", "$defs:", "anyOf:", "oneOf:", "allOf:", "nullable:", "enum:"] {
            assert!(!yaml.lines().any(|line| line.trim_start().starts_with(word)), "{word}");
        }
    }
}
