//! Tests of sync: record.
