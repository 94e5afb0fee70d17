//! What the terminal says: keys, pasted text, reports, the mouse, signals. `decode` reads its bytes, `read` the device.

pub mod decode;
pub mod read;

use super::key::Key;

/// One thing that the terminal, or the system about it, says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputEvent {
    /// A key.
    Key(Key),
    /// Text pasted as a whole; it is never taken for keys.
    Paste(String),
    /// The position of the cursor, which was asked for: everything painted before is on the screen.
    CursorReport,
    /// The mouse.
    Mouse(Mouse),
    /// The way to the terminal is free again after it was not.
    Freed,
    /// The terminal has another size (SIGWINCH).
    Resized,
    /// The process is asked to stop (SIGTSTP from outside).
    Stopped,
    /// The process goes on (SIGCONT).
    Continued,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// A click of the first button on a cell.
    Click {
        /// Column from 0.
        x: u16,
        /// Row from 0.
        y: u16,
    },
    /// The wheel.
    Wheel {
        /// Away from the person.
        up: bool,
    },
}
