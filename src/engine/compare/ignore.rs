//! Takes out of an object what ignore rules name: JSON pointers here, jq expressions by what the worker says of them. It knows
//! no field manager and no comparison.
//!
//! The order is Argo CD's: rule after rule, in each the pointers before the expressions, each line on what those before it
//! have left. Expressions that follow each other are asked for at once. An expression that fails on an object takes nothing
//! out of it; one that cannot be read makes the comparison fail, as there.
//! Source: Argo CD `util/argo/normalizers/diff_normalizer.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::judge::{Jq, Judgement, Program};
use crate::engine::manifest::json;
use crate::engine::merge::jsonpatch;
use crate::engine::step::{Answer, Asking, Found, Need};
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::norms::{Line, Norms};
use super::report::{How, Uses};

/// Questions that one object may cause one after the other: each is a round. Where rules change between pointers and
/// expressions more often, the pointers that are left go first.
const MAX_QUESTIONS: usize = 10;

/// What normalising needs besides the rules: answers, and a place to note what each line did.
pub(super) struct Judging<'j, 'a> {
    pub(super) asking: &'j mut Asking<'a>,
    pub(super) uses: Uses,
    /// How often somebody's rule took something out of an object.
    pub(super) n_cuts: usize,
}

impl<'j, 'a> Judging<'j, 'a> {
    pub(super) fn new(asking: &'j mut Asking<'a>) -> Self {
        Self { asking, uses: Uses::default(), n_cuts: 0 }
    }

    /// Notes that a line took something out.
    pub(super) fn hit(&mut self, number: usize, line: &Line) {
        self.uses.of(number).n_hits += 1;
        self.n_cuts += usize::from(!line.is_built_in);
    }

    /// Whether an answer is missing: what was normalised is of no use yet.
    pub(super) fn is_pending(&self) -> bool {
        self.asking.is_pending()
    }
}

/// The object's fields without those that rules name; as they are where an answer is missing.
pub(super) fn without_ignored(object: &Object, map: Map, norms: &Norms, judging: &mut Judging<'_, '_>) -> Map {
    let mut map = map;
    let mut waiting: Vec<(usize, &Line)> = Vec::new();
    let mut n_questions = 0;
    for (number, line) in norms.fields(object) {
        if line.how == How::Jq {
            waiting.push((number, line));
            continue;
        }
        if !waiting.is_empty() && n_questions < MAX_QUESTIONS {
            n_questions += 1;
            let Some(left) = judged(&map, &std::mem::take(&mut waiting), judging) else { return map };
            map = left;
        }
        if let Some(left) = without(&map, &line.text) {
            judging.hit(number, line);
            map = left;
        }
    }
    if waiting.is_empty() { map } else { judged(&map, &waiting, judging).unwrap_or(map) }
}

/// Asks whether expressions that were not asked on any object can be read at all: Argo CD reads all of them before it compares.
pub(super) fn check(norms: &Norms, is_asked: impl Fn(usize) -> bool, judging: &mut Judging<'_, '_>) {
    let is_unasked = |number: &usize, line: &Line| line.how == How::Jq && !is_asked(*number);
    let lines: Vec<(usize, &Line)> = norms.lines().filter(|(number, line)| is_unasked(number, line)).collect();
    if !lines.is_empty() {
        ask("null".into(), &lines, judging);
    }
}

/// One JSON-patch `remove`; none where it changes nothing.
pub(super) fn without(map: &Map, pointer: &str) -> Option<Map> {
    let operation = build::map([("op", "remove".into()), ("path", pointer.into())]);
    match jsonpatch::apply(&Value::Map(map.clone()), &Value::list(vec![Value::Map(operation)])) {
        Ok(Value::Map(changed)) => Some(changed),
        _ => None,
    }
}

/// The fields without what expressions name; none where an answer is missing.
fn judged(map: &Map, lines: &[(usize, &Line)], judging: &mut Judging<'_, '_>) -> Option<Map> {
    let object = String::from_utf8_lossy(&json::to_json(&Value::Map(map.clone()))).into_owned();
    match ask(object.into(), lines, judging) {
        Asked::Pending => None,
        Asked::Answers(answers) => Some(taken_out(map, lines, &answers, judging)),
        // One of them took too long or too much: each by itself, so that the others count.
        Asked::Failed(_) if lines.len() > 1 => {
            lines.iter().try_fold(map.clone(), |map, line| judged(&map, std::slice::from_ref(line), judging))
        }
        Asked::Failed(problem) => {
            for (number, line) in lines {
                judging.uses.of(*number).failure = Some(problem.cause.clone());
                let cause = format!("the ignore rule {:?} hides nothing: {}", line.text, problem.cause);
                let told = Problem::warning(problem.kind, cause).at(Place::file(&*line.place));
                judging.asking.problem(told.hint("simplify the expression: Argo CD gives it one second"));
            }
            Some(map.clone())
        }
    }
}

enum Asked {
    Pending,
    Failed(Problem),
    Answers(Arc<[Value]>),
}

/// What the worker says of these expressions on an object. Broken ones are told at once.
fn ask(object: Arc<str>, lines: &[(usize, &Line)], judging: &mut Judging<'_, '_>) -> Asked {
    let expressions = lines.iter().map(|(_, line)| line.text.clone()).collect();
    let need = Need::Judge(Arc::new(Judgement::new(Program::Jq(Jq { expressions, object }))));
    let text = match judging.asking.ask(need) {
        Found::Pending => return Asked::Pending,
        Found::Failed(problem) => return Asked::Failed(problem),
        Found::Here(Answer::Judged(text)) => text,
        Found::Here(_) => return Asked::Failed(unreadable()),
    };
    let answers = match json::parse_json(text.as_bytes()) {
        Ok(Value::List(answers)) if answers.len() == lines.len() => answers,
        _ => return Asked::Failed(unreadable()),
    };
    for ((number, line), answer) in lines.iter().zip(answers.iter()) {
        let Some(error) = answer.as_map() else { continue };
        let why = error.get("error").and_then(Value::as_shared_str).unwrap_or_default();
        let seen = judging.uses.of(*number);
        if error.get("broken").and_then(Value::as_bool) == Some(true) {
            seen.broken = Some(why.clone());
            let cause = format!("the ignore rule {:?} is broken: {why}", line.text);
            let problem = Problem::error(ProblemKind::InvalidSpec, cause).at(Place::file(&*line.place));
            judging.asking.problem(problem.hint("correct the jq expression: until then Argo CD does not compare the application"));
        } else {
            seen.failure = Some(why);
        }
    }
    Asked::Answers(answers)
}

fn unreadable() -> Problem {
    Problem::error(ProblemKind::Internal, "jq expressions were to be judged and something else was answered")
}

/// The fields without the paths that the worker named, expression after expression.
fn taken_out(map: &Map, lines: &[(usize, &Line)], answers: &[Value], judging: &mut Judging<'_, '_>) -> Map {
    let mut value = Value::Map(map.clone());
    for ((number, line), paths) in lines.iter().zip(answers) {
        let paths: Vec<&[Value]> = paths.as_list().unwrap_or(&[]).iter().filter_map(Value::as_list).collect();
        if paths.is_empty() {
            continue;
        }
        if let Some(left) = Gone::of(&paths).applied(&value) {
            judging.hit(*number, line);
            value = left;
        }
    }
    // An expression may name the whole object; nothing can be compared then.
    match value {
        Value::Map(map) => map,
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) | Value::List(_) => map.clone(),
    }
}

/// Paths of one expression as a tree. They all name places of the object as it stood before the expression: `del` takes the
/// last ones out first. So a list of ten thousand items is walked once, not once an item.
#[derive(Default)]
struct Gone {
    is_whole: bool,
    fields: BTreeMap<Arc<str>, Gone>,
    items: BTreeMap<i64, Gone>,
}

impl Gone {
    fn of(paths: &[&[Value]]) -> Self {
        let mut all = Self::default();
        for path in paths {
            let mut at = &mut all;
            for step in *path {
                at = match step {
                    Value::Str(name) => at.fields.entry(name.clone()).or_default(),
                    other => at.items.entry(other.as_i64().unwrap_or(i64::MAX)).or_default(),
                };
            }
            at.is_whole = true;
        }
        all
    }

    /// What is left of a value; none where nothing of it goes.
    fn applied(&self, value: &Value) -> Option<Value> {
        let mut is_changed = false;
        let left = match value {
            Value::Map(map) => {
                let entries =
                    map.iter().filter_map(|(key, own)| Self::kept(self.fields.get(key.as_str()), own, &mut is_changed, key.clone()));
                Value::Map(Map::from_entries(entries.collect()))
            }
            Value::List(items) => {
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let place = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
                let gone = |index| self.items.get(&index).or_else(|| self.items.get(&(index - length)));
                let items = items.iter().enumerate();
                Value::list(items.filter_map(|(index, own)| Some(Self::kept(gone(place(index)), own, &mut is_changed, ())?.1)).collect())
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => return None,
        };
        is_changed.then_some(left)
    }

    fn kept<K: Clone>(gone: Option<&Self>, own: &Value, is_changed: &mut bool, key: K) -> Option<(K, Value)> {
        let Some(gone) = gone else { return Some((key, own.clone())) };
        if gone.is_whole {
            *is_changed = true;
            return None;
        }
        let left = gone.applied(own);
        *is_changed |= left.is_some();
        Some((key, left.unwrap_or_else(|| own.clone())))
    }
}
