//! Failures as a tree, and how it is printed. It knows no schema.

use super::rules;

/// Lines that are printed of one tree.
const MAX_LINES: usize = 500;

/// What a failure stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A rule.
    Plain,
    /// Several failures of one schema.
    Group,
    /// What a referred schema says: not printed where it says one thing.
    Reference,
}

/// A failure with its causes.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// Where in the values, as a JSON pointer.
    path: String,
    pub(super) kind: Kind,
    text: String,
    pub(super) causes: Vec<Failure>,
}

impl Failure {
    /// A failure without causes.
    pub(super) fn new(path: &str, kind: Kind, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), kind, text: text.into(), causes: Vec::new() }
    }

    /// The same with its causes.
    pub(super) fn because(self, causes: Vec<Self>) -> Self {
        Self { causes, ..self }
    }

    /// One failure for all that were found.
    pub(super) fn grouped(path: &str, mut found: Vec<Self>) -> Option<Self> {
        match found.len() {
            0 => None,
            1 => found.pop(),
            _ => Some(Self { causes: found, ..Self::new(path, Kind::Group, "validation failed") }),
        }
    }

    /// The lines for people.
    pub(super) fn told(self) -> String {
        let mut lines = Vec::new();
        let top = if self.kind == Kind::Group { self.causes } else { vec![self] };
        top.iter().for_each(|failure| failure.add(0, &mut lines));
        lines.truncate(MAX_LINES);
        lines.join("\n")
    }

    /// The depth is bounded by who made the tree.
    fn add(&self, indent: usize, lines: &mut Vec<String>) {
        if lines.len() > MAX_LINES {
            return;
        }
        let is_silent = self.kind == Kind::Reference && self.causes.len() == 1;
        if !is_silent {
            lines.push(format!("{}{}", "  ".repeat(indent), line(&self.path, &self.text)));
        }
        self.causes.iter().for_each(|cause| cause.add(indent + usize::from(!is_silent), lines));
    }
}

/// One line.
pub(in super::super) fn line(path: &str, text: &str) -> String {
    format!("- at {}: {text}", rules::quote(path))
}
