//! Tests of the area `render`: fixtures, sources of Applications, Kustomize's own rules, and the real kustomize beside.

mod again;
mod argo;
mod budgets;
mod directories;
mod fixtures;
mod generated;
mod helm_charts;
mod jsonnet;
mod jsonnet_bounds;
mod kustomize;
mod kustomize_rules;
mod overlays;
mod provenance;
mod real;
mod remote;
mod sources;
