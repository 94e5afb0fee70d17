//! Questions: what would be done, what has to be typed, the answers with the focused one. They know no command.

use ratatui::layout::Rect;

use crate::view::page::{Cut, Line, Span, Tone};

use super::super::frame::{ChoiceModel, ConfirmModel, TextModel};
use super::super::theme::Scope;
use super::super::widgets::boxed::{self, centered};
use super::super::widgets::cells::{Pen, cells, line_width, width};
use super::{HitBoxes, bars};

/// A question before something is done.
pub(super) fn paint(pen: &mut Pen, area: Rect, model: &ConfirmModel, hits: &mut HitBoxes) {
    let lines = &model.confirm.lines;
    let widest = lines.iter().map(|line| line_width(line)).chain([width(&model.title) + 4, 52]).max().unwrap_or(0);
    // Border, a line for the characters and its space, a line for the answers and its space, a note.
    let around = 4 + u16::from(model.wanted.is_some()) * 2 + u16::from(model.note.is_some());
    let full = area.height.saturating_sub(2).max(around + 1);
    let height = cells(lines.len()).saturating_add(around).min(full);
    let place = centered(area, cells(widest).saturating_add(4).min(area.width.saturating_sub(4)), height);
    let inside = boxed::paint(pen, place, &model.title, model.confirm.production);
    let mut pen = pen.on(Scope::Box);
    let room = usize::from(place.height.saturating_sub(around));
    hits.overflow = lines.len().saturating_sub(room);
    let edge = inside.right();
    let mut y = inside.y;
    for line in lines.iter().skip(model.scroll.min(hits.overflow)).take(room) {
        pen.line(inside.x, y, edge, line, Cut::End);
        y += 1;
    }
    y += 1;
    if let Some(wanted) = &model.wanted {
        let text = TextModel { text: model.typed.clone(), cursor: model.typed.chars().count() };
        let prompt = format!("Type {wanted} and Enter: ");
        hits.cursor = Some(bars::input(&mut pen, Rect { y, height: 1, ..inside }, &prompt, &text));
        y += 2;
    }
    if let Some(note) = &model.note {
        let style = pen.style(Scope::ToneWarn);
        pen.put(inside.x, y, edge, note, style);
        y += 1;
    }
    let go = match &model.wanted {
        Some(_) => model.go.to_owned(),
        None => format!("y {}", model.go),
    };
    let is_right = model.wanted.as_ref().is_some_and(|wanted| *wanted == model.typed);
    answers(&mut pen, Rect { y, height: 1, ..inside }, &["Cancel", &go], usize::from(is_right));
    if !model.is_ready {
        let style = pen.style(Scope::ToneDim);
        let text = "one moment…";
        pen.put(edge.saturating_sub(cells(width(text))), y, edge, text, style);
    }
}

/// Several answers.
pub(super) fn choice(pen: &mut Pen, area: Rect, model: &ChoiceModel, hits: &mut HitBoxes) {
    let lines = model.lines.iter().map(|line| line_width(line));
    let widest = lines.chain(model.answers.iter().map(|answer| width(answer) + 4)).chain([width(&model.title) + 4]).max().unwrap_or(0);
    let height = cells(model.lines.len() + model.answers.len() + 3);
    let place = centered(area, cells(widest).saturating_add(4).min(area.width), height);
    let inside = boxed::paint(pen, place, &model.title, false);
    let mut pen = pen.on(Scope::Box);
    let blank: Line = Vec::new();
    let answers = model.answers.iter().map(|answer| vec![Span::new(answer, Tone::Plain)]);
    let all: Vec<Line> = model.lines.iter().cloned().chain([blank]).chain(answers).collect();
    for (index, (line, y)) in all.iter().zip(inside.y..inside.bottom()).enumerate() {
        let answer = index.checked_sub(model.lines.len() + 1);
        let x = if answer.is_some() { inside.x + 2 } else { inside.x };
        pen.line(x, y, inside.right(), line, Cut::End);
        if answer == Some(model.focus) {
            let style = pen.style(Scope::RowSelected);
            pen.tint(inside.x, y, inside.right(), style);
            let style = style.patch(pen.style(Scope::Cursor));
            pen.put(inside.x, y, inside.right(), super::super::glyph::CURSOR, style);
        }
    }
    hits.overflow = 0;
}

/// Answers beside each other, the focused one in brackets too: not by color alone.
fn answers(pen: &mut Pen, area: Rect, answers: &[&str], focus: usize) {
    let mut x = area.x;
    for (index, answer) in answers.iter().enumerate() {
        let (style, text) = if index == focus {
            (pen.style(Scope::ButtonFocus), format!("[ {answer} ]"))
        } else {
            (pen.style(Scope::Button), format!("  {answer}  "))
        };
        x = pen.put(x, area.y, area.right(), &text, style).saturating_add(1);
    }
}
