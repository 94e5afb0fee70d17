//! What a rule of `tiphys-cm` says about a plan: one line for each thing that breaks it, a bounded number of them, and one where nothing
//! does. It knows no kind of rule.

use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::model::house::{Action, Head, Section};
use crate::model::ids::ObjectKey;

/// Lines of one rule. A plan of thousands of objects that all break a rule needs no more to be understood; the rest is counted.
const MAX_LINES: usize = 100;

/// What is wrong with one thing.
pub(super) struct Fault {
    /// The rule's field that asks for it.
    pub(super) field: &'static str,
    /// What is so, in words.
    pub(super) what: String,
    /// What would satisfy it.
    pub(super) change: String,
}

/// Collects what one rule says.
pub(super) struct Teller<'a> {
    judge: Judge,
    section: Section,
    head: &'a Head,
    n_broken: usize,
    n_unknown: usize,
    n_fine: usize,
    lines: Vec<Judgement>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(judge: Judge, section: Section, head: &'a Head) -> Self {
        Self { judge, section, head, n_broken: 0, n_unknown: 0, n_fine: 0, lines: Vec::new() }
    }

    fn weight(&self) -> Weight {
        match self.head.action {
            Action::Warn => Weight::Warns,
            Action::Refuse => Weight::Refuses,
        }
    }

    fn line(&self, about: Option<&ObjectKey>, weight: Weight, field: &str, what: &str, change: String) -> Judgement {
        let verdict = Verdict {
            allowed: weight != Weight::Refuses,
            rule: format!("{} {:?}: {what}", self.section.noun(), self.head.name).into(),
            place: Some(self.section.place(Some(self.head.index), field)),
            change: change.into(),
        };
        Judgement { judge: self.judge, about: about.cloned(), weight, verdict }
    }

    /// Something is as the rule asks.
    pub(super) fn is_fine(&mut self) {
        self.n_fine += 1;
    }

    /// Something breaks the rule.
    pub(super) fn breaks(&mut self, about: Option<&ObjectKey>, fault: Fault) {
        self.n_broken += 1;
        if self.n_broken <= MAX_LINES {
            self.lines.push(self.line(about, self.weight(), fault.field, &fault.what, fault.change));
        }
    }

    /// Something is worth a warning, whatever the rule's action is.
    pub(super) fn warns(&mut self, about: &ObjectKey, fault: Fault) {
        if self.lines.len() < MAX_LINES {
            self.lines.push(self.line(Some(about), Weight::Warns, fault.field, &fault.what, fault.change));
        }
    }

    /// Something could not be judged.
    pub(super) fn is_unknown(&mut self, about: &ObjectKey, fault: Fault) {
        self.n_unknown += 1;
        if self.n_unknown <= MAX_LINES {
            self.lines.push(self.line(Some(about), Weight::NotJudged, fault.field, &fault.what, fault.change));
        }
    }

    /// The rule itself cannot be read, and its scope covers something of the plan.
    pub(super) fn unreadable(self, cause: &str) -> Vec<Judgement> {
        let what = format!("it cannot be read ({cause}), so that nothing in its scope counts as being as it asks");
        vec![self.line(None, self.weight(), "", &what, "correct the rule in tiphys-cm, or take it away".to_owned())]
    }

    /// Everything it says. `thing` is the noun of what was looked at.
    pub(super) fn all(mut self, thing: &str) -> Vec<Judgement> {
        if self.n_broken > MAX_LINES {
            let what = format!("{} more {thing}s break it", self.n_broken - MAX_LINES);
            self.lines.push(self.line(None, self.weight(), "", &what, "correct them in the same way".to_owned()));
        }
        if self.n_unknown > MAX_LINES {
            let what = format!("{} more {thing}s are not judged", self.n_unknown - MAX_LINES);
            self.lines.push(self.line(None, Weight::NotJudged, "", &what, "as above".to_owned()));
        }
        if self.lines.is_empty() && self.n_fine > 0 {
            let are = if self.n_fine == 1 { " is" } else { "s are" };
            let what = format!("{} {thing}{are} as it asks", self.n_fine);
            self.lines.push(self.line(None, Weight::Admits, "", &what, "nothing needs to change".to_owned()));
        }
        self.lines
    }
}
