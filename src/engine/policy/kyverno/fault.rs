//! Why something could not be evaluated, and how much of it may be forgiven. It knows no rule.

/// Why a query, a substitution or a condition has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A key that is not there. Kyverno forgives it in many places: `||`, arguments of functions, the list of a `foreach`.
    #[error("Unknown key \"{0}\" in path")]
    NotFound(String),
    /// Something that only the cluster, a registry or a random source knows. It is never forgiven: the rule is not judged.
    #[error("{0}")]
    Absent(String),
    /// A budget is exhausted. It is never forgiven either.
    #[error("{0}")]
    Limit(String),
    /// Anything else: a wrong type, a bad expression, an unknown operator.
    #[error("{0}")]
    Bad(String),
}

impl Fault {
    /// A fault in these words.
    pub fn bad(text: impl Into<String>) -> Self {
        Self::Bad(text.into())
    }

    /// Whether nobody may go on as if the value were merely missing.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Absent(_) | Self::Limit(_))
    }

    /// The same fault told in a larger sentence; what kind it is stays.
    #[must_use]
    pub fn within(self, before: &str) -> Self {
        match self {
            Self::NotFound(key) => Self::NotFound(key),
            Self::Absent(text) => Self::Absent(text),
            Self::Limit(text) => Self::Limit(text),
            Self::Bad(text) => Self::Bad(format!("{before}: {text}")),
        }
    }
}
