//! Tests of the area `architecture`.
