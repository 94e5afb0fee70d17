//! Who may do what, and when: pure verdicts that name the rule that decided. It knows no cluster and no clock.

pub mod projects;
pub mod rbac;
pub mod windows;

use std::sync::Arc;

use crate::model::problem::Place;

/// An answer, and the rule that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may be done.
    pub allowed: bool,
    /// The deciding rule, in words.
    pub rule: Arc<str>,
    /// Where the rule stands; none where the lack of a rule decided.
    pub place: Option<Place>,
    /// What would change the answer.
    pub change: Arc<str>,
}
