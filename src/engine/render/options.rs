//! The flags of `kustomize build` that change what is rendered. It knows no command line: words are given.

use crate::model::problem::{Problem, ProblemKind};

/// What `kustomize build` may be told by flags, on a command line or in `kustomize.buildOptions`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// `--load-restrictor LoadRestrictionsNone`: files outside a kustomization's own folder may be read.
    pub unrestricted: bool,
    /// `--reorder`, where it was given.
    pub reorder: Option<Reorder>,
    /// `--enable-managedby-label`.
    pub managed_by_label: bool,
    /// `--enable-helm`: accepted; a chart is refused when one is met.
    pub helm: bool,
}

/// `--reorder`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reorder {
    /// By kind, as ever.
    Legacy,
    /// As the kustomization lists them.
    None,
}

impl BuildOptions {
    /// The options that these words (flags and their values) ask for.
    ///
    /// # Errors
    /// For a flag that `kustomize build` does not have, one that would run programs, or a wrong value.
    pub fn parse(words: &[&str]) -> Result<Self, Problem> {
        let _ = words;
        Err(Problem::error(ProblemKind::BadInput, "flags are not read yet"))
    }
}
