//! `app logs`: a container's log, chosen by Pod, by a resource above it, or because it fails.

use std::sync::Arc;

use crate::model::ids::{AppKey, ObjectKey};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::{Command, LogSpan, LogTarget};
use crate::session::state::State;
use crate::view::go;

use super::super::app_flags::LogsArgs;
use super::super::headless::Headless;
use super::super::out;

pub(super) fn logs(session: &mut Headless, args: &LogsArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    super::show::judge(session, &app, (false, false))?;
    let mut target = target(&session.state, &app, args)?;
    if !args.container.is_empty() {
        target.container = args.container.as_str().into();
    }
    let some = |number: u32| Some(number).filter(|number| *number > 0);
    target.span = LogSpan { tail: some(args.tail), since_seconds: some(args.since_seconds), follow: args.follow };
    session.send(Command::Logs(app, target));
    let mut printed = 0usize;
    loop {
        let (lines, seen, ended) = session.until(None, |state| {
            let log = state.shown.log.as_ref()?;
            let seen = log.dropped + log.lines.len();
            let fresh: Vec<Arc<str>> = log.lines.iter().skip(printed.saturating_sub(log.dropped)).cloned().collect();
            (seen > printed || log.ended.is_some()).then(|| (fresh, seen, log.ended.clone()))
        })?;
        let lost = (seen - printed).saturating_sub(lines.len());
        if lost > 0 {
            out::note(&format!("warning: {lost} lines came faster than they could be printed and are left out"));
        }
        printed = seen;
        lines.iter().filter(|line| passes(args.filter.as_deref(), line)).for_each(|line| out::say(&crate::model::text::clean(line)));
        match ended {
            Some(Some(problem)) => return Err(problem),
            Some(None) => return Ok(0),
            None => {}
        }
    }
}

/// Whether a line is one of those that were asked for.
fn passes(filter: Option<&str>, line: &str) -> bool {
    match filter {
        None => true,
        Some(text) => text.strip_prefix('!').map_or_else(|| line.contains(text), |text| !line.contains(text)),
    }
}

/// Whose log: the Pod of that name, a Pod below the resource that was named, else the failing container.
fn target(state: &State, app: &AppKey, args: &LogsArgs) -> Result<LogTarget, Problem> {
    let missing = || Problem::error(ProblemKind::NotFound, "no Pod of this application is known").hint("see: tiphys app resources -o tree");
    let chosen = [&args.group, &args.kind, &args.name, &args.namespace].iter().any(|part| part.is_some());
    if !chosen {
        return go::log_target(state, app, None, args.previous).ok_or_else(missing);
    }
    let is = |part: &Option<String>, own: &str| part.as_deref().is_none_or(|part| part.eq_ignore_ascii_case(own));
    let fits = |key: &&ObjectKey| {
        is(&args.group, &key.group_kind.group)
            && is(&args.kind, &key.group_kind.kind)
            && is(&args.namespace, &key.namespace)
            && args.name.as_deref().is_none_or(|name| *key.name == *name)
    };
    let rows = state.evaluation(app).map(|evaluation| evaluation.verdicts.rows.clone()).unwrap_or_default();
    let family = state.live.family(rows.iter().map(|row| &row.key));
    let mut found: Vec<&ObjectKey> = family.keys().filter(fits).collect();
    // A Pod of that name is meant before a workload of that name.
    found.sort_by_key(|key| !key.group_kind.is("", "Pod"));
    found
        .iter()
        .find_map(|key| go::log_target_below(state, key, args.previous))
        .ok_or_else(|| missing().hint("nothing that was chosen has a Pod; see: tiphys app resources -o tree"))
}
