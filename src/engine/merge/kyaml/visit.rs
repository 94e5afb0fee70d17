//! What the two merges decide at each node (kyaml `merge2.Merger`, `merge3.Visitor`). It knows no walk.

use std::collections::BTreeMap;

use super::KyamlError;
use super::node::{Body, Id, Kind};
use super::walk::{Sources, Visitor, Walker};

/// What `$patch` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Directive {
    Delete,
    Replace,
    Merge,
}

const PATCH: &str = "$patch";

fn at(sources: &Sources, index: usize) -> Option<Id> {
    sources.get(index).copied().flatten()
}

impl Walker<'_> {
    pub(super) fn visit_map(&mut self, sources: &Sources) -> Result<Option<Id>, KyamlError> {
        let (dest, origin) = (at(sources, 0), at(sources, 1));
        match self.visitor {
            Visitor::Merge2 => {
                if self.arena.is_missing_or_null(dest) {
                    // A directive that has no meaning is passed over here, and only here.
                    if matches!(self.directive(origin), Ok(Directive::Delete)) {
                        return Ok(None);
                    }
                    let written = dest.is_some_and(|dest| matches!(self.arena.node(dest).body, Body::Null { written: true }));
                    return Ok(if origin.is_none() && written { Some(self.arena.kept_null()) } else { origin });
                }
                self.directed(dest, origin)
            }
            Visitor::Merge3 => {
                let updated = at(sources, 2);
                if self.arena.is_null(updated) || self.arena.is_null(dest) || (dest.is_none() && updated.is_none()) {
                    return Ok(None);
                }
                Ok(Some(dest.unwrap_or_else(|| self.arena.add(Body::Map(BTreeMap::new())))))
            }
        }
    }

    pub(super) fn visit_scalar(&mut self, sources: &Sources) -> Result<Option<Id>, KyamlError> {
        let (dest, origin) = (at(sources, 0), at(sources, 1));
        Ok(match self.visitor {
            Visitor::Merge2 => origin.or(dest),
            Visitor::Merge3 => {
                let updated = at(sources, 2);
                if self.arena.is_null(updated) || self.arena.is_null(dest) {
                    return Ok(None);
                }
                match (self.present(origin), self.present(updated)) {
                    (None, None) => dest,
                    (Some(origin), Some(updated))
                        if self.arena.text(origin) == self.arena.text(updated) && !self.differ(origin, updated) =>
                    {
                        dest
                    }
                    (Some(_) | None, updated) => updated,
                }
            }
        })
    }

    /// A list that is taken whole.
    pub(super) fn visit_list(&mut self, sources: &Sources) -> Result<Option<Id>, KyamlError> {
        let (dest, origin) = (at(sources, 0), at(sources, 1));
        Ok(match self.visitor {
            Visitor::Merge2 => origin.or(dest),
            Visitor::Merge3 => {
                let updated = at(sources, 2);
                if self.arena.is_null(updated) || self.arena.is_null(dest) {
                    return Ok(None);
                }
                match (self.present(origin), self.present(updated)) {
                    (None, None) => dest,
                    (Some(origin), Some(updated)) if !self.differ(origin, updated) => dest,
                    (Some(_) | None, updated) => updated,
                }
            }
        })
    }

    /// A list whose items are merged.
    pub(super) fn visit_associative(&mut self, sources: &Sources) -> Result<Option<Id>, KyamlError> {
        let (dest, origin) = (at(sources, 0), at(sources, 1));
        match self.visitor {
            Visitor::Merge2 if self.arena.is_missing_or_null(dest) => Ok(origin),
            Visitor::Merge2 => self.directed(dest, origin),
            Visitor::Merge3 => {
                if self.arena.is_missing_or_null(at(sources, 2)) && !self.arena.is_missing_or_null(origin) {
                    return Ok(None);
                }
                Ok(Some(if self.arena.is_missing_or_null(dest) { self.new_list() } else { dest.unwrap_or_default() }))
            }
        }
    }

    fn directed(&mut self, dest: Option<Id>, origin: Option<Id>) -> Result<Option<Id>, KyamlError> {
        if self.arena.is_null(origin) {
            return Ok(None);
        }
        Ok(match self.directive(origin)? {
            Directive::Delete => None,
            Directive::Replace => origin,
            Directive::Merge => dest,
        })
    }

    fn present(&self, id: Option<Id>) -> Option<Id> {
        id.filter(|id| !self.arena.is_null(Some(*id)))
    }

    fn differ(&self, a: Id, b: Id) -> bool {
        self.arena.write(a) != self.arena.write(b)
    }

    /// The directive of a patch's node, which it loses.
    fn directive(&mut self, patch: Option<Id>) -> Result<Directive, KyamlError> {
        let Some(patch) = patch else { return Ok(Directive::Merge) };
        let (holder, is_list) = match self.arena.kind(patch) {
            Some(Kind::Map) => (Some(patch), false),
            Some(Kind::List) => {
                let found = self.arena.items(patch).iter().copied().find(|item| self.arena.field(*item, PATCH).is_some());
                // An item that says more than `$patch` directs itself, not the list.
                (found.filter(|item| self.arena.keys(*item).len() == 1), true)
            }
            Some(Kind::Scalar) | None => (None, false),
        };
        let Some(word) = holder.and_then(|holder| self.arena.field(holder, PATCH)) else { return Ok(Directive::Merge) };
        let word = self.arena.text(word);
        let directive = match &*word {
            "delete" => Directive::Delete,
            "replace" => Directive::Replace,
            "merge" => Directive::Merge,
            other => return Err(KyamlError::Strategy { word: other.chars().take(40).collect(), path: self.place() }),
        };
        if is_list {
            self.set_item(patch, &[PATCH.to_owned()], &[word], None)?;
        } else {
            self.arena.clear(patch, PATCH);
        }
        Ok(directive)
    }
}
