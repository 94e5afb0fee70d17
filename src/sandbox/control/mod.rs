//! The controllers: what turns a Deployment into pods, a Job into its end, an owner's deletion into that of its dependents.
//! They know the store and the time, and no request.

pub(crate) mod lines;
