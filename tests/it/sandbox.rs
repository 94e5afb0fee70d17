//! Tests of the area `sandbox`.
