//! Rules about conditions that many kinds share. It knows no kind.

use crate::engine::health::table::words::{Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy};

/// The status is about the present specification, or says nothing about which it is about.
pub(super) const IS_CURRENT: Test =
    Or(&[Lacks("status.observedGeneration"), Lacks("metadata.generation"), Same("status.observedGeneration", "metadata.generation")]);

/// The condition `Ready` decides in its own words; where it is neither true nor false it does not.
pub(super) const READY: &[Rule] = &[Each(
    "status.conditions",
    &[If(
        Is(".type", "Ready"),
        &[When(Is(".status", "False"), Degraded, "{.message}"), When(Is(".status", "True"), Healthy, "{.message}")],
    )],
)];
