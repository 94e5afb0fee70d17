//! The rows of a page: a table, a tree or lines of text, with the cursor's bar, marks, folds and the part that is shown. It
//! knows neither where rows come from nor what they mean.

use ratatui::layout::Rect;

use crate::view::page::{Column, Cut, Fold, Page, Row, RowId};

use super::super::frame::CursorModel;
use super::super::glyph;
use super::super::theme::Scope;
use super::cells::{Pen, cells};
use super::columns::{Placed, indent, place};

/// Cells for the cursor's bar and the mark, left of the rows.
pub const GUTTER: u16 = 2;

/// How many lines headings take.
pub fn headings(page: &Page) -> u16 {
    u16::from(page.columns.iter().any(|column| !column.title.is_empty()))
}

/// Paints the rows of a page; returns where each of them is.
pub fn paint(pen: &mut Pen, area: Rect, page: &Page, cursor: &CursorModel) -> Vec<(Rect, RowId)> {
    let mut hits = Vec::new();
    if area.is_empty() {
        return hits;
    }
    let top = headings(page).min(area.height);
    let body = Rect { y: area.y + top, height: area.height - top, ..area };
    let bar = u16::from(page.total > usize::from(body.height));
    let edge = area.right().saturating_sub(bar);
    let left = area.x.saturating_add(GUTTER).min(edge);
    let placed = place(&page.columns, &cursor.natural, edge.saturating_sub(left));
    if top > 0 {
        let style = pen.style(Scope::Column);
        for (column, placed) in shown(&page.columns, &placed) {
            pen.put(left + placed.x, area.y, left + placed.x + placed.width, column.title, style);
        }
    }
    for (row, y) in page.rows.iter().zip(body.y..body.bottom()) {
        let line = Rect { y, height: 1, ..area };
        paint_row(pen, line, edge, page, row, cursor, &placed);
        hits.push((line, row.id.clone()));
    }
    if bar > 0 && body.height > 0 {
        scroll(pen, body, page);
    }
    hits
}

fn paint_row(pen: &mut Pen, area: Rect, edge: u16, page: &Page, row: &Row, cursor: &CursorModel, placed: &[Placed]) {
    let (y, left) = (area.y, area.x.saturating_add(GUTTER).min(edge));
    let is_selected = cursor.selected.as_ref() == Some(&row.id);
    let is_marked = cursor.marked.contains(&row.id);
    if is_marked {
        let style = pen.style(Scope::Mark);
        pen.put(area.x + 1, y, edge, glyph::MARK, style);
    }
    if page.columns.is_empty() {
        let text = outline(pen, left, y, edge, row);
        let line = row.cells.first().map(Vec::as_slice).unwrap_or_default();
        if cursor.scroll == 0 {
            pen.line(text, y, edge, line, Cut::End);
        } else {
            pen.tail(text, y, edge, line, usize::from(cursor.scroll));
        }
    } else {
        for (column, placed) in shown(&page.columns, placed) {
            let (mut x, end) = (left + placed.x, (left + placed.x + placed.width).min(edge));
            if placed.index == 0 {
                x = fold(pen, x, y, end, row);
            }
            if let Some(line) = row.cells.get(placed.index) {
                pen.line(x, y, end, line, column.cut);
            }
        }
    }
    if is_marked {
        let style = pen.style(Scope::RowMarked);
        pen.tint(area.x, y, area.right(), style);
    }
    if is_selected {
        let style = pen.style(Scope::RowSelected);
        pen.tint(area.x, y, area.right(), style);
        let style = style.patch(pen.style(Scope::Cursor));
        pen.put(area.x, y, edge, glyph::CURSOR, style);
    }
}

/// Paints a tree's indent and the sign of hidden or shown children; returns where the text begins.
fn fold(pen: &mut Pen, x: u16, y: u16, edge: u16, row: &Row) -> u16 {
    let text = x.saturating_add(indent(row)).min(edge);
    let sign = match row.fold {
        Some(Fold::Open) => glyph::OPEN,
        Some(Fold::Closed) => glyph::CLOSED,
        None => return text,
    };
    let style = pen.style(Scope::Fold);
    pen.put(text.saturating_sub(2).max(x), y, edge, sign, style);
    text
}

/// Paints the sign of hidden lines before a line of text; shown ones need none. Returns where the text begins.
fn outline(pen: &mut Pen, x: u16, y: u16, edge: u16, row: &Row) -> u16 {
    let text = x.saturating_add(row.depth.saturating_mul(2)).min(edge);
    if row.fold == Some(Fold::Closed) {
        let style = pen.style(Scope::Fold);
        let sign = text.saturating_sub(if row.depth == 0 { 1 } else { 2 });
        pen.put(sign, y, edge, glyph::CLOSED, style);
    }
    text
}

/// Paints which part of the rows is shown.
fn scroll(pen: &mut Pen, body: Rect, page: &Page) {
    let (height, total) = (usize::from(body.height), page.total.max(1));
    let thumb = (height * height / total).clamp(1, height);
    let travel = height - thumb;
    let hidden = total.saturating_sub(height).max(1);
    let start = (page.first * travel).div_ceil(hidden).min(travel);
    let style = pen.style(Scope::Scroll);
    for offset in 0..thumb {
        pen.put(body.right().saturating_sub(1), body.y + cells(start + offset), body.right(), glyph::THUMB, style);
    }
}

fn shown<'a>(columns: &'a [Column], placed: &'a [Placed]) -> impl Iterator<Item = (&'a Column, &'a Placed)> {
    placed.iter().filter_map(|placed| columns.get(placed.index).map(|column| (column, placed)))
}
