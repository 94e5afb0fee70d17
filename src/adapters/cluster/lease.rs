//! One Lease an application: who drives it. Name `tiphys-` and the first ten hexadecimal digits of the SHA-256 of the
//! Application's uid, in its namespace; holder = operation id; 15 s, renewed every 5 s.
//!
//! Two clocks. Whether *another's* Lease has run out is judged by the server's time (ours plus the measured offset). How
//! long *ours* holds is judged by `CLOCK_BOOTTIME`, which goes on while the machine sleeps: a suspended process wakes up and
//! knows that it has lost it. Both come as arguments. The Lease is owned by the Application and goes with it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::connect::Cluster;
use super::error::ClusterError;
use super::objects::{DeleteOptions, Deleted, Propagation, WriteOptions, Written, create, delete, find, merge_patch, replace};
use super::request::Target;
use crate::model::ids::OperationId;
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};

/// How long a Lease holds after it was renewed.
pub const LEASE_DURATION: Duration = Duration::from_secs(15);
/// How often it is renewed: twice may fail.
pub const RENEW_EVERY: Duration = Duration::from_secs(5);

/// A Lease that we hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Namespace and name.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// The operation that holds it.
    pub holder: OperationId,
    uid: Arc<str>,
    resource_version: Arc<str>,
    /// Reading of `CLOCK_BOOTTIME` from which on it must be taken as lost.
    pub deadline: Duration,
}

impl Held {
    /// Whether it still holds at this reading of `CLOCK_BOOTTIME`: ask before each write.
    pub fn is_held_at(&self, boottime: Duration) -> bool {
        boottime < self.deadline
    }
}

/// The moment of a call on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Our time corrected by the measured offset.
    pub server: Timestamp,
    /// `CLOCK_BOOTTIME`, read *before* the request is sent.
    pub boottime: Duration,
}

/// Reads `CLOCK_BOOTTIME`.
pub fn boottime() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Why we do not hold it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeaseError {
    /// Another operation holds it.
    #[error("operation {holder} drives this application since {since}, renewed {renewed}")]
    HeldBy {
        /// The other operation.
        holder: OperationId,
        /// RFC 3339.
        since: Arc<str>,
        /// RFC 3339.
        renewed: Arc<str>,
    },
    /// It was ours and is not any more.
    #[error("the Lease is lost: {0}")]
    Lost(Arc<str>),
    /// The server could not be asked. What we hold, we hold until its deadline.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

/// The Lease's name for an Application with this uid.
pub fn lease_name(uid: &str) -> String {
    let digest = Sha256::digest(uid.as_bytes());
    digest.iter().take(5).fold(String::from("tiphys-"), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// Takes the Lease of an Application: a free one, one that has run out, or our own again (a resumed operation).
///
/// # Errors
/// `HeldBy` when another holds it, or takes it at the same moment.
pub async fn acquire(cluster: &Cluster, application: &Object, operation: &OperationId, moment: Moment) -> Result<Held, LeaseError> {
    let name = lease_name(application.uid());
    let target = target(application.namespace(), &name);
    let live = find(cluster, &target).await?;
    let now = micro(moment.server);
    let options = WriteOptions::by("tiphys");
    let outcome = match &live {
        None => {
            let lease = lease(application, &name, operation, &now, &now, None)?;
            create(cluster, &Target { name: Arc::default(), ..target.clone() }, &lease, &options).await
        }
        Some(live) => {
            let is_ours = holder(live) == operation.as_str();
            if !is_ours && !has_run_out(live, moment.server) {
                return Err(held_by(live));
            }
            let since = live.str_at(&["spec", "acquireTime"]).filter(|_| is_ours).map_or_else(|| now.clone(), str::to_owned);
            let lease = lease(application, &name, operation, &since, &now, Some(live))?;
            replace(cluster, &target, &lease, &options).await
        }
    };
    match outcome {
        Ok(written) => Ok(held(&written, operation, moment)),
        Err(ClusterError::AlreadyExists(_) | ClusterError::Conflict { .. }) => Err(match find(cluster, &target).await? {
            Some(live) if holder(&live) != operation.as_str() => held_by(&live),
            Some(_) | None => LeaseError::Lost("another process took it at the same moment".into()),
        }),
        Err(error) => Err(error.into()),
    }
}

/// Renews a Lease.
///
/// # Errors
/// `Lost` when its deadline has passed or somebody else wrote it; `Cluster` when the server did not answer: it holds until
/// its deadline, try again before.
pub async fn renew(cluster: &Cluster, held: &Held, moment: Moment) -> Result<Held, LeaseError> {
    if !held.is_held_at(moment.boottime) {
        return Err(LeaseError::Lost("its deadline passed before it was renewed".into()));
    }
    let spec = map([
        ("holderIdentity", held.holder.as_str().into()),
        ("renewTime", micro(moment.server).into()),
        ("leaseDurationSeconds", seconds()),
    ]);
    let patch = map([("metadata", Value::Map(map([("uid", Value::Str(held.uid.clone()))]))), ("spec", Value::Map(spec))]);
    let target = target(&held.namespace, &held.name);
    let options = WriteOptions::by("tiphys");
    let conflict = match merge_patch(cluster, &target, &patch, Some(&held.resource_version), &options).await {
        Ok(written) => return Ok(self::held(&written, &held.holder, moment)),
        Err(ClusterError::Conflict { message, .. } | ClusterError::NotFound(message)) => message,
        Err(error) => return Err(error.into()),
    };
    // A renewal whose answer was lost has moved the version: the Lease is still ours when it names us.
    match find(cluster, &target).await? {
        Some(live) if holder(&live) == held.holder.as_str() && live.uid() == &*held.uid => {
            match merge_patch(cluster, &target, &patch, Some(live.resource_version()), &options).await {
                Ok(written) => Ok(self::held(&written, &held.holder, moment)),
                Err(ClusterError::Conflict { message, .. } | ClusterError::NotFound(message)) => Err(LeaseError::Lost(message)),
                Err(error) => Err(error.into()),
            }
        }
        Some(live) => Err(LeaseError::Lost(format!("operation {} took it", holder(&live)).into())),
        None => Err(LeaseError::Lost(conflict)),
    }
}

/// Gives a Lease back. One that is no longer ours stays as it is.
///
/// # Errors
/// When the server cannot be asked: the Lease runs out by itself.
pub async fn release(cluster: &Cluster, held: &Held) -> Result<(), ClusterError> {
    let options = DeleteOptions {
        // Foreground would leave it standing, marked, until the garbage collector comes round.
        propagation: Propagation::Background,
        uid: held.uid.clone(),
        resource_version: held.resource_version.clone(),
        ..DeleteOptions::default()
    };
    match delete(cluster, &target(&held.namespace, &held.name), &options).await {
        Ok(Deleted::Gone | Deleted::Pending | Deleted::NotThere) | Err(ClusterError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Who holds an Application's Lease at this time of the server; `None`: nobody.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn holder_of(cluster: &Cluster, namespace: &str, uid: &str, server_time: Timestamp) -> Result<Option<OperationId>, ClusterError> {
    let live = find(cluster, &target(namespace, &lease_name(uid))).await?;
    Ok(live.filter(|live| !has_run_out(live, server_time)).map(|live| OperationId::new(holder(&live))))
}

fn target(namespace: &str, name: &str) -> Target {
    Target::collection("coordination.k8s.io", "v1", "leases").within(namespace).named(name)
}

fn held(written: &Written, operation: &OperationId, moment: Moment) -> Held {
    let object = &written.object;
    Held {
        namespace: object.namespace().clone(),
        name: object.name().clone(),
        holder: operation.clone(),
        uid: object.uid().into(),
        resource_version: object.resource_version().into(),
        deadline: moment.boottime + LEASE_DURATION,
    }
}

fn lease(
    application: &Object,
    name: &str,
    operation: &OperationId,
    since: &str,
    now: &str,
    live: Option<&Object>,
) -> Result<Object, ClusterError> {
    let owner = map([
        ("apiVersion", Value::Str(application.api_version().clone())),
        ("kind", Value::Str(application.kind().clone())),
        ("name", Value::Str(application.name().clone())),
        ("uid", application.uid().into()),
    ]);
    let mut metadata = map([
        ("name", name.into()),
        ("namespace", Value::Str(application.namespace().clone())),
        ("ownerReferences", Value::list(vec![Value::Map(owner)])),
    ]);
    let mut transitions = 0;
    if let Some(live) = live {
        metadata = metadata.with("resourceVersion", live.resource_version().into()).with("uid", live.uid().into());
        transitions = live.int_at(&["spec", "leaseTransitions"]).unwrap_or(0) + i64::from(holder(live) != operation.as_str());
    }
    let spec = map([
        ("holderIdentity", operation.as_str().into()),
        ("leaseDurationSeconds", seconds()),
        ("acquireTime", since.into()),
        ("renewTime", now.into()),
        ("leaseTransitions", Value::Int(transitions)),
    ]);
    let root = map([
        ("apiVersion", "coordination.k8s.io/v1".into()),
        ("kind", "Lease".into()),
        ("metadata", Value::Map(metadata)),
        ("spec", Value::Map(spec)),
    ]);
    Object::new(root, Origin::default()).map_err(|error| ClusterError::BadRequest(error.to_string().into()))
}

fn seconds() -> Value {
    Value::Int(i64::try_from(LEASE_DURATION.as_secs()).unwrap_or(15))
}

fn holder(lease: &Object) -> &str {
    lease.str_at(&["spec", "holderIdentity"]).unwrap_or("")
}

/// A Lease without holder or without a readable time is free.
fn has_run_out(lease: &Object, server_time: Timestamp) -> bool {
    let renewed = lease.str_at(&["spec", "renewTime"]).and_then(|text| text.parse::<Timestamp>().ok());
    let lasts = lease.int_at(&["spec", "leaseDurationSeconds"]).unwrap_or(15);
    match renewed {
        Some(renewed) if !holder(lease).is_empty() => server_time.as_millisecond() > renewed.as_millisecond() + lasts.saturating_mul(1000),
        Some(_) | None => true,
    }
}

fn held_by(lease: &Object) -> LeaseError {
    let text = |field: &str| -> Arc<str> { lease.str_at(&["spec", field]).unwrap_or("").into() };
    LeaseError::HeldBy { holder: OperationId::new(holder(lease)), since: text("acquireTime"), renewed: text("renewTime") }
}

/// `metav1.MicroTime`: six digits, always.
fn micro(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::{lease_name, micro};

    #[test]
    fn names_come_from_the_uid_and_times_have_six_digits() {
        assert_eq!(lease_name("0b5d3a2e-8a3e-4b6e-9d8e-2f6f1c1d4a5b").len(), "tiphys-".len() + 10);
        assert_ne!(lease_name("a"), lease_name("b"));
        assert_eq!(micro("2026-01-01T00:00:00Z".parse().expect("time")), "2026-01-01T00:00:00.000000Z");
    }
}
