//! Patterns: a tree that an object must resemble, with anchors at its keys and operators in its values. It knows no rule and no variable:
//! those were substituted before.

pub mod anchor;
mod metadata;
pub mod scalar;
pub mod tree;
