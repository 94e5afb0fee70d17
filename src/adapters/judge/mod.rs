//! Runs programs of other people: what the worker does for a `Need::Judge`. It limits what it can by counting (stack, output, trace);
//! memory, processor and time are the worker's limits. It knows no tree, no process and no pipe.

pub mod jsonnet;
mod lines;
pub mod request;
mod wording;

use crate::model::problem::Problem;

use request::JudgeRequest;

/// The answer to a request: a text, JSON for Jsonnet. The same request has the same answer, for better or worse.
///
/// # Errors
/// What the program does wrong, with its place and the calls that led there; what it does too much of.
pub fn judge(request: &JudgeRequest) -> Result<String, Problem> {
    match request {
        JudgeRequest::Jsonnet(jsonnet) => jsonnet::evaluate(jsonnet),
        JudgeRequest::Lua(_) | JudgeRequest::Jq(_) => {
            Err(Problem::error(crate::model::problem::ProblemKind::Internal, "this language is not run yet"))
        }
    }
}
