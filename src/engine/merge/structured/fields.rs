//! Sets of field paths, and their form in `managedFields[].fieldsV1`. It knows no schema.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::element::{BadElement, Element};

/// A set of paths: members at this level, and sets below an element. An element may be both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSet {
    pub(super) members: BTreeSet<Element>,
    pub(super) children: BTreeMap<Element, FieldSet>,
}

impl FieldSet {
    /// The set of these paths of plain fields.
    pub fn of(paths: &[&[&str]]) -> Self {
        let mut out = Self::default();
        for path in paths {
            out.insert(&path.iter().map(|name| Element::field(*name)).collect::<Vec<_>>());
        }
        out
    }

    /// The set that a `fieldsV1` holds. Elements of unknown form are passed over.
    ///
    /// # Errors
    /// When an element has no form at all.
    pub fn from_v1(value: &Value) -> Result<Self, BadElement> {
        read(value).map(|(set, _)| set.unwrap_or_default())
    }

    /// The set as `fieldsV1`.
    pub fn to_v1(&self) -> Value {
        self.written(false)
    }

    fn written(&self, is_member: bool) -> Value {
        let empty = || Value::Map(Map::default());
        let mut entries = Vec::new();
        if is_member && !(self.members.is_empty() && self.children.is_empty()) {
            entries.push((Key::field("."), empty()));
        }
        for member in &self.members {
            if !self.children.contains_key(member) {
                entries.push((Key::own(member.to_key()), empty()));
            }
        }
        for (element, child) in &self.children {
            entries.push((Key::own(element.to_key()), child.written(self.members.contains(element))));
        }
        Value::map(entries)
    }

    /// Adds a path. The empty path, the whole object, is owned by nobody.
    pub fn insert(&mut self, path: &[Element]) {
        match path {
            [] => {}
            [last] => {
                self.members.insert(last.clone());
            }
            [first, rest @ ..] => self.children.entry(first.clone()).or_default().insert(rest),
        }
    }

    /// Whether a path is in it.
    pub fn has(&self, path: &[Element]) -> bool {
        match path {
            [] => false,
            [last] => self.members.contains(last),
            [first, rest @ ..] => self.children.get(first).is_some_and(|child| child.has(rest)),
        }
    }

    /// The paths below an element.
    pub fn below(&self, element: &Element) -> Option<&Self> {
        self.children.get(element)
    }

    /// Whether no path is in it.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.children.values().all(Self::is_empty)
    }

    /// Number of paths.
    pub fn len(&self) -> usize {
        self.members.len() + self.children.values().map(Self::len).sum::<usize>()
    }

    /// Paths of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut out = self.clone();
        out.members.extend(other.members.iter().cloned());
        for (element, child) in &other.children {
            match out.children.get_mut(element) {
                Some(own) => *own = own.union(child),
                None => {
                    out.children.insert(element.clone(), child.clone());
                }
            }
        }
        out
    }

    /// Paths of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let children = self.children.iter().filter_map(|(element, own)| {
            let both = own.intersection(other.children.get(element)?);
            (!both.is_empty()).then(|| (element.clone(), both))
        });
        Self { members: self.members.intersection(&other.members).cloned().collect(), children: children.collect() }
    }

    /// Paths of this one that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let children = self.children.iter().filter_map(|(element, own)| {
            let Some(theirs) = other.children.get(element) else { return Some((element.clone(), own.clone())) };
            let rest = own.difference(theirs);
            (!rest.is_empty()).then(|| (element.clone(), rest))
        });
        Self { members: self.members.difference(&other.members).cloned().collect(), children: children.collect() }
    }

    /// [`FieldSet::difference`], and what lies below a member of the other goes too.
    #[must_use]
    pub fn recursive_difference(&self, other: &Self) -> Self {
        let children = self.children.iter().filter(|(element, _)| !other.members.contains(*element)).filter_map(|(element, own)| {
            let Some(theirs) = other.children.get(element) else { return Some((element.clone(), own.clone())) };
            let rest = own.recursive_difference(theirs);
            (!rest.is_empty()).then(|| (element.clone(), rest))
        });
        Self { members: self.members.difference(&other.members).cloned().collect(), children: children.collect() }
    }

    /// Members that have nothing below them.
    #[must_use]
    pub fn leaves(&self) -> Self {
        let members = self.members.iter().filter(|member| !self.children.contains_key(*member)).cloned().collect();
        Self { members, children: self.children.iter().map(|(element, child)| (element.clone(), child.leaves())).collect() }
    }

    /// All paths, members of a level before those below it.
    pub fn paths(&self) -> Vec<Vec<Element>> {
        let mut out = Vec::new();
        self.collect(&mut Vec::new(), &mut out);
        out
    }

    fn collect(&self, prefix: &mut Vec<Element>, out: &mut Vec<Vec<Element>>) {
        for member in &self.members {
            out.push(prefix.iter().chain([member]).cloned().collect());
        }
        for (element, child) in &self.children {
            prefix.push(element.clone());
            child.collect(prefix, out);
            prefix.pop();
        }
    }
}

/// The set below, and whether the element itself is a member.
fn read(value: &Value) -> Result<(Option<FieldSet>, bool), BadElement> {
    let mut set = FieldSet::default();
    let mut is_member = false;
    for (key, below) in value.as_map().into_iter().flatten() {
        if key.as_str() == "." {
            is_member = true;
            continue;
        }
        let element = match Element::parse(key.as_str()) {
            Ok(element) => element,
            Err(BadElement::Unknown) => continue,
            Err(error) => return Err(error),
        };
        let (child, child_is_member) = read(below)?;
        if child_is_member {
            set.members.insert(element.clone());
        }
        if let Some(child) = child {
            set.children.insert(element, child);
        }
    }
    if set.members.is_empty() && set.children.is_empty() { Ok((None, true)) } else { Ok((Some(set), is_member)) }
}

#[cfg(test)]
mod tests {
    use super::FieldSet;
    use crate::engine::manifest::json::{parse_json, to_json};

    fn set(text: &str) -> FieldSet {
        FieldSet::from_v1(&parse_json(text.as_bytes()).expect("test data")).expect("a set")
    }

    fn text(set: &FieldSet) -> String {
        String::from_utf8(to_json(&set.to_v1())).expect("UTF-8")
    }

    #[test]
    fn sets_read_and_print_as_managed_fields_hold_them() {
        for fields in [
            "{}",
            r#"{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:replicas":{}}}"#,
            r#"{"f:l":{".":{},"k:{\"name\":\"a\"}":{".":{},"f:image":{},"f:name":{}},"v:\"x\"":{}}}"#,
        ] {
            assert_eq!(text(&set(fields)), fields);
        }
    }

    #[test]
    fn differences_keep_what_lies_below_unless_recursive() {
        let all = set(r#"{"f:a":{".":{},"f:b":{}},"f:c":{}}"#);
        assert_eq!(text(&all.difference(&set(r#"{"f:a":{}}"#))), r#"{"f:a":{"f:b":{}},"f:c":{}}"#);
        assert_eq!(text(&all.recursive_difference(&set(r#"{"f:a":{}}"#))), r#"{"f:c":{}}"#);
        assert_eq!(text(&all.intersection(&set(r#"{"f:a":{"f:b":{},"f:x":{}}}"#))), r#"{"f:a":{"f:b":{}}}"#);
        assert_eq!(all.union(&all), all);
        assert_eq!(all.paths().len(), all.len());
    }
}
