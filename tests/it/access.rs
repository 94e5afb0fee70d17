//! Verdicts of access: signatures as real gpg, ssh-keygen and git make them, policies against Argo CD's own library, their laws, bad input, windows' words.

mod integrity;
mod policies;
mod projects;
mod windows;
