//! Lists whose items are merged by their keys (kyaml `walk/associative_sequence`). It knows no visitor.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::keys::{self, Values};
use super::node::{Body, Id, Kind};
use super::walk::{Known, Sources, Walker};
use super::{KyamlError, ListDirection};

/// Comparisons of items by one merge of a list: as kyaml has it, each is looked for among all. A few thousand items are allowed; no object that
/// an API server takes has more where lists are merged by keys.
const MAX_COMPARED: usize = 8_000_000;

impl Walker<'_> {
    pub(super) fn walk_associative(&mut self, known: Option<&Known>, mut sources: Sources) -> Result<Option<Id>, KyamlError> {
        let Some(dest) = self.visit_associative(&sources)? else { return Ok(None) };
        if let Some(slot) = sources.first_mut() {
            *slot = Some(dest);
        }
        let keys = match known {
            Some(known) if known.has_strategy || !known.keys.is_empty() => known.keys.clone(),
            _ => vec![self.guessed_key(&sources)?],
        };
        let item = self.item_of(known);
        if keys.is_empty() {
            let values = self.scalars(&sources);
            return self.merge_items(item.as_ref(), values, &[String::new()], dest, &sources);
        }
        let values = self.key_values(&keys, &sources);
        self.merge_items(item.as_ref(), values, &keys, dest, &sources)
    }

    fn guessed_key(&self, sources: &Sources) -> Result<String, KyamlError> {
        let filled = sources.iter().flatten().filter(|id| !self.arena.items(**id).is_empty());
        let named: Vec<bool> = filled.map(|id| self.inferred_key(*id)).collect();
        if !named.is_empty() && named.iter().all(|named| *named) { Ok("name".to_owned()) } else { Err(KyamlError::NoKey(self.place())) }
    }

    /// Sources in the order in which their items come: the base first when patches append, last when they prepend.
    fn in_order(&self, sources: &Sources) -> Vec<Id> {
        let first = usize::from(self.options.direction == ListDirection::Prepend);
        (0..sources.len()).filter_map(|index| sources.get((index + first) % sources.len()).copied().flatten()).collect()
    }

    /// The key values of all items, each once.
    fn key_values(&self, keys: &[String], sources: &Sources) -> Vec<Values> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        for source in self.in_order(sources) {
            for item in self.arena.items(source) {
                let field = |key: &String| self.arena.field(*item, key).filter(|id| !self.arena.is_null(Some(*id)));
                let value = |key: &String| field(key).map(|id| self.arena.text(id)).unwrap_or_default();
                let values: Values = keys.iter().map(value).collect();
                if seen.insert(values.clone()) {
                    out.push(values);
                }
            }
        }
        out
    }

    /// The texts of all scalar items, each once.
    fn scalars(&self, sources: &Sources) -> Vec<Values> {
        let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
        let all = self.in_order(sources).into_iter().flat_map(|source| self.arena.items(source).to_vec());
        all.map(|item| self.arena.text(item)).filter(|text| seen.insert(text.clone())).map(|text| vec![text]).collect()
    }

    fn merge_items(
        &mut self,
        known: Option<&Known>,
        mut values_list: Vec<Values>,
        keys: &[String],
        dest: Id,
        sources: &Sources,
    ) -> Result<Option<Id>, KyamlError> {
        if values_list.is_empty() {
            return Ok(Some(dest));
        }
        if keys.len() > 1 {
            values_list = keys::united(values_list);
        }
        let n_items = sources.iter().flatten().map(|source| self.arena.items(*source).len()).fold(0, usize::saturating_add);
        if values_list.len().saturating_mul(n_items) > MAX_COMPARED {
            return Err(KyamlError::Size(self.place()));
        }
        let added = self.new_list();
        let mut valid_keys = keys.to_vec();
        for values in &values_list {
            let (own_keys, own_values) = keys::valid(&values_list, values, keys);
            valid_keys.clone_from(&own_keys);
            let items = self.matching(&own_keys, &own_values, sources)?;
            self.path.push(format!("[{}={}]", own_keys.join(","), own_values.join(",")));
            let merged = self.walk(known.cloned(), items)?;
            self.path.pop();
            if self.arena.is_empty_map(merged) {
                self.set_item(dest, &own_keys, &own_values, None)?;
                continue;
            }
            let Some(merged) = merged else { continue };
            for (key, value) in own_keys.iter().zip(&own_values) {
                if !value.is_empty() && self.arena.kind(merged) == Some(Kind::Map) && self.arena.field(merged, key).is_none() {
                    let scalar = self.arena.plain_scalar(value);
                    self.arena.set_field(merged, &key.as_str().into(), Some(scalar));
                }
            }
            self.set_item(added, &own_keys, &own_values, Some(merged))?;
        }
        match self.options.direction {
            ListDirection::Prepend => self.append_list(added, dest, &valid_keys).map(Some),
            ListDirection::Append => self.append_list(dest, added, &valid_keys).map(Some),
        }
    }

    /// Each source's item with these key values.
    fn matching(&self, own_keys: &[String], values: &Values, sources: &Sources) -> Result<Sources, KyamlError> {
        let (own_keys, values) = keys::valid(std::slice::from_ref(values), values, own_keys);
        Ok(sources.iter().map(|source| self.find_item((*source)?, &own_keys, &values)).collect())
    }

    /// The first item whose keys have these texts (kyaml `ElementMatcher`).
    fn find_item(&self, list: Id, keys: &[String], values: &Values) -> Option<Id> {
        let mut items = self.arena.items(list).iter().copied();
        if keys.first().is_none_or(String::is_empty) {
            let wanted = values.first()?;
            return items.find(|item| self.arena.text(*item) == *wanted);
        }
        if keys.len() != values.len() {
            return None;
        }
        items.find(|item| {
            self.arena.kind(*item) == Some(Kind::Map)
                && keys.iter().zip(values).all(|(key, value)| self.arena.field(*item, key).is_some_and(|id| self.arena.text(id) == *value))
        })
    }

    /// Replaces the items whose keys have these values, adds where there is none; without an element takes them out
    /// (kyaml `ElementSetter`). An empty value matches any. Empty maps and nulls vanish on the way.
    pub(super) fn set_item(&mut self, list: Id, keys: &[String], values: &[Arc<str>], element: Option<Id>) -> Result<(), KyamlError> {
        let wants_maps = keys.first().is_some_and(|key| !key.is_empty()) && values.first().is_some_and(|value| !value.is_empty());
        let mut kept = Vec::new();
        let mut found = false;
        for item in self.arena.items(list).to_vec() {
            if self.arena.is_empty_map(Some(item)) {
                continue;
            }
            if wants_maps && self.arena.kind(item) != Some(Kind::Map) {
                kept.push(item);
                continue;
            }
            if !self.matches(item, keys, values)? {
                if !values.is_empty() {
                    kept.push(item);
                }
                continue;
            }
            found = true;
            kept.extend(element);
        }
        if let Some(element) = element.filter(|element| !found && !self.arena.is_null(Some(*element))) {
            kept.push(element);
        }
        if let Some(Body::List(items)) = self.arena.body_mut(list) {
            *items = kept;
        }
        Ok(())
    }

    fn matches(&self, item: Id, keys: &[String], values: &[Arc<str>]) -> Result<bool, KyamlError> {
        // Keys beyond the values say nothing, unless there is no value at all.
        if values.is_empty() {
            return Ok(false);
        }
        for (key, value) in keys.iter().zip(values) {
            let wanted = if key.is_empty() { Kind::Scalar } else { Kind::Map };
            if let Some(found) = self.arena.kind(item).filter(|found| *found != wanted) {
                return Err(KyamlError::Kind { expected: wanted.name(), found: found.name(), path: self.place() });
            }
            let matches = if key.is_empty() {
                self.arena.text(item) == *value
            } else {
                self.arena.field(item, key).is_some_and(|id| value.is_empty() || self.arena.text(id) == *value)
            };
            if !matches {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sets the items of one list in another, one after the other.
    fn append_list(&mut self, into: Id, from: Id, keys: &[String]) -> Result<Id, KyamlError> {
        for item in self.arena.items(from).to_vec() {
            if keys.first().is_none_or(String::is_empty) {
                let text = self.arena.text(item);
                self.set_item(into, &[String::new()], &[text], Some(item))?;
                continue;
            }
            let mut values = Values::new();
            for key in keys {
                if let Some(found) = self.arena.kind(item).filter(|found| *found != Kind::Map) {
                    return Err(KyamlError::Kind { expected: Kind::Map.name(), found: found.name(), path: self.place() });
                }
                match self.arena.field(item, key) {
                    Some(id) => values.push(self.arena.text(id)),
                    // An item without a key is added at once, once for each key that it lacks; what follows takes it for
                    // the same item and leaves one.
                    None => {
                        if let Some(Body::List(items)) = self.arena.body_mut(into) {
                            items.push(item);
                        }
                    }
                }
            }
            if keys.len() > 1 {
                self.set_item(into, keys, &values, None)?;
            }
            self.set_item(into, keys, &values, Some(item))?;
        }
        Ok(into)
    }
}
