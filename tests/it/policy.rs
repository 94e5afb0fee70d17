//! Tests of the area `policy`: rules about what is deployed.

mod kyverno;
mod properties;
