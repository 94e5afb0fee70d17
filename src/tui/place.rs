//! A place on the screen: which screen, its filter and order, its cursor. The cursor stays on its row while rows come, go
//! and change their order, and that row stays on its line. It knows no key.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::layout::Rect;

use crate::model::ids::AppKey;
use crate::session::query::QuerySpec;
use crate::session::state::State;
use crate::view::page::{Page, Row, RowId, Window};
use crate::view::screen::{Screen, Tab};

use super::frame::CursorModel;
use super::keymap::Context;
use super::paint::body_height;
use super::widgets::columns;

/// Cursor, marks, folds and scrolling of one page.
#[derive(Debug, Clone, Default)]
pub struct Cursor {
    /// The row under it, as last painted.
    pub selected: Option<RowId>,
    /// Whether a person put it there. Until then it is on the row that the page proposes, else on the first, and a log's
    /// end is followed.
    pub is_put: bool,
    /// Index of that row, as last painted.
    pub at: usize,
    /// Index of the first row shown.
    pub first: usize,
    /// Rows that fit.
    pub height: usize,
    /// Rows there are.
    pub total: usize,
    /// Cells scrolled to the right.
    pub scroll: u16,
    /// Rows that were folded or unfolded by hand.
    pub folded: BTreeSet<RowId>,
    /// Marked rows.
    pub marked: BTreeSet<RowId>,
    /// The widest content seen, one a column.
    pub natural: Vec<u16>,
    /// The filter of the page (the table of applications keeps its order and filter in the session too).
    pub query: QuerySpec,
}

/// A place.
#[derive(Debug, Clone)]
pub struct Place {
    /// What is shown.
    pub screen: Screen,
    /// Its cursor.
    pub cursor: Cursor,
    /// The cursors of the other tabs.
    tabs: BTreeMap<Tab, Cursor>,
}

impl Place {
    /// A place as it is first shown.
    pub fn new(screen: Screen) -> Self {
        Self { screen, cursor: Cursor::default(), tabs: BTreeMap::new() }
    }

    /// Shows another tab of the same application; each keeps its own cursor.
    pub fn switch(&mut self, to: Tab) {
        if let Screen::App(app, tab) = &self.screen
            && *tab != to
        {
            let cursor = self.tabs.remove(&to).unwrap_or_default();
            self.tabs.insert(*tab, std::mem::replace(&mut self.cursor, cursor));
            self.screen = Screen::App(app.clone(), to);
        }
    }

    /// The rows of a window.
    pub fn page(&self, state: &State, first: usize, height: usize) -> Page {
        crate::view::page(state, &self.screen, &self.cursor.query, &self.cursor.folded, Window { first, height })
    }

    /// The row at an index.
    pub fn row(&self, state: &State, index: usize) -> Option<Row> {
        self.page(state, index, 1).rows.into_iter().next()
    }

    /// Puts the cursor on the row at an index.
    pub fn put(&mut self, state: &State, index: usize) {
        let index = index.min(self.cursor.total.saturating_sub(1));
        if let Some(row) = self.row(state, index) {
            self.cursor.put(row.id, index);
        }
    }

    /// Folds or unfolds a row, and stays on it.
    pub fn fold(&mut self, row: RowId) {
        self.cursor.put(row.clone(), self.cursor.at);
        if !self.cursor.folded.remove(&row) {
            self.cursor.folded.insert(row);
        }
    }

    /// Applications that are to be computed for this list: those in view, and the marked ones.
    pub fn apps_of_interest(&self, state: &State) -> Vec<AppKey> {
        let app = |id: RowId| if let RowId::App(app) = id { Some(app) } else { None };
        let rows = self.page(state, self.cursor.first, self.cursor.height).rows;
        let shown: BTreeSet<AppKey> = rows.into_iter().filter_map(|row| app(row.id)).collect();
        let marked: BTreeSet<AppKey> = self.cursor.marked.iter().cloned().filter_map(app).filter(|app| !shown.contains(app)).collect();
        shown.into_iter().chain(marked).collect()
    }

    /// The page that fits into an area, after the cursor followed its row. Only the rows that are shown are in it.
    pub fn settle(&mut self, state: &State, area: Rect) -> Page {
        self.cursor.query.layout = self.cursor.query.layout.within(area.width);
        // Only the table of applications is made by the window; other pages are made whole anyway, so once is enough.
        let is_windowed = matches!(self.screen, Screen::Applications(_));
        let probe =
            if is_windowed { self.page(state, self.cursor.first, usize::from(area.height)) } else { self.page(state, 0, usize::MAX) };
        let cursor = &mut self.cursor;
        (cursor.height, cursor.total) = (body_height(area, &probe), probe.total);
        let wanted = if cursor.is_put { cursor.selected.as_ref() } else { probe.proposed.as_ref() };
        let found = wanted.and_then(|wanted| {
            if is_windowed {
                crate::view::position(state, &self.screen, &cursor.query, &cursor.folded, wanted)
            } else {
                probe.rows.iter().position(|row| row.id == *wanted)
            }
        });
        cursor.follow(found);
        let first = cursor.first;
        let mut page = if is_windowed && first != probe.first { self.page(state, first, self.cursor.height) } else { probe };
        if !is_windowed {
            page.rows.drain(..first.min(page.rows.len()));
            page.first = first;
        }
        page.rows.truncate(self.cursor.height);
        self.cursor.selected = page.rows.get(self.cursor.at.saturating_sub(first)).map(|row| row.id.clone());
        self.cursor.natural = columns::natural(&page.columns, &page.rows, &self.cursor.natural);
        page
    }
}

impl Cursor {
    /// Puts the cursor on a row.
    pub fn put(&mut self, row: RowId, index: usize) {
        (self.selected, self.at, self.is_put) = (Some(row), index, true);
    }

    /// Leaves the cursor to the page: the proposed row, else the first, else (of a log) the newest.
    pub fn leave(&mut self) {
        (self.is_put, self.at, self.first) = (false, 0, 0);
    }

    /// As a frame shows it.
    pub fn model(&self) -> CursorModel {
        CursorModel { selected: self.selected.clone(), marked: self.marked.clone(), scroll: self.scroll, natural: self.natural.clone() }
    }

    /// The cursor's row is at this index now. A row that moved takes the window with it, so that it stays on its line; one
    /// that is gone leaves the cursor where it was.
    fn follow(&mut self, found: Option<usize>) {
        let last = self.total.saturating_sub(1);
        let now = match (self.is_put, found) {
            (true, Some(now)) => {
                self.first = (self.first + now).saturating_sub(self.at);
                now
            }
            (true, None) => self.at.min(last),
            (false, found) => found.unwrap_or(0),
        };
        self.at = now;
        let height = self.height.max(1);
        self.first = self.first.clamp((now + 1).saturating_sub(height), now).min(self.total.saturating_sub(height));
    }
}

/// The context of a screen.
pub fn context(screen: &Screen) -> Context {
    match screen {
        Screen::Applications(_) => Context::Applications,
        Screen::App(_, Tab::Triage) => Context::Triage,
        Screen::App(_, Tab::Tree) => Context::Tree,
        Screen::App(_, Tab::Diff) | Screen::Diff(..) => Context::Diff,
        Screen::App(_, Tab::History) => Context::History,
        Screen::App(_, Tab::Events) => Context::Events,
        Screen::App(_, Tab::Logs) | Screen::Logs(..) => Context::Logs,
        Screen::Manifest(..) => Context::Manifest,
        Screen::Plan(_) => Context::Plan,
        Screen::Actions(..) => Context::Actions,
        Screen::Act(_) => Context::Act,
        Screen::Rollback(_) => Context::Rollback,
        Screen::Operation(_) => Context::Operation,
        Screen::Inspect(..) => Context::Inspect,
        Screen::Ignore(..) => Context::Ignore,
        Screen::Notices => Context::Journal,
        Screen::Projects | Screen::Project(_) => Context::Projects,
        Screen::Windows(_) => Context::Windows,
        Screen::Rights(_) => Context::Rights,
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;
    use crate::view::page::RowId;

    fn cursor(at: usize, first: usize, height: usize, total: usize) -> Cursor {
        Cursor { selected: Some(RowId::Line(0)), is_put: true, at, first, height, total, ..Cursor::default() }
    }

    #[test]
    fn a_row_that_moves_stays_on_its_line() {
        let mut cursor = cursor(5, 3, 10, 100);
        cursor.follow(Some(25));
        assert_eq!((cursor.at, cursor.first), (25, 23));
        cursor.follow(Some(1));
        assert_eq!((cursor.at, cursor.first), (1, 0));
    }

    #[test]
    fn a_row_that_is_gone_leaves_the_cursor_where_it_was() {
        let mut cursor = cursor(9, 3, 10, 9);
        cursor.follow(None);
        assert_eq!((cursor.at, cursor.first), (8, 0));
        cursor.total = 0;
        cursor.follow(None);
        assert_eq!((cursor.at, cursor.first), (0, 0));
    }

    #[test]
    fn nobody_put_it_so_it_is_on_the_proposed_row() {
        let mut cursor = cursor(0, 0, 5, 50);
        cursor.is_put = false;
        cursor.follow(Some(49));
        assert_eq!((cursor.at, cursor.first), (49, 45));
        cursor.follow(None);
        assert_eq!((cursor.at, cursor.first), (0, 0));
    }
}
