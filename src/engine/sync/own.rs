//! What an operation sends: its own random values and time where the plan was made of a public preview's. They take their places
//! last, when everything is decided, so that the plan and its digest are those that were confirmed. It knows no order and no
//! digest. Source of the rule: ARCHITECTURE.md, "The plan's digest", second paragraph.

use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};

use super::make::place;
use super::request::Start;
use super::task::Task;

/// Puts the operation's own values into what is sent. A preview's plan keeps the preview's: it cannot be carried out.
pub(super) fn take(tasks: &mut [Task], start: Option<&Start>) -> Vec<Problem> {
    if start.is_none() {
        return Vec::new();
    }
    let sent = tasks.iter_mut().filter_map(|task| task.desired.as_mut());
    sent.filter_map(|object| taken(object).map(|own| *object = own).err()).collect()
}

fn taken(object: &Object) -> Result<Object, Problem> {
    let wrong = |cause: &str| {
        let problem = Problem::error(ProblemKind::Internal, format!("{} {}: {cause}", object.kind(), object.name()));
        Err(problem.at(place(object)).hint("this is a defect of Tiphys; the log has the details"))
    };
    match object.with_own_values() {
        Ok(own) if own.generated().is_some_and(crate::model::object::generated::Generated::is_preview) => {
            wrong("it has a preview's random values, which everybody knows: it must not be sent")
        }
        Ok(own) => Ok(own),
        Err(error) => wrong(&format!("the operation's own values leave no object: {error}")),
    }
}
