//! The loop: the next thing that comes → ui or session → effects → a frame. It never blocks but for the next thing; frames
//! that a key caused are painted at once, others at most thirty a second, and none where nothing changed.

use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::buffer::Buffer;

use crate::runtime::inbox::{Inbox, Incoming};
use crate::session::command::Command;
use crate::session::drive::Drive;
use crate::session::effect::Ticketed;
use crate::session::msg::{Msg, Timed};
use crate::session::state::State;
use crate::session::update::{next_wake, update};
use crate::view::page::{Tone, Window};

use super::input::InputEvent;
use super::options::Options;
use super::outlet::Outlet;
use super::paint::{Look, paint};
use super::terminal::{self, Ending, Terminal};
use super::theme::Theme;
use super::ui::{Todo, Ui};
use super::{assemble, clipboard, handle};

/// Frames caused by observations come at most so often: eyes see no more, and slow links carry no more.
const FRAME: Duration = Duration::from_millis(33);

/// What the loop stands on: the queues, the way to the terminal, and who carries effects out.
pub struct Ground<'a> {
    /// Where things come from.
    pub inbox: &'a Inbox<InputEvent>,
    /// Where frames go; its writer runs on a thread of the runtime's.
    pub outlet: Outlet,
    /// Carries effects out; answers come through the inbox.
    pub carry_out: &'a mut dyn FnMut(Vec<Ticketed>),
    /// Where a text goes that the clipboard cannot take; returns what to tell the person.
    pub keep: &'a mut dyn FnMut(&str) -> String,
}

/// Runs the console until somebody leaves or the terminal is gone.
///
/// # Errors
/// When there is no terminal, or it fails.
pub fn run<'a>(state: &'a mut State, ground: Ground<'a>, options: Options) -> io::Result<()> {
    terminal::guard_panics();
    let mut terminal = Terminal::enter(ground.outlet.clone(), options.features)?;
    let area = terminal.area()?;
    let mut ui = Ui::new(options.keymap.clone(), options.look.clone(), area);
    ui.mouse = options.mouse;
    terminal.mouse(ui.mouse)?;
    let mut console = Console { state, ui, terminal, ground, options, painted: Instant::now(), dirty: Some(Cause::Key), is_over: false };
    console.tell(Msg::Command(Command::Connect));
    while !console.is_over {
        console.turn()?;
    }
    console.terminal.give_back();
    Ok(())
}

/// Why a frame is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// Somebody pressed a key: at once.
    Key,
    /// Something was seen: soon.
    Seen,
}

struct Console<'a> {
    state: &'a mut State,
    ui: Ui,
    terminal: Terminal,
    ground: Ground<'a>,
    options: Options,
    painted: Instant,
    dirty: Option<Cause>,
    is_over: bool,
}

impl Console<'_> {
    /// One turn: settle what is to be done, paint if it is time, take the next thing.
    fn turn(&mut self) -> io::Result<()> {
        let now = Instant::now();
        self.ui.pass(now);
        self.ui.notice(self.state, now);
        handle::confirm::recheck(&mut self.ui, self.state, now);
        self.commands();
        self.todo(now)?;
        if self.ui.is_leaving && self.state.drives.values().all(Drive::is_recorded) {
            self.is_over = true;
        }
        if self.is_over {
            return Ok(());
        }
        if self.is_time(now) {
            self.paint()?;
            self.commands();
        }
        match self.ground.inbox.next(self.deadline()) {
            Incoming::Input(event) => self.input(event)?,
            Incoming::Reply(reply) => self.tell(Msg::Reply(reply)),
            Incoming::Observed(seen) => self.tell(Msg::Observed(seen)),
            Incoming::Wake => self.tell(Msg::Tick),
            Incoming::Closed => self.is_over = true,
        }
        Ok(())
    }

    /// Tells the session something, and has the effects carried out.
    fn tell(&mut self, msg: Msg) {
        let effects = update(self.state, Timed { at: Timestamp::now(), msg });
        if !effects.is_empty() {
            (self.ground.carry_out)(effects);
        }
        self.dirty = self.dirty.or(Some(Cause::Seen));
    }

    fn commands(&mut self) {
        while let Some(command) = self.ui.commands.pop_front() {
            self.tell(Msg::Command(command));
        }
    }

    fn input(&mut self, event: InputEvent) -> io::Result<()> {
        match event {
            InputEvent::Resized => self.ui.area = self.terminal.area()?,
            InputEvent::Stopped => self.suspend()?,
            // Whoever had the terminal meanwhile may have painted on it.
            InputEvent::Continued => {
                self.terminal.retake()?;
                self.ui.area = self.terminal.area()?;
            }
            InputEvent::Key(_) | InputEvent::Paste(_) | InputEvent::CursorReport | InputEvent::Mouse(_) | InputEvent::Freed => {
                handle::input(&mut self.ui, self.state, event, Instant::now());
            }
        }
        self.dirty = Some(Cause::Key);
        Ok(())
    }

    fn todo(&mut self, now: Instant) -> io::Result<()> {
        while let Some(todo) = self.ui.todo.pop_front() {
            match todo {
                Todo::Quit => self.is_over = true,
                Todo::Suspend => self.suspend()?,
                Todo::Redraw => self.terminal.forget(),
                Todo::Mouse(is_on) => self.terminal.mouse(is_on)?,
                Todo::Copy(text) if text.len() > clipboard::LONGEST => {
                    let told = (self.ground.keep)(&text);
                    self.ui.say(told, Tone::Info, now);
                }
                Todo::Copy(text) => {
                    self.terminal.copy(&text)?;
                    self.ui.say(format!("copied {text}"), Tone::Info, now);
                }
                Todo::Theme(name) => {
                    if let Some(Ok(theme)) = Theme::shipped(name, self.options.depth) {
                        self.ui.look = Look { theme, glyphs: self.ui.look.glyphs };
                    }
                }
            }
            self.dirty = Some(Cause::Key);
        }
        Ok(())
    }

    /// Gives the terminal to the shell until `fg`.
    fn suspend(&mut self) -> io::Result<()> {
        self.terminal.give_back();
        let was_stopped = terminal::stop();
        self.terminal.take()?;
        self.ui.area = self.terminal.area()?;
        if !was_stopped {
            self.ui.say("there is no shell to go back to", Tone::Warn, Instant::now());
        }
        self.dirty = Some(Cause::Key);
        Ok(())
    }

    /// Whether a frame is wanted and may leave. Keys that wait already are taken first: their frame is the newer one.
    fn is_time(&self, now: Instant) -> bool {
        let is_due = now.duration_since(self.painted) >= FRAME;
        let is_wanted = match self.dirty {
            Some(Cause::Key) => is_due || !self.ground.inbox.has_input(),
            Some(Cause::Seen) => is_due,
            None => false,
        };
        is_wanted && self.terminal.is_free()
    }

    fn paint(&mut self) -> io::Result<()> {
        let now = Instant::now();
        let frame = assemble::frame(&mut self.ui, self.state);
        let mut buffer = Buffer::empty(self.ui.area);
        let hits = paint(&frame, &self.ui.look, &mut buffer);
        let cursor = hits.cursor;
        let report = self.ui.painted(hits, now);
        self.terminal.show(&buffer, Ending { cursor, report }, &frame.header.title)?;
        (self.painted, self.dirty) = (now, None);
        self.ui.want(self.state, now);
        Ok(())
    }

    /// Until when nothing has to happen unless something comes.
    fn deadline(&self) -> Option<Instant> {
        let now = Instant::now();
        // A blocked way tells by itself when it is free; then the frame is painted.
        let frame = self.dirty.filter(|_| self.terminal.is_free()).map(|_| self.painted + FRAME);
        let place = self.ui.place();
        let age = place.and_then(|place| {
            let window = Window { first: place.cursor.first, height: place.cursor.height };
            crate::view::next_change(self.state, &place.screen, window)
        });
        let wakes = [next_wake(self.state), age].into_iter().flatten().map(|at| now + until(at));
        frame.into_iter().chain(self.ui.next_end()).chain(wakes).min()
    }
}

/// From now to a time of the clock; a moment where it has passed, so that what is overdue for ever cannot spin.
fn until(at: Timestamp) -> Duration {
    let left = at.duration_since(Timestamp::now());
    Duration::try_from(left).unwrap_or(Duration::ZERO).max(Duration::from_millis(1))
}
