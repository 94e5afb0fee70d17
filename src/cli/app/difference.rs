//! Prints a difference in the form that was asked for. It makes none, and knows no verb.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use crate::model::ids::AppKey;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::DiffOf;
use crate::session::query::QuerySpec;
use crate::session::shown::DiffView;
use crate::session::state::State;
use crate::view;
use crate::view::page::RowId;
use crate::view::screen::Screen;
use crate::view::{diff_json, diff_markdown, diff_sides, diff_unified};

use super::super::app_args::DiffOutput;
use super::super::out;
use super::show::ALL;

/// Cells of both sides together where nobody says and there is no terminal: two halves of a line that mail and forges show whole.
const WIDTH: u16 = 120;

/// Prints the difference of an application that the state holds under this name. JSON and Markdown are printed even when nothing differs:
/// whoever reads them wants a whole document.
pub(super) fn print(
    state: &State,
    (app, of): (&AppKey, &DiffOf),
    view: &DiffView,
    problems: &[Problem],
    (output, width): (DiffOutput, Option<u16>),
) -> Result<(), Problem> {
    let lines = |lines: Vec<view::page::Line>| lines.iter().for_each(|line| out::say(out::text(line).trim_end()));
    match output {
        DiffOutput::Json => {
            let wrong =
                |error: serde_json::Error| Problem::error(ProblemKind::Internal, format!("the difference cannot be printed: {error}"));
            out::say(&diff_json::json(view, problems).map_err(wrong)?);
        }
        DiffOutput::Markdown => out::say(diff_markdown::markdown(&app.name, view).trim_end()),
        DiffOutput::Fields | DiffOutput::Unified | DiffOutput::SideBySide if view.objects.is_empty() => {}
        DiffOutput::Unified => lines(diff_unified::unified(view, Some(state.now))),
        DiffOutput::SideBySide => lines(diff_sides::side_by_side(view, usize::from(width.unwrap_or_else(terminal)), Some(state.now))),
        DiffOutput::Fields => {
            // A pipe cannot unfold what is folded.
            let open: BTreeSet<RowId> = view.objects.iter().map(|object| RowId::Folded(object.key.clone())).collect();
            let screen = Screen::Diff(app.clone(), of.clone(), None);
            out::page(&view::page(state, &screen, &QuerySpec::default(), &open, ALL));
        }
    }
    Ok(())
}

/// How wide the terminal is.
fn terminal() -> u16 {
    if !std::io::stdout().is_terminal() {
        return WIDTH;
    }
    crossterm::terminal::size().map_or(WIDTH, |(columns, _)| columns)
}
