//! Tests of the area `manifest`.
