//! The verbs without a console: arguments in, tables or JSON and an exit code out. It decides nothing that session decides.

pub mod conformance;
