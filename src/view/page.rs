//! What a face shows: pages of rows of cells of spans, with meanings instead of colours. It knows no state.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::ids::{AppKey, ObjectKey};
use crate::model::text::clean;

/// What a text means. The theme gives it a colour; glyph and word carry the meaning too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// Less important.
    Dim,
    /// A heading.
    Title,
    /// Healthy, Synced, Succeeded.
    Good,
    /// Progressing, OutOfSync, a warning.
    Warn,
    /// Degraded, Failed, an error.
    Bad,
    /// Suspended, information.
    Info,
    /// HELD.
    Held,
    /// Unknown, stale.
    Unknown,
    /// A name one can go to.
    Link,
    /// Production.
    Production,
    /// An added line.
    Added,
    /// A removed line.
    Removed,
    /// The changed words within such a line.
    Emphasis,
    /// A field's path, a key's name.
    Key,
    /// What a filter or search matched.
    Match,
}

/// A piece of clean text with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Clean text, one line.
    text: Cow<'static, str>,
    /// Its meaning.
    pub tone: Tone,
}

impl Span {
    /// Text that is cleaned here, whatever it is.
    pub fn new(text: impl AsRef<str>, tone: Tone) -> Self {
        Self { text: Cow::Owned(clean(text.as_ref()).into_owned()), tone }
    }

    /// Our own literal.
    pub const fn fixed(text: &'static str, tone: Tone) -> Self {
        Self { text: Cow::Borrowed(text), tone }
    }

    /// Ordinary text.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self::new(text, Tone::Plain)
    }

    /// The clean text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A run of spans on one line.
pub type Line = Vec<Span>;

/// What a row stands for: the cursor stays on it while rows move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowId {
    /// An application.
    App(AppKey),
    /// An object.
    Object(ObjectKey),
    /// A history record.
    Record(i64),
    /// A task of a plan or operation, by index.
    Task(usize),
    /// The nth hunk of a difference.
    Hunk(usize),
    /// The nth line of the page, which tells of the nth hunk: what can be done to the one can be done to the other.
    HunkLine(usize, usize),
    /// The nth ignore rule to choose from.
    Rule(usize),
    /// The folded fields of an object's difference.
    Folded(ObjectKey),
    /// A project, by its name.
    Project(Arc<str>),
    /// A heading that can be folded, by its name.
    Section(&'static str),
    /// The nth line of a text.
    Line(usize),
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub id: RowId,
    /// One a column; a single one on a page without columns.
    pub cells: Vec<Line>,
    /// Indent in levels (trees).
    pub depth: u16,
    /// Whether it has children, and whether they are shown.
    pub fold: Option<Fold>,
    /// Whether it is a problem: `n` and `N` go from one to the next.
    pub is_problem: bool,
}

impl Row {
    /// A row of one line.
    pub fn line(id: RowId, line: Line) -> Self {
        Self { id, cells: vec![line], depth: 0, fold: None, is_problem: false }
    }
}

/// Whether children are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// They are.
    Open,
    /// They are not.
    Closed,
}

impl Fold {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Open => Self::Closed,
            Self::Closed => Self::Open,
        }
    }
}

/// How a column takes part in the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading; empty for none.
    pub title: &'static str,
    /// Cells it needs at least.
    pub min: u16,
    /// Cells it takes at most; 0 for as many as are left.
    pub max: u16,
    /// On a narrow screen columns with the highest number go first; 0 always stays.
    pub drop: u8,
    /// Whether a text that is too long loses its beginning or middle instead of its end (names keep their ends).
    pub cut: Cut,
}

/// Where a long text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// At the end.
    End,
    /// In the middle.
    Middle,
}

/// A part of a list: rows from `first`, at most `height` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// 0-based.
    pub first: usize,
    /// Rows.
    pub height: usize,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Where one is: the last is the page itself.
    pub crumbs: Vec<Span>,
    /// Facts that stay above the rows.
    pub facts: Vec<Line>,
    /// Columns; none for a page of lines.
    pub columns: Vec<Column>,
    /// The rows of the window.
    pub rows: Vec<Row>,
    /// Index of the first of them.
    pub first: usize,
    /// How many there are.
    pub total: usize,
    /// How many a filter hides.
    pub hidden: usize,
    /// Why there is nothing, or what is missing, stale or left out: shown below the facts.
    pub notes: Vec<Line>,
    /// The row that the page itself proposes to select first.
    pub proposed: Option<RowId>,
}

/// The line that is always on top.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Context, cluster, user, who drives.
    pub left: Line,
    /// Counts, alerts, how stale.
    pub right: Line,
    /// Whether what is in view is production.
    pub production: bool,
    /// The terminal's title.
    pub title: String,
}

/// What a confirm asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// `y`, accepted once the confirm was painted.
    Yes,
    /// These characters, then Enter (production: the first four of the digest).
    Characters(String),
    /// The full name, then Enter (deletions).
    Name(String),
}

/// What a confirm shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// What will be done, where, by whom.
    pub lines: Vec<Line>,
    /// What it asks for.
    pub challenge: Challenge,
    /// Whether it is production.
    pub production: bool,
}
