//! Help for here: the keys that are really bound at this place, by concern, and why what is disabled is. It knows no
//! keymap.

use ratatui::layout::Rect;

use crate::view::page::{Cut, Line, Span, Tone};

use super::super::frame::{HelpEntry, HelpModel};
use super::super::theme::Scope;
use super::super::widgets::boxed::{self, centered};
use super::super::widgets::cells::{Pen, cells, line_width, width};
use super::HitBoxes;

/// A column narrower than this cuts too many descriptions.
const COLUMN: u16 = 52;

pub(super) fn paint(pen: &mut Pen, area: Rect, model: &HelpModel, hits: &mut HitBoxes) {
    let columns = usize::from(area.width.saturating_sub(6) / COLUMN).clamp(1, 3);
    let lines = split(model, columns);
    let tallest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let wide = area.width.saturating_sub(2).min(cells(columns) * 62 + 4);
    let place = centered(area, wide, cells(tallest + 2).min(area.height.saturating_sub(2)));
    let inside = boxed::paint(pen, place, &model.title, false);
    let mut pen = pen.on(Scope::Box);
    hits.overflow = tallest.saturating_sub(usize::from(inside.height));
    let each = inside.width / cells(columns.max(1));
    for (index, column) in lines.iter().enumerate() {
        let x = inside.x + each * cells(index);
        let edge = (x + each).saturating_sub(u16::from(index + 1 < columns) * 2).min(inside.right());
        for (line, y) in column.iter().skip(model.scroll.min(hits.overflow)).zip(inside.y..inside.bottom()) {
            pen.line(x, y, edge, line, Cut::End);
        }
    }
    if hits.overflow > model.scroll {
        let style = pen.style(Scope::BoxTitle);
        let text = " more below ";
        pen.put(place.right().saturating_sub(cells(width(text)) + 2), place.bottom() - 1, place.right(), text, style);
    }
}

/// The groups as lines in columns of about the same height; a group is not divided.
fn split(model: &HelpModel, columns: usize) -> Vec<Vec<Line>> {
    let groups: Vec<Vec<Line>> = model.groups.iter().map(|(concern, entries)| group(concern.title(), entries)).collect();
    let total: usize = groups.iter().map(Vec::len).sum();
    let target = total.div_ceil(columns);
    let mut split: Vec<Vec<Line>> = vec![Vec::new()];
    for group in groups {
        let is_full = split.last().is_some_and(|column| !column.is_empty() && column.len() + group.len() / 2 > target);
        if is_full && split.len() < columns {
            split.push(Vec::new());
        }
        if let Some(column) = split.last_mut() {
            if !column.is_empty() {
                column.push(Vec::new());
            }
            column.extend(group);
        }
    }
    split
}

fn group(title: &str, entries: &[HelpEntry]) -> Vec<Line> {
    let keys = entries.iter().map(|entry| width(&entry.keys)).max().unwrap_or(0);
    let mut lines = vec![vec![Span::new(title, Tone::Title)]];
    for entry in entries {
        let pad = " ".repeat(keys - width(&entry.keys).min(keys));
        let mut line = match &entry.why_not {
            None => vec![Span::new(&entry.keys, Tone::Link), Span::plain(format!("{pad}  {}", entry.text))],
            Some(why) => {
                vec![Span::new(format!("{}{pad}  {} ", entry.keys, entry.text), Tone::Dim), Span::new(format!("({why})"), Tone::Unknown)]
            }
        };
        // The reason matters more than the description where not both have room.
        if let (Some(why), true) = (&entry.why_not, line_width(&line) > usize::from(COLUMN) + 8) {
            line = vec![Span::new(format!("{}{pad}  not now: {why}", entry.keys), Tone::Dim)];
        }
        lines.push(line);
    }
    lines
}
