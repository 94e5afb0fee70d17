//! What is judged: an object as an admission request would bring it. It knows no policy.

use std::collections::BTreeMap;

use crate::model::object::value::{Map, Value};

/// What is done to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

impl Operation {
    /// Its name in a request.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct User {
    /// Name.
    pub name: String,
    /// Groups.
    pub groups: Vec<String>,
    /// Roles as `namespace:name`; none where they are not known.
    pub roles: Option<Vec<String>>,
    /// Cluster roles; none where they are not known.
    pub cluster_roles: Option<Vec<String>>,
    /// What else a request says of the user, as it stands there.
    pub more: Map,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The object as it shall be; none where it is deleted.
    pub new: Option<Map>,
    /// The object as it is; none where it is made.
    pub old: Option<Map>,
    /// What is done.
    pub operation: Operation,
    /// Group, version and kind of the parent, where the object is a subresource.
    pub parent: Option<(String, String, String)>,
    /// The subresource; empty for the object itself.
    pub subresource: String,
    /// Who asks; none where nobody is known, as in Kyverno's tests without a user.
    pub user: Option<User>,
    /// The namespace's labels; none where they are not known.
    pub namespace_labels: Option<BTreeMap<String, String>>,
    /// Whether it is one that an API server would send: then everything has its place in `request`, null or not.
    pub is_admission: bool,
    /// Variables that are set before anything else, by their path (Kyverno's tests).
    pub variables: Vec<(Vec<String>, Value)>,
}

impl Request {
    /// The object that rules match: as it shall be, else as it is.
    pub fn subject(&self) -> Option<&Map> {
        self.new.as_ref().or(self.old.as_ref())
    }

    /// Whether something is changed that was there.
    pub fn is_update(&self) -> bool {
        (self.new.is_some() && self.old.is_some()) || self.operation == Operation::Update
    }
}

/// A text of an object's metadata.
pub fn metadata<'m>(object: &'m Map, field: &str) -> &'m str {
    object.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get(field)).and_then(Value::as_str).unwrap_or_default()
}

/// A map of texts of an object's metadata.
pub fn metadata_map(object: &Map, field: &str) -> BTreeMap<String, String> {
    let found = object.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get(field));
    texts(found)
}

/// A map of texts; what is none is left out.
pub fn texts(value: Option<&Value>) -> BTreeMap<String, String> {
    let entries = value.and_then(Value::as_map).into_iter().flat_map(Map::iter);
    entries.filter_map(|(key, value)| Some((key.as_str().to_owned(), value.as_str()?.to_owned()))).collect()
}

/// Group, version and kind of an object.
pub fn group_version_kind(object: &Map) -> (String, String, String) {
    let text = |field: &str| object.get(field).and_then(Value::as_str).unwrap_or_default();
    let api_version = text("apiVersion");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    (group.to_owned(), version.to_owned(), text("kind").to_owned())
}
