//! Scripts that never end, take too much or are nothing: each has its problem in time, and the next one its answer.

use std::time::{Duration, Instant};

use tiphys::engine::step::Need;
use tiphys::model::problem::ProblemKind;
use tiphys::runtime::world::Limits;

use super::{HEALTHY, ask, innocent, jq, lua};
use crate::support::answers::Runner;

/// What a problem begins with, and of which kind it is.
type Wanted<'w> = (ProblemKind, &'w [&'w str]);

const LIMITS: [&str; 5] = ["did not end within", "took more than", "is nested too deeply", "stack overflow", "C stack overflow"];

/// Asks for each alone and for an innocent one after it, from one pool.
#[track_caller]
fn fail(needs: Vec<(&str, Need, Wanted<'_>)>) {
    let limits = Limits { script: Duration::from_millis(500), ..Limits::default() };
    let mut runner = Runner::new(&limits);
    for (index, (name, need, (kind, causes))) in needs.into_iter().enumerate() {
        let began = Instant::now();
        let problem = ask(&mut runner, vec![need]).remove(0).expect_err(name);
        assert!(began.elapsed() < Duration::from_secs(60), "{name}: {:?}", began.elapsed());
        assert_eq!(problem.kind, kind, "{name}: {problem}");
        assert!(causes.iter().any(|cause| problem.cause.starts_with(cause)), "{name}: {problem}");
        assert!(problem.place.is_some() && problem.hint.is_some(), "{name}: {problem:?}");
        assert_eq!(ask(&mut runner, vec![innocent(index)]), [Ok(HEALTHY.to_owned())], "after {name}");
    }
}

#[test]
fn lua_that_takes_too_much_is_stopped() {
    let scripts = [
        ("a loop", "while true do end"),
        ("a loop in pcall in a loop", "while true do pcall(function() while true do end end) end"),
        ("a loop in the handler of errors", "while true do xpcall(error, function() while true do end end) end"),
        ("a loop in coroutines", "while true do coroutine.resume(coroutine.create(function() while true do end end)) end"),
        ("short coroutines for ever", "while true do coroutine.wrap(function() for i = 1, 5000 do end end)() end"),
        ("a pattern that tries everything", "local s = ('a'):rep(40); return { s:find(('a-'):rep(40) .. 'b') }"),
        ("tables for ever", "local t = {}; for i = 1, 1e9 do t[i] = { i } end"),
        ("a text that doubles", "local s = 'x'; while true do s = s .. s end"),
        ("a giant text", "return { status = ('x'):rep(2 ^ 30) }"),
        ("calls in calls", "local function f() return 1 + f() end; return f()"),
        ("callbacks in callbacks", "local function f() return ('x'):gsub('x', f) end; f()"),
        ("a finalizer without an end", "setmetatable({}, { __gc = function() while true do end end }); while true do local t = {} end"),
        ("an index that indexes itself", "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }); return t[1]"),
    ];
    fail(scripts.into_iter().map(|(name, script)| (name, lua(script, "{}"), (ProblemKind::Limit, &LIMITS[..]))).collect());
}

#[test]
fn lua_that_reaches_for_more_is_refused() {
    let scripts = [
        ("a process", "os.execute('true')", "os.execute is not available"),
        ("a file", "io.open('/etc/passwd')", "io.open is not available"),
        ("the environment", "return { os.getenv('HOME') }", "os.getenv is not available"),
        ("the end of the process", "os.exit(0)", "os.exit is not available"),
        ("compiled code", "string.dump(print)", "string.dump is not available"),
        ("the registry", "debug.getregistry()", "debug.getregistry is not available"),
        ("the texts' own functions", "getmetatable('').__index = nil; return ('x'):len()", "attempt to index constant 'x'"),
        ("a table in itself", "local t = {}; t.t = t; return t", "the same table stands twice"),
        ("the clock", "return { status = os.date() }", "the time is not known here"),
        ("no table", "return 'Healthy'", "expect table output from Lua script, not string"),
        ("no program", "return return", "unexpected symbol near 'return'"),
        ("bytes that are no program", "\u{1b}Lua\u{52}\u{0}\u{1}", "attempt to load a binary chunk"),
    ];
    for (name, script, cause) in scripts {
        fail(vec![(name, lua(script, "{}"), (ProblemKind::BadInput, &[cause][..]))]);
    }
}

#[test]
fn jq_that_takes_too_much_is_stopped() {
    let expressions = [
        ("values for ever", "repeat(.nothing)"),
        ("a list for ever", "select([range(1e12)] | length > 0)"),
        ("a definition of itself", "def f: f; f"),
        ("calls in calls", "select(def f: 1 + f; f)"),
        ("recursion on a value that grows", "select(def f: [.] | f; f)"),
        ("a text that doubles", "select(\"x\" | until(false; . + .))"),
        ("a loop", "select(0 | until(. < 0; . + 1))"),
        ("every pair of many", "select([range(1e5)] | any(.[] as $a | .[]; . == -1))"),
    ];
    fail(expressions.into_iter().map(|(name, text)| (name, jq(&[text], r#"{"a":{}}"#), (ProblemKind::Limit, &LIMITS[..]))).collect());
}

#[test]
fn large_and_odd_objects_have_answers() {
    // Ten million bytes take their time in a build that is not optimized.
    let mut runner = Runner::new(&Limits { script: Duration::from_secs(30), ..Limits::default() });
    let large = format!("{{\"metadata\":{{\"name\":\"web\"}},\"data\":[{}1]}}", "\"0123456789\",".repeat(800_000));
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let count = "return { status = 'Healthy', message = #obj.data .. ' items' }";
    let answers = ask(&mut runner, vec![lua(count, &large), jq(&[".data[0]", ".data[1:]", ".nothing"], &large), innocent(0)]);
    assert_eq!(answers.first(), Some(&Ok(r#"{"message":"800001 items","status":"Healthy"}"#.to_owned())));
    let wanted = r#"[[["data",0]],{"error":"matches more than 200000 times"},[]]"#;
    assert_eq!(answers.get(1), Some(&Ok(wanted.to_owned())));
    for need in [lua("return {}", &deep), jq(&[".a"], &deep)] {
        let problem = ask(&mut runner, vec![need]).remove(0).expect_err("too deep");
        assert!(problem.to_string().contains("recursion limit") || problem.to_string().contains("levels deep"), "{problem}");
    }
    assert_eq!(ask(&mut runner, vec![innocent(1)]), [Ok(HEALTHY.to_owned())]);
}
