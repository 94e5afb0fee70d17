//! What is known beside the objects that are judged: objects of the cluster, answers of API calls, global context. It knows no cluster.

use crate::model::object::Object;
use crate::model::object::value::Value;

/// An answer of an API or a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// `GET`, `POST`; empty for both.
    pub method: String,
    /// The path below the API server, or a service's URL.
    pub url: String,
    /// The HTTP status.
    pub status: i64,
    /// What was answered.
    pub body: Value,
}

/// What is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// Objects of the cluster that rules may read, by name.
    pub objects: Vec<Object>,
    /// Answers of API calls.
    pub answers: Vec<Answer>,
    /// Entries of the global context, by name.
    pub globals: Vec<(String, Value)>,
    /// Whether what is not given counts as missing, as in Kyverno's own tests, and not as unknown: the objects are all that there are.
    pub may_be_missing: bool,
}
