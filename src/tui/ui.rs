//! The console's own values: layers, keys typed so far, messages, what is to be done next. One owner, changed by `handle`.
//! It knows the session's state only as something to look at.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use crate::model::ids::AppKey;
use crate::session::command::Command;
use crate::session::query::QueryId;
use crate::session::state::{Notice, State};
use crate::view::page::{Line, RowId, Span, Tone};
use crate::view::screen::{Screen, Tab};

use super::key::Key;
use super::keymap::{Context, Keymap};
use super::layer::{Layer, Question, Seen};
use super::paint::{HitBoxes, LEAST, Look};
use super::place::{Place, context};

/// The list of the first screen.
pub const APPLICATIONS: QueryId = QueryId(1);

/// How long a message stays: long enough to read a line, short enough not to be in the way.
const TOAST: Duration = Duration::from_secs(6);

/// So long a list rests before what is in view is computed: not every application that somebody scrolls past.
const REST: Duration = Duration::from_millis(200);

/// Within this time a second `^c` leaves.
const TWICE: Duration = Duration::from_secs(2);

/// Something that only the loop can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Todo {
    /// Leave.
    Quit,
    /// Stop, and be there again after `fg`.
    Suspend,
    /// Paint every cell anew.
    Redraw,
    /// Put a text into the clipboard.
    Copy(String),
    /// Switch the mouse.
    Mouse(bool),
    /// Show another theme, by name.
    Theme(&'static str),
}

/// A message with its end.
#[derive(Debug, Clone)]
pub struct Toast {
    /// What.
    pub line: Line,
    /// Until when.
    pub until: Instant,
    /// Whether it says something about the place it was said at: it goes when that place is left.
    pub is_local: bool,
}

/// The console's own values.
#[derive(Debug)]
pub struct Ui {
    /// Layers; the first is a place.
    pub layers: Vec<Layer>,
    /// Keys of an unfinished sequence.
    pub pending: Vec<Key>,
    /// Which key does what.
    pub keymap: Keymap,
    /// How it looks.
    pub look: Look,
    /// The size of the screen.
    pub area: Rect,
    /// A message.
    pub toast: Option<Toast>,
    /// What the last frame offered to the mouse.
    pub hits: HitBoxes,
    /// When the mouse is on: hit boxes are what it hits.
    pub mouse: bool,
    /// Whether to leave as soon as no operation is driven.
    pub is_leaving: bool,
    /// What the session is to be asked.
    pub commands: VecDeque<Command>,
    /// What the loop is to do.
    pub todo: VecDeque<Todo>,
    /// What the place on top has asked for already.
    issued: Vec<Command>,
    /// Applications to be computed as soon as the list has rested for a moment.
    interest: Option<(Vec<AppKey>, Instant)>,
    /// Reports of the cursor's position that the terminal owes.
    owed: usize,
    cancelled: Option<Instant>,
    noticed: Option<Notice>,
}

impl Ui {
    /// A console on the list of applications.
    pub fn new(keymap: Keymap, look: Look, area: Rect) -> Self {
        let place = Place::new(Screen::Applications(APPLICATIONS));
        Self {
            layers: vec![Layer::Place(Box::new(place))],
            pending: Vec::new(),
            keymap,
            look,
            area,
            toast: None,
            hits: HitBoxes::default(),
            mouse: false,
            is_leaving: false,
            commands: VecDeque::from([Command::Query(APPLICATIONS, crate::session::query::QuerySpec::default())]),
            todo: VecDeque::new(),
            issued: Vec::new(),
            interest: None,
            owed: 0,
            cancelled: None,
            noticed: None,
        }
    }

    /// The place on top.
    pub fn place(&self) -> Option<&Place> {
        self.layers.iter().rev().find_map(Layer::place)
    }

    /// The same, to change it.
    pub fn place_mut(&mut self) -> Option<&mut Place> {
        self.layers.iter_mut().rev().find_map(Layer::place_mut)
    }

    /// The place on top and the row under its cursor.
    pub fn here(&self) -> Option<(Screen, Option<RowId>)> {
        self.place().map(|place| (place.screen.clone(), place.cursor.selected.clone()))
    }

    /// Which keys count now.
    pub fn context(&self) -> Context {
        match self.layers.last() {
            Some(Layer::Place(place)) => context(&place.screen),
            Some(Layer::Filter(_) | Layer::Palette(_) | Layer::Reason(_) | Layer::Parameter(_)) => Context::Text,
            Some(Layer::Help(_)) => Context::Help,
            Some(Layer::Confirm(_) | Layer::Leaving(_)) => Context::Confirm,
            None => Context::Everywhere,
        }
    }

    /// The context of the place on top, whatever lies over it.
    pub fn place_context(&self) -> Context {
        self.place().map_or(Context::Everywhere, |place| context(&place.screen))
    }

    /// Opens a place; one comes back from it with Esc.
    pub fn open(&mut self, screen: Screen) {
        if self.place().is_some_and(|place| place.screen == screen) {
            return;
        }
        self.close_boxes();
        self.layers.push(Layer::Place(Box::new(Place::new(screen))));
        self.issued.clear();
    }

    /// Shows a tab of an application: the one it is open in already, with what lay over it closed, else a new place.
    pub fn open_tab(&mut self, app: &AppKey, tab: Tab) {
        self.close_boxes();
        let is_its = |layer: &Layer| matches!(layer, Layer::Place(place) if matches!(&place.screen, Screen::App(own, _) if own == app));
        match self.layers.iter().rposition(is_its) {
            Some(at) => {
                self.layers.truncate(at + 1);
                if let Some(place) = self.place_mut() {
                    place.switch(tab);
                }
                self.issued.clear();
            }
            None => self.open(Screen::App(app.clone(), tab)),
        }
    }

    /// Puts another place where the one on top is.
    pub fn replace(&mut self, screen: Screen) {
        self.close_boxes();
        if self.layers.len() > 1 {
            self.layers.pop();
        }
        self.open(screen);
    }

    /// Leaves the place on top; whether there was one to go back to.
    pub fn back(&mut self) -> bool {
        self.close_boxes();
        if self.layers.len() < 2 {
            return false;
        }
        if let Some(Layer::Place(left)) = self.layers.pop() {
            match left.screen {
                Screen::Plan(app) => self.commands.push_back(Command::DropPlan(app)),
                Screen::Act(app) => self.commands.push_back(Command::DropAct(app)),
                Screen::Logs(..) | Screen::App(_, Tab::Logs) => self.commands.push_back(Command::EndLogs),
                Screen::Applications(_)
                | Screen::App(..)
                | Screen::Diff(..)
                | Screen::Manifest(..)
                | Screen::Rollback(_)
                | Screen::Actions(..)
                | Screen::Operation(_)
                | Screen::Inspect(..)
                | Screen::Ignore(..)
                | Screen::Projects
                | Screen::Project(_)
                | Screen::Windows(_)
                | Screen::Rights(_)
                | Screen::Notices => {}
            }
        }
        self.issued.clear();
        true
    }

    /// Goes back to the list of applications.
    pub fn home(&mut self) {
        while self.back() {}
    }

    /// Closes what lies over the place on top.
    pub fn close_boxes(&mut self) {
        while self.layers.len() > 1 && !matches!(self.layers.last(), Some(Layer::Place(_))) {
            self.layers.pop();
        }
        self.pending.clear();
    }

    /// Closes the uppermost layer, if it is no place.
    pub fn close(&mut self) {
        if !matches!(self.layers.last(), Some(Layer::Place(_))) {
            self.layers.pop();
        }
    }

    /// Shows a short message.
    pub fn say(&mut self, text: impl AsRef<str>, tone: Tone, now: Instant) {
        self.toast = Some(Toast { line: vec![Span::new(text, tone)], until: now + TOAST, is_local: true });
    }

    /// Whether `^c` was pressed a moment ago; remembers this one.
    pub fn is_second_cancel(&mut self, now: Instant) -> bool {
        let before = self.cancelled.replace(now);
        before.is_some_and(|before| now.duration_since(before) < TWICE)
    }

    /// What has to be asked of the session for what is on the screen, and was not yet.
    pub fn want(&mut self, state: &State, now: Instant) {
        let Some(place) = self.place() else { return };
        if !matches!(place.screen, Screen::Applications(_)) {
            let wanted = crate::view::go::wanted(state, &place.screen);
            self.interest = None;
            let marked = self.marked();
            for command in wanted {
                self.ask(if let Command::Interest(mut apps) = command {
                    apps.extend(marked.iter().filter(|app| !apps.contains(app)).cloned().collect::<Vec<_>>());
                    Command::Interest(apps)
                } else {
                    command
                });
            }
            return;
        }
        let apps = place.apps_of_interest(state);
        let is_asked = self.issued.contains(&Command::Interest(apps.clone()));
        let is_first = self.issued.is_empty() && !apps.is_empty();
        self.interest = match self.interest.take() {
            _ if is_asked => None,
            _ if is_first => {
                self.ask(Command::Interest(apps));
                None
            }
            Some((waiting, due)) if waiting == apps => Some((waiting, due)),
            Some(_) | None => Some((apps, now + REST)),
        };
    }

    /// Applications that are marked in the list below: they stay computed while one of them is looked at.
    fn marked(&self) -> Vec<AppKey> {
        let lists = self.layers.iter().filter_map(Layer::place).filter(|place| matches!(place.screen, Screen::Applications(_)));
        let rows = lists.flat_map(|place| &place.cursor.marked);
        rows.filter_map(|row| if let RowId::App(app) = row { Some(app.clone()) } else { None }).collect()
    }

    /// Asks the session once for what a place needs.
    fn ask(&mut self, command: Command) {
        if self.issued.contains(&command) {
            return;
        }
        // One set of interest replaces the other: only the last one sent counts as asked for.
        if matches!(command, Command::Interest(_)) {
            self.issued.retain(|issued| !matches!(issued, Command::Interest(_)));
        }
        self.issued.push(command.clone());
        self.commands.push_back(command);
    }

    /// Shows the newest notice, once.
    pub fn notice(&mut self, state: &State, now: Instant) {
        let newest = state.notices.back();
        if newest == self.noticed.as_ref() {
            return;
        }
        self.noticed = newest.cloned();
        if let Some(line) = crate::view::header::notices(state, 1).into_iter().next() {
            self.toast = Some(Toast { line, until: now + TOAST * 2, is_local: false });
        }
    }

    /// Ends what has had its time. The next such time is [`Self::next_end`].
    pub fn pass(&mut self, now: Instant) {
        if let Some((apps, _)) = self.interest.take_if(|(_, due)| *due <= now) {
            self.ask(Command::Interest(apps));
        }
        if self.toast.as_ref().is_some_and(|toast| toast.until <= now) {
            self.toast = None;
        }
        if let Some(question) = self.layers.last_mut().and_then(Layer::question_mut)
            && let Seen::Asked(at) = question.seen
            && now.duration_since(at) >= super::layer::REPORT
        {
            question.seen = Seen::Silent;
            self.owed = 0;
        }
    }

    /// When [`Self::pass`] has something to end.
    pub fn next_end(&self) -> Option<Instant> {
        let toast = self.toast.as_ref().map(|toast| toast.until);
        let report = self.question().and_then(|question| match question.seen {
            Seen::Asked(at) => Some(at + super::layer::REPORT),
            Seen::Unpainted | Seen::Answered | Seen::Silent => None,
        });
        let interest = self.interest.as_ref().map(|(_, due)| *due);
        [toast, report, interest].into_iter().flatten().min()
    }

    /// The question on top.
    pub fn question(&self) -> Option<&Question> {
        self.layers.last().and_then(Layer::question)
    }

    /// A frame was painted; whether it has to end with a request for the cursor's position.
    pub fn painted(&mut self, hits: HitBoxes, now: Instant) -> bool {
        self.hits = hits;
        if self.is_too_small() {
            return false;
        }
        let question = self.layers.last_mut().and_then(Layer::question_mut).filter(|question| question.seen == Seen::Unpainted);
        let is_new = question.is_some();
        if let Some(question) = question {
            question.seen = Seen::Asked(now);
            self.owed += 1;
        }
        is_new
    }

    /// Whether the screen shows nothing but a note that it is too small.
    pub fn is_too_small(&self) -> bool {
        self.area.width < LEAST.0 || self.area.height < LEAST.1
    }

    /// Whether the terminal owes a report of its cursor's position.
    pub fn is_reporting(&self) -> bool {
        self.owed > 0
    }

    /// The terminal reported its cursor's position: everything painted before the request is on the screen.
    pub fn reported(&mut self) {
        self.owed = self.owed.saturating_sub(1);
        if self.owed == 0
            && let Some(question) = self.layers.last_mut().and_then(Layer::question_mut)
            && let Seen::Asked(_) | Seen::Silent = question.seen
        {
            question.seen = Seen::Answered;
        }
    }
}
