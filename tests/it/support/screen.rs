//! A terminal as a test sees it: the bytes that came, the screen they make, and the answers that a terminal gives. It knows
//! no process.

use std::num::NonZeroU16;

/// What a terminal is asked for its cursor's position with.
const REPORT: &[u8] = b"\x1b[6n";

/// A screen fed with bytes.
pub(crate) struct Screen {
    parser: vt100::Parser,
    /// How often it was asked for its cursor's position, and answered.
    pub(crate) n_reports: usize,
    /// Bytes that came so far.
    pub(crate) n_bytes: usize,
    /// The last bytes, in which a request may be cut by a packet.
    tail: Vec<u8>,
    title: String,
}

fn size(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("a screen has cells")
}

impl Screen {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        Self { parser: vt100::Parser::new(size(height), size(width), 0), n_bytes: 0, n_reports: 0, tail: Vec::new(), title: String::new() }
    }

    /// Takes bytes; returns what the terminal answers.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.n_bytes += bytes.len();
        self.parser.process(bytes);
        self.tail.extend_from_slice(bytes);
        let mut answers = Vec::new();
        while let Some(at) = self.tail.windows(REPORT.len()).position(|window| window == REPORT) {
            self.tail.drain(..at + REPORT.len());
            self.n_reports += 1;
            let (row, column) = self.parser.screen().cursor_position();
            answers.extend(format!("\x1b[{};{}R", row + 1, column + 1).into_bytes());
        }
        let text = String::from_utf8_lossy(bytes);
        if let Some((_, rest)) = text.rsplit_once("\x1b]2;") {
            self.title = rest.split(['\x07', '\x1b']).next().unwrap_or_default().to_owned();
        }
        let keep = self.tail.len().saturating_sub(REPORT.len() - 1);
        self.tail.drain(..keep);
        answers
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.parser.screen_mut().set_size(size(height), size(width));
    }

    /// The screen as lines without trailing spaces.
    pub(crate) fn text(&self) -> String {
        let (_, width) = self.parser.screen().size();
        self.parser.screen().rows(0, width.get()).map(|row| format!("{}\n", row.trim_end())).collect()
    }

    /// The terminal's title.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// The terminal itself: modes, cursor, colors.
    pub(crate) fn terminal(&self) -> &vt100::Screen {
        self.parser.screen()
    }
}
