//! Tests of sync: options.
