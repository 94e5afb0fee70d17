//! Tests of the area `compare`.
