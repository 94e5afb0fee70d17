//! Who may do what, and when: pure verdicts that name the rule that decided. It knows no cluster and no clock.

pub mod can;
pub mod identity;
pub mod integrity;
pub mod projects;
pub mod rbac;
pub mod right;
pub mod windows;

use std::sync::Arc;

use crate::model::ids::ObjectKey;
use crate::model::problem::{Place, Problem, ProblemKind};

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

/// Who judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judge {
    /// Argo CD's RBAC, or Kubernetes' where there is none.
    Rbac,
    /// The AppProject: sources, destinations, kinds, signatures.
    Project,
    /// A sync window.
    Window,
    /// An image rule of `tiphys-cm`.
    Image,
    /// A change rule of `tiphys-cm`.
    Change,
    /// A Kyverno policy.
    Kyverno,
}

/// What a judgement does to the plan it is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It lets it pass.
    Admits,
    /// It could not be judged here: said, never passed silently.
    NotJudged,
    /// Worth knowing; nothing is withheld.
    Warns,
    /// It must not be carried out.
    Refuses,
}

/// One line of judgement on a plan: who says what about which object, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Who judged.
    pub judge: Judge,
    /// The object it is about; none for the plan as a whole.
    pub about: Option<ObjectKey>,
    /// What it does to the plan.
    pub weight: Weight,
    /// The answer, its rule and what would change it.
    pub verdict: Verdict,
}

impl Judge {
    /// The word on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rbac => "rights",
            Self::Project => "project",
            Self::Window => "window",
            Self::Image => "image rule",
            Self::Change => "change rule",
            Self::Kyverno => "Kyverno",
        }
    }
}

impl Weight {
    /// The word on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admits => "allows",
            Self::NotJudged => "not judged",
            Self::Warns => "warns",
            Self::Refuses => "refuses",
        }
    }
}

impl Judgement {
    /// The judgement as a problem: an error where it refuses, else a warning.
    pub fn problem(&self) -> Problem {
        let about = self.about.as_ref().map(|key| format!("{key}: ")).unwrap_or_default();
        let cause = format!("{about}{}", self.verdict.rule);
        let problem = match self.weight {
            Weight::Refuses => Problem::error(ProblemKind::Forbidden, cause),
            Weight::Warns | Weight::NotJudged | Weight::Admits => Problem::warning(ProblemKind::Forbidden, cause),
        };
        Problem { place: self.verdict.place.clone(), ..problem.hint(self.verdict.change.clone()) }
    }
}
