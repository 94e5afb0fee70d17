//! The templates of a chart, parsed and executed in Helm's order, with Helm's words where one fails. It knows no values.
//! Source: Helm `pkg/engine/engine.go`, `render`.

use std::sync::Arc;

use memchr::memmem;

use super::chart::Entry;
use super::hints::next_step;
use super::manifests::sort::Rendered;
use super::rendering::{file_name, problem};
use super::run::text_of;
use crate::engine::template::error::Failure;
use crate::engine::template::execute::{Execution, Host, MissingKey};
use crate::engine::template::function::Scope;
use crate::engine::template::helm_error;
use crate::engine::template::parse::{Parsed, parse};
use crate::engine::template::set::Set;
use crate::engine::template::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Parses and executes templates. `templates`: path within the outermost chart and content, in the order in which they are
/// parsed and executed; `sees` gives what the one at an index may see.
///
/// # Errors
/// The first that cannot be parsed or executed, in Helm's words.
pub(super) fn run(
    templates: &[(&Arc<str>, &Entry)],
    scope: Scope<'_>,
    sees: impl Fn(usize) -> Option<Value>,
) -> Result<Vec<Rendered>, Problem> {
    let mut set = Set::new("gotpl");
    for (path, entry) in templates {
        set.associate(&*parsed(path, entry)?);
    }
    let host = Host { scope, missing: MissingKey::Zero, lookup: None, functions: crate::engine::template::functions::find };
    let execution = Execution::new(&host);
    let mut files = Vec::with_capacity(templates.len());
    for (index, (path, entry)) in templates.iter().enumerate() {
        if file_name(path).starts_with('_') {
            continue;
        }
        let Some(data) = sees(index) else { continue };
        let out = execution.execute(&set, path, data).map_err(|failure| failed(&failure, path))?;
        let text = String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let text = if memmem::find(text.as_bytes(), b"<no value>").is_some() { text.replace("<no value>", "") } else { text };
        files.push(Rendered { path: (*path).clone(), text: text.into(), kept: Some(entry.trees.clone()) });
    }
    Ok(files)
}

/// A template's trees; parsed once for all renderings of the same content under the same path.
fn parsed(path: &Arc<str>, entry: &Entry) -> Result<Arc<Parsed>, Problem> {
    if let Some((_, trees)) = entry.trees.parsed.get().filter(|(known, _)| known == path) {
        return Ok(trees.clone());
    }
    let text = text_of(&entry.bytes);
    let parsed = parse(path, &text).map(Arc::new);
    if let Ok(trees) = &parsed {
        // Whoever was first is as good.
        let _ = entry.trees.parsed.set((path.clone(), trees.clone()));
    }
    parsed.map_err(|error| {
        let line = u32::try_from(error.line).ok();
        let words = helm_error::parse_error(&error);
        hinted(problem(ProblemKind::BadInput, &words, line.map(|line| (&*error.name, line, None))))
    })
}

fn failed(failure: &Failure, path: &str) -> Problem {
    if let Some(limit) = failure.limit() {
        let hint = "look for a template that includes itself, or a range over a huge number";
        return problem(ProblemKind::Limit, limit, None).at(Place::file(path)).hint(hint);
    }
    let words = helm_error::execution_error(failure);
    let Failure::At(place) = failure else { return hinted(problem(ProblemKind::BadInput, &words, None)) };
    let column = u32::try_from(place.column).ok();
    hinted(problem(ProblemKind::BadInput, &words, u32::try_from(place.line).ok().map(|line| (&*place.file, line, column))))
}

/// The problem with a next step, where its words tell one.
fn hinted(problem: Problem) -> Problem {
    match next_step(&problem.cause) {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}
