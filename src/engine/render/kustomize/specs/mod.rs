//! Field specifications: the tables of Kustomize's built-in ones, and the set in effect for one kustomization. It knows no
//! file and no resource.

mod builtin;
mod names;
pub(super) mod set;
mod vars;
