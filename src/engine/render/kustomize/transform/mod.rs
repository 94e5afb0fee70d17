//! What a kustomization does to its resources, one step after the other. It knows neither files nor the order of steps
//! (`configure` has it).

pub(super) mod images;
pub(super) mod json;
pub(super) mod metadata;
pub(super) mod names;
pub(super) mod namespace;
pub(super) mod patch;
pub(super) mod replicas;
pub(super) mod step;
pub(super) mod strategic;
pub(super) mod value_add;
