//! `metadata.managedFields`: read, written, and who its entries belong to. It knows no merge.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::fields::FieldSet;

/// `Apply` or `Update`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Server-side apply.
    Apply,
    /// Everything else: POST, PUT, the other patches.
    Update,
}

/// Who an entry belongs to: two writes of one manager meet in one entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Manager {
    /// The manager's name.
    pub name: Arc<str>,
    /// How it writes.
    pub operation: Operation,
    /// For updates the version that it wrote in (`apps/v1`); empty for applies, which meet whatever their version.
    pub api_version: Arc<str>,
    /// The sub-resource that it wrote through, empty for the object itself.
    pub subresource: Arc<str>,
}

impl Manager {
    /// Who a write belongs to.
    pub fn new(name: &str, operation: Operation, api_version: &str, subresource: &str) -> Self {
        let api_version = if operation == Operation::Apply { "" } else { api_version };
        let name = if name.is_empty() { "unknown" } else { name };
        Self { name: name.into(), operation, api_version: api_version.into(), subresource: subresource.into() }
    }

    /// As conflicts name it: `"kubectl-client-side-apply" using apps/v1`.
    pub fn shown(&self) -> String {
        let mut out = format!("{:?}", &*self.name);
        if !self.subresource.is_empty() {
            out = format!("{out} with subresource {:?}", &*self.subresource);
        }
        match self.operation {
            Operation::Apply => out,
            Operation::Update => format!("{out} using {}", self.api_version),
        }
    }
}

/// What a manager owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// The version in which its fields are named.
    pub api_version: Arc<str>,
    /// When it last changed what it owns: RFC 3339 in whole seconds, UTC. None where that was never set.
    pub time: Option<Arc<str>>,
    /// Its fields.
    pub fields: FieldSet,
}

/// Everybody's fields.
pub type Owners = BTreeMap<Manager, Owned>;

/// The owners of an object's fields.
///
/// # Errors
/// When an entry cannot be read: the reason in the API server's words.
pub fn owners(object: &Object) -> Result<Owners, String> {
    let mut out = Owners::new();
    let entries = object.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or(&[]);
    for (index, entry) in entries.iter().enumerate() {
        let text = |field: &str| entry.as_map().and_then(|entry| entry.get(field)).and_then(Value::as_shared_str).unwrap_or_default();
        let operation = match &*text("operation") {
            "Apply" => Operation::Apply,
            "Update" => Operation::Update,
            _ => return Err("operation must be `Apply` or `Update`".to_owned()),
        };
        let api_version = text("apiVersion");
        if api_version.is_empty() {
            return Err("apiVersion must not be empty".to_owned());
        }
        match &*text("fieldsType") {
            "FieldsV1" => {}
            "" => return Err(format!("missing fieldsType in managed fields entry {index}")),
            other => return Err(format!("invalid fieldsType {other:?} in managed fields entry {index}")),
        }
        let fields = entry.as_map().and_then(|entry| entry.get("fieldsV1")).cloned().unwrap_or_default();
        let fields = FieldSet::from_v1(&fields).map_err(|error| format!("error decoding set: {error}"))?;
        let time = Some(text("time")).filter(|time| !time.is_empty());
        let manager_api_version = if operation == Operation::Apply { Arc::default() } else { api_version.clone() };
        let manager = Manager { name: text("manager"), operation, api_version: manager_api_version, subresource: text("subresource") };
        out.insert(manager, Owned { api_version, time, fields });
    }
    Ok(out)
}

/// The list that says who owns what, in the API server's order: applies first, then by time and name.
pub fn to_value(owners: &Owners) -> Value {
    let mut entries: Vec<(&Manager, &Owned)> = owners.iter().collect();
    entries.sort_by(|(a, own), (b, other)| {
        let own = (a.operation, own.time.as_deref().unwrap_or(""), &a.name, &own.api_version, &a.subresource);
        own.cmp(&(b.operation, other.time.as_deref().unwrap_or(""), &b.name, &other.api_version, &b.subresource))
    });
    Value::list(entries.into_iter().map(|(manager, owned)| entry(manager, owned)).collect())
}

fn entry(manager: &Manager, owned: &Owned) -> Value {
    let operation = match manager.operation {
        Operation::Apply => "Apply",
        Operation::Update => "Update",
    };
    let mut entries = vec![
        (Key::field("apiVersion"), Value::Str(owned.api_version.clone())),
        (Key::field("fieldsType"), Value::str("FieldsV1")),
        (Key::field("fieldsV1"), owned.fields.to_v1()),
        (Key::field("operation"), Value::str(operation)),
    ];
    let texts = [("manager", Some(&manager.name)), ("subresource", Some(&manager.subresource)), ("time", owned.time.as_ref())];
    for (field, text) in texts {
        entries.extend(text.filter(|text| !text.is_empty()).map(|text| (Key::field(field), Value::Str(text.clone()))));
    }
    Value::map(entries)
}

/// The fields of an object without `metadata.managedFields`.
pub(super) fn without(root: &Map) -> Map {
    match root.get("metadata") {
        Some(Value::Map(metadata)) => root.with(Key::field("metadata"), Value::Map(metadata.without("managedFields"))),
        _ => root.clone(),
    }
}

/// The fields of an object with these owners; without the list where there are none.
pub(super) fn with(root: &Map, owners: &Owners) -> Map {
    if owners.is_empty() {
        return without(root);
    }
    let metadata = root.get("metadata").and_then(Value::as_map).cloned().unwrap_or_default();
    root.with(Key::field("metadata"), Value::Map(metadata.with(Key::field("managedFields"), to_value(owners))))
}
