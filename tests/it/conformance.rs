//! Tests of the area `conformance`.
