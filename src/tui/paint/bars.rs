//! The lines above and below the rows: header, crumbs and tabs, facts and notes, footer. They know no row.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::view::page::{Cut, Header, Line, Page};
use crate::view::screen::Tab;

use super::super::action::Action;
use super::super::frame::{FilterModel, FrameModel, Hint, TextModel};
use super::super::glyph;
use super::super::theme::Scope;
use super::super::widgets::cells::{Pen, cells, line_width, width};
use super::HitBoxes;

/// The line on top. In production its own colors win over those of the words in it.
pub(super) fn header(pen: &mut Pen, area: Rect, header: &Header) {
    let ground = if header.production { Scope::Banner } else { Scope::Header };
    let style = pen.style(ground);
    let mut pen = pen.on(ground);
    pen.fill(area, Style::default());
    let (left, right) = (area.x + 1, area.right().saturating_sub(1));
    let taken = cells(line_width(&header.right)).min(area.width / 2);
    let start = right.saturating_sub(taken);
    pen.line(start, area.y, right, &header.right, Cut::End);
    let edge = if header.right.is_empty() { right } else { start.saturating_sub(1) };
    // The word too, not only its color.
    let left = if header.production { pen.put(left, area.y, edge, "PRODUCTION  ", style) } else { left };
    pen.line(left, area.y, edge, &header.left, Cut::End);
    if header.production {
        pen.tint(area.x, area.y, area.right(), style);
    }
}

/// Where one is; where there are tabs they stand for the last crumb. On the right: order, position, what is hidden.
pub(super) fn crumbs(pen: &mut Pen, area: Rect, frame: &FrameModel) -> Vec<(Rect, Tab)> {
    let right = area.right().saturating_sub(1);
    // The way leaves what it does not need; with tabs, or where it is long, each has half.
    let way = if frame.tab.is_none() { line_width(&frame.page.crumbs) + 3 * frame.page.crumbs.len() + 1 } else { usize::from(area.width) };
    let room = usize::from(area.width / 2).max(usize::from(area.width).saturating_sub(way));
    let position = position(frame, room);
    let start = right.saturating_sub(cells(width(&position)).min(cells(room)));
    let dim = pen.style(Scope::Crumb);
    pen.put(start, area.y, right, &position, dim);

    let edge = start.saturating_sub(1);
    let shown = match (frame.tab, frame.page.crumbs.split_last()) {
        (Some(_), Some((_, above))) => above,
        (None, _) | (Some(_), None) => frame.page.crumbs.as_slice(),
    };
    let tabs: usize = if frame.tab.is_some() { Tab::ALL.iter().map(|tab| width(tab.title()) + 2).sum::<usize>() + 1 } else { 0 };
    let limit = edge.saturating_sub(cells(tabs)).max(area.x + 1 + edge / 4);
    // Where not all have room, the way goes before the place itself.
    let room = usize::from(limit.saturating_sub(area.x + 1));
    let mut shown = shown;
    while let [_, rest @ ..] = shown
        && !rest.is_empty()
        && line_width(shown) + 3 * rest.len() > room
    {
        shown = rest;
    }
    let mut at = area.x + 1;
    for (index, crumb) in shown.iter().enumerate() {
        if index > 0 {
            at = pen.put(at, area.y, limit, &format!(" {} ", glyph::CRUMB), dim);
        }
        let scope = if index + 1 == shown.len() { Scope::CrumbHere } else { Scope::Crumb };
        let style = pen.style(scope);
        let from = at;
        at = pen.line(at, area.y, limit, std::slice::from_ref(crumb), Cut::Middle);
        if scope == Scope::CrumbHere && crumb.tone == crate::view::page::Tone::Plain || scope == Scope::Crumb {
            pen.tint(from, area.y, at, style);
        }
    }
    frame.tab.map(|active| self::tabs(pen, Rect { x: at + 1, width: edge.saturating_sub(at + 1), ..area }, active)).unwrap_or_default()
}

fn tabs(pen: &mut Pen, area: Rect, active: Tab) -> Vec<(Rect, Tab)> {
    let mut hits = Vec::new();
    let mut at = area.x + 1;
    for tab in Tab::ALL {
        let style = pen.style(if tab == active { Scope::TabActive } else { Scope::Tab });
        let after = pen.put(at, area.y, area.right(), tab.title(), style);
        hits.push((Rect { x: at, width: after - at, ..area }, tab));
        at = after.saturating_add(2);
    }
    hits
}

/// Filter, what it hides, order, marks, position; where not all have room the order goes first, then the marks, then what is hidden:
/// never where one is.
fn position(frame: &FrameModel, room: usize) -> String {
    let page = &frame.page;
    let filter = frame.filter.as_ref().filter(|filter| !filter.is_editing).map(|filter| format!("/{}", filter.text.text));
    let mut hidden = (page.hidden > 0).then(|| format!("{} hidden", page.hidden));
    let mut order = (!frame.order.is_empty()).then(|| frame.order.to_owned());
    let mut marked = Some(frame.cursor.marked.len()).filter(|n| *n > 0).map(|n| format!("{n} marked"));
    let at = (page.total > 0).then(|| match selected_at(page, frame) {
        Some(at) => format!("{}/{}", at + 1, page.total),
        None => page.total.to_string(),
    });
    let separator = format!(" {} ", glyph::DOT);
    loop {
        let parts: Vec<&str> = [&filter, &hidden, &order, &marked, &at].into_iter().filter_map(Option::as_deref).collect();
        let text = parts.join(&separator);
        let is_shorter = width(&text) > room && (order.take().is_some() || marked.take().is_some() || hidden.take().is_some());
        if !is_shorter {
            return text;
        }
    }
}

fn selected_at(page: &Page, frame: &FrameModel) -> Option<usize> {
    let selected = frame.cursor.selected.as_ref()?;
    page.rows.iter().position(|row| row.id == *selected).map(|at| page.first + at)
}

/// A line across, between what stays and what moves.
pub(super) fn rule(pen: &mut Pen, area: Rect) {
    let style = pen.style(Scope::Column);
    for x in area.x + 1..area.right().saturating_sub(1) {
        if area.height > 0 {
            pen.put(x, area.y, area.right(), glyph::RULE, style);
        }
    }
}

/// Lines one below the other; where not all have room, the last says so.
pub(super) fn lines(pen: &mut Pen, area: Rect, lines: &[Line]) {
    let edge = area.right().saturating_sub(1);
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        pen.line(area.x + 2, y, edge, line, Cut::End);
    }
    if lines.len() > usize::from(area.height) && area.height > 0 {
        let style = pen.style(Scope::ToneDim);
        pen.put(edge.saturating_sub(2), area.bottom() - 1, edge, " …", style);
    }
}

/// The last line: what is being typed, else a message, else what can be done here.
pub(super) fn footer(pen: &mut Pen, area: Rect, frame: &FrameModel, hits: &mut HitBoxes) {
    if let Some(FilterModel { text, is_editing: true }) = &frame.filter {
        let count = format!("{} of {}", frame.page.total, frame.page.total + frame.page.hidden);
        let start = area.right().saturating_sub(cells(width(&count)) + 1);
        let dim = pen.style(Scope::Crumb);
        pen.put(start, area.y, area.right(), &count, dim);
        hits.cursor = Some(input(pen, Rect { width: start.saturating_sub(area.x + 1), ..area }, " /", text));
        return;
    }
    if let Some(toast) = &frame.toast {
        let mut pen = pen.on(Scope::Toast);
        pen.fill(area, Style::default());
        pen.line(area.x + 1, area.y, area.right().saturating_sub(1), toast, Cut::End);
        return;
    }
    hints(pen, area, frame, hits);
}

/// What can be done here. Help stands at the right end, whatever else has no room.
fn hints(pen: &mut Pen, area: Rect, frame: &FrameModel, hits: &mut HitBoxes) {
    let mut edge = area.right().saturating_sub(1);
    let mut at = area.x + 1;
    for hint in frame.hints.iter().filter(|hint| hint.action == Action::Help) {
        edge = edge.saturating_sub(hint_width(hint) + 2);
        self::hint(pen, Rect { x: edge + 2, ..area }, hint, hits);
    }
    for hint in frame.hints.iter().filter(|hint| hint.action != Action::Help) {
        if at.saturating_add(hint_width(hint)) <= edge {
            at = self::hint(pen, Rect { x: at, ..area }, hint, hits).saturating_add(2);
        }
    }
}

fn hint_width(hint: &Hint) -> u16 {
    cells(width(&hint.keys) + 1 + width(hint.words))
}

fn hint(pen: &mut Pen, area: Rect, hint: &Hint, hits: &mut HitBoxes) -> u16 {
    let (key, words) = if hint.is_able {
        (pen.style(Scope::FooterKey), pen.style(Scope::Footer))
    } else {
        (pen.style(Scope::FooterOff), pen.style(Scope::FooterOff))
    };
    let edge = pen.buffer.area.right();
    let after = pen.put(area.x, area.y, edge, &hint.keys, key);
    let after = pen.put(after + 1, area.y, edge, hint.words, words);
    hits.actions.push((Rect { width: after - area.x, ..area }, hint.action));
    after
}

/// A prompt and the line typed after it, scrolled so that its cursor is seen; returns where the cursor is.
pub(super) fn input(pen: &mut Pen, area: Rect, prompt: &str, text: &TextModel) -> (u16, u16) {
    let edge = area.right();
    let (style, typed) = (pen.style(Scope::InputPrompt), pen.style(Scope::Input));
    let start = pen.put(area.x, area.y, edge, prompt, style);
    let before: String = text.text.chars().take(text.cursor).collect();
    let room = usize::from(edge.saturating_sub(start)).saturating_sub(1);
    let skipped = width(&before).saturating_sub(room);
    let line = [crate::view::page::Span::plain(&text.text)];
    let end = pen.tail(start, area.y, edge, &line, skipped);
    pen.buffer.set_style(Rect::new(start, area.y, end.saturating_sub(start), 1).intersection(pen.buffer.area), typed);
    (start.saturating_add(cells(width(&before) - skipped)).min(edge.saturating_sub(1)), area.y)
}
