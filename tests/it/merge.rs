//! Tests of the area `merge`.
