//! What a confirm shows and asks for. It shows exactly what will be done, where, by whom; production asks for four characters of the digest.

use crate::engine::access::Weight;
use crate::model::ids::{AppKey, Digest};
use crate::session::command::Command;
use crate::session::state::State;

use super::page::{Challenge, Confirm, Line, Span, Tone};
use super::{acts, ignore, plan, rules};

/// Risks that a confirm repeats; the plan behind it lists all.
const RISKS: usize = 4;

/// The confirm of a command that changes the world; none: it needs no confirm.
pub fn confirm(state: &State, command: &Command) -> Option<Confirm> {
    let (app, what): (&AppKey, Vec<Line>) = match command {
        Command::Start { app, .. } => (app, of_plan(state, app)?),
        Command::Terminate { app, .. } => (app, vec![vec![Span::fixed("Terminate the running operation", Tone::Title)]]),
        Command::Resume { app, .. } => (app, vec![vec![Span::fixed("Resume the operation that was left behind", Tone::Title)]]),
        Command::HandBack { app, .. } => {
            (app, vec![vec![Span::fixed("Hand back: the operation ends as failed, the lock goes", Tone::Title)]])
        }
        Command::Hold { app, .. } => {
            let what = vec![Span::fixed("Hold automatic sync", Tone::Title)];
            (app, std::iter::once(what).chain(plan::taken_back(state, app, true)).collect())
        }
        Command::Release { app, .. } => (app, vec![vec![Span::fixed("Release the hold: automatic sync acts again", Tone::Title)]]),
        Command::Act { app, .. } => (app, of_act(state, app)?),
        Command::Delete { app, .. } => (app, vec![vec![Span::fixed("Delete the Application; what it manages stays", Tone::Title)]]),
        Command::Ignore { app, rule, .. } => (app, ignore::to_confirm(state, app, rule)),
        Command::Connect
        | Command::Query(..)
        | Command::EndQuery(_)
        | Command::Interest(_)
        | Command::Refresh { .. }
        | Command::Diff { .. }
        | Command::WouldHide { .. }
        | Command::Explain { .. }
        | Command::History(_)
        | Command::Manifest { .. }
        | Command::Events(_)
        | Command::Logs(..)
        | Command::EndLogs
        | Command::Plan { .. }
        | Command::DropPlan(_)
        | Command::Actions { .. }
        | Command::PlanAct(_)
        | Command::DropAct(_)
        | Command::Create { .. }
        | Command::DismissNotice => return None,
    };
    let environment = state.environment(app);
    let tone = if environment.production { Tone::Production } else { Tone::Dim };
    let place = if state.plane.server.is_empty() { String::new() } else { format!("  {}", state.plane.server) };
    let mut lines = vec![
        vec![Span::new(&app.name, Tone::Link), Span::new(format!("  {}", environment.name), tone)],
        vec![Span::fixed("on ", Tone::Dim), Span::new(state.plane.id.as_str(), tone), Span::new(place, Tone::Dim)],
    ];
    lines.extend(what);
    lines.push(vec![Span::fixed("as ", Tone::Dim), Span::plain(&state.plane.identity.username)]);
    let challenge = match (command, environment.production) {
        (Command::Delete { app, .. }, _) => Challenge::Name(app.name.to_string()),
        (_, true) => Challenge::Characters(digest(state, command, app).challenge().to_owned()),
        (_, false) => Challenge::Yes,
    };
    Some(Confirm { lines, challenge, production: environment.production })
}

/// Lines of a patch that a confirm repeats; the page behind it has all.
const CHANGES: usize = 8;

fn of_act(state: &State, app: &AppKey) -> Option<Vec<Line>> {
    let table = state.acts.table.get(app)?;
    let made = table.outgoing.as_ref()?.as_ref().ok()?;
    let mut lines = vec![acts::title(table)];
    let all: Vec<Line> = made.sendings.iter().flat_map(acts::lines).collect();
    let more = all.len().saturating_sub(CHANGES);
    lines.extend(all.into_iter().take(CHANGES));
    if more > 0 {
        lines.push(vec![Span::new(format!("… and {more} more lines"), Tone::Dim)]);
    }
    lines.push(acts::digest(made));
    Some(lines)
}

fn of_plan(state: &State, app: &AppKey) -> Option<Vec<Line>> {
    let planned = state.plans.get(app)?;
    let own = planned.plan.as_ref().ok()?;
    let mut lines = vec![plan::title(own), plan::counts(own)];
    let warned = own.judgements.iter().filter(|judgement| judgement.weight > Weight::Admits);
    lines.extend(warned.take(RISKS).filter_map(|judgement| rules::judgement(judgement).into_iter().next()));
    let risks = plan::risk_lines(own);
    let more = risks.len().saturating_sub(RISKS);
    lines.extend(risks.into_iter().take(RISKS));
    if more > 0 {
        lines.push(vec![Span::new(format!("! and {more} more risks: the plan lists them"), Tone::Warn)]);
    }
    if planned.wanted.hold {
        lines.push(vec![Span::fixed("■ HELD afterwards: automatic sync is off until H releases it", Tone::Held)]);
        lines.extend(plan::taken_back(state, app, true));
    }
    lines.push(plan::digest(own));
    Some(lines)
}

/// The digest that a confirm of this command stands for: the plan's, or that of the single change (what, whom, which version).
pub fn digest(state: &State, command: &Command, app: &AppKey) -> Digest {
    if let (Command::Start { .. }, Some(Ok(plan))) = (command, state.plans.get(app).map(|planned| planned.plan.as_ref())) {
        return plan.digest.clone();
    }
    if let (Command::Act { .. }, Some(Some(Ok(made)))) = (command, state.acts.table.get(app).map(|table| &table.outgoing)) {
        return made.digest.clone();
    }
    use sha2::Digest as _;
    let version = state.apps.get(app).map(|own| (own.row.uid.clone(), own.row.resource_version.clone())).unwrap_or_default();
    let what = match command {
        Command::Terminate { .. } => "terminate",
        Command::Resume { .. } => "resume",
        Command::HandBack { .. } => "hand back",
        Command::Hold { .. } => "hold",
        Command::Release { .. } => "release",
        Command::Delete { .. } => "delete",
        Command::Ignore { .. } => "ignore",
        Command::Connect
        | Command::Query(..)
        | Command::EndQuery(_)
        | Command::Interest(_)
        | Command::Refresh { .. }
        | Command::Diff { .. }
        | Command::WouldHide { .. }
        | Command::Explain { .. }
        | Command::History(_)
        | Command::Manifest { .. }
        | Command::Events(_)
        | Command::Logs(..)
        | Command::EndLogs
        | Command::Plan { .. }
        | Command::DropPlan(_)
        | Command::Actions { .. }
        | Command::PlanAct(_)
        | Command::DropAct(_)
        | Command::Start { .. }
        | Command::Act { .. }
        | Command::Create { .. }
        | Command::DismissNotice => "",
    };
    let more = if let Command::Ignore { rule, .. } = command { ignore::text(rule) } else { String::new() };
    let hash = sha2::Sha256::digest(format!("{what}\u{0}{app}\u{0}{}\u{0}{}{more}", version.0, version.1));
    let text: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Digest::new(format!("p1:{text}"))
}
