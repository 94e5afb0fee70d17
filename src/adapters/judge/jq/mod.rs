//! jq path expressions as Argo CD's ignore rules use them: which paths of an object `del(…)` takes out. It knows no worker and no rule:
//! what never ends is ended by the process that waits.
//!
//! Argo CD runs gojq 0.12.19, this is jaq 3. Of 293 expressions 274 take out the same; what differs in the rest, none of it seen in a real
//! rule:
//!
//! - refused here, since an answer may depend on the object only: `now`, `localtime`, `strflocaltime`; `env` and `$ENV` are empty in both.
//! - known to gojq only: `?//`, `@base32`, `@base32d`, `$__loc__`, `JOIN`, `fromstream`, `truncate_stream`, `modulemeta`, `builtins`; an index
//!   that is a fraction; what closes the bracket of `del(…)` itself.
//! - known to jaq only: `keys_unsorted`, `debug`, `stderr`, the flag `x` of regular expressions; `reduce`, `foreach` and `last(f)` as paths.
//! - an error there and nothing here: an index of an object, a slice of a text, `limit` below 0, a list's pattern on an object.
//! - the whole object is an error here; Argo CD fails on what is left of it.

mod deletion;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::BTreeMap;

use jaq_core::box_iter::box_once;
use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::native::{Filter, Fun, run, v};
use jaq_core::{Compiler, Ctx, DataT, Error, Exn, Native, RunPtr, ValXs, Vars};
use jaq_json::{Map, Val, read};
use serde_json::{Value, json};

use crate::model::problem::{Place, Problem, ProblemKind};

use super::request::JqRequest;

/// Expressions that are kept compiled, with jq's library some 100 KiB each: an installation's rules are fewer.
const MAX_KEPT: usize = 256;

/// Characters of an expression: far more than anybody writes; its text is read by recursion.
const MAX_EXPRESSION: usize = 16 << 10;

/// Paths that one expression may take out of one object: its every field and item is less.
const MAX_PATHS: usize = 200_000;

/// Levels of an object: it is read by recursion.
const MAX_DEPTH: usize = 512;

/// Definitions that gojq has and jaq has not.
const MORE: &str = "\
def IN(s): any(s == .; .);
def IN(src; s): any(src == s; .);
def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] |= $row);
def INDEX(f): INDEX(.[]; f);
def trimstr($x): ltrimstr($x) | rtrimstr($x);
def leaf_paths: paths(scalars);
";

/// What is said of that which reads a clock or a time zone, or ends the process.
const REFUSED: [&str; 4] = [
    "now is not available: an ignore rule may depend on the object only",
    "localtime is not available: an ignore rule may depend on the object only",
    "strflocaltime is not available: an ignore rule may depend on the object only",
    "halt is not available",
];

type Data = JustLut<Val>;

type Compiled = jaq_core::compile::Filter<Native<Data>>;

/// Compiled expressions by their text, or why they have no meaning.
#[derive(Default)]
pub struct Kept(BTreeMap<String, Result<Compiled, String>>);

/// The paths that the expressions take out, as `engine::judge::Jq` tells them.
///
/// # Errors
/// When the object cannot be read. What is wrong with an expression stands in the answer.
pub fn evaluate(kept: &mut Kept, request: &JqRequest) -> Result<String, Problem> {
    let unreadable = |kind, cause: String| Problem::error(kind, cause).at(Place::file("jqPathExpressions"));
    if nesting(&request.object) > MAX_DEPTH {
        let cause = format!("the object is more than {MAX_DEPTH} levels deep");
        return Err(unreadable(ProblemKind::Limit, cause).hint("no jq expression is applied to it"));
    }
    let read = read::parse_single(request.object.as_bytes());
    let mut object = read.map_err(|error| unreadable(ProblemKind::BadInput, format!("the object cannot be read: {error}")))?;
    let mut answers = Vec::with_capacity(request.expressions.len());
    for expression in &request.expressions {
        answers.push(match kept.compiled(expression) {
            Ok(compiled) => take_out(compiled, &mut object).map_or_else(|text| json!({ "error": text }), Value::Array),
            Err(text) => json!({ "error": text, "broken": true }),
        });
    }
    Ok(Value::Array(answers).to_string())
}

/// How deep brackets stand within brackets.
fn nesting(json: &str) -> usize {
    let (mut depth, mut most, mut is_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => {
                depth += 1;
                most = most.max(depth);
            }
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

impl Kept {
    fn compiled(&mut self, expression: &str) -> Result<&Compiled, String> {
        if !self.0.contains_key(expression) {
            if self.0.len() >= MAX_KEPT {
                self.0.clear();
            }
            self.0.insert(expression.to_owned(), compile(expression));
        }
        match self.0.get(expression) {
            Some(Ok(compiled)) => Ok(compiled),
            Some(Err(text)) => Err(text.clone()),
            None => Err("could not be kept".to_owned()),
        }
    }
}

fn compile(expression: &str) -> Result<Compiled, String> {
    if expression.len() > MAX_EXPRESSION {
        return Err(format!("is longer than {} KiB", MAX_EXPRESSION >> 10));
    }
    // Alone first: what closes the bracket around it is no expression.
    compiled(expression)?;
    compiled(&format!("path({expression})"))
}

fn compiled(code: &str) -> Result<Compiled, String> {
    let more = jaq_core::load::parse(MORE, |parser| parser.defs()).unwrap_or_default();
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs()).chain(more);
    let replaced: Vec<&str> = own::<Data>().map(|(name, ..)| name).collect();
    let funs = jaq_core::funs::<Data>().chain(jaq_std::funs::<Data>()).chain(jaq_json::funs::<Data>());
    let funs = funs.filter(|(name, ..)| !replaced.contains(name)).chain(own::<Data>());
    let arena = Arena::default();
    let modules = Loader::new(defs).load(&arena, File { code, path: () }).map_err(|errors| wording::unread(code, &errors))?;
    let compiler = Compiler::default().with_funs(funs).with_global_vars(["$ENV"]);
    compiler.compile(modules).map_err(|errors| wording::undefined(&errors))
}

/// What stands in place of filters that read what they must not.
fn own<D: for<'a> DataT<V<'a> = Val>>() -> impl Iterator<Item = Fun<D>> {
    let own: [Filter<RunPtr<D>>; 5] = [
        ("env", v(0), |_| box_once(Ok(Val::obj(Map::default())))),
        ("now", v(0), |_| refusal(0)),
        ("localtime", v(0), |_| refusal(1)),
        ("strflocaltime", v(1), |_| refusal(2)),
        ("halt", v(1), |_| refusal(3)),
    ];
    own.into_iter().map(run::<D>)
}

fn refusal<'a>(index: usize) -> ValXs<'a, Val> {
    let text = REFUSED.get(index).copied().unwrap_or("is not available");
    box_once(Err(Exn::from(Error::str(text))))
}

/// Takes the paths out of the object; nothing where the expression fails.
fn take_out(compiled: &Compiled, object: &mut Val) -> Result<Vec<Value>, String> {
    let context = Ctx::<Data>::new(&compiled.lut, Vars::new([Val::obj(Map::default())]));
    let mut paths = Vec::new();
    for found in compiled.id.run((context, object.clone())) {
        let found = found.map_err(wording::failed)?;
        deletion::resolve(object, &found, &mut paths);
        if paths.len() > MAX_PATHS {
            return Err(format!("matches more than {MAX_PATHS} times"));
        }
    }
    let paths = deletion::in_order(paths);
    if paths.iter().any(Vec::is_empty) {
        return Err("would take out the whole object".to_owned());
    }
    deletion::remove(object, &paths, 0);
    Ok(paths.iter().rev().map(|path| path.iter().map(deletion::Step::json).collect()).collect())
}
