//! The words of the health table: what a rule may ask of an object, and what it may say. It judges nothing: `evaluate` does.
//!
//! A **path** is dotted text: `status.phase`. It begins at the object, or, with a leading `.`, at the item that [`Rule::Each`] stands
//! at. `[text]` takes the key of a map (for keys with dots: `metadata.labels[app.kubernetes.io/name]`) or, of a list, its first item
//! whose `type` is that text: `status.conditions[Ready].message`. `[2]` takes an item by its place. With a minus the last counts:
//! `[-Ready]` is the last item of that type, `[-1]` the last of all. `^` begins at the item around the one that the rule stands at:
//! `^parentRef.name`. `.` alone is the item itself. Where a list is asked for, `details[].conditions` is the items of all those lists.
//! What is null is absent.
//!
//! Where a **number** is asked for, a path may have a number for where it is absent, and one may be taken from another:
//! `status.replicas|0 - spec.partition|0`.
//!
//! A **message** is a text with pieces in braces: `{status.phase}`; `{.message|=Unknown}` has a text for where the path is absent,
//! `{.message|.reason}` another path. `{#status.items}` is the number of items of a list, `{#}` the place of the item, from 1. `{ (~.reason~)}` puts texts around what is
//! neither absent nor empty. A bar after a blank is text. What is absent says nothing.

use crate::model::status::{Health, HealthStatus};

use super::scope::Scope;

/// What judges kinds of one group.
#[derive(Debug)]
pub(in crate::engine::health) struct Entry {
    /// The API group; a leading `*` stands for any text before the rest.
    pub(super) group: &'static str,
    /// The kinds; empty: every kind of the group.
    pub(super) kinds: &'static [&'static str],
    /// The documentation of the kind's status.
    #[cfg_attr(not(test), expect(dead_code, reason = "for who maintains the table; a test asks that it is there"))]
    pub(super) source: &'static str,
    /// Tried in order: the first that decides. Where none does, the kind's health is not known yet: Progressing.
    pub(super) rules: &'static [Rule],
}

/// One rule.
#[derive(Debug)]
pub(super) enum Rule {
    /// Decides where the test holds, with this message.
    When(Test, HealthStatus, &'static str),
    /// Decides always.
    Otherwise(HealthStatus, &'static str),
    /// Where the test holds these rules are tried; if none decides, what follows is.
    If(Test, &'static [Rule]),
    /// Tries the rules for each item of a list (of a map: each value, in the order of its keys); the first that decides ends it.
    Each(&'static str, &'static [Rule]),
    /// The same from the last item: for conditions of which the last counts.
    EachBack(&'static str, &'static [Rule]),
    /// Tries the rules at what stands there, as if it were an item of a list; where nothing does, they are left out.
    At(&'static str, &'static [Rule]),
    /// Rules that several kinds share.
    Use(&'static [Rule]),
    /// What a table cannot say.
    Code(fn(&Scope<'_>) -> Option<Health>),
    /// Decides where the test holds for an item of the list; the message's `{*}` names all such items.
    Names {
        /// The list.
        of: &'static str,
        /// What its named items have in common.
        which: &'static Test,
        /// The message that is one's name; one without a name is left out.
        name: &'static str,
        /// Stands between two names.
        between: &'static str,
        /// The health.
        status: HealthStatus,
        /// The message.
        says: &'static str,
    },
}

/// A question to an object; false where it asks for what is not there, unless it says otherwise.
#[derive(Debug)]
pub(super) enum Test {
    /// Something stands there.
    Has(&'static str),
    /// Nothing stands there.
    Lacks(&'static str),
    /// It is this text.
    Is(&'static str, &'static str),
    /// It is not this text; so is what is absent.
    Not(&'static str, &'static str),
    /// It is one of these texts.
    In(&'static str, &'static [&'static str]),
    /// It is true.
    True(&'static str),
    /// It stands there and is false.
    False(&'static str),
    /// Absent, or an empty text, list or map.
    Empty(&'static str),
    /// A number against a number.
    Number(&'static str, Cmp, i64),
    /// A number of the object against another of it.
    Numbers(&'static str, Cmp, &'static str),
    /// Both are equal; so are two that are absent.
    Same(&'static str, &'static str),
    /// They differ; one that is absent differs from one that is not.
    Differ(&'static str, &'static str),
    /// A text that contains this one, without regard to the case of ASCII letters; this one in small letters.
    Mentions(&'static str, &'static str),
    /// A text that sorts before another: of two times in UTC the earlier one.
    Before(&'static str, &'static str),
    /// The number of items of a list for which a test holds; of an absent list 0.
    Count(&'static str, &'static Test, Cmp, i64),
    /// The test holds for an item of the list.
    Any(&'static str, &'static Test),
    /// All of them hold.
    All(&'static [Test]),
    /// One of them holds.
    Or(&'static [Test]),
    /// It does not hold.
    No(&'static Test),
    /// What the other words cannot ask.
    Asks(fn(&Scope<'_>) -> bool),
    /// The item is the condition of this type, with this status.
    Condition(&'static str, &'static str),
    /// A text that begins with this one.
    Starts(&'static str, &'static str),
    /// A text that ends with this one.
    Ends(&'static str, &'static str),
}

/// How two numbers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cmp {
    /// Less.
    Lt,
    /// Equal.
    Eq,
    /// Not less.
    Ge,
    /// More.
    Gt,
}
