//! Answers what a comparison asks of programs, in this process: thousands of pairs need no worker. What the worker adds are limits,
//! which have tests of their own.

use std::cell::RefCell;

use tiphys::adapters::judge::{Kept, judge};
use tiphys::engine::compare::hunks::Hunk;
use tiphys::engine::compare::masks::Masks;
use tiphys::engine::compare::{self, Rules};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::{Answer, Answers, Asking, MAX_ROUNDS, Need, Step};
use tiphys::model::object::Object;
use tiphys::model::problem::Problem;

/// What a function comes to when it lacks nothing any more.
pub(crate) fn settled<T>(work: impl Fn(&mut Asking<'_>) -> T) -> T {
    stepped(|answers| {
        let mut asking = Asking::new(answers);
        let value = work(&mut asking);
        asking.finish(value)
    })
    .0
}

/// What a computation comes to, with its problems.
pub(crate) fn stepped<T>(work: impl Fn(&Answers) -> Step<T>) -> (T, Vec<Problem>) {
    let kept = RefCell::new(Kept::default());
    stepped_by(work, |need| {
        let Need::Judge(judgement) = need else { panic!("only programs are answered, not {need:?}") };
        judge(&mut kept.borrow_mut(), &(&**judgement).into()).map(|text| Answer::Judged(text.into()))
    })
}

/// The same with answers of the test's own.
pub(crate) fn stepped_by<T>(work: impl Fn(&Answers) -> Step<T>, answer: impl Fn(&Need) -> Result<Answer, Problem>) -> (T, Vec<Problem>) {
    let mut answers = Answers::default();
    for _ in 0..MAX_ROUNDS {
        match work(&answers) {
            Step::Done { value, problems, .. } => return (value, problems),
            Step::Needs(needs) => {
                for need in answers.open(needs).expect("nothing is asked twice") {
                    let own = answer(&need);
                    answers.put(need, own);
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

/// The same for one of several objects that share their masks.
pub(crate) fn between_among(masks: &mut Masks, old: Option<&Object>, new: Option<&Object>, schema: &Schema, rules: &Rules) -> Vec<Hunk> {
    let masks = RefCell::new(masks);
    settled(|asking| compare::hunks::between_among(&mut masks.borrow_mut(), old, new, schema, rules, asking))
}

/// Likewise, between a desired and a live object.
pub(crate) fn hunks_among(masks: &mut Masks, desired: Option<&Object>, live: Option<&Object>, schema: &Schema, rules: &Rules) -> Vec<Hunk> {
    let masks = RefCell::new(masks);
    settled(|asking| compare::hunks::hunks_among(&mut masks.borrow_mut(), desired, live, schema, rules, asking))
}
