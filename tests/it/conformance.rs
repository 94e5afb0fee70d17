//! The engine against the test data of its peers, suite by suite; `../shared/conformance/README.md` has the forms.

mod access;
mod actions;
mod compare;
mod helm;
mod kyverno;
mod merge;
