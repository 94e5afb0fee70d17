//! Tests of the area `screens`: frames painted at several sizes, in several looks, from hand-made and from real pages.

mod actions;
mod diffs;
mod orphans;
mod pages;
mod rules;
mod shots;
mod sides;
mod terminal;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use tiphys::model::text::is_unsafe;
use tiphys::tui::capture;
use tiphys::tui::color::Depth;
use tiphys::tui::frame::{
    BoxModel, ChoiceModel, ConfirmModel, FilterModel, FollowModel, FrameModel, HelpModel, PaletteEntry, PaletteModel, PromptModel,
    TextModel,
};
use tiphys::tui::glyph::Glyphs;
use tiphys::tui::paint::{HitBoxes, Look, body_height, paint};
use tiphys::tui::theme::{THEMES, Theme};
use tiphys::tui::widgets::columns;
use tiphys::view::page::{Fold, Row, RowId, Span, Tone};

/// The sizes that every frame must do on, too small ones among them.
const SIZES: [(u16, u16); 8] = [(80, 24), (120, 40), (200, 60), (40, 12), (20, 5), (10, 3), (3, 1), (1, 1)];

/// A shipped look.
fn look(theme: &str, depth: Depth, glyphs: Glyphs) -> Look {
    let theme = Theme::shipped(theme, depth).expect("it is shipped").unwrap_or_else(|problem| panic!("{problem}"));
    Look { theme, glyphs }
}

fn usual() -> Look {
    look("default", Depth::True, Glyphs::Unicode)
}

/// Paints a frame as `ui` would: rows that do not fit left out, columns as wide as their content.
fn painted(frame: &FrameModel, look: &Look, width: u16, height: u16) -> (Buffer, HitBoxes) {
    let mut frame = frame.clone();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    frame.page.rows.truncate(body_height(buffer.area, &frame.page));
    frame.cursor.natural = columns::natural(&frame.page.columns, &frame.page.rows, &[]);
    let hits = paint(&frame, look, &mut buffer);
    (buffer, hits)
}

fn text(frame: &FrameModel, width: u16, height: u16) -> String {
    capture::text(&painted(frame, &usual(), width, height).0)
}

/// Every kind of frame: pages and all boxes.
fn frames() -> Vec<(&'static str, FrameModel)> {
    let boxed = |layer: BoxModel| FrameModel { boxes: vec![layer], ..pages::plan() };
    let typed = |text: &str| TextModel { text: text.into(), cursor: text.chars().count() };
    let confirm = ConfirmModel {
        confirm: pages::confirm(),
        title: "Roll back · PRODUCTION".into(),
        go: "Roll back",
        wanted: Some("a1f3".into()),
        typed: "a1".into(),
        is_ready: true,
        note: Some("keys typed before this was on the screen were dropped".into()),
        scroll: 0,
    };
    let entry =
        |name: &str| PaletteEntry { name: name.into(), detail: pages::line("{dim:Compare again}"), keys: "r".into(), is_able: true };
    let palette = PaletteModel { text: typed("re"), entries: vec![entry("refresh"), entry("resume")], selected: 1, total: 2 };
    let follow = FollowModel { typed: "o".into(), entries: vec![("n".into(), "Order by name".into()), ("r".into(), "Turn it".into())] };
    let prompt = PromptModel { title: "Hold".into(), lines: vec![pages::line("Why?")], text: typed("incident 812") };
    let choice = ChoiceModel { title: "Leave?".into(), lines: vec![pages::line("web")], answers: vec!["Stay", "Leave"], focus: 1 };
    let filter = Some(FilterModel { text: typed("pay"), is_editing: true });
    vec![
        ("applications", pages::applications()),
        ("triage", pages::triage()),
        ("tree", pages::tree()),
        ("plan", pages::plan()),
        ("diff", pages::diff()),
        ("filter", FrameModel { filter, ..pages::applications() }),
        ("toast", FrameModel { toast: Some(pages::line("{warn:comparing again}")), ..pages::applications() }),
        ("confirm", boxed(BoxModel::Confirm(confirm))),
        ("palette", boxed(BoxModel::Palette(palette))),
        ("follow", boxed(BoxModel::Follow(follow))),
        ("help", boxed(BoxModel::Help(HelpModel::default()))),
        ("prompt", boxed(BoxModel::Prompt(prompt))),
        ("choice", boxed(BoxModel::Choice(choice))),
    ]
}

#[test]
fn frames_are_as_they_were_looked_at() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, frame) in frames() {
            insta::assert_snapshot!(format!("{name}-80x24"), text(&frame, 80, 24));
        }
        for (name, frame) in [("applications", pages::applications()), ("triage", pages::triage()), ("tree", pages::tree())] {
            insta::assert_snapshot!(format!("{name}-120x40"), text(&frame, 120, 40));
            insta::assert_snapshot!(format!("{name}-200x60"), text(&frame, 200, 60));
        }
        insta::assert_snapshot!("applications-10x3", text(&pages::applications(), 10, 3));
        insta::assert_snapshot!("applications-40x12", text(&pages::applications(), 40, 12));
    });
}

#[test]
fn painting_twice_gives_equal_buffers_at_every_size_in_every_look() {
    for (theme, ..) in THEMES {
        for (depth, glyphs) in [(Depth::True, Glyphs::Unicode), (Depth::Ansi16, Glyphs::Ascii), (Depth::None, Glyphs::Ascii)] {
            let look = look(theme, depth, glyphs);
            for (name, frame) in frames() {
                for (width, height) in SIZES {
                    assert_eq!(painted(&frame, &look, width, height), painted(&frame, &look, width, height), "{name} {width}×{height}");
                }
            }
        }
    }
}

#[test]
fn without_unicode_every_cell_is_ascii_and_without_color_none_has_one() {
    let look = look("default", Depth::None, Glyphs::Ascii);
    for (name, frame) in frames() {
        for (width, height) in SIZES {
            for cell in painted(&frame, &look, width, height).0.content() {
                assert!(cell.symbol().is_ascii(), "{name} {width}×{height}: {:?}", cell.symbol());
                assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{name} {width}×{height}");
            }
        }
    }
}

#[test]
fn production_and_the_cursor_are_told_by_words_and_signs_too() {
    let plain = look("default", Depth::None, Glyphs::Ascii);
    let (buffer, _) = painted(&pages::triage(), &plain, 80, 24);
    let screen = capture::text(&buffer);
    assert!(screen.starts_with(" PRODUCTION  "), "{screen}");
    assert!(screen.contains("> x Degraded  checkout-production"), "{screen}");
    let banner = buffer.cell((40, 0)).expect("a cell");
    assert!(banner.modifier.contains(Modifier::REVERSED | Modifier::BOLD));
}

/// Names and messages that want to do something to the terminal, or to the eye.
const HOSTILE: [&str; 12] = [
    "\u{1b}[2J\u{1b}[31mred",
    "\u{9b}31mC1",
    "bell\u{7}back\u{8}space\rreturn\nline",
    "title\u{1b}]2;owned\u{7}",
    "zero\u{200b}width\u{200d}join\u{feff}",
    "\u{202e}gnp.exe\u{202c}",
    "\u{301}\u{301}lone marks",
    "Z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}\u{33d}\u{34f}\u{334}\u{319}\u{324}\u{31e}\u{349}\u{35a}\u{32f}\u{31e}\u{320}\u{34d}A",
    "שלום עולם",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "👩\u{200d}👩\u{200d}👧 ⚠\u{fe0f} ｶﾞ 🇩🇪",
    "tag\u{e0041}\u{e007f} \u{2028}\u{2029} \u{ad}soft",
];

#[test]
fn hostile_text_never_reaches_a_cell_raw_and_never_breaks_a_line() {
    for (width, height) in SIZES {
        for hostile in HOSTILE {
            let mut frame = pages::applications();
            frame.page.rows =
                vec![Row { depth: 3, fold: Some(Fold::Open), ..Row::line(RowId::Line(0), vec![Span::new(hostile, Tone::Bad)]) }; 3];
            frame.page.crumbs = vec![Span::plain(hostile)];
            frame.header.left = vec![Span::plain(hostile)];
            frame.toast = Some(vec![Span::plain(hostile)]);
            frame.filter = Some(FilterModel { text: TextModel { text: hostile.into(), cursor: 3 }, is_editing: true });
            let text_page = FrameModel { page: tiphys::view::page::Page { columns: Vec::new(), ..frame.page.clone() }, ..frame.clone() };
            for frame in [frame, text_page] {
                let (buffer, _) = painted(&frame, &usual(), width, height);
                for cell in buffer.content() {
                    assert!(!cell.symbol().chars().any(is_unsafe), "{hostile:?}: {:?}", cell.symbol());
                    assert!(cell.symbol().len() <= 32, "{hostile:?}: {:?}", cell.symbol());
                }
                // What a terminal makes of it has the same lines: nothing wraps, nothing moves.
                let size = |cells: u16| std::num::NonZeroU16::new(cells).expect("cells");
                let mut parser = vt100::Parser::new(size(height), size(width), 0);
                parser.process(tiphys::tui::encode::difference(&Buffer::empty(buffer.area), &buffer).as_bytes());
                let footer = parser.screen().rows(0, width).last().unwrap_or_default();
                let wanted = capture::text(&buffer).lines().last().unwrap_or_default().to_owned();
                assert_eq!(footer.trim_end().chars().next(), wanted.chars().next(), "{hostile:?} {width}×{height}");
            }
        }
    }
}

#[test]
fn what_the_mouse_can_hit_is_where_it_is_painted() {
    let (buffer, hits) = painted(&pages::triage(), &usual(), 80, 24);
    let at = |area: Rect| -> String {
        (area.x..area.right()).filter_map(|x| buffer.cell((x, area.y))).map(|cell| cell.symbol().to_owned()).collect()
    };
    assert!(hits.tabs.iter().all(|(area, tab)| at(*area) == tab.title()), "{:?}", hits.tabs);
    assert!(hits.actions.iter().all(|(area, action)| at(*area).ends_with(action.short())), "{:?}", hits.actions);
    assert_eq!(hits.rows.len(), 17);
    let boxed = frames().into_iter().find(|(name, _)| *name == "confirm").expect("a frame").1;
    let (_, hits) = painted(&boxed, &usual(), 80, 24);
    assert!(hits.rows.is_empty() && hits.actions.is_empty(), "a box is in front");
    assert!(hits.cursor.is_some(), "what is typed has a cursor");
}
