//! The terminal: taken over and given back whatever happens, painted by differences, one frame in one write. It knows no
//! state.

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::runtime::worker::while_none_starts;

use super::encode;
use super::outlet::Outlet;

/// The title is saved: once, since terminals keep a stack of them.
const KEEP_TITLE: &str = "\x1b[22;2t";

/// Alternate screen, bracketed paste, no line wrap (a cell too wide would scroll the screen), cursor hidden.
const ENTER: &str = "\x1b[?1049h\x1b[?2004h\x1b[?7l\x1b[?25l\x1b[2J";

/// The same backwards, with everything reset that was perhaps switched on.
const LEAVE: &str = "\x1b[?2026l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[0m\x1b[?25h\x1b[?1049l\x1b[23;2t";

/// How long the way may take to become free when the terminal is given back.
const LAST_WRITES: Duration = Duration::from_millis(500);

/// Whether the terminal is taken: what the panic hook, which is given nothing, has to know.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// What this terminal can do besides the usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Features {
    /// Frames are shown as a whole (DECSET 2026).
    pub synchronized: bool,
    /// It is tmux, which passes sequences on only in a wrapping.
    pub tmux: bool,
}

/// The terminal, taken over until it is dropped.
#[derive(Debug)]
pub struct Terminal {
    outlet: Outlet,
    features: Features,
    shown: Buffer,
    cursor: Option<(u16, u16)>,
    title: String,
    mouse: bool,
}

/// What a frame ends with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ending {
    /// Where the cursor is shown, if it is.
    pub cursor: Option<(u16, u16)>,
    /// Whether the terminal is asked for its cursor's position: its answer says that it shows the frame.
    pub report: bool,
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When there is no terminal, or it is gone.
    pub fn enter(outlet: Outlet, features: Features) -> io::Result<Self> {
        let mut terminal = Self { outlet, features, shown: Buffer::default(), cursor: None, title: String::new(), mouse: false };
        terminal.take()?;
        Ok(terminal)
    }

    /// Takes the terminal (again, after it was given back).
    ///
    /// # Errors
    /// When it is gone.
    pub fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        let was_taken = IS_TAKEN.swap(true, Ordering::SeqCst);
        self.shown = Buffer::default();
        (self.cursor, self.title) = (None, String::new());
        let keep = if was_taken { "" } else { KEEP_TITLE };
        self.write(format!("{keep}{ENTER}"))?;
        self.mouse(self.mouse)
    }

    /// Takes the terminal again although it was never given back: the process was stopped from outside, and whoever had
    /// the terminal meanwhile may have left it in any state.
    ///
    /// # Errors
    /// When it is gone.
    pub fn retake(&mut self) -> io::Result<()> {
        disable_raw_mode()?;
        self.take()
    }

    /// Gives the terminal back as it was.
    pub fn give_back(&mut self) {
        if self.outlet.drain(LAST_WRITES) {
            give_back();
        } else {
            // The terminal takes no more: raw mode at least is the kernel's own and can be ended.
            IS_TAKEN.store(false, Ordering::SeqCst);
            if let Err(error) = disable_raw_mode() {
                tracing::warn!(%error, "raw mode stays on");
            }
        }
    }

    /// The size of the screen.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn area(&self) -> io::Result<Rect> {
        let (width, height) = crossterm::terminal::size()?;
        Ok(Rect::new(0, 0, width, height))
    }

    /// Whether a frame would leave at once.
    pub fn is_free(&self) -> bool {
        self.outlet.is_free()
    }

    /// Paints every cell anew with the next frame.
    pub fn forget(&mut self) {
        self.shown = Buffer::default();
    }

    /// Shows a frame; nothing is written where it is shown already.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn show(&mut self, frame: &Buffer, ending: Ending, title: &str) -> io::Result<()> {
        let mut bytes = String::new();
        if self.title != title {
            bytes.push_str(&format!("\x1b]2;{title}\x07"));
            title.clone_into(&mut self.title);
        }
        if self.shown.area != frame.area {
            bytes.push_str("\x1b[0m\x1b[2J");
            self.shown = Buffer::empty(frame.area);
        }
        let difference = encode::difference(&self.shown, frame);
        if !difference.is_empty() || ending.cursor != self.cursor {
            bytes.push_str("\x1b[?25l");
            bytes.push_str(&difference);
            if let Some((x, y)) = ending.cursor {
                bytes.push_str(&format!("\x1b[{};{}H\x1b[?25h", y + 1, x + 1));
            }
            self.cursor = ending.cursor;
            self.shown.clone_from(frame);
        }
        if self.features.synchronized && !bytes.is_empty() {
            bytes = format!("\x1b[?2026h{bytes}\x1b[?2026l");
        }
        if ending.report {
            bytes.push_str("\x1b[6n");
        }
        self.write(bytes)
    }

    /// Switches the mouse on or off.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn mouse(&mut self, is_on: bool) -> io::Result<()> {
        if is_on == self.mouse && !is_on {
            return Ok(());
        }
        self.mouse = is_on;
        self.write(if is_on { "\x1b[?1000h\x1b[?1006h" } else { "\x1b[?1006l\x1b[?1000l" }.to_owned())
    }

    /// Puts a text into the clipboard of the terminal where the person sits (OSC 52).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        self.write(super::clipboard::sequence(text, self.features.tmux))
    }

    fn write(&mut self, bytes: String) -> io::Result<()> {
        if bytes.is_empty() { Ok(()) } else { self.outlet.put(bytes.into_bytes()) }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if IS_TAKEN.load(Ordering::SeqCst) {
            self.give_back();
        }
    }
}

/// Gives the terminal back by the shortest way, if it is taken. It may be called anywhere, also while panicking.
fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Nothing more can be done where even this fails.
    let mut out = io::stdout().lock();
    let _ = out.write_all(LEAVE.as_bytes()).and_then(|()| out.flush());
    let _ = disable_raw_mode();
}

/// From now on a panic of this thread gives the terminal back before it is reported; a panic of another thread, which is
/// survived, goes to the log and leaves the screen alone.
pub fn guard_panics() {
    let (before, own) = (panic::take_hook(), thread::current().id());
    panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if thread::current().id() == own || !IS_TAKEN.load(Ordering::SeqCst) {
            give_back();
            before(info);
        } else {
            tracing::error!(panic = %info, "a thread panicked");
        }
    }));
}

/// Stops the process until the shell continues it. It returns false at once where no shell could: the process would hang.
///
/// The whole group stops, as it does when a shell's terminal sends the signal: `cargo run` stands between the shell and us.
pub fn stop() -> bool {
    use rustix::process::{Pid, Signal, getpgrp, getsid, kill_current_process_group};
    let group = getpgrp();
    let is_shell = getsid(None::<Pid>).is_ok_and(|session| session == group);
    !is_shell && while_none_starts(|| kill_current_process_group(Signal::STOP)).is_ok()
}
