//! Tests of the area `screens`: hand-made frames painted at several sizes.

mod pages;
mod shots;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use tiphys::tui::capture;
use tiphys::tui::color::Depth;
use tiphys::tui::frame::FrameModel;
use tiphys::tui::glyph::Glyphs;
use tiphys::tui::paint::{Look, body_height, paint};
use tiphys::tui::theme::Theme;
use tiphys::tui::widgets::columns;

/// A shipped look.
fn look(theme: &str, depth: Depth, glyphs: Glyphs) -> Look {
    let theme = Theme::shipped(theme, depth).expect("it is shipped").unwrap_or_else(|problem| panic!("{problem}"));
    Look { theme, glyphs }
}

/// Paints a frame as `ui` would: rows that do not fit left out, columns as wide as their content.
fn painted(frame: &FrameModel, look: &Look, width: u16, height: u16) -> Buffer {
    let mut frame = frame.clone();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    frame.page.rows.truncate(body_height(buffer.area, &frame.page));
    frame.cursor.natural = columns::natural(&frame.page.columns, &frame.page.rows, &[]);
    paint(&frame, look, &mut buffer);
    buffer
}

#[test]
fn look_at_it() {
    let Ok(folder) = std::env::var("TIPHYS_LOOK") else { return };
    let default = look("default", Depth::True, Glyphs::Unicode);
    let mut confirm = pages::plan();
    confirm.boxes = vec![tiphys::tui::frame::BoxModel::Confirm(tiphys::tui::frame::ConfirmModel {
        confirm: pages::confirm(),
        title: "Roll back · PRODUCTION".into(),
        go: "Roll back",
        wanted: Some("a1f3".into()),
        typed: "a1".into(),
        is_ready: true,
        note: None,
        scroll: 0,
    })];
    for (name, frame) in [
        ("apps", pages::applications()),
        ("triage", pages::triage()),
        ("tree", pages::tree()),
        ("plan", pages::plan()),
        ("diff", pages::diff()),
        ("confirm", confirm),
    ] {
        for (width, height) in [(80, 24), (120, 40)] {
            let buffer = painted(&frame, &default, width, height);
            std::fs::write(format!("{folder}/{name}-{width}.svg"), capture::svg(&buffer, capture::Ground::Dark)).unwrap();
            std::fs::write(format!("{folder}/{name}-{width}.txt"), capture::text(&buffer)).unwrap();
        }
    }
}
