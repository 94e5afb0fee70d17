//! Into the clipboard: by OSC 52, which reaches the person's own terminal through SSH; within tmux wrapped for it; texts
//! too long for that go to a file. It knows no row.

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

/// What xterm takes at most in one sequence, less its own overhead.
pub const LONGEST: usize = 70_000;

/// The sequence that copies a text.
pub fn sequence(text: &str, tmux: bool) -> String {
    let mut sequence = String::new();
    // Writing into a String cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
    if tmux {
        // tmux takes the plain form where `set-clipboard` is on, and passes the wrapped one on where `allow-passthrough` is.
        let wrapped = sequence.replace('\x1b', "\x1b\x1b");
        sequence.push_str(&format!("\x1bPtmux;{wrapped}\x1b\\"));
    }
    sequence
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn tmux_gets_the_plain_and_the_wrapped_form() {
        assert_eq!(sequence("hi", false), "\x1b]52;c;aGk=\x1b\\");
        assert_eq!(sequence("hi", true), "\x1b]52;c;aGk=\x1b\\\x1bPtmux;\x1b\x1b]52;c;aGk=\x1b\x1b\\\x1b\\");
    }
}
