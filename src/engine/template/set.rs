//! Templates that know each other by name. It knows no text and no value. Source: Go's `text/template` `associate`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parse::Parsed;
use super::tree::Tree;

/// Additions to a clone up to this many are looked through one by one; beyond, they join a copy of the shared names. Texts of
/// `tpl` define one or two.
const FEW: usize = 32;

/// Named templates. Cloning is cheap: what is added to a clone is not in the original.
#[derive(Debug, Clone)]
pub struct Set {
    name: Arc<str>,
    shared: Arc<BTreeMap<Arc<str>, Arc<Tree>>>,
    added: Vec<Arc<Tree>>,
}

impl Set {
    /// An empty set. Its name is what `tpl` calls its texts and what the error of an unknown template mentions; Helm's
    /// is `gotpl`.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), shared: Arc::default(), added: Vec::new() }
    }

    /// The name.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Adds a text's templates. One that is empty replaces no other; else the later replaces the earlier.
    pub fn associate(&mut self, parsed: &Parsed) {
        for tree in parsed.trees() {
            if self.accepts(tree) {
                self.added.retain(|other| other.name != tree.name);
                Arc::make_mut(&mut self.shared).insert(tree.name.clone(), tree.clone());
            }
        }
    }

    /// Adds a text's templates to a clone that is soon forgotten, its own template in any case.
    pub fn associate_as_main(&mut self, parsed: &Parsed) {
        let main = parsed.main().map(|main| &main.name);
        for tree in parsed.trees() {
            if Some(&tree.name) == main || self.accepts(tree) {
                self.put(tree.clone());
            }
        }
    }

    fn accepts(&self, tree: &Tree) -> bool {
        !tree.is_empty() || self.get(&tree.name).is_none()
    }

    fn put(&mut self, tree: Arc<Tree>) {
        self.added.retain(|other| other.name != tree.name);
        self.added.push(tree);
        if self.added.len() > FEW {
            let added = self.added.drain(..).map(|tree| (tree.name.clone(), tree));
            Arc::make_mut(&mut self.shared).extend(added);
        }
    }

    /// The template of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Tree>> {
        self.added.iter().find(|tree| &*tree.name == name).or_else(|| self.shared.get(name))
    }
}
