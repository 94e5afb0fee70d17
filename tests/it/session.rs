//! Tests of the area `session`.
