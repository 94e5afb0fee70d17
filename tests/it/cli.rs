//! Tests of the area `cli`.
