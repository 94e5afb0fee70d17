//! What went wrong, where, and what to do next: the one form in which every face tells it. It knows no output device.

use std::fmt;
use std::sync::Arc;

/// How much a [`Problem`] stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is withheld.
    Note,
    /// Something the operator would not expect; nothing is withheld.
    Warning,
    /// The value it belongs to is partial: nothing may be planned, applied or pruned from it.
    Error,
}

/// What kind of thing went wrong: decides conditions (`ComparisonError`…), exit codes and retries, never the wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// A file, chart or manifest that cannot be understood.
    BadInput,
    /// Argo CD's `InvalidSpecError`: the Application itself is wrong.
    InvalidSpec,
    /// A file, revision, object or kind that is not there.
    NotFound,
    /// The server or the guard refuses.
    Forbidden,
    /// The other side does not answer, or answered too late.
    Unreachable,
    /// Someone else wrote first; reading again and retrying helps.
    Conflict,
    /// A budget (size, depth, aliases, time) is exhausted.
    Limit,
    /// A state that the program should never be in; it is logged and shown, not a panic.
    Internal,
}

/// Where a problem is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path within its repository, configuration file, or an object's name as shown.
    pub file: Arc<str>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column, in characters.
    pub column: Option<u32>,
    /// Path of the field, e.g. `spec.template.spec.containers[0].image`.
    pub field: Option<Arc<str>>,
}

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// The same file at a 1-based line.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place with a field's path.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<Arc<str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Whether a text names this line of this file.
    fn is_said_in(&self, text: &str) -> bool {
        let named = self.to_string();
        let goes_on = |at: usize| text.get(at + named.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        self.line.is_some() && self.field.is_none() && text.match_indices(&*named).any(|(at, _)| !goes_on(at))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        Ok(())
    }
}

/// One problem. `Display` is a lowercase fragment without a full stop: `place: cause`, the cause alone where it names the line; the hint
/// is shown apart.
///
/// `cause` and `hint` may quote untrusted text; faces escape it (`model::text::clean`) before it reaches a terminal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// How much it stops.
    pub severity: Severity,
    /// What kind of thing it is.
    pub kind: ProblemKind,
    /// Where, if there is a place.
    pub place: Option<Place>,
    /// What is wrong, in lowercase, fitting after "failed to …: ".
    pub cause: Arc<str>,
    /// The next step for the person who reads it.
    pub hint: Option<Arc<str>>,
}

impl Problem {
    /// An error of this kind.
    pub fn error(kind: ProblemKind, cause: impl Into<Arc<str>>) -> Self {
        Self { severity: Severity::Error, kind, place: None, cause: cause.into(), hint: None }
    }

    /// Something worth knowing that withholds nothing.
    pub fn note(kind: ProblemKind, cause: impl Into<Arc<str>>) -> Self {
        Self { severity: Severity::Note, ..Self::error(kind, cause) }
    }

    /// A warning of this kind.
    pub fn warning(kind: ProblemKind, cause: impl Into<Arc<str>>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(kind, cause) }
    }

    /// The same problem with its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same problem with the next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Arc<str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether the value it belongs to is partial because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) if !place.is_said_in(&self.cause) => write!(f, "{place}: {}", self.cause),
            _ => f.write_str(&self.cause),
        }
    }
}

impl std::error::Error for Problem {}

/// Whether any of these withholds plans and prunes (*partial is not empty*).
pub fn any_error(problems: &[Problem]) -> bool {
    problems.iter().any(Problem::is_error)
}
