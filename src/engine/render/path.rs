//! Rendering a path without an Application: what `tiphys render kustomize|directory PATH` does. It knows no command line
//! and no file system; the tree is given.

use std::sync::Arc;

use super::entropy::Entropy;
use super::options::BuildOptions;
use super::{Rendered, SourceType, directory, jsonnet, kustomize, output};
use crate::engine::step::{Answers, Asking, Step};
use crate::engine::tree::{Files, RepoPath, Tree};
use crate::model::application::DirectorySource;

/// What to render with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Plain manifests.
    Directory(DirectorySource),
    /// `kustomize build`.
    Kustomize(BuildOptions),
}

/// Renders a folder of a tree; with `traces` objects keep who set which field. Objects are neither tracked nor given a namespace; their order is the tool's.
pub fn render_path(tree: &Arc<Tree>, path: &RepoPath, tool: &Tool, traces: bool, answers: &Answers) -> Step<Rendered> {
    let mut asking = Asking::new(answers);
    let files = Files { tree: tree.clone() };
    let (objects, source_type) = match tool {
        Tool::Directory(options) => {
            let reading = directory::Reading { jsonnet: jsonnet::Mode::Plain, traces };
            (directory::render(&files, path, options, reading, &mut asking), SourceType::Directory)
        }
        Tool::Kustomize(options) => {
            let entropy = Entropy::preview();
            let job = kustomize::Job { traces, ..job(&files, path, options, &entropy) };
            (kustomize::build(&job, &mut asking), SourceType::Kustomize)
        }
    };
    let uses = asking.uses();
    asking.finish(Rendered { objects, source_types: vec![source_type], revisions: Vec::new(), uses })
}

/// What `kustomize build` prints of a folder: as [`render_path`] and `output::kustomize_bytes`, and also what Kustomize
/// builds though it is no Kubernetes object. Charts draw a preview's values. An error among the problems means that `kustomize build` prints nothing.
pub fn kustomize_text(tree: &Arc<Tree>, path: &RepoPath, options: &BuildOptions, answers: &Answers) -> Step<String> {
    let mut asking = Asking::new(answers);
    let files = Files { tree: tree.clone() };
    let entropy = Entropy::preview();
    let documents = kustomize::documents(&job(&files, path, options, &entropy), &mut asking);
    asking.finish(output::print(documents.iter().map(|built| &built.map)))
}

fn job<'j>(files: &'j Files, root: &'j RepoPath, options: &'j BuildOptions, entropy: &'j Entropy) -> kustomize::Job<'j> {
    kustomize::Job { files, root, options, entropy, block: None, traces: false }
}
