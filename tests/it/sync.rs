//! Tests of the area `sync`.
