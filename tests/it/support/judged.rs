//! Answers what a comparison asks of programs, in this process: thousands of pairs need no worker. What the worker adds are limits,
//! which have tests of their own.

use tiphys::adapters::judge::judge;
use tiphys::engine::compare::hunks::Hunk;
use tiphys::engine::compare::{self, Rules};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answer, Answers, Asking, MAX_ROUNDS, Need, Step};
use tiphys::model::object::Object;

/// What a function comes to when it lacks nothing any more.
pub(crate) fn settled<T>(work: impl Fn(&mut Asking<'_>) -> T) -> T {
    let mut answers = Answers::default();
    for _ in 0..MAX_ROUNDS {
        let mut asking = Asking::new(&answers);
        let value = work(&mut asking);
        match asking.finish(value) {
            Step::Done { value, .. } => return value,
            Step::Needs(needs) => {
                for need in needs {
                    let Need::Judge(judgement) = &need else { panic!("only programs are answered, not {need:?}") };
                    let answer = judge(&(&**judgement).into()).map(|text| Answer::Judged(text.into()));
                    answers.put(need, answer);
                }
            }
        }
    }
    panic!("it asks for ever");
}

/// The hunks between a desired and a live object, nothing being left to ask for.
pub(crate) fn hunks(desired: Option<&Object>, live: Option<&Object>, schema: &Schema, rules: &Rules) -> Vec<Hunk> {
    settled(|asking| compare::hunks::hunks(desired, live, schema, rules, asking))
}

/// The hunks between two objects, likewise.
pub(crate) fn between(old: Option<&Object>, new: Option<&Object>, schema: &Schema, rules: &Rules) -> Vec<Hunk> {
    settled(|asking| compare::hunks::between(old, new, schema, rules, asking))
}
