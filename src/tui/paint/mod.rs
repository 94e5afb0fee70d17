//! A frame's value → cells. Pure: painting twice gives equal buffers, and what the mouse can hit is the return value. It
//! knows no state, no key and no terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::view::page::{Page, RowId};
use crate::view::screen::Tab;

use super::action::Action;
use super::frame::{BoxModel, FrameModel};
use super::glyph::Glyphs;
use super::theme::{Scope, Theme};
use super::widgets::cells::{Pen, cells};
use super::widgets::rows;

mod bars;
mod confirm;
mod help;
mod lists;
mod prompt;

/// The least that a page can be shown in; below it only a note is.
pub const LEAST: (u16, u16) = (20, 5);

/// So many rows must be left for a line to separate them from the facts.
const ROOMY: u16 = 12;

/// How things look on this terminal.
#[derive(Debug, Clone)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// The signs.
    pub glyphs: Glyphs,
}

/// What the mouse can hit, in the order of painting: the last that matches counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HitBoxes {
    /// Rows.
    pub rows: Vec<(Rect, RowId)>,
    /// Tabs.
    pub tabs: Vec<(Rect, Tab)>,
    /// What the footer offers.
    pub actions: Vec<(Rect, Action)>,
    /// Where the terminal's own cursor belongs: in the line being typed.
    pub cursor: Option<(u16, u16)>,
    /// How many lines of the uppermost box do not fit: how far it can be scrolled.
    pub overflow: usize,
}

/// The parts of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    header: Rect,
    crumbs: Rect,
    facts: Rect,
    notes: Rect,
    rule: Rect,
    body: Rect,
    footer: Rect,
}

/// How many rows of this page fit, below its facts, notes and headings.
pub fn body_height(area: Rect, page: &Page) -> usize {
    usize::from(parts(area, page).body.height.saturating_sub(rows::headings(page)))
}

/// Paints a frame into the whole buffer.
pub fn paint(frame: &FrameModel, look: &Look, buffer: &mut Buffer) -> HitBoxes {
    let area = buffer.area;
    let mut pen = Pen::new(buffer, &look.theme, look.glyphs);
    pen.fill(area, Style::default());
    let mut hits = HitBoxes::default();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(&mut pen, area);
        return hits;
    }
    let parts = parts(area, &frame.page);
    bars::header(&mut pen, parts.header, &frame.header);
    hits.tabs = bars::crumbs(&mut pen, parts.crumbs, frame);
    bars::lines(&mut pen, parts.facts, &frame.page.facts);
    bars::lines(&mut pen, parts.notes, &frame.page.notes);
    bars::rule(&mut pen, parts.rule);
    hits.rows = rows::paint(&mut pen, parts.body, &frame.page, &frame.cursor);
    bars::footer(&mut pen, parts.footer, frame, &mut hits);
    for layer in &frame.boxes {
        boxed(&mut pen, area, layer, &mut hits);
    }
    hits
}

fn boxed(pen: &mut Pen, area: Rect, layer: &BoxModel, hits: &mut HitBoxes) {
    // A box is in front: what lies under it cannot be hit.
    if !matches!(layer, BoxModel::Follow(_)) {
        let shade = pen.style(Scope::Shade);
        for y in area.top() + 1..area.bottom() {
            pen.tint(area.x, y, area.right(), shade);
        }
        (hits.rows, hits.tabs, hits.actions) = (Vec::new(), Vec::new(), Vec::new());
    }
    match layer {
        BoxModel::Confirm(model) => confirm::paint(pen, area, model, hits),
        BoxModel::Palette(model) => lists::palette(pen, area, model, hits),
        BoxModel::Help(model) => help::paint(pen, area, model, hits),
        BoxModel::Follow(model) => lists::follow(pen, area, model),
        BoxModel::Prompt(model) => prompt::paint(pen, area, model, hits),
        BoxModel::Choice(model) => confirm::choice(pen, area, model, hits),
    }
}

/// Header, crumbs, facts, notes, rows, footer, from the top. Facts leave half of the height, notes half of what is then left.
fn parts(area: Rect, page: &Page) -> Parts {
    let line = |y: u16, height: u16| Rect { y, height, ..area };
    let middle = area.height.saturating_sub(3);
    let facts = cells(page.facts.len()).min(middle / 2);
    let notes = cells(page.notes.len()).min((middle - facts) / 2);
    let above = facts + notes;
    // Headings separate by themselves; on a low screen the rows are worth more than a line.
    let rule = u16::from(above > 0 && rows::headings(page) == 0 && middle >= above + ROOMY);
    let top = area.y + 2;
    Parts {
        header: line(area.y, 1),
        crumbs: line(area.y + 1, 1),
        facts: line(top, facts),
        notes: line(top + facts, notes),
        rule: line(top + above, rule),
        body: line(top + above + rule, middle - above - rule),
        footer: line(area.bottom().saturating_sub(1), 1),
    }
}

fn too_small(pen: &mut Pen, area: Rect) {
    let text = format!("too small: {}×{}", LEAST.0, LEAST.1);
    let style = pen.style(Scope::ToneWarn);
    let mut rest = text.as_str();
    for y in area.top()..area.bottom() {
        let end = rest.char_indices().nth(usize::from(area.width)).map_or(rest.len(), |(at, _)| at);
        let (now, later) = rest.split_at(end);
        pen.put(area.x, y, area.right(), now, style);
        rest = later;
    }
}
