//! Tests of the area `screens`.
