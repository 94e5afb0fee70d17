//! A line that is asked for, in a box. It knows not what for.

use ratatui::layout::Rect;

use crate::view::page::Cut;

use super::super::frame::PromptModel;
use super::super::theme::Scope;
use super::super::widgets::boxed::{self, centered};
use super::super::widgets::cells::{Pen, cells};
use super::{HitBoxes, bars};

pub(super) fn paint(pen: &mut Pen, area: Rect, model: &PromptModel, hits: &mut HitBoxes) {
    let place = centered(area, 68.min(area.width.saturating_sub(4)), cells(model.lines.len()) + 3);
    let inside = boxed::paint(pen, place, &model.title, false);
    let mut pen = pen.on(Scope::Box);
    for (line, y) in model.lines.iter().zip(inside.y..inside.bottom()) {
        pen.line(inside.x, y, inside.right(), line, Cut::End);
    }
    let y = inside.bottom().saturating_sub(1);
    hits.cursor = Some(bars::input(&mut pen, Rect { y, height: 1, ..inside }, "› ", &model.text));
}
