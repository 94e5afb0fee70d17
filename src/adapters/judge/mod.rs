//! Runs programs of other people: what the worker does for a `Need::Judge`. It limits what it can by counting (steps, stack, output,
//! trace); memory, processor and time are the worker's limits. It knows no tree, no process and no pipe.

pub mod jq;
pub mod jsonnet;
mod lines;
pub mod lua;
pub mod request;
mod wording;

use crate::model::problem::Problem;

use request::JudgeRequest;

/// What is kept from one program to the next: compiled forms, nothing of what they were given or said.
#[derive(Default)]
pub struct Kept {
    lua: lua::Kept,
    jq: jq::Kept,
}

/// The answer to a request: a text, JSON in the form that `engine::judge` tells. The same request has the same answer, for better or
/// worse.
///
/// # Errors
/// What the program does wrong, with its place and the calls that led there; what it does too much of.
pub fn judge(kept: &mut Kept, request: &JudgeRequest) -> Result<String, Problem> {
    match request {
        JudgeRequest::Jsonnet(jsonnet) => jsonnet::evaluate(jsonnet),
        JudgeRequest::Lua(request) => lua::evaluate(&mut kept.lua, request),
        JudgeRequest::Jq(request) => jq::evaluate(&mut kept.jq, request),
    }
}
