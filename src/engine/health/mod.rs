//! Health of objects and applications, as Argo CD judges it: a table by group and kind. It knows no cluster; custom Lua is
//! answered by a note until the worker judges it.

pub mod aggregate;

use std::sync::Arc;

use crate::engine::step::{Answers, Asking, Step};
use crate::model::object::Object;
use crate::model::settings::Settings;
use crate::model::status::Health;

/// What decides besides the object.
#[derive(Debug, Clone)]
pub struct HealthRules {
    /// The control plane's settings (`resource.customizations.health.*`).
    pub settings: Arc<Settings>,
}

/// The health of an object. `None`: its kind has none, or only a script that is not judged yet could tell (a note says
/// so). Source: gitops-engine `pkg/health/health.go`, `GetResourceHealth`.
pub fn health(object: &Object, rules: &HealthRules, answers: &Answers) -> Step<Option<Health>> {
    let _ = rules;
    Asking::new(answers).finish(builtin(object))
}

/// The health by the built-in rules alone: what needs neither settings nor scripts.
pub fn builtin(object: &Object) -> Option<Health> {
    let _ = object;
    None
}
