//! Verdicts of access: policies against Argo CD's own library, their laws, bad input, windows' words, the rules of tiphys-cm.

mod house;
mod policies;
mod projects;
mod windows;
