//! `app ignore`: what a rule would hide, first; then it is written to the Application, or printed for Git.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::compare::ignore_rule;
use crate::model::application::IgnoreDifference;
use crate::model::ids::{AppKey, ObjectKey};
use crate::model::problem::{Problem, ProblemKind, any_error};
use crate::session::command::Command;
use crate::session::query::QuerySpec;
use crate::session::state::Slot;
use crate::view;
use crate::view::page::Window;
use crate::view::screen::Screen;

use super::super::diff_args::IgnoreArgs;
use super::super::headless::Headless;
use super::super::out;
use super::change::agree_and_send;
use super::show::judge;

const ALL: Window = Window { first: 0, height: usize::MAX };

/// How long looking at all of them may take.
const LOOK: Duration = Duration::from_mins(5);

/// Applications that one call judges besides its own, in the order of names: a fleet of thousands would take longer than anybody waits.
const MAX_JUDGED: usize = 200;

pub(super) fn ignore(session: &mut Headless, args: &IgnoreArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    let evaluation = judge(session, &app, (false, false))?;
    let managed: Vec<&ObjectKey> = evaluation.verdicts.rows.iter().map(|row| &row.key).collect();
    let rule = rule(args, &managed)?;
    judge_others(session, &app)?;
    let rules: Arc<[IgnoreDifference]> = [rule.clone()].into();
    session.send(Command::WouldHide { app: app.clone(), rules: rules.clone() });
    let looked = session.until(Some(LOOK), |state| state.shown.hiding.get(&app).cloned())?;
    if let Err(problems) = looked {
        problems.iter().for_each(out::problem);
        return Ok(out::ERROR);
    }
    let screen = Screen::Ignore(app.clone(), rules);
    let page = view::page(&session.state, &screen, &QuerySpec::default(), &BTreeSet::new(), ALL);
    if args.print {
        out::page_aside(&page);
        out::say(view::ignore::text(&rule).trim_end());
        return Ok(if any_error(&evaluation.problems) { out::ERROR } else { 0 });
    }
    out::page(&page);
    let own = app.clone();
    let code =
        agree_and_send(session, &app, &args.agree, move |authority| Command::Ignore { app: own.clone(), rule: rule.clone(), authority })?;
    if code == 0 {
        out::say(&format!("{app} ignores it; a rule that stands in Git too is what stays"));
    }
    Ok(code)
}

/// The rule that the flags mean, for an object that the application manages.
fn rule(args: &IgnoreArgs, managed: &[&ObjectKey]) -> Result<IgnoreDifference, Problem> {
    if let Some(pointer) = args.path.iter().find(|pointer| !pointer.starts_with('/')) {
        let hint = "a JSON pointer begins with /, e.g. /spec/replicas; --jq takes a jq path";
        return Err(Problem::error(ProblemKind::BadInput, format!("{pointer:?} is no JSON pointer")).hint(hint));
    }
    if let Some(pointer) = args.path.iter().find(|pointer| pointer.contains('*')) {
        out::problem(
            &Problem::warning(ProblemKind::BadInput, format!("{pointer} never matches: a JSON pointer has no wildcards"))
                .hint("--jq '.a[].b' names every item"),
        );
    }
    let is_it = |key: &&&ObjectKey| {
        *key.group_kind.kind == *args.kind
            && args.group.as_deref().is_none_or(|group| *key.group_kind.group == *group)
            && args.name.as_deref().is_none_or(|name| *key.name == *name)
            && args.namespace.as_deref().is_none_or(|namespace| *key.namespace == *namespace)
    };
    let found: Vec<&ObjectKey> = managed.iter().filter(is_it).copied().collect();
    let groups: BTreeSet<&str> = found.iter().map(|key| &*key.group_kind.group).collect();
    let Some(first) = found.first() else {
        let kinds: BTreeSet<String> = managed.iter().map(|key| key.group_kind.kind.to_string()).collect();
        let cause =
            format!("the application manages no {}{}", args.kind, args.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default());
        let hint = format!("it manages: {}", kinds.into_iter().collect::<Vec<_>>().join(", "));
        return Err(Problem::error(ProblemKind::NotFound, cause).hint(hint));
    };
    if groups.len() > 1 {
        let cause = format!("several groups have the kind {}", args.kind);
        let hint = format!("say which with --group: {}", groups.into_iter().collect::<Vec<_>>().join(", "));
        return Err(Problem::error(ProblemKind::BadInput, cause).hint(hint));
    }
    let base = ignore_rule::narrow(first);
    // One object is meant where it is named; without a name the kind is, perhaps in one namespace.
    let (name, namespace) = match (&args.name, found.len()) {
        (Some(_), 1) => (base.name.clone(), base.namespace.clone()),
        (Some(name), _) => (name.clone(), args.namespace.clone().unwrap_or_default()),
        (None, _) => (String::new(), args.namespace.clone().unwrap_or_default()),
    };
    Ok(IgnoreDifference {
        name,
        namespace,
        json_pointers: args.path.clone(),
        jq_path_expressions: args.jq.clone(),
        managed_fields_managers: args.manager.clone(),
        ..base
    })
}

/// Judges the other applications, so that what the rule would hide of them can be told. Those that are not are named on the page.
fn judge_others(session: &mut Headless, app: &AppKey) -> Result<(), Problem> {
    let mut all = vec![app.clone()];
    all.extend(session.state.apps.keys().filter(|other| *other != app).take(MAX_JUDGED).cloned());
    session.send(Command::Interest(all.clone()));
    session.until(Some(LOOK), |state| {
        let is_judged = |app: &AppKey| state.evaluation(app).is_some() && !state.is_busy(&Slot::Evaluate(app.clone()));
        all.iter().all(is_judged).then_some(())
    })
}
