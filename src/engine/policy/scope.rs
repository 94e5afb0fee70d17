//! Whom a rule is for: globs on project, environment, application, namespace, kind and name. It knows no rule.

use crate::engine::glob::Glob;
use crate::model::house::Scope;
use crate::model::ids::ObjectKey;

/// Characters of a glob in `tiphys-cm`. The longest sensible ones name a dozen alternatives.
const MAX_GLOB: usize = 1_000;

/// The application that a plan is for. What an environment is, ARCHITECTURE.md says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// Its project.
    pub project: &'a str,
    /// Its name.
    pub application: &'a str,
    /// Its environment's name; empty where it has none.
    pub environment: &'a str,
    /// Whether that is production.
    pub production: bool,
    /// The destination namespace.
    pub namespace: &'a str,
}

/// Globs of which one must match, where there are any.
#[derive(Debug, Clone, Default)]
pub(super) struct Globs(Vec<Glob>);

impl Globs {
    /// The globs.
    ///
    /// # Errors
    /// The number of the first that cannot be read, and why.
    pub(super) fn new(patterns: &[String]) -> Result<Self, (usize, String)> {
        let one = |(index, pattern): (usize, &String)| {
            if pattern.len() > MAX_GLOB {
                return Err((index, format!("a glob of {} characters is too long, {MAX_GLOB} are read", pattern.len())));
            }
            Glob::new(pattern).map_err(|cause| (index, cause))
        };
        patterns.iter().enumerate().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Whether one of the texts matches, or nothing is asked.
    pub(super) fn admit(&self, texts: &[&str]) -> bool {
        self.0.is_empty() || self.matches(texts)
    }

    /// Whether one of the texts matches.
    pub(super) fn matches(&self, texts: &[&str]) -> bool {
        self.0.iter().any(|glob| texts.iter().any(|text| glob.matches(text)))
    }
}

/// A scope, compiled.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    projects: Globs,
    environments: Globs,
    production: Option<bool>,
    applications: Globs,
    namespaces: Globs,
    kinds: Globs,
    names: Globs,
}

impl Reach {
    /// The scope's globs.
    ///
    /// # Errors
    /// The first field that cannot be read, and why.
    pub(super) fn new(scope: &Scope) -> Result<Self, (String, String)> {
        let globs = |field: &str, list: &[String]| Globs::new(list).map_err(|(index, cause)| (format!("{field}[{index}]"), cause));
        Ok(Self {
            projects: globs("projects", &scope.projects)?,
            environments: globs("environments", &scope.environments)?,
            production: scope.production,
            applications: globs("applications", &scope.applications)?,
            namespaces: globs("namespaces", &scope.namespaces)?,
            kinds: globs("kinds", &scope.kinds)?,
            names: globs("names", &scope.names)?,
        })
    }

    /// Whether the application is meant, whatever its objects are.
    fn covers_application(&self, subject: Subject<'_>) -> bool {
        self.production.is_none_or(|production| production == subject.production)
            && self.projects.admit(&[subject.project])
            && self.environments.admit(&[subject.environment])
            && self.applications.admit(&[subject.application])
    }

    /// Whether an object of the application is meant.
    pub(super) fn covers(&self, subject: Subject<'_>, key: &ObjectKey) -> bool {
        let namespace = if key.namespace.is_empty() { subject.namespace } else { &key.namespace };
        self.covers_application(subject)
            && self.namespaces.admit(&[namespace])
            && self.names.admit(&[&key.name])
            && self.kinds.admit(&[&key.group_kind.kind, &key.group_kind.to_string()])
    }
}

/// Why a scope cannot be read: its field, and the cause.
pub fn fault(scope: &Scope) -> Option<(String, String)> {
    Reach::new(scope).err()
}
