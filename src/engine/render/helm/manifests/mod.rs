//! What templates rendered to, as manifests: cut into documents, told from hooks, put into the order of installation. It
//! knows no template and no chart.

pub mod head;
pub mod order;
pub mod print;
mod skim;
mod skim_scalar;
pub mod sort;
pub mod split;
