//! Scripts and what they answer. What only the worker's limits end (patterns, finalizers) is tested through the worker.

use super::{Kept, evaluate};
use crate::adapters::judge::request::{LuaRequest, LuaTask};
use crate::model::problem::{Problem, ProblemKind};

const OBJECT: &str = r#"{"kind":"Thing","metadata":{"name":"web","generation":3,"none":null},
    "spec":{"list":[1,null,"b"],"empty":{},"large":1700000000000000123,"zebra":1,"apple":2},"status":{}}"#;

fn request(task: LuaTask, open_libs: bool, script: &str) -> LuaRequest {
    LuaRequest {
        place: "argocd-cm: health".to_owned(),
        task,
        script: script.to_owned(),
        open_libs,
        object: OBJECT.to_owned(),
        now: Some(1_700_000_000),
    }
}

fn ask(task: LuaTask, open_libs: bool, script: &str) -> Result<String, Problem> {
    evaluate(&mut Kept::default(), &request(task, open_libs, script))
}

/// What an expression is, in a script to which the libraries are open.
#[track_caller]
fn value(expression: &str) -> String {
    let json = act(&format!("return {{ {expression} }}"));
    json.strip_prefix('[').and_then(|json| json.strip_suffix(']')).unwrap_or(&json).to_owned()
}

#[track_caller]
fn act(script: &str) -> String {
    ask(LuaTask::Act([("replicas".into(), "5".into())].into()), true, script).expect("it ends")
}

#[track_caller]
fn problem(open_libs: bool, script: &str) -> Problem {
    ask(LuaTask::Health, open_libs, script).expect_err("it fails")
}

#[test]
fn health_is_read_as_go_reads_it() {
    let invalid = r#"{"message":"Lua returned an invalid health status","status":"Unknown"}"#;
    for (script, wanted) in [
        ("return { status = 'Healthy', message = 'all is well' }", r#"{"message":"all is well","status":"Healthy"}"#),
        ("return { status = 'Healthy', other = 1 }", r#"{"status":"Healthy"}"#),
        ("return { Status = 'Degraded', MESSAGE = 'm' }", r#"{"message":"m","status":"Degraded"}"#),
        ("return { Status = 'Degraded', status = 'Healthy' }", r#"{"status":"Healthy"}"#),
        ("return { status = 'Fine' }", invalid),
        ("return { message = 'no status' }", invalid),
        ("return {}", "{}"),
        ("return { 1, 2 }", "{}"),
        ("return { status = 1 }", "{}"),
        ("return { status = 'Healthy', message = {} }", "{}"),
        ("return nil", "{}"),
        ("", "{}"),
        ("return { status = 'Degraded' }, { status = 'Healthy' }", r#"{"status":"Healthy"}"#),
    ] {
        assert_eq!(ask(LuaTask::Health, false, script), Ok(wanted.to_owned()), "{script}");
    }
}

#[test]
fn what_is_no_health_is_a_problem_at_the_script() {
    for (script, wanted) in [
        ("return 'Healthy'", "argocd-cm: health: expect table output from Lua script, not string"),
        ("return { 1, nil, 3 }", "argocd-cm: health: a list with gaps stands in what the script returned"),
        ("return { 1, a = 2 }", "argocd-cm: health: a table with both texts and numbers as keys stands in what the script returned"),
        ("return { a = print }", "argocd-cm: health: a function stands in what the script returned"),
        ("return { a = 0/0 }", "argocd-cm: health: the number NaN stands in what the script returned"),
        ("local t = {}; t.t = t; return t", "argocd-cm: health: the same table stands twice in what the script returned"),
        ("local t = {1}; return { a = t, b = t }", "argocd-cm: health: the same table stands twice in what the script returned"),
        (
            "local t = {}; for i = 1, 200 do t = { t } end; return t",
            "argocd-cm: health: the script returned tables more than 128 levels deep",
        ),
        ("\n\nreturn obj.nothing.below", "argocd-cm: health:3: attempt to index field 'nothing' (a nil value)"),
        ("\nerror('mine')", "argocd-cm: health:2: mine"),
        ("error({})", "argocd-cm: health: raised a table and no text"),
        ("error()", "argocd-cm: health: "),
        ("return = 1", "argocd-cm: health:1: unexpected symbol near '='"),
        ("local a = nil\nreturn 'x' .. a", "argocd-cm: health:2: attempt to concatenate a nil value"),
        ("return string.len('x')", "argocd-cm: health:1: attempt to index global 'string' (a nil value)"),
        ("return ('x'):len()", "argocd-cm: health:1: attempt to index constant 'x' (a string value)"),
        ("os.date()", "argocd-cm: health:1: attempt to index global 'os' (a nil value)"),
        ("io.open('/etc/passwd')", "argocd-cm: health:1: attempt to index global 'io' (a nil value)"),
    ] {
        let found = problem(false, script);
        assert!(found.to_string().starts_with(wanted), "{script}: {found}");
        assert!(found.hint.is_some(), "{script}");
    }
}

#[test]
fn discovery_answers_a_table_by_name() {
    let ask = |script: &str| ask(LuaTask::Discover, false, script).map_err(|problem| problem.to_string());
    assert_eq!(ask("return {}"), Ok("{}".to_owned()));
    assert_eq!(
        ask("local a = {}; a['stop'] = { disabled = true }; a.go = {}; return a"),
        Ok(r#"{"go":[],"stop":{"disabled":true}}"#.to_owned())
    );
    assert!(ask("return { 'go' }").is_err_and(|text| text.ends_with("the discovery script returned a list")));
    assert!(ask("").is_err_and(|text| text.ends_with("expect table output from Lua script, not nil")));
}

#[test]
fn actions_get_their_parameters_and_answer_the_object() {
    assert_eq!(
        act("obj.spec.replicas = tonumber(actionParams['replicas']); return obj"),
        r#"{"kind":"Thing","metadata":{"generation":3,"name":"web"},"spec":{"apple":2,"empty":[],"large":1700000000000000000,"list":[1,"b"],"replicas":5,"zebra":1},"status":[]}"#
    );
    assert_eq!(
        ask(LuaTask::Health, false, "return { status = next(actionParams) == nil and 'Healthy' or 'Unknown' }").as_deref(),
        Ok(r#"{"status":"Healthy"}"#)
    );
}

#[test]
fn the_language_is_gopher_luas() {
    for (expression, wanted) in [
        ("4 / 2 .. ''", r#""2""#),
        ("1 / 3 .. ' of ' .. 123456789012345 .. '/' .. -0.5", r#""0.3333333333333333 of 123456789012345/-0.5""#),
        ("tostring(1700000000000000000)", r#""1700000000000000000""#),
        ("1/0 .. ''", r#""+Inf""#),
        ("table.concat({1, 2.5, 'x'}, ', ')", r#""1, 2.5, x""#),
        ("table.concat({}, ','), table.concat({'a','b'}, '-', 2)", r#""","b""#),
        ("table.getn({1,2,3}), table.maxn({[7]=1}), unpack({8,9})", "3,7,8,9"),
        ("tonumber('0x1F'), tonumber(' 12 '), tonumber('1.5'), tonumber('ff', 16)", "31,12,1.5,255"),
        ("tostring(tonumber('1e3')), tostring(tonumber('')), tostring(tonumber({}))", r#""nil","nil","nil""#),
        ("string.format('%d %5.2f %s %i %x %q', 3.7, 1.005, 4/2, 7, 255, 'a')", r#""3  1.00 2 7 ff \"a\"""#),
        ("string.format('%s %s %v', nil, true, 1.5), string.format('100%%')", r#""nil true 1.5","100%""#),
        ("string.format('%d', 'x'), string.format('%d %d', 1)", r#""0","1 %!d(MISSING)""#),
        ("('abc'):upper(), ('a,b'):gsub(',', ';'), string.gfind and 1 or 0", r#""ABC","a;b",1"#),
        ("math.pow(2, 10), math.mod(7, 3), math.max(1, 2), math.huge > 1e300", "1024,1,2,true"),
        ("loadstring('return 1 .. 2')()", r#""12""#),
        ("load((function() local n = 0; return function() n = n + 1; return ({'return ', '7'})[n] end end)())()", "7"),
        ("tostring(loadstring('\\27Lua'))", r#""nil""#),
        ("_VERSION, type(require('os').date), tostring(table.unpack), tostring(bit32)", r#""Lua 5.1","function","nil","nil""#),
        ("select('#', pcall(error)), select(2, pcall(error, 'x', 0))", r#"2,"x""#),
        ("tostring({}) == tostring({}), tostring(print):sub(1, 9)", r#"false,"function:""#),
        ("debug.traceback('t'), type(coroutine.wrap(function() coroutine.yield(1) end)())", r#""t","number""#),
    ] {
        assert_eq!(value(expression), wanted, "{expression}");
    }
    assert_eq!(act("local n = 0\n::again::\nn = n + 1\nif n < 3 then goto again end\nreturn { n }"), "[3]");
    assert_eq!(
        act("for i = 1, 3 do if i == 2 then goto continue end; obj.metadata['i' .. i] = i; ::continue:: end; return obj.metadata"),
        r#"{"generation":3,"i1":1,"i3":3,"name":"web"}"#
    );
    assert_eq!(act("local t = {5, 3, 4}; table.sort(t, function(a, b) return a >= b end); return t"), "[5,4,3]");
    assert_eq!(act("local ok, message = pcall(function() error('no') end)\nreturn { ok, message }"), r#"[false,"<string>:1: no"]"#);
}

#[test]
fn tables_are_walked_in_the_order_of_their_keys() {
    assert_eq!(
        act("local keys = {}; for key in pairs(obj.spec) do table.insert(keys, key) end; return keys"),
        r#"["apple","empty","large","list","zebra"]"#
    );
    assert_eq!(
        act("local keys = {}; local key = next(obj.spec); while key do keys[#keys + 1] = key; key = next(obj.spec, key) end; return keys"),
        r#"["apple","empty","large","list","zebra"]"#
    );
    assert_eq!(
        act("local t = { 3, 2, x = 1, [true] = 0 }; local out = {}; for k, v in pairs(t) do out[#out + 1] = v end; return out"),
        "[3,2,1,0]"
    );
    assert_eq!(
        act("local n = 0; for k in pairs(obj.spec) do obj.spec[k] = nil; n = n + 1 end; return { n, next(obj.spec) == nil }"),
        "[5,true]"
    );
}

#[test]
fn the_time_is_the_requests() {
    assert_eq!(value("os.date('!%Y-%m-%dT%XZ'), os.time()"), r#""2023-11-14T22:13:20Z",1700000000"#);
    assert_eq!(
        value("os.time({year='2020', month=1, day=2, hour=3}), os.date('*t', 0).year, table.date('%Y', 0)"),
        r#"1577934000,1970,"1970""#
    );
    let closed = |script: &str, now: Option<i64>| {
        let request = LuaRequest { now, ..request(LuaTask::Act(std::collections::BTreeMap::new()), false, script) };
        evaluate(&mut Kept::default(), &request).map_err(|problem| problem.to_string())
    };
    assert_eq!(closed("local os = require('os'); return { os.date('%F') }", Some(0)), Ok(r#"["1970-01-01"]"#.to_owned()));
    assert_eq!(
        closed("local os = require('os')\nreturn { os.date('%F') }", None),
        Err("argocd-cm: health:2: the time is not known here: a script of this kind may not depend on it".to_owned())
    );
    // Argo CD's own function takes numbers only: the year -1 is what texts mean to it.
    assert_eq!(closed("return { require('os').time({year='2020', month=1, day=1}) }", None), Ok("[-62198712000]".to_owned()));
}

#[test]
fn nothing_outside_is_reached() {
    for name in [
        "os.execute",
        "os.exit",
        "os.getenv",
        "os.remove",
        "os.tmpname",
        "os.clock",
        "io.open",
        "io.popen",
        "io.lines",
        "dofile",
        "loadfile",
        "string.dump",
        "debug.getregistry",
        "setfenv",
    ] {
        for script in [format!("{name}('x')"), format!("return {name}(print)")] {
            let found = problem(true, &script);
            assert!(found.cause.starts_with(&format!("{name} is not available")), "{script}: {found}");
        }
        let found = problem(true, &format!("\n{name}('x')"));
        assert_eq!(found.place.as_ref().and_then(|place| place.line), Some(2), "{name}");
    }
    for script in ["require('socket')", "package.loadlib('a', 'b')", "return jit.off()", "return rust.spent()", "return tiphys_concat_ + 1"]
    {
        let found = problem(true, script);
        assert_eq!((found.kind, found.cause.contains("defect")), (ProblemKind::BadInput, false), "{script}: {found}");
    }
    // What is written goes nowhere: the worker's standard output is a protocol.
    assert_eq!(act("print('x'); io.write('y'):write('z'); io.stdout:write('a'); return { 1 }"), "[1]");
}

#[test]
fn scripts_leave_nothing_to_each_other() {
    let mut kept = Kept::default();
    let mut ask = |script: &str| evaluate(&mut kept, &request(LuaTask::Health, true, script)).map_err(|problem| problem.to_string());
    let spoil = "string.upper = nil; getmetatable('').__index = nil; table.insert = nil; G = 1; pairs = nil; obj.kind = 'x'; return {}";
    assert_eq!(ask(spoil), Ok("{}".to_owned()));
    let see = "return { status = (G == nil and pairs and table.insert and ('a'):upper() == 'A' and obj.kind == 'Thing') and 'Healthy' or 'Degraded' }";
    assert_eq!(ask(see), Ok(r#"{"status":"Healthy"}"#.to_owned()));
    assert_eq!(ask(see), Ok(r#"{"status":"Healthy"}"#.to_owned()), "from its compiled form as well");
    assert_eq!(ask("\nerror('x')").map_err(|text| text.contains(":2: x")), Err(true));
    assert_eq!(ask("\nerror('x')").map_err(|text| text.contains(":2: x")), Err(true), "lines are kept in the compiled form");
}

#[test]
fn no_script_outlives_its_steps() {
    for script in [
        "while true do end",
        "local function f() return f() end; f()",
        "while true do pcall(function() while true do end end) end",
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
        "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
        "while true do pcall(coroutine.wrap(function() while true do end end)) end",
        "local t = setmetatable({}, { __index = function(t, k) while true do end end }); while true do pcall(function() return t.x end) end",
        "repeat until false",
        "::a:: goto a",
        "for i = 1, math.huge do local x = i end",
        "table.sort({1, 2, 3}, function() while true do end end)",
        "('x'):rep(10):gsub('.', function() while true do end end)",
        "pcall(string.rep, 'x', -1); loadstring('while true do end')()",
    ] {
        let found = problem(true, script);
        assert_eq!((found.kind, &*found.cause), (ProblemKind::Limit, "did not end within 50 million steps"), "{script}");
    }
}

#[test]
fn memory_stack_and_output_have_ends() {
    for script in [
        "local t = {}; for i = 1, 1e9 do t[i] = { i } end",
        "return { ('x'):rep(2 ^ 30) }",
        "local s = 'x'; while true do s = s .. s end",
        "local t = {}; for i = 1, 40 do t[i] = ('x'):rep(2 ^ 24) .. i end; return t",
    ] {
        let found = problem(true, script);
        assert_eq!((found.kind, &*found.cause), (ProblemKind::Limit, "took more than 256 MiB of memory and was stopped"), "{script}");
    }
    for script in
        ["local function f() return 1 + f() end; return f()", "local t = setmetatable({}, {}); getmetatable(t).__index = t; return t.x"]
    {
        let found = problem(true, script);
        assert!(found.cause.contains("stack overflow") || found.cause.contains("loop in gettable"), "{script}: {found}");
    }
    let shared = "local s, t = ('x'):rep(2 ^ 20), {}; for i = 1, 64 do t[i] = s end; return t";
    assert_eq!(problem(true, shared).to_string(), "argocd-cm: health: the script returned more than 32 MiB");
    let long = problem(true, "error(('x'):rep(2 ^ 20))");
    assert!(long.cause.chars().count() <= 2000, "{}", long.cause.len());
    assert_eq!(value("string.format('%99999999d', 1)"), r#""%!(NOVERB)%!(EXTRA int64=1)""#);
    let wide = format!("return {{ string.format('{}', {}) }}", "%900000d".repeat(20), vec!["1"; 20].join(","));
    assert!(problem(true, &wide).cause.contains("string.format makes too long a text"));
}

#[test]
fn objects_of_any_kind_are_taken_or_refused() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let ask = |object: &str, script: &str| {
        let request = LuaRequest { object: object.to_owned(), ..request(LuaTask::Health, true, script) };
        evaluate(&mut Kept::default(), &request).map_err(|problem| problem.to_string())
    };
    assert!(ask(&deep, "return {}").is_err_and(|text| text.contains("the object cannot be given to the script: recursion limit exceeded")));
    assert!(ask("{", "return {}").is_err_and(|text| text.contains("the object cannot be given to the script")));
    let large = format!("{{\"data\":[{}1]}}", "\"0123456789\",".repeat(800_000));
    assert_eq!(
        ask(&large, "return { status = 'Healthy', message = #obj.data .. '' }"),
        Ok(r#"{"message":"800001","status":"Healthy"}"#.to_owned())
    );
    assert_eq!(
        ask("{}", "return { status = 'Healthy', message = '\\255x\\0' }"),
        Ok("{\"message\":\"\u{fffd}x\\u0000\",\"status\":\"Healthy\"}".to_owned())
    );
}
