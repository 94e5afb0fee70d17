//! Tests of the area `journey`.
