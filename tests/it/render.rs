//! Tests of the area `render`: fixtures, sources of Applications, Kustomize's own rules, and the real kustomize beside.

mod again;
mod budgets;
mod directories;
mod fixtures;
mod kustomize;
mod real;
mod sources;
