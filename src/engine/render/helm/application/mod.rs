//! Charts of an Application: its `helm:` block in Argo CD's meaning. It knows no template.

pub mod block;
pub mod files;
