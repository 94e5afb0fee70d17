//! Judge: a Lua health script and jq ignore rules on 5,000 objects each, in the evaluator alone and through the pool of workers, as the
//! first comparison of a large installation asks for them. `cargo bench --bench judge`.
//!
//! The budget is "a few seconds" for each language: the answers are memoised, so that it is paid once, and beside it the first
//! comparison of the same objects reads and compares them. Argo CD runs the same scripts in its own process: `ratio` would compare two
//! interpreters, not two products, and is left out.
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use support::answers::Runner;
use support::budget::{Budgets, note};
use support::process::peak_mib;
use tiphys::adapters::judge::request::JudgeRequest;
use tiphys::adapters::judge::{Kept, judge};
use tiphys::engine::judge::{Jq, Judgement, Lua, LuaTask, Program};
use tiphys::engine::step::{Answer, Need};
use tiphys::runtime::world::Limits;

/// Seconds that a console may be behind with one language after it was started.
const BUDGET: f64 = 5.0;

/// As long and as branched as the checks that people write for their own kinds.
const SCRIPT: &str = r#"
local health = { status = "Progressing", message = "waiting for a status" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end
if obj.status.observedGeneration ~= nil and obj.status.observedGeneration < obj.metadata.generation then
  health.message = "waiting for generation " .. obj.metadata.generation
  return health
end
local failed = {}
for _, condition in ipairs(obj.status.conditions) do
  if condition.status == "False" and string.match(condition.type, "^Ready") then
    table.insert(failed, condition.type .. ": " .. (condition.reason or "unknown"))
  end
end
if table.getn(failed) > 0 then
  health.status = "Degraded"
  health.message = table.concat(failed, ", ")
  return health
end
health.status = "Healthy"
health.message = string.format("%d of %d are ready", obj.status.readyReplicas, obj.spec.replicas)
return health
"#;

/// The rules that installations have for webhooks, sidecars and what controllers add.
const RULES: [&str; 3] = [
    ".spec.template.spec.containers[]? | select(.name == \"istio-proxy\")",
    ".metadata.annotations | select(. != null) | .[\"deployment.kubernetes.io/revision\"]",
    "..|.caBundle?",
];

fn object(index: usize) -> String {
    let container = |name: &str| {
        let env: Vec<String> = (0..12).map(|at| format!(r#"{{"name":"VARIABLE_{at}","value":"value {at} of {index}"}}"#)).collect();
        format!(
            r#"{{"env":[{}],"image":"registry.example.com/shop/{name}:v1.{index}","name":"{name}","resources":{{"limits":{{"cpu":"1","memory":"1Gi"}}}}}}"#,
            env.join(",")
        )
    };
    format!(
        r#"{{"apiVersion":"example.com/v1","kind":"Thing","metadata":{{"annotations":{{"deployment.kubernetes.io/revision":"{index}"}},"generation":3,"name":"thing-{index}"}},"spec":{{"replicas":3,"template":{{"spec":{{"containers":[{},{}]}}}}}},"status":{{"conditions":[{{"status":"True","type":"Available"}},{{"status":"True","type":"Ready"}}],"observedGeneration":3,"readyReplicas":3}}}}"#,
        container("web"),
        container("istio-proxy"),
    )
}

fn lua(index: usize) -> Judgement {
    Judgement::new(Program::Lua(Lua {
        place: "argocd-cm: resource.customizations.health.example.com_Thing".into(),
        task: LuaTask::Health,
        script: SCRIPT.into(),
        open_libs: true,
        object: object(index).into(),
        now: None,
    }))
}

fn jq(index: usize) -> Judgement {
    let expressions = RULES.iter().map(|rule| Arc::from(*rule)).collect();
    Judgement::new(Program::Jq(Jq { expressions, object: object(index).into() }))
}

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let n = support::setting("OBJECTS", 5_000);
    let mut budgets = Budgets::default();
    note("an object", &format!("{} bytes of JSON", object(1).len()));
    all("Lua health", n, lua, r#"{"message":"3 of 3 are ready","status":"Healthy"}"#, &mut budgets);
    let taken = r#"[[["spec","template","spec","containers",1]],[["metadata","annotations","deployment.kubernetes.io/revision"]],[]]"#;
    all("jq rules", n, jq, taken, &mut budgets);
    note("peak memory of the asking process", &format!("{:.0} MiB", peak_mib(std::process::id())));
    budgets.finish()
}

fn all(what: &str, n: usize, ask: fn(usize) -> Judgement, wanted: &str, budgets: &mut Budgets) {
    let requests: Vec<JudgeRequest> = (0..n).map(|index| JudgeRequest::from(&ask(index))).collect();
    let mut kept = Kept::default();
    let began = Instant::now();
    let right = requests.iter().filter(|request| judge(&mut kept, request).is_ok_and(|answer| answer == wanted)).count();
    let alone = began.elapsed();
    budgets.exactly(&format!("{what}: wrong answers of the evaluator"), 0, (n - right) as u64);
    note(&format!("{what} × {n}, the evaluator alone"), &format!("{:.2} s", alone.as_secs_f64()));
    let needs: Vec<Need> = (0..n).map(|index| Need::Judge(Arc::new(ask(index)))).collect();
    let mut runner = Runner::new(&Limits::default());
    let began = Instant::now();
    let answers = runner.answers(needs);
    let taken = began.elapsed();
    let right = answers.iter().filter(|(_, answer)| matches!(answer, Ok(Answer::Judged(text)) if **text == *wanted)).count();
    budgets.exactly(&format!("{what}: wrong answers of the pool"), 0, (n - right) as u64);
    budgets.under(&format!("{what} × {n} through the pool"), BUDGET, taken.as_secs_f64(), "s");
    let peaks: Vec<String> = runner.workers().iter().map(|worker| format!("{:.0} MiB", peak_mib(*worker))).collect();
    note("  workers", &format!("{} started, with at most {}", runner.started(), peaks.join(" and ")));
}
