//! Verdicts of access: policies against Argo CD's own library, their laws, bad input, windows' words, the rules of tiphys-cm, signatures
//! as real gpg, ssh-keygen and git make them.

mod house;
mod integrity;
mod policies;
mod projects;
mod windows;
