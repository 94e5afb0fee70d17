//! Tests of the area `template`: Go's templates, their printing and their errors, and what Helm adds.
#![expect(clippy::expect_used, reason = "a test's helper fails as its test does")]

mod crypto;
mod functions;
mod go;
mod helm;
mod limits;
mod meaning;
mod run;
mod sprig;
