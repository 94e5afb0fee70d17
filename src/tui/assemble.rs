//! (Ui, State) → one frame's value: what `view` says about the place on top, its cursor, what can be done here, boxes over it.
//! It paints nothing.

use crate::session::query::{QuerySpec, SortBy};
use crate::session::state::State;
use crate::view::able::able;
use crate::view::page::{Line, Page, Span, Tone};
use crate::view::screen::Screen;

use super::action::{Action, Concern};
use super::frame::{
    BoxModel, ChoiceModel, ConfirmModel, FilterModel, FollowModel, FrameModel, HelpEntry, HelpModel, PaletteEntry, PaletteModel,
    PromptModel, TextModel,
};
use super::handle::{confirm::ANSWERS, deed};
use super::hints::hints;
use super::key::sequence_label;
use super::keymap::{Follow, Lookup};
use super::layer::{Asking, Layer, Question, Reason};
use super::palette::{self, Entry, Palette};
use super::ui::Ui;

/// The frame of what is on the screen now. The cursor follows its row first.
pub fn frame(ui: &mut Ui, state: &State) -> FrameModel {
    let area = ui.area;
    let page = ui.place_mut().map(|place| place.settle(state, area)).unwrap_or_default();
    let Some(place) = ui.place() else { return FrameModel::default() };
    FrameModel {
        header: crate::view::header::header(state, &place.screen),
        tab: if let Screen::App(_, tab) = &place.screen { Some(*tab) } else { None },
        cursor: place.cursor.model(),
        filter: filter(ui),
        order: order(&place.screen, &place.cursor.query),
        hints: hints(ui, state),
        toast: ui.toast.as_ref().map(|toast| toast.line.clone()),
        boxes: boxes(ui, state, &page),
        page,
    }
}

fn filter(ui: &Ui) -> Option<FilterModel> {
    if let Some(Layer::Filter(filter)) = ui.layers.last() {
        return Some(FilterModel { text: filter.text.model(), is_editing: true });
    }
    let text = ui.place().map(|place| place.cursor.query.filter.to_string()).filter(|text| !text.is_empty())?;
    Some(FilterModel { text: TextModel { text, cursor: 0 }, is_editing: false })
}

fn order(screen: &Screen, query: &QuerySpec) -> &'static str {
    if !matches!(screen, Screen::Applications(_)) {
        return "";
    }
    match (query.sort, query.reverse) {
        (SortBy::Worst, false) => "worst first",
        (SortBy::Worst, true) => "worst last",
        (SortBy::Name, false) => "by name",
        (SortBy::Name, true) => "by name, reversed",
        (SortBy::Project, false) => "by project",
        (SortBy::Project, true) => "by project, reversed",
        (SortBy::Sync, false) => "by sync",
        (SortBy::Sync, true) => "by sync, reversed",
        (SortBy::Health, false) => "by health",
        (SortBy::Health, true) => "by health, reversed",
        (SortBy::Age, false) => "newest first",
        (SortBy::Age, true) => "oldest first",
    }
}

fn boxes(ui: &Ui, state: &State, page: &Page) -> Vec<BoxModel> {
    let mut boxes = Vec::new();
    let start = ui.layers.iter().rposition(|layer| layer.place().is_some()).map_or(0, |at| at + 1);
    for layer in ui.layers.iter().skip(start) {
        boxes.extend(match layer {
            Layer::Place(_) | Layer::Filter(_) => None,
            Layer::Palette(palette) => Some(BoxModel::Palette(self::palette(ui, state, palette))),
            Layer::Help(scroll) => Some(BoxModel::Help(help(ui, state, page, *scroll))),
            Layer::Confirm(question) => Some(BoxModel::Confirm(confirm(question))),
            Layer::Reason(reason) => Some(BoxModel::Prompt(prompt(reason))),
            Layer::Parameter(asking) => Some(BoxModel::Prompt(parameter(asking))),
            Layer::Leaving(focus) => Some(BoxModel::Choice(leaving(state, *focus))),
        });
    }
    if let Lookup::Pending(follows) = ui.keymap.lookup(ui.context(), &ui.pending)
        && !ui.pending.is_empty()
    {
        let words = |follow: &Follow| match follow {
            Follow::Action(action) => action.describe().to_owned(),
            Follow::More(n) => format!("{n} more"),
        };
        let entries = follows.iter().map(|(key, follow)| (key.label(), words(follow))).collect();
        boxes.push(BoxModel::Follow(FollowModel { typed: sequence_label(&ui.pending), entries }));
    }
    boxes
}

fn confirm(question: &Question) -> ConfirmModel {
    ConfirmModel {
        confirm: question.confirm.clone(),
        title: question.title.clone(),
        go: question.go,
        wanted: question.wanted().map(str::to_owned),
        typed: question.typed.clone(),
        is_ready: question.is_ready(),
        note: question.note.clone(),
        scroll: question.scroll,
    }
}

fn prompt(reason: &Reason) -> PromptModel {
    let lines = vec![
        vec![Span::fixed("Automatic sync of ", Tone::Plain), Span::new(&reason.app.name, Tone::Link), Span::fixed(" is held", Tone::Plain)],
        vec![Span::fixed("until somebody releases it. Why? Everybody will read it.", Tone::Dim)],
    ];
    PromptModel { title: "Hold".to_owned(), lines, text: reason.text.model() }
}

fn parameter(asking: &Asking) -> PromptModel {
    let (asked, param) = (&asking.asked, &asking.param);
    let first = vec![Span::new(&param.name, Tone::Key), Span::new(format!(": {}", param.says), Tone::Plain)];
    let lines = vec![first, vec![Span::new(asked.key.to_string(), Tone::Link), Span::fixed("  nothing is sent yet", Tone::Dim)]];
    PromptModel { title: crate::model::text::clean(&asked.action).into_owned(), lines, text: asking.text.model() }
}

fn leaving(state: &State, focus: usize) -> ChoiceModel {
    let mut lines: Vec<Line> = vec![vec![Span::fixed("This console drives:", Tone::Plain)]];
    for (app, drive) in state.drives.iter().filter(|(_, drive)| !drive.is_over()) {
        let how_far = if drive.is_recorded() { "  done; its health is awaited" } else { "" };
        lines.push(vec![Span::fixed("  ", Tone::Plain), Span::new(&app.name, Tone::Link), Span::fixed(how_far, Tone::Dim)]);
    }
    ChoiceModel { title: "Leave?".to_owned(), lines, answers: ANSWERS.to_vec(), focus }
}

fn palette(ui: &Ui, state: &State, palette: &Palette) -> PaletteModel {
    let context = ui.place_context();
    let entry = |entry: &Entry| {
        let name = palette::name(entry);
        match entry {
            Entry::Action(action) => {
                let why_not = why_not(ui, state, *action);
                let detail = match &why_not {
                    None => vec![Span::new(action.describe(), Tone::Dim)],
                    Some(why) => vec![Span::new(why, Tone::Unknown)],
                };
                let keys = ui.keymap.key_of(context, *action).map(|keys| sequence_label(&keys)).unwrap_or_default();
                PaletteEntry { name, detail, keys, is_able: why_not.is_none() }
            }
            Entry::App(app) => {
                let detail = state.apps.get(app).map(|own| crate::view::words::health(own.row.health));
                let place = Span::new(format!("  {}", app.namespace), Tone::Dim);
                PaletteEntry { name, detail: detail.into_iter().chain([place]).collect(), keys: String::new(), is_able: true }
            }
            Entry::Sides(_, sides) => {
                let detail = vec![Span::new(format!("{} ↔ {}", sides.left, sides.right), Tone::Dim)];
                PaletteEntry { name, detail, keys: String::new(), is_able: true }
            }
            Entry::Theme(_) => {
                let detail = vec![Span::fixed("The colors of the console", Tone::Dim)];
                PaletteEntry { name, detail, keys: String::new(), is_able: true }
            }
        }
    };
    PaletteModel {
        text: palette.text.model(),
        entries: palette.entries.iter().map(entry).collect(),
        selected: palette.selected,
        total: palette.total,
    }
}

/// Why an action cannot be done at the place on top; none: it can.
fn why_not(ui: &Ui, state: &State, action: Action) -> Option<String> {
    let (screen, row) = ui.here()?;
    able(state, &screen, row.as_ref(), deed(action)?).err()
}

/// Keys that are bound to one action are shown up to here: `j ↓` says enough.
const KEYS_SHOWN: usize = 2;

fn help(ui: &Ui, state: &State, page: &Page, scroll: usize) -> HelpModel {
    let bound = ui.keymap.reverse(ui.place_context());
    let mut groups: Vec<(Concern, Vec<HelpEntry>)> = Vec::new();
    let has_tabs = ui.place().is_some_and(|place| matches!(place.screen, Screen::App(..)));
    for action in Action::ALL {
        let why_not = why_not(ui, state, *action);
        let keys = match bound.get(action) {
            Some(_) if matches!(action, Action::NextTab | Action::PreviousTab) && !has_tabs => continue,
            Some(sequences) => sequences.iter().take(KEYS_SHOWN).map(|keys| sequence_label(keys)).collect::<Vec<_>>().join(" "),
            // What has no key stands here only where it can be done: the command bar lists the rest.
            None if action.concern() == Concern::Act && why_not.is_none() => format!(":{action}"),
            None => continue,
        };
        let entry = HelpEntry { keys, text: action.describe(), why_not };
        match groups.iter_mut().find(|(concern, _)| *concern == action.concern()) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((action.concern(), vec![entry])),
        }
    }
    let here = page.crumbs.last().map(Span::text).unwrap_or_default();
    HelpModel { title: format!("Help: {here}"), groups, scroll }
}
