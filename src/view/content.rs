//! A page before its window is cut out: all rows, folded and filtered. It knows no state.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::page::{Column, Fold, Line, Page, Row, RowId, Span, Window};

/// Everything a page is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub(super) crumbs: Vec<Span>,
    pub(super) facts: Vec<Line>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    pub(super) notes: Vec<Line>,
    pub(super) proposed: Option<RowId>,
    /// Times whose ages are shown.
    pub(super) times: Vec<Timestamp>,
    pub(super) hidden: usize,
}

impl Content {
    /// Hides what lies below folded rows: those of `folded` that are open by themselves, and those that are closed by themselves and
    /// not among them.
    pub(super) fn folded(mut self, folded: &BTreeSet<RowId>) -> Self {
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut below: Option<u16> = None;
        for mut row in self.rows {
            if below.is_some_and(|depth| row.depth > depth) {
                continue;
            }
            below = None;
            row.fold = row.fold.map(|fold| if folded.contains(&row.id) { fold.other() } else { fold });
            if row.fold == Some(Fold::Closed) {
                below = Some(row.depth);
            }
            rows.push(row);
        }
        self.rows = rows;
        self
    }

    /// Leaves rows that hold every word of a filter, and headings.
    pub(super) fn filtered(mut self, filter: &str) -> Self {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return self;
        }
        let before = self.rows.len();
        self.rows.retain(|row| {
            let text: String = row.cells.iter().flatten().map(|span| span.text().to_lowercase()).collect::<Vec<_>>().join(" ");
            words.iter().all(|word| word.strip_prefix('!').map_or_else(|| text.contains(word.as_str()), |word| !text.contains(word)))
        });
        self.hidden = before - self.rows.len();
        self
    }

    /// The rows of a window.
    pub(super) fn page(self, window: Window) -> Page {
        let total = self.rows.len();
        Page {
            crumbs: self.crumbs,
            facts: self.facts,
            columns: self.columns,
            rows: self.rows.into_iter().skip(window.first).take(window.height).collect(),
            first: window.first.min(total),
            total,
            hidden: self.hidden,
            notes: self.notes,
            proposed: self.proposed,
        }
    }

    /// Adds rows of lines, numbered on.
    pub(super) fn lines(&mut self, lines: impl IntoIterator<Item = Line>) {
        for line in lines {
            let id = RowId::Line(self.rows.len());
            self.rows.push(Row::line(id, line));
        }
    }

    /// Adds rows of lines below a heading.
    pub(super) fn below(&mut self, lines: impl IntoIterator<Item = Line>) {
        let from = self.rows.len();
        self.lines(lines);
        for row in self.rows.iter_mut().skip(from) {
            row.depth = 1;
        }
    }

    /// Adds a heading.
    pub(super) fn heading(&mut self, text: &'static str) {
        let id = RowId::Section(text);
        self.rows.push(Row { fold: Some(Fold::Open), ..Row::line(id, vec![Span::fixed(text, super::page::Tone::Title)]) });
    }
}
