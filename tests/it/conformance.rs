//! The engine against the test data of its peers, suite by suite; `../shared/conformance/README.md` has the forms.

mod access;
mod compare;
mod helm_set;
mod kyverno;
mod merge;
