//! Lua and jq through the real worker: what they answer, what never ends or takes too much, and that nobody else suffers from it.

mod bad_input;
mod pool;

use std::collections::BTreeMap;
use std::sync::Arc;

use tiphys::engine::judge::{Jq, Judgement, Lua, LuaTask, Program};
use tiphys::engine::step::{Answer, Need};
use tiphys::model::problem::Problem;
use tiphys::runtime::world::Limits;

use crate::support::answers::Runner;

/// A script that is asked for the health of an object.
fn lua(script: &str, object: &str) -> Need {
    let lua = Lua {
        place: "argocd-cm: resource.customizations.health.example.com_Thing".into(),
        task: LuaTask::Health,
        script: script.into(),
        open_libs: true,
        object: object.into(),
        now: None,
    };
    Need::Judge(Arc::new(Judgement::new(Program::Lua(lua))))
}

/// Expressions on an object.
fn jq(expressions: &[&str], object: &str) -> Need {
    let expressions = expressions.iter().map(|text| Arc::from(*text)).collect();
    Need::Judge(Arc::new(Judgement::new(Program::Jq(Jq { expressions, object: object.into() }))))
}

fn text(answer: Result<Answer, Problem>) -> Result<String, Problem> {
    answer.map(|answer| match answer {
        Answer::Judged(text) => text.to_string(),
        other => panic!("{other:?}"),
    })
}

/// Answers to needs that are asked for at once, by one runner with these limits.
#[expect(clippy::mutable_key_type, reason = "a need is ordered by what it asks, which never changes")]
fn ask(runner: &mut Runner, needs: Vec<Need>) -> Vec<Result<String, Problem>> {
    let asked = needs.clone();
    let answers: BTreeMap<Need, Result<Answer, Problem>> = runner.answers(needs).into_iter().collect();
    asked.iter().map(|need| text(answers.get(need).expect("an answer").clone())).collect()
}

fn runner() -> Runner {
    Runner::new(&Limits::default())
}

const HEALTHY: &str = r#"{"message":"web is well","status":"Healthy"}"#;

/// A need that any worker answers with [`HEALTHY`].
fn innocent(index: usize) -> Need {
    lua(
        "return { status = 'Healthy', message = obj.metadata.name .. ' is well' }",
        &format!(r#"{{"metadata":{{"name":"web"}},"n":{index}}}"#),
    )
}
