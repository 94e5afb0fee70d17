//! A real program in a terminal: keys in, the screen out, over a line that may be slow both ways. Every wait has a deadline
//! and prints the screen when it ends. It knows no program.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tiphys::tui::key::{Code, Key, sequence};

use super::screen::Screen;

/// What a test waits at most: far above any wait that is right, so that a slow machine fails nothing.
pub(crate) const LONGEST: Duration = Duration::from_mins(2);

/// How a program is started.
pub(crate) struct Spawn<'a> {
    /// The program.
    pub(crate) program: &'a Path,
    /// Its arguments.
    pub(crate) args: &'a [&'a str],
    /// Its environment besides `PATH`, `TERM` and `LANG`: nothing else is passed on.
    pub(crate) env: &'a [(&'a str, &'a str)],
    /// Columns and rows.
    pub(crate) size: (u16, u16),
    /// How long each byte travels, each way.
    pub(crate) delay: Duration,
}

type Shared = Arc<(Mutex<Screen>, Condvar)>;

/// A running program and its terminal.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    screen: Shared,
    keys: Sender<(Instant, Vec<u8>)>,
    delay: Duration,
}

impl Pty {
    /// Starts a program in a terminal.
    pub(crate) fn spawn(spawn: &Spawn) -> Self {
        let (width, height) = spawn.size;
        let pair = native_pty_system()
            .openpty(PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 })
            .expect("the system has terminals");
        let mut command = CommandBuilder::new(spawn.program);
        command.args(spawn.args);
        command.env_clear();
        for (name, value) in [("PATH", std::env::var("PATH").unwrap_or_default().as_str()), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")]
        {
            command.env(name, value);
        }
        for (name, value) in spawn.env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let screen: Shared = Arc::new((Mutex::new(Screen::new(width, height)), Condvar::new()));
        let (keys, typed) = channel();
        let (bytes, came) = channel();
        let mut reader = pair.master.try_clone_reader().expect("the terminal is read");
        let mut writer = pair.master.take_writer().expect("the terminal is written");
        let delay = spawn.delay;
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if bytes.send((Instant::now() + delay, buffer[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        thread::spawn(move || travel(&typed, |bytes| writer.write_all(&bytes).and_then(|()| writer.flush()).is_ok()));
        let (shown, answers) = (screen.clone(), keys.clone());
        thread::spawn(move || {
            travel(&came, |bytes| {
                // The answer leaves before anybody can look: what a test types after it looked is typed after it.
                let mut screen = lock(&shown);
                let answer = screen.feed(&bytes);
                let is_sent = answer.is_empty() || answers.send((Instant::now() + delay, answer)).is_ok();
                drop(screen);
                shown.1.notify_all();
                is_sent
            });
        });
        Self { child, master: pair.master, screen, keys, delay }
    }

    /// Types keys as keymaps write them.
    pub(crate) fn keys(&self, keys: &str) -> &Self {
        let bytes: Vec<u8> = sequence(keys).expect("keys").into_iter().flat_map(bytes_of).collect();
        self.send(bytes)
    }

    /// Types a text.
    pub(crate) fn typed(&self, text: &str) -> &Self {
        self.send(text.as_bytes().to_vec())
    }

    fn send(&self, bytes: Vec<u8>) -> &Self {
        self.keys.send((Instant::now() + self.delay, bytes)).expect("the terminal takes keys");
        self
    }

    /// The screen now.
    pub(crate) fn screen(&self) -> String {
        lock(&self.screen).text()
    }

    /// Looks at the terminal.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(&lock(&self.screen))
    }

    /// Waits until the screen shows a text; returns the screen.
    #[track_caller]
    pub(crate) fn wait(&self, text: &str) -> String {
        self.wait_until(&format!("`{text}` on the screen"), |screen| screen.text().contains(text));
        self.screen()
    }

    /// Waits until the terminal is so; fails with the screen when the deadline comes first.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, mut is_so: impl FnMut(&Screen) -> bool) {
        let end = Instant::now() + LONGEST;
        let mut screen = lock(&self.screen);
        while !is_so(&screen) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {what} within {LONGEST:?}:\n{}", screen.text());
            screen = self.screen.1.wait_timeout(screen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&self, width: u16, height: u16) {
        lock(&self.screen).resize(width, height);
        self.master.resize(PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }).expect("the terminal has a size");
    }

    /// Sends the program a signal, by its name (`TERM`).
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("it runs").to_string();
        let sent = std::process::Command::new("kill").args(["-s", name, &pid]).status().expect("kill is there");
        assert!(sent.success());
    }

    /// Whether lines are edited and echoed by the terminal, as a shell expects.
    pub(crate) fn is_cooked(&self) -> bool {
        // The flags' own type belongs to a crate that is not ours; their names are enough.
        let flags = format!("{:?}", self.master.get_termios().expect("a terminal").local_flags);
        flags.contains("ICANON") && flags.contains("ECHO ")
    }

    /// Waits until the terminal edits and echoes lines.
    #[track_caller]
    pub(crate) fn wait_cooked(&self) {
        let end = Instant::now() + LONGEST;
        while !self.is_cooked() {
            assert!(Instant::now() < end, "the terminal stays raw:\n{}", self.screen());
            thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// Waits until the program ends.
    #[track_caller]
    pub(crate) fn exit(mut self) -> (ExitStatus, String) {
        let end = Instant::now() + LONGEST;
        loop {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return (status, self.screen());
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.screen());
            thread::park_timeout(Duration::from_millis(10));
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lock(screen: &Shared) -> MutexGuard<'_, Screen> {
    screen.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands each packet on when its time has come, in order, until there are no more or nobody takes them.
fn travel(packets: &Receiver<(Instant, Vec<u8>)>, mut arrive: impl FnMut(Vec<u8>) -> bool) {
    // Nothing is ever sent here: waiting for it is waiting for a time.
    let (_never, nothing) = channel::<()>();
    for (at, bytes) in packets {
        let waited = nothing.recv_timeout(at.saturating_duration_since(Instant::now()));
        assert_eq!(waited, Err(RecvTimeoutError::Timeout));
        if !arrive(bytes) {
            return;
        }
    }
}

/// A key as xterm sends it.
fn bytes_of(key: Key) -> Vec<u8> {
    let text = match key.code {
        Code::Char(' ') if key.ctrl => "\0",
        Code::Char(c) if key.ctrl => return vec![c as u8 & 0x1f],
        Code::Char(c) => return c.to_string().into_bytes(),
        Code::Enter => "\r",
        Code::Esc => "\x1b",
        Code::Tab if key.shift => "\x1b[Z",
        Code::Tab => "\t",
        Code::Backspace => "\x7f",
        Code::Delete => "\x1b[3~",
        Code::Insert => "\x1b[2~",
        Code::Up => "\x1b[A",
        Code::Down => "\x1b[B",
        Code::Right => "\x1b[C",
        Code::Left => "\x1b[D",
        Code::Home => "\x1b[H",
        Code::End => "\x1b[F",
        Code::PageUp => "\x1b[5~",
        Code::PageDown => "\x1b[6~",
        Code::F(n) => return format!("\x1b[{}~", n + 10).into_bytes(),
    };
    text.as_bytes().to_vec()
}

/// A program that says what it gets: what the helper itself is tested with.
fn echo(delay: Duration) -> Pty {
    let args = ["-c", "stty raw -echo; printf 'ready\\033[6n'; dd bs=1 count=9 2>/dev/null | od -An -c; stty sane"];
    Pty::spawn(&Spawn { program: Path::new("sh"), args: &args, env: &[], size: (60, 5), delay })
}

#[test]
fn keys_go_in_and_the_screen_comes_out_even_over_a_slow_line() {
    let began = Instant::now();
    let pty = echo(Duration::from_millis(50));
    pty.wait("ready");
    assert!(began.elapsed() >= Duration::from_millis(50));
    // The terminal's own answer goes before what is typed after it was asked.
    pty.keys("j up");
    pty.wait("033   [   1   ;   6   R   j 033   [");
}
