//! Verdicts of access: policies against Argo CD's own library, their laws, bad input, windows' words.

mod policies;
mod projects;
mod windows;
