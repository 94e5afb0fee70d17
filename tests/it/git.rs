//! Tests of the area `git`.
