//! The Secret that keeps the seed of a running operation's random values: `tiphys-op-<operation id>` in its Application's
//! namespace, owned by the Application, so that it goes with it if nobody else deletes it. What is read here goes into a type
//! that shows nothing. Source of the rule: ARCHITECTURE.md, "The plan's digest".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::adapters::cluster::access::{Deed, can_i};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{DeleteOptions, Propagation, WriteOptions, create, delete, find};
use crate::adapters::cluster::request::Target;
use crate::engine::render::entropy::Seed;
use crate::model::application::{GROUP, VERSION};
use crate::model::ids::{AppKey, OperationId};
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::model::object::{NotAnObject, Object, Origin};
use crate::model::operation::seed_secret;
use crate::model::problem::{Problem, ProblemKind};

/// The key of the Secret's only entry.
const KEY: &str = "seed";

fn secrets(app: &AppKey) -> Target {
    Target::collection("", "v1", "secrets").within(app.namespace.clone())
}

fn named(app: &AppKey, operation: &OperationId) -> Target {
    secrets(app).named(seed_secret(operation))
}

fn place(app: &AppKey, operation: &OperationId) -> String {
    format!("Secret {}/{}", app.namespace, seed_secret(operation))
}

/// Why an operation needs the Secret.
const NEEDED: &str = "the operation does not begin: the chart generates random values, and their seed has to be kept as long as it runs";

/// Whether a seed could be kept. A server that does not say refuses nothing here.
///
/// # Errors
/// When the server says that we may not create the Secret.
pub async fn may_keep(cluster: &Cluster, app: &AppKey) -> Result<(), Problem> {
    let (verb, resource) = ("create".into(), "secrets".into());
    let deed = Deed { verb, resource, namespace: app.namespace.clone(), ..Deed::default() };
    match can_i(cluster, &deed).await {
        Ok(ruling) if !ruling.is_allowed => {
            let cause = format!("{NEEDED}: secrets in namespace {} may not be created", app.namespace);
            Err(Problem::error(ProblemKind::Forbidden, cause).hint(right(&deed.verb, app)))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Keeps a seed. One that is there already with the same seed, because an answer was lost, is as good as a new one.
///
/// # Errors
/// When the server does not take it; without it the operation must not begin.
pub async fn keep(cluster: &Cluster, (app, uid): (&AppKey, &str), operation: &OperationId, seed: &Seed, by: &str) -> Result<(), Problem> {
    let object = object((app, uid), operation, seed)
        .map_err(|error| Problem::error(ProblemKind::Internal, format!("{}: {error}", place(app, operation))))?;
    match create(cluster, &secrets(app), &object, &WriteOptions::by(by)).await {
        Ok(_) => Ok(()),
        Err(ClusterError::AlreadyExists(_)) if read(cluster, (app, uid), operation).await.as_ref() == Ok(seed) => Ok(()),
        Err(error) => Err(refused(&error, "create", app, NEEDED)),
    }
}

/// The seed of an operation.
///
/// # Errors
/// When it is not there, is not this Application's, or may not be read: the operation cannot go on with the values that it began with.
pub async fn read(cluster: &Cluster, (app, uid): (&AppKey, &str), operation: &OperationId) -> Result<Seed, Problem> {
    const GONE: &str = "the operation cannot be resumed: its chart generates random values, and the seed of those that it sent";
    let stop = |what: &str| {
        Problem::error(ProblemKind::NotFound, format!("{GONE} {what}: {}", place(app, operation))).hint(
            "hand the application back (:hand-back, app hand-back): the operation ends as failed, and a new sync begins with new values",
        )
    };
    let found = match find(cluster, &named(app, operation)).await {
        Ok(Some(found)) => found,
        Ok(None) => return Err(stop("is gone")),
        Err(error) => return Err(refused(&error, "get", app, GONE)),
    };
    if !found.owners().any(|owner| owner.uid == uid) {
        return Err(stop("is not this application's"));
    }
    let bytes = found.str_at(&["data", KEY]).and_then(|data| STANDARD.decode(data).ok());
    bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).map(Seed::new).ok_or_else(|| stop("cannot be read"))
}

/// Deletes the seed of an operation that ended; one that is not there is as good as deleted.
///
/// # Errors
/// When the server refuses. The Secret stays until the Application goes.
pub async fn forget(cluster: &Cluster, app: &AppKey, operation: &OperationId) -> Result<(), Problem> {
    let options = DeleteOptions { propagation: Propagation::Background, ..DeleteOptions::default() };
    delete(cluster, &named(app, operation), &options).await.map(|_| ()).map_err(|error| {
        let problem = error.problem();
        let cause = format!("{} is left behind: {}", place(app, operation), problem.cause);
        let problem = Problem { severity: crate::model::problem::Severity::Warning, cause: cause.into(), ..problem };
        problem.hint("delete it: it holds what the random values of the last sync were made of")
    })
}

/// What the server refused, and why it was asked.
fn refused(error: &ClusterError, verb: &str, app: &AppKey, why: &str) -> Problem {
    let problem = error.problem();
    let told = Problem { cause: format!("{why}: {}", problem.cause).into(), ..problem };
    if error.is_forbidden() {
        return told.hint(right(verb, app));
    }
    told
}

fn right(verb: &str, app: &AppKey) -> String {
    format!("ask for the right to {verb} secrets in namespace {}, or give the chart the values that it generates", app.namespace)
}

fn object((app, uid): (&AppKey, &str), operation: &OperationId, seed: &Seed) -> Result<Object, NotAnObject> {
    let owner = map([
        ("apiVersion", Value::str(format!("{GROUP}/{VERSION}"))),
        ("kind", "Application".into()),
        ("name", Value::Str(app.name.clone())),
        ("uid", uid.into()),
    ]);
    let metadata = map([
        ("name", Value::str(seed_secret(operation))),
        ("namespace", Value::Str(app.namespace.clone())),
        ("labels", Value::Map(map([("app.kubernetes.io/managed-by", "tiphys".into())]))),
        ("ownerReferences", Value::list(vec![Value::Map(owner)])),
    ]);
    let root = map([
        ("apiVersion", "v1".into()),
        ("kind", "Secret".into()),
        ("metadata", Value::Map(metadata)),
        ("type", "Opaque".into()),
        ("immutable", true.into()),
        ("data", Value::Map(map([(KEY, Value::str(STANDARD.encode(seed.bytes())))]))),
    ]);
    Object::new(root, Origin::default())
}
