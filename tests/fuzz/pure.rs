//! `model` and `engine` of the project by themselves, under the project's own name. That they build so shows once more that they need
//! neither client, Git, file nor clock.
#![allow(dead_code, reason = "what only other rooms of the project call")]

#[path = "../../src/engine/mod.rs"]
pub mod engine;
#[path = "../../src/model/mod.rs"]
pub mod model;
