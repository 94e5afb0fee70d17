//! Actions on a live object: which it has and why one cannot be run; and what a run would send, exactly.

use crate::engine::actions::Action;
use crate::engine::actions::outgoing::{Outgoing, Sending, What};
use crate::engine::compare::hunks::{Change, Hunk};
use crate::engine::compare::mask::Shown;
use crate::model::ids::{AppKey, ObjectKey};
use crate::session::acts::OnTable;
use crate::session::state::{Slot, State};

use super::content::Content;
use super::header::crumbs;
use super::page::{Column, Cut, Fold, Line, Row, RowId, Span, Tone};
use super::words;

/// Lines of one value that are shown; more are counted.
const MAX_LINES: usize = 200;

const COLUMNS: [Column; 2] = [
    Column { title: "ACTION", min: 12, max: 22, drop: 0, cut: Cut::End },
    Column { title: "WHAT IT DOES", min: 20, max: 0, drop: 0, cut: Cut::End },
];

/// The actions of an object.
pub(super) fn offered(state: &State, app: &AppKey, object: &ObjectKey) -> Content {
    let mut content =
        Content { crumbs: crumbs(app, "Actions"), facts: vec![named(object)], columns: COLUMNS.to_vec(), ..Content::default() };
    match state.acts.offered.get(object) {
        Some(Ok(offered)) => {
            content.notes.extend(offered.problems.iter().flat_map(words::problem));
            if offered.actions.is_empty() {
                content.notes.push(vec![Span::new(format!("{} has no actions", object.group_kind), Tone::Dim)]);
            }
            content.rows = offered.actions.iter().enumerate().map(|(at, action)| row(at, action)).collect();
            content.proposed = offered.actions.iter().position(|action| action.disabled.is_none()).map(RowId::Line);
        }
        Some(Err(problem)) => content.notes.extend(words::problem(problem)),
        None if state.is_busy(&Slot::Actions(object.clone())) => {
            content.notes.push(vec![Span::fixed("looking at the object…", Tone::Info)])
        }
        None => content.notes.push(vec![Span::fixed("not read yet", Tone::Dim)]),
    }
    content
}

/// An object with its namespace.
fn named(object: &ObjectKey) -> Line {
    vec![Span::new(object.to_string(), Tone::Link), Span::new(format!("  {}", object.namespace), Tone::Dim)]
}

fn row(at: usize, action: &Action) -> Row {
    let name = if action.display_name.is_empty() { action.name.to_string() } else { format!("{} ({})", action.name, action.display_name) };
    let tone = if action.disabled.is_none() { Tone::Link } else { Tone::Unknown };
    let mut what: Line = action.disabled.iter().map(|why| Span::new(format!("✖ {why}  "), Tone::Warn)).collect();
    what.extend(action.params.iter().map(|param| {
        let begins = param.proposed.as_ref().or(param.default.as_ref()).map(|text| format!(" ({text})")).unwrap_or_default();
        Span::new(format!("asks for {}{begins}  ", param.name), Tone::Info)
    }));
    what.push(Span::new(&action.says, if action.disabled.is_none() { Tone::Plain } else { Tone::Dim }));
    let cells = vec![vec![Span::new(format!("{} ", action.sign.as_str()), tone), Span::new(name, tone)], what];
    Row { id: RowId::Line(at), cells, depth: 0, fold: None, is_problem: false }
}

/// The run on the table: what would be sent, what was.
pub(super) fn on_table(state: &State, app: &AppKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Action"), ..Content::default() };
    let Some(table) = state.acts.table.get(app) else {
        content.notes.push(vec![Span::fixed("no action is on the table: choose one with a on a resource", Tone::Dim)]);
        return content;
    };
    content.facts.push(title(table));
    match &table.outgoing {
        Some(Ok(outgoing)) => {
            content.facts.push(digest(outgoing));
            fill(&mut content, outgoing);
        }
        Some(Err(problem)) => {
            content.notes.push(vec![Span::fixed("✖ it cannot be run: nothing was changed", Tone::Bad)]);
            content.notes.extend(words::problem(problem));
        }
        None => content.notes.push(vec![Span::fixed("making it, and asking the server (dry run)…", Tone::Info)]),
    }
    content.notes.extend(outcome(table));
    content
}

/// What is run on what.
pub(super) fn title(table: &OnTable) -> Line {
    let asked = &table.asked;
    let given: Vec<String> = asked.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut line = vec![Span::new(&asked.action, Tone::Title), Span::fixed(" on ", Tone::Dim)];
    line.extend(named(&asked.key));
    if !given.is_empty() {
        line.push(Span::new(format!("  {}", given.join(" ")), Tone::Info));
    }
    line
}

/// How much is sent, and the digest that is confirmed.
pub(super) fn digest(outgoing: &Outgoing) -> Line {
    let n = |is: fn(&What) -> bool| outgoing.sendings.iter().filter(|sending| is(&sending.what)).count();
    let (patched, created) = (n(|what| matches!(what, What::Patch { .. })), n(|what| matches!(what, What::Create(_))));
    let counts = [(patched, "patched", Tone::Warn), (created, "created", Tone::Added)];
    let mut line: Line = counts.iter().filter(|(n, ..)| *n > 0).map(|(n, word, tone)| Span::new(format!("{n} {word}  "), *tone)).collect();
    let short: String = outgoing.digest.as_str().chars().take(15).collect();
    line.extend([Span::fixed("digest ", Tone::Dim), Span::new(short, Tone::Key)]);
    line
}

fn fill(content: &mut Content, outgoing: &Outgoing) {
    if outgoing.sendings.is_empty() {
        content.notes.push(vec![Span::fixed("✓ nothing to do: the object is so already", Tone::Good)]);
    }
    if let Some(account) = &outgoing.account {
        content.facts.push(vec![Span::fixed("written on behalf of ", Tone::Dim), Span::new(account, Tone::Plain)]);
    }
    for sending in &outgoing.sendings {
        let id = RowId::Object(sending.key.clone());
        content.rows.push(Row { fold: Some(Fold::Open), is_problem: true, ..Row::line(id, heading(sending)) });
        content.below(lines(sending));
    }
}

fn heading(sending: &Sending) -> Line {
    let (sign, tone) = match sending.what {
        What::Create(_) => ("+ create ", Tone::Added),
        What::Patch { .. } => ("~ patch ", Tone::Warn),
    };
    std::iter::once(Span::fixed(sign, tone)).chain(named(&sending.key)).collect()
}

/// A request line by line: fields with what was and what will be; of a new object all of it.
pub(super) fn lines(sending: &Sending) -> Vec<Line> {
    match sending.what {
        What::Create(_) => signed("+ ", &sending.exact.body.to_yaml(), Tone::Added),
        What::Patch { .. } => sending.exact.hunks.iter().flat_map(hunk).collect(),
    }
}

fn hunk(hunk: &Hunk) -> Vec<Line> {
    let moved = match hunk.change {
        Change::Moved { from, to } => format!("  moved from {from} to {to}"),
        Change::Added | Change::Removed | Change::Changed => String::new(),
    };
    let mut lines = vec![vec![Span::new(hunk.path.to_string(), Tone::Key), Span::new(moved, Tone::Dim)]];
    let side = |sign, shown: &Option<Shown>, tone| shown.as_ref().map(|shown| signed(sign, &shown.to_string(), tone)).unwrap_or_default();
    lines.extend(side("  - ", &hunk.old, Tone::Removed));
    lines.extend(side("  + ", &hunk.new, Tone::Added));
    lines
}

fn signed(sign: &'static str, text: &str, tone: Tone) -> Vec<Line> {
    let n = text.lines().count();
    let mut lines: Vec<Line> = text.lines().take(MAX_LINES).map(|line| vec![Span::fixed(sign, tone), Span::new(line, tone)]).collect();
    if text.is_empty() {
        lines.push(vec![Span::fixed(sign, tone), Span::fixed("\"\"", tone)]);
    }
    if n > MAX_LINES {
        lines.push(vec![Span::new(format!("… {} more lines", n - MAX_LINES), Tone::Dim)]);
    }
    lines
}

/// How it went.
fn outcome(table: &OnTable) -> Vec<Line> {
    match &table.done {
        Some(Ok(words)) => words.iter().map(|word| vec![Span::new(format!("✓ {word}"), Tone::Good)]).collect(),
        Some(Err(problem)) => {
            let first = vec![Span::fixed("✖ it was not done", Tone::Bad)];
            std::iter::once(first).chain(words::problem(problem)).collect()
        }
        None if table.sent => vec![vec![Span::fixed("sending…", Tone::Info)]],
        None => Vec::new(),
    }
}
