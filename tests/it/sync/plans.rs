//! Tests of sync: plans.
