//! The controllers: what turns a Deployment into pods, a Job into its end, an owner's deletion into that of its dependents.
//! They know the store and the time, and no request. One task drives them (`driver`); each looks at one object at a time and
//! does the next thing that is to be done, so that a lost change costs nothing but a look.

mod autoscaler;
mod collect;
mod container;
mod daemonset;
mod deployment;
pub(crate) mod driver;
mod endpoints;
mod job;
pub(crate) mod lines;
mod namespace;
pub(crate) mod nodes;
mod pod;
mod progress;
pub(crate) mod queue;
mod replicaset;
mod rollout;
mod statefulset;
mod storage;
mod template;
pub(crate) mod world;
