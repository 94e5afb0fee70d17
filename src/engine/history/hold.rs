//! A hold: automatic sync is off, on purpose, visibly, and exactly what stood before comes back with the release. It knows
//! no parent: whether somebody heals the hold away is judged elsewhere.

use serde::{Deserialize, Serialize};

use crate::model::application::Automated;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::Problem;
use crate::model::settings::VersionProfile;

/// The annotation `tiphys.dev/hold`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who holds.
    pub by: String,
    /// RFC 3339, UTC.
    pub at: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// `spec.syncPolicy.automated` as it stood before; absent: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automated: Option<Automated>,
}

/// The hold on an Application; a text that cannot be read is a problem.
pub fn hold(app: &Object) -> Result<Option<Hold>, Problem> {
    let _ = app;
    Ok(None)
}

/// The merge patch that holds: `automated.enabled: false`, before 3.1 no `automated` at all; the annotation keeps what stood
/// there.
pub fn set(app: &Object, profile: &VersionProfile, by: &str, at: &str, reason: &str) -> Result<Value, Problem> {
    let _ = (app, profile, by, at, reason);
    Ok(Value::Null)
}

/// The merge patch that releases: exactly what stood before.
pub fn release(app: &Object) -> Result<Value, Problem> {
    let _ = app;
    Ok(Value::Null)
}
