//! A box over the page: border, title, cleared inside. It knows nothing of what is in it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::theme::Scope;
use super::cells::{Pen, width};

/// Paints a box; returns its inside, one cell away from the border on both sides. A box without room for an inside is
/// not painted.
pub fn paint(pen: &mut Pen, area: Rect, title: &str, is_production: bool) -> Rect {
    let area = area.intersection(pen.buffer.area);
    if area.width < 4 || area.height < 3 {
        return Rect { width: 0, height: 0, ..area };
    }
    let pen = &mut pen.on(Scope::Box);
    pen.fill(area, Style::default());
    let (border, caption) = if is_production {
        (pen.style(Scope::BoxBanner), pen.style(Scope::BoxBanner))
    } else {
        (pen.style(Scope::BoxBorder), pen.style(Scope::BoxTitle))
    };
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for x in area.x + 1..right {
        pen.put(x, area.y, right, "─", border);
        pen.put(x, bottom, right, "─", border);
    }
    for y in area.y + 1..bottom {
        pen.put(area.x, y, area.right(), "│", border);
        pen.put(right, y, area.right(), "│", border);
    }
    for (x, y, corner) in [(area.x, area.y, "╭"), (right, area.y, "╮"), (area.x, bottom, "╰"), (right, bottom, "╯")] {
        pen.put(x, y, area.right(), corner, border);
    }
    if !title.is_empty() && usize::from(area.width) > width(title).min(4) + 6 {
        let end = pen.put(area.x + 2, area.y, right - 2, " ", caption);
        let end = pen.put(end, area.y, right - 2, title, caption);
        pen.put(end, area.y, right - 1, " ", caption);
    }
    Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(4), area.height - 2)
}

/// An area of this size in the middle of another, never larger than it.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}
