//! How a build's steps end early, and the words for its problems. It knows no step.

use std::sync::Arc;

use crate::model::problem::{Place, Problem, ProblemKind};

/// Why a step did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// Something that was asked for is not here yet; the build will be called again.
    Pending,
    /// It cannot be done.
    Failed(Box<Problem>),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(Box::new(problem))
    }
}

/// A step's result.
pub(super) type Run<T> = Result<T, Stop>;

/// Input that cannot be built.
pub(super) fn bad(place: &Place, cause: impl Into<Arc<str>>) -> Problem {
    Problem::error(ProblemKind::BadInput, cause).at(place.clone())
}

/// Something that is not there.
pub(super) fn missing(place: &Place, cause: impl Into<Arc<str>>) -> Problem {
    Problem::error(ProblemKind::NotFound, cause).at(place.clone())
}

/// Something that a limit forbids.
pub(super) fn too_much(place: &Place, cause: impl Into<Arc<str>>) -> Problem {
    let hint = "this limit protects the console from hostile input; split the kustomization";
    Problem::error(ProblemKind::Limit, cause).at(place.clone()).hint(hint)
}
