//! The console in a pseudo-terminal that ends each frame with a mark (DECSET 2026), so that a frame's last byte is known. It knows no
//! fleet.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// What is waited for at most.
const LONGEST: Duration = Duration::from_mins(3);

/// A frame begins and ends so.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// The running console.
pub(crate) struct Console {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    /// The last bytes, in which a mark may be cut.
    tail: Vec<u8>,
    /// Whether the last frame is whole.
    is_whole: bool,
    /// When it was started.
    pub(crate) began: Instant,
    /// When its first byte came.
    pub(crate) first: Option<Instant>,
    /// Bytes so far.
    pub(crate) n_bytes: usize,
}

impl Console {
    /// Starts the console on a cluster, with a cache folder, at 120×40.
    pub(crate) fn start(kubeconfig: &Path, cache: &Path) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("the system has terminals");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tiphys"));
        command.args(["--kubeconfig".as_ref(), kubeconfig.as_os_str(), "--cache".as_ref(), cache.as_os_str()]);
        command.env_clear();
        let home = cache.display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        for (name, value) in [("PATH", path.as_str()), ("TERM", "xterm-kitty"), ("LANG", "C.UTF-8"), ("HOME", home.as_str())] {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().expect("the terminal is read");
        let keys = pair.master.take_writer().expect("the terminal is written");
        let (send, bytes) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if send.send((Instant::now(), buffer.get(..n).unwrap_or_default().to_vec())).is_err() {
                    return;
                }
            }
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the console starts");
        Self {
            child,
            _master: pair.master,
            keys,
            bytes,
            screen: vt100::Parser::new(cells(40), cells(120), 0),
            tail: Vec::new(),
            is_whole: false,
            began,
            first: None,
            n_bytes: 0,
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Types; returns when.
    pub(crate) fn keys(&mut self, keys: &str) -> Instant {
        let now = Instant::now();
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("the console listens");
        now
    }

    /// Takes in what comes until then; whether anything came.
    pub(crate) fn take(&mut self, until: Instant) -> Option<Instant> {
        let (at, bytes) = self.bytes.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?;
        self.first.get_or_insert(at);
        self.n_bytes += bytes.len();
        self.screen.process(&bytes);
        self.tail.extend(&bytes);
        let last = |mark: &[u8]| self.tail.windows(mark.len()).rposition(|window| window == mark);
        self.is_whole = match (last(BEGIN), last(END)) {
            (Some(begin), Some(end)) => end > begin,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => self.is_whole,
        };
        let surplus = self.tail.len().saturating_sub(BEGIN.len() - 1);
        self.tail.drain(..surplus);
        Some(at)
    }

    /// Waits until a whole frame is so; when its last byte came.
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> Instant {
        let end = Instant::now() + LONGEST;
        loop {
            let Some(at) = self.take(end) else {
                panic!("no {what} within {LONGEST:?}:\n{}", self.text());
            };
            if self.is_whole && is_so(&self.text()) {
                return at;
            }
        }
    }

    /// Takes in what comes for this long.
    pub(crate) fn rest(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while self.take(end).is_some() {}
    }

    /// Takes in what comes until nothing has come for this long.
    pub(crate) fn until_quiet(&mut self, time: Duration) {
        while self.take(Instant::now() + time).is_some() {}
    }

    /// The screen's text.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The name on the cursor's row.
    pub(crate) fn selected(&self) -> String {
        selected(&self.text())
    }
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a screen has cells")
}

/// The name on the cursor's row of a screen.
pub(crate) fn selected(text: &str) -> String {
    let row = text.lines().find_map(|line| line.strip_prefix('▌')).unwrap_or_default();
    row.split_whitespace().next().unwrap_or_default().to_owned()
}

impl Drop for Console {
    fn drop(&mut self) {
        // Gone already, or gone now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
