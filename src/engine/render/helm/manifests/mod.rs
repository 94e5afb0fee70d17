//! What templates rendered to, as manifests: cut into documents, told from hooks, put into the order of installation. It
//! knows no template and no chart.

pub mod head;
pub mod order;
pub mod print;
pub mod sort;
pub mod split;
