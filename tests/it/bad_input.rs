//! Tests of the area `bad_input`.
