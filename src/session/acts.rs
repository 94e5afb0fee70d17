//! Actions on live objects, as a session knows them: which an object has, which one is on the table, and what became of it. It knows no
//! screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::actions::Action;
use crate::engine::actions::outgoing::{Asked, Outgoing};
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::problem::Problem;

/// The actions of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    /// In the order in which they are shown.
    pub actions: Vec<Action>,
    /// Scripts and settings that do not count, and why.
    pub problems: Vec<Problem>,
}

/// A run of an action on the table.
#[derive(Debug, Clone, PartialEq)]
pub struct OnTable {
    /// What was asked for.
    pub asked: Asked,
    /// What it sends, or why it cannot be run; none while that is being made.
    pub outgoing: Option<Result<Arc<Outgoing>, Problem>>,
    /// Whether it was sent.
    pub sent: bool,
    /// How it went, once it was sent.
    pub done: Option<Result<Vec<Arc<str>>, Problem>>,
}

/// All that was read and asked for.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    /// Actions by object; a failure is why they are not known.
    pub offered: BTreeMap<ObjectKey, Result<Arc<Offered>, Problem>>,
    /// The run on the table of each application.
    pub table: BTreeMap<AppKey, OnTable>,
}
