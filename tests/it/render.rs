//! Tests of the area `render`: fixtures, sources of Applications, Kustomize's own rules, and the real kustomize beside.

mod directories;
mod fixtures;
mod generated;
mod kustomize;
mod kustomize_rules;
mod overlays;
mod real;
mod sources;
