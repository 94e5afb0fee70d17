//! Tests of the area `cluster`.
