//! Tests of sync: digest.
