//! Lists in boxes: the command bar, and what can follow the keys typed so far. They know no action.

use ratatui::layout::Rect;

use crate::view::page::Cut;

use super::super::frame::{FollowModel, PaletteModel};
use super::super::glyph;
use super::super::theme::Scope;
use super::super::widgets::boxed;
use super::super::widgets::cells::{Pen, cells, width};
use super::{HitBoxes, bars};

/// The command bar, below the crumbs: near where the eye is, and the footer stays.
pub(super) fn palette(pen: &mut Pen, area: Rect, model: &PaletteModel, hits: &mut HitBoxes) {
    let wide = area.width.saturating_sub(8).clamp(20, 92).min(area.width);
    let room = area.height.saturating_sub(6).min(14);
    let height = cells(model.entries.len()).clamp(1, room.max(1)) + 3;
    let place = Rect::new(area.x + (area.width - wide) / 2, area.y + 2, wide, height.min(area.height.saturating_sub(2)));
    let inside = boxed::paint(pen, place, "Go to or do", false);
    let mut pen = pen.on(Scope::Box);
    hits.cursor = Some(bars::input(&mut pen, Rect { height: 1, ..inside }, ":", &model.text));
    let list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    if model.entries.is_empty() {
        let style = pen.style(Scope::ToneDim);
        pen.put(list.x, list.y, list.right(), "no command and no application is like that", style);
    }
    let visible = usize::from(list.height);
    let first = (model.selected + 1).saturating_sub(visible);
    let names = model.entries.iter().map(|entry| width(&entry.name)).max().unwrap_or(0).min(usize::from(list.width) / 2);
    for ((index, entry), y) in model.entries.iter().enumerate().skip(first).zip(list.y..list.bottom()) {
        let name = pen.style(if entry.is_able { Scope::TonePlain } else { Scope::FooterOff });
        let keys = cells(width(&entry.keys));
        pen.put(list.x + 2, y, list.right(), &entry.name, name);
        let detail = list.x + 2 + cells(names) + 2;
        pen.line(detail, y, list.right().saturating_sub(keys + 1), &entry.detail, Cut::End);
        let style = pen.style(Scope::FooterKey);
        pen.put(list.right().saturating_sub(keys), y, list.right(), &entry.keys, style);
        if index == model.selected {
            let style = pen.style(Scope::RowSelected);
            pen.tint(list.x, y, list.right(), style);
            let style = style.patch(pen.style(Scope::Cursor));
            pen.put(list.x, y, list.right(), glyph::CURSOR, style);
        }
    }
}

/// What can follow, above the footer on the right.
pub(super) fn follow(pen: &mut Pen, area: Rect, model: &FollowModel) {
    let keys = model.entries.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
    let texts = model.entries.iter().map(|(_, text)| width(text)).max().unwrap_or(0);
    let wide = cells(keys + texts + 6).max(cells(width(&model.typed) + 8)).min(area.width);
    let height = cells(model.entries.len() + 2).min(area.height.saturating_sub(2));
    let place = Rect::new(area.right() - wide, area.bottom().saturating_sub(height + 1), wide, height);
    let inside = boxed::paint(pen, place, &format!("{} {}", model.typed, glyph::MORE), false);
    let mut pen = pen.on(Scope::Box);
    let style = pen.style(Scope::FooterKey);
    for ((key, text), y) in model.entries.iter().zip(inside.y..inside.bottom()) {
        pen.put(inside.x, y, inside.right(), key, style);
        let plain = pen.style(Scope::TonePlain);
        pen.put(inside.x + cells(keys) + 2, y, inside.right(), text, plain);
    }
}
