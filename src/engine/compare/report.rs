//! What became of each line of the ignore rules in a comparison: what hides something, what never can. It knows no object.

use std::collections::BTreeMap;
use std::sync::Arc;

/// How a line of an ignore rule names fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// `jsonPointers`.
    Pointer,
    /// `jqPathExpressions`.
    Jq,
    /// `managedFieldsManagers`.
    Manager,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleState {
    /// It takes something out of at least one object.
    Hides,
    /// It is for so many of the application's objects and takes nothing out of them.
    HidesNothing(usize),
    /// The application has no object that it is for.
    NoObject,
    /// It can take nothing out of any object: why.
    Never(Arc<str>),
    /// It failed on every object that it is for: why on the last one.
    Failed(Arc<str>),
    /// It cannot be read: why. Argo CD compares nothing as long as there is such a line.
    Broken(Arc<str>),
}

/// One line and what it does. Lines that stand in argocd-cm are told only where the application has an object of their kind,
/// or where they are broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleReport {
    /// Where it stands: `spec.ignoreDifferences[0].jsonPointers[1]`, `argocd-cm: resource.customizations.ignoreDifferences.all`.
    pub place: Arc<str>,
    /// How it names fields.
    pub how: How,
    /// The pointer, expression or manager as written.
    pub text: Arc<str>,
    /// What it does.
    pub state: RuleState,
}

impl How {
    /// The list's name in a rule.
    pub fn list(self) -> &'static str {
        match self {
            Self::Pointer => "jsonPointers",
            Self::Jq => "jqPathExpressions",
            Self::Manager => "managedFieldsManagers",
        }
    }
}

impl RuleReport {
    /// Whether somebody should look at it: it is broken, fails or can never hide anything.
    pub fn is_wrong(&self) -> bool {
        match self.state {
            RuleState::Hides | RuleState::HidesNothing(_) | RuleState::NoObject => false,
            RuleState::Never(_) | RuleState::Failed(_) | RuleState::Broken(_) => true,
        }
    }

    /// What it does, in words.
    pub fn words(&self) -> String {
        match &self.state {
            RuleState::Hides => "hides differences".to_owned(),
            RuleState::HidesNothing(1) => "matches nothing in the one object that it is for".to_owned(),
            RuleState::HidesNothing(n_objects) => format!("matches nothing in the {n_objects} objects that it is for"),
            RuleState::NoObject => "is for no object of the application".to_owned(),
            RuleState::Never(why) => format!("never matches: {why}"),
            RuleState::Failed(why) => format!("fails on every object that it is for: {why}"),
            RuleState::Broken(why) => format!("is broken: {why}"),
        }
    }
}

/// What was seen of each line, by its number.
#[derive(Debug, Clone, Default)]
pub(super) struct Uses(BTreeMap<usize, Use>);

#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    /// Objects that it is for.
    pub(super) n_objects: usize,
    /// Times that it took something out.
    pub(super) n_hits: usize,
    pub(super) failure: Option<Arc<str>>,
    pub(super) broken: Option<Arc<str>>,
}

impl Uses {
    pub(super) fn of(&mut self, line: usize) -> &mut Use {
        self.0.entry(line).or_default()
    }

    pub(super) fn get(&self, line: usize) -> Use {
        self.0.get(&line).cloned().unwrap_or_default()
    }
}

/// What a line does, from what was seen of it; `never`: what its place says against it.
pub(super) fn state(how: How, text: &str, never: Option<&str>, seen: &Use) -> RuleState {
    if let Some(why) = &seen.broken {
        return RuleState::Broken(why.clone());
    }
    if let Some(why) = never {
        return RuleState::Never(why.into());
    }
    if seen.n_hits > 0 {
        return RuleState::Hides;
    }
    if how == How::Pointer && text.split('/').any(|segment| segment == "*") {
        return RuleState::Never("a JSON pointer knows no wildcard, jqPathExpressions do (`[]`)".into());
    }
    if how == How::Pointer && !text.starts_with('/') {
        return RuleState::Never("a JSON pointer begins with `/`".into());
    }
    match (&seen.failure, seen.n_objects) {
        (_, 0) => RuleState::NoObject,
        (Some(why), _) => RuleState::Failed(why.clone()),
        (None, n_objects) => RuleState::HidesNothing(n_objects),
    }
}
