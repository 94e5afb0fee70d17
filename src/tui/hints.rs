//! What can be done here, for the last line: the few actions that matter most at a place, with the keys really bound. It
//! paints nothing.

use crate::session::state::State;
use crate::view::able::able;
use crate::view::screen::Screen;

use super::action::Action;
use super::frame::Hint;
use super::handle::deed;
use super::key::{sequence_label, sequence_text};
use super::keymap::Context;
use super::ui::Ui;

/// The actions of a place, the most wanted first: what has no room on the line is left out from the end.
fn wanted(context: Context) -> &'static [Action] {
    use Action::{
        Actions, Against, Bottom, Command, Confirm, Copy, Diff, Filter, Help, Hold, Ignore, Layout, Logs, Manifest, Mark, NextProblem,
        NextTab, Open, Out, PlanPrune, PlanSync, PreviousLogs, Rollback, SortWorst, Terminate, Windows,
    };
    match context {
        Context::Applications => &[Open, PlanSync, Rollback, Diff, Logs, Filter, SortWorst, NextProblem, Command, Help],
        Context::Triage => &[Rollback, Diff, PreviousLogs, PlanSync, NextTab, Out, Hold, Logs, Help],
        Context::Tree => &[Open, PlanSync, Diff, Logs, Actions, Manifest, NextTab, Mark, Out, Help],
        Context::Diff => &[NextProblem, Open, Against, Ignore, Layout, PlanSync, Rollback, NextTab, Out, Help],
        Context::Ignore => &[Open, Copy, NextProblem, Out, Help],
        Context::History => &[Open, Rollback, NextTab, Out, Help],
        Context::Events => &[NextProblem, Filter, NextTab, Out, Help],
        Context::Logs => &[Bottom, Logs, PreviousLogs, Filter, NextTab, Out, Help],
        Context::Manifest => &[Filter, Diff, Out, Help],
        Context::Actions => &[Open, Manifest, Filter, Out, Help],
        Context::Act => &[Confirm, Manifest, Out, Help],
        Context::Plan => &[Confirm, Diff, NextProblem, PlanPrune, Out, Help],
        Context::Rollback => &[Open, Diff, Out, Help],
        Context::Operation => &[Terminate, NextProblem, Diff, Logs, Out, Help],
        Context::Inspect => &[Diff, Actions, Manifest, Logs, PreviousLogs, Out, Help],
        Context::Journal => &[Filter, Out, Help],
        Context::Projects => &[Open, Windows, NextProblem, Filter, Out, Help],
        Context::Windows => &[NextProblem, PlanSync, Filter, Out, Help],
        Context::Rights => &[Filter, Out, Help],
        Context::Everywhere | Context::Help | Context::Confirm | Context::Text => &[],
    }
}

/// The hints of the place on top.
pub(super) fn hints(ui: &Ui, state: &State) -> Vec<Hint> {
    let context = ui.place_context();
    let Some((screen, row)) = ui.here() else { return Vec::new() };
    let has_tabs = matches!(screen, Screen::App(..));
    let hint = |action: &Action| {
        if *action == Action::NextTab && !has_tabs {
            return None;
        }
        let keys = keys(ui, context, *action)?;
        let is_able = deed(*action).is_none_or(|deed| able(state, &screen, row.as_ref(), deed).is_ok());
        Some(Hint { keys, words: words(context, *action), action: *action, is_able })
    };
    wanted(context).iter().filter_map(hint).collect()
}

/// The keys as the last line shows them: both of a pair, the first of a sequence that only begins a choice.
fn keys(ui: &Ui, context: Context, action: Action) -> Option<String> {
    let label = |action: Action| {
        let sequences = ui.keymap.reverse(context).remove(&action)?;
        // Of several keys the one that is a sign or a letter; `Tab` stands for nothing that `]` does not.
        let best = sequences.iter().min_by_key(|keys| (keys.len(), sequence_text(keys).chars().count()));
        best.map(|keys| sequence_label(keys))
    };
    match action {
        Action::NextTab => Some(format!("{} {}", label(Action::PreviousTab)?, label(action)?)),
        Action::NextProblem => Some(format!("{} {}", label(action)?, label(Action::PreviousProblem)?)),
        Action::SortWorst => ui.keymap.key_of(context, action).and_then(|keys| keys.first().map(|key| key.label())),
        _ => label(action),
    }
}

/// What an action is called where it means something special.
fn words(context: Context, action: Action) -> &'static str {
    match (context, action) {
        (Context::Rollback, Action::Open) => "plan",
        (Context::History, Action::Open) => "diff",
        (Context::Tree, Action::Open) => "explain",
        (Context::Diff, Action::NextProblem) => "hunks",
        (Context::Ignore, Action::Open) => "choose",
        (Context::Ignore, Action::NextProblem) => "rules",
        (Context::Ignore, Action::Copy) => "copy for Git",
        (Context::Plan, Action::NextProblem) => "risks",
        (_, Action::NextProblem) => "problems",
        (Context::Logs, Action::Bottom) => "follow",
        (_, Action::SortWorst) => "order",
        (Context::Plan | Context::Act, Action::Out) => "cancel",
        (Context::Actions, Action::Open) => "choose",
        (_, action) => action.short(),
    }
}
