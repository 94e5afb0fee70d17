//! Reads the terminal until it is gone, and hands what it says to the loop. It blocks: the runtime gives it a thread.

use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::runtime::inbox::Inbox;

use super::InputEvent;
use super::decode::Decoder;

/// So long the rest of a sequence may take: it comes in one packet even over slow links, and Esc must not feel slow.
const MOMENT: Timespec = Timespec { tv_sec: 0, tv_nsec: 10_000_000 };

/// Reads until the terminal is gone; then the inbox is closed, since nobody can be asked any more.
pub fn read(terminal: impl AsFd, inbox: &Inbox<InputEvent>) {
    let mut decoder = Decoder::default();
    let mut bytes = [0_u8; 4096];
    loop {
        if decoder.is_open() && is_quiet(&terminal) {
            hand_in(inbox, decoder.flush());
            continue;
        }
        match rustix::io::read(&terminal, &mut bytes) {
            Ok(0) => break,
            Ok(n) => hand_in(inbox, decoder.feed(bytes.get(..n).unwrap_or_default())),
            // Stopped and continued, or another signal: nothing was lost.
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => {
                tracing::warn!(%error, "the terminal can no longer be read");
                break;
            }
        }
    }
    inbox.close();
}

fn is_quiet(terminal: &impl AsFd) -> bool {
    let mut wait = [PollFd::new(terminal, PollFlags::IN)];
    matches!(poll(&mut wait, Some(&MOMENT)), Ok(0))
}

fn hand_in(inbox: &Inbox<InputEvent>, events: Vec<InputEvent>) {
    for event in events {
        inbox.put_input(event);
    }
}

/// Hands the signals that are about the terminal to the loop, for ever. The runtime runs it on its reactor; those that end
/// the process are the runtime's own.
pub async fn signals(inbox: Inbox<InputEvent>) {
    if let Err(error) = listen(&inbox).await {
        tracing::warn!(%error, "a new size of the terminal is not noticed");
    }
}

async fn listen(inbox: &Inbox<InputEvent>) -> std::io::Result<()> {
    use rustix::process::Signal;
    use tokio::signal::unix::{SignalKind, signal};
    let mut resized = signal(SignalKind::window_change())?;
    let mut stopped = signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?;
    let mut continued = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    // The size may have changed before anybody listened.
    inbox.put_input(InputEvent::Resized);
    loop {
        let event = tokio::select! {
            Some(()) = resized.recv() => InputEvent::Resized,
            Some(()) = stopped.recv() => InputEvent::Stopped,
            Some(()) = continued.recv() => InputEvent::Continued,
            else => return Ok(()),
        };
        inbox.put_input(event);
    }
}
