//! Answers what the engine asks of programs, here and now: questions of a suite come from peers' own tests. Nothing else is
//! answered: a suite has neither a tree nor a cluster.

use crate::adapters::judge::{Kept, judge};
use crate::engine::step::{Answer, Answers, Asking, MAX_ROUNDS, Need, Step};
use crate::model::problem::{Problem, ProblemKind};

/// What a function comes to when it lacks nothing any more, or when it has asked for too long.
pub(super) fn settled<T>(work: impl Fn(&mut Asking<'_>) -> T) -> Option<T> {
    let (mut answers, mut kept) = (Answers::default(), Kept::default());
    for _ in 0..MAX_ROUNDS {
        let mut asking = Asking::new(&answers);
        let value = work(&mut asking);
        let needs = match asking.finish(value) {
            Step::Done { value, .. } => return Some(value),
            Step::Needs(needs) => needs,
        };
        for need in needs {
            let answer = match &need {
                Need::Judge(judgement) => judge(&mut kept, &(&**judgement).into()).map(|text| Answer::Judged(text.into())),
                Need::File(..)
                | Need::List(..)
                | Need::Tree(..)
                | Need::Base(..)
                | Need::Commit(..)
                | Need::Http(_)
                | Need::Chart(_)
                | Need::Schema(..)
                | Need::DryRun(_) => Err(Problem::error(ProblemKind::NotFound, "a suite has no such thing")),
            };
            answers.put(need, answer);
        }
    }
    None
}
