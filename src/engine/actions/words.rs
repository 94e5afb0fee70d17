//! The words of the table of actions: when one is offered, when it cannot be run and why, what it asks for, what it changes. They do
//! nothing: `ask` answers the questions, `change` makes the changes.
//!
//! A **path** is the keys from the object's root. What is null is absent.

use crate::model::object::Object;
use crate::model::problem::Problem;

use super::{Call, Impact, Sign};

/// A path of keys.
pub(super) type At = &'static [&'static str];

/// The actions of some kinds of one group.
#[derive(Debug)]
pub(super) struct Entry {
    /// The API group.
    pub(super) group: &'static str,
    /// The kinds.
    pub(super) kinds: &'static [&'static str],
    /// Where the kind's documentation says that these fields do this.
    #[cfg_attr(not(test), expect(dead_code, reason = "for who maintains the table; a test asks that it is there"))]
    pub(super) source: &'static str,
    /// In the order in which they are shown.
    pub(super) acts: &'static [Act],
}

/// One action.
#[derive(Debug)]
pub(super) struct Act {
    /// Its name, as Argo CD and its policies know it.
    pub(super) name: &'static str,
    /// Argo CD's `displayName`; empty where it has none.
    pub(super) shown: &'static str,
    /// Argo CD's `iconClass`; empty where it has none.
    pub(super) icon: &'static str,
    /// Our own sign.
    pub(super) sign: Sign,
    /// What it does, in a few words.
    pub(super) says: &'static str,
    /// Whether it is offered at all.
    pub(super) when: Test,
    /// Why it cannot be run now: the first that holds.
    pub(super) disabled: &'static [(Test, &'static str)],
    /// What it asks for.
    pub(super) params: &'static [Asks],
    /// What it does.
    pub(super) does: Does,
}

/// What most actions have in common: always offered, nothing asked for.
pub(super) const ACT: Act = Act {
    name: "",
    shown: "",
    icon: "",
    sign: Sign::Other,
    says: "",
    when: Test::Always,
    disabled: &[],
    params: &[],
    does: Does::Change(&[]),
};

/// A parameter.
#[derive(Debug)]
pub(super) struct Asks {
    /// Its name.
    pub(super) name: &'static str,
    /// What it is, in a few words.
    pub(super) says: &'static str,
    /// What is taken where nothing is given.
    pub(super) default: Default,
    /// What it may be.
    pub(super) takes: Takes,
}

/// What a parameter is where nothing is given.
#[derive(Debug)]
pub(super) enum Default {
    /// This text.
    Text(&'static str),
    /// It has to be given; a form begins with what stands in the object, else with this text, which is what Argo CD lists.
    Begins(At, &'static str),
    /// It has to be given; a form begins with what stands in the object.
    From(At),
}

/// What a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Any text that is not empty.
    Text,
    /// A whole number that is not negative and fits 32 bits; with what Argo CD says after one that is none.
    Count(&'static str),
}

/// A question to an object.
#[derive(Debug)]
pub(super) enum Test {
    /// Always so.
    Always,
    /// Something stands there.
    Has(At),
    /// It is true.
    True(At),
    /// It is this text.
    Is(At, &'static str),
    /// It is one of these texts.
    In(At, &'static [&'static str]),
    /// It is one of these as printed: a number counts as its text.
    Printed(At, &'static [&'static str]),
    /// A list, or a map, with something in it.
    Filled(At),
    /// A list with at least so many items.
    AtLeast(At, usize),
    /// Both are equal; so are two that are absent.
    Same(At, At),
    /// `status.conditions` has one of these types, and it is `True`.
    Condition(&'static [&'static str]),
    /// One of its owners is of this kind.
    OwnedBy(&'static str),
    /// All of them hold.
    All(&'static [Test]),
    /// One of them holds.
    Or(&'static [Test]),
    /// It does not hold.
    No(&'static Test),
    /// What the other words cannot ask.
    Asks(fn(&Object) -> bool),
}

/// What an action does.
#[derive(Debug)]
pub(super) enum Does {
    /// Changes the object.
    Change(&'static [Change]),
    /// What a table cannot say: other changes, or objects that are created.
    Code(fn(&Call<'_>) -> Result<Vec<Impact>, Problem>),
}

/// A change.
#[derive(Debug)]
pub(super) enum Change {
    /// This stands there afterwards.
    Set(At, Put),
    /// Nothing stands there afterwards. Annotations or labels that this leaves empty go as well.
    Remove(At),
    /// Only where the test holds.
    When(Test, &'static [Change]),
}

/// What is put somewhere.
#[derive(Debug)]
pub(super) enum Put {
    /// A text.
    Text(&'static str),
    /// A truth value.
    Bool(bool),
    /// Null: what a merge patch takes away. For fields that Argo CD's own cases have so afterwards; it means absent.
    Null,
    /// The time, as RFC 3339 in whole seconds.
    Now,
    /// The time after Argo CD's own words, as Flux's annotation has it from there: Flux only looks whether it moved.
    RequestedNow,
    /// A parameter, as a number.
    Number(&'static str),
    /// A parameter that is a number, as a text.
    NumberText(&'static str),
}
