//! What can go wrong with Git, by what went wrong. It knows no screen.

use crate::model::problem::{Problem, ProblemKind};

/// A Git operation failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// The repository was never fetched. Fetching helps.
    #[error("repository {0} has not been fetched yet")]
    NoMirror(String),
    /// No branch, tag or commit of that name. Fetching may help.
    #[error("there is no revision {revision:?} in {url}")]
    NoRevision {
        /// The repository.
        url: String,
        /// What was asked for.
        revision: String,
        /// Names that come close.
        near: Vec<String>,
    },
    /// An object is missing from the mirror. Fetching helps.
    #[error("object {0} is not in the mirror")]
    NoObject(String),
    /// A tree has more entries than the budget allows.
    #[error("the tree of {0} has too many files")]
    TooLarge(String),
    /// A commit or tag is larger than the budget allows.
    #[error("object {id} has {bytes} bytes, which is too much for a commit or tag")]
    Oversized {
        /// The object.
        id: String,
        /// Its size.
        bytes: usize,
    },
    /// A tag leads to another commit than it did. Refreshing helps.
    #[error("the tag {tag} leads to commit {from} no more")]
    Moved {
        /// The tag.
        tag: String,
        /// Where it led.
        from: String,
    },
    /// The other side refused our credentials. Retrying does not help.
    #[error("{url} refuses access: {message}")]
    Refused {
        /// The repository.
        url: String,
        /// What it said.
        message: String,
    },
    /// The other side does not answer. Retrying may help.
    #[error("cannot reach {url}: {message}")]
    Unreachable {
        /// The repository.
        url: String,
        /// What happened.
        message: String,
    },
    /// The mirror on disk is damaged or locked. Hard refresh helps.
    #[error("the mirror of {url} cannot be used: {message}")]
    Mirror {
        /// The repository.
        url: String,
        /// What libgit2 said.
        message: String,
    },
}

impl GitError {
    /// The error as people see it.
    pub fn problem(&self) -> Problem {
        // Every one of them names the repository, or the object, itself.
        let (kind, hint) = match self {
            Self::NoMirror(_) => (ProblemKind::NotFound, "refresh with r".to_owned()),
            Self::NoRevision { near, .. } => {
                let hint = match near.as_slice() {
                    [] => "name a branch, a tag or a commit that is there".to_owned(),
                    near => format!("did you mean {}?", near.join(", ")),
                };
                (ProblemKind::NotFound, hint)
            }
            Self::NoObject(_) => (ProblemKind::NotFound, "read Git again with ctrl-r".to_owned()),
            Self::TooLarge(_) => (ProblemKind::Limit, "point the source at a smaller repository".to_owned()),
            Self::Oversized { .. } => (ProblemKind::Limit, "deploy another commit".to_owned()),
            Self::Moved { .. } => (ProblemKind::Conflict, "read Git again with ctrl-r".to_owned()),
            Self::Refused { .. } => (ProblemKind::Forbidden, "check the repository secret, or load a key into ssh-agent".to_owned()),
            Self::Unreachable { .. } => (ProblemKind::Unreachable, "check the network; what was fetched last is still used".to_owned()),
            Self::Mirror { .. } => (ProblemKind::Internal, "read Git again with ctrl-r".to_owned()),
        };
        Problem::error(kind, self.to_string()).hint(hint)
    }
}
