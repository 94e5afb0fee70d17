//! What one frame shows, as one value: pages from `view`, the cursor, boxes over them. `ui` makes it, `paint` reads it;
//! it knows neither state nor buffer.

use std::collections::BTreeSet;

use crate::view::page::{Confirm, Header, Line, Page, RowId};
use crate::view::screen::Tab;

use super::action::{Action, Concern};

/// One frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameModel {
    /// The line on top.
    pub header: Header,
    /// The tab that is shown, where there are tabs.
    pub tab: Option<Tab>,
    /// The page, windowed to the rows that fit.
    pub page: Page,
    /// Cursor, marks and scrolling over it.
    pub cursor: CursorModel,
    /// What the filter is, if there is one.
    pub filter: Option<FilterModel>,
    /// In which order the rows stand, where that can be chosen.
    pub order: &'static str,
    /// What can be done here, for the last line.
    pub hints: Vec<Hint>,
    /// A short message.
    pub toast: Option<Line>,
    /// Boxes, the uppermost last.
    pub boxes: Vec<BoxModel>,
}

/// Cursor, marks and scrolling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CursorModel {
    /// The row under the cursor.
    pub selected: Option<RowId>,
    /// The marked rows.
    pub marked: BTreeSet<RowId>,
    /// Cells scrolled to the right, on pages of text.
    pub scroll: u16,
    /// The widest content seen so far, one a column: columns do not shrink while one scrolls.
    pub natural: Vec<u16>,
}

/// A filter, being typed or in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterModel {
    /// What was typed.
    pub text: TextModel,
    /// Whether it is being typed.
    pub is_editing: bool,
}

/// A line being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextModel {
    /// What was typed.
    pub text: String,
    /// The cursor, in characters from the start.
    pub cursor: usize,
}

/// Something that can be done here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Its keys, as the footer writes them.
    pub keys: String,
    /// One or two words.
    pub words: &'static str,
    /// What it is, for the mouse.
    pub action: Action,
    /// Whether it can be done now.
    pub is_able: bool,
}

/// A box over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoxModel {
    /// A question before something is done.
    Confirm(ConfirmModel),
    /// The command bar.
    Palette(PaletteModel),
    /// Help for here.
    Help(HelpModel),
    /// What can follow the keys typed so far.
    Follow(FollowModel),
    /// A line that is asked for.
    Prompt(PromptModel),
    /// Several answers to choose from.
    Choice(ChoiceModel),
}

/// A question before something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmModel {
    /// What is asked, as the view has it.
    pub confirm: Confirm,
    /// The title: what would be done.
    pub title: String,
    /// The word on the answer that does it.
    pub go: &'static str,
    /// The characters asked for, where some are (also where the terminal does not say what it has painted).
    pub wanted: Option<String>,
    /// What was typed.
    pub typed: String,
    /// Whether the terminal has said that it shows the question; keys before that are dropped.
    pub is_ready: bool,
    /// Why it asks again, or why what was typed does not do.
    pub note: Option<String>,
    /// Lines scrolled.
    pub scroll: usize,
}

/// The command bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteModel {
    /// What was typed.
    pub text: TextModel,
    /// The best entries.
    pub entries: Vec<PaletteEntry>,
    /// Index of the selected one.
    pub selected: usize,
    /// How many match.
    pub total: usize,
}

/// An entry of the command bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteEntry {
    /// Its name.
    pub name: String,
    /// What it does, or where it is.
    pub detail: Line,
    /// Its keys here.
    pub keys: String,
    /// Whether it can be done now.
    pub is_able: bool,
}

/// Help for here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HelpModel {
    /// The place.
    pub title: String,
    /// Its actions by concern.
    pub groups: Vec<(Concern, Vec<HelpEntry>)>,
    /// Lines scrolled.
    pub scroll: usize,
}

/// A line of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpEntry {
    /// Its keys.
    pub keys: String,
    /// What it does.
    pub text: &'static str,
    /// Why it cannot be done now.
    pub why_not: Option<String>,
}

/// What can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowModel {
    /// The keys typed so far.
    pub typed: String,
    /// Next key and what it does.
    pub entries: Vec<(String, String)>,
}

/// A line that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptModel {
    /// The title.
    pub title: String,
    /// What is asked.
    pub lines: Vec<Line>,
    /// What was typed.
    pub text: TextModel,
}

/// Several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceModel {
    /// The title.
    pub title: String,
    /// What is asked.
    pub lines: Vec<Line>,
    /// The answers.
    pub answers: Vec<&'static str>,
    /// Index of the focused one.
    pub focus: usize,
}
