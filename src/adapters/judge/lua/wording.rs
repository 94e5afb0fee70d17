//! What went wrong in a script, as a problem: the place and line, the interpreter's words, the next step. It runs nothing.

use mlua::Error;

use crate::model::problem::{Place, Problem, ProblemKind};

use super::convert::Unfit;
use super::{Fault, MAX_MEMORY, MAX_STEPS};
use crate::adapters::judge::request::LuaRequest;

/// Characters of a message that are told: a script's own error can be as long as it likes.
const MAX_MESSAGE: usize = 2000;

/// What Lua says when the memory that it may have is full.
const NO_MEMORY: &str = "not enough memory";

pub(super) fn problem(fault: Fault, request: &LuaRequest) -> Problem {
    match fault {
        Fault::Spent => Problem::error(ProblemKind::Limit, format!("did not end within {} million steps", MAX_STEPS / 1_000_000))
            .at(place(request, None))
            .hint("look for a loop without an end"),
        Fault::Object(error) if error.to_string().contains(NO_MEMORY) => too_large(request),
        Fault::Object(error) => Problem::error(ProblemKind::BadInput, format!("the object cannot be given to the script: {error}"))
            .at(place(request, None))
            .hint("objects are read to 128 levels"),
        Fault::Lua(error) => of_interpreter(&error, request),
    }
}

fn too_large(request: &LuaRequest) -> Problem {
    Problem::error(ProblemKind::Limit, format!("took more than {} MiB of memory and was stopped", MAX_MEMORY >> 20))
        .at(place(request, None))
        .hint("make it build less at once")
}

fn of_interpreter(error: &Error, request: &LuaRequest) -> Problem {
    let text = match root(error) {
        Error::MemoryError(_) => return too_large(request),
        Error::SyntaxError { message, .. } | Error::RuntimeError(message) => message.clone(),
        other => other.to_string(),
    };
    let told = text.split("\nstack traceback:").next().unwrap_or_default();
    if told.ends_with(NO_MEMORY) {
        return too_large(request);
    }
    let (line, told) = located(told);
    let cause: String = match told {
        "" => "failed without a word".to_owned(),
        // Where it lies in memory says nothing, and would differ each time.
        told if told.starts_with("table: 0x") => "raised a table and no text".to_owned(),
        told => told.chars().take(MAX_MESSAGE).collect(),
    };
    let kind = if told.contains("stack overflow") { ProblemKind::Limit } else { ProblemKind::BadInput };
    let problem = Problem::error(kind, cause).at(place(request, line));
    problem.hint(hint(told, request.open_libs))
}

fn root(error: &Error) -> &Error {
    let mut error = error;
    while let Error::CallbackError { cause, .. } = error {
        error = cause;
    }
    error
}

/// The line that a message begins with, and the rest.
fn located(told: &str) -> (Option<u32>, &str) {
    let Some((line, rest)) = told.strip_prefix("<string>:").and_then(|rest| rest.split_once(':')) else { return (None, told) };
    line.parse().map_or((None, told), |line| (Some(line), rest.trim_start()))
}

fn hint(told: &str, open_libs: bool) -> &'static str {
    let names_library = ["'string'", "'math'", "'io'", "'debug'", "'coroutine'", "(a string value)"].iter().any(|name| told.contains(name));
    if !open_libs && told.contains("'os'") {
        "write local os = require(\"os\"), or set resource.customizations.useOpenLibs.<group>_<Kind>: \"true\" beside the script"
    } else if !open_libs && names_library {
        "the standard libraries are closed: set resource.customizations.useOpenLibs.<group>_<Kind>: \"true\" beside the script"
    } else if told.contains("attempt to index") {
        "a field may be missing: test it for nil before what is below it is read"
    } else if told.contains("stack overflow") {
        "look for a function that calls itself without an end"
    } else if told.contains("is not available") || told.contains("is not known here") {
        "let the script decide from obj alone"
    } else {
        "correct the script at this place"
    }
}

fn place(request: &LuaRequest, line: Option<u32>) -> Place {
    Place { line, ..Place::file(request.place.as_str()) }
}

pub(super) fn unfit(unfit: &Unfit, request: &LuaRequest) -> Problem {
    let (kind, hint) = match unfit {
        Unfit::Nested => (ProblemKind::BadInput, "copy the table where it is needed again; Argo CD refuses it as well"),
        Unfit::Sparse => (ProblemKind::BadInput, "number the items from 1 on without gaps (table.insert does)"),
        Unfit::Keys => (ProblemKind::BadInput, "use either texts or the numbers from 1 on as keys"),
        Unfit::Kind(_) | Unfit::Number(_) => (ProblemKind::BadInput, "return texts, numbers, booleans and tables of them"),
        Unfit::Deep | Unfit::Long => (ProblemKind::Limit, "return less"),
    };
    Problem::error(kind, unfit.to_string()).at(place(request, None)).hint(hint)
}

pub(super) fn no_table(found: &str, request: &LuaRequest) -> Problem {
    Problem::error(ProblemKind::BadInput, format!("expect table output from Lua script, not {found}"))
        .at(place(request, None))
        .hint("end the script with return and the table")
}

pub(super) fn no_actions(request: &LuaRequest) -> Problem {
    Problem::error(ProblemKind::BadInput, "the discovery script returned a list")
        .at(place(request, None))
        .hint("return a table with a key for each action: actions[\"restart\"] = {}")
}
