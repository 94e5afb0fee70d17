//! What a sync would do: risk first, then phase by phase and wave by wave; what would be refused, what will not restart, which rule
//! decided. It is what a confirm stands for.

use crate::engine::access::{Judgement, Weight};
use crate::engine::sync::plan::Plan;
use crate::engine::sync::task::{DryRun, Risk, RiskKind, Task, Verb};
use crate::model::ids::AppKey;
use crate::model::problem::Severity;
use crate::session::healer::healer;
use crate::session::state::{Planned, Slot, State};

use super::content::Content;
use super::header::crumbs;
use super::page::{Fold, Line, Row, RowId, Span, Tone};
use super::{rules, triage, words};

/// The page.
pub(super) fn content(state: &State, app: &AppKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Plan"), facts: triage::facts(state, app), ..Content::default() };
    let busy = state.is_busy(&Slot::Plan(app.clone()));
    match state.plans.get(app) {
        Some(Planned { plan: Ok(plan), wanted, .. }) => {
            if busy {
                content.notes.push(vec![Span::fixed("the world may have moved: planning again…", Tone::Info)]);
            }
            fill(&mut content, plan);
            content.facts.extend(taken_back(state, app, wanted.hold));
        }
        Some(Planned { plan: Err(_), .. }) if busy => {
            content.notes.push(vec![Span::fixed("rendering, comparing, asking the server (dry run)…", Tone::Info)]);
        }
        Some(Planned { plan: Err(problems), .. }) => {
            content.notes.push(vec![Span::fixed("✖ there is no plan: nothing can be changed", Tone::Bad)]);
            for problem in problems {
                content.notes.extend(words::problem(problem));
            }
        }
        None => content.notes.push(vec![Span::fixed("no plan was made", Tone::Dim)]),
    }
    content
}

/// That a hold which is set with a plan would be taken back, and by whom.
pub(super) fn taken_back(state: &State, app: &AppKey, holds: bool) -> Option<Line> {
    // Asked for only where it counts: the parent may have to be unpacked.
    let healer = if holds { healer(state, app) } else { None }?;
    Some(vec![Span::fixed("! the hold will not stay: ", Tone::Bad), Span::new(healer.to_string(), Tone::Bad)])
}

/// The title of a plan: what it is in one line.
pub(super) fn title(plan: &Plan) -> Line {
    let revisions: Vec<&str> = plan.revisions.iter().map(super::super::model::ids::Sha::short).collect();
    let what = match plan.request.rollback_to {
        Some(id) => format!("Roll back to #{id} ({})", revisions.join(", ")),
        None => format!("Sync to {}", revisions.join(", ")),
    };
    let mut line = vec![Span::new(what, Tone::Title)];
    if plan.request.prune {
        line.push(Span::fixed("  with prune", Tone::Warn));
    }
    let n = plan.request.resources.len();
    if n > 0 {
        line.push(Span::new(format!("  {n} resource{}, no history record, hooks skipped", if n == 1 { "" } else { "s" }), Tone::Warn));
    } else if plan.request.skip_hooks {
        line.push(Span::fixed("  hooks skipped", Tone::Warn));
    }
    if plan.request.dry_run {
        line.push(Span::fixed("  dry run", Tone::Info));
    }
    line
}

fn fill(content: &mut Content, plan: &Plan) {
    content.facts.push(title(plan));
    content.facts.extend(who_allows(plan));
    // On a line of its own: whoever compares digests over the telephone needs to see it at every width.
    content.facts.push(counts(plan).into_iter().chain(digest(plan)).collect());
    if plan.is_refused() {
        content.notes.push(vec![Span::fixed("✖ refused: nothing can be changed until this is solved", Tone::Bad)]);
    } else if plan.is_empty() {
        content.notes.push(vec![Span::fixed("✓ nothing to do: everything is as desired", Tone::Good)]);
    }
    for problem in plan.problems.iter().filter(|problem| problem.severity > Severity::Note) {
        content.notes.extend(words::problem(problem));
    }
    // What refuses comes before what is at risk: nothing is, until it is solved. What allows stands behind what it allows.
    judgements(content, plan, "Refused by", |weight| weight == Weight::Refuses);
    risks(content, plan);
    judgements(content, plan, "Rules warn", |weight| matches!(weight, Weight::Warns | Weight::NotJudged));
    for wave in plan.waves() {
        let heading = vec![Span::new(format!("{} ", wave.phase), Tone::Title), Span::new(format!("wave {}", wave.wave), Tone::Dim)];
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { fold: Some(Fold::Open), ..Row::line(id, heading) });
        for index in wave.tasks {
            let Some(task) = plan.tasks.get(index) else { continue };
            let is_problem = matches!(task.dry_run, DryRun::Failed(_)) || !task.risks.is_empty();
            content.rows.push(Row { depth: 1, is_problem, ..Row::line(RowId::Task(index), line(task)) });
        }
    }
    allowed(content, plan);
}

/// In one line who allows it, where nobody refuses; the rules stand at the end.
fn who_allows(plan: &Plan) -> Option<Line> {
    if plan.judgements.is_empty() || plan.is_refused() {
        return None;
    }
    let mut judges: Vec<&str> = plan.judgements.iter().filter(|own| own.weight == Weight::Admits).map(|own| own.judge.as_str()).collect();
    judges.dedup();
    let n = plan.judgements.iter().filter(|own| own.weight > Weight::Admits).count();
    let mut line = vec![Span::new(format!("✓ allowed by {}", judges.join(", ")), Tone::Good)];
    if n > 0 {
        line.push(Span::new(format!("  ! {n} warning{}", if n == 1 { "" } else { "s" }), Tone::Warn));
    }
    Some(line)
}

/// The digest as a person compares it: enough of it that no other plan begins so.
pub(super) fn digest(plan: &Plan) -> Line {
    let short: String = plan.digest.as_str().chars().take(15).collect();
    vec![Span::fixed("digest ", Tone::Dim), Span::new(short, Tone::Key)]
}

/// How many tasks of each kind.
pub(super) fn counts(plan: &Plan) -> Line {
    let kinds = [
        (Verb::Create, Tone::Added),
        (Verb::Update, Tone::Warn),
        (Verb::Replace, Tone::Warn),
        (Verb::Recreate, Tone::Bad),
        (Verb::Prune, Tone::Removed),
        (Verb::RunHook, Tone::Info),
        (Verb::SkipPrune, Tone::Dim),
        (Verb::Keep, Tone::Dim),
    ];
    let mut line = Vec::new();
    for (verb, tone) in kinds {
        let n = plan.tasks.iter().filter(|task| task.verb == verb).count();
        if n > 0 {
            line.push(Span::new(format!("{n} {}  ", verb.as_str()), tone));
        }
    }
    line
}

/// What a plan puts at risk, worst first, one line each.
pub(super) fn risk_lines(plan: &Plan) -> Vec<Line> {
    let mut risks: Vec<_> =
        plan.tasks.iter().enumerate().flat_map(|(index, task)| task.risks.iter().map(move |risk| (risk, index, task))).collect();
    risks.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let line = |(risk, _, task): (&Risk, usize, &Task)| {
        let tone = match risk.kind {
            RiskKind::DeletesData | RiskKind::Refused | RiskKind::Recreates | RiskKind::Deletes => Tone::Bad,
            RiskKind::Replaces | RiskKind::ScalesDown | RiskKind::Restarts => Tone::Warn,
            RiskKind::NoRestart => Tone::Info,
        };
        vec![Span::fixed("! ", tone), Span::new(task.key.to_string(), Tone::Link), Span::new(format!("  {}", risk.text), tone)]
    };
    risks.into_iter().map(line).collect()
}

fn risks(content: &mut Content, plan: &Plan) {
    let lines = risk_lines(plan);
    if !lines.is_empty() {
        content.heading("Risk");
    }
    for line in lines {
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 1, is_problem: true, ..Row::line(id, line) });
    }
}

/// The heading above what allows.
const ALLOWED: &str = "Allowed by";

/// What the rules say: what refuses and warns as problems, what allows behind them.
fn judgements(content: &mut Content, plan: &Plan, heading: &'static str, wanted: impl Fn(Weight) -> bool) {
    let own: Vec<&Judgement> = plan.judgements.iter().filter(|own| wanted(own.weight)).collect();
    if !own.is_empty() {
        content.heading(heading);
    }
    for (line, begins) in rules::judgements(own) {
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 1, is_problem: begins && heading != ALLOWED, ..Row::line(id, line) });
    }
}

/// What allows it, and on whose behalf it is written.
fn allowed(content: &mut Content, plan: &Plan) {
    judgements(content, plan, ALLOWED, |weight| weight == Weight::Admits);
    if let Some(account) = &plan.account {
        let line = vec![Span::fixed("  written on behalf of ", Tone::Dim), Span::new(account, Tone::Plain)];
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 1, ..Row::line(id, line) });
    }
}

/// A task in one line.
pub(super) fn line(task: &Task) -> Line {
    let (sign, tone) = match task.verb {
        Verb::Create => ("+", Tone::Added),
        Verb::Update | Verb::Replace => ("~", Tone::Warn),
        Verb::Recreate => ("±", Tone::Bad),
        Verb::Prune => ("-", Tone::Removed),
        Verb::RunHook => ("»", Tone::Info),
        Verb::Keep | Verb::Leave | Verb::SkipPrune => ("=", Tone::Dim),
    };
    let mut line = vec![Span::new(format!("{sign} {:<10} ", task.verb.as_str()), tone), Span::new(task.key.to_string(), Tone::Link)];
    if let Some(hook) = task.hook {
        line.push(Span::new(format!("  {hook} hook"), Tone::Info));
    }
    if !task.why.is_empty() {
        line.push(Span::new(format!("  {}", task.why), Tone::Dim));
    }
    match &task.dry_run {
        DryRun::Failed(problem) => line.push(Span::new(format!("  ✖ the server refuses: {problem}"), Tone::Bad)),
        DryRun::Impossible(why) => line.push(Span::new(format!("  (no dry run: {why})"), Tone::Dim)),
        DryRun::Open | DryRun::Passed | DryRun::Needless => {}
    }
    line
}
