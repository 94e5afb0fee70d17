//! Tests of sync: resume.
