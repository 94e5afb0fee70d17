//! Templates that know each other by name. It knows no text and no value. Source: Go's `text/template` `associate`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parse::Parsed;
use super::tree::Tree;

/// Additions up to this many are looked through one by one; beyond, they join the names that are shared.
const FEW: usize = 8;

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
            if !(tree.is_empty() && self.get(&tree.name).is_some()) {
                self.put(tree.clone());
            }
        }
    }

    /// Adds a text's templates, its own in any case.
    pub fn associate_as_main(&mut self, parsed: &Parsed) {
        self.associate(parsed);
        if let Some(main) = parsed.main() {
            self.put(main.clone());
        }
    }

    fn put(&mut self, tree: Arc<Tree>) {
        self.added.retain(|other| other.name != tree.name);
        self.added.push(tree);
        if self.added.len() > FEW {
            let shared = Arc::make_mut(&mut self.shared);
            shared.extend(self.added.drain(..).map(|tree| (tree.name.clone(), tree)));
        }
    }

    /// The template of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Tree>> {
        self.added.iter().find(|tree| &*tree.name == name).or_else(|| self.shared.get(name))
    }
}
