//! What ignore rules would hide: the differences of applications, and which of them each rule takes away. It writes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::compare::ignore_reach::{Reach, is_for, reach};
use crate::engine::compare::ignore_rule::widened;
use crate::engine::judge::{Jq, Judgement, Program};
use crate::engine::manifest::json;
use crate::engine::step::Answer;
use crate::model::application::IgnoreDifference;
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::effect::Subject;
use crate::session::shown::{DiffView, Hidden, Hiding, RuleReach};

use super::destination::Destination;
use super::{Shared, destination, diff};

/// Differences that are told of one rule: nobody reads more, and a rule for everything must not fill the memory.
const MAX_TOLD: usize = 500;

/// Objects of one application that are read anew because a rule names managers: watches keep no field owners.
const MAX_READ: usize = 200;

/// Looks what rules would hide in the application that they are for, and in others if all had them.
pub(super) async fn look(
    shared: &Arc<Shared>,
    subject: &Subject,
    others: &[Subject],
    rules: &[IgnoreDifference],
) -> Result<Arc<Hiding>, Vec<Problem>> {
    readable(shared, rules).await.map_err(|problem| vec![problem])?;
    let mut hiding = Hiding {
        rules: rules.iter().map(|rule| RuleReach { rule: rule.clone(), here: Vec::new(), elsewhere: Vec::new() }).collect(),
        looked_at: Vec::new(),
        not_looked_at: Vec::new(),
        problems: Vec::new(),
    };
    let (view, owners) = differences(shared, subject, rules).await?;
    for own in &mut hiding.rules {
        own.here = hidden(&own.rule, &subject.app, &view, &owners);
    }
    hiding.problems.extend(view.problems);
    let wide: Vec<IgnoreDifference> = rules.iter().map(widened).collect();
    for other in others {
        // One that cannot be compared is not looked at: it is named, not passed over.
        let Ok((view, owners)) = differences(shared, other, &wide).await else { continue };
        for (own, rule) in hiding.rules.iter_mut().zip(&wide) {
            let room = MAX_TOLD.saturating_sub(own.elsewhere.len());
            own.elsewhere.extend(hidden(rule, &other.app, &view, &owners).into_iter().take(room));
        }
        if !crate::model::problem::any_error(&view.problems) {
            hiding.looked_at.push(other.app.clone());
        }
    }
    Ok(Arc::new(hiding))
}

/// Whether the jq expressions of rules can be read. With one that cannot Argo CD compares nothing: it is not offered.
async fn readable(shared: &Shared, rules: &[IgnoreDifference]) -> Result<(), Problem> {
    for text in rules.iter().flat_map(|rule| &rule.jq_path_expressions) {
        let program = Program::Jq(Jq { expressions: [text.as_str().into()].into(), object: "null".into() });
        let Answer::Judged(answer) = shared.judges.judge(&Judgement::new(program)).await? else { continue };
        let Ok(Value::List(answers)) = json::parse_json(answer.as_bytes()) else { continue };
        let Some(error) =
            answers.first().and_then(Value::as_map).filter(|own| own.get("broken").is_some_and(|own| own.as_bool() == Some(true)))
        else {
            continue;
        };
        let why = error.get("error").and_then(Value::as_str).unwrap_or_default();
        let problem = Problem::error(ProblemKind::BadInput, format!("the jq expression {text:?} is broken: {why}"));
        return Err(problem.hint("correct it: with such a rule Argo CD does not compare the application"));
    }
    Ok(())
}

/// Live objects with their field owners, where a rule asks for them.
type Owners = BTreeMap<ObjectKey, Object>;

async fn differences(shared: &Arc<Shared>, subject: &Subject, rules: &[IgnoreDifference]) -> Result<(DiffView, Owners), Vec<Problem>> {
    let destination: Destination = destination::resolve(shared, subject).await.map_err(|problem| vec![problem])?;
    let view = diff::desired_live(shared, subject, &destination, None).await?;
    let mut owners = Owners::new();
    let by_manager: Vec<&IgnoreDifference> = rules.iter().filter(|rule| !rule.managed_fields_managers.is_empty()).collect();
    let asked = view.objects.iter().filter(|object| by_manager.iter().any(|rule| is_for(rule, &object.key)));
    for object in asked.take(MAX_READ) {
        if let Ok(Some(live)) = destination.handle.read(&object.key).await {
            owners.insert(object.key.clone(), live);
        }
    }
    Ok((view, owners))
}

fn hidden(rule: &IgnoreDifference, app: &AppKey, view: &DiffView, owners: &Owners) -> Vec<Hidden> {
    let all = view.objects.iter().flat_map(|object| object.hunks.iter().map(move |hunk| (object, hunk)));
    all.map(|(object, hunk)| {
        let reach = reach(rule, &object.key, (&hunk.path, hunk.change), owners.get(&object.key));
        Hidden { app: app.clone(), key: object.key.clone(), path: hunk.path.clone(), reach }
    })
    .filter(|hidden| hidden.reach != Reach::Nothing)
    .take(MAX_TOLD)
    .collect()
}
