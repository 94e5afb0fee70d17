//! Tests of the area `keys`.
