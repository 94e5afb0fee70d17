//! Documents as nodes that can be shared and changed in place, as kyaml has them. It knows no merge.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::json::canonical_json;
use crate::engine::manifest::scalar::{self, Scalar, Scalars};
use crate::model::object::key::Key;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::Value;

use super::hints::{FieldSchema, Hints};

/// The number of a node.
pub(super) type Id = usize;

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// Null; a written one (`null`, `~`) has a text, an empty one has none.
    Null { written: bool },
    /// Any other scalar, with its text.
    Scalar { value: Value, text: Arc<str>, quoted: bool },
    /// A list.
    List(Vec<Id>),
    /// A map; sorted, for it is looked into once for each of its keys.
    Map(BTreeMap<Key, Id>),
}

/// The kinds of nodes, for comparing forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    List,
    Map,
}

impl Kind {
    /// kyaml's word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Scalar => "ScalarNode",
            Self::List => "SequenceNode",
            Self::Map => "MappingNode",
        }
    }
}

/// A node.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) body: Body,
    /// A null that was asked to stay.
    pub(super) keep: bool,
    /// What a comment said.
    pub(super) schema: Option<FieldSchema>,
}

/// All nodes of one merge.
#[derive(Debug, Default)]
pub(super) struct Arena {
    nodes: Vec<Node>,
    /// Whether the outcome is decoded and not printed: styles then mean nothing.
    pub(super) is_decoded: bool,
}

static GONE: Node = Node { body: Body::Null { written: false }, keep: false, schema: None };

impl Arena {
    pub(super) fn add(&mut self, body: Body) -> Id {
        self.nodes.push(Node { body, keep: false, schema: None });
        self.nodes.len() - 1
    }

    /// The document as nodes.
    pub(super) fn read(&mut self, value: &Value, hints: &Hints) -> Id {
        let mut path = Path::default();
        self.read_at(value, hints, &mut path)
    }

    fn read_at(&mut self, value: &Value, hints: &Hints, path: &mut Path) -> Id {
        let body = match value {
            Value::Null => Body::Null { written: hints.empty.is_empty() || !hints.empty.contains(path) },
            Value::List(items) => {
                let mut ids = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    path.0.push(Segment::Index(index));
                    ids.push(self.read_at(item, hints, path));
                    path.0.pop();
                }
                Body::List(ids)
            }
            Value::Map(map) => {
                let mut ids = BTreeMap::new();
                for (key, item) in map {
                    // Paths are only built where somebody looks for them.
                    if !hints.is_empty() {
                        path.0.push(Segment::Field(key.as_str().into()));
                    }
                    ids.insert(key.clone(), self.read_at(item, hints, path));
                    if !hints.is_empty() {
                        path.0.pop();
                    }
                }
                Body::Map(ids)
            }
            Value::Str(text) => {
                Body::Scalar { value: value.clone(), text: text.clone(), quoted: needs_quotes(text) || hints.quoted.contains(path) }
            }
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
                let text = String::from_utf8_lossy(&canonical_json(value)).into_owned();
                Body::Scalar { value: value.clone(), text: text.into(), quoted: false }
            }
        };
        let id = self.add(body);
        if let (Some(schema), Some(node)) = (hints.schemas.get(path), self.nodes.get_mut(id)) {
            node.schema = Some(schema.clone());
        }
        id
    }

    /// The node as a value.
    pub(super) fn write(&self, id: Id) -> Value {
        match &self.node(id).body {
            Body::Null { .. } => Value::Null,
            Body::Scalar { value, .. } => value.clone(),
            Body::List(items) => Value::list(items.iter().map(|item| self.write(*item)).collect()),
            Body::Map(fields) => Value::map(fields.iter().map(|(key, item)| (key.clone(), self.write(*item))).collect()),
        }
    }

    /// A node; an unknown number, which nobody can have, is null.
    pub(super) fn node(&self, id: Id) -> &Node {
        self.nodes.get(id).unwrap_or(&GONE)
    }

    pub(super) fn body_mut(&mut self, id: Id) -> Option<&mut Body> {
        self.nodes.get_mut(id).map(|node| &mut node.body)
    }

    /// A null that stays.
    pub(super) fn kept_null(&mut self) -> Id {
        self.nodes.push(Node { body: Body::Null { written: true }, keep: true, schema: None });
        self.nodes.len() - 1
    }

    pub(super) fn is_null(&self, id: Option<Id>) -> bool {
        id.is_some_and(|id| matches!(self.node(id).body, Body::Null { .. }))
    }

    pub(super) fn is_missing_or_null(&self, id: Option<Id>) -> bool {
        id.is_none() || self.is_null(id)
    }

    /// Whether it is missing, null or a map without entries.
    pub(super) fn is_empty_map(&self, id: Option<Id>) -> bool {
        self.is_missing_or_null(id) || id.is_some_and(|id| matches!(&self.node(id).body, Body::Map(fields) if fields.is_empty()))
    }

    /// The kind of a node; none of null.
    pub(super) fn kind(&self, id: Id) -> Option<Kind> {
        match self.node(id).body {
            Body::Null { .. } => None,
            Body::Scalar { .. } => Some(Kind::Scalar),
            Body::List(_) => Some(Kind::List),
            Body::Map(_) => Some(Kind::Map),
        }
    }

    /// The text of a scalar, a written null's too; empty for everything else.
    pub(super) fn text(&self, id: Id) -> Arc<str> {
        match &self.node(id).body {
            Body::Scalar { text, .. } => text.clone(),
            Body::Null { written: true } => "null".into(),
            Body::Null { written: false } | Body::List(_) | Body::Map(_) => Arc::default(),
        }
    }

    /// A map's field.
    pub(super) fn field(&self, id: Id, name: &str) -> Option<Id> {
        match &self.node(id).body {
            Body::Map(fields) => fields.get(name).copied(),
            Body::Null { .. } | Body::Scalar { .. } | Body::List(_) => None,
        }
    }

    /// The keys of a map.
    pub(super) fn keys(&self, id: Id) -> Vec<Key> {
        match &self.node(id).body {
            Body::Map(fields) => fields.keys().cloned().collect(),
            Body::Null { .. } | Body::Scalar { .. } | Body::List(_) => Vec::new(),
        }
    }

    /// The items of a list.
    pub(super) fn items(&self, id: Id) -> &[Id] {
        match &self.node(id).body {
            Body::List(items) => items,
            Body::Null { .. } | Body::Scalar { .. } | Body::Map(_) => &[],
        }
    }

    /// Takes a field away.
    pub(super) fn clear(&mut self, id: Id, name: &str) {
        if let Some(Body::Map(fields)) = self.body_mut(id) {
            fields.remove(name);
        }
    }

    /// Sets a field as kyaml's `FieldSetter` does: nothing and null clear it, and a scalar takes over the style of the one
    /// before, so that a number in the place of a quoted text is text.
    pub(super) fn set_field(&mut self, id: Id, key: &Key, value: Option<Id>) {
        let Some(value) = value.filter(|value| !self.is_null(Some(*value)) || self.node(*value).keep) else {
            self.clear(id, key.as_str());
            return;
        };
        match self.field(id, key.as_str()) {
            Some(own) if own == value => {}
            Some(own) => {
                let was_quoted = !self.is_decoded && matches!(self.node(own).body, Body::Scalar { quoted: true, .. });
                let mut node = self.node(value).clone();
                if let Body::Scalar { value, text, quoted } = &mut node.body {
                    if was_quoted && !matches!(value, Value::Str(_)) {
                        *value = Value::Str(text.clone());
                    }
                    *quoted = was_quoted;
                }
                if let Some(slot) = self.nodes.get_mut(own) {
                    *slot = node;
                }
            }
            None => {
                if let Some(Body::Map(fields)) = self.body_mut(id) {
                    fields.insert(key.clone(), value);
                }
            }
        }
    }

    /// A scalar of a text without tag: it means what YAML says it means.
    pub(super) fn plain_scalar(&mut self, text: &Arc<str>) -> Id {
        let value = match scalar::resolve(text, None, Scalars::Yaml12) {
            Ok(Scalar::Bool(value)) => Value::Bool(value),
            Ok(Scalar::Int(value)) => Value::Int(value),
            Ok(Scalar::Uint(value)) => Value::Uint(value),
            Ok(Scalar::Float(value)) => Value::Float(value),
            Ok(Scalar::Text(_) | Scalar::AsWritten | Scalar::Null) | Err(_) => Value::Str(text.clone()),
        };
        self.add(Body::Scalar { value, text: text.clone(), quoted: false })
    }
}

/// Whether a text cannot have been written plain.
fn needs_quotes(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let plain = matches!(scalar::resolve(text, None, Scalars::Yaml12), Ok(Scalar::AsWritten | Scalar::Text(_)));
    !plain
        || text.contains(['\n', '\t'])
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with([':', ' '])
        || "&*!|>'\"%@`#{}[], ".contains(first)
        || ((first == '-' || first == '?' || first == ':') && text.chars().nth(1).is_none_or(|second| second == ' '))
}
