//! Tests of sync: properties.
